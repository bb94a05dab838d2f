package import Contracts

/// What the verification of a bundle found, for a person.
package struct BundleText: Sendable {
    private let report: BundleReport
    private let file: String

    /// The report on the bundle at this path.
    package init(_ report: BundleReport, file: String) {
        self.report = report
        self.file = file
    }

    /// The verdict, what is wrong, what was proved and what not, and the letters with what can be read of them.
    package var text: String {
        var lines = [report.isGood ? "证据包成立：\(file)" : "证据包不成立：\(file)"]
        if let header = report.header {
            lines.append("案件 \(header.caseID)，\(header.office) 于 \(header.madeAt.shortDescription) 出具")
        }
        lines += list(
            "问题",
            report.failures.map { failure in
                "\(failure.code)\(failure.line.map { "（第 \($0) 行）" } ?? "")：\(failure.text)"
            })
        lines += list("已证明", report.proved)
        lines += list("未证明", report.unproved)
        let letters = report.letters.map { letter($0) }
        return ([lines.joined(separator: "\n")] + letters).joined(separator: "\n\n")
    }

    private func list(_ title: String, _ sentences: [String]) -> [String] {
        sentences.isEmpty ? [] : ["\(title)："] + sentences.map { "  · \($0)" }
    }

    private func letter(_ letter: BundleReport.Letter) -> String {
        let leaf = letter.bundled.envelope.leaf
        let record = letter.bundled.record
        var lines = [
            "\(letter.isProved ? "✓" : "✗") 第 \(letter.line) 行　\(letter.title) \(leaf.letter)",
            "  \(leaf.stream.office) → \(leaf.to == "*" ? "各单位" : leaf.to)，"
                + "\(leaf.time.shortDescription) 签名，流 \(leaf.stream) 第 \(leaf.number) 号",
        ]
        if !leaf.cause.isEmpty { lines.append("  答复函件 \(leaf.cause)") }
        if let at = record.deliveredAt { lines.append("  出具单位记载：\(at.shortDescription) 送达") }
        if let disposition = record.disposition {
            let at = record.disposedAt.map { "\($0.shortDescription) " } ?? ""
            lines.append("  出具单位记载：\(at)\(BundleText.dispositions[disposition] ?? disposition) \(record.reason)")
        }
        return (lines + [body(letter)]).joined(separator: "\n")
    }

    private func body(_ letter: BundleReport.Letter) -> String {
        if let body = letter.body { return body.prettyText }
        guard letter.bundled.hasBody else { return "  （正文不在包内）" }
        return "  （正文为 \(letter.bundled.envelope.leaf.contentType)，\(letter.bundled.envelope.body.count) 字节，不能直接阅读）"
    }

    private static let dispositions = [
        "effect": "已收并生效", "refused": "已收，依规不予采纳", "quarantined": "已收并隔离", "parked": "已收，搁置待处理",
        "discarded": "已收，废弃",
    ]
}
