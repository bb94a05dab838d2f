import Contracts
import Exchange
import Offices

/// A letter that one reader has to handle and cannot (rule 24).
struct PoisonedLetter: Hashable, Sendable {
    let reader: OfficeID
    let stream: StreamName
    let number: UInt64
}

/// Letters that end the process that handles them.
extension Network {
    /// What the process may be given of what was fetched; nil when a letter in it has ended the process. The attempt is
    /// on disk before it is made; behind the second one the letter comes marked, and is to be parked.
    mutating func survivingPoison(_ place: Int, _ fetched: [OfficeInput]) -> [OfficeInput]? {
        var inputs = fetched
        for index in inputs.indices {
            guard case .record(let record) = inputs[index], let letter = letter(in: record, for: place) else {
                continue
            }
            if luck.strikes(.poisonedLetter) { poison.insert(letter) }
            guard poison.contains(letter), rooms[place].machine?.candidate(in: record) != nil else { continue }
            guard rooms[place].ledger.attempts(stream: letter.stream, number: letter.number) < 2 else {
                inputs[index] = .poison(record)
                continue
            }
            do {
                try rooms[place].ledger.noteAttempt(stream: letter.stream, number: letter.number)
            } catch {
                checks.fail("S4", "\(rooms[place].name) cannot note an attempt: \(error)", at: clock)
            }
            crash(place, "over \(letter.stream)#\(letter.number)", pause: .seconds(5))
            return nil
        }
        return inputs
    }

    /// A letter between two offices at work, of a type that people write.
    private func letter(in record: BusRecord, for place: Int) -> PoisonedLetter? {
        let reader = rooms[place].office
        guard case .success(let envelope)? = record.reading?.envelope, envelope.leaf.number > 0,
            envelope.leaf.stream.office != reader, ids.contains(envelope.leaf.stream.office),
            LetterCatalogue.contract(for: envelope.leaf.type) != nil, directory.office(reader)?.status == .active
        else { return nil }
        return PoisonedLetter(reader: reader, stream: envelope.leaf.stream, number: envelope.leaf.number)
    }
}
