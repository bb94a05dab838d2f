import Casework
import Contracts
import Offices

/// What must have happened before a record is public, and what ends it (domain D.4, E.1, E.2), told apart from the guards:
/// from what was ordered, and by whom.
extension Checks {
    /// What was seen of a publication in one life of its office's ledger.
    struct PublicationWatch: Sendable {
        /// Who drafted it first, and who revised it last.
        var drafter: String
        var reviser: String?
        /// What it says.
        var record: JSONValue
        /// How grave the function holds it, and the office.
        var severities: (found: String?, told: String?)
        /// Words that somebody let through.
        var released: Set<String> = []
        /// Who cleared it, and whether he let something through by his own word.
        var clearedBy: String?
        var isOverridden = false
        /// Who let the next correction through.
        var approvedBy: String?

        /// The words of the list in the record.
        var words: Set<String> { Set(Invention.sensitive.filter(record.text.contains)) }
    }

    /// Before a transaction is written.
    mutating func publishesLawfully(_ commit: Commit, _ room: Room, _ clock: Clockwork) {
        let memory = "\(room.name)/\(restores(of: room))"
        for content in commit.contents {
            guard let id = CaseID(content.caseID), id.office == room.office else { continue }
            let watch = Watch(room: memory, caseID: id)
            for event in content.content.events {
                guard let row = event.body["row"]?.string, row.hasPrefix("D.4/"), let officer = event.officer else {
                    continue
                }
                let told = event.body["content"] ?? .object([])
                if ["drafted", "imported"].contains(event.name) {
                    publications[watch] = PublicationWatch(
                        drafter: officer, record: told["record"] ?? .object([]), severities: Checks.severities(told))
                } else if var known = publications[watch] {
                    judge(event.name, told, by: officer, of: known, "\(room.name): \(event.name) of \(id)", clock)
                    Checks.note(event.name, told, by: officer, in: &known)
                    publications[watch] = known
                }
            }
        }
    }

    private static func severities(_ told: JSONValue) -> (found: String?, told: String?) {
        (told["severityFound"]?.string, told["severity"]?.string)
    }

    private static func note(
        _ event: String, _ told: JSONValue, by officer: String, in known: inout PublicationWatch
    ) {
        switch event {
        case "revised":
            known.reviser = officer
            known.record = told["record"] ?? known.record
            known.severities = severities(told)
        case "wordsReleased": known.released.formUnion(known.words)
        case "cleared":
            known.clearedBy = officer
            known.isOverridden = told["overrideReason"] != nil
        case "overrideApproved": known.approvedBy = officer
        case "corrected":
            known.record = told["record"] ?? known.record
            known.approvedBy = nil
        default: return
        }
    }

    private mutating func judge(
        _ event: String, _ told: JSONValue, by officer: String, of known: PublicationWatch, _ what: String,
        _ clock: Clockwork
    ) {
        switch event {
        case "cleared", "exempted", "wordsReleased", "wordsRefused":
            expect(
                officer != known.drafter && officer != known.reviser, "D persons", "\(what) by its handler", at: clock)
            guard event == "cleared" else { return }
            let held = known.words.subtracting(known.released)
            expect(held.isEmpty, "PB-WORDS", "\(what) with \(held.sorted()), which nobody released", at: clock)
            isOpen(known.record, what, clock)
            let (found, own) = known.severities
            expect(
                found == nil || found == own || found == "unknown" || told["severityConfirmed"] == true, "C.7",
                "\(what) as \(own ?? "") against \(found ?? ""), which nobody confirmed", at: clock)
        case "published", "pushed":
            isOpen(known.record, what, clock)
            guard known.isOverridden, event == "published" || told["overrideConfirmed"] != nil else { return }
            expect(
                told["overrideConfirmed"] == true && officer != known.clearedBy, "E.2",
                "\(what) by the one person who let it through", at: clock)
        case "corrected":
            let record = told["record"] ?? known.record
            isOpen(record, what, clock)
            let words = Invention.sensitive.filter { record.text.contains($0) && !known.released.contains($0) }
            expect(
                words.isEmpty || known.approvedBy.map { $0 != officer } ?? false, "E.2",
                "\(what) with \(words), which no second person let through", at: clock)
        default: return
        }
    }

    /// E.1: what the law seals is no public record.
    private mutating func isOpen(_ record: JSONValue, _ what: String, _ clock: Clockwork) {
        expect(!record.text.contains(Invention.sealed), "E.1", "\(what), which the law seals", at: clock)
    }

    /// D.0(4): the end of the time for a publication is told to the superior of its office, when the rule says so.
    mutating func tellsOverdue(_ event: CaseEvent, _ id: CaseID, _ commit: Commit, _ room: Room, _ clock: Clockwork) {
        // A ledger that went back rings again, and what it told once a peer gives back.
        guard !restoredOffices.contains(room.office), event.name == "deadlineRung", event.body["rung"] == "due",
            let file = room.ledger.caseFile(id),
            file.kind == .publication, !file.awaitsConfirmation, file.subject.utf8.count == 18,
            let ordinal = event.body["ordinal"]?.integer, file.deadlines.indices.contains(Int(ordinal)),
            let machine = room.machine, let directory = machine.book.newest,
            let superior = directory.profile(room.office)?.superior, directory.office(superior)?.status == .active
        else { return }
        let deadline = file.deadlines[Int(ordinal)]
        let rule = machine.rules.deadlines.last { $0.id == deadline.rule }
        guard deadline.setBy == room.office, deadline.holder == room.office,
            rule?.onBreach.contains(.notifySuperior) ?? false
        else { return }
        let written = commit.outgoing.map(\.envelope.leaf) + commit.waiting.map(\.leaf)
        let isTold = written.contains { leaf in
            leaf.type.name == LetterCatalogue.escalation && leaf.caseID == id.description
                && leaf.stream.topic == .direct(superior)
        }
        expect(isTold, "D.0(4)", "\(room.name) lets \(deadline.key) of \(id) pass and tells nobody", at: clock)
    }
}

/// At the end: nothing is shown past its last day, and every objection is told.
extension Network {
    mutating func judgePublications() {
        for id in ids where !checks.restoredOffices.contains(id) && directory.office(id)?.status == .active {
            guard let place = liveRoom(of: id) else { continue }
            let today = rooms[place].clocks(at: clock.now).official.civilDate
            for file in rooms[place].ledger.cases.values.sorted(by: { $0.id < $1.id })
            where file.kind == .publication && file.owner == id && !file.awaitsConfirmation {
                judgePublication(file, today)
            }
        }
    }

    private mutating func judgePublication(_ file: CaseFile, _ today: CivilDate) {
        // The last hours are for what rings then.
        let late = file.channelStandings.filter { standing in
            standing.standing == .published && standing.maxUntil.map { $0.adding(days: 1) < today } ?? false
        }
        checks.expect(
            late.isEmpty, "D.4/8", "\(file.id) is shown on \(late.map(\.channel)) past its last day", at: clock)
        guard ["published", "shielded"].contains(file.state) else { return }
        let told = file.facts["objectionsTold"]?.integer ?? 0
        let count = Int64(file.facts["objected"]?.array?.count ?? 0)
        checks.expect(
            told >= count || file.facts["objection"]?["state"] == "open", "D.4/12",
            "\(file.id): \(count) objections came, \(told) were told", at: clock)
    }
}
