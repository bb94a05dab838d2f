import ArgumentParser
import Casework
import Contracts
import Foundation
import Programs
import Signing

struct ReferralCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "referral", abstract: "案件移送、线索移送。",
        discussion: """
            \(OrderHelp.orders(of: .referral))

            示例：
              liandong referral draft --config office.json --as tax-01 --body draft.json
              liandong referral send --config office.json --as tax-01 --case 510100-tax.01K… --set documentNo=税移〔2026〕1号
              liandong referral draft --fields
            """.folded)

    @OptionGroup var order: OrderArguments

    func run() async throws { try await order.give(.referral) }
}

struct PublicationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publication", abstract: "信用公示：录入、审查、公示、更正、撤回。",
        discussion: """
            \(OrderHelp.orders(of: .publication))

            示例：
              liandong publication clear --config office.json --as tax-04 --case ID --set secrecyReviewed=true \
            --set privacyReviewed=true
              liandong publication publish --config office.json --as tax-05 --case ID
            """.folded)

    @OptionGroup var order: OrderArguments

    func run() async throws { try await order.give(.publication) }
}

struct SupervisionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "supervision", abstract: "督办：立项、督办函、意见书、决定书、整改和异议。",
        discussion: """
            \(OrderHelp.orders(of: .supervision))

            示例：
              liandong supervision open --config office.json --as market-regulation-05 --body matter.json
              liandong supervision reportCorrection --config office.json --as tax-01 --case ID --set text=已整改 \
            --set 'evidence=["整改照片"]'
            """.folded)

    @OptionGroup var order: OrderArguments

    func run() async throws { try await order.give(.supervision) }
}

struct AssistanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assistance", abstract: "协查：协助调查函、延期、复函、催办。",
        discussion: """
            \(OrderHelp.orders(of: .assistance))

            示例：
              liandong assistance draft --config office.json --as market-regulation-01 --body request.json
              liandong assistance reply --config office.json --as tax-01 --case ID --set result=provided --set text=发票共3份
            """.folded)

    @OptionGroup var order: OrderArguments

    func run() async throws { try await order.give(.assistance) }
}

struct TaskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "task", abstract: "联合任务：会商、联合执法、联合检查、联合约谈。",
        discussion: """
            \(OrderHelp.orders(of: .task))

            示例：
              liandong task propose --config office.json --as cyberspace-01 --body task.json
              liandong task noComment --config office.json --as tax-01 --case ID
              liandong task draw --config office.json --as cyberspace-01 --case ID --body draw.json
              liandong draw --seed 2026-10-19福彩3D第26281期 --candidates codes.txt --count 20
            """.folded)

    @OptionGroup var order: OrderArguments

    func run() async throws { try await order.give(.task) }
}

struct CommentRoundCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "comment-round", abstract: "征求意见：反馈意见，或者函告无意见。",
        discussion: """
            \(OrderHelp.orders(of: .commentRound))

            示例：
              liandong comment-round draft --config office.json --as market-regulation-01 --body draft.json
              liandong comment-round issue --config office.json --as market-regulation-05 --case ID \
            --set documentNo=成市监函〔2026〕8号 --set commentBy=2026-07-15
              liandong comment-round noComment --config office.json --as customs-01 --case ID
            """.folded)

    @OptionGroup var order: OrderArguments

    func run() async throws { try await order.give(.commentRound) }
}

struct SlipCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slip", abstract: "抄告抄送：新建、审核、抄告、反馈、催办。",
        discussion: """
            \(OrderHelp.orders(of: .slip))

            示例：
              liandong slip draft --config office.json --as market-regulation-01 --body slip.json
              liandong slip agree --config office.json --as market-regulation-03 --case ID --set opinion=同意 \
            --set changes.details=经核实……
              liandong slip feedback --config office.json --as tax-01 --case ID --set result=filed --set text=已立案
            """.folded)

    @OptionGroup var order: OrderArguments

    func run() async throws { try await order.give(.slip) }
}

