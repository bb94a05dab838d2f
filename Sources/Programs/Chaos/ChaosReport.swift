package import Contracts
package import Histories

/// What a run of faults came to.
package struct ChaosReport {
    /// The plan.
    package let plan: ChaosPlan
    /// What this machine did not allow, with the reason.
    package let leftOut: [ChaosStrike: String]
    /// How often each strike was done.
    package internal(set) var done: [ChaosStrike: Int] = [:]
    /// Processes that were started again.
    package internal(set) var revivals = 0
    /// How long the network took to come to rest once all was mended.
    package internal(set) var settled = Duration.zero
    /// The histories' report, and of how many files.
    package internal(set) var history: (report: HistoryReport, files: Int)?
    /// What should not have been, beside the histories' findings.
    package internal(set) var findings: [String] = []
    var work = ClerkWork()
    private let seed: UInt64
    private let minutes: Int
    private let folder: String

    init(_ options: Chaos.Options, _ plan: ChaosPlan, leftOut: [ChaosStrike: String]) {
        self.plan = plan
        self.leftOut = leftOut
        seed = options.seed
        minutes = options.minutes
        folder = options.folder
    }

    /// Whether every check passed.
    package var isGood: Bool { findings.isEmpty && (history?.report.isClean ?? false) }

    private var counted: [(strike: ChaosStrike, planned: Int, done: Int)] {
        ChaosStrike.allCases.map { strike in
            (strike, plan.steps.count { $0.strike == strike }, done[strike, default: 0])
        }
    }

    /// For people.
    package var text: String {
        var table = TextTable(["故障", "计划", "做了", "说明"], aligned: [.left, .right, .right, .left])
        for row in counted {
            table.add([row.strike.words, String(row.planned), String(row.done), leftOut[row.strike] ?? ""])
        }
        var lines = [
            "", table.text, "",
            "办理 \(work.orders) 项，案件 \(work.cases) 件，未能办完 \(work.brokenOff.count) 件；进程重新启动 \(revivals) 次；"
                + "修复后 \(settled.components.seconds) 秒内全部处置",
        ]
        if let history { lines.append(HistoryText(history.report, files: history.files).text) }
        lines += work.brokenOff.prefix(5).map { "  未能办完：\($0)" }
        lines += findings.map { "  · \($0)" }
        lines.append(
            isGood
                ? "全部检查通过。同一种子的计划相同，真实进程的时序不会重现：liandong chaos --minutes \(minutes) --seed \(seed)"
                : "有问题，见上；文件保留在 \(folder)")
        return lines.joined(separator: "\n")
    }

    /// For machines.
    package var json: JSONValue {
        .members([
            ("passed", .bool(isGood)), ("seed", .string(String(seed))), ("minutes", .integer(Int64(minutes))),
            (
                "strikes",
                .array(
                    counted.map { row in
                        .members([
                            ("strike", .string(row.strike.rawValue)), ("planned", .integer(Int64(row.planned))),
                            ("done", .integer(Int64(row.done))), ("leftOut", leftOut[row.strike].map { .string($0) }),
                        ])
                    })
            ),
            ("orders", .integer(Int64(work.orders))), ("cases", .integer(Int64(work.cases))),
            ("brokenOff", .array(work.brokenOff.map { .string($0) })), ("restarts", .integer(Int64(revivals))),
            ("settledSeconds", .integer(settled.components.seconds)),
            ("history", history.map { HistoryText($0.report, files: $0.files).json }),
            ("findings", .array(findings.map { .string($0) })),
        ])
    }
}

extension ChaosPlan {
    /// The plan for people, step by step.
    package var text: String {
        var table = TextTable(["秒", "故障", "对象", "时长（秒）"], aligned: [.right, .left, .left, .right])
        for step in steps {
            table.add([
                "\(step.at / 1000).\(step.at / 100 % 10)", step.strike.words, step.victim,
                "\(step.length / 1000).\(step.length / 100 % 10)",
            ])
        }
        return table.text
    }

    /// The plan for machines.
    package var json: JSONValue {
        .array(
            steps.map {
                [
                    "at": .integer(Int64($0.at)), "strike": .string($0.strike.rawValue), "victim": .string($0.victim),
                    "length": .integer(Int64($0.length)),
                ]
            })
    }
}
