import Contracts
import Crypto
import Offices

/// A journal row with its number and hash (design section 8).
struct JournalRow {
    let sequence: Int64
    let previous: [UInt8]
    let kind: String
    let office: String
    let caseID: String
    let leafHash: [UInt8]
    let contentDigest: [UInt8]
    let machineTime: Moment
    let officialTime: Moment
    let note: String
    /// What the row left in the tables that are derived from it; empty for most rows.
    let detail: String

    static let magic = "liandong-journal-1\n"

    /// What stands before the first row.
    static let origin = [UInt8](repeating: 0, count: 32)

    /// SHA-256 over the framed fields; absent leaf and content are empty fields.
    var hash: [UInt8] {
        var writer = FieldWriter(magic: JournalRow.magic)
        writer.field(previous)
        writer.field(UInt64(sequence))
        writer.field(kind)
        writer.field(office)
        writer.field(caseID)
        writer.field(leafHash)
        writer.field(contentDigest)
        writer.field(UInt64(bitPattern: machineTime.milliseconds))
        writer.field(UInt64(bitPattern: officialTime.milliseconds))
        writer.field(note)
        writer.field(detail)
        return SHA256.bytes(of: writer.bytes)
    }
}

extension SHA256 {
    /// The digest as bytes, without going through 64-bit words.
    static func bytes(of content: [UInt8]) -> [UInt8] {
        hash(data: content).withUnsafeBytes { Array($0) }
    }
}
