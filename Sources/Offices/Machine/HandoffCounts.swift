package import Contracts
package import Exchange

/// The running counts that this office keeps: of its own handoffs, and of those that others number for it.
package struct HandoffCounts: Sendable {
    /// The handoffs of one office under one procuratorate.
    package struct Series: Hashable, Sendable {
        /// Who numbers them.
        package let office: OfficeID
        /// For whom.
        package let procuratorate: OfficeID

        /// A series from its parts.
        package init(office: OfficeID, procuratorate: OfficeID) {
            self.office = office
            self.procuratorate = procuratorate
        }
    }

    /// What this office has of another's series.
    package struct Heard: Sendable {
        /// The series.
        package let series: Series
        /// What was seen with effect.
        package internal(set) var tally: HandoffTally
        /// Handoffs that came without a number, from a program of before.
        package internal(set) var unnumbered: UInt64 = 0
        /// The newest signed statement.
        package internal(set) var claim: HandoffCount?
        /// The envelope that it came in: the office's signature under its count.
        package internal(set) var proof: Envelope?
        /// A higher count than the newest one that the office signed before, with its envelope.
        package internal(set) var higher: Envelope?
        /// Letters of numbers that are missing here, as far as a statement named them.
        package internal(set) var named: [HandoffTally.Entry] = []

        init(series: Series, tally: HandoffTally) {
            self.series = series
            self.tally = tally
        }

        /// Nothing heard yet of a series.
        package init(series: Series, namespace: String) {
            self.init(
                series: series,
                tally: HandoffTally(
                    namespace: namespace, office: series.office, procuratorate: series.procuratorate))
        }

        /// The highest number that is known of: signed for, or seen.
        package var known: UInt64 { max(claim?.count ?? 0, tally.last) }

        /// The letter of a missing number; nil when no statement named it.
        package func letter(of number: UInt64) -> LetterID? { named.first { $0.number == number }?.letter }
    }

    /// This office's own counts, in the order of their first handoff.
    package private(set) var given: [(procuratorate: OfficeID, tally: HandoffTally)] = []
    /// Other offices' counts, in the order in which they were first heard of.
    package private(set) var heard: [Heard] = []

    init() {}

    // MARK: Reading and changing

    /// This office's count under a procuratorate.
    package func tally(under procuratorate: OfficeID) -> HandoffTally? {
        given.first { $0.procuratorate == procuratorate }?.tally
    }

    /// What was heard of a series.
    package func heard(_ series: Series) -> Heard? { heard.first { $0.series == series } }

    mutating func set(_ tally: HandoffTally, under procuratorate: OfficeID) {
        if let place = given.firstIndex(where: { $0.procuratorate == procuratorate }) {
            given[place].tally = tally
        } else {
            given.append((procuratorate, tally))
        }
    }

    mutating func set(_ new: Heard) {
        if let place = heard.firstIndex(where: { $0.series == new.series }) {
            heard[place] = new
        } else {
            heard.append(new)
        }
    }

    // MARK: The form in the ledger

    var givenJSON: JSONValue {
        .array(
            given.map { ["procuratorate": .string($0.procuratorate.description), "tally": $0.tally.json] as JSONValue })
    }

    var heardJSON: JSONValue { .array(heard.map(\.json)) }

    /// Reads the ledger's forms; what cannot be read is as if it had never been kept.
    init(given: JSONValue?, heard: JSONValue?) {
        self.given = (given?.array ?? []).compactMap { item in
            guard let procuratorate = item["procuratorate"]?.string.flatMap({ OfficeID($0) }),
                let tally = item["tally"].flatMap({ HandoffTally(json: $0) })
            else { return nil }
            return (procuratorate, tally)
        }
        self.heard = (heard?.array ?? []).compactMap { Heard(json: $0) }
    }
}

extension HandoffCounts.Heard {
    fileprivate var json: JSONValue {
        .members([
            ("office", .string(series.office.description)),
            ("procuratorate", .string(series.procuratorate.description)), ("tally", tally.json),
            ("unnumbered", .integer(Int64(clamping: unnumbered))),
            ("proof", proof.map { .string(Base64.encode($0.packed)) }),
            ("higher", higher.map { .string(Base64.encode($0.packed)) }),
            (
                "named",
                .array(
                    named.map {
                        ["number": .integer(Int64(clamping: $0.number)), "letter": .string($0.letter.description)]
                    })
            ),
        ])
    }

    fileprivate init?(json: JSONValue) {
        guard let office = json["office"]?.string.flatMap({ OfficeID($0) }),
            let procuratorate = json["procuratorate"]?.string.flatMap({ OfficeID($0) }),
            let tally = json["tally"].flatMap({ HandoffTally(json: $0) })
        else { return nil }
        self.init(series: .init(office: office, procuratorate: procuratorate), tally: tally)
        unnumbered = json.unsigned("unnumbered") ?? 0
        proof = HandoffCounts.Heard.envelope(json["proof"])
        claim = proof.flatMap { envelope in
            guard case .handoffCount(let count) = ControlReading(envelope) else { return nil }
            return count
        }
        higher = HandoffCounts.Heard.envelope(json["higher"])
        named = (json["named"]?.array ?? []).compactMap { item in
            guard let number = item.unsigned("number"), let letter = item["letter"]?.string.flatMap({ LetterID($0) })
            else { return nil }
            return HandoffTally.Entry(number: number, letter: letter)
        }
    }

    private static func envelope(_ json: JSONValue?) -> Envelope? {
        guard let bytes = json?.string.flatMap({ Base64.decode($0.utf8) }) else { return nil }
        do throws(EnvelopeFault) {
            return try Envelope.unpack(bytes)
        } catch {
            return nil
        }
    }
}
