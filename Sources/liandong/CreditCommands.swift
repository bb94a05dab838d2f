import ArgumentParser
import Contracts
import Programs

struct CreditImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credit",
        abstract: "导入双公示文件（行政处罚或者行政许可，CSV 或者 XLSX）：逐行检查，待另一人批准后逐条录入。",
        discussion: """
            种类和版式由表头识别：现行版式、2016年版式，列的编号或者中文名称。有误的行连同原因写入 --errors，
            改正后可再次导入，“首次报送”一列不得改动：它把更正的行与首次报送连起来，及时率按首次报送计算。
            批准：liandong job approve 任务编号 --as 另一名负责人；录入后可用 liandong credit undo 撤销。

            示例：
              liandong import credit licences.xlsx --config office.json --as market-regulation-01 --errors bad.xlsx
              liandong import credit penalties-2016.csv --config office.json --as market-regulation-01
            """.folded)

    @Argument(help: ArgumentHelp("CSV 或者 XLSX 文件。", valueName: "file"))
    var file: String

    @OptionGroup var office: OfficeOptions

    @Option(help: ArgumentHelp("把有误的行连同原因写成文件；以 .xlsx 结尾的写成 XLSX。", valueName: "file"))
    var errors: String?

    @OptionGroup var form: OutputForm

    func run() async throws {
        let work = JobClient(client: try office.client())
        let job = try await work.imported(file, to: "/api/v1/jobs/credit-imports", errors: errors)
        Console.print(job, as: form, JobText(job).page)
        try JobClient.check(job)
    }
}

struct CreditExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credit",
        abstract: "导出双公示文件（现行版式，CSV 或者 XLSX）：正在公示的，或者本单位录入的全部。",
        discussion: """
            示例：
              liandong export credit --kind licence --out licences.xlsx --config office.json --as market-regulation-01
              liandong export credit --kind penalty --recorded --out penalties.csv --config office.json --as market-regulation-01
            """.folded)

    @OptionGroup var office: OfficeOptions

    @Option(help: ArgumentHelp("penalty（行政处罚）或者 licence（行政许可）。", valueName: "kind"))
    var kind = "penalty"

    @Flag(help: "本单位录入的全部，不只是正在公示的。")
    var recorded = false

    @Option(help: ArgumentHelp("写入的文件，不得已经存在；以 .xlsx 结尾的写成 XLSX。", valueName: "file"))
    var out: String

    @OptionGroup var form: OutputForm

    func run() async throws {
        let work = JobClient(client: try office.client())
        let wishes: JSONValue = [
            "recordKind": .string(kind), "scope": recorded ? "recorded" : "published",
            "format": .string(JobClient.format(of: out)),
        ]
        let job = try await work.exported("/api/v1/jobs/credit-exports", wishes, to: out)
        Console.print(job, as: form, JobText(job).page)
    }
}

