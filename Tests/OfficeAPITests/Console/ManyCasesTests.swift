import Casework
import Console
import Contracts
import Testing
import Web

/// Figures that are walks through cases end at a bound, and say so.
@Suite(.timeLimit(.minutes(20))) struct ManyCasesTests {
    private static let count = 5_001

    @Test(
        "With more cases than a page looks at, the page and its file say that the figures are cut, and no figure is above it"
    )
    func cut() async throws {
        let province = try Province()
        try CaseStock.fill(province, ManyCasesTests.count)
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
