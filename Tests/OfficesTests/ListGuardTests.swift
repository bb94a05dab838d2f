import Casework
import Contracts
import Exchange
import Offices
import Testing

/// What keeps lists lawful in bulk: removals overtake additions, and nobody empties a list alone.
@Suite struct ListGuardTests {
    private static let owner = ListEqualityTests.owner
    private static let head = Town.officer("head", [.headPrincipal])

    private func confirm(
        _ town: inout Town, by officer: String, count: Int
    ) throws -> Result<JSONValue, Refusal> {
        var resident = try #require(town.residents[Self.owner])
        let clocks = Clocks(official: town.now, machine: town.now, timer: town.timer)
        let input = OfficeInput.confirmRemovals(
            list: "seriousViolation", count: count, reason: "系列案判决撤销",
            officer: Town.officer(officer, [.headDeputy]))
        let result = try resident.machine.step(
            [input], clocks: clocks, ledger: resident.ledger, chance: &town.chance)
        try resident.ledger.apply(result.commit)
        town.residents[Self.owner] = resident
        return result.answers[0].answer
    }

    private func removal(_ town: inout Town, _ id: CaseID, _ number: Int, by officer: String = "head") throws -> String?
    {
        let answer = try town.order(
            Self.owner, .listEntry, "remove", on: id,
            ["kind": "revoked", "reason": "原处罚决定被依法撤销", "decisionNo": .string("成市监信移〔2026〕\(number + 1)号")],
            by: Town.officer(officer, [.headPrincipal]))
        guard case .failure(let refusal) = answer else { return nil }
        return refusal.code
    }

    // MARK: Shrink guard

    @Test func `more than the share waits for a second person, and the list stays as it was`() throws {
        var town = try Town(seed: 301)
        try town.run(rounds: 6)
        let ids = try (0..<26).map { try ListEqualityTests.list(&town, $0) }
        try town.run(rounds: 20)
        for number in 0..<20 { #expect(try removal(&town, ids[number], number) == nil) }
        #expect(try removal(&town, ids[20], 20) == "MASS_REMOVAL_UNCONFIRMED")
        #expect(try removal(&town, ids[20], 20) == "MASS_REMOVAL_UNCONFIRMED")
        #expect(town.file(Self.owner, ids[20])?.state == "published")
        #expect(ListEqualityTests.alarms(town, at: Self.owner).contains("MASS_REMOVAL_UNCONFIRMED"))
        // Who orders does not confirm, and who confirms does not order.
        guard case .failure(let own) = try confirm(&town, by: "head", count: 2) else { throw TownFailure("confirmed") }
        #expect(own.code == "REVIEWER_IS_HANDLER")
        _ = try confirm(&town, by: "deputy", count: 2).get()
        #expect(try removal(&town, ids[20], 20, by: "deputy") == "MASS_REMOVAL_UNCONFIRMED")
        #expect(try removal(&town, ids[20], 20) == nil)
        try town.restart(Self.owner)
        try town.run(rounds: 12)
        #expect(try removal(&town, ids[21], 21) == nil)
        #expect(try removal(&town, ids[22], 22) == "MASS_REMOVAL_UNCONFIRMED")
        // The next day counts anew.
        town.now = town.now + .hours(26)
        #expect(try removal(&town, ids[22], 22) == nil)
        try town.run(rounds: 20)
        let roots = ListEqualityTests.roots(town)
        #expect(roots.allSatisfy { $0 == roots[0] && $0.allSatisfy { $0.count == 3 } })
        let journal = town.residents[Self.owner]?.ledger.journal ?? []
        #expect(journal.contains { $0.entry.note.contains("removal of 2 entries") && $0.entry.note.contains("deputy") })
    }

    @Test func `nothing waits, so nothing is confirmed`() throws {
        var town = try Town(seed: 302)
        try town.run(rounds: 6)
        guard case .failure(let refusal) = try confirm(&town, by: "deputy", count: 2) else {
            throw TownFailure("confirmed")
        }
        #expect(refusal.code == "NOTHING_TO_CONFIRM")
    }

    // MARK: Slices

    /// The market regulator's stream in which all entries of one firm go.
    private func stream(_ town: Town) throws -> OutStream {
        let machine = try #require(town.residents[Self.owner]?.machine)
        return try #require(machine.outStreams.values.first { $0.name.topic == .lists && $0.number > 0 })
    }

    private func letters(_ town: Town, _ stream: StreamName) -> [Leaf] {
        (town.residents[Self.owner]?.ledger.outgoingLetters[stream] ?? []).map(\.envelope.leaf)
    }

    @Test func `a removal overtakes additions that wait, and never its own listing`() throws {
        var town = try Town(seed: 303)
        town.residents[Self.owner]?.machine.slice = 5
        try town.run(rounds: 6)
        town.copies = { transmission, _ in
            let leaf = transmission.envelope.leaf
            return leaf.stream.topic == .lists && leaf.number > 0 ? 0 : 1
        }
        let ids = try (0..<14).map { try ListEqualityTests.list(&town, $0, firm: 0) }
        try town.run(rounds: 12)
        let name = try stream(town).name
        #expect(try stream(town).number == 5 && stream(town).retired == 0)
        #expect(town.residents[Self.owner]?.ledger.waiting(stream: name).count == 9)
        try ListEqualityTests.remove(&town, ids[0], number: 1)
        try ListEqualityTests.remove(&town, ids[11], number: 2)
        #expect(
            letters(town, name).dropFirst(5).map { "\($0.type.name) \($0.caseID)" } == [
                "list.remove \(ids[0])", "list.published \(ids[11])", "list.remove \(ids[11])",
            ])
        town.copies = { _, _ in 1 }
        try town.run(rounds: 60)
        try town.expectSettled()
        let order = letters(town, name).filter { $0.type.name == "list.published" }.map(\.caseID)
        #expect(order == (Array(0..<5) + [11] + Array(5..<11) + [12, 13]).map { ids[$0].description })
        let roots = ListEqualityTests.roots(town)
        #expect(roots.allSatisfy { $0 == roots[0] && $0.allSatisfy { $0.count == 12 } })
    }

