import ArgumentParser
import Contracts
import Exchange
import Foundation
import Ledgers
import Programs
import Signing
import Workers

struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "单位台账：校验、读取位置、备份、恢复、销毁、隔离的函件。",
        subcommands: [
            VerifyLedger.self, RebuildLedger.self, Positions.self, BackUpLedger.self, RestoreLedger.self,
            EraseCase.self,
            QuarantineCommand.self, ProceedWithout.self,
        ])

    struct Positions: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "显示各分区的读取位置，以及收发各流的核对数；只读，可在运行时使用。",
            discussion: "示例：liandong ledger positions --config office.json".folded)

        @OptionGroup var ledger: LedgerOptionGroup
        @OptionGroup var form: OutputForm

        func run() async throws {
            let reader = try ledger.reader()
            let page = PositionsPage(
                positions: try reader.positions(), sent: try reader.accounts(), received: try reader.incomingAccounts())
            Console.print(page.json, as: form, page.text)
        }
    }
}

extension LedgerCommand {
    struct ProceedWithout: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "恢复台账后，不再等待所列单位答复即开通共享主题的流（由系统管理员经单位服务办理）。",
            discussion: """
                恢复后的单位先向各单位询问，收齐答复才在共享主题上续发。只在确知某单位长期不能运行时使用：
                该单位若采用过本台账没有的函件，两边会分成两条线。

                示例：liandong ledger proceed-without --config office.json --as tax-10 510100-customs
                """.folded)

        @Argument(help: ArgumentHelp("不再等待的单位编号，可多个。", valueName: "office"))
        var offices: [OfficeID]

        @OptionGroup var office: OfficeOptions
        @OptionGroup var form: OutputForm

        func run() async throws {
            let names = offices.map(\.description)
            let answer = try await office.client().post(
                "/api/v1/recovery/proceed-without", ["offices": .array(names.map { .string($0) })])
            Console.print(answer, as: form, "不再等待 \(names.joined(separator: "、")) 的答复")
        }
    }
}

/// An office's ledger, opened read-only from its configuration.
struct LedgerOptionGroup: ParsableArguments {
    @Option(help: ArgumentHelp("单位配置 office.json。", valueName: "file"))
    var config = "office.json"

    func settings() throws -> WorkerSettings {
        try WorkerSettings.read(
            SafeFile.read(config, access: .shared, for: .configuration), path: config,
            environment: ProcessInfo.processInfo.environment)
    }

    func reader() throws -> LedgerReader {
        let options = try options()
        return try LedgerReader(path: options.path, dataKey: options.dataKey)
    }

    func options() throws -> LedgerOptions {
        let settings = try settings()
        return LedgerOptions(path: settings.ledger, dataKey: try KeyFile.read(settings.dataKey, kind: .data).secret)
    }
}

/// Where an office stands in the bus, and its accounting with every peer.
private struct PositionsPage {
    let positions: [PartitionReader]
    let sent: [StreamAccount]
    let received: [IncomingAccount]

    var text: String {
        var read = TextTable(["分区", "下一条"], aligned: [.left, .right])
        for position in positions { read.add([position.partition.description, String(position.next)]) }
        var out = TextTable(
            ["发出的流", "对方", "已发", "已确认", "在途", "搁置", "隔离", "待编号"],
            aligned: [.left, .left] + Array(repeating: .right, count: 6))
        for account in sent {
            out.add(
                [account.stream.description, account.receiver?.description ?? ""]
                    + [
                        account.sent, account.acknowledged, account.inFlight, account.parked, account.quarantined,
                        account.waiting,
                    ].map { String($0) })
        }
        var incoming = TextTable(["收到的流", "已处置", "搁置", "隔离"], aligned: [.left, .right, .right, .right])
        for account in received {
            incoming.add(
                [account.stream.description]
                    + [account.disposed, account.parked, account.quarantined].map { String($0) })
        }
        return [read, out, incoming].map(\.text).joined(separator: "\n\n")
    }

    var json: JSONValue {
        [
            "positions": .array(
                positions.map {
                    ["partition": .string($0.partition.description), "next": .integer($0.next)]
                }),
            "sent": .array(sent.map(\.json)), "received": .array(received.map(\.json)),
        ]
    }
}

extension StreamAccount {
    fileprivate var json: JSONValue {
        .members([
            ("stream", .string(stream.description)), ("receiver", receiver.map { .string($0.description) }),
            ("sent", .integer(Int64(clamping: sent))), ("acknowledged", .integer(Int64(clamping: acknowledged))),
            ("inFlight", .integer(Int64(clamping: inFlight))), ("parked", .integer(Int64(clamping: parked))),
            ("quarantined", .integer(Int64(clamping: quarantined))), ("waiting", .integer(Int64(clamping: waiting))),
        ])
    }
}

extension IncomingAccount {
    fileprivate var json: JSONValue {
        [
            "stream": .string(stream.description), "disposed": .integer(Int64(clamping: disposed)),
            "head": .string(head.description), "parked": .integer(Int64(clamping: parked)),
            "quarantined": .integer(Int64(clamping: quarantined)),
        ]
    }
}
