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

    /// Whether any checkpoint was ever signed; the empty log has one too.
    var isFirstSigned = false
    /// The statement that is not read back yet.
    var sent: Sent?
    /// When the last one went out.
    var saidAt: Moment?
    var hasWaiting = false
    /// Witnesses that are owed a proof from the size they saw.
    var owed: [(witness: OfficeID, size: UInt64)] = []
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