    @Test(arguments: UInt64(310)..<316)
    func `no removal has more than a slice of other letters before it, whatever the bus does`(seed: UInt64) throws {
        var town = try Town(seed: seed)
        town.residents[Self.owner]?.machine.slice = 4
        try town.run(rounds: 6)
        town.copies = { _, dice in dice.below(3) }
        var listed: [CaseID] = []
        var removals = 0
        for number in 0..<24 {
            if town.dice.below(4) == 0, !listed.isEmpty {
                let id = listed.remove(at: town.dice.below(listed.count))
                try ListEqualityTests.remove(&town, id, number: number + 1)
                removals += 1
                let machine = try #require(town.residents[Self.owner]?.machine)
                for stream in machine.outStreams.values where stream.name.topic == .lists {
                    let unread = letters(town, stream.name).dropFirst(Int(stream.retired))
                    // Before the removal there are a slice, other removals, and listings that those pulled along.
                    #expect(unread.count { $0.type.name == "list.published" } <= 4 + removals)
                }
                // Only a stream that is not open yet lets it wait.
                let waiting = try #require(town.residents[Self.owner]?.ledger.waitingLetters).filter(\.isUrgent)
                #expect(waiting.allSatisfy { !(machine.outStreams[$0.leaf.stream]?.isOpen ?? false) })
            } else {
                listed.append(try ListEqualityTests.list(&town, number))
            }
            if town.dice.below(3) == 0 { try town.run(rounds: 1) }
            if number == 12 { try town.restart(Self.owner) }
            if number == 12 { town.residents[Self.owner]?.machine.slice = 4 }
            if number == 12 { try town.run(rounds: 30) }
        }
        town.copies = { _, _ in 1 }
        try town.run(rounds: 120)
        try town.expectSettled()
        let roots = ListEqualityTests.roots(town)
        #expect(roots.allSatisfy { $0 == roots[0] })
        #expect(roots[0].map(\.count) == [UInt64(listed.count), UInt64(listed.count)])
    }

