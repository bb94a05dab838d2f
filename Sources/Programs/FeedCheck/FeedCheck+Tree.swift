import Contracts
import Transparency

/// The tree: every entry hashed, every tile compared, the root against the signed one.
extension FeedCheck {
    func tree(_ checkpoint: LogCheckpoint, _ report: inout Report) async throws -> [LogEntry] {
        var entries: [LogEntry] = []
        var frontier = LogFrontier()
        var open: [LogGrowth.Place: [Digest]] = [:]
        while frontier.size < checkpoint.size {
            progress("条目 \(frontier.size)/\(checkpoint.size)")
            let left = checkpoint.size - frontier.size
            guard let tile = LogTile(level: 0, index: frontier.size / 256, count: Int(min(256, left))) else { break }
            guard let bundle = LogBytes.entries(try await fetch("/log/" + tile.entriesPath)),
                bundle.count == tile.count
            else {
                report.find("\(tile.entriesPath) 不是\(tile.count)个条目")
                return []
            }
            let hashes = bundle.map { LogHash.leaf($0) }
            for changed in LogGrowth.tiles(appending: hashes, to: frontier.size, stored: { open[$0] ?? [] }) {
                open[changed.place] = changed.hashes
                guard changed.hashes.count == 256 else { continue }
                open[changed.place] = nil
                try await compare(changed.place, changed.hashes, &report)
            }
            for bytes in bundle {
                guard let entry = LogEntry(bytes: bytes), entry.index == frontier.size else {
                    report.find("第\(frontier.size)项不是日志条目，或者序号不符")
                    return []
                }
                frontier.append(entry.hash)
                entries.append(entry)
            }
        }
        for (place, hashes) in open.sorted(by: { $0.key < $1.key }) { try await compare(place, hashes, &report) }
        report.leaves = entries.count
        if frontier.root != checkpoint.root {
            report.find("条目的树根是\(frontier.root)，检查点签署的是\(checkpoint.root)：日志被改动")
        }
        return entries
    }

    private func compare(_ place: LogGrowth.Place, _ hashes: [Digest], _ report: inout Report) async throws {
        guard let tile = LogTile(level: place.level, index: place.index, count: hashes.count) else { return }
        let served = LogBytes.hashes(try await fetch("/log/" + tile.path))
        if served != hashes { report.find("\(tile.path) 与条目的哈希不符：日志被改动") }
    }
}
