import ArgumentParser
import Programs

/// The one command line of the office's system administrator and of officers without a case system of their own.
struct Liandong: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "liandong",
        abstract: "联动：跨部门案件移送、失信联合惩戒和信用公示的命令行。",
        discussion: """
            名词在前，动词在后；加 --json 输出机器可读的结果。
            退出码：0 完成，1 失败，2 被拒绝，3 已被更新的副本取代，64 命令有误，78 配置有误。

            示例：
              liandong init --folder /var/lib/liandong/house --rehearsal
              liandong broker --port 9092 --directory /var/lib/liandong/house/registrar/directory.jsonl
              liandong worker --agency tax --config /var/lib/liandong/offices/510100-tax/office.json
              liandong referral draft --config office.json --as tax-01 --body draft.json
              liandong case trace --config office.json --as tax-01 510100-tax.01K…
            """.folded,
        version: "liandong 0.1",
        subcommands: [
            DemoCommand.self, InitCommand.self, DirectoryCommand.self, RulesCommand.self, TopicsCommand.self,
            BrokerCommand.self,
            WorkerCommand.self, ReferralCommand.self, HandoffCommand.self, ListEntryCommand.self, ListCommand.self,
            PublicationCommand.self, SupervisionCommand.self, AssistanceCommand.self, TaskCommand.self,
            CommentRoundCommand.self, SlipCommand.self, RepairCommand.self, RiskCommand.self, DrawCommand.self,
            AccountsCommand.self, RegisterCommand.self, CaseCommand.self, EvidenceCommand.self, PersonTokenCommand.self,
            SubjectCommand.self,
            StatusCommand.self,
            StatisticsCommand.self, DeadlinesCommand.self, ImportCommand.self, ExportCommand.self,
            CreditCommand.self, PrivacyCommand.self, JobCommand.self,
            LedgerCommand.self, FeedCommand.self,
            BenchCommand.self, RehearseCommand.self, HistoryCommand.self, ChaosCommand.self, SoakCommand.self,
        ])
}

@main
enum Program {
    static func main() async {
        do {
            var command = try Liandong.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let ending as ProgramEnding {
            ending.leave()
        } catch {
            guard let ending = ProgramEnding(error) else { Liandong.exit(withError: error) }
            ending.leave()
        }
    }
}
