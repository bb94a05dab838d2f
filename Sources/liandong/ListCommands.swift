import ArgumentParser
import Contracts
import Programs

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "名单：各单位是否一致；批量移出的确认。",
        subcommands: [ListCompareCommand.self, ConfirmRemovalsCommand.self])
}

struct ConfirmRemovalsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm-removals", abstract: "确认批量移出：由本单位另一名负责人确认后，被拦下的移出才能办理。",
        discussion: """
            一段时间内由人员移出的条目超过规定比例时（MASS_REMOVAL_UNCONFIRMED），移出不予办理，名单保持原状。
            办理移出的人员不得自行确认，确认的人员不得自行移出。期满自动移出不受此限。

            示例：
              liandong list confirm-removals --config office.json --as market-regulation-05 --list seriousViolation \
            --count 120 --reason 系列案判决撤销
            """.folded)

    @Option(help: ArgumentHelp("名单种类。", valueName: "list"))
    var list: String

    @Option(help: ArgumentHelp("再移出多少条。", valueName: "n"))
    var count: Int

    @Option(help: ArgumentHelp("理由，写入流水。", valueName: "text"))
    var reason: String

    @OptionGroup var office: OfficeOptions
    @OptionGroup var form: OutputForm

    func run() async throws {
        let answer = try await office.client().post(
            "/api/v1/lists/\(list)/removals/confirm",
            ["count": .integer(Int64(count)), "reason": .string(reason)])
        Console.print(answer, as: form, "已确认“\(list)”再移出 \(count) 条，有效至 \(answer["until"]?.string ?? "")")
    }
}

struct ListCompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "比对名单：每个名单、每个认定单位，各单位的根在相同位置上是否一致，哪些条目不一致。",
        discussion: """
            根是对有效条目的散列，随每批函件和每个检查点一起签名发出。同一位置上根不一致时，程序自动逐段询问，
            定位到条目，并按本单位流水改正被改动的行。有不一致时退出码为 1。

            示例：
              liandong list compare --config office.json --as tax-01
              liandong list compare --config office.json --as tax-01 --list seriousViolation
              liandong list compare --config office.json --as tax-01 --owner 510100-market-regulation --json
            """.folded)

    @OptionGroup var office: OfficeOptions

    @Option(help: ArgumentHelp("只看这一种名单，例如 seriousViolation。", valueName: "list"))
    var list: String?

    @Option(help: ArgumentHelp("只看这一认定单位。", valueName: "office"))
    var owner: String?

    @OptionGroup var form: OutputForm

    func run() async throws {
        let page = try await office.client().get("/api/v1/lists/compare", [("list", list), ("owner", owner)])
        let text = ListComparisonText(page)
        Console.print(page, as: form, text.text)
        guard text.different == 0 else {
            throw ProgramEnding(
                .failed, code: "LIST_ROOT_DIFFERS", "有 \(text.different) 处不一致：程序正在定位并改正，稍后再比对；仍不一致时请看告警")
        }
    }
}

/// The comparison for people.
private struct ListComparisonText {
    let page: JSONValue

    init(_ page: JSONValue) { self.page = page }

    private var copies: [(row: JSONValue, copy: JSONValue)] {
        (page["lists"]?.array ?? []).flatMap { row in (row["offices"]?.array ?? []).map { (row, $0) } }
    }

    /// Copies with another root at the same numbers.
    var different: Int { copies.count { ["different", "forked"].contains($0.copy["standing"]?.string) } }

    private static let standings: [String: String] = [
        "equal": "一致", "different": "不一致", "forked": "同号两文", "behind": "尚未读到", "ahead": "读得更多", "holding": "有函件待处理",
        "unheard": "尚无检查点",
    ]

    private static let outcomes: [String: String] = [
        "mendedFromJournal": "已按本单位流水改正", "mendedFromOwner": "已按认定单位的签名函件改正",
        "differsLawfully": "本单位流水与条目相符，须由人核对", "unmendable": "本单位流水打不开，须用备份恢复",
    ]

    var text: String {
        guard !copies.isEmpty else { return "没有名单条目" }
        var table = TextTable(
            ["名单", "认定单位", "条数", "根", "单位", "比对", "条数", "检查点"],
            aligned: [
                .left, .left, .right, .left, .left, .left, .right, .left,
            ])
        for (row, copy) in copies {
            let standing = copy["standing"]?.string ?? ""
            table.add([
                row["list"]?.string ?? "", row["owner"]?.string ?? "", "\(row["count"]?.integer ?? 0)",
                String((row["root"]?.string ?? "—").prefix(12)), copy["office"]?.string ?? "",
                Self.standings[standing] ?? standing, copy["count"]?.integer.map { "\($0)" } ?? "—",
                copy["at"]?.string ?? "—",
            ])
        }
        return [table.text, findings].compactMap(\.self).joined(separator: "\n\n")
    }

    private var findings: String? {
        guard let found = page["findings"]?.array, !found.isEmpty else { return nil }
        var table = TextTable(["时间", "条目", "与谁比对", "处理"], aligned: [.left, .left, .left, .left])
        for finding in found {
            let outcome = finding["outcome"]?.string ?? ""
            table.add([
                finding["at"]?.string ?? "", finding["entry"]?.string ?? "",
                finding["comparedWith"]?.string ?? "自查", Self.outcomes[outcome] ?? outcome,
            ])
        }
        return table.text
    }
}
