import Contracts
import Foundation

/// Chance from a seed (SplitMix64).
struct Dice {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }

    static func name(_ number: Int) -> String { "成都第\(number)号示例食品有限公司" }

    /// One of some thirty publications is published, corrected, withdrawn, or erased.
    mutating func happen(to log: LogBook) throws {
        let number = below(30)
        let id = try LogBook.id(number)
        switch below(10) {
        case 0...5:
            log.add(
                id, ["publish", "correct"][below(2)], LogBook.record(id, name: Dice.name(number)),
                days: log.size / 10)
        case 6, 7: log.add(id, "withdraw", LogBook.tombstone(id), days: log.size / 10)
        case 8:
            log.add(
                id, "publish", LogBook.record(id, channels: [("gsxt", "published", "2026-08-20")], objection: "open"),
                days: log.size / 10)
        default: log.erase(id, at: LogBook.start + Span.hours(24 * Int64(40)) + Span.milliseconds(Int64(log.size)))
        }
    }
}

/// Bytes of files.
enum SafeBytes {
    static func read(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }

    static func write(_ bytes: [UInt8], to path: String) throws { try Data(bytes).write(to: URL(filePath: path)) }
}
