import Casework
import Contracts
import Exchange
import Offices
import Testing

/// Shared data is destroyed when its provider orders it, and the proof comes back (domain E.5).
@Suite struct DataDisposalTests {
    static let sender = "510100-market-regulation"
    static let reader = "510100-tax"
    static let words = Array("现场检查发现涉嫌违法线索".utf8)

    private let head = Town.officer("head", [.headPrincipal])

    /// A referral that was returned, with its disposal ordered.
    private func ordered(_ seed: UInt64) throws -> (Town, CaseID) {
        var town = try Town(seed: seed)
        try town.run(rounds: 6)
        let id = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        _ = try town.order(
            Self.reader, .referral, "return", on: id,
            ["reasonCode": "NOT_COMPETENT", "reason": "不属于本机关职责", "competentAgency": "公安机关"]
        ).get()
        try town.run(rounds: 12)
        guard case .failure(let early) = try town.order(Self.reader, .referral, "dispose", on: id, by: head) else {
            throw TownFailure("destroyed without an order")
        }
        #expect(early.code == "DISPOSAL_NOT_ORDERED")
        _ = try town.order(Self.sender, .referral, "orderDisposal", on: id, ["reason": "共享目的已实现"], by: head).get()
        return (town, id)
    }

    private func kept(_ town: Town, _ name: String) -> [[UInt8]] {
        let ledger = town.residents[name]?.ledger
        let bodies = ledger?.incoming.values.flatMap(\.self).map(\.envelope.body) ?? []
        return bodies + (ledger?.journal.compactMap { $0.content?.bytes } ?? [])
    }

    @Test func `what was shared is gone after the order, and the provider has the proof of it`() throws {
        var (town, id) = try ordered(231)
        try town.run(rounds: 12)
        #expect(kept(town, Self.reader).contains { $0.firstRange(of: Self.words) != nil })
        let sent = try #require(
            town.residents[Self.sender]?.ledger.outgoingLetters.values.flatMap(\.self).filter {
                $0.envelope.leaf.to == Self.reader
            })
        _ = try town.order(Self.reader, .referral, "dispose", on: id, by: head).get()
        #expect(town.file(Self.reader, id) == nil)
        #expect(!kept(town, Self.reader).contains { $0.firstRange(of: Self.words) != nil })
        try town.run(rounds: 20)
        let proof = try #require(town.file(Self.sender, id)?.facts["disposed"]?.array?.first)
        let named = (proof["letters"]?.array ?? []).compactMap(\.string)
        #expect(named == sent.map(\.envelope.leafHash.description))
        #expect(proof["lettersErased"]?.integer == Int64(named.count + 1))
        #expect(proof["office"]?.string == Self.reader)
        try town.expectSettled()
    }

    @Test func `nothing is destroyed while a letter of the case is under way`() throws {
        var (town, id) = try ordered(232)
        try town.run(rounds: 12)
        let other = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        _ = try town.order(
            Self.reader, .referral, "link", on: id, ["with": .string(other.description), "reason": "同一当事人"]
        ).get()
        guard case .failure(let refusal) = try town.order(Self.reader, .referral, "dispose", on: id, by: head) else {
            Issue.record("destroyed under way")
            return
        }
        #expect(refusal.code == "DISPOSAL_NOT_READY")
        #expect(kept(town, Self.reader).contains { $0.firstRange(of: Self.words) != nil })
        try town.run(rounds: 12)
        _ = try town.order(Self.reader, .referral, "dispose", on: id, by: head).get()
        #expect(town.file(Self.reader, id) == nil && town.file(Self.reader, other) != nil)
    }

    @Test func `the same order twice destroys once and is answered twice`() throws {
        var (town, id) = try ordered(233)
        try town.run(rounds: 12)
        let first = try town.order(Self.reader, .referral, "dispose", on: id, by: head, orderID: "once").get()
        let again = try town.order(Self.reader, .referral, "dispose", on: id, by: head, orderID: "once").get()
        #expect(first == again)
        try town.run(rounds: 20)
        #expect(town.file(Self.sender, id)?.facts["disposed"]?.array?.count == 1)
    }

    @Test func `a letter of a case that was destroyed is refused, and holds nothing back`() throws {
        var (town, id) = try ordered(234)
        try town.run(rounds: 12)
        _ = try town.order(Self.reader, .referral, "dispose", on: id, by: head).get()
        _ = try town.order(Self.sender, .referral, "orderDisposal", on: id, ["reason": "再次要求"], by: head).get()
        try town.run(rounds: 20)
        let rows = town.residents[Self.reader]?.ledger.incoming.values.flatMap(\.self) ?? []
        #expect(rows.contains { $0.reason == "CASE_DISPOSED" && $0.disposition == .refused })
        #expect(town.file(Self.reader, id) == nil)
        try town.expectSettled()
    }
}
