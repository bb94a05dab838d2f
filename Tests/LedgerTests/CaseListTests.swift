import Casework
import Contracts
import Foundation
import GRDB
import Ledgers
import Offices
import Testing

/// Work lists: filters alone and in pairs, orders, pages and counts.
@Suite struct CaseListTests {
    private let folder: Folder
    private let ledger: SQLiteLedger

    init() throws {
        folder = try Folder()
        ledger = try SQLiteLedger(Scene.options(folder.path("office.ledger")))
        try CaseListTests.stock(ledger)
    }

    /// Ninety cases of three offices in the tax office's ledger, no two filters leaving the same.
    private static func stock(_ ledger: SQLiteLedger) throws {
        var commit = Scene.commit()
        commit.settings = [(.office, Scene.tax.description)]
        try ledger.apply(commit)
        commit = Scene.commit(1)
        commit.cases = try (0..<90).map { try file($0) }
        try ledger.apply(commit)
    }

    private static func file(_ number: Int, state: String? = nil) throws -> CaseFile {
        let owner = [Scene.tax, Scene.market, Scene.police][number % 3]
        let receiver = number % 2 == 0 ? Scene.tax : Scene.police
        let kind: CaseKind = [.referral, .assistance, .slip][number / 3 % 3]
        let opened = Scene.start + .hours(24 * Int64(number % 30))
        let due = opened + .hours(24 * Int64(number % 7 + 2))
        let deadline: JSONValue = JSONValue.members([
            ("key", "accept"), ("rule", "AP-01"), ("ruleSet", "r1"), ("start", .string(opened.description)),
            ("due", .string(due.description)), ("holder", .string(receiver.description)),
            ("setBy", .string(owner.description)), ("rungs", []), ("status", "running"),
        ])
        let copies: [JSONValue] = number % 5 == 0 ? [.string(Scene.tax.description)] : []
        let facts: JSONValue = [
            "recipients": [.string(receiver.description)], "cc": .array(copies),
            "subject": ["name": .string("成都示例食品\(number % 4)有限公司")],
        ]
        let states: [CaseKind: [String]] = [
            .referral: ["sent", "delivered", "closed"], .assistance: ["sent", "delivered", "closed"],
            .slip: ["sent", "answered", "recalled"],
        ]
        let updated = opened + .hours(Int64(number % 11))
        let deadlines: [JSONValue] = number % 4 == 3 ? [] : [deadline]
        let name = state ?? states[kind]?[number / 9 % 3] ?? "sent"
        var json = try Scene.file(Scene.caseID(number, of: owner), kind, facts: facts).json
        json = json.setting("state", .string(name)).setting("deadlines", .array(deadlines))
        json = json.setting("subject", .string("9151010\(number % 6)MA6TESTX0N"))
        json = json.setting("openedAt", .string(opened.description)).setting("updatedAt", .string(updated.description))
        return try #require(CaseFile(json: json))
    }

    private typealias Change = (name: String, set: @Sendable (inout CaseListFilter) -> Void)

    private static let changes: [Change] = [
        ("kind", { $0.kinds = [.referral] }), ("two kinds", { $0.kinds = [.slip, .assistance] }),
        ("state", { $0.states = [StateOfKind(.referral, "sent")] }),
        (
            "states",
            {
                $0.states = [
                    StateOfKind(.referral, "sent"), StateOfKind(.slip, "answered"), StateOfKind(.slip, "sent"),
                ]
            }
        ),
        ("sent", { $0.sides = [.sent] }), ("received or copied", { $0.sides = [.received, .copied] }),
        ("turn", { $0.actors = [.handler] }), ("subject", { $0.subject = "91510103MA6TESTX0N" }),
        ("name", { $0.name = "成都示例食品2有限责任公司" }), ("nobody", { $0.name = "成都没有此名有限公司" }),
        ("party", { $0.party = Scene.market }),
        (
            "opened",
            { $0.opened = MomentRange(from: Scene.start + .hours(24 * 10), before: Scene.start + .hours(24 * 20)) }
        ),
        ("updated", { $0.updated = MomentRange(from: Scene.start + .hours(24 * 15)) }),
        ("due", { $0.due = MomentRange(before: Scene.start + .hours(24 * 12)) }),
    ]

    /// What a filter means, said once more and slowly.
    private static func passes(_ filter: CaseListFilter, _ file: CaseFile) -> Bool {
        let facet = CaseFacet(file, at: Scene.tax)
        func lies(_ moment: Moment?, _ range: MomentRange) -> Bool {
            guard range.isSet else { return true }
            guard let moment else { return false }
            return range.from.map { $0 <= moment } ?? true && range.before.map { moment < $0 } ?? true
        }
        let name = SubjectName(file.subjectNames.first ?? "").core
        let checks: [Bool] = [
            filter.kinds.isEmpty || filter.kinds.contains(file.kind),
            filter.states.isEmpty || filter.states.contains(StateOfKind(file.kind, file.state)),
            filter.sides.isEmpty || filter.sides.contains(facet.side),
            filter.actors.isEmpty || !filter.actors.isDisjoint(with: facet.actors),
            filter.subject == nil || filter.subject == file.subject,
            filter.name.map { SubjectName($0).core == name } ?? true,
            filter.party.map { facet.parties.contains($0) } ?? true,
            lies(file.openedAt, filter.opened), lies(file.updatedAt, filter.updated), lies(facet.due, filter.due),
        ]
        return checks.allSatisfy { $0 }
    }

