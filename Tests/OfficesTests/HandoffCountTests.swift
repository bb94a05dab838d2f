import Casework
import Contracts
import Exchange
import Offices
import Signing
import Testing

/// The running count of criminal handoffs between an office and its procuratorate.
@Suite struct HandoffCountTests {
    static let sender = "510100-market-regulation"
    static let police = "510100-police"
    static let procuratorate = "510100-procuratorate"

    private static func town(_ seed: UInt64) throws -> Town {
        var town = try Town(seed: seed)
        try town.run(rounds: 6)
        return town
    }

    private func expectComplete(
        _ town: Town, upTo number: UInt64, from office: String = sender,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let heard = try town.heard(from: office)
        #expect(heard.tally.complete == number, sourceLocation: sourceLocation)
        #expect(heard.claim?.count == number, sourceLocation: sourceLocation)
        #expect(heard.claim?.digest == heard.tally.digest, sourceLocation: sourceLocation)
        #expect(try town.standing(of: office) == .complete, sourceLocation: sourceLocation)
        #expect(town.handoffAlarms.isEmpty, "\(town.handoffAlarms)", sourceLocation: sourceLocation)
    }

    // MARK: Numbers

    @Test func `each transfer has the next number, in the case of all three offices`() throws {
        var town = try Self.town(301)
        let first = try town.handOver(from: Self.sender)
        let second = try town.handOver(from: Self.sender)
        let others = try town.handOver(from: "510100-tax")
        try town.run(rounds: 12)
        for (id, number) in [(first, 1), (second, 2), (others, 1)] as [(CaseID, Int64)] {
            for name in [id.office.description, Self.police, Self.procuratorate] {
                #expect(town.file(name, id)?.facts["handoffNumber"]?.integer == number, "\(name)")
                #expect(town.file(name, id)?.facts["numberedFor"]?.string == Self.procuratorate)
            }
        }
        try expectComplete(town, upTo: 2)
        try expectComplete(town, upTo: 1, from: "510100-tax")
        try town.expectSettled()
    }

    @Test func `fifty transfers ordered at once have fifty consecutive numbers`() throws {
        var town = try Self.town(302)
        let ids = try (0..<50).map { _ in try town.approveHandoff(from: Self.sender) }
        try town.run(rounds: 6)
        var resident = try #require(town.residents[Self.sender])
        let orders = ids.map { id in
            OfficeInput.order(
                Order(
                    id: "t-\(id)", kind: .handoff, caseID: id, name: "transfer", body: Script.transfer,
                    officer: Town.officer("h1", [.handler])))
        }
        // The same order twice is one transfer.
        try town.apply(orders + orders.prefix(10), to: &resident)
        town.residents[Self.sender] = resident
        try town.run(rounds: 20)
        let numbers = ids.compactMap { town.file(Self.procuratorate, $0)?.facts["handoffNumber"]?.integer }
        #expect(numbers == Array(1...50))
        try expectComplete(town, upTo: 50)
        try town.expectSettled()
    }

    @Test func `a refused transfer uses no number`() throws {
        var town = try Self.town(303)
        let id = try town.approveHandoff(from: Self.sender)
        let answer = try town.order(
            Self.sender, .handoff, "transfer", on: id, Script.transfer.setting("cc", ["510100-tax"]))
        guard case .failure(let refusal) = answer else {
            Issue.record("transferred without a copy")
            return
        }
        #expect(refusal.code == "CC_PROCURATORATE_MISSING")
        try town.transfer(id, from: Self.sender)
        try town.run(rounds: 12)
        try expectComplete(town, upTo: 1)
    }

    @Test func `the count goes on after a restart of either end`() throws {
        var town = try Self.town(304)
        _ = try town.handOver(from: Self.sender)
        try town.run(rounds: 12)
        try town.restart(Self.sender)
        try town.restart(Self.procuratorate)
        let id = try town.handOver(from: Self.sender)
        try town.run(rounds: 30, step: .seconds(2))
        #expect(town.file(Self.procuratorate, id)?.facts["handoffNumber"] == 2)
        try expectComplete(town, upTo: 2)
    }

