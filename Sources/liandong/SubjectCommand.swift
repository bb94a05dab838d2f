import ArgumentParser
import Casework
import Contracts
import Foundation
import Programs

struct SubjectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subject", abstract: "主体：名单核查、某日是否列入而本单位何时所知、关注名单。",
        discussion: """
            示例：
              liandong subject screen --config office.json --as tax-01 91510104XT00010175
              liandong subject screen --config office.json --as tax-01 --name 成都示例食品有限公司 --include ended
              liandong subject show --config office.json --as tax-01 91510104XT00010175 --as-of 2026-06-01 --known-at 2026-06-03
              liandong subject freshness --config office.json --as tax-01
              liandong subject watch --config office.json --as tax-01 --name 投标人 --file codes.txt
            """.folded,
        subcommands: [Screen.self, Show.self, Freshness.self, Watch.self, Watched.self, Events.self, Unwatch.self])

    struct Screen: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "名单核查：是否在名单内、因何相符、有何措施、依据哪一版名单。",
            discussion: """
                代码可以给多个，逐个核查。--name 与一个代码同时给出时核对二者是否一致。自然人用 person-token 生成的令牌，不要填写证件号码。
                全部未列入时退出码为 0，有在列的或者须人工核对的为 2。
                --file 逐行核查一个 CSV 或者 XLSX 文件，表头须有“统一社会信用代码”“主体名称”“自然人令牌”中的至少一列，结果写入 --out。

                示例：
                  liandong subject screen --config office.json --as tax-01 91510104XT00010175 91510104XT0002016X
                  liandong subject screen --config office.json --as tax-01 --name 成都示例食品 --match similar
                  liandong subject screen --config office.json --as tax-01 91510104XT00010175 --measure M13
                  liandong subject screen --config office.json --as tax-01 --file bidders.xlsx --out result.xlsx
                """.folded)

        @OptionGroup var office: OfficeOptions

        @Argument(help: ArgumentHelp("统一社会信用代码或者自然人令牌。", valueName: "code"))
        var codes: [String] = []

        @Option(help: ArgumentHelp("名称或者曾用名。", valueName: "name"))
        var name: String?

        @Option(help: ArgumentHelp("listed 只列在列的，ended 连同已移出的。", valueName: "include"))
        var include: String?

        @Option(help: ArgumentHelp("same 名称相同，similar 连同近似的。", valueName: "match"))
        var match: String?

        @Option(help: ArgumentHelp("惩戒措施代码：只问这项措施。", valueName: "code"))
        var measure: String?

        @Option(help: ArgumentHelp("查询事由，记入日志。", valueName: "text"))
        var reason: String?

        @Option(help: ArgumentHelp("逐行核查的 CSV 或者 XLSX 文件。", valueName: "file"))
        var file: String?

        @Option(help: ArgumentHelp("结果文件，不得已经存在；以 .xlsx 结尾的写成 XLSX。", valueName: "file"))
        var out: String?

        @OptionGroup var form: OutputForm

        func validate() throws {
            guard file == nil else {
                guard out != nil else { throw ValidationError("--file 须与 --out 同时给出") }
                guard codes.isEmpty, name == nil, include == nil, measure == nil else {
                    throw ValidationError("--file 不能与代码、--name、--include、--measure 同时给出")
                }
                return
            }
            guard out == nil else { throw ValidationError("--out 须与 --file 同时给出") }
            guard !codes.isEmpty || name != nil else { throw ValidationError("请给出代码、令牌、--name 或者 --file") }
            guard codes.count <= 1 || name == nil else { throw ValidationError("--name 只能与一个代码同时给出") }
        }

        func run() async throws {
            let client = try office.client()
            if let file, let out {
                let job = try await JobClient(client: client).screen(file, out: out, match: match)
                return Console.print(job, as: form, JobText(job).page)
            }
            var answers: [JSONValue] = []
            for code in codes.isEmpty ? [nil] : codes.map(Optional.some) {
                let isToken = code?.first == "p"
                answers.append(
                    try await client.get(
                        "/api/v1/screening",
                        [
                            ("code", isToken ? nil : code), ("personToken", isToken ? code : nil), ("name", name),
                            ("include", include), ("match", match), ("measure", measure), ("reason", reason),
                        ]))
            }
            let answer: JSONValue = answers.count == 1 ? answers[0] : .array(answers)
            Console.print(answer, as: form, answers.map { ScreeningText($0).text }.joined(separator: "\n\n"))
            let isFound = answers.contains { ["listed", "review"].contains($0["verdict"]?.string ?? "") }
            if isFound { throw ExitCode(2) }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "某日是否在名单内、公示中，以及本单位当时知道什么，附可证明的函件。",
            discussion: """
                --as-of 问哪一日的情况，--known-at 问本单位截至何时所知（日期为该日终了，北京时间）；不填为今日、此刻。

                示例：
                  liandong subject show --config office.json --as tax-01 91510104XT00010175
                  liandong subject show --config office.json --as tax-01 91510104XT00010175 --as-of 2026-06-01 --known-at 2026-06-03 --json
                """.folded)

        @OptionGroup var office: OfficeOptions

        @Argument(help: ArgumentHelp("统一社会信用代码或者自然人令牌。", valueName: "code"))
        var code: String

        @Option(help: ArgumentHelp("哪一日的情况。", valueName: "YYYY-MM-DD"))
        var asOf: String?

        @Option(help: ArgumentHelp("本单位截至何时所知。", valueName: "YYYY-MM-DD"))
        var knownAt: String?

        @Option(help: ArgumentHelp("查询事由，记入日志。", valueName: "text"))
        var reason: String?

        @OptionGroup var form: OutputForm

        func run() async throws {
            let page = try await office.client().get(
                "/api/v1/subjects/\(OfficeClient.escaped(code))",
                [("asOf", asOf), ("knownAt", knownAt), ("reason", reason)])
            Console.print(page, as: form, SubjectText(page).text)
        }
    }

    struct Freshness: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "各名单的版本和新鲜程度：每个认定单位签发的名单截至何时已全部收到。",
            discussion: "示例：liandong subject freshness --config office.json --as tax-01".folded)

        @OptionGroup var office: OfficeOptions
        @OptionGroup var form: OutputForm

        func run() async throws {
            let page = try await office.client().get("/api/v1/lists/freshness")
            Console.print(page, as: form, FreshnessText(page).text)
        }
    }
}
