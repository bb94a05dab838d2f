package import Contracts

/// What was read on `checkpoints`: the highest writer each office claimed, and whether our own claim stands (rule 10).
package struct Claims: Sendable {
    private var highest: [OfficeID: Writer] = [:]

    /// Nothing read yet.
    package init() {}

    /// Claims kept from earlier runs.
    package init(kept json: JSONValue) {
        for member in json.object ?? [] {
            guard let office = OfficeID(member.name), let writer = member.value.string.flatMap({ Writer($0) }) else {
                continue
            }
            highest[office] = writer
        }
    }

    /// All claims but those of `office`, whose own are always read from the log.
    package func json(besides office: OfficeID) -> JSONValue {
        .object(
            all.filter { $0.office != office }.map { JSONMember($0.office.description, .string($0.writer.description)) }
        )
    }

    /// The highest writer that an office claimed.
    package func claim(of office: OfficeID) -> Writer? { highest[office] }

    /// The highest claims, sorted by office.
    package var all: [(office: OfficeID, writer: Writer)] {
        highest.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// What a claim of our own office means for this process.
    package enum Meaning: Hashable, Sendable {
        /// An older process's claim, or another office's.
        case none
        /// Our own claim, read back, and nothing stands above it.
        case granted
        /// A claim against which this process may not run.
        case superseded(by: Writer)
    }

    /// Reads one claim in the order of the partition: of equal epochs the claim that comes first stands.
    package mutating func read(_ writer: Writer, of office: OfficeID, own: (office: OfficeID, writer: Writer))
        -> Meaning
    {
        let before = highest[office]
        if before.map({ $0.isStale(against: writer) && $0.epoch < writer.epoch }) ?? true { highest[office] = writer }
        guard office == own.office else { return .none }
        if writer == own.writer {
            guard let before, before != writer, before.epoch >= writer.epoch else { return .granted }
            return .superseded(by: before)
        }
        return own.writer.epoch < writer.epoch ? .superseded(by: writer) : .none
    }

    /// A claim already there that stands at or above `writer`: this ledger is not the newest one.
    package func obstacle(to writer: Writer, of office: OfficeID) -> Writer? {
        guard let claim = highest[office], claim != writer, claim.epoch >= writer.epoch else { return nil }
        return claim
    }
}
