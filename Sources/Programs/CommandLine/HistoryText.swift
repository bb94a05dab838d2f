package import Contracts
package import Histories

/// What a check of histories found, for a person and for a program.
package struct HistoryText: Sendable {
    private let report: HistoryReport
    private let files: Int

    /// The report on so many files.
    package init(_ report: HistoryReport, files: Int) {
        self.report = report
        self.files = files
    }

    /// The result, what was gone through, the findings.
    package var text: String {
        let count = report.findings.count + report.suppressed
        let counted = report.counts.named.filter { $0.count > 0 }.map { "\($0.words) \($0.count)" }
        var lines = [
            count == 0 ? "历史无误：\(files) 个文件，\(report.offices.count) 个单位" : "历史有 \(count) 个问题",
            counted.joined(separator: "，"),
            "核对 \(report.comparisons) 次" + (report.held > 0 ? "；最终仍有 \(report.held) 件搁置或者隔离" : ""),
        ]
        if !report.unseen.isEmpty {
            lines.append(
                "没有以下单位的历史，与其往来未作两端核对：\(report.unseen.map(\.description).joined(separator: "、"))")
        }
        lines += report.findings.map { "  · \($0)" }
        if report.suppressed > 0 { lines.append("  · 另有 \(report.suppressed) 个") }
        return lines.joined(separator: "\n")
    }

    /// The same for machines.
    package var json: JSONValue {
        [
            "clean": .bool(report.isClean), "files": .integer(Int64(files)),
            "offices": .array(report.offices.map { .string($0.description) }),
            "unseen": .array(report.unseen.map { .string($0.description) }),
            "comparisons": .integer(Int64(clamping: report.comparisons)), "held": .integer(Int64(report.held)),
            "counts": .object(report.counts.named.map { JSONMember($0.name, .integer(Int64(clamping: $0.count))) }),
            "findings": .array(report.findings.map(\.json)), "suppressed": .integer(Int64(report.suppressed)),
        ]
    }
}

extension HistoryFinding {
    fileprivate var json: JSONValue {
        .members([
            ("rule", .string(rule.rawValue)), ("words", .string(rule.words)),
            ("office", office.map { .string($0.description) }), ("stream", stream.map { .string($0.description) }),
            ("number", number.map { .integer(Int64(clamping: $0)) }), ("file", .string(place.file)),
            ("line", .integer(Int64(place.line))), ("text", .string(text)),
        ])
    }
}