    @Test func `nobody but the procuratorate is told the count`() throws {
        var town = try Self.town(305)
        _ = try town.handOver(from: Self.sender)
        try town.run(rounds: 20, step: .minutes(10))
        let told = town.logs.filter { $0.value.contains { $0.type == "bus.handoffCount/1" } }.map(\.key.topic)
        #expect(told == [.direct(try #require(OfficeID(Self.procuratorate)))])
        #expect(town.residents[Self.police]?.machine.handoffs.heard.isEmpty == true)
        let count = town.logs.values.joined().count { $0.type == "bus.handoffCount/1" }
        #expect((2...8).contains(count), "\(count) statements in three hours")
    }

    // MARK: Away, held back, restored

    @Test func `a procuratorate that was away for a month catches up`() throws {
        var town = try Self.town(306)
        _ = try town.handOver(from: Self.sender)
        try town.run(rounds: 12)
        town.kill(Self.procuratorate)
        for _ in 0..<3 {
            _ = try town.handOver(from: Self.sender)
            try town.run(rounds: 10, step: .hours(24))
        }
        let fine = try town.suspectCrime(from: Self.sender)
        let head = Town.officer("head", [.headPrincipal])
        let refused = try town.order(Self.sender, .handoff, "decide", on: fine, Script.fine, by: head)
        guard case .failure(let refusal) = refused else {
            Issue.record("fined instead of transferred")
            return
        }
        #expect(refusal.code == "FINE_BLOCKED")
        // The office starts anew meanwhile: its stream opens only once the procuratorate answers.
        try town.restart(Self.sender)
        _ = try town.handOver(from: Self.sender)
        try town.run(rounds: 4, step: .hours(24))
        #expect(try town.heard(from: Self.sender).tally.complete == 1)
        try town.restart(Self.procuratorate)
        try town.run(rounds: 40, step: .seconds(2))
        try expectComplete(town, upTo: 5)
        #expect(town.file(Self.procuratorate, fine)?.facts["fineBlocked"]?.array?.count == 1)
        try town.expectSettled()
    }

    @Test func `what is held back is missing by its number and letter, and counts once it is let through`() throws {
        var town = try Self.town(307)
        _ = try town.handOver(from: Self.sender)
        try town.run(rounds: 12)
        let keys = town.sealing[Self.procuratorate]
        town.sealing[Self.procuratorate] = []
        try town.restart(Self.procuratorate)
        try town.run(rounds: 8)
        let second = try town.handOver(from: Self.sender)
        try town.run(rounds: 20)
        let heard = try town.heard(from: Self.sender)
        #expect(heard.tally.missing(through: heard.known, limit: 9) == [2])
        #expect(try town.standing(of: Self.sender) == .missing)
        let letter = try #require(heard.letter(of: 2))
        let held = town.residents[Self.procuratorate]?.ledger.heldBack(caseID: second.description)
        #expect(held?.map(\.envelope.leaf.letter) == [letter])
        #expect(town.handoffAlarms.isEmpty)
        town.sealing[Self.procuratorate] = keys
        try town.restart(Self.procuratorate)
        try town.run(rounds: 80, step: .seconds(5))
        try expectComplete(town, upTo: 2)
        try town.expectSettled()
    }

    @Test func `a restored procuratorate counts again what comes again`() throws {
        var town = try Self.town(308)
        _ = try town.handOver(from: Self.sender)
        try town.run(rounds: 12)
        let backup = try #require(town.residents[Self.procuratorate]?.ledger)
        _ = try town.handOver(from: Self.sender)
        _ = try town.handOver(from: Self.sender)
        try town.run(rounds: 12)
        try expectComplete(town, upTo: 3)
        try town.startRestored(Self.procuratorate, from: backup)
        #expect(try town.heard(from: Self.sender).tally.complete == 1)
        try town.run(rounds: 60, step: .seconds(2))
        try expectComplete(town, upTo: 3)
        try town.expectSettled()
    }

