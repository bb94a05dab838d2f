import GRDB
import Synchronization

/// The cases of a ledger in pieces, for several threads that each take the next piece.
final class CaseWork: Sendable {
    private struct State {
        var next: Int64 = 1
        var parts: [(first: Int64, report: LedgerReport)] = []
        var failure: (any Error)?
    }

    private let last: Int64
    private let state = Mutex(State())
    private static let pieceRows: Int64 = 2048

    init(_ reader: LedgerReader) throws {
        last = try reader.reading {
            try Int64.fetchOne($0, sql: "SELECT coalesce(max(id), 0) FROM case_record") ?? 0
        }
    }

    /// Takes pieces until none is left.
    func help(_ reader: LedgerReader, progress: (Int) -> Void = { _ in }) {
        do {
            try reader.reading { database in
                let check = try CaseCheck(database, keys: reader.keys)
                while let piece = take() {
                    let report = try check.run(piece)
                    state.withLock { $0.parts.append((piece.lowerBound, report)) }
                    progress(Int(piece.lowerBound * 1000 / max(last, 1)))
                }
            }
        } catch {
            state.withLock { $0.failure = error }
        }
    }

    /// Leaves the rest undone.
    func stop() {
        state.withLock { $0.next = last + 1 }
    }

    /// Adds what was found, in the order of the rows.
    func add(to report: inout LedgerReport) throws {
        let done = state.withLock { $0 }
        if let failure = done.failure { throw failure }
        for part in done.parts.sorted(by: { $0.first < $1.first }) { report.add(part.report) }
    }

    private func take() -> ClosedRange<Int64>? {
        state.withLock { state in
            guard state.next <= last else { return nil }
            let first = state.next
            state.next = min(last, first + CaseWork.pieceRows - 1) + 1
            return first...(state.next - 1)
        }
    }
}
