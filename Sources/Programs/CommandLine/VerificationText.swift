package import Contracts
package import Ledgers

/// How fast bytes went by.
package struct Pace: Sendable {
    private let bytes: Int64
    private let elapsed: Duration

    /// So many bytes since then.
    package init(bytes: Int64, since start: ContinuousClock.Instant) {
        self.bytes = bytes
        elapsed = ContinuousClock.now - start
    }

    /// Whole megabytes a second; the whole amount when it took less than a millisecond.
    package var megabytesPerSecond: Int64 {
        let milliseconds = elapsed.components.seconds * 1000 + elapsed.components.attoseconds / 1_000_000_000_000_000
        return bytes / 1000 / max(1, milliseconds)
    }

    /// `12 MB，310 MB/s`.
    package var text: String { "\(bytes / 1_000_000) MB，\(megabytesPerSecond) MB/s" }
}

/// What a verification found, for a person and for a program.
package struct VerificationText: Sendable {
    private let report: LedgerReport
    private let pace: Pace
    private let ledger: String

    /// The report on the ledger at this path.
    package init(_ report: LedgerReport, pace: Pace, ledger: String) {
        self.report = report
        self.pace = pace
        self.ledger = ledger
    }

    /// The result, what was gone through, the findings, and what was erased.
    package var text: String {
        let count = report.findings.count + report.suppressedFindings
        var lines = [
            report.isClean ? "台账无误：\(ledger)" : "台账有 \(count) 个问题：\(ledger)",
            "流水 \(report.journalRows) 行，内容 \(report.contents) 件，函件 \(report.letters) 件，"
                + "签名 \(report.signatures) 个，案件 \(report.cases) 件；\(pace.text)",
        ]
        lines += report.findings.map { "  · \($0)" }
        if report.suppressedFindings > 0 { lines.append("  · 另有 \(report.suppressedFindings) 个") }
        lines += report.erased.map { erased in
            "  已依规销毁：\(erased.caseID)，\(erased.erasure.at.shortDescription)，\(erased.erasure.reason)（\(erased.contents) 件内容）"
        }
        return lines.joined(separator: "\n")
    }

    /// The same for machines.
    package var json: JSONValue {
        [
            "clean": .bool(report.isClean), "journalRows": .integer(Int64(report.journalRows)),
            "contents": .integer(Int64(report.contents)), "letters": .integer(Int64(report.letters)),
            "signatures": .integer(Int64(report.signatures)), "cases": .integer(Int64(report.cases)),
            "bytes": .integer(report.bytes), "megabytesPerSecond": .integer(pace.megabytesPerSecond),
            "findings": .array(report.findings.map { .string($0.description) }),
            "suppressedFindings": .integer(Int64(report.suppressedFindings)),
            "erased": .array(
                report.erased.map {
                    [
                        "caseId": .string($0.caseID), "at": .string($0.erasure.at.description),
                        "reason": .string($0.erasure.reason),
                    ]
                }),
        ]
    }
}
