package import Casework
package import Contracts
import Exchange

/// Troubles of this office itself, told to its people before its peers find them.
extension OfficeMachine {
    /// What keeps this office from being heard; nil while it may speak.
    package func ownTrouble(at now: Moment) -> Refusal? {
        guard let directory else { return nil }
        guard let entry = directory.office(office) else {
            return trouble("OFFICE_UNKNOWN", "目录中没有本单位，其他单位不会受理本单位的函件；请联系登记机关。")
        }
        guard entry.status == .active else {
            let heir = ownHeir.map { "，由 \($0) 承接" } ?? ""
            return trouble("OFFICE_RETIRED", "本单位已停用\(heir)；未结案件移交完毕、发件箱清空后可以关闭本程序。")
        }
        guard let key = entry.key(signer.keyID) else {
            return trouble("KEY_UNKNOWN", "目录中没有本单位正在使用的密钥 \(signer.keyID)；请联系登记机关登记，或改用已登记的密钥。")
        }
        if key.revokedAt != nil {
            return trouble(
                "KEY_REVOKED", "本单位的密钥 \(key.keyID) 已被吊销，发出的函件将被隔离；请在配置中改用目录列明的新密钥，然后重新启动。")
        }
        guard now >= key.validFrom - OfficeKey.clockTolerance, now <= key.validTo else {
            return trouble(
                "KEY_EXPIRED",
                "本单位的密钥 \(key.keyID) 不在有效期内（\(key.validFrom.shortDescription) 至 "
                    + "\(key.validTo.shortDescription)）；请改用目录列明的有效密钥，然后重新启动。")
        }
        return nil
    }

    private func trouble(_ code: String, _ text: String) -> Refusal {
        Refusal(code: code, text: text, basis: nil, field: nil)
    }

    /// Once a minute: our own standing, and letters that have waited for another one too long (rule 21).
    mutating func watch(_ work: inout Workspace) throws {
        let now = work.clocks.machine
        guard phase == .serving, lastWatch.map({ work.clocks.timer - $0 >= .minutes(1) }) ?? true else { return }
        lastWatch = work.clocks.timer
        if let trouble = ownTrouble(at: now), troublesTold.insert(trouble.code).inserted {
            work.alarm(trouble.code, trouble.text)
        }
        watchSealingKeys(&work)
        for caseID in blockedCases.sorted() {
            for held in try work.heldBack(caseID: caseID) where held.reason == "AWAITING_CAUSE" {
                let leaf = held.envelope.leaf
                let name = "\(leaf.stream)#\(leaf.number)"
                guard now - held.at >= .minutes(10), troublesTold.insert(name).inserted else { continue }
                work.alarm(
                    "AWAITING_CAUSE",
                    "\(leaf.type) \(name) of case \(caseID) has waited since \(held.at) for the letter it answers or the "
                        + "one that opens its case")
            }
        }
    }
}
