import Contracts
import Crypto

/// A table whose rows no journal row tells of: each row is sealed, or how many there are.
enum SealedTable: String, CaseIterable {
    case setting, position, followed, delivery, equivocation, heard
    case outStream = "out_stream"
    case inStream = "in_stream"
    case waiting = "waiting_letter"
    case watchList = "watch_list"
    case watchEvent = "watch_event"
}

/// One value of a sealed row.
enum SealedValue {
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
    case absent

    static func number(_ value: UInt64) -> SealedValue { .integer(Int64(bitPattern: value)) }

    static func moment(_ value: Moment) -> SealedValue { .integer(value.milliseconds) }

    static func digest(_ value: Contracts.Digest) -> SealedValue { .bytes(value.bytes) }

    /// The two columns of a writer.
    static func writer(_ writer: Writer?) -> [SealedValue] {
        guard let writer else { return [.absent, .absent] }
        return [.number(writer.epoch), .number(writer.instance)]
    }
}

/// Seals rows whose values the ledger may change: without the data key nobody else can make one that fits.
struct RowSeal {
    private let key: SymmetricKey

    /// Bytes of a seal.
    static let length = 16

    /// A key of its own, so that the data key serves one purpose only.
    init(office: SymmetricKey) {
        let purpose = Array("liandong-row-seal".utf8)
        key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: purpose, using: office))
    }

    /// The seal over the values of a row, in the order of their columns.
    func seal(_ table: String, _ values: [SealedValue]) -> [UInt8] {
        var writer = FieldWriter(magic: "liandong-row-1\n")
        writer.field(table)
        for value in values {
            switch value {
            case .integer(let number): writer.field(UInt64(bitPattern: number))
            case .text(let text): writer.field(text)
            case .bytes(let bytes): writer.field(bytes)
            case .absent: writer.field([])
            }
        }
        return Array(HMAC<SHA256>.authenticationCode(for: writer.bytes, using: key).prefix(RowSeal.length))
    }

    /// The seal over how many rows a table has.
    func seal(count: Int64, of table: SealedTable) -> [UInt8] {
        seal("row_count", [.text(table.rawValue), .integer(count)])
    }
}
