import Casework
import Contracts
import Offices

/// What a case may do at all: the states from which each of these events of domain D may happen, for orders and
/// letters together. An office that opened the case anew from a letter begins at the empty state.
extension Checks {
    /// S7: nothing moves a case from a state in which the law does not know it, and a letter that does not move its case
    /// leaves a mark on it.
    ///
    /// Called behind the transaction; `notesWhatWasHeard` was called before it.
    mutating func casesMoveLawfully(_ commit: Commit, _ room: Room, _ clock: Clockwork) {
        for content in commit.contents {
            guard let id = CaseID(content.caseID) else { continue }
            let file = room.ledger.caseFile(id)
            for event in content.content.events {
                // Contents that were destroyed are a referral's.
                covers(event, file?.kind ?? .referral)
                if let file { movesLawfully(event, file, room, clock) }
                if event.letter != nil { heardBefore[content.caseID, default: []].insert(event.name) }
            }
        }
    }

    /// Before a transaction: what its office has heard so far in the cases that it moves. One transaction may take many letters
    /// of a case, so the case behind it does not say any more what came before each.
    mutating func notesWhatWasHeard(_ commit: Commit, _ room: Room) {
        heardBefore = [:]
        for content in commit.contents {
            guard let file = CaseID(content.caseID).flatMap({ room.ledger.caseFile($0) }) else { continue }
            heardBefore[content.caseID] = Set((file.facts["letters"]?.object ?? []).map(\.name))
        }
    }

    private mutating func covers(_ event: CaseEvent, _ kind: CaseKind) {
        if let number = event.body["row"]?.string {
            coverage.did(kind, event.name)
            let row = event.officer == nil ? nil : Workflow.of(kind).rows.first { $0.number == number }
            if let order = row?.order { coverage.gave(order, in: kind) }
        }
        guard event.name == CaseFile.noteEvent else { return }
        let crossed = "STATE_CONFLICT:"
        for flag in event.body["flags"]?.array ?? [] {
            guard let text = flag.string, text.hasPrefix(crossed) else { continue }
            coverage.crossed(kind, String(text.dropFirst(crossed.count)))
        }
    }

    private mutating func movesLawfully(_ event: CaseEvent, _ file: CaseFile, _ room: Room, _ clock: Clockwork) {
        let what = "\(room.name): \(event.name) of \(file.id)"
        if event.name == CaseFile.noteEvent, event.letter != nil {
            expect(
                file.flags.contains { $0.hasPrefix("STATE_CONFLICT:") || $0.hasPrefix("RULE_UNKNOWN:") }, "S7",
                "\(what) contradicts its state and leaves no mark", at: clock)
        }
        guard let from = event.body["from"]?.string, !from.isEmpty else { return }
        // Who heard that the case is overdue before what it is stands where its office stood then.
        if event.letter != nil, heardBefore[file.id.description] == [CaseFile.overdueEvent] { return }
        // What a restored office hears of itself again may leap over what its ledger forgot.
        guard !restoredOffices.contains(room.office) else { return }
        // A retired office only listens: what its successor decides inside, it never hears.
        guard !file.flags.contains(where: { $0.hasPrefix("HANDED_OVER:") }) else { return }
        if let states = Checks.states(before: event.name, in: file.kind) {
            expect(states.contains(from), "S7", "\(what) happens in state \(from)", at: clock)
        }
        guard event.body["part"] != nil, let part = event.body["partFrom"]?.string, !part.isEmpty,
            let parts = Checks.partStates[event.name]
        else { return }
        expect(parts.contains(part), "S7", "\(what) happens in part state \(part)", at: clock)
    }

    private static func states(before event: String, in kind: CaseKind) -> Set<String>? {
        switch kind {
        case .referral: referral[event] ?? referralBranches[event]
        case .handoff: handoff[event]
        case .listEntry: list[event]
        case .publication: publication[event]
        case .supervision: supervision[event]
        case .assistance: assistance[event]
        case .task: task[event]
        case .commentRound: commentRound[event]
        case .slip: slip[event]
        case .repair: repair[event]
        case .risk: risk[event]
        }
    }

    private static let underWay: Set = [
        "sent", "delivered", "supplementPending", "disputed", "accepted", "returned", "concluded",
    ]
    /// An answer may cross a recall or a merger, and the sender may have closed the case since.
    private static let answerable = underWay.union(["recalled", "merged", "closed"])

