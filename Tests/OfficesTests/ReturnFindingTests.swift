import Casework
import Contracts
import Exchange
import Offices
import Testing

/// What a restored office gets back of its own letters, and from whom: defects that the simulator found.
@Suite struct ReturnFindingTests {
    static let sender = "510100-market-regulation"
    static let reader = "510100-tax"
    static let other = "510100-customs"

    private let head = Town.officer("head", [.headPrincipal])
    private let notOurs: JSONValue = [
        "reasonCode": "NOT_COMPETENT", "reason": "不属于本机关职责", "competentAgency": "公安机关",
    ]

    private func stream(_ town: Town, to reader: String) throws -> OutStream {
        let own = try #require(town.residents[Self.sender]?.machine.outStreams)
        let id = try #require(OfficeID(reader))
        return try #require(own.values.first { $0.name.topic == .direct(id) })
    }

    private func flags(_ town: Town, _ id: CaseID) -> [String] { town.file(Self.sender, id)?.flags ?? [] }

    @Test func `a letter whose reader destroyed it comes back without its contents, and its stream opens`() throws {
        var town = try Town(seed: 301)
        try town.run(rounds: 6)
        let id = try town.draftReferral(from: Self.sender, to: [Self.reader])
        let backup = try #require(town.residents[Self.sender]?.ledger)
        try town.sendReferral(id, from: Self.sender)
        try town.run(rounds: 12)
        _ = try town.order(Self.reader, .referral, "return", on: id, notOurs).get()
        try town.run(rounds: 12)
        _ = try town.order(Self.sender, .referral, "orderDisposal", on: id, ["reason": "共享目的已实现"], by: head).get()
        try town.run(rounds: 12)
        _ = try town.order(Self.reader, .referral, "dispose", on: id, by: head).get()
        try town.run(rounds: 20)
        try town.startRestored(Self.sender, from: backup)
        try town.run(rounds: 60, step: .seconds(2))
        let opened = try stream(town, to: Self.reader)
        #expect(opened.isOpen && opened.number == 2 && opened.retired == 2)
        #expect(flags(town, id).contains { $0.hasPrefix("recoveredLetter:") })
        let told = town.residents[Self.sender]?.ledger.alarms.filter { $0.code == "LETTER_RECOVERED" } ?? []
        #expect(told.count == 2 && told.allSatisfy { $0.text.contains("destroyed") })
        // What comes next in the stream arrives.
        let next = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        #expect(town.file(Self.reader, next) != nil)
    }

    @Test func `a body that is not the letter's own does not come back`() throws {
        var town = try Town(seed: 302)
        try town.run(rounds: 6)
        _ = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        let sent = try #require(town.residents[Self.reader]?.ledger.incoming.values.flatMap(\.self).first?.envelope)
        func changed(_ body: [UInt8]) -> [UInt8] {
            Envelope(
                leaf: sent.leaf, leafBytes: sent.leafBytes, leafIndex: sent.leafIndex, path: sent.path,
                statement: sent.statement, statementBytes: sent.statementBytes, signature: sent.signature, body: body
            ).packed
        }
        #expect(throws: EnvelopeFault.bodyMismatch) { try Envelope.unpackReturned(changed(Array("{}".utf8))) }
        #expect(throws: EnvelopeFault.bodyMismatch) { try Envelope.unpack(changed([])) }
        let erased = try Envelope.unpackReturned(changed([]))
        #expect(!erased.isWhole && erased.leafHash == sent.leafHash)
        #expect(try Envelope.unpackReturned(sent.packed) == sent)
    }

    @Test func `a copy that died with the disk before it was sent goes out when its document comes back`() throws {
        var town = try Town(seed: 303)
        try town.run(rounds: 6)
        let id = try town.draftReferral(from: Self.sender, to: [Self.reader, Self.other])
        let backup = try #require(town.residents[Self.sender]?.ledger)
        // The other office is away: its copy never gets a number.
        town.kill(Self.other)
        try town.sendReferral(id, from: Self.sender)
        try town.run(rounds: 12)
        #expect(town.file(Self.reader, id) != nil)
        try town.startRestored(Self.sender, from: backup)
        try town.restart(Self.other)
        try town.run(rounds: 80, step: .seconds(2))
        let there = try #require(town.file(Self.other, id))
        #expect(there.state(ofPart: Self.other) == "delivered")
        #expect(town.effects(at: Self.reader) == 1 && town.effects(at: Self.other) == 1)
        try town.expectSettled()
    }

