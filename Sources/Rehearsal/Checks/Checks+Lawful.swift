import Casework
import Contracts
import Offices

/// What officers may not do whatever their desk says: rules of persons, of numbers and of once and no more, compared with
/// what was seen of earlier transactions.
extension Checks {
    /// What was seen of a case in one life of a ledger.
    struct Conduct: Sendable {
        /// Who opened it, and who wrote at it.
        var drafter: String?
        var authors: Set<String> = []
        /// How often each event was ordered here.
        var ordered: [String: Int] = [:]
        /// The last number of a feedback.
        var feedback: Int64 = 0
    }

    /// A case in one life of a ledger.
    struct Watch: Hashable, Sendable {
        let room: String
        let caseID: CaseID
    }

    /// Before a transaction is written: `room` has the ledger as it was.
    mutating func keepTheLaw(_ commit: Commit, _ room: Room, _ clock: Clockwork) {
        let memory = "\(room.name)/\(restores(of: room))"
        for content in commit.contents {
            guard let id = CaseID(content.caseID) else { continue }
            let file = room.ledger.caseFile(id)
            for event in content.content.events {
                let watch = Watch(room: memory, caseID: id)
                if event.name == CaseFile.inheritedEvent { conduct[watch] = nil }
                guard let officer = event.officer, event.body["row"] != nil else { continue }
                let deed = OwnDeed(
                    event: event, file: file, officer: officer, what: "\(room.name): \(event.name) of \(id)")
                judgePersons(deed, conduct[watch] ?? Conduct(), clock)
                judgeOnce(deed, conduct[watch] ?? Conduct(), clock)
                if event.name == "slipDrafted" { followsItsPredecessor(deed, room, clock) }
                judgeFeedback(deed, watch, room, clock)
                judgeDisposal(deed, commit, room, clock)
                judgeGrant(deed, commit, clock)
                note(deed, watch)
            }
        }
    }

    /// What an officer of this office did.
    private struct OwnDeed {
        let event: CaseEvent
        let file: CaseFile?
        let officer: String
        let what: String

        var kind: CaseKind? { file?.kind }
        var content: JSONValue { event.body["content"] ?? .object([]) }
    }

    private mutating func note(_ deed: OwnDeed, _ watch: Watch) {
        var known = conduct[watch] ?? Conduct()
        if deed.file == nil { known.drafter = deed.officer }
        if ["slipDrafted", "slipRevised", "slipSubmitted"].contains(deed.event.name) {
            known.authors.insert(deed.officer)
        }
        known.ordered[deed.event.name, default: 0] += 1
        conduct[watch] = known
    }

    /// Who drafts does not approve, who writes does not review; teams are of two at least.
    private mutating func judgePersons(_ deed: OwnDeed, _ known: Conduct, _ clock: Clockwork) {
        switch deed.event.name {
        case "approved", "assistanceRequested", "commentsAsked":
            expect(known.drafter != deed.officer, "D persons", "\(deed.what) by its drafter", at: clock)
        case "slipAgreed", "slipRejected", "slipReturned":
            expect(!known.authors.contains(deed.officer), "D persons", "\(deed.what) by its author", at: clock)
        case "repairGranted", "repairRefused":
            let verifier = deed.file?.facts["repairVerified"]?["officer"]?.string
            expect(verifier != nil && verifier != deed.officer, "D persons", "\(deed.what) by its verifier", at: clock)
        case "reportSubmitted":
            let team = Set((deed.content["specialTeam"]?.array ?? []).compactMap(\.string))
            expect(team.count >= 2, "D persons", "\(deed.what) with a team of \(team.count)", at: clock)
        case "visitPlanned", "inspectionRecorded":
            let teams = (deed.content["teams"]?.array ?? []).map {
                Set(($0["officers"]?.array ?? []).compactMap(\.string))
            }
            expect(teams.allSatisfy { $0.count >= 2 }, "D persons", "\(deed.what) with teams \(teams)", at: clock)
        default: return
        }
    }

    /// What may happen once, or not while something else stands (domain D.1, D.2, D.6, D.9).
    private mutating func judgeOnce(_ deed: OwnDeed, _ known: Conduct, _ clock: Clockwork) {
        let times = known.ordered
        func stands(_ begun: String, _ ended: String...) -> Bool {
            (times[begun] ?? 0) > ended.reduce(0) { $0 + (times[$1] ?? 0) }
        }
        switch deed.event.name {
        case "supplementRequested" where deed.kind == .referral, "assistanceExtended", "repairSupplementAsked",
            "repairObjected":
            expect(times[deed.event.name] == nil, "D once", "\(deed.what) a second time", at: clock)
        case "recalled", "assistanceRecalled", "slipRecalled":
            let opened = (deed.file?.parts ?? []).filter { !["sent", "delivered"].contains($0.state) }
            expect(opened.isEmpty, "D once", "\(deed.what), though \(opened) was opened", at: clock)
        case "decided" where deed.kind == .handoff:
            let isFine = deed.content["penaltyKinds"]?.array?.contains("fine") ?? false
            let isBack = ["investigating", "returnedToAdmin"].contains(deed.file?.state ?? "")
            expect(!isFine || isBack, "CR-05", "\(deed.what) is a fine instead of a transfer", at: clock)
        case "supervisionOpened":
            expect(deed.content["pendingReview"] == "none", "D.9", "\(deed.what) during a suit", at: clock)
        case "supervisionLetterIssued", "opinionIssued", "decisionIssued", "circulated", "supervisionSuspended":
            guard deed.kind == .supervision else { return }
            let rests = stands("supervisionSuspended", "supervisionResumed")
            expect(!rests, "D.9", "\(deed.what) while it rests", at: clock)
        case "objected" where deed.kind == .supervision:
            // What the other side answered is heard, not ordered here.
            let answered = ["objectionUpheld", "objectionDismissed"].map { deed.file?.facts[$0]?.array?.count ?? 0 }
            expect(
                times["objected"] ?? 0 <= answered.reduce(0, +), "D.9", "\(deed.what) beside another objection",
                at: clock)
        default: return
        }
    }

