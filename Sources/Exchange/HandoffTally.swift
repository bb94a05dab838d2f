package import Contracts

/// The running count of one office's handoffs to the police under one procuratorate. Both ends fold the same numbers and
/// letters, so equal counts with equal digests mean that the procuratorate has seen every one.
package struct HandoffTally: Hashable, Sendable {
    /// A number and the letter (`crim.transfer`) that has it.
    package struct Entry: Hashable, Sendable {
        /// From 1.
        package let number: UInt64
        /// The letter.
        package let letter: LetterID

        /// An entry from its parts.
        package init(number: UInt64, letter: LetterID) {
            self.number = number
            self.letter = letter
        }
    }

    /// What noting a number showed.
    package enum Finding: Hashable, Sendable {
        /// It was not there before.
        case new
        /// The same letter was noted before.
        case known
        /// Another letter has the number.
        case twice
    }

    /// How many of the newest letters are kept by name, and told in a statement.
    package static let kept = 32
    /// How many letters under a used number are kept by name.
    private static let keptTwice = 100

    /// All numbers from 1 through this one are there.
    package private(set) var complete: UInt64 = 0
    /// D(complete): D(0) names the series, D(k) = SHA-256 over D(k-1), k and the letter.
    package private(set) var digest: Digest
    /// Numbers behind a hole, ascending.
    package private(set) var beyond: [Entry] = []
    /// Letters that came under a number which another one has.
    package private(set) var twice: [Entry] = []
    /// The newest of the complete ones, ascending.
    private var recent: [Entry] = []

    /// The empty count of an office under a procuratorate.
    package init(namespace: String, office: OfficeID, procuratorate: OfficeID) {
        var seed = FieldWriter(magic: "liandong-handoffs-1\n")
        seed.field(namespace)
        seed.field(office.description)
        seed.field(procuratorate.description)
        digest = Digest.sha256(seed.bytes)
    }

    /// The highest number seen.
    package var last: UInt64 { beyond.last?.number ?? complete }

    /// The newest entries that are known by name, ascending.
    package var newest: [Entry] { (recent + beyond).suffix(HandoffTally.kept) }

    /// D(k) from D(k-1).
    package static func extend(_ digest: Digest, with entry: Entry) -> Digest {
        var step = FieldWriter(magic: "liandong-handoff-1\n")
        step.field(digest)
        step.field(entry.number)
        step.field(entry.letter.description)
        return Digest.sha256(step.bytes)
    }

    /// Whether a number was seen.
    package func has(_ number: UInt64) -> Bool {
        number >= 1 && (number <= complete || beyond.contains { $0.number == number })
    }

    /// Takes a number in, in whatever order they come.
    package mutating func note(_ entry: Entry) -> Finding {
        guard entry.number >= 1 else { return .twice }
        if (recent + beyond + twice).contains(entry) { return .known }
        guard !has(entry.number) else {
            if twice.count < HandoffTally.keptTwice { twice.append(entry) }
            return .twice
        }
        let place = beyond.firstIndex { $0.number > entry.number } ?? beyond.endIndex
        beyond.insert(entry, at: place)
        while let next = beyond.first, next.number == complete + 1 {
            complete = next.number
            digest = HandoffTally.extend(digest, with: next)
            recent = (recent + [next]).suffix(HandoffTally.kept)
            beyond.removeFirst()
        }
        return .new
    }

    /// The lowest numbers up to `count` that were not seen, at most `limit`.
    package func missing(through count: UInt64, limit: Int) -> [UInt64] {
        var found: [UInt64] = []
        var number = complete
        while found.count < limit, number < count {
            number += 1
            if !has(number) { found.append(number) }
        }
        return found
    }

    /// How many numbers up to `count` were not seen.
    package func missingCount(through count: UInt64) -> UInt64 {
        guard count > complete else { return 0 }
        return count - complete - UInt64(beyond.count { $0.number <= count })
    }

    // MARK: The form in the ledger

    /// The form in the ledger.
    package var json: JSONValue {
        [
            "complete": .integer(Int64(clamping: complete)), "digest": .string(digest.description),
            "recent": HandoffTally.json(recent), "beyond": HandoffTally.json(beyond), "twice": HandoffTally.json(twice),
        ]
    }

    /// Reads the ledger's form; nil for anything else.
    package init?(json: JSONValue) {
        guard let complete = json.unsigned("complete"),
            let digest = json["digest"]?.string.flatMap({ Digest(hex: $0) }),
            let recent = HandoffTally.entries(json["recent"]), let beyond = HandoffTally.entries(json["beyond"]),
            let twice = HandoffTally.entries(json["twice"])
        else { return nil }
        (self.complete, self.digest, self.recent, self.beyond, self.twice) = (complete, digest, recent, beyond, twice)
    }

    static func json(_ entries: [Entry]) -> JSONValue {
        .array(
            entries.map { ["number": .integer(Int64(clamping: $0.number)), "letter": .string($0.letter.description)] })
    }

    /// Nil when one of them cannot be read.
    static func entries(_ json: JSONValue?) -> [Entry]? {
        guard let items = json?.array else { return nil }
        let read = items.compactMap { item -> Entry? in
            guard let number = item.unsigned("number"), let letter = item["letter"]?.string.flatMap({ LetterID($0) })
            else { return nil }
            return Entry(number: number, letter: letter)
        }
        return read.count == items.count ? read : nil
    }
}
