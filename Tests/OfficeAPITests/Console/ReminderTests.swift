import Casework
import Contracts
import Ledgers
import Testing
import Web
import Workers

/// The log of reminders, and the office's own terms by officer.
@Suite(.timeLimit(.minutes(20))) struct ReminderTests {
    private let scene: Neighbours

    init() throws { scene = try Neighbours() }

    /// A case whose terms began half a year ago, and a request of which the police are reminded.
    private func stock() async throws {
        _ = try await scene.market.desk.open(.handoff, "suspectCrime", Sample.crime, as: .handler)
        let id = try await scene.market.desk.open(
            .assistance, "draft", Sample.assistance(to: [Province.police]), as: .handler)
        let sent = try await scene.market.desk.order(
            .assistance, "send", ["documentNo": "成市监协〔2026〕1号"], on: id, as: .headPrincipal)
        try #require(sent.status == 200, "\(sent.text)")
        // Nobody is reminded of what has not come yet.
        try await eventually("the request has come and the police are reminded") {
            let reminder: JSONValue = ["office": .string(Province.police), "text": "请尽快答复", "channel": "letter"]
            return try await scene.market.desk.order(.assistance, "remind", reminder, on: id, as: .headPrincipal).status
                == 200
        }
        while try await scene.market.runtime.tick() {}
        try await eventually("the reminder has come") {
            let told = try scene.police.reader.reminders(.heard, in: .office, limit: 10).rows
            let sent = try scene.market.reader.reminders(.told, in: .office, limit: 10).rows
            let rang = try scene.market.reader.reminders(.rang, in: .office, limit: 10).rows
            return !told.isEmpty && sent.contains { $0.isDeliveredReminder } && !rang.isEmpty
        }
    }

    private func lines(_ page: ReadPage) -> Int { page.html.matches(of: /<td data-label="方式"/).count }

    @Test("Each reminder stands in the log with when, what, to whom and whether it arrived")
    func log() async throws {
        try await scene.run {
            try await stock()
            let head = scene.market.desk.as(.headPrincipal)
            let all = try await head.page("/deadlines/reminders")
            try #require(all.answer.status == 200, "\(all.html)")
            let kinds = try await ReminderRow.Kind.allCases.asyncMap { kind in
                try await lines(head.page("/deadlines/reminders?kind=\(kind.rawValue)"))
            }
            #expect(kinds.reduce(0, +) == lines(all) && kinds[0] > 0 && kinds[1] > 0)
            let told = try await head.page("/deadlines/reminders?kind=told")
            #expect(told.html.contains("协查催办") && told.html.contains("市公安局") && told.html.contains("已送达"))
            #expect(told.html.contains("调取&lt;b&gt;登记") && !told.html.contains("<b>登记"))
            let rang = try await head.page("/deadlines/reminders?kind=rang")
            #expect(rang.html.contains("市市场监管局") || rang.html.contains("市场监"))
            let heard = try await scene.police.desk.as(.headPrincipal).page("/deadlines/reminders?kind=heard")
            #expect(heard.html.contains("协查催办") && lines(heard) == 1)
        }
    }

    @Test("The pages of the log go on behind each other, and lose nothing")
    func paging() async throws {
        try await scene.run {
            try await stock()
            let all = try scene.market.reader.reminders(in: .office, limit: 500)
            #expect(all.next == nil && all.rows.map(\.sequence) == all.rows.map(\.sequence).sorted(by: >))
            var found: [ReminderRow] = []
            var before: Int64?
            repeat {
                let page = try scene.market.reader.reminders(in: .office, before: before, limit: 1)
                found += page.rows
                before = page.next
            } while before != nil && found.count <= all.rows.count
            #expect(found == all.rows)
            let region = try #require(RegionCode("510105"))
            #expect(try scene.market.reader.reminders(in: .region(region), limit: 500).rows.isEmpty)
        }
    }

    @Test("Terms by officer add up to the office's own, and lead to their list")
    func people() async throws {
        for _ in 0..<2 {
            let id = try await scene.market.desk.open(.handoff, "suspectCrime", Sample.crime, as: .handler)
            _ = try await scene.market.desk.order(.handoff, "submitReport", Sample.report, on: id, as: .handler)
        }
        let head = scene.market.desk.as(.headPrincipal)
        let page = try await head.page("/deadlines/people")
        try #require(page.answer.status == 200, "\(page.html)")
        let totals = page.html.matches(of: /<td data-label="共" class="number">([0-9]+)<\/td>/).compactMap { Int($0.1) }
        let own = try await head.page("/deadlines?holder=own").figures["未办结期限"].flatMap { Int($0.count) }
        #expect(totals.reduce(0, +) == own && own ?? 0 > 0)
        let handler = try scene.market.person(.handler).account
        let list = try await head.page("/deadlines/people?officer=\(handler)")
        #expect(list.html.matches(of: /<td data-label="届满"/).count == totals.max())
        #expect(try await head.page("/deadlines?holder=own").html.contains("经办："))
    }

    @Test(
        "Who does not oversee terms sees neither the log nor the officers",
        arguments: ["/deadlines/reminders", "/deadlines/people"])
    func roles(path: String) async throws {
        for role in Role.allCases where scene.market.desk.tokens[role.rawValue] != nil {
            let may = Right.overseeDeadlines.roles.contains(role)
            #expect(try await scene.market.desk.as(role).page(path).answer.status == (may ? 200 : 403), "\(role)")
            guard Right.seeDeadlines.roles.contains(role) else { continue }
            #expect(
                try await scene.market.desk.as(role).page("/deadlines").html.contains("href=\"\(path)\"") == may,
                "\(role)")
        }
    }
}

extension ReminderRow {
    /// Whether it is a reminder by an officer that the other office has acknowledged.
    fileprivate var isDeliveredReminder: Bool {
        guard case .told(let type, let to, let at) = act else { return false }
        return type.name == "assist.reminder" && to?.description == Province.police && at != nil
    }
}

extension Sequence where Self: Sendable {
    fileprivate func asyncMap<Value>(_ change: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await change(element)) }
        return values
    }
}