    /// Practice 2.3: the number of a slip follows the highest that this ledger knows of this office and year. A ledger that
    /// went back gives again what it forgot and nobody was told of; what peers bring back counts from then on.
    private mutating func followsItsPredecessor(_ deed: OwnDeed, _ room: Room, _ clock: Clockwork) {
        let number = deed.content["number"]
        let last = room.ledger.cases.values.reduce(Int64(0)) { last, file in
            guard file.kind == .slip, file.owner == room.office, file.facts["number"]?["year"] == number?["year"] else {
                return last
            }
            return max(last, file.facts["number"]?["serial"]?.integer ?? 0)
        }
        expect(
            number?["serial"]?.integer == last + 1, "slip numbers",
            "\(deed.what) is number \(number?.text ?? ""), \(last) was last",
            at: clock)
    }

    /// D.1/13: feedback is counted from one, without a hole.
    private mutating func judgeFeedback(_ deed: OwnDeed, _ watch: Watch, _ room: Room, _ clock: Clockwork) {
        guard deed.kind == .referral, ["progressed", "filed"].contains(deed.event.name),
            let number = deed.content["number"]?.integer
        else { return }
        let last = conduct[watch]?.feedback ?? 0
        conduct[watch, default: Conduct()].feedback = number
        // A ledger that went back or was handed a case knows feedback that was not seen here.
        guard !restoredOffices.contains(room.office), last > 0 || deed.file?.flags.isEmpty ?? false else { return }
        expect(number == last + 1, "D.1/13", "\(deed.what) is number \(number) behind \(last)", at: clock)
    }

    /// D.5: a grant and the end of what it is about stand in one transaction.
    private mutating func judgeGrant(_ deed: OwnDeed, _ commit: Commit, _ clock: Clockwork) {
        guard deed.event.name == "repairGranted" else { return }
        let endings = ["removalOrdered", "stopped", "stoppedOnChannel"]
        let ended = commit.contents.filter { content in
            content.content.events.contains { endings.contains($0.name) }
        }.map(\.caseID)
        let targets = (deed.file?.facts["targets"]?.array ?? []).compactMap { $0["caseId"]?.string }
        expect(
            !targets.isEmpty && targets.allSatisfy(ended.contains), "D.5",
            "\(deed.what) of \(targets) ends only \(ended)", at: clock)
    }

    // MARK: Disposal

    private mutating func judgeDisposal(_ deed: OwnDeed, _ commit: Commit, _ room: Room, _ clock: Clockwork) {
        guard deed.event.name == "disposed", let id = deed.file?.id else { return }
        expect(deed.file?.facts["disposalOrdered"] != nil, "E.5", "\(deed.what) without an order", at: clock)
        let told = Set((deed.content["letters"]?.array ?? []).compactMap(\.string))
        let got = room.ledger.incoming.filter { $0.key.office == id.office }.values.flatMap(\.self).map(\.envelope)
            .filter { $0.leaf.caseID == id.description }.map(\.leafHash.description)
        expect(told == Set(got), "E.5", "\(deed.what) tells of other letters than it had", at: clock)
        guard let mark = deed.file?.facts["facts"]?.string else { return }
        let had = room.ledger.incoming.values.joined().map(\.envelope).filter { $0.leaf.caseID == id.description }
        destroyed["\(room.name)/\(restores(of: room))", default: [:]][mark, default: []].formUnion(had.map(\.leafHash))
    }

