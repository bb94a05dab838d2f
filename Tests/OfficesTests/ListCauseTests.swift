import Casework
import Contracts
import Offices
import Testing

/// The machine holds a proposal against what its ledger knows of the subject (practice 7, row 33).
struct ListCauseTests {
    private static let owner = ListEqualityTests.owner

    private func propose(_ town: inout Town, at name: String = owner) throws -> Result<JSONValue, Refusal> {
        try town.order(name, .listEntry, "propose", ListEqualityTests.proposal(0))
    }

    @Test func `a second proposal for one cause is refused with the case, until the first has left its list`() throws {
        var town = try Town(seed: 5, names: Town.names)
        town.official = Moment("2026-07-01T09:00:00.000+08:00")
        try town.run(rounds: 8)
        let entry = try ListEqualityTests.list(&town, 0)
        try town.run(rounds: 12)
        let refused = try propose(&town)
        guard case .failure(let refusal) = refused else {
            Issue.record("\(refused)")
            return
        }
        #expect(refusal.code == "LISTED_FOR_SAME_CAUSE" && refusal.text.contains(entry.description))
        try town.restart(Self.owner)
        guard case .failure = try propose(&town) else {
            Issue.record("forgotten by a restart")
            return
        }
        // A code in another width and case is the same code.
        let proposal = ListEqualityTests.proposal(0)
        let code = try #require(proposal["subject"]?["uscc"]?.string)
        let wide = String(
            String.UnicodeScalarView(code.lowercased().unicodeScalars.map { Unicode.Scalar($0.value + 0xFEE0) ?? $0 }))
        let subject = try #require(proposal["subject"]).setting("uscc", .string(wide))
        let again = try town.order(Self.owner, .listEntry, "propose", proposal.setting("subject", subject))
        guard case .failure(let same) = again else {
            Issue.record("\(again)")
            return
        }
        #expect(same.code == "LISTED_FOR_SAME_CAUSE")
        try ListEqualityTests.remove(&town, entry)
        _ = try propose(&town).get()
    }

    @Test func `of two proposals in one step the second is refused`() throws {
        var town = try Town(seed: 6, names: Town.names)
        try town.run(rounds: 8)
        town.official = Moment("2026-07-01T09:00:00.000+08:00")
        let proposals = ["first", "second"].map {
            Order(
                id: $0, kind: .listEntry, caseID: nil, name: "propose", body: ListEqualityTests.proposal(0),
                officer: Town.officer("h1", [.handler]))
        }
        let answers = try town.orders(Self.owner, proposals)
        let codes = answers.map { answer -> String? in
            guard case .failure(let refusal) = answer else { return nil }
            return refusal.code
        }
        #expect(codes == [nil, "LISTED_FOR_SAME_CAUSE"])
    }
}