    private func pages(_ filter: CaseListFilter, _ order: CaseListOrder, by size: Int) throws -> [CaseLine] {
        var lines: [CaseLine] = []
        var cursor: CaseListCursor?
        while true {
            let page = try ledger.reader.caseList(filter, in: .office, by: order, behind: cursor, limit: size)
            lines += page
            guard page.count == size, let last = page.last else { return lines }
            cursor = CaseListCursor(last.cursor.description)
        }
    }

    @Test(
        "Whichever way into a list is taken, every pair of filters gives the same pages in every order",
        arguments: [(0, 200, 200), (0, 7, 200), (0, 7, 0), (5, 3, 20)], [0, 120])
    func ways(_ counts: (few: Int, walked: Int, sorted: Int), ranges: Int) throws {
        let bounds = CaseListBounds(few: counts.few, walked: counts.walked, sorted: counts.sorted, ranges: ranges)
        for (place, first) in CaseListTests.changes.enumerated() {
            for second in CaseListTests.changes[place...] {
                var filter = CaseListFilter()
                first.set(&filter)
                second.set(&filter)
                let column = CaseListOrder.Column.allCases[place % CaseListOrder.Column.allCases.count]
                for column in Set([column, .learnt]) {
                    let order = CaseListOrder(column, isDescending: place % 2 == 0)
                    let whole = try ledger.reader.caseList(filter, in: .office, by: order, limit: 200)
                    let other = try ledger.reader.caseList(filter, in: .office, by: order, limit: 200, bounds: bounds)
                    #expect(other == whole, "\(first.name), \(second.name), \(order)")
                    guard whole.count > 4 else { continue }
                    let page = try ledger.reader.caseList(
                        filter, in: .office, by: order, behind: whole[1].cursor, limit: 3, bounds: bounds)
                    #expect(page == Array(whole[2..<min(5, whole.count)]), "\(first.name), \(second.name), \(order)")
                }
            }
        }
    }

    @Test("Every filter alone and every pair of filters lets pass what it says, and its counts add up")
    func filters() throws {
        let files = try (0..<90).map { try CaseListTests.file($0) }
        var seen = 0
        for (place, first) in CaseListTests.changes.enumerated() {
            for second in CaseListTests.changes[place...] {
                var filter = CaseListFilter()
                first.set(&filter)
                second.set(&filter)
                let expected = files.filter { CaseListTests.passes(filter, $0) }
                let lines = try ledger.reader.caseList(filter, in: .office, limit: 200)
                #expect(Set(lines.map(\.id)) == Set(expected.map(\.id)), "\(first.name), \(second.name)")
                let counts = try ledger.reader.caseCounts(filter, in: .office)
                #expect(counts.isExact && counts.total == expected.count, "\(first.name), \(second.name)")
                for part in counts.parts {
                    let inPart = expected.count { $0.kind == part.kind && $0.state == part.state }
                    #expect(part.count == inPart, "\(first.name), \(second.name): \(part)")
                }
                seen += expected.count
            }
        }
        #expect(seen > 200)
    }

    @Test(
        "Pages in every order neither skip nor repeat a case", arguments: CaseListOrder.Column.allCases, [true, false])
    func orders(_ column: CaseListOrder.Column, isDescending: Bool) throws {
        let order = CaseListOrder(column, isDescending: isDescending)
        let all: [Change] = [("all", { _ in })]
        for change in CaseListTests.changes + all {
            var filter = CaseListFilter()
            change.set(&filter)
            let whole = try ledger.reader.caseList(filter, in: .office, by: order, limit: 200)
            #expect(try pages(filter, order, by: 7) == whole, "\(change.name)")
            #expect(Set(whole.map(\.id)).count == whole.count)
        }
        let whole = try ledger.reader.caseList(CaseListFilter(), in: .office, by: order, limit: 200)
        #expect(whole.count == 90)
        let isSorted = zip(whole, whole.dropFirst()).allSatisfy { first, second in
            let (low, high) = isDescending ? (second, first) : (first, second)
            return CaseListTests.isBefore(low, high, column)
        }
        #expect(isSorted)
    }

