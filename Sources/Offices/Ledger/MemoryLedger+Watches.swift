import Casework
package import Contracts

extension MemoryLedger {
    /// Something that a watch list tells.
    package struct WatchEvent: Hashable, Sendable {
        /// The list.
        package let watch: LetterID
        /// The entry.
        package let entry: CaseID
        /// Its version since.
        package let version: UInt64
        /// What became of it.
        package let change: ListChange
        /// Official time.
        package let at: Moment
    }

    /// Takes over which lists are watched.
    mutating func writeWatches(_ commit: Commit) {
        for change in commit.watches {
            switch change {
            case .saved(let list): watches[list.id] = list
            case .ended(let id): watches[id] = nil
            }
        }
        for row in commit.heard { heard[row.office] = row }
    }

    /// Tells those who watch the subject of an entry that it moved.
    mutating func noteWatches(_ before: ListStanding?, _ after: ListStanding, _ file: CaseFile, at moment: Moment) {
        let subjects = [file.subject] + file.responsibleTokens
        for id in watches.keys.sorted() where watches[id]?.subjects.contains(where: subjects.contains) ?? false {
            watchEvents.append(
                WatchEvent(
                    watch: id, entry: after.entry, version: after.version, change: ListChange(from: before, to: after),
                    at: moment))
        }
    }
}
