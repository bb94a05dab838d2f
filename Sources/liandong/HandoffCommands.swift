import ArgumentParser
import Casework
import Programs

struct HandoffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "handoff", abstract: "行刑衔接：涉嫌犯罪案件移送公安机关；移送连号核对。",
        discussion: """
            \(OrderHelp.orders(of: .handoff))

            示例：
              liandong handoff suspectCrime --config office.json --as market-regulation-01 --body suspicion.json
              liandong handoff signReceipt --config office.json --as police-01 --case ID --set receivingOfficer=李样 \
            --set itemsCounted=12 --set missingItems=[]
              liandong handoff completeness --config office.json --as procuratorate-01
            """.folded,
        subcommands: [HandoffOrderCommand.self, HandoffCompletenessCommand.self],
        defaultSubcommand: HandoffOrderCommand.self)
}

struct HandoffOrderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "order", abstract: "办理一个事项；可以省略 order。",
        discussion: """
            \(OrderHelp.orders(of: .handoff))

            示例：
              liandong handoff signReceipt --config office.json --as police-01 --case ID --body receipt.json
            """.folded)

    @OptionGroup var order: OrderArguments

    func run() async throws { try await order.give(.handoff) }
}

struct HandoffCompletenessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completeness", abstract: "移送连号核对：各机关签名申明几件，检察院收到第几号，缺哪些、为什么。",
        discussion: """
            检察院看到：每个机关申明的件数和时间、核对至第几号、缺号及原因、每件进展、逾期、被拦截的罚款、迟提的监督建议。
            其他机关看到自己向各检察院移送的连号。

            示例：
              liandong handoff completeness --config office.json --as procuratorate-01
              liandong handoff completeness --config office.json --as procuratorate-01 --sender 510100-tax --json
            """.folded)

    @OptionGroup var office: OfficeOptions

    @Option(help: ArgumentHelp("只看这一移送单位。", valueName: "office"))
    var sender: String?

    @OptionGroup var form: OutputForm

    func run() async throws {
        let page = try await office.client().get("/api/v1/handoffs/completeness", [("office", sender)])
        Console.print(page, as: form, HandoffText(page).text)
    }
}
