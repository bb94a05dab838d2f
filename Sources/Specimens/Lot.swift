import Contracts

/// Choices that follow from a name alone: the same ones on every machine and in every run.
package struct Lot: Sendable {
    private let name: String
    private var count = 0

    /// The choices of this name.
    package init(_ name: String) {
        self.name = name
    }

    /// A whole number from 0 to `bound` − 1.
    package mutating func below(_ bound: Int) -> Int {
        count += 1
        let word = Digest.sha256(Array("\(name)/\(count)".utf8)).withBytes { $0.loadUnaligned(as: UInt32.self) }
        return Int(UInt32(littleEndian: word)) % max(1, bound)
    }

    /// A whole number of a range.
    package mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.upperBound - range.lowerBound + 1)
    }

    /// One of some texts; empty for none.
    package mutating func one(of choices: [String]) -> String {
        choices.isEmpty ? "" : choices[below(choices.count)]
    }

    /// So many digits, the first of them not 0.
    package mutating func digits(_ count: Int) -> String {
        (0..<count).map { String($0 == 0 ? number(1...9) : below(10)) }.joined()
    }

    /// So many capital letters.
    package mutating func letters(_ count: Int) -> String {
        (0..<count).map { _ in one(of: ["A", "B", "C", "D", "F", "H", "J", "K", "L", "N", "Q", "T", "W"]) }.joined()
    }
}
