import Contracts
import Exchange
import Offices
import Testing

/// What must hold once faults are over (design section 3, L1).
extension Town {
    /// All outboxes are empty, both ends of every stream agree, every letter sent has one disposition at each reader.
    func expectSettled(sourceLocation: SourceLocation = #_sourceLocation) throws {
        for name in residents.keys.sorted() {
            guard let resident = residents[name], resident.isRunning, resident.stop == nil else { continue }
            #expect(resident.machine.phase == .serving, "\(name)", sourceLocation: sourceLocation)
            for stream in resident.machine.outStreams.values {
                #expect(stream.retired == stream.number, "\(stream.name) outbox", sourceLocation: sourceLocation)
                #expect(
                    resident.ledger.waiting(stream: stream.name).isEmpty, "\(stream.name) waiting",
                    sourceLocation: sourceLocation)
                expectReaders(of: stream, sourceLocation)
            }
        }
    }

    private func expectReaders(of stream: OutStream, _ sourceLocation: SourceLocation) {
        guard stream.number > 0 else { return }
        for name in residents.keys.sorted() where name != stream.name.office.description {
            guard let reader = residents[name], reader.isRunning, reader.stop == nil else { continue }
            if case .direct(let office) = stream.name.topic, office.description != name { continue }
            let there = reader.machine.inStreams[stream.name]
            #expect(there?.disposed == stream.number, "\(stream.name) at \(name)", sourceLocation: sourceLocation)
            #expect(there?.head == stream.head, "\(stream.name) at \(name)", sourceLocation: sourceLocation)
        }
    }

    /// How many numbers had an effect at a reader.
    func effects(at name: String) -> Int {
        residents[name]?.ledger.incoming.values.joined().filter { $0.disposition == .effect }.count ?? 0
    }
}