    @Test func `a restored office gives no number before the procuratorate has returned those it forgot`() throws {
        var town = try Self.town(309)
        _ = try town.handOver(from: Self.sender)
        let waiting = try town.approveHandoff(from: Self.sender)
        try town.run(rounds: 12)
        let backup = try #require(town.residents[Self.sender]?.ledger)
        _ = try town.handOver(from: Self.sender)
        _ = try town.handOver(from: Self.sender)
        try town.run(rounds: 12)
        town.kill(Self.procuratorate)
        try town.startRestored(Self.sender, from: backup)
        try town.run(rounds: 20, step: .seconds(2))
        let early = try town.order(Self.sender, .handoff, "transfer", on: waiting, Script.transfer)
        guard case .failure(let refusal) = early else {
            Issue.record("a number was given that may have been given before")
            return
        }
        #expect(refusal.code == "NUMBERS_FORGOTTEN" && refusal.text.contains(Self.procuratorate))
        try town.restart(Self.procuratorate)
        try town.run(rounds: 60, step: .seconds(2))
        try town.transfer(waiting, from: Self.sender)
        try town.run(rounds: 20)
        #expect(town.file(Self.sender, waiting)?.facts["handoffNumber"] == 4)
        try expectComplete(town, upTo: 4)
    }

    @Test func `whoever goes on without the procuratorate may number, and a number given twice is told`() throws {
        var town = try Self.town(310)
        let waiting = try town.approveHandoff(from: Self.sender)
        try town.run(rounds: 12)
        let backup = try #require(town.residents[Self.sender]?.ledger)
        _ = try town.handOver(from: Self.sender)
        try town.run(rounds: 12)
        town.kill(Self.procuratorate)
        town.kill(Self.police)
        try town.startRestored(Self.sender, from: backup)
        try town.run(rounds: 20, step: .seconds(2))
        var resident = try #require(town.residents[Self.sender])
        let administrator = Town.officer("a", [.administrator])
        let absent = [Self.procuratorate, Self.police].compactMap { OfficeID($0) }
        try town.apply([.proceedWithout(absent, officer: administrator)], to: &resident)
        town.residents[Self.sender] = resident
        try town.transfer(waiting, from: Self.sender)
        try town.restart(Self.procuratorate)
        try town.restart(Self.police)
        try town.run(rounds: 80, step: .seconds(2))
        #expect(try town.standing(of: Self.sender) == .conflict)
        #expect(town.handoffAlarms.contains("\(Self.procuratorate) HANDOFF_NUMBER_TWICE"), "\(town.handoffAlarms)")
        #expect(town.handoffAlarms.contains("\(Self.sender) HANDOFF_NUMBER_TWICE"), "\(town.handoffAlarms)")
    }

    @Test func `a restored office gives a slip no number before every office has answered`() throws {
        var town = try Self.town(311)
        let backup = try #require(town.residents[Self.sender]?.ledger)
        town.kill("510100-customs")
        try town.startRestored(Self.sender, from: backup)
        try town.run(rounds: 20, step: .seconds(2))
        let slip: JSONValue = ["slipType": "inform", "matterCode": "x", "recipients": ["510100-tax"]]
        func code() throws -> String? {
            guard case .failure(let refusal) = try town.order(Self.sender, .slip, "draft", slip) else { return nil }
            return refusal.code
        }
        #expect(try code() == "NUMBERS_FORGOTTEN")
        try town.restart("510100-customs")
        try town.run(rounds: 40, step: .seconds(2))
        #expect(try code() != "NUMBERS_FORGOTTEN")
    }

    @Test func `the successor of a retired office counts for itself, what was counted before stays complete`() throws {
        var town = try Self.town(312)
        _ = try town.handOver(from: "510100-tax")
        let open = try town.approveHandoff(from: "510100-tax")
        try town.run(rounds: 12)
        try town.publishDirectory { document in
            for place in document.offices.indices where document.offices[place].id.description == "510100-tax" {
                document.offices[place].status = .retired
                document.offices[place].successor = OfficeID("510100-customs")
            }
        }
        try town.run(rounds: 40, step: .seconds(2))
        try town.transfer(open, from: "510100-customs")
        try town.run(rounds: 20)
        try expectComplete(town, upTo: 1, from: "510100-tax")
        try expectComplete(town, upTo: 1, from: "510100-customs")
    }

