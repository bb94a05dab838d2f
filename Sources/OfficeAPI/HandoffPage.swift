package import Casework
package import Contracts
import Exchange
package import Ledgers
package import Offices

/// Running counts as they are shown.
package struct HandoffPage {
    /// How many missing numbers of one office are listed.
    private static let listed = 100

    private let machine: OfficeMachine
    private let handoffs: [HandoffProgress]
    private let only: OfficeID?
    private let now: Moment
    /// What became of missing letters here.
    private let found: [LetterID: Ledgers.LetterRow]

    /// A page.
    ///
    /// - Parameters:
    ///   - machine: the office's, which keeps the counts.
    ///   - handoffs: the cases that are told with them.
    ///   - only: the one office that is asked for; nil for all.
    ///   - now: official time.
    ///   - find: what a letter came to here.
    /// - Throws: what `find` throws.
    package init(
        machine: OfficeMachine, handoffs: [HandoffProgress], only: OfficeID?, now: Moment,
        find: (LetterID) throws -> Ledgers.LetterRow?
    ) throws {
        self.machine = machine
        self.handoffs = handoffs
        self.only = only
        self.now = now
        var found: [LetterID: Ledgers.LetterRow] = [:]
        for heard in machine.handoffs.heard {
            for number in heard.tally.missing(through: heard.known, limit: HandoffPage.listed) {
                guard let letter = heard.letter(of: number) else { continue }
                found[letter] = try find(letter)
            }
        }
        self.found = found
    }

    /// For machines, and for pages: what others number for this office, and what it numbers itself.
    package var json: JSONValue {
        let received = received.map(row)
        let complete = received.count { $0["standing"]?.string == "complete" }
        return [
            "office": .string(machine.office.description), "asOf": .string(now.description),
            "summary": [
                "offices": .integer(Int64(received.count)), "complete": .integer(Int64(complete)),
                "claimed": sum("claimed", received), "missing": sum("missingCount", received),
            ],
            "received": .array(received), "sent": .array(machine.handoffs.given.map(sent)),
        ]
    }

    private func sum(_ name: String, _ rows: [JSONValue]) -> JSONValue {
        .integer(rows.reduce(0) { $0 + ($1[name]?.integer ?? 0) })
    }

    // MARK: What others number for this office

    /// Whoever has a count here, or would have one: an office without a handoff is told as such.
    private var received: [HandoffCounts.Heard] {
        let directory = machine.book.newest
        let own = machine.office
        let counted = machine.handoffs.heard
        let others = (directory?.activeOffices ?? []).filter { other in
            other.profile.sameLevelProcuratorate == own && mayHandOver(other.id)
                && !counted.contains { $0.series.office == other.id }
        }
        let silent = others.map { other in
            HandoffCounts.Heard(
                series: .init(office: other.id, procuratorate: own), namespace: machine.namespace)
        }
        return (counted + silent).filter { heard in only.map { $0 == heard.series.office } ?? true }
            .sorted { ($0.series.office, $0.series.procuratorate) < ($1.series.office, $1.series.procuratorate) }
    }

    /// The directory alone says who may.
    private func mayHandOver(_ office: OfficeID) -> Bool {
        guard let type = LetterCatalogue.contracts.first(where: { $0.type.name == "crim.transfer" })?.type else {
            return false
        }
        return machine.book.newest?.maySend(office: office, type: type) ?? false
    }

    private func row(_ heard: HandoffCounts.Heard) -> JSONValue {
        let office = heard.series.office
        let disposed = disposed(heard)
        let cases = handoffs.filter { $0.file.owner == office }
        let missing = heard.tally.missing(through: heard.known, limit: HandoffPage.listed)
        return JSONValue.members([
            ("office", .string(office.description)),
            ("name", machine.book.newest?.profile(office).map { .string($0.name) }),
            ("standing", .string(heard.standing(disposed: disposed).rawValue)),
            ("claimed", heard.claim.map { number($0.count) }),
            ("claimedAt", heard.proof.map { .string($0.statement.time.description) }),
            ("claimedThrough", heard.claim.map { .string("\($0.stream)#\($0.number)") }),
            ("readThrough", number(disposed)),
            ("digest", heard.claim.map { .string($0.digest.description) }),
            ("signedBy", heard.proof.map { .string($0.statement.keyID) }),
            ("completeUpTo", number(heard.tally.complete)), ("ownDigest", .string(heard.tally.digest.description)),
            ("missingCount", number(heard.tally.missingCount(through: heard.known))),
            ("missing", .array(missing.map { absent($0, heard, disposed) })),
            ("twice", .array(heard.tally.twice.map(entry))),
            ("signedBefore", heard.higher.flatMap(signed).map { number($0.count) }),
            ("unnumbered", number(heard.unnumbered)), ("handoffs", .integer(Int64(cases.count))),
            ("marks", marks(cases)), ("cases", .array(cases.sorted(by: HandoffPage.order).map(item))),
        ])
    }

    private func signed(_ envelope: Envelope) -> HandoffCount? {
        guard case .handoffCount(let count) = ControlReading(envelope) else { return nil }
        return count
    }

    /// How far the stream that the statement speaks of was read here.
    private func disposed(_ heard: HandoffCounts.Heard) -> UInt64 {
        heard.claim.flatMap { machine.inStreams[$0.stream]?.disposed } ?? 0
    }

    /// Why a number is not here.
    private func absent(_ missing: UInt64, _ heard: HandoffCounts.Heard, _ disposed: UInt64) -> JSONValue {
        let letter = heard.letter(of: missing)
        let row = letter.flatMap { found[$0] }
        let isExpected = heard.claim.map { disposed < $0.number } ?? true
        let why =
            switch row?.disposition {
            case .parked, .quarantined: "heldBack"
            case .refused: "refused"
            case .discarded: "discarded"
            case .effect, nil: isExpected ? "notArrived" : "notSent"
            }
        return .members([
            ("number", number(missing)), ("why", .string(why)), ("letter", letter.map { .string($0.description) }),
            ("reason", row.flatMap { $0.reason.isEmpty ? nil : .string($0.reason) }),
            ("caseId", row.map { .string($0.leaf.caseID) }),
        ])
    }

    // MARK: Cases

    private static func order(_ left: HandoffProgress, _ right: HandoffProgress) -> Bool {
        (left.number ?? .max, left.file.id.description) < (right.number ?? .max, right.file.id.description)
    }

    private func marks(_ cases: [HandoffProgress]) -> JSONValue {
        .object(
            HandoffProgress.Mark.allCases.map { mark in
                JSONMember(mark.rawValue, .integer(Int64(cases.count { $0.marks.contains(mark) })))
            })
    }

    private func item(_ progress: HandoffProgress) -> JSONValue {
        let file = progress.file
        return .members([
            ("number", progress.number.map { .integer($0) }), ("caseId", .string(file.id.description)),
            ("state", .string(file.state)),
            ("stateTitle", .string(Workflow.handoff.title(ofState: file.state))),
            ("marks", .array(progress.marks.map { .string($0.rawValue) })),
            (
                "overdue",
                .array(
                    progress.overdue.map { deadline in
                        .members([
                            ("deadline", .string(deadline.key)), ("rule", .string(deadline.rule)),
                            ("holder", deadline.holder.map { .string($0.description) }),
                            ("due", deadline.due.map { .string($0.description) }),
                        ])
                    })
            ), ("blockedFines", .array(progress.blockedFines)),
        ])
    }

    // MARK: What this office numbers

    private func sent(_ given: (procuratorate: OfficeID, tally: HandoffTally)) -> JSONValue {
        let last = given.tally.newest.last
        return .members([
            ("procuratorate", .string(given.procuratorate.description)),
            ("name", machine.book.newest?.profile(given.procuratorate).map { .string($0.name) }),
            ("count", number(given.tally.last)), ("completeUpTo", number(given.tally.complete)),
            ("digest", .string(given.tally.digest.description)),
            ("lastLetter", last.map { .string($0.letter.description) }),
            ("twice", .array(given.tally.twice.map(entry))),
        ])
    }

    private func entry(_ entry: HandoffTally.Entry) -> JSONValue {
        ["number": number(entry.number), "letter": .string(entry.letter.description)]
    }

    private func number(_ value: UInt64) -> JSONValue { .integer(Int64(clamping: value)) }
}
