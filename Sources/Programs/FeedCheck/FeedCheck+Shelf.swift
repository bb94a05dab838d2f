import Contracts
import Exchange
import Transparency

/// What the feed answers beside its list is the same fold: what changed, what stands, and single items.
extension FeedCheck {
    /// Pages through what changed: each publication once, at its newest place, in the order of the log.
    func changes(_ fold: [CaseID: Standing], size: UInt64, _ report: inout Report) async throws {
        var after: String?
        var last: UInt64?
        var seen: Set<CaseID> = []
        while true {
            progress("变动 \(seen.count)")
            let page = try await json("/api/v1/changes?limit=500" + (after.map { "&after=\($0)" } ?? ""))
            for item in page["items"]?.array ?? [] {
                guard let id = item["publicationId"]?.string.flatMap({ CaseID($0) }) else { continue }
                seen.insert(id)
                guard let index = item.unsigned("logIndex") else { continue }
                if let last, index <= last { report.find("\(id) 在变动中的次序不对：第\(index)项在第\(last)项之后") }
                last = index
                guard index < size else { continue }
                if fold[id]?.index != index { report.find("\(id) 在变动中是第\(index)项，日志中最近的不是这一项") }
            }
            guard let next = page["nextCursor"]?.string, next != after else { break }
            after = next
        }
        for (id, standing) in fold.sorted(by: { $0.key < $1.key }) where !seen.contains(id) {
            report.find("\(id) 在日志第\(standing.index)项中，但变动中没有它")
        }
    }

    /// The number of what stands is that of the fold; compared when the feed counted the same leaves.
    func counts(_ fold: [CaseID: Standing], size: UInt64, _ report: inout Report) async throws {
        progress("统计")
        let statistics = try await json("/api/v1/statistics")
        guard statistics.unsigned("place") == size, report.uncovered.isEmpty else { return }
        let shown = fold.values.compactMap(\.record).filter(FeedCheck.stands)
        // Of those whose period ends about now the clocks decide.
        let ending = shown.filter { isOver($0, by: today) }.count
        let told = statistics.unsigned("standing").map { Int(clamping: $0) } ?? -1
        if !(shown.count - ending...shown.count).contains(told) {
            report.find("统计的现行公示信息与日志不符：日志中有\(shown.count)条")
        }
    }

    /// Whether a record is shown: with its payload, and on a channel where records name them.
    static func stands(_ record: JSONValue) -> Bool {
        guard record["payload"] != nil, let channels = record["channels"]?.array else {
            return record["payload"] != nil
        }
        return channels.contains { $0["standing"] == "published" }
    }

    /// Whatever ended tells why: a withdrawal, a stop, a shield.
    static func hasReason(_ record: JSONValue) -> Bool {
        let isTold = { (name: String) in record[name]?.string?.isEmpty == false }
        return record["action"] == "withdraw" ? isTold("reasonCode") && isTold("reason") : isTold("reasonCode")
    }
}
