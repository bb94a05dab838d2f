import Contracts
import Offices

// What officers are told, and what rings.

extension Book {
    /// S2 for orders: one id has one answer, for ever.
    mutating func checkAnswers(_ commit: HistoryCommit, _ at: HistoryPlace, _ findings: inout Findings) {
        for answer in commit.answers {
            counts.orders += 1
            let known = orders.updateValue((answer.answer.mark, journal?.rows ?? 0), forKey: answer.mark)
            findings.expect(known == nil, .oneEffect, office, at: at, "请求 \(answer.order) 办了两次")
        }
    }

    /// S4: an officer is told what the ledger has.
    mutating func checkTold(_ answers: [HistoryAnswer], _ findings: inout Findings) {
        for answer in answers {
            counts.told += 1
            let known = orders[answer.mark]
            findings.expect(
                known.map { $0.answer == answer.answer.mark } ?? hasGaps, .toldIsKept, office, at: place,
                known == nil ? "请求 \(answer.order) 答复办成，台账里没有" : "请求 \(answer.order) 的答复与台账不同")
        }
    }

    /// S10: a rung rings once, and not before its moment.
    mutating func checkRungs(_ commit: HistoryCommit, _ at: HistoryPlace, _ findings: inout Findings) {
        for rung in commit.rungs {
            counts.rungs += 1
            let key = Digest.sha256(Array("\(rung.caseID)|\(rung.name)".utf8)).mark
            let before = rungs.updateValue(journal?.rows ?? 0, forKey: key)
            findings.expect(before == nil, .rungOnce, office, at: at, "案件 \(rung.caseID) 的期限提示 \(rung.name) 响了两次")
            findings.expect(
                rung.due.map { $0 <= commit.official } ?? true, .rungOnce, office, at: at,
                "案件 \(rung.caseID) 的期限提示 \(rung.name) 应在 \(rung.due?.description ?? "")，响于 \(commit.official)")
        }
    }
}

extension HistoryAnswer {
    fileprivate var mark: UInt64 { Digest.sha256(Array(order.utf8)).mark }
}