    @Test func `copies that have all arrived come back and none is issued again`() throws {
        var town = try Town(seed: 304)
        try town.run(rounds: 6)
        let id = try town.draftReferral(from: Self.sender, to: [Self.reader, Self.other])
        let backup = try #require(town.residents[Self.sender]?.ledger)
        try town.sendReferral(id, from: Self.sender)
        try town.run(rounds: 12)
        try town.startRestored(Self.sender, from: backup)
        try town.run(rounds: 80, step: .seconds(2))
        for name in [Self.reader, Self.other] {
            #expect(town.effects(at: name) == 1)
            #expect(try stream(town, to: name).number == 1)
        }
        try town.expectSettled()
    }

    @Test func `what goes on from a letter of a forgotten case of ours waits until that one has come back`() throws {
        var town = try Town(seed: 309)
        try town.run(rounds: 6)
        let backup = try #require(town.residents[Self.sender]?.ledger)
        let id = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        let onward: JSONValue = ["forwardedTo": .string(Self.other), "reason": "属于海关职责"]
        _ = try town.order(Self.reader, .referral, "forward", on: id, onward).get()
        try town.run(rounds: 12)
        try town.startRestored(Self.sender, from: backup)
        try town.run(rounds: 60, step: .seconds(2))
        let file = try #require(town.file(Self.sender, id))
        #expect(file.flags.contains { $0.hasPrefix("recoveredLetter:") })
        #expect(file.state(ofPart: Self.reader) == "forwarded" && file.state(ofPart: Self.other) == "sent")
        let refused = town.residents[Self.sender]?.ledger.incoming.values.joined().filter { $0.disposition == .refused }
        #expect(refused?.isEmpty ?? false)
        try town.expectSettled()
    }

    @Test func `an answer that crossed a recall is not heard before the recall has come back`() throws {
        var town = try Town(seed: 305)
        try town.run(rounds: 6)
        let id = try town.draftReferral(from: Self.sender, to: [Self.reader])
        let backup = try #require(town.residents[Self.sender]?.ledger)
        try town.sendReferral(id, from: Self.sender)
        try town.run(rounds: 12)
        _ = try town.order(Self.reader, .referral, "return", on: id, notOurs).get()
        _ = try town.order(Self.sender, .referral, "recall", on: id, ["reason": "材料有误"], by: head).get()
        try town.run(rounds: 20)
        let state = town.file(Self.sender, id)?.state(ofPart: Self.reader)
        let marks = flags(town, id)
        try town.startRestored(Self.sender, from: backup)
        try town.run(rounds: 60, step: .seconds(2))
        #expect(town.file(Self.sender, id)?.state(ofPart: Self.reader) == state)
        #expect(flags(town, id).filter { !$0.hasPrefix("recoveredLetter:") } == marks)
        try town.expectSettled()
    }

    @Test func `a successor that is an addressee itself gets one letter`() throws {
        var town = try Town(seed: 306)
        try town.run(rounds: 6)
        let id = try town.refer(from: Self.sender, to: [Self.reader, Self.other])
        try town.run(rounds: 12)
        try town.publishDirectory { document in
            for place in document.offices.indices where document.offices[place].id.description == Self.reader {
                document.offices[place].status = .retired
                document.offices[place].successor = OfficeID(Self.other)
            }
        }
        try town.run(rounds: 40, step: .seconds(2))
        let before = try stream(town, to: Self.other).number
        _ = try town.order(Self.sender, .referral, "recall", on: id, ["reason": "材料有误"], by: head).get()
        try town.run(rounds: 12)
        #expect(try stream(town, to: Self.other).number == before + 1)
    }

    @Test func `who has proved the disposal is not asked again`() throws {
        var town = try Town(seed: 307)
        try town.run(rounds: 6)
        let id = try town.refer(from: Self.sender, to: [Self.reader, Self.other])
        try town.run(rounds: 12)
        for name in [Self.reader, Self.other] {
            _ = try town.order(name, .referral, "return", on: id, notOurs).get()
        }
        try town.run(rounds: 12)
        let wish: JSONValue = ["reason": "共享目的已实现"]
        _ = try town.order(Self.sender, .referral, "orderDisposal", on: id, wish, by: head).get()
        try town.run(rounds: 12)
        _ = try town.order(Self.reader, .referral, "dispose", on: id, by: head).get()
        try town.run(rounds: 12)
        let before = (try stream(town, to: Self.reader).number, try stream(town, to: Self.other).number)
        _ = try town.order(Self.sender, .referral, "orderDisposal", on: id, wish, by: head).get()
        try town.run(rounds: 12)
        #expect(try stream(town, to: Self.reader).number == before.0)
        #expect(try stream(town, to: Self.other).number == before.1 + 1)
        _ = try town.order(Self.other, .referral, "dispose", on: id, by: head).get()
        try town.run(rounds: 12)
        guard case .failure(let told) = try town.order(Self.sender, .referral, "orderDisposal", on: id, wish, by: head)
        else {
            Issue.record("asked for what is gone everywhere")
            return
        }
        #expect(told.code == "DISPOSAL_COMPLETE")
    }
}
