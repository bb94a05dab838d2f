import ArgumentParser
import Histories
import Programs

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "真实运行的历史：核对各单位收发、提交的经过是否守住全部不变量。", subcommands: [Check.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "核对历史文件（各单位服务以 --history FILE 写成）：逐文件核对，再把收发双方对在一起。",
            discussion: """
                单位之间只凭函件的因果排序，从不比较两个单位的时钟。进程被强行终止时撕断的最后一行如实列出，不算问题。
                --final 另核对结束状态：故障已经消除、全部服务干净停止之后，函件应全部处置，发件箱应全部清空。
                有问题时逐条列出（单位、流、编号、文件的行、规则），退出码为 1；不是历史的文件为 64。

                示例：
                  liandong history check histories/*.jsonl
                  liandong history check --final --json histories/*.jsonl
                """.folded)

        @Argument(help: ArgumentHelp("历史文件，各单位一个。", valueName: "file"))
        var files: [String]

        @Flag(name: .customLong("final"), help: "另核对结束状态（L1）。")
        var isFinal = false

        @OptionGroup var form: OutputForm

        func validate() throws {
            guard Set(files).count == files.count else { throw ValidationError("同一个文件写了两次") }
        }

        func run() async throws {
            let report: HistoryReport
            do {
                report = try ProgressLine.during { progress in
                    try HistoryFiles.check(files, isFinal ? .healed : .any) { path, permille in
                        progress.show("核对 \(permille / 10)%：\(path)")
                    }
                }
            } catch let fault as HistoryFault {
                throw ProgramEnding(.usage, code: "NOT_A_HISTORY", fault.description)
            } catch let unreadable as HistoryUnreadable {
                throw ProgramEnding(
                    .usage, code: "HISTORY_UNREADABLE", "\(unreadable.path)：\(unreadable.reason)，请核对路径和权限")
            }
            let page = HistoryText(report, files: files.count)
            Console.print(page.json, as: form, page.text)
            guard report.isClean else {
                throw ProgramEnding(.failed, code: "HISTORY_BROKEN", "历史不合规则，见上；请保留全部历史、台账和日志")
            }
        }
    }
}
