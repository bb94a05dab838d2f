package import Contracts
import Exchange
package import Transparency

/// The log of publications as its office sees it, and what it has seen of other offices' logs as their witness.
///
/// A leaf gets its place in the transaction that opens the log or applies the letter, as a letter gets its number: never
/// while the ledger may be an old one. A checkpoint is served only after it was read back from the bus, where a restored
/// ledger finds it, and its leaves, before it may number any (protocol, rules 1, 9 and 10).
package struct PublicLog: Sendable {
    /// A statement on its way to the bus.
    struct Sent: Sendable {
        let size: UInt64
        let note: String
        let at: Moment
    }

    /// A witness as the office that keeps the log knows it: what it has signed, and when it is shown the newest again.
    struct Witness: Sendable {
        var signed: UInt64 = 0
        /// The size it was shown last.
        var shown: UInt64 = 0
        var remindAt: Moment
        var pause = PublicLog.remindPause
    }

    /// The biggest checkpoint of a log that this office has verified.
    package struct Seen: Hashable, Sendable {
        /// Its size.
        package let size: UInt64
        /// Its root.
        package let root: Digest
        /// The signed text and the log's signature.
        package let note: String
    }

    /// Pauses between two statements, and before one that was not read back is sent again.
    static let pause = Span.seconds(1)
    static let repeatPause = Span.seconds(10)
    /// A witness that has not signed the newest checkpoint is shown it again after this, and then ever more seldom.
    static let remindPause = Span.minutes(1)
    static let longestRemindPause = Span.hours(1)
    /// So many events that wait get their place in one step.
    static let mostNumbered = 1024

    /// The tree of the ledger.
    package var frontier = LogFrontier()
    /// Size of the newest checkpoint on the bus.
    package var published: UInt64 = 0
    /// Why nothing is signed; nil while it may be.
    package var held: String?
    /// After a restore: offices that have not said yet what they saw last.
    package var awaited: [OfficeID] = []
    /// What was seen of other logs.
    package var seen: [OfficeID: Seen] = [:]

    /// Whether the newest checkpoint is signed by a key that stands; the empty log has one too.
    var isFirstSigned = false
    /// The statement that is not read back yet.
    var sent: Sent?
    /// When the last one went out.
    var saidAt: Moment?
    var hasWaiting = false
    /// Witnesses that are owed a proof from the size they saw.
    var owed: [(witness: OfficeID, size: UInt64)] = []
    /// What each witness has signed since this process began, and when it is asked again.
    var witnesses: [OfficeID: Witness] = [:]
    /// Answers to logs, one for each.
    var answers: [OfficeID: LogWitness] = [:]

    init() {}

    init(_ ledger: some LedgerReading) throws {
        let log = ledger.publicLog
        var proofs = log.proofs
        frontier = try proofs.frontier(of: try log.size())
        let last = try log.lastCheckpoint()
        published = last?.size ?? 0
        isFirstSigned = last != nil
        hasWaiting = try !log.waiting(limit: 1).isEmpty
        held = try ledger.setting(.logHeld)
        let kept = try ledger.setting(.logsSeen).flatMap { JSONValue.parsed(Array($0.utf8)) }
        for member in kept?.object ?? [] {
            guard let office = OfficeID(member.name), let size = member.value.unsigned("size"),
                let root = member.value["root"]?.string.flatMap({ Digest(hex: $0) }),
                let note = member.value["note"]?.string
            else { continue }
            seen[office] = Seen(size: size, root: root, note: note)
        }
    }

    /// When a witness is to be reminded next.
    var nextReminder: Moment? {
        witnesses.values.filter { $0.signed < published }.map(\.remindAt).min()
    }

    /// Another process of a witness begins, maybe over an older ledger: what it signed before it may not know any more, so it
    /// is shown the newest checkpoint again.
    mutating func beginsAnew(_ witness: OfficeID, at now: Moment) {
        guard witnesses[witness] != nil else { return }
        witnesses[witness] = Witness(remindAt: now + PublicLog.remindPause)
    }

    /// The witnesses that are shown the newest checkpoint once more: a record may have been lost on its way to them, or their
    /// answer on its way here. Each is waited for twice as long as the time before.
    mutating func reminded(_ others: [OfficeID], at now: Moment) -> [(witness: OfficeID, size: UInt64)] {
        guard published > 0 else { return [] }
        for office in others where witnesses[office] == nil {
            witnesses[office] = Witness(remindAt: now + PublicLog.remindPause)
        }
        var shown: [(witness: OfficeID, size: UInt64)] = []
        for office in others {
            guard var witness = witnesses[office], witness.signed < published else { continue }
            if witness.shown != published {
                (witness.shown, witness.pause) = (published, PublicLog.remindPause)
                witness.remindAt = now + witness.pause
            } else if witness.remindAt <= now {
                witness.pause = min(
                    .milliseconds(2 * witness.pause.milliseconds), PublicLog.longestRemindPause)
                witness.remindAt = now + witness.pause
                shown.append((office, witness.signed))
            }
            witnesses[office] = witness
        }
        return shown
    }

    /// More leaves than one statement takes are not said yet.
    var hasBacklog: Bool { frontier.size - min(frontier.size, published) > LogStatement.mostLeaves }

    /// What is kept of others' logs.
    var seenJSON: JSONValue {
        .object(
            seen.sorted { $0.key < $1.key }.map { office, seen in
                JSONMember(
                    office.description,
                    [
                        "size": .integer(Int64(clamping: seen.size)), "root": .string(seen.root.description),
                        "note": .string(seen.note),
                    ])
            })
    }
}