    // MARK: Removed, but still applied

    @Test func `a measure that stands when the time for lifting is over is told by name`() throws {
        let absent = "510100-tax"
        var town = try Town(seed: 340)
        try town.run(rounds: 6)
        let id = try ListEqualityTests.list(&town, 1)
        try town.run(rounds: 12)
        _ = try town.order(absent, .listEntry, "acknowledge", on: id).get()
        _ = try town.order(absent, .listEntry, "apply", on: id, ["measureCode": "M13"]).get()
        try town.run(rounds: 20)
        town.kill(absent)
        try ListEqualityTests.remove(&town, id)
        try town.run(rounds: 10)
        #expect(!ListEqualityTests.alarms(town, at: Self.owner).contains("REMOVED_STILL_APPLIED"))
        town.now = town.now + .hours(24 * 40)
        try town.run(rounds: 10)
        let alarms = try #require(town.residents[Self.owner]?.ledger.alarms)
        #expect(alarms.contains { $0.code == "REMOVED_STILL_APPLIED" && $0.text.contains("\(absent)/M13") })
    }

    // MARK: Late joiners

    @Test(arguments: [false, true])
    func `an office that joins later builds its lists from the bus, or from their owner`(isBusWiped: Bool) throws {
        let late = "510100-customs"
        var town = try Town(seed: 320)
        town.kill(late)
        try town.run(rounds: 6)
        let ids = try (0..<6).map { try ListEqualityTests.list(&town, $0) }
        try town.run(rounds: 10)
        try ListEqualityTests.remove(&town, ids[4])
        try town.run(rounds: 20)
        if isBusWiped { town.wipe() }
        try town.run(rounds: 10)
        try town.startFresh(late)
        try town.run(rounds: 120)
        let roots = ListEqualityTests.roots(town)
        #expect(roots.allSatisfy { $0 == roots[0] && $0.allSatisfy { $0.count == 5 } })
        // Deltas and what the owner has in force end in the same rows.
        let (ours, theirs) = (town.residents[late]?.ledger, town.residents[Self.owner]?.ledger)
        #expect(ids.allSatisfy { ours?.listStanding($0) == theirs?.listStanding($0) })
        let machine = try #require(town.residents[late]?.machine)
        let comparison = ListComparison(machine, roots: try #require(ours).listRoots())
        #expect(comparison.rows.count == 1 && comparison.rows[0].copies.allSatisfy { $0.standing == .equal })
    }

    // MARK: Two versions under one number

    @Test func `two versions of one entry under one number are noticed by comparing checkpoints`() throws {
        var town = try Town(seed: 330)
        try town.run(rounds: 6)
        _ = try ListEqualityTests.list(&town, 1)
        try town.run(rounds: 20)
        let stream = try stream(town)
        let liar = "510100-tax"
        let writer = try #require(town.residents[liar]?.machine.writer)
        // The tax office has read another letter under the same number, and says so.
        let checkpoint = Checkpoint(
            writer: writer, own: [],
            followed: [
                .init(
                    stream: stream.name, disposed: stream.number, head: Digest.sha256([1]), parked: 0, quarantined: 0)
            ], roots: town.residents[liar]?.ledger.listRoots() ?? [])
        town.kill(liar)
        let record = try Forger(town: town, name: liar).control(
            "bus.checkpoint/1", topic: .checkpoints, body: checkpoint.json, writer: writer)
        town.append(BusPartition(topic: .checkpoints, partition: 0), record.headers, record.body)
        try town.run(rounds: 2)
        for name in [Self.owner, "510100-police", "510100-customs"] {
            #expect(ListEqualityTests.alarms(town, at: name).contains("EQUIVOCATION"), "\(name)")
            let resident = try #require(town.residents[name])
            let comparison = ListComparison(resident.machine, roots: resident.ledger.listRoots())
            let copy = try #require(comparison.rows.first?.copies.first { $0.office.description == liar })
            #expect(copy.standing == .forked)
        }
    }
}
