import Contracts
import Exchange
import Shelf
import Transparency

/// What the leaves said, and that the public list is the fold of it.
extension FeedCheck {
    /// The newest leaf of a publication.
    struct Standing {
        let index: UInt64
        /// What it said; nil when it was erased, or is not served.
        let record: JSONValue?
        /// Whether it is not served because a later entry ends the publication.
        var isWithheld = false

        var isListed: Bool { record.map { $0["action"] != "withhold" } ?? false }
    }

    /// Opens every leaf; returns the newest one of each publication.
    func contents(
        _ entries: [LogEntry], size: UInt64, _ report: inout Report
    ) async throws -> [CaseID: Standing] {
        var fold: [CaseID: Standing] = [:]
        var withheld: [LogEntry] = []
        var next = 0
        while next < entries.count {
            progress("内容 \(next)/\(entries.count)")
            let page = try await json("/api/v1/log/contents?limit=500&from=\(next)")
            let items = page["items"]?.array ?? []
            guard !items.isEmpty else {
                report.find("第\(next)项起没有内容")
                return fold
            }
            for item in items.prefix(entries.count - next) {
                let entry = entries[next]
                next += 1
                if let end = item.unsigned("ended"), end > entry.index {
                    if end >= size { report.uncovered.insert(entry.publication) } else { withheld.append(entry) }
                    fold[entry.publication] = Standing(index: entry.index, record: nil, isWithheld: true)
                    continue
                }
                let record = open(item, entry, &report)
                // What is erased by law is erased with all that was said before it.
                if record == nil, let before = fold[entry.publication], before.record != nil || before.isWithheld {
                    report.find("\(entry.publication) 第\(entry.index)项的内容缺失，而较早的第\(before.index)项仍在")
                }
                fold[entry.publication] = Standing(index: entry.index, record: record)
            }
        }
        endings(withheld, fold, &report)
        return fold
    }

    /// Whatever is not served because its publication has ended: its newest entry must say so, with its reason.
    private func endings(_ withheld: [LogEntry], _ fold: [CaseID: Standing], _ report: inout Report) {
        for entry in withheld {
            guard let newest = fold[entry.publication], !newest.isWithheld,
                newest.record.map({ !FeedCheck.stands($0) }) ?? true
            else {
                report.find("\(entry.publication) 第\(entry.index)项以公示已经结束为由没有内容，但日志中它没有结束")
                continue
            }
            report.ended += 1
        }
    }

    private func open(_ item: JSONValue, _ entry: LogEntry, _ report: inout Report) -> JSONValue? {
        if item["erased"] == true {
            report.erased += 1
            return nil
        }
        guard let salt = item["salt"]?.string.flatMap({ Base64.decode($0.utf8) }), let text = item["content"]?.string,
            LogEntry.commitment(salt: salt, content: Array(text.utf8)) == entry.commitment
        else {
            report.find("第\(entry.index)项（\(entry.publication)）的内容与条目的承诺不符：内容被改动")
            return nil
        }
        guard let record = FeedCheck.parsed(Array(text.utf8)),
            record["publicationId"]?.string == entry.publication.description
        else {
            report.find("第\(entry.index)项的内容不是\(entry.publication)的公示信息")
            return nil
        }
        report.contents += 1
        if ["withdraw", "stop", "shield"].contains(record["action"]?.string), !FeedCheck.hasReason(record) {
            let isWithdrawn = record["action"] == "withdraw"
            report.find("\(entry.publication) \(isWithdrawn ? "已撤回，但没有公布撤回的原因" : "已停止公示，但没有公布原因")")
        }
        return record
    }

    /// Every item of the list against the fold, and every publication of the fold in the list.
    func list(_ fold: [CaseID: Standing], size: UInt64, _ report: inout Report) async throws {
        var seen: Set<CaseID> = []
        var cursor: String?
        repeat {
            progress("公示列表 \(seen.count)")
            let page = try await json("/api/v1/publications?limit=500" + (cursor.map { "&cursor=\($0)" } ?? ""))
            for item in page["items"]?.array ?? [] {
                guard let id = item["publicationId"]?.string.flatMap({ CaseID($0) }) else {
                    report.find("公示列表中有一项没有公示编号")
                    continue
                }
                if !seen.insert(id).inserted { report.find("\(id) 在公示列表中出现两次") }
                compare(item, id, fold[id], size: size, &report)
            }
            cursor = page["nextCursor"]?.string
        } while cursor != nil
        for (id, standing) in fold.sorted(by: { $0.key < $1.key }) where standing.isListed && !seen.contains(id) {
            report.find("\(id) 在日志第\(standing.index)项中，但公示列表没有它")
        }
    }

