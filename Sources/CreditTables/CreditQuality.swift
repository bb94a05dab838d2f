package import Casework
package import Contracts

/// How good an office's 双公示 data are: in time, complete, with right codes. Counted by kind and month of the decision.
package struct CreditQuality: Sendable {
    /// The counts of one kind and month.
    package struct Counts: Hashable, Sendable {
        /// Records, and of these handed in within the term of the rule, later, and with a term that cannot be counted.
        package var records = 0, inTime = 0, late = 0, uncounted = 0
        /// Cells that could be filled and are.
        package var fillable = 0, filled = 0
        /// Records whose code a registry had to confirm, and that were corrected after a first submission.
        package var confirmedCodes = 0, resubmitted = 0
        /// Corrections after publication.
        package var corrections = 0

        /// Filled cells in a hundred.
        package var completeness: Int { fillable == 0 ? 100 : filled * 100 / fillable }
    }

    private let rules: RuleSet
    private var counts: [String: Counts] = [:]

    /// The term in which a decision is to be online.
    private static let term = "PB-01"

    /// A report by these rules.
    package init(rules: RuleSet) {
        self.rules = rules
    }

    /// Takes a record.
    ///
    /// - Parameters:
    ///   - facts: what the case knows.
    ///   - recordedOn: the day on which it came into the ledger; a corrected row counts from its first submission.
    package mutating func take(_ facts: JSONValue, recordedOn: CivilDate) {
        guard let record = facts["record"], let kind = RecordKind(in: facts),
            let day = record["decisionDate"]?.string.flatMap({ CivilDate($0) })
        else { return }
        let key = "\(kind.rawValue)|\(day.description.prefix(7))"
        var counts = counts[key] ?? Counts()
        counts.records += 1
        let first = facts["firstSubmittedOn"]?.string.flatMap { CivilDate($0) }
        if first != nil { counts.resubmitted += 1 }
        switch due(day) {
        case nil: counts.uncounted += 1
        case let due?: if (first ?? recordedOn) <= due { counts.inTime += 1 } else { counts.late += 1 }
        }
        let optional = kind.payloadFields.filter { $0.name != "remark" }
        counts.fillable += optional.count
        counts.filled += optional.count { record[$0.name] != nil }
        if let code = record["uscc"]?.string, !CreditQuality.isRight(code) { counts.confirmedCodes += 1 }
        counts.corrections += Int(max(0, (facts["version"]?.integer ?? 1) - 1))
        self.counts[key] = counts
    }

    private func due(_ day: CivilDate) -> CivilDate? {
        do throws(RuleRefusal) {
            return try rules.deadline(CreditQuality.term, on: day).term(from: day.start).due(rules.calendar)?.day
        } catch {
            return nil
        }
    }

    private static func isRight(_ code: String) -> Bool {
        do throws(USCCRefusal) {
            _ = try USCC(code)
            return true
        } catch {
            return false
        }
    }

    /// The report, ascending by kind and month.
    package var rows: [(kind: String, month: String, counts: Counts)] {
        counts.sorted { $0.key < $1.key }.map { key, counts in
            let parts = key.split(separator: "|").map(String.init)
            return (parts[0], parts.count > 1 ? parts[1] : "", counts)
        }
    }

    /// The same for programs.
    package var json: JSONValue {
        .array(
            rows.map { row in
                [
                    "recordKind": .string(row.kind), "month": .string(row.month),
                    "records": .integer(Int64(row.counts.records)), "inTime": .integer(Int64(row.counts.inTime)),
                    "late": .integer(Int64(row.counts.late)), "uncounted": .integer(Int64(row.counts.uncounted)),
                    "completenessPercent": .integer(Int64(row.counts.completeness)),
                    "confirmedCodes": .integer(Int64(row.counts.confirmedCodes)),
                    "resubmitted": .integer(Int64(row.counts.resubmitted)),
                    "corrections": .integer(Int64(row.counts.corrections)),
                ]
            })
    }
}