    /// Behind a transaction that destroyed something, and at the end: nothing of it is left in that ledger. Somebody may
    /// give the same anew, in another letter: then nothing is left of the letters that were destroyed.
    mutating func keepsNothingDestroyed(in room: Room, _ clock: Clockwork) {
        for (mark, gone) in (destroyed["\(room.name)/\(restores(of: room))"] ?? [:]).sorted(by: { $0.key < $1.key }) {
            let words = Array(mark.utf8)
            // A sealed letter says it in the journal alone.
            let isGivenAnew = room.ledger.journal.contains { row in
                guard row.entry.kind == .letterIn, let hash = row.entry.leafHash, !gone.contains(hash) else {
                    return false
                }
                return issued[hash] != nil && row.content?.content.bytes.firstRange(of: words) != nil
            }
            let places = isGivenAnew ? told(in: room.ledger, by: gone) : told(in: room.ledger)
            let found = places.first { $0.1.firstRange(of: words) != nil }?.0
            let isInCase = !isGivenAnew && room.ledger.cases.values.contains { $0.facts["facts"]?.string == mark }
            expect(
                found == nil && !isInCase, "E.5",
                "\(room.name) still has what it destroyed: \(mark) in \(found ?? "a case")", at: clock)
        }
    }

    /// Every text of a ledger, with the place where it lies; or those alone that came in these letters.
    private func told(in ledger: MemoryLedger, by letters: Set<Digest>? = nil) -> [(String, [UInt8])] {
        // What a liar copies from elsewhere comes back by no fault of the office.
        func counts(_ hash: Digest) -> Bool { letters?.contains(hash) ?? (issued[hash] != nil) }
        var places = ledger.incoming.values.joined().filter { counts($0.envelope.leafHash) }
            .map { ("\($0.envelope.leaf.stream)", $0.envelope.body) }
        places += ledger.journal.filter { $0.entry.leafHash.map(counts) ?? (letters == nil) }.compactMap { row in
            row.content.map { ("\(row.entry.kind) of \(row.entry.caseID) \(row.entry.note)", $0.content.bytes) }
        }
        guard letters == nil else { return places }
        places += ledger.outgoingLetters.values.joined().map { ("\($0.envelope.leaf.stream)", $0.envelope.body) }
        return places + ledger.waitingLetters.map { ("waiting", $0.body) }
    }

    // MARK: Persons

    /// S14: who a person is stands in no letter that brokers can read.
    mutating func namesNobody(_ leaf: Leaf, _ body: [UInt8], _ room: Room, _ clock: Clockwork) {
        guard !leaf.stream.topic.isBroadcast else { return }
        expect(
            body.firstRange(of: Checks.person) == nil, "S14", "\(room.name) names a person in \(leaf.type), in plain",
            at: clock)
    }

    private static let person = Array(Invention.person.utf8)
}

/// At the end: numbers of slips are whole, and parties tell the same of what they did together.
extension Network {
    mutating func judgeTogether() {
        for id in ids {
            guard let place = liveRoom(of: id) else { continue }
            checks.keepsNothingDestroyed(in: rooms[place], clock)
            judgeSlips(of: id, rooms[place].ledger)
            for file in rooms[place].ledger.cases.values.sorted(by: { $0.id < $1.id }) where file.owner == id {
                judgeShared(file)
            }
        }
    }

    /// An office that never lost or copied its ledger has given every number once, from one on.
    private mutating func judgeSlips(of id: OfficeID, _ ledger: MemoryLedger) {
        guard !checks.restoredOffices.contains(id) else { return }
        var years: [Int64: [Int64]] = [:]
        for file in ledger.cases.values where file.kind == .slip && file.owner == id {
            guard let number = file.facts["number"], let year = number["year"]?.integer else { continue }
            years[year, default: []].append(number["serial"]?.integer ?? 0)
        }
        for (year, serials) in years.sorted(by: { $0.key < $1.key }) {
            checks.expect(
                serials.sorted() == (1...Int64(serials.count)).map { $0 }, "slip numbers",
                "\(id) has given \(serials.sorted()) in \(year)", at: clock)
        }
    }

    private mutating func judgeShared(_ file: CaseFile) {
        guard [.assistance, .slip, .commentRound, .supervision].contains(file.kind),
            directory.offices.allSatisfy({ $0.status == .active })
        else { return }
        for recipient in file.recipients {
            guard let there = ledger(of: recipient)?.caseFile(file.id) else { continue }
            let name = recipient.description
            // A copy of an older self may have answered otherwise: both ends know, and a person decides.
            let isLost = [file.owner, recipient].contains(where: checks.restoredOffices.contains)
            if isLost, [file, there].allSatisfy({ $0.flags.contains { $0.hasPrefix("STATE_CONFLICT:") } }) { continue }
            let (mine, theirs) =
                file.kind == .supervision
                ? (file.state, there.state) : (file.state(ofPart: name) ?? "", there.state(ofPart: name) ?? "")
            checks.expect(
                mine == theirs || standAtOneDocument(file, there), "auditor",
                "\(file.id): \(file.kind.rawValue) is \(mine) at its opener, \(theirs) at \(name); flags \(file.flags) and \(there.flags)",
                at: clock)
        }
    }

    /// Each side's own clock says that a correction is late, and a report or a suspension on its way stops only one of them:
    /// they stand at the same document, and agree again by the opener's next one.
    private func standAtOneDocument(_ file: CaseFile, _ there: CaseFile) -> Bool {
        func document(_ state: String) -> String {
            ["notCorrected": "issued", "opinionNotFollowed": "opinionIssued"][state] ?? state
        }
        return file.kind == .supervision && document(file.state) == document(there.state)
    }
}
