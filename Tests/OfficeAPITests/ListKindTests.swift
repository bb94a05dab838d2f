import Casework
import Contracts
import OfficeAPI
import Testing

/// Lists and measures before anybody proposes an entry, over the office's interface.
struct ListKindEndpointTests {
    @Test func `each list says who may keep it, and an unusable one why not`() async throws {
        let office = try Province().open(Province.market)
        let page = try await office.desk.as(.handler).get("/api/v1/list-kinds")
        #expect(page.status == 200)
        let kinds = Dictionary(uniqueKeysWithValues: page.items.map { ($0["kind"]?.string ?? "", $0) })
        #expect(kinds["seriousViolation"]?["mayOwn"] == true && kinds["majorTaxViolation"]?["mayOwn"] == false)
        #expect(kinds["courtDebtor"]?["unavailable"]?.string?.contains("人民法院") == true)
        #expect(kinds["cyberspaceSeriousDishonesty"]?["unavailable"]?.string?.contains("征求意见稿") == true)
        #expect(kinds["majorTaxViolation"]?["criteria"]?.array?.first?["code"] == "evasion")
    }

    @Test func `a proposal of measures goes into an entry as it is`() async throws {
        let office = try Province().open(Province.market)
        let path = "/api/v1/list-entries/measures?kind=seriousViolation"
        let answer = try await office.desk.as(.handler).get(path)
        let json = try #require(answer.json)
        let offices = json["items"]?.array?.first { $0["code"] == "M14" }?["offices"]?.array ?? []
        #expect(offices.contains(.string(Province.market)))
        let entry: JSONValue = [
            "listKind": "seriousViolation",
            "subject": ["subjectKind": "organisation", "name": "成都示例食品有限公司", "uscc": "91510104XT00010175"],
            "ground": ["instrument": "市场监督管理严重违法失信名单管理办法", "article": "第五条第二项"], "cause": "受到较重行政处罚",
            "sourceDecisionNo": "成市监处罚〔2026〕77号", "sourceDecisionDate": "2026-06-10", "heavyPenalty": true,
            "measures": try #require(json["measures"]),
        ]
        let order = try await office.desk.order(.listEntry, "propose", entry, as: .handler)
        #expect(order.status == 200, "\(order.text)")
        let again = try await office.desk.order(.listEntry, "propose", entry, as: .handler)
        #expect(again.status == 409 && again.code == "LISTED_FOR_SAME_CAUSE", "\(again.text)")
        let id = try #require(order.json?["caseId"]?.string)
        #expect(again.text.contains(id) && again.json?["legalBasis"]?.string?.isEmpty == false)
    }

    @Test(arguments: [
        ("", 400, "PARAMETER_INVALID"), ("?kind=blacklist", 422, "LIST_KIND_UNKNOWN"),
        ("?kind=cyberspaceSeriousDishonesty", 422, "LIST_KIND_UNAVAILABLE"),
    ])
    func `a list that is not there proposes nothing`(query: String, status: Int, code: String) async throws {
        let office = try Province().open(Province.market)
        let answer = try await office.desk.as(.handler).get("/api/v1/list-entries/measures" + query)
        #expect(answer.status == status)
        #expect(answer.code == code)
    }
}
