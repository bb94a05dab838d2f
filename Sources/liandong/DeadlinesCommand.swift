import ArgumentParser
import Casework
import Contracts
import Programs

struct DeadlinesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deadlines", abstract: "期限：什么到期、归谁办、逾期多久、为什么。",
        discussion: """
            列出未办结的期限，最早届满的在前，中止的在后。--case 说明每个期限的由来：规则、条款、起算、中止、延长、是否暂定。
            --histogram 按逾期时间分段计数，各段之和等于合计。

            示例：
              liandong deadlines --config office.json --as market-regulation-08 --overdue
              liandong deadlines --config office.json --as police-01 --rule CR-10 --holder own
              liandong deadlines --config office.json --as procuratorate-01 --histogram --kind handoff
              liandong deadlines --config office.json --as tax-01 --case 510100-tax.01K…
              liandong deadlines --config office.json --as tax-01 --due-before 2026-10-01 --json
            """.folded)

    @OptionGroup var office: OfficeOptions

    @Flag(help: "只列已逾期的。")
    var overdue = false

    @Flag(help: "按逾期时间分段计数。")
    var histogram = false

    @Option(help: ArgumentHelp("早于此时届满（日期为该日零时）。", valueName: "YYYY-MM-DD"))
    var dueBefore: String?

    @Option(help: ArgumentHelp("规则编号。", valueName: "rule"))
    var rule: String?

    @Option(help: ArgumentHelp("案件种类：\(CaseKind.allCases.map(\.rawValue).joined(separator: "、"))。", valueName: "kind"))
    var kind: String?

    @Option(help: ArgumentHelp("责任单位编号；own 本单位，others 其他单位。", valueName: "office"))
    var holder: String?

    @Option(help: ArgumentHelp("发起案件的单位编号。", valueName: "office"))
    var owner: String?

    @Option(name: .customLong("case"), help: ArgumentHelp("一个案件，说明每个期限的由来。", valueName: "case"))
    var caseID: String?

    @Flag(help: "只列暂定的（所涉年度放假安排尚未公布）。")
    var provisional = false

    @Option(help: ArgumentHelp("每页多少条，最多 500。", valueName: "n"))
    var limit = 50

    @Option(help: ArgumentHelp("从上一页给出的位置继续。", valueName: "cursor"))
    var cursor: String?

    @OptionGroup var form: OutputForm

    func run() async throws {
        var query: [(String, String?)] = [
            ("dueBefore", dueBefore), ("overdue", overdue ? "true" : nil), ("rule", rule), ("kind", kind),
            ("holder", holder), ("owner", owner), ("caseId", caseID), ("provisional", provisional ? "true" : nil),
        ]
        if histogram {
            let page = try await office.client().get("/api/v1/deadlines/histogram", query)
            return Console.print(page, as: form, DeadlinesText(page).histogram)
        }
        query += [("limit", String(limit)), ("cursor", cursor)]
        let page = try await office.client().get("/api/v1/deadlines", query)
        let text = DeadlinesText(page)
        Console.print(page, as: form, caseID == nil ? text.list : text.reasons)
    }
}