    @Test func `handoffs that reach a procuratorate behind its retirement stay in its count`() throws {
        var town = try Self.town(319)
        _ = try town.handOver(from: Self.sender)
        try town.run(rounds: 12)
        let late = try town.approveHandoff(from: Self.sender)
        town.kill(Self.procuratorate)
        try town.transfer(late, from: Self.sender)
        try town.run(rounds: 4)
        try town.publishDirectory { document in
            for place in document.offices.indices where document.offices[place].id.description == Self.procuratorate {
                document.offices[place].status = .retired
                document.offices[place].successor = OfficeID("510100-customs")
            }
        }
        try town.restart(Self.procuratorate)
        try town.run(rounds: 60, step: .seconds(2))
        try expectComplete(town, upTo: 2)
        #expect(town.file("510100-customs", late)?.state == "transferred")
        // From then on the successor counts, from 1.
        try town.publishDirectory { document in
            for place in document.offices.indices where document.offices[place].profile.sameLevelProcuratorate != nil {
                document.offices[place].profile.sameLevelProcuratorate = OfficeID("510100-customs")
            }
        }
        try town.run(rounds: 12)
        let next = try town.handOver(from: Self.sender)
        try town.run(rounds: 20, step: .seconds(2))
        #expect(town.file("510100-customs", next)?.facts["handoffNumber"] == 1)
        #expect(town.file("510100-customs", next)?.facts["numberedFor"]?.string == "510100-customs")
        #expect(town.residents["510100-customs"]?.machine.handoffs.heard.map(\.tally.complete) == [1])
        try expectComplete(town, upTo: 2)
    }

    // MARK: An office that does not tell the truth

    /// A statement signed with the sender's key, as its program would never write it.
    private func claim(
        _ town: inout Town, _ change: (HandoffTally) throws -> HandoffTally, further: UInt64 = 0
    ) throws {
        let resident = try #require(town.residents[Self.sender])
        let office = try #require(OfficeID(Self.sender))
        let procuratorate = try #require(OfficeID(Self.procuratorate))
        let key = try #require(town.keys[Self.sender])
        let name = StreamName(
            namespace: "test", office: office, topic: .direct(procuratorate), generation: 1, partition: 0)
        let stream = try #require(resident.machine.outStreams[name])
        let tally = try change(try #require(resident.machine.handoffs.tally(under: procuratorate)))
        let count = HandoffCount(
            tally, stream: name, writer: resident.machine.writer, number: stream.number + further, head: stream.head)
        let body = count.json.bytes
        let leaf = Leaf(
            stream: name, number: 0, previous: .zero, epoch: resident.machine.writer.epoch,
            letter: LetterID(time: town.now, randomHigh: 3, randomLow: town.dice.next()),
            salt: [UInt8](repeating: 7, count: 16), type: ControlType.handoffCount, caseID: "", subject: "",
            to: Self.procuratorate, cause: "", classification: .internal, contentType: "application/json",
            directoryVersion: 1, ruleSetVersion: "", time: town.now, bodyLength: UInt64(body.count),
            bodyDigest: Digest.sha256(body))
        let envelope = try #require(
            EnvelopeBatch.seal(
                [(leaf, body)], signer: OfficeSigner(office: office, key: key), writer: resident.machine.writer,
                at: town.now
            ).first)
        let partition = BusPartition(topic: .direct(procuratorate), partition: 0)
        town.append(partition, envelope.headers, envelope.body)
        try town.run(rounds: 4)
    }

    private func prepared(_ seed: UInt64) throws -> Town {
        var town = try Self.town(seed)
        for _ in 0..<3 { _ = try town.handOver(from: Self.sender) }
        try town.run(rounds: 12)
        try expectComplete(town, upTo: 3)
        town.kill(Self.sender)
        return town
    }

    private func fresh() throws -> HandoffTally {
        HandoffTally(
            namespace: "test", office: try #require(OfficeID(Self.sender)),
            procuratorate: try #require(OfficeID(Self.procuratorate)))
    }

    @Test func `an office that signs for fewer than it sent is told, and its earlier word is kept`() throws {
        var town = try prepared(313)
        try claim(&town) { all in
            var fewer = try fresh()
            for entry in all.newest.prefix(2) { _ = fewer.note(entry) }
            return fewer
        }
        #expect(
            town.handoffAlarms == [
                "\(Self.procuratorate) HANDOFF_COUNT_FELL", "\(Self.procuratorate) HANDOFF_COUNT_SHORT",
            ])
        #expect(try town.standing(of: Self.sender) == .conflict)
        let kept = try #require(try town.heard(from: Self.sender).higher)
        guard case .handoffCount(let before) = ControlReading(kept) else {
            Issue.record("the earlier statement cannot be read")
            return
        }
        #expect(before.count == 3)
    }

