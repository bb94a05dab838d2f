import ArgumentParser
import Contracts
import Programs

struct JobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job",
        abstract: "后台任务：查看、批准、退回、停止、重新开始、取结果、删除。",
        discussion: """
            示例：
              liandong job list --config office.json --as market-regulation-01
              liandong job approve 5f0c… --config office.json --as market-regulation-05
              liandong job return 5f0c… --reason 依据有误 --config office.json --as market-regulation-05
              liandong job fetch 5f0c… --out result.csv --config office.json --as market-regulation-01
            """.folded,
        subcommands: [
            List.self, Show.self, Approve.self, Return.self, Cancel.self, Start.self, Fetch.self,
            Remove.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "任务列表，新的在前。")
        @OptionGroup var office: OfficeOptions
        @OptionGroup var form: OutputForm

        func run() async throws {
            let page = try await office.client().get("/api/v1/jobs")
            Console.print(page, as: form, JobText.table(page["items"]?.array ?? []))
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "一个任务的状态、进度和结果。")
        @OptionGroup var job: JobOption

        func run() async throws { try await job.print { client, path in try await client.get(path) } }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "批准一批待导入的条目（批准人不得是导入人），并等待办理完毕。")
        @OptionGroup var job: JobOption

        func run() async throws {
            try await job.print { client, path in
                let approved = try await client.post(path + "/approve", .object([]))
                return try await JobClient(client: client).finished(approved)
            }
        }
    }

    struct Return: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "退回一批待导入的条目。")
        @OptionGroup var job: JobOption
        @Option(help: ArgumentHelp("退回的理由，最多500字。", valueName: "text"))
        var reason: String

        func run() async throws {
            try await job.print { client, path in
                try await client.post(path + "/return", ["reason": .string(reason)])
            }
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "停止任务，或者在批准前撤回导入。")
        @OptionGroup var job: JobOption

        func run() async throws {
            try await job.print { client, path in try await client.post(path + "/cancel", .object([])) }
        }
    }

    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "重新开始中断、停止、退回或者未完成的任务；已办理的行不会重复。")
        @OptionGroup var job: JobOption

        func run() async throws {
            try await job.print { client, path in
                try await JobClient(client: client).finished(try await client.post(path + "/start", .object([])))
            }
        }
    }

    struct Fetch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "取任务的结果文件。")
        @OptionGroup var job: JobOption
        @Option(help: ArgumentHelp("写入的文件，不得已经存在。", valueName: "file"))
        var out: String

        func run() async throws {
            try JobClient.checkFree(out)
            try await job.print { client, path in
                try await client.download(path + "/result", to: out)
                return try await client.get(path)
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "删除任务和它的文件。")
        @OptionGroup var job: JobOption

        func run() async throws {
            try await job.print { client, path in
                let answer = try await client.send("DELETE", path)
                return try JSONValue.parse(answer.bytes)
            }
        }
    }
}

/// Which job.
struct JobOption: ParsableArguments {
    @Argument(help: ArgumentHelp("任务编号。", valueName: "job"))
    var id: String

    @OptionGroup var office: OfficeOptions
    @OptionGroup var form: OutputForm

    /// Does something with the job and shows what became of it.
    func print(_ work: (OfficeClient, String) async throws -> JSONValue) async throws {
        let job = try await work(try office.client(), "/api/v1/jobs/\(OfficeClient.escaped(id))")
        Console.print(job, as: form, JobText(job).page)
    }
}

/// A job for people.
struct JobText {
    private let job: JSONValue

    init(_ job: JSONValue) {
        self.job = job
    }

    private static let kinds = [
        "listImport": "名单导入", "listExport": "名单导出", "caseExport": "案件导出", "screening": "文件核查", "creditImport": "双公示导入",
        "creditUndo": "撤销双公示导入", "creditExport": "双公示导出", "reconciliation": "双公示对账",
        "dailyReconciliation": "每日对账",
    ]
    private static let states = [
        "waiting": "等待", "running": "进行中", "staged": "待批准", "returned": "已退回", "interrupted": "已中断",
        "cancelled": "已停止", "failed": "未完成", "finished": "已完成",
    ]
    private static let counts = [
        ("rows", "行数"), ("accepted", "可办理"), ("rejected", "有误"), ("duplicates", "已有"), ("recorded", "已办理"),
        ("refused", "不予办理"), ("listed", "在名单内"), ("clear", "未见列入"), ("doubtful", "待核实"),
        ("undone", "已撤销"), ("equal", "一致"), ("missing", "缺失"), ("differing", "不一致"), ("shouldBeGone", "应当撤下"),
        ("unknown", "本单位无对应记录"), ("unreadable", "无法读取"),
    ]

    private func text(_ name: String) -> String { job[name]?.string ?? "" }

    private var state: String { JobText.states[text("state")] ?? text("state") }

    var page: String {
        var lines = ["\(JobText.kinds[text("kind")] ?? text("kind")) \(text("jobId"))：\(state)"]
        if !text("fileName").isEmpty { lines.append("文件：\(text("fileName")) \(job["outcome"]?["form"]?.string ?? "")") }
        let counts = JobText.counts.compactMap { name, title in
            job["outcome"]?[name]?.integer.map { "\(title) \($0)" }
        }
        if !counts.isEmpty { lines.append(counts.joined(separator: "，")) }
        lines += (job["outcome"]?["notes"]?.array ?? []).compactMap(\.string)
        for root in job["outcome"]?["roots"]?.array ?? [] {
            let parts = ["list", "owner", "algorithm", "root"].map { root[$0]?.string ?? "" }
            lines.append("名单根 \(parts.joined(separator: " ")) \(root["count"]?.integer ?? 0)条")
        }
        if let trouble = job["trouble"]?["text"]?.string { lines.append("原因：\(trouble)") }
        if text("state") == "staged" { lines.append("批准：liandong job approve \(text("jobId")) --as 另一名负责人") }
        return lines.joined(separator: "\n")
    }

    static func table(_ jobs: [JSONValue]) -> String {
        var table = TextTable(["任务", "种类", "状态", "发起人", "时间", "文件"])
        for job in jobs.map(JobText.init) {
            table.add([
                job.text("jobId"), kinds[job.text("kind")] ?? job.text("kind"), job.state, job.text("officer"),
                job.text("createdAt"), job.text("fileName"),
            ])
        }
        return table.lines.joined(separator: "\n")
    }
}
