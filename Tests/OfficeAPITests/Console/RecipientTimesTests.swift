import Casework
import Contracts
import Offices
import Testing
import Workers

/// What the sender of a case sees of each recipient, by the clock (practice 7.15).
@Suite(.timeLimit(.minutes(20))) struct RecipientTimesTests {
    private static let offices = [Province.police, Province.tax]
    /// From the act to what the sender sees.
    private static let bound = Duration.seconds(5)

    private let province: Province
    private let market: OpenOffice
    private let recipients: [OpenOffice]

    init() throws {
        let province = try Province()
        self.province = province
        market = try province.open(Province.market)
        recipients = try RecipientTimesTests.offices.map { try province.open($0) }
    }

    /// The row of a recipient on the sender's page: state, delivery, acts.
    private func row(_ id: String, of office: OpenOffice, at seat: Seat) async throws -> [String] {
        let page = try await seat.page("/cases/\(id)").text
        let table = page.components(from: "aria-labelledby=\"to-h\"").first?.components(to: "</table>") ?? ""
        let directory = await market.runtime.snapshot().directory
        let name = try #require(directory?.office(office.id)?.profile.name)
        let rows = table.components(from: "<tr>").map { $0.components(to: "</tr>") }
        let row = rows.first { $0.contains(name) } ?? ""
        return row.components(from: "<td ").map { cell in
            cell.components(to: "</td>").components(from: ">").first.map { $0.components(to: "<") } ?? ""
        }
    }

    /// Does something at an office; the sender's page must say so within the bound.
    private func sees(
        _ id: String, _ office: OpenOffice, at seat: Seat, _ holds: @escaping @Sendable ([String]) -> Bool,
        after act: () async throws -> Void
    ) async throws {
        try await act()
        let begun = ContinuousClock.now
        try await eventually("the sender sees what \(office.id) did") {
            let row = try await row(id, of: office, at: seat)
            return row.count == 4 && holds(row)
        }
        let taken = ContinuousClock.now - begun
        #expect(taken <= RecipientTimesTests.bound, "\(office.id): \(taken)")
    }

    @Test("Who sends a referral to two offices sees within five seconds when each has got, opened and accepted it")
    func times() async throws {
        try await province.run([market] + recipients) {
            let seat = try await Seat(market, .handler)
            let body = Sample.referral.setting(
                "recipients", .array(RecipientTimesTests.offices.map { .string($0) }))
            let id = try await market.desk.open(.referral, "draft", body, as: .handler)
            try await order("approve", id, at: market, as: .headPrincipal)
            try await order("send", id, at: market, as: .handler, ["documentNo": "成市监移〔2026〕3号"])
            for office in recipients {
                try await sees(id, office, at: seat, { $0[2].contains(/^[0-9-]{10} [0-9:]{5}$/) }) {}
            }
            for (name, word) in [("open", "阅知"), ("accept", "接收")] {
                for (place, office) in recipients.enumerated() {
                    try await sees(id, office, at: seat, { RecipientTimesTests.tells($0[3], word) }) {
                        try await order(name, id, at: office, as: .handler)
                    }
                    // What one of them did is not told of the other.
                    for other in recipients[(place + 1)...] {
                        let row = try await row(id, of: other, at: seat)
                        #expect(!RecipientTimesTests.tells(row[3], word), "\(row)")
                    }
                }
            }
        }
    }

    /// Whether an act is told with its time.
    private static func tells(_ acts: String, _ word: String) -> Bool {
        acts.components(from: word).contains { $0.starts(with: /[^；]{0,8} [0-9-]{10} [0-9:]{5}/) }
    }

    private func order(
        _ name: String, _ id: String, at office: OpenOffice, as role: Role, _ body: JSONValue = .object([])
    ) async throws {
        let answer = try await office.desk.order(.referral, name, body, on: id, as: role)
        try #require(answer.status == 200, "\(office.id) \(name): \(answer.text)")
    }
}