    @Test func `a handoff that is signed for and not among the letters is named`() throws {
        var town = try prepared(314)
        let lost = HandoffTally.Entry(number: 4, letter: LetterID(time: town.now, randomHigh: 9, randomLow: 9))
        func further(_ all: HandoffTally) -> HandoffTally {
            var more = all
            _ = more.note(lost)
            return more
        }
        // As long as the stream was not read so far, it may be on its way.
        try claim(&town, further, further: 5)
        #expect(try town.standing(of: Self.sender) == .onTheWay)
        #expect(town.handoffAlarms.isEmpty)
        let heard = try town.heard(from: Self.sender)
        #expect(heard.tally.missing(through: heard.known, limit: 9) == [4])
        #expect(heard.letter(of: 4) == lost.letter)
    }

    @Test func `a handoff that was never in the stream is an alarm`() throws {
        var town = try prepared(315)
        let lost = LetterID(time: town.now, randomHigh: 9, randomLow: 9)
        try claim(&town) { all in
            var more = all
            _ = more.note(.init(number: 4, letter: lost))
            return more
        }
        #expect(try town.standing(of: Self.sender) == .missing)
        #expect(town.handoffAlarms == ["\(Self.procuratorate) HANDOFF_MISSING"])
    }

    @Test func `a liar's word about one of its cases keeps no missing handoff silent`() throws {
        var town = try prepared(318)
        let handed = town.residents[Self.sender]?.ledger.cases.keys.sorted().first
        try ListEqualityTests.unreadable(
            &town, from: "510100-customs", to: Self.procuratorate, about: try #require(handed))
        let lost = LetterID(time: town.now, randomHigh: 9, randomLow: 9)
        try claim(&town) { all in
            var more = all
            _ = more.note(.init(number: 4, letter: lost))
            return more
        }
        #expect(town.handoffAlarms == ["\(Self.procuratorate) HANDOFF_MISSING"])
    }

    @Test func `another letter under the same number is an alarm`() throws {
        var town = try prepared(316)
        let second = LetterID(time: town.now, randomHigh: 9, randomLow: 9)
        try claim(&town) { all in
            var other = try fresh()
            for entry in all.newest {
                _ = other.note(.init(number: entry.number, letter: entry.number == 2 ? second : entry.letter))
            }
            return other
        }
        #expect(try town.standing(of: Self.sender) == .conflict)
        #expect(town.handoffAlarms == ["\(Self.procuratorate) HANDOFF_COUNT_DIFFERS"])
    }

    @Test func `an older statement that comes again changes nothing`() throws {
        var town = try Self.town(317)
        let partition = BusPartition(topic: .direct(try #require(OfficeID(Self.procuratorate))), partition: 0)
        _ = try town.handOver(from: Self.sender)
        try town.run(rounds: 12)
        let old = try #require(town.logs[partition]?.last { $0.type == "bus.handoffCount/1" })
        _ = try town.handOver(from: Self.sender)
        try town.run(rounds: 12)
        town.append(partition, old.headers, old.value)
        try town.run(rounds: 4)
        try expectComplete(town, upTo: 2)
    }

    @Test func `a blocked fine reaches the procuratorate before any transfer`() throws {
        var town = try Self.town(318)
        let id = try town.suspectCrime(from: Self.sender)
        let head = Town.officer("head", [.headPrincipal])
        for _ in 0..<2 {
            guard
                case .failure(let refusal) = try town.order(
                    Self.sender, .handoff, "decide", on: id, Script.fine, by: head)
            else {
                Issue.record("fined instead of transferred")
                return
            }
            #expect(refusal.code == "FINE_BLOCKED")
        }
        try town.run(rounds: 12)
        let file = try #require(town.file(Self.procuratorate, id))
        let progress = try #require(HandoffProgress(file, now: town.now))
        #expect(progress.blockedFines.count == 2 && progress.marks == [.fineBlocked] && progress.number == nil)
    }
}

/// What the procuratorate sees of one handoff at a glance, as its letters come.
struct HandoffProgressTests {
    private func marks(_ stage: Stage) throws -> [HandoffProgress.Mark] {
        let now = try #require(stage.town.official)
        return try #require(HandoffProgress(stage.file("procuratorate"), now: now)).marks
    }

    @Test func `overdue, supervised, refused and a late suggestion are marked as they reach the procuratorate`() throws
    {
        let agency = "market-regulation"
        var stage = try Stage(seed: 320, region: "420106")
        let firm = Script.firm("武汉样例食品有限公司", "91420106XT0002028T")
        let opening = Script.investigation("武汉样例食品有限公司", "91420106XT0002028T", "在食品中掺入非食品原料", filedOn: "2026-06-10")
        try stage.at("2026-07-01T09:00")
        try stage.must(
            agency, "suspectCrime", opening.merging(Script.suspicion(firm, "生产、销售有毒、有害食品罪", "刑法第一百四十四条")))
        try stage.must(agency, "submitReport", Script.team)
        try stage.must(agency, "approve", by: .headPrincipal)
        try stage.must(agency, "transfer", Script.transfer)
        #expect(try marks(stage) == [])
        try stage.at("2026-07-02T09:00")
        try stage.must("police", "signReceipt", Script.receipt)
        try stage.at("2026-07-09T09:00")
        #expect(try stage.state("procuratorate") == "policeOverdue")
        #expect(try marks(stage) == [.overdue])
        try stage.must("procuratorate", "requireReasons", Script.document("武昌检说明〔2026〕1号", "逾期未决定"))
        #expect(try marks(stage) == [.overdue, .supervised])
        try stage.must("police", "refuseFiling", Script.noFiling, by: .headPrincipal)
        try stage.at("2026-07-20T09:00")
        try stage.must(agency, "suggestSupervision", ["reason": "应当立案"])
        #expect(try marks(stage) == [.refused, .overdue, .supervised, .lateSuggestion])
        #expect(try HandoffProgress(stage.file("procuratorate"), now: Town.dawn)?.number == 1)
    }
}

extension Town {
    /// A criminal case of a firm that is suspected and has its team.
    mutating func suspectCrime(from office: String) throws -> CaseID {
        let opening = Script.investigation("成都示例食品有限公司", "91510104XT00010175", "在食品中掺入非食品原料", filedOn: "2026-06-10")
        let suspicion = Script.suspicion(
            Script.firm("成都示例食品有限公司", "91510104XT00010175"), "生产、销售有毒、有害食品罪", "刑法第一百四十四条")
        let answer = try order(office, .handoff, "suspectCrime", opening.merging(suspicion)).get()
        guard let id = answer["caseId"]?.string.flatMap({ CaseID($0) }) else { throw TownFailure("no case id") }
        return id
    }

    /// The same, reported and approved.
    mutating func approveHandoff(from office: String) throws -> CaseID {
        let id = try suspectCrime(from: office)
        _ = try order(office, .handoff, "submitReport", on: id, Script.team).get()
        _ = try order(office, .handoff, "approve", on: id, by: Town.officer("head", [.headPrincipal])).get()
        return id
    }

    mutating func transfer(_ id: CaseID, from office: String) throws {
        _ = try order(office, .handoff, "transfer", on: id, Script.transfer).get()
    }

    /// The same, transferred to the police.
    mutating func handOver(from office: String) throws -> CaseID {
        let id = try approveHandoff(from: office)
        try transfer(id, from: office)
        return id
    }

    /// What the procuratorate has of an office's count.
    func heard(from office: String) throws -> HandoffCounts.Heard {
        guard let id = OfficeID(office), let procuratorate = OfficeID(HandoffCountTests.procuratorate),
            let heard = residents[HandoffCountTests.procuratorate]?.machine.handoffs.heard(
                .init(office: id, procuratorate: procuratorate))
        else { throw TownFailure("nothing heard of \(office)") }
        return heard
    }

    func standing(of office: String) throws -> HandoffCounts.Heard.Standing {
        let heard = try heard(from: office)
        let streams = residents[HandoffCountTests.procuratorate]?.machine.inStreams
        return heard.standing(disposed: heard.claim.flatMap { streams?[$0.stream]?.disposed } ?? 0)
    }

    /// `office code` of every alarm about a count.
    var handoffAlarms: [String] {
        residents.keys.sorted().flatMap { name in
            (residents[name]?.ledger.alarms ?? []).map(\.code).filter { $0.hasPrefix("HANDOFF_") }.map {
                "\(name) \($0)"
            }
        }
    }
}

extension BusRecord {
    /// The type that its header names.
    fileprivate var type: String? {
        headers.first { $0.name == "ce_type" }.map { String(decoding: $0.value, as: UTF8.self) }
    }
}
