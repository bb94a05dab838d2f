import ArgumentParser
import Casework
import Contracts
import Exchange
import Ledgers
import Offices
import Programs

struct QuarantineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine", abstract: "被隔离、搁置的函件：列出、查看、重放、废弃。",
        subcommands: [List.self, Show.self, Replay.self, Discard.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "列出隔离和搁置的函件，以及无法识别的记录；只读。",
            discussion: "示例：liandong ledger quarantine list --config office.json".folded)

        @OptionGroup var ledger: LedgerOptionGroup

        @Option(help: ArgumentHelp("最多列出多少条。", valueName: "n"))
        var limit = 200

        @OptionGroup var form: OutputForm

        func run() async throws {
            let reader = try ledger.reader()
            let page = QuarantinePage(
                letters: try reader.heldBackLetters(limit: limit), records: try reader.quarantine(limit: limit))
            Console.print(page.json, as: form, page.text)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "查看一件隔离、搁置的函件（流 编号）或者一条记录（摘要）；只读。",
            discussion: """
                示例：
                  liandong ledger quarantine show liandong/510100-tax/direct.510100-police/1/0 7
                  liandong ledger quarantine show 3f0c…（quarantine list 所列的摘要）
                """.folded)

        @Argument(help: ArgumentHelp("流的名称或者记录摘要。", valueName: "stream|digest"))
        var name: String

        @Argument(help: ArgumentHelp("流中的编号。", valueName: "number"))
        var number: UInt64?

        @OptionGroup var ledger: LedgerOptionGroup

        func run() async throws {
            let reader = try ledger.reader()
            if let stream = StreamName(name), let number {
                guard let letter = try reader.received(stream: stream, number: number) else { throw missing() }
                try checkHeldBack(letter.leaf, reader)
                return Console.print(HeldLetter(letter).json.prettyText)
            }
            guard let digest = Digest(hex: name), let found = try reader.quarantined(digest) else { throw missing() }
            let content = String(validating: found.raw, as: UTF8.self) ?? Base64.encode(found.raw)
            Console.print(found.row.json.setting("content", .string(content)).prettyText)
        }

        /// What had its effect belongs to a case, and cases are read as an officer, with a token.
        private func checkHeldBack(_ leaf: Leaf, _ reader: LedgerReader) throws {
            let rows = try reader.letters(withID: leaf.letter, in: .office)
            let row = rows.first {
                $0.direction == .received && $0.leaf.stream == leaf.stream && $0.leaf.number == leaf.number
            }
            guard let disposition = row?.disposition, [.parked, .quarantined].contains(disposition) else {
                throw ProgramEnding(
                    .refused, code: "NOT_HELD_BACK",
                    "\(name)#\(leaf.number) 没有被搁置或者隔离，不在此显示：请由办理人用 liandong case letter 查看")
            }
        }

        private func missing() -> ProgramEnding {
            ProgramEnding(
                .refused, code: "NOT_HELD_BACK", "没有 \(name)\(number.map { "#\($0)" } ?? "")：请用 quarantine list 核对")
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "重放一件隔离、搁置的函件（由系统管理员经单位服务办理）。",
            discussion:
                "示例：liandong ledger quarantine replay --as tax-10 liandong/510100-police/direct.510100-tax/1/0 7".folded
        )

        @OptionGroup var held: HeldLetterArguments
        @OptionGroup var form: OutputForm

        func run() async throws {
            let answer = try await held.office.client().post("/api/v1/held-back/replay", held.json)
            Console.print(answer, as: form, answer["replayed"]?.bool == true ? "已重放" : "仍不能办理，继续搁置")
        }
    }

    struct Discard: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "废弃一件隔离、搁置的函件并记录理由；原文和出处保留。",
            discussion:
                "示例：liandong ledger quarantine discard --as tax-10 --reason 重复报送 liandong/510100-police/direct.510100-tax/1/0 7"
                .folded
        )

        @OptionGroup var held: HeldLetterArguments

        @Option(help: ArgumentHelp("理由。", valueName: "text"))
        var reason: String

        @OptionGroup var form: OutputForm

        func run() async throws {
            let order = held.json.setting("reason", .string(reason))
            let answer = try await held.office.client().post("/api/v1/held-back/discard", order)
            Console.print(answer, as: form, "已废弃")
        }
    }
}