    private func compare(
        _ item: JSONValue, _ id: CaseID, _ standing: Standing?, size: UInt64, _ report: inout Report
    ) {
        guard let index = item.unsigned("logIndex"), index < size else {
            // The next checkpoint covers it; whoever lists what is never covered is found by checking again.
            report.uncovered.insert(id)
            return
        }
        guard let standing, standing.index == index else {
            return report.find("\(id) 在公示列表中，但日志中没有它")
        }
        guard let record = standing.record else { return report.find("\(id) 的内容已删除，但仍在公示列表中") }
        if let lastDay = item["lastDay"]?.string {
            // Its period is over, and the letter that stops it is on its way.
            guard FeedCheck.stands(record), ShelfRecord.lastDay(record)?.description == lastDay,
                isOver(record, by: today), item["payload"] == nil
            else { return report.find("\(id) 以公示期届满为由没有内容，但日志第\(standing.index)项不是这样") }
            report.listed += 1
            return
        }
        // Clocks may differ about midnight.
        if FeedCheck.stands(record), isOver(record, by: today.adding(days: -2)) {
            report.find("\(id) 的公示期已经届满，仍在公示列表中")
        }
        let differing = (record.object ?? []).filter { item[$0.name] != $0.value }.map(\.name)
        if !differing.isEmpty {
            report.find("\(id) 的公示内容与日志第\(standing.index)项不符：\(differing.joined(separator: "、"))")
        }
        let added = (item.object ?? []).map(\.name).filter { record[$0] == nil && !FeedCheck.beside.contains($0) }
        if !added.isEmpty { report.find("\(id) 的公示内容多出日志没有的字段：\(added.joined(separator: "、"))") }
        if differing.isEmpty && added.isEmpty { report.listed += 1 }
    }

    /// Whether the last day of what stands lies before a day, or is that day: the feed's clock may be ahead.
    func isOver(_ record: JSONValue, by day: CivilDate) -> Bool {
        ShelfRecord.lastDay(record).map { $0 <= day } ?? false
    }

    /// What the list says beside the record: it follows from the directory and the log.
    private static let beside: Set<String> = ["effectiveAt", "responsibleAgency", "logIndex"]

    /// The proofs that the feed gives for single items, of some of them.
    func proofs(_ fold: [CaseID: Standing], _ report: inout Report) async throws {
        for (id, standing) in fold.sorted(by: { $0.key < $1.key }).prefix(20) {
            progress("存在证明")
            let proof = try await json("/api/v1/publications/\(id)/proof")
            let path = (proof["path"]?.array ?? []).compactMap {
                $0.string.flatMap { Base64.decode($0.utf8) }.flatMap { Digest(bytes: $0) }
            }
            guard let note = proof["checkpoint"]?.string.flatMap({ SignedNote($0) }), let checkpoint = read(note),
                let leaf = proof["leaf"]?.string.flatMap({ Base64.decode($0.utf8) }),
                let entry = LogEntry(bytes: leaf), entry.publication == id, entry.index >= standing.index,
                LogCheck.isIncluded(
                    LogHash.leaf(leaf), at: entry.index, size: checkpoint.size, root: checkpoint.root, path: path)
            else {
                report.find("\(id) 的存在证明不成立")
                continue
            }
        }
    }

    func json(_ path: String) async throws -> JSONValue {
        guard let value = FeedCheck.parsed(try await fetch(path)) else { throw FeedCheckFault(path: path) }
        return value
    }

    private static func parsed(_ bytes: [UInt8]) -> JSONValue? {
        do throws(JSONFailure) {
            return try JSONValue.parse(bytes)
        } catch {
            return nil
        }
    }
}

/// The feed answered something that is no JSON.
package struct FeedCheckFault: Error, CustomStringConvertible {
    let path: String

    package var description: String { "对 \(path) 的答复不是JSON：请核对地址" }
}
