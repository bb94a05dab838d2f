import Casework
import Contracts
import OfficeAPI
import Testing
import Workers

/// Numbers of slips over the office's interface and its ledger file (practice 2.3).
struct SlipNumberTests {
    private static let slip: JSONValue = [
        "slipType": "other", "matter": "涉嫌违规收费", "source": "publicReport", "details": "群众举报。", "feedbackNeeded": true,
        "parties": [
            [
                "subjectKind": "organisation", "name": "成都示例食品有限公司", "uscc": "91510104XT00010175", "address": "成都市锦江区",
            ]
        ], "contactName": "王例", "contactPhone": "028-00000000", "recipients": ["510100-tax"],
    ]

    private static func numbers(_ office: OpenOffice, _ ids: [String]) async throws -> [Int64] {
        var numbers: [Int64] = []
        for id in ids {
            let page = try await office.desk.as(.handler).get("/api/v1/cases/\(id)").json
            numbers.append(try #require(page?["facts"]?["number"]?["serial"]?.integer))
        }
        return numbers
    }

    private static func save(_ count: Int, at office: OpenOffice) async throws -> [String] {
        try await withThrowingTaskGroup(of: String?.self) { group in
            for index in 0..<count {
                group.addTask {
                    // Every fifth one is refused: it must not take a number.
                    let body = index % 5 == 4 ? slip.removing("matter") : slip
                    let answer = try await office.desk.order(.slip, "draft", body, as: .handler)
                    if index % 5 == 4 { #expect(answer.code == "FIELD_MISSING") }
                    return answer.status == 200 ? answer.json?["caseId"]?.string : nil
                }
            }
            var ids: [String] = []
            for try await id in group { ids += id.map { [$0] } ?? [] }
            return ids
        }
    }

    @Test func `fifty parallel saves give fifty consecutive numbers, and a new start goes on behind them`() async throws
    {
        let province = try Province()
        func firstRun() async throws -> [String] {
            let office = try province.open(Province.market)
            let ids = try await SlipNumberTests.save(62, at: office)
            #expect(ids.count == 50)
            #expect(try await SlipNumberTests.numbers(office, ids).sorted() == Array(1...50))
            return ids
        }
        _ = try await firstRun()
        // The process is gone without a clean stop: what was answered is on disk, and the counter with it.
        try await eventually("the ledger is free") {
            do { return try province.open(Province.market).id.description == Province.market } catch { return false }
        }
        let again = try province.open(Province.market)
        let more = try await SlipNumberTests.save(5, at: again)
        #expect(try await SlipNumberTests.numbers(again, more).sorted() == Array(51...54))
    }

    @Test func `the same request gets the same number again`() async throws {
        let office = try Province().open(Province.market)
        var ids: Set<String> = []
        for _ in 0..<3 {
            let answer = try await office.desk.order(
                .slip, "draft", SlipNumberTests.slip, as: .handler, id: "one-request")
            ids.insert(try #require(answer.json?["caseId"]?.string))
            #expect(answer.json?["number"]?.string?.hasSuffix("1号") == true)
        }
        #expect(ids.count == 1)
        let next = try await office.desk.open(.slip, "draft", SlipNumberTests.slip, as: .handler)
        #expect(try await SlipNumberTests.numbers(office, [next]) == [2])
    }
}
