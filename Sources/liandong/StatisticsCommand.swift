import ArgumentParser
import Casework
import Contracts
import Programs

struct StatisticsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "统计：逐单位发出、收到、接收、答复天数、期限履行、退回原因、逾期清单。",
        discussion: """
            各分项之和等于合计；没有往来的单位也列出，数字为零。一件案件送三个单位计三件，日期按发出日。

            示例：
              liandong stats --config office.json --as market-regulation-08 --from 2026-07-01 --through 2026-09-30
              liandong stats --config office.json --as tax-01 --kind assistance --direction received --json
            """.folded)

    @OptionGroup var office: OfficeOptions

    @Option(help: ArgumentHelp("案件种类：\(CaseKind.allCases.map(\.rawValue).joined(separator: "、"))。", valueName: "kind"))
    var kind: String?

    @Option(help: ArgumentHelp("对方单位编号。", valueName: "office"))
    var peer: String?

    @Option(help: ArgumentHelp("sent 发出，received 收到；不写则两者都列。", valueName: "direction"))
    var direction: String?

    @Option(help: ArgumentHelp("发出日期自。", valueName: "YYYY-MM-DD"))
    var from: String?

    @Option(help: ArgumentHelp("发出日期至，含当日。", valueName: "YYYY-MM-DD"))
    var through: String?

    @OptionGroup var form: OutputForm

    func run() async throws {
        let page = try await office.client().get(
            "/api/v1/statistics",
            [("kind", kind), ("office", peer), ("direction", direction), ("from", from), ("through", through)])
        Console.print(page, as: form, StatisticsText(page).text)
    }
}
