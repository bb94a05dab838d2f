import Casework
import Contracts
import GRDB

/// Why an item was found.
package enum ShelfMatch: String, Sendable {
    /// The firm's code is the words.
    case code
    /// The document's number is the words.
    case number
    /// The firm's name begins with the words.
    case nameStart
    /// The words stand in the firm's name.
    case namePart
}

/// An item that was found.
package struct ShelfHit: Hashable, Sendable {
    /// The item.
    package let item: ShelfItem
    /// Why it was found.
    package let match: ShelfMatch
}

/// What a search answers.
package enum ShelfAnswer: Hashable, Sendable {
    /// What was found; `hasMore` when there is more than may be shown.
    case found([ShelfHit], hasMore: Bool)
    /// The words are too general; they are not looked for.
    case tooGeneral(Hint)

    /// What to do about words that are too general.
    package enum Hint: String, Sendable {
        /// One character, or none.
        case tooShort
        /// Nothing but words that stand in many names.
        case generalWords
    }
}

/// Words that stand in so many names that they find nothing by themselves. They are data: the configuration's, or these.
package struct GeneralWords: Hashable, Sendable {
    private let words: [String]

    /// Words in any spelling.
    package init(_ words: [String]) {
        self.words = words.map { SubjectName($0).normal }.filter { !$0.isEmpty }.sorted { $0.count > $1.count }
    }

    /// Forms of firms, and what many of them do.
    package static let usual = GeneralWords([
        "有限公司", "有限责任公司", "股份有限公司", "股份公司", "集团", "控股", "公司", "总公司", "分公司", "企业", "合伙企业", "个人独资企业", "个体工商户",
        "专业合作社", "合作社", "工厂", "商店", "门市部", "经营部", "服务部", "中心", "中国", "中华", "食品", "餐饮", "餐厅", "饭店", "酒店", "超市",
        "贸易", "商贸", "科技", "技术", "实业", "投资", "咨询", "管理", "服务", "建设", "建筑", "工程", "装饰", "广告", "传媒", "文化", "教育", "物流",
        "运输",
        "物业", "房地产", "医药", "药店", "药房", "电子", "信息", "网络", "机械", "设备", "材料", "化工", "农业", "发展", "国际", "进出口",
    ])

    /// True when nothing is left of a name in its normal form without these words.
    func cover(_ name: String) -> Bool {
        var rest = name
        for word in words { rest = rest.split(separator: word).joined(separator: "\u{0}") }
        return rest.split(separator: "\u{0}").allSatisfy { $0.count < 2 }
    }
}

/// Search by code, by document number, and by any part of a name.
extension ShelfReader {
    /// Candidates that the index of pairs gives and whose names are compared, at most.
    private static let candidates = 5000
    /// So many of a word's pairs are asked for, the rarest ones.
    private static let askedPairs = 4
    /// A pair that more names have than these is no help.
    private static let mostNames = 100_000

    /// What stands and is meant by these words.
    ///
    /// - Parameters:
    ///   - text: a code, a document number, or two and more characters of a name.
    ///   - limit: hits at most.
    ///   - general: words that find nothing by themselves.
    /// - Returns: what was found with why, or that the words are too general.
    /// - Throws: what SQLite says.
    package func search(_ text: String, limit: Int = 50, general: GeneralWords = .usual) throws -> ShelfAnswer {
        let code = HalfWidth.code(text)
        let name = SubjectName(String(text.prefix(200))).normal
        guard name.count >= 2 else { return .tooGeneral(.tooShort) }
        return try pool.read { database in
            var hits = Hits(limit: limit)
            if code.utf8.count == 18 {
                hits.add(
                    try rows(database, "item.code = ?1 AND item.code <> ''", "item.first DESC", [code], limit), .code)
            }
            let number = ShelfRecord.number(text)
            hits.add(
                try rows(database, "item.number = ?1 AND item.number <> ''", "item.first DESC", [number], limit),
                .number)
            guard hits.isEmpty else { return hits.answer }
            guard !general.cover(name) else { return .tooGeneral(.generalWords) }
            hits.add(
                try rows(
                    database, "item.name >= ?1 AND item.name < ?2 AND item.name <> ''", "item.name, item.first",
                    [name, name + "\u{10FFFF}"], limit), .nameStart)
            guard !hits.isFull else { return hits.answer }
            switch try rarest(database, name) {
            case .pairs(let pairs): hits.add(try parts(database, name, pairs, limit), .namePart)
            case .tooMany where hits.isEmpty: return .tooGeneral(.generalWords)
            case .tooMany: hits.hasMore = true
            case .none: break
            }
            return hits.answer
        }
    }

    private func rows(
        _ database: Database, _ condition: String, _ order: String, _ values: [String], _ limit: Int
    ) throws -> [ShelfItem] {
        try Row.fetchAll(
            database.cachedStatement(
                sql: ShelfReader.select
                    + " WHERE \(condition) AND \(shown(values.count + 1)) ORDER BY \(order) LIMIT \(limit + 1)"
            ), arguments: StatementArguments(values) + [today().dayNumber]
        ).compactMap(item)
    }

    /// Neither hidden nor past its last day; argument `number` is the official day.
    private func shown(_ number: Int) -> String {
        "hidden.item IS NULL AND (item.last_day IS NULL OR item.last_day >= ?\(number))"
    }

    private enum Rarest {
        /// Names have to be looked at that have these pairs.
        case pairs([String])
        /// Every pair of the word is in so many names that to go through them would take too long.
        case tooMany
        /// No name has all pairs of the word.
        case none
    }

    /// The pairs of a word that the fewest names have: names that have them are few, and are then compared themselves.
    private func rarest(_ database: Database, _ name: String) throws -> Rarest {
        let pairs = NamePairs.pairs(of: name)
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT pair, count FROM pair WHERE pair IN (SELECT value FROM json_each(?)) ORDER BY count, pair
                    """), arguments: [JSONValue.array(pairs.map { .string($0) }).text])
        guard let least = rows.first, rows.count == pairs.count else { return .none }
        guard (least[1] as Int) <= ShelfReader.mostNames else { return .tooMany }
        return .pairs(rows.prefix(ShelfReader.askedPairs).map { $0[0] })
    }

    private func parts(
        _ database: Database, _ name: String, _ pairs: [String], _ limit: Int
    ) throws -> [ShelfItem] {
        try Row.fetchAll(
            database.cachedStatement(
                sql: ShelfReader.select + """
                     WHERE item.first IN (
                        SELECT rowid FROM name_pair WHERE name_pair MATCH ?1 ORDER BY rowid DESC
                        LIMIT \(ShelfReader.candidates))
                        AND instr(item.name, ?2) > 0 AND \(shown(3))
                    ORDER BY item.first DESC LIMIT \(limit + limit + 1)
                    """), arguments: [NamePairs.question(pairs), name, today().dayNumber]
        ).compactMap(item)
    }

    private struct Hits {
        let limit: Int
        private var hits: [ShelfHit] = []
        private var seen: Set<UInt64> = []
        var hasMore = false

        init(limit: Int) { self.limit = limit }

        var isEmpty: Bool { hits.isEmpty }
        var isFull: Bool { hits.count >= limit }
        var answer: ShelfAnswer { .found(hits, hasMore: hasMore) }

        mutating func add(_ items: [ShelfItem], _ match: ShelfMatch) {
            for item in items where !seen.contains(item.first) {
                guard !isFull else {
                    hasMore = true
                    return
                }
                seen.insert(item.first)
                hits.append(ShelfHit(item: item, match: match))
            }
        }
    }
}
