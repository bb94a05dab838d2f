import Contracts
import Exchange
import Offices

/// Criminal letters are for their addressees alone (S14).
extension Checks {
    /// A letter that an office writes, or that has an effect at it.
    mutating func isSealedRightly(_ envelope: Envelope, _ room: Room, _ clock: Clockwork) {
        let leaf = envelope.leaf
        guard LetterCatalogue.contract(for: leaf.type)?.secrecy == .always else { return }
        let name = "\(leaf.type) \(leaf.stream)#\(leaf.number)"
        guard let sealed = SealedBody(bytes: envelope.body), leaf.contentType == SealedBody.mediaType else {
            return expect(false, "S14", "\(room.name) has \(name) in plain", at: clock)
        }
        expect(leaf.subject.isEmpty, "S14", "the leaf of \(name) says whom it is about", at: clock)
        do throws(SealFault) {
            let plain = try ToySealer(office: room.office).open(sealed, SealContext(leaf), by: nil)
            let body = JSONValue.read(plain)
            let named = ["recipients", "cc"].flatMap { body?[$0]?.array ?? [] }.compactMap(\.string)
            let isRead = named.compactMap { OfficeID($0) }.allSatisfy { office in
                let heirs = room.machine?.book.newest?.succession(of: office) ?? [office]
                return heirs.contains(where: sealed.readers.contains)
            }
            hasItsCopy(leaf, named, room, clock)
            expect(isRead, "S14", "\(name) names \(named), and is sealed for \(sealed.readers)", at: clock)
        } catch {
            expect(false, "S14", "\(room.name) cannot open \(name): \(error.rawValue)", at: clock)
        }
    }

    /// CR-06: the procuratorate reads every letter of a criminal handoff that others write.
    private mutating func hasItsCopy(_ leaf: Leaf, _ named: [String], _ room: Room, _ clock: Clockwork) {
        guard leaf.type.name.hasPrefix("crim."), leaf.stream.office == room.office,
            !room.office.description.hasSuffix("-procuratorate")
        else { return }
        expect(
            named.contains { $0.hasSuffix("-procuratorate") }, "CR-06",
            "\(leaf.type) \(leaf.stream)#\(leaf.number) leaves the procuratorate out: \(named)", at: clock)
    }
}
