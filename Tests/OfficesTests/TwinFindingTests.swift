import Casework
import Contracts
import Exchange
import Offices
import Testing

/// Defects of twins, of copies of one epoch and of held letters that the simulator found.
@Suite struct TwinFindingTests {
    static let sender = "510100-market-regulation"
    static let reader = "510100-police"

    /// The clone had acknowledged as the same writer: to the sender the original's acks were old ones of one process.
    @Test func `what a dead clone of the reader had acknowledged is sent to the original again`() throws {
        var town = try Town(seed: 101)
        try town.run(rounds: 12)
        town.residents["clone"] = town.residents[Self.reader]
        town.kill(Self.reader)
        let id = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 20)
        #expect(town.residents["clone"]?.ledger.caseFile(id) != nil)
        #expect(town.residents[Self.sender]?.machine.outStreams.values.contains { $0.retired == 1 } ?? false)
        town.kill("clone")
        town.wipe()
        town.residents[Self.reader]?.isRunning = true
        // The slow heartbeat tells the original what it lacks (rule 34).
        try town.run(rounds: 90, step: .minutes(1))
        #expect(town.file(Self.reader, id) != nil)
        #expect(town.effects(at: Self.reader) == 1)
    }

    /// It served on, its checkpoints were stale to everybody, and nobody told it.
    @Test func `an idle copy whose twin the peers have heard of learns of it`() throws {
        var town = try Town(seed: 102)
        try town.run(rounds: 6)
        town.kill(Self.reader)
        let ledger = try #require(town.residents[Self.reader]?.ledger)
        try town.start(Self.reader, over: ledger, as: "copy")
        try town.run(rounds: 20, step: .seconds(1))
        town.kill("copy")
        town.wipe()
        try town.start(Self.reader, over: ledger)
        let (one, other) = (town.residents["copy"]?.machine.writer, town.residents[Self.reader]?.machine.writer)
        #expect(one?.epoch == other?.epoch && one != other)
        try town.run(rounds: 60, step: .seconds(1))
        #expect(town.residents[Self.reader]?.stop != nil)
    }

    /// The opening letter waited behind the parked one, which could only be tried behind one that waited for the opening.
    @Test func `a mended letter takes its place in the line, and what the line waits for is let through`() throws {
        var town = try Town(seed: 103)
        try town.run(rounds: 6)
        _ = try town.refer(from: Self.sender, to: [Self.reader])
        try town.run(rounds: 12)
        let writer = try #require(town.residents[Self.sender]?.machine.writer)
        town.kill(Self.sender)
        let forger = Forger(town: town, name: Self.sender)
        let stream = try forger.stream(to: Self.reader)
        let caseID = "\(Self.sender).01ARZ3NDEKTSV4RRFFQ69G5FAV"
        func letter(_ number: UInt64, _ type: String, _ body: String) throws -> BusRecord {
            let head = try #require(town.residents[Self.reader]?.machine.inStreams[stream]?.head)
            let letter = try forger.letter(
                to: Self.reader, number: number, previous: head, type: type, caseID: caseID,
                subject: "91510104XT00010175", body: body, writer: writer)
            let partition = try #require(town.partition(of: Self.reader))
            let offset = Int64(town.logs[partition]?.count ?? 0)
            town.append(partition, letter.headers, letter.body)
            return BusRecord(partition: partition, offset: offset, headers: letter.headers, value: letter.body)
        }
        _ = try letter(2, "ref.feedback/1", Self.feedback)
        try town.run(rounds: 1)
        let poison = try letter(3, "ref.feedback/1", Self.feedback)
        var resident = try #require(town.residents[Self.reader])
        try town.apply([.poison(poison)], to: &resident)
        town.residents[Self.reader] = resident
        _ = try letter(4, "ref.transfer/1", Self.opening)
        try town.run(rounds: 2)
        let held = try #require(town.residents[Self.reader]?.ledger.incoming[stream]).suffix(3)
        #expect(held.map(\.reason) == ["AWAITING_CAUSE", "HANDLER_CRASH", "CASE_PARKED"])
        resident = try #require(town.residents[Self.reader])
        let officer = Town.officer("admin", [.administrator])
        try town.apply([.replay(stream, number: 3, officer: officer)], to: &resident)
        #expect(resident.ledger.blockedCases().isEmpty)
        #expect(resident.ledger.incoming[stream]?.last?.disposition == .effect)
    }

    private static let feedback = #"{"at":"2026-07-01T10:00:00.000+08:00","kind":"progress","text":"办理中"}"#

    private static let opening = """
        {"at":"2026-07-01T10:00:00.000+08:00","recipients":["510100-police"],"documentNo":"成市监移〔2026〕3号",\
        "caseName":"涉嫌销售假冒商品案","caseSource":"举报","subject":{"subjectKind":"organisation",\
        "name":"成都示例食品有限公司","uscc":"91510104XT00010175","registeredRegion":"510104"},"facts":"销售假冒商品",\
        "evidence":["现场笔录"],"reasonForTransfer":"notOurJurisdiction","legalBasis":"《行政处罚法》第二十五条",\
        "limitationDate":"2028-01-01"}
        """
}