struct RepairCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repair", abstract: "信用修复：收件转送、受理、核实、决定、确认、异议、撤销。",
        discussion: """
            \(OrderHelp.orders(of: .repair))

            示例：
              liandong repair apply --config office.json --as market-regulation-01 --body application.json
              liandong repair accept --config office.json --as tax-01 --case ID
              liandong repair decideConflict --config office.json --as tax-05 --case ID \
            --set choice=holdElsewhere --set reason=信用中国网站最短公示期尚未届满
              liandong repair grant --config office.json --as tax-05 --case ID --set decisionNo=成税修〔2026〕1号 \
            --set reason=已缴清
              liandong repair confirm --config office.json --as customs-01 --case ID --set stoppedPublication=true \
            --set stoppedSharing=true --set measuresLifted=true

            准予修复（grant）在同一事务内移出名单条目、停止公示；其中一项不能办理的，全部不办理。
            """.folded)

    @OptionGroup var order: OrderArguments

    func run() async throws { try await order.give(.repair) }
}

struct RiskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "risk", abstract: "风险预警和信用风险分类：信号、研判、预警、公示、会商、线索、同业预警、分类变更。",
        discussion: """
            \(OrderHelp.orders(of: .risk))

            示例：
              liandong risk signal --config office.json --as market-regulation-01 --body signal.json
              liandong risk warn --config office.json --as market-regulation-05 --case ID --set form=interview \
            --set level=warning --set documentNo=成市监约〔2026〕1号 --set requirement=限期整改
              liandong risk changeClass --config office.json --as market-regulation-05 --body class.json
              liandong risk updatePlan --config office.json --as customs-01 --case ID --set appliesFrom=2026-11-03

            告知的单位（recipients）不填，则预警仅本单位可见；分类结果不公示，也不得单独作为惩戒的依据。
            """.folded)

    @OptionGroup var order: OrderArguments

    func run() async throws { try await order.give(.risk) }
}

/// One officer's order on one case.
struct OrderArguments: ParsableArguments {
    @Argument(help: ArgumentHelp("办理事项，见上。", valueName: "event"))
    var event: String

    @OptionGroup var office: OfficeOptions

    @Option(name: .customLong("case"), help: ArgumentHelp("案件编号；新建案件时不写。", valueName: "id"))
    var caseID: String?

    @Option(help: ArgumentHelp("内容：JSON 文件、- 表示标准输入，或者直接写 {…}。", valueName: "file|-|json"))
    var body: String?

    @Option(
        name: .customLong("set"), help: ArgumentHelp("填写一项内容，可重复，例如 --set subject.name=示例公司。", valueName: "key=value"))
    var settings: [String] = []

    @Option(
        name: .customLong("file"), help: ArgumentHelp("附件：上传并随函发出，可重复。", valueName: "path"))
    var files: [String] = []

    @Option(help: ArgumentHelp("请求编号：同一编号只办理一次，重试时沿用。", valueName: "id"))
    var orderID: String?

    @Flag(help: "只列出该事项要填写的内容。")
    var fields = false

    @OptionGroup var form: OutputForm

    func give(_ kind: CaseKind) async throws {
        guard Workflow.of(kind).orders.contains(event) else {
            throw ProgramEnding(.usage, code: "ORDER_UNKNOWN", "没有事项“\(event)”。\n\(OrderHelp.orders(of: kind))")
        }
        guard !fields else { return Console.print(OrderHelp.fields(of: kind, order: event)) }
        var content = try OrderBody(kind: kind, order: event).read(json: text(), settings: settings)
        if !files.isEmpty {
            let uploads = EvidenceUploads(try office.client())
            var named = content["files"]?.array ?? []
            for path in files { named.append(try await uploads.add(path)) }
            content = content.setting("files", .array(named))
        }
        let id = orderID ?? Hexadecimal.encode(RandomBytes.make(16))
        let answer = try await OfficeOrders(office.client()).give(
            id: id, kind: kind, caseID: caseID, name: event, body: content)
        Console.print(answer, as: form, OrderReceipt(answer, kind: kind).text)
    }

    private func text() throws -> String? {
        guard let body else { return nil }
        if body.hasPrefix("{") { return body }
        let bytes =
            body == "-"
            ? [UInt8](FileHandle.standardInput.readDataToEndOfFile()) : try SafeFile.read(body, access: .shared)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ProgramEnding(.refused, code: "UTF8_INVALID", "\(body) 不是 UTF-8 文本：请另存为 UTF-8 后重试")
        }
        return text
    }
}
