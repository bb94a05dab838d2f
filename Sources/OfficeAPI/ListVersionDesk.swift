import Casework
import Contracts
import Exchange
import Ledgers
import Offices
import Synchronization
import Web
import Workers

/// Names the state of the lists on which an answer rests: positions in the streams of their owners, which are read with
/// the answer from one snapshot, and the roots at those positions.
///
/// The machine's thread may be busy with a batch, and an answer does not wait for it: roots, rules and directory are
/// asked for at most every few seconds, and a root that is of other positions than the answer says so. Who asks for the
/// freshness itself gets roots and positions from one snapshot.
final class ListVersionDesk: Sendable {
    private struct State {
        var standing: Standing?
        var isAsking = false
        var known: (journal: Int64, positions: [ListPosition])?
    }

    /// What the machine said last.
    struct Standing: Sendable {
        let names: ListNames
        let roots: [Checkpoint.ListRoot]
        /// Numbers of the streams on `lists`, as the roots are of.
        let numbers: [StreamName: UInt64]
        /// When each office was heard last.
        let heard: [HeardRow]
        /// Of the clock that measures pauses.
        let askedAt: ContinuousClock.Instant

        /// The same with roots that the ledger kept at these positions.
        func with(_ roots: [Checkpoint.ListRoot], at positions: [ListPosition]) -> Standing {
            Standing(
                names: names, roots: roots,
                numbers: Dictionary(positions.map { ($0.stream, $0.number) }) { $1 }, heard: heard, askedAt: askedAt)
        }
    }

    private let runtime: OfficeRuntime
    private let reader: LedgerReader
    private let state = Mutex(State())
    private static let pause = Duration.seconds(2)

    init(_ runtime: OfficeRuntime, _ reader: LedgerReader) {
        self.runtime = runtime
        self.reader = reader
    }

    /// What the machine said, now or a moment ago; asks it when that is long ago, and waits only the first time.
    func standing() async throws -> Standing {
        let (known, mustAsk) = state.withLock { state -> (Standing?, Bool) in
            let isOld = state.standing.map { ContinuousClock.now - $0.askedAt >= ListVersionDesk.pause } ?? true
            let mustAsk = isOld && !state.isAsking
            if mustAsk { state.isAsking = true }
            return (state.standing, mustAsk)
        }
        guard let known else { return try await ask() }
        if mustAsk { Task { _ = try await ask() } }
        return known
    }

    private func ask() async throws -> Standing {
        defer { state.withLock { $0.isAsking = false } }
        let told = try await runtime.standing()
        let reader = reader
        let heard = try await Aside.run { try reader.heard() }
        let standing = Standing(
            names: ListNames(rules: told.machine.rules, directory: told.machine.book.newest), roots: told.roots,
            numbers: told.machine.listNumbers, heard: heard, askedAt: .now)
        state.withLock { $0.standing = standing }
        return standing
    }

    /// Answers a question with the positions on which the answer rests, both from one snapshot.
    func screen(_ query: SubjectQuery) throws -> (screening: Screening, positions: [ListPosition]) {
        let known = state.withLock { $0.known }
        let batch = try reader.screen([query], knowing: known?.journal)
        let positions = batch.positions ?? known?.positions ?? []
        if batch.positions != nil { state.withLock { $0.known = (batch.journal, positions) } }
        return (batch.screenings[0], positions)
    }
}

/// The version of all lists as an answer tells it.
struct ListVersionPage {
    let positions: [ListPosition]
    let standing: ListVersionDesk.Standing
    /// Machine time.
    let now: Moment
    /// The office that answers: of its own lists nothing can be missing.
    let office: OfficeID

    /// One digest for all positions: equal at two offices, equal lists.
    var id: String {
        Digest.sha256(positions.flatMap { Array("\($0.stream) \($0.number) \($0.head)\n".utf8) }).description
    }

    var json: JSONValue { ["id": .string(id), "owners": .array(owners.map(owner))] }

    private var owners: [OfficeID] {
        Set(positions.map(\.stream.office) + standing.roots.map(\.owner) + standing.heard.map(\.heard.office)).sorted()
    }

    private func owner(_ owner: OfficeID) -> JSONValue {
        let own = positions.filter { $0.stream.office == owner }
        // A root is of the lists at its own positions; it is this answer's when those are the same.
        let isCurrent = own.allSatisfy { standing.numbers[$0.stream] == $0.number }
        return .members([
            ("owner", .string(owner.description)), ("name", standing.names.office(owner).map { .string($0) }),
            (
                "lists",
                .array(
                    standing.roots.filter { $0.owner == owner }.map { root in
                        [
                            "listKind": .string(root.list), "listName": .string(standing.names.list(root.list)),
                            "algorithm": .string(root.algorithm), "root": .string(root.root.description),
                            "count": .integer(Int64(clamping: root.count)), "isCurrent": .bool(isCurrent),
                        ]
                    })
            ),
            (
                "positions",
                .array(
                    own.map {
                        [
                            "stream": .string($0.stream.description), "number": .integer(Int64(clamping: $0.number)),
                            "head": .string($0.head.description),
                        ]
                    })
            ),
        ]).merging(freshness(owner))
    }

    /// Until its last checkpoint all is here when nothing of what it announced is missing; before the first checkpoint
    /// nothing is known of what is missing.
    private func freshness(_ owner: OfficeID) -> JSONValue {
        guard owner != office else { return ["freshness": "own", "freshnessTitle": "本单位名单"] }
        guard let row = standing.heard.first(where: { $0.heard.office == owner }) else {
            return ["freshness": "unknown", "freshnessTitle": "尚未收到该单位的检查点"]
        }
        let missing = row.heard.announced.reduce(UInt64(0)) { sum, announced in
            let read = positions.first { $0.stream == announced.key }?.number ?? 0
            return sum + (announced.value > read ? announced.value - read : 0)
        }
        let signed = row.heard.signedAt
        return .members([
            ("freshness", missing == 0 ? "complete" : "behind"),
            (
                "freshnessTitle",
                .string(missing == 0 ? "截至\(signed.shortDescription)所签发的均已收到" : "已签发而未到的函件\(missing)份")
            ),
            ("completeThrough", missing == 0 ? .string(signed.description) : nil),
            ("signedAt", .string(signed.description)), ("heardAt", .string(row.heardAt.description)),
            ("ageSeconds", .integer(max(0, (now.milliseconds - signed.milliseconds) / 1000))),
            ("missing", .integer(Int64(clamping: missing))),
        ])
    }
}