/// One letter that was held back, by its stream and number.
struct HeldLetterArguments: ParsableArguments {
    @Argument(help: ArgumentHelp("流的名称。", valueName: "stream"))
    var stream: String

    @Argument(help: ArgumentHelp("流中的编号。", valueName: "number"))
    var number: Int64

    @OptionGroup var office: OfficeOptions

    var json: JSONValue { ["stream": .string(stream), "number": .integer(number)] }
}

/// A held letter for an administrator's eyes.
private struct HeldLetter {
    private let envelope: Envelope

    init(_ envelope: Envelope) {
        self.envelope = envelope
    }

    var json: JSONValue {
        let leaf = envelope.leaf
        return [
            "stream": .string(leaf.stream.description), "number": .integer(Int64(clamping: leaf.number)),
            "letter": .string(leaf.letter.description), "type": .string(leaf.type.description),
            "caseId": .string(leaf.caseID), "leafHash": .string(envelope.leafHash.description),
            "body": body,
        ]
    }

    private var body: JSONValue {
        do throws(JSONFailure) {
            return try JSONValue.parse(envelope.body)
        } catch {
            return .string(Base64.encode(envelope.body))
        }
    }
}

/// Held letters and records as lists.
private struct QuarantinePage {
    let letters: [Ledgers.LetterRow]
    let records: [QuarantineRow]

    var text: String {
        guard !letters.isEmpty || !records.isEmpty else { return "没有隔离或者搁置的函件" }
        var held = TextTable(["流", "编号", "类型", "案件", "处置", "原因", "时间", "重放"], aligned: [.left, .right])
        for letter in letters {
            held.add([
                letter.leaf.stream.description, String(letter.leaf.number), letter.leaf.type.description,
                letter.leaf.caseID, letter.disposition == .parked ? "搁置" : "隔离", letter.reason,
                letter.disposedAt?.shortDescription ?? "", String(letter.replays),
            ])
        }
        var unread = TextTable(["记录摘要", "首次分区", "首次位移", "原因", "自称", "出现次数", "最近一次"])
        for record in records {
            unread.add([
                record.digest.description, record.partition.description, String(record.offset), record.reason,
                record.claimed, String(record.count), record.lastAt.shortDescription,
            ])
        }
        let tables = [held, unread].filter { !$0.isEmpty }.map(\.text)
        let times = records.reduce(0) { $0 + $1.count }
        let remark = records.isEmpty ? [] : ["无法识别的记录 \(records.count) 种，共出现 \(times) 次；相同内容只列首次出现的位置"]
        return (tables + remark).joined(separator: "\n\n")
    }

    var json: JSONValue {
        [
            "letters": .array(
                letters.map { letter in
                    [
                        "stream": .string(letter.leaf.stream.description),
                        "number": .integer(Int64(clamping: letter.leaf.number)),
                        "letter": .string(letter.leaf.letter.description),
                        "type": .string(letter.leaf.type.description), "caseId": .string(letter.leaf.caseID),
                        "disposition": .string(letter.disposition?.rawValue ?? ""), "reason": .string(letter.reason),
                        "replays": .integer(Int64(letter.replays)),
                    ]
                }), "records": .array(records.map(\.json)),
        ]
    }
}

extension QuarantineRow {
    fileprivate var json: JSONValue {
        [
            "digest": .string(digest.description), "partition": .string(partition.description),
            "offset": .integer(offset), "reason": .string(reason), "claimed": .string(claimed),
            "count": .integer(Int64(count)), "firstAt": .string(firstAt.description),
            "lastAt": .string(lastAt.description),
        ]
    }
}
