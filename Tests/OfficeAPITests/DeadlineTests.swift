import Casework
import Contracts
import Foundation
import OfficeAPI
import Programs
import Testing

/// What is due, for whom, how overdue, and why, over the office's interface.
struct DeadlineEndpointTests {
    @Test func `a reported crime starts a term that the list tells and explains`() async throws {
        let office = try Province().open(Province.market)
        func page(_ query: String = "") async throws -> JSONValue {
            try #require(try await office.desk.as(.auditor).get("/api/v1/deadlines" + query).json)
        }
        #expect(try await page()["items"] == [])
        let id = try await office.desk.open(.handoff, "suspectCrime", Sample.crime, as: .handler)
        let report = try await office.desk.order(.handoff, "submitReport", Sample.report, on: id, as: .handler)
        try #require(report.status == 200, "\(report.text)")
        let all = try await page("?kind=handoff&holder=own&caseId=\(id)")["items"]?.array ?? []
        let item = try #require(all.first { $0["rule"] == "CR-02" })
        #expect(item["holder"]?.string == Province.market && item["holderName"]?.string?.isEmpty == false)
        #expect(item["isOverdue"] == false && item["overdueDays"] == nil && item["duty"] == "机关负责人")
        let why = try #require(item["why"])
        #expect(why["basis"]?.array?.first?.string?.contains("移送涉嫌犯罪案件的规定") == true)
        #expect(why["text"]?.string?.contains("期限3日，末日为节假日的顺延") == true, "\(why.text)")
        #expect(why["start"]?.string != nil && why["pauses"] == [] && why["extensions"] == 0)
        #expect(DeadlinesText(try await page("?caseId=\(id)")).reasons.contains("依据《"))
        #expect(try await page("?dueBefore=2099-01-01")["items"]?.array?.isEmpty == false)
        #expect(try await page("?holder=others")["items"] == [])
    }

    @Test func `the parts of a histogram add up under every filter and zeros are shown`() async throws {
        let office = try Province().open(Province.market)
        for _ in 0..<3 { _ = try await office.desk.open(.handoff, "suspectCrime", Sample.crime, as: .handler) }
        let id = try await office.desk.open(.handoff, "suspectCrime", Sample.crime, as: .handler)
        _ = try await office.desk.order(.handoff, "submitReport", Sample.report, on: id, as: .handler)
        for query in ["", "?kind=handoff", "?kind=referral", "?rule=CR-02", "?overdue=true", "?holder=own"] {
            let page = try #require(
                try await office.desk.as(.handler).get("/api/v1/deadlines/histogram" + query).json)
            let total = try #require(page["total"]?["total"]?.integer)
            let listed = try await office.desk.as(.handler).get("/api/v1/deadlines" + query).json?["items"]?.array
            #expect(listed?.count == Int(total), "\(query)")
            #expect(sum(page["total"]?["bands"]) == total, "\(query)")
            for part in ["byHolder", "byKind", "byRule"] {
                let rows = page[part]?.array ?? []
                #expect(rows.reduce(0) { $0 + ($1["total"]?.integer ?? 0) } == total, "\(query) \(part)")
                #expect(rows.allSatisfy { sum($0["bands"]) == $0["total"]?.integer }, "\(query) \(part)")
                #expect(rows.contains { $0["total"] == 0 }, "\(query) \(part)")
            }
        }
        let page = try #require(try await office.desk.as(.handler).get("/api/v1/deadlines/histogram").json)
        #expect(page["total"]?["bands"]?.object?.map(\.name) == DeadlineBand.allCases.map(\.rawValue))
        #expect(DeadlinesText(page).histogram.contains("合计"))
    }

    private func sum(_ bands: JSONValue?) -> Int64 {
        (bands?.object ?? []).reduce(0) { $0 + ($1.value.integer ?? 0) }
    }

    @Test(arguments: [
        "dueBefore=x", "overdue=x", "kind=x", "holder=x", "owner=x", "caseId=x", "provisional=1", "cursor=3", "limit=0",
    ])
    func `a filter that cannot be used is refused`(query: String) async throws {
        let answer = try await Province.shared.get().as(.handler).get("/api/v1/deadlines?" + query)
        #expect(answer.status == 400)
        #expect(answer.code == "PARAMETER_INVALID")
    }

    @Test func `nobody without a token learns what is due`() async throws {
        let caller = try Province.shared.get().caller
        #expect(try await caller.get("/api/v1/deadlines").status == 401)
        #expect(try await caller.get("/api/v1/deadlines/histogram").status == 401)
    }
}
