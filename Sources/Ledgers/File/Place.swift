import Contracts

/// A number of a stream as one integer key: stream row << 40 | number.
enum Place {
    private static let bits: Int64 = 40
    private static let mask: Int64 = 1 << bits - 1

    /// The key; throws for a number beyond 2⁴⁰ − 1.
    static func of(_ stream: Int64, _ number: UInt64) throws -> Int64 {
        guard number <= UInt64(mask) else {
            throw LedgerFault(.refused, "number \(number) is beyond what a stream may reach")
        }
        return stream << bits | Int64(number)
    }

    /// The keys of a range of numbers, cut at what a stream may reach.
    static func range(_ stream: Int64, _ numbers: ClosedRange<UInt64>) -> ClosedRange<Int64> {
        let lowest = Int64(min(numbers.lowerBound, UInt64(mask)))
        let highest = Int64(min(numbers.upperBound, UInt64(mask)))
        return (stream << bits | lowest)...(stream << bits | highest)
    }

    /// The stream's row.
    static func stream(_ place: Int64) -> Int64 { place >> bits }

    /// The number.
    static func number(_ place: Int64) -> UInt64 { UInt64(place & mask) }
}
