import Contracts
import Foundation
import GRDB
import Transparency

/// Writes the shelf from the log: the leaves in the order of their places, each batch in one transaction with the place and
/// the roots up to it. It is the only writer.
package struct ShelfProjector: Sendable {
    /// What one step did.
    package struct Progress: Hashable, Sendable {
        /// Leaves that the shelf has now.
        package let size: UInt64
        /// Whether anything changed.
        package let isChanged: Bool
        /// Whether more can be read at once.
        package let hasMore: Bool
        /// What changed.
        package let touched: ShelfTouched
        /// Whether contents were erased in the log since the step before.
        package let hasErased: Bool
    }

    /// The log is not the one that the shelf was made from: it must be made anew.
    package struct Disagreement: Error, CustomStringConvertible {
        /// The place at which it showed.
        package let place: UInt64

        package var description: String {
            "the public log has not the leaf \(place) where the shelf expects it: start again, the shelf is made anew"
        }
    }

    private let file: ShelfFile
    private let source: any ShelfSource
    private let batch: Int

    /// Leaves without content that one step asks for again.
    private static let absentPerStep = 100
    /// Waiting events that one step looks at; what waits behind them is hidden when they have got their places.
    private static let waitingPerStep = 10_000

    /// A projector over a log.
    package init(file: ShelfFile, source: some ShelfSource, batch: Int = 2000) {
        self.file = file
        self.source = source
        self.batch = batch
    }

    /// Reads what is new: leaves, waiting events, erasures, contents that came late.
    ///
    /// - Parameter looksForErasures: whether something may have been erased since the last look; to look costs a walk over
    ///   all cases.
    /// - Returns: what was done.
    /// - Throws: `Disagreement`, and what SQLite or the log says.
    package func step(looksForErasures: Bool = true) throws -> Progress {
        guard let before = try file.pool.read({ try ShelfMark($0) }) else { throw Disagreement(place: 0) }
        let waiting = try source.waiting(limit: ShelfProjector.waitingPerStep)
        let erasures =
            looksForErasures
            ? try source.erasures(since: before.erasedAt) : ShelfErasures(publications: [], latest: before.erasedAt)
        let entries = try source.entries(from: before.frontier.size, limit: batch)
        let late = try lateContents(from: before.absentFrom)
        var mark = before
        let shown = ShelfProjector.digest(of: waiting)
        if entries.isEmpty, late.isEmpty, before.absentFrom == 0, erasures.publications.isEmpty, shown == before.waiting
        {
            return Progress(
                size: before.frontier.size, isChanged: false, hasMore: false, touched: ShelfTouched(), hasErased: false)
        }
        var isChanged = false
        var isErased = false
        var touched = ShelfTouched()
        try file.pool.write { database in
            let writer = ShelfWriter(database)
            defer { touched = writer.touched }
            for entry in entries {
                guard entry.entry.index == mark.frontier.size else { throw Disagreement(place: mark.frontier.size) }
                try writer.append(entry)
                mark.frontier.append(entry.entry.hash)
            }
            isChanged = !entries.isEmpty
            if try fill(late, writer) { isChanged = true }
            isErased = try erase(erasures, writer)
            isChanged = isChanged || isErased
            // A leaf that is new may be of an item that is hidden, and a hidden one need not be here yet.
            if shown != before.waiting || (!entries.isEmpty && !waiting.isEmpty) {
                try writer.hide(waiting)
                isChanged = true
            }
            try writer.writeCounts()
            mark.waiting = shown
            mark.erasedAt = max(mark.erasedAt, erasures.latest)
            mark.absentFrom = late.last.map { $0.entry.index + 1 } ?? 0
            if isChanged || mark.absentFrom != before.absentFrom || mark.erasedAt != before.erasedAt {
                try mark.write(database)
            }
        }
        let hasErased = !erasures.publications.isEmpty && (isErased || mark.erasedAt != before.erasedAt)
        if hasErased { try scrub() }
        return Progress(
            size: mark.frontier.size, isChanged: isChanged,
            hasMore: entries.count == batch || late.contains { $0.content != nil }, touched: touched,
            hasErased: hasErased)
    }

    /// Reads until nothing is left to read; returns how many leaves the shelf has, nil when it was told to stop before.
    @discardableResult
    package func catchUp(while goesOn: () -> Bool = { true }) throws -> UInt64? {
        var progress = try step()
        while progress.hasMore {
            guard goesOn() else { return nil }
            progress = try step(looksForErasures: false)
        }
        return progress.size
    }

    private static func digest(of waiting: [ShelfWaiting]) -> [UInt8] {
        guard !waiting.isEmpty else { return [] }
        return Digest.sha256(
            waiting.flatMap { Array("\($0.publication)\n".utf8) + ($0.content.map { Digest.sha256($0).bytes } ?? [0]) }
        ).bytes
    }

    // MARK: Contents that come late, and that go

    /// Leaves whose content was not there when they were read, as they are now: a round over all of them, some in a step.
    private func lateContents(from place: UInt64) throws -> [ShelfEntry] {
        let places = try file.pool.read { database in
            try Int64.fetchAll(
                database.cachedStatement(
                    sql: "SELECT place FROM entry WHERE record IS NULL AND place >= ? ORDER BY place LIMIT ?"),
                arguments: [Int64(place), ShelfProjector.absentPerStep])
        }
        return try places.compactMap { try source.entry(at: UInt64($0)) }
    }

    private func fill(_ late: [ShelfEntry], _ writer: ShelfWriter) throws -> Bool {
        let here = late.filter { $0.content != nil }
        for entry in here {
            try writer.rewrite(entry.entry.publication) { $0 == entry.entry.index ? .some(entry.content) : nil }
        }
        return !here.isEmpty
    }

    private func erase(_ erasures: ShelfErasures, _ writer: ShelfWriter) throws -> Bool {
        var isChanged = false
        for publication in erasures.publications {
            let gone = try writer.places(of: publication).filter { try source.entry(at: $0)?.content == nil }
            if try writer.rewrite(publication, { gone.contains($0) ? .some(nil) : nil }) { isChanged = true }
        }
        return isChanged
    }

    /// Takes the last copies of what was erased out of the index of names and the log beside the file.
    private func scrub() throws {
        try file.pool.writeWithoutTransaction { database in
            try database.execute(sql: "INSERT INTO name_pair (name_pair) VALUES ('optimize')")
            try database.checkpoint(.truncate)
        }
    }
}
