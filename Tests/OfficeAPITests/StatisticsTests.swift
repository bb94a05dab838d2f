import Casework
import Contracts
import OfficeAPI
import Testing

/// Figures over the office's interface.
struct StatisticsEndpointTests {
    @Test func `every working office has a row each way, and a sent case is counted once it is sent`() async throws {
        let office = try Province().open(Province.market)
        func page(_ query: String = "") async throws -> JSONValue {
            try #require(try await office.desk.as(.auditor).get("/api/v1/statistics" + query).json)
        }
        let empty = try await page()
        #expect(empty["total"]?["total"] == 0)
        let rows = empty["rows"]?.array ?? []
        #expect(rows.count { $0["office"] == "510100-tax" } == 2)
        #expect(rows.allSatisfy { $0["total"] == 0 && $0["name"]?.string?.isEmpty == false })
        let id = try await office.desk.open(.referral, "draft", Sample.referral, as: .handler)
        #expect(try await page()["total"]?["total"] == 0)
        _ = try await office.desk.order(.referral, "approve", on: id, as: .headPrincipal)
        _ = try await office.desk.order(.referral, "send", ["documentNo": "成市监移〔2026〕3号"], on: id, as: .handler)
        let sent = try await page("?kind=referral&office=510100-tax&direction=sent")
        #expect(sent["total"]?["byStanding"]?["waiting"] == 1)
        #expect(sent["rows"]?.array?.count == 1)
        #expect(try await page("?direction=received")["total"]?["total"] == 0)
        #expect(try await page("?through=2020-01-01")["total"]?["total"] == 0)
    }

    @Test(arguments: [
        "kind=x", "office=x", "direction=up", "from=x", "through=2026-02-30", "from=2026-02-02&through=2026-02-01",
    ])
    func `a filter that cannot be used is refused`(query: String) async throws {
        let answer = try await Province.shared.get().as(.handler).get("/api/v1/statistics?" + query)
        #expect(answer.status == 400)
        #expect(answer.code == "PARAMETER_INVALID")
    }
}
