import Casework
import Contracts
import OfficeAPI

/// The procuratorate's proof that it saw every handoff: what market regulation signed for, beside what is here.
enum HandoffCountAct {
    /// Waits until the running count is complete at the procuratorate up to a number, and compares the two ends.
    static func check(upTo number: Int64, on stage: DemonstrationStage) async throws {
        let watcher = try stage.house.person("procuratorate", .handler)
        let sender = try stage.house.person("market-regulation", .handler)
        let row = try await stage.until("检察院核对移送连号至第\(number)号") { () -> JSONValue? in
            let page = try await page(at: watcher, on: stage)
            let row = (page["received"]?.array ?? []).first { $0["office"]?.string == sender.office.description }
            guard row?["standing"] == "complete", row?["completeUpTo"]?.integer == number else { return nil }
            return row
        }
        let own = try await page(at: sender, on: stage)["sent"]?.array?.first
        let isSame = row["digest"] != nil && row["digest"] == own?["digest"] && row["digest"] == row["ownDigest"]
        let blocked = row["marks"]?["fineBlocked"]?.integer ?? 0
        let supervised = row["marks"]?["supervised"]?.integer ?? 0
        stage.narrator.check(
            "检察院：移送连号核对", passed: isSame && row["claimed"]?.integer == number,
            "\(HandoffWords.verdict(row))；移送机关签名申明\(number)件，两端摘要\(isSame ? "一致" : "不一致")；"
                + "罚款被拦截\(blocked)件，立案监督\(supervised)件")
    }

    private static func page(
        at person: DemonstrationHouse.Person, on stage: DemonstrationStage
    ) async throws -> JSONValue {
        let answer = try await stage.ask(
            "GET", person.office, "/api/v1/handoffs/completeness", token: person.token)
        guard answer.isDone else {
            throw DemonstrationFailure("\(person.office) 没有给出移送连号：\(answer.code) \(answer.words)")
        }
        return answer.body
    }
}
