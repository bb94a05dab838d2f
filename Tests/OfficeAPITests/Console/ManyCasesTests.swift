import Casework
import Console
import Contracts
import Ledgers
import Offices
import Signing
import Testing
import Web
import Workers

/// Figures that are walks through cases end at a bound, and say so.
@Suite(.timeLimit(.minutes(20))) struct ManyCasesTests {
    private static let count = 5_001
    private static let atOnce = 500

    /// A request to the police that was answered on the third day.
    private static func file(_ number: Int, _ owner: OfficeID) throws -> CaseFile {
        let day = try #require(CivilDate("2026-07-01")).adding(days: number % 28)
        let id = CaseID(
            office: owner, number: LetterID(time: day.start, randomHigh: 1, randomLow: UInt64(number)))
        func stamp(_ days: Int) -> JSONValue { ["at": .string((day.adding(days: days).start + .hours(9)).description)] }
        let part: JSONValue = ["state": "replied", "assistanceAccepted": stamp(1), "assistanceReplied": stamp(3)]
        let facts: JSONValue = [
            "recipients": [.string(Province.police)], "title": "调取记录",
            "request": .string(String(repeating: "请提供有关记录。", count: 100)), "assistanceRequested": stamp(0),
            "parts": .object([JSONMember(Province.police, part)]),
        ]
        let at = JSONValue.string((day.start + .hours(9)).description)
        return try #require(
            CaseFile(json: [
                "id": .string(id.description), "kind": "assistance", "state": "replied", "version": 4, "facts": facts,
                "deadlines": [], "flags": [], "subject": "91510104XT00010175", "openedAt": at, "updatedAt": at,
            ]))
    }

    private static func fill(_ province: Province) throws {
        let owner = try #require(OfficeID(Province.market))
        let path = province.layout.configuration(owner)
        let settings = try WorkerSettings.read(SafeFile.read(path, access: .shared), path: path, environment: [:])
        let ledger = try SQLiteLedger(
            LedgerOptions(path: settings.ledger, dataKey: try KeyFile.read(settings.dataKey, kind: .data).secret))
        let at = try #require(Moment("2026-08-01T00:00:00.000+08:00"))
        for start in stride(from: 0, to: count, by: atOnce) {
            var commit = Commit(machineTime: at, officialTime: at)
            commit.cases = try (start..<min(start + atOnce, count)).map { try file($0, owner) }
            try ledger.apply(commit)
        }
    }

    @Test(
        "With more cases than a page looks at, the page and its file say that the figures are cut, and no figure is above it"
    )
    func cut() async throws {
        let province = try Province()
        try ManyCasesTests.fill(province)
        let desk = try province.open(Province.market).desk
        let query = "from=2026-07-01&through=2026-07-31"
        let page = try await desk.as(.auditor).page("/scorecards?\(query)")
        #expect(page.answer.status == 200 && page.html.contains("案件很多：只统计了最近更新的案件"))
        let file = try await desk.as(.auditor).get("/scorecards/csv?part=answers&\(query)")
        #expect(file.text.contains("案件很多") && file.text.contains("\r\n2026-07,5000,3,3,3,5000,0,0,0,0\r\n"))
        let days = try await desk.as(.auditor).get("/scorecards/csv?part=answers&from=2026-07-20&through=2026-07-21")
        // What was sent on two days is few enough to be counted whole.
        #expect(!days.text.contains("案件很多") && days.text.contains("\r\n2026-07,356,3,3,3,356,0,0,0,0\r\n"))
    }
}