    private static func isBefore(_ low: CaseLine, _ high: CaseLine, _ column: CaseListOrder.Column) -> Bool {
        func key(_ line: CaseLine) -> String { "\(line.kind.rawValue) \(line.side.rawValue) \(line.state)" }
        return switch column {
        case .learnt: true
        case .kind: key(low) <= key(high)
        case .subject: low.subject <= high.subject
        case .opener: low.id.office <= high.id.office
        case .opened: low.openedAt <= high.openedAt
        case .updated: low.updatedAt <= high.updatedAt
        case .due: low.due?.milliseconds ?? .max <= high.due?.milliseconds ?? .max
        }
    }

    @Test("An officer of a part of the region counts what that part's list shows, under every filter")
    func regions() throws {
        var seen = 0
        for stem in ["510102", "510103", "510199", "510100"] {
            let scope = Scope.region(try #require(RegionCode(stem)))
            let all: [Change] = [("all", { _ in })]
            for change in CaseListTests.changes + all {
                var filter = CaseListFilter()
                change.set(&filter)
                let lines = try ledger.reader.caseList(filter, in: scope, limit: 200)
                let whole = try ledger.reader.caseList(filter, in: .office, limit: 200)
                #expect(lines == whole.filter { scope.covers($0.id, subject: $0.subject) }, "\(stem), \(change.name)")
                for (few, walked, sorted) in [(0, 7, 200), (0, 7, 0)] {
                    let bounds = CaseListBounds(few: few, walked: walked, sorted: sorted, ranges: 0)
                    let other = try ledger.reader.caseList(filter, in: scope, limit: 200, bounds: bounds)
                    #expect(other == lines, "\(stem), \(change.name)")
                }
                let counts = try ledger.reader.caseCounts(filter, in: scope)
                #expect(counts.isExact && counts.total == lines.count, "\(stem), \(change.name)")
                seen += lines.count
            }
        }
        #expect(seen > 200)
    }

    @Test("A case that moves is counted where it goes, and a file that was written before is indexed at the next start")
    func moves() throws {
        var filter = CaseListFilter()
        filter.states = [StateOfKind(.referral, "closed")]
        let before = try ledger.reader.caseCounts(filter, in: .office).total
        var commit = Scene.commit(9)
        commit.cases = [try CaseListTests.file(0, state: "closed")]
        try ledger.apply(commit)
        #expect(try ledger.reader.caseCounts(filter, in: .office).total == before + 1)
        #expect(try ledger.reader.caseCounts(CaseListFilter(), in: .office).total == 90)
        // What was open is nobody's turn any more, and is registered elsewhere by now.
        commit = Scene.commit(10)
        commit.cases = try (0..<90).map { number in
            let json = try CaseListTests.file(number, state: number % 4 == 1 ? "closed" : nil).json
            return try #require(CaseFile(json: json.setting("subject", .string("9151010\(number % 5)MA6TESTX0N"))))
        }
        try ledger.apply(commit)
        for scope in [Scope.office, .region(try #require(RegionCode("510104")))] {
            for change in CaseListTests.changes {
                var filter = CaseListFilter()
                change.set(&filter)
                let lines = try ledger.reader.caseList(filter, in: scope, limit: 200)
                #expect(try ledger.reader.caseCounts(filter, in: scope).total == lines.count, "\(change.name)")
            }
        }
    }

    @Test("Rows that somebody took away are there again when the tables of the workflows change")
    func madeAnew() throws {
        let folder = try Folder()
        let path = folder.path("office.ledger")
        do { try CaseListTests.stock(try SQLiteLedger(Scene.options(path))) }
        try DatabaseQueue(path: path).write { database in
            try database.execute(
                sql: "DELETE FROM case_facet; DELETE FROM case_party; UPDATE facet_work SET form = 'older'")
        }
        let reader = try SQLiteLedger(Scene.options(path)).reader
        #expect(try reader.caseCounts(CaseListFilter(), in: .office).total == 90)
        for change in CaseListTests.changes {
            var filter = CaseListFilter()
            change.set(&filter)
            #expect(
                try reader.caseList(filter, in: .office, limit: 200).map(\.id)
                    == ledger.reader.caseList(filter, in: .office, limit: 200).map(\.id))
        }
    }

    @Test("It is an office's turn when it owes something or nobody does, and never where nothing goes on")
    func turns() throws {
        for number in 0..<90 {
            let file = try CaseListTests.file(number)
            let facet = CaseFacet(file, at: Scene.tax)
            let holders = Set(file.openDeadlines.compactMap(\.holder))
            if !facet.actors.isEmpty { #expect(holders.isEmpty || holders.contains(Scene.tax)) }
            if facet.side == .copied { #expect(facet.actors.isEmpty) }
            if ["closed", "recalled"].contains(file.state) {
                #expect(facet.actors.isEmpty, "\(file.kind) \(file.state)")
            }
        }
        let received = try CaseListTests.file(10)
        #expect(CaseFacet(received, at: Scene.tax).side == .received)
    }
}