struct CreditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credit", abstract: "双公示数据：撤销导入、与平台对账、每日对账、质量报告。",
        discussion: """
            示例：
              liandong credit reconcile platform.csv --out diff.csv --config office.json --as market-regulation-01
              liandong credit quality --config office.json --as market-regulation-01 --json
              liandong credit undo 5f0c… --reason 文件有误 --config office.json --as market-regulation-01
            """.folded, subcommands: [Undo.self, Reconcile.self, Daily.self, Quality.self])

    struct Undo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "撤销一批已录入的双公示信息：尚未审查的转为不予公示，其余逐条说明。",
            discussion: """
                示例：
                  liandong credit undo 5f0c… --reason 文件有误 --config office.json --as market-regulation-01
                """.folded)
        @OptionGroup var job: JobOption
        @Option(help: ArgumentHelp("撤销的理由，最多500字。", valueName: "text"))
        var reason: String

        func run() async throws {
            try await job.print { client, path in
                let undo = try await client.post(path + "/undo", ["reason": .string(reason)])
                return try await JobClient(client: client).finished(undo)
            }
        }
    }

    struct Reconcile: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "把平台正在公示的双公示文件与本单位公示的逐条对账；有差异时以退出码 2 结束，可由定时任务每日运行。",
            discussion: """
                结果逐条列出：缺失（本单位在公示而平台没有）、不一致、应当撤下、本单位没有已公示的对应记录。

                示例：
                  liandong credit reconcile platform.csv --out diff.csv --config office.json --as market-regulation-01
                """.folded)
        @Argument(help: ArgumentHelp("平台导出的 CSV 或者 XLSX 文件。", valueName: "file"))
        var file: String
        @OptionGroup var office: OfficeOptions
        @Option(help: ArgumentHelp("写入的文件，不得已经存在；以 .xlsx 结尾的写成 XLSX。", valueName: "file"))
        var out: String
        @OptionGroup var form: OutputForm

        private static let differences = ["missing", "differing", "shouldBeGone", "unknown", "unreadable"]

        func run() async throws {
            let work = JobClient(client: try office.client())
            let job = try await work.compared(file, by: "/api/v1/jobs/reconciliations", out: out)
            Console.print(job, as: form, JobText(job).page)
            let count = Reconcile.differences.reduce(0) { $0 + (job["outcome"]?[$1]?.integer ?? 0) }
            guard count == 0 else {
                throw ProgramEnding(.refused, code: "RECONCILIATION_DIFFERS", "有\(count)条差异，见 \(out)")
            }
        }
    }

    struct Daily: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "每日对账的最近一次：哪一天、几条差异、下一次何时；有差异时以退出码 2 结束。",
            discussion: """
                单位服务每日按规则所定时间自行对账：已公示的与台账、报送文件、已发出的公示函逐条比对。
                结果文件用 liandong job fetch 下载。

                示例：
                  liandong credit daily --config office.json --as market-regulation-09
                """.folded)
        @OptionGroup var office: OfficeOptions
        @OptionGroup var form: OutputForm

        private static let findings = [
            ("overdue", "逾期未公示"), ("untold", "公示函尚未发出"), ("toldOtherwise", "公示函与台账不一致"), ("outdated", "后报送的文件不一致"),
        ]

        func run() async throws {
            let status = try await office.client().get("/api/v1/status")["reconciliation"] ?? .object([])
            let differences = status["differences"]?.integer ?? 0
            let told = Daily.findings.compactMap { name, title in
                status["outcome"]?[name]?.integer.map { "\(title)\($0)条" }
            }
            let last = status["day"]?.string.map { "\($0)：\(differences)条差异" } ?? "尚未对账"
            let next = status["nextAt"]?.string.map { "下一次：\($0)" }
            let job = status["jobId"]?.string.map { "任务：\($0)" }
            let lines = [last] + told + [job, next].compactMap(\.self)
            Console.print(status, as: form, lines.joined(separator: "\n"))
            guard differences == 0 else {
                throw ProgramEnding(.refused, code: "RECONCILIATION_DIFFERS", "有\(differences)条差异")
            }
        }
    }

    struct Quality: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "双公示数据质量：按种类和决定月份统计及时、完整、代码、更正。",
            discussion: """
                示例：
                  liandong credit quality --config office.json --as market-regulation-01
                """.folded)
        @OptionGroup var office: OfficeOptions
        @OptionGroup var form: OutputForm

        private static let columns = [
            ("records", "条数"), ("inTime", "及时"), ("late", "迟报"), ("uncounted", "期限待定"), ("completenessPercent", "完整率%"),
            ("confirmedCodes", "代码待核"), ("resubmitted", "改正后报送"), ("corrections", "公示后更正"),
        ]

        func run() async throws {
            let report = try await office.client().get("/api/v1/credit-quality")
            var table = TextTable(["种类", "月份"] + Quality.columns.map(\.1))
            for row in report["items"]?.array ?? [] {
                let kind = row["recordKind"]?.string.flatMap { RecordKind(rawValue: $0) }?.title ?? ""
                table.add(
                    [kind, row["month"]?.string ?? ""] + Quality.columns.map { String(row[$0.0]?.integer ?? 0) })
            }
            Console.print(report, as: form, table.lines.joined(separator: "\n"))
        }
    }
}