    private static let referral: [String: Set<String>] = [
        "approved": ["draft"], "sent": ["approved"], "delivered": underWay, "opened": answerable,
        "accepted": answerable, "returned": answerable, "progressed": answerable, "filed": answerable,
        "concluded": answerable, "closed": ["concluded", "returned", "recalled", "merged"],
    ]

    private static let undecided: Set = ["received", "policeOverdue"]
    private static let inside: Set = ["investigating", "teamNamed", "reportSubmitted", "approvedToTransfer"]
    /// Where a case is that the agency has again and may transfer once more.
    private static let cameBack: Set = [
        "transferRefusedInternally", "returnedToAdmin", "notFiled", "notFiledUpheld", "returnedNotPolice",
    ]

    private static let handoff: [String: Set<String>] = [
        "crimeSuspected": ["investigating"], "reportSubmitted": ["teamNamed"], "approved": ["reportSubmitted"],
        "transferred": inside.union(cameBack), "receiptSigned": ["transferred", "forwarded"],
        "supplementRequested": undecided,
        "supplemented": undecided.union(["filed", "notFiled", "reconsidering"]), "returnedNotPolice": undecided,
        "filed": undecided.union(["reconsidering", "supervision", "notFiled", "notFiledUpheld", "returnedToAdmin"]),
        "filingRefused": undecided, "policeOverdue": undecided, "reconsiderationRequested": ["notFiled"],
        "refusalAccepted": ["notFiled", "notFiledUpheld", "returnedNotPolice", "supervision"],
        "goodsHandedOver": ["filed"], "returnedToAdmin": ["filed", "criminalInvestigation"],
    ]

    private static let inForce: Set = ["published", "shielded"]
    private static let listed: Set = ["published", "shielded", "removing", "removed"]
    /// Where nothing is decided yet; a superior may stand where it left the matter, or the registrar at the decision.
    private static let unlisted: Set = [
        "proposed", "reviewed", "cleared", "consented", "consentRequested", "rejected", "listed",
    ]

    private static let list: [String: Set<String>] = [
        "reviewPassed": ["proposed"], "listed": unlisted,
        "decided": ["proposed", "reviewed", "cleared", "consented"], "publicationWithheld": ["listed"],
        "acknowledged": listed, "measureApplied": listed, "measurePartlyApplied": listed,
        "measureNotApplicable": listed, "measureRefused": listed, "measureLifted": listed,
        "measureLiftedByLapse": listed, "corrected": ["published"], "extended": ["published"],
        "shielded": ["published"], "unshielded": ["shielded"], "measureDropped": listed,
        "removalOrdered": inForce, "removed": ["removing"], "removalReopened": ["removed"],
        "restored": ["removing", "removed"],
    ]

    private static let shown: Set = ["published", "shielded"]
    private static let publication: [String: Set<String>] = [
        "cleared": ["pending"], "exempted": ["pending", "cleared"], "published": ["cleared", "pushed"],
        "channelAdded": ["published"], "corrected": ["published"], "withdrawn": shown.union(["stopped"]),
        "stopped": shown, "stoppedOnChannel": shown, "expired": shown, "restored": ["stopped", "published"],
        "shielded": ["published"], "unshielded": ["shielded"], "archived": ["stopped", "withdrawn"],
        "objectionRecorded": shown, "objectionOpened": shown, "objectionUpheld": shown, "objectionRejected": shown,
    ]

    private static let untouched: Set = ["sent", "delivered", "opened", "recalled", "merged"]

    private static let partStates: [String: Set<String>] = [
        "delivered": ["sent"], "opened": ["sent", "delivered", "recalled", "merged"],
        "accepted": untouched.union(["disputed"]),
        "returned": untouched.union(["supplementPending", "disputed"]),
        "progressed": ["accepted", "verifying", "handling", "merged"],
        "filed": ["accepted", "verifying", "merged"],
        "concluded": ["accepted", "verifying", "handling", "merged"],
        "measureApplied": ["acknowledged", "refused", "lifted", "notApplicable", "partlyApplied"],
        "measurePartlyApplied": ["acknowledged", "refused", "lifted", "notApplicable"],
        "measureLifted": ["applied", "partlyApplied", "keptByOwnBasis"],
        "measureLiftedByRemoval": ["applied", "partlyApplied"],
        "measureLiftedByLapse": ["applied", "partlyApplied"],
    ]
}
