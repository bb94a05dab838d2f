import Casework
import Contracts
import OfficeAPI
import Programs
import Testing

/// The running count of handoffs over the interface, at the office that numbers and at the procuratorate that is told.
@Suite(.timeLimit(.minutes(20))) struct HandoffEndpointTests {
    private static let path = "/api/v1/handoffs/completeness"

    private static let suspicion: JSONValue = [
        "caseName": "在食品中掺入非食品原料", "caseSource": "监督抽检", "filedOn": "2026-06-10",
        "subject": ["subjectKind": "organisation", "name": "成都示例食品有限公司", "uscc": "91510104XT00010175"],
        "suspects": [["subjectKind": "organisation", "name": "成都示例食品有限公司", "uscc": "91510104XT00010175"]],
        "suspectedCrime": "生产、销售有毒、有害食品罪", "criminalLawArticle": "刑法第一百四十四条", "factsSummary": "现场查获涉案货物。",
        "amountInvolvedFen": 120_000_000,
    ]

    private static let transfer: JSONValue = [
        "documentNo": "成市监移〔2026〕5号",
        "attachments": [
            "transferLetter": ["state": "present"], "investigationReport": ["state": "present"],
            "goodsList": ["state": "present"], "inspectionReports": ["state": "pending"],
            "otherMaterials": ["state": "notApplicable", "reason": "没有其他材料"],
        ],
    ]

    /// A case of market regulation until the transfer, with a fine that is tried on the way.
    static func handOver(_ desk: Desktop) async throws -> String {
        let id = try await desk.open(.handoff, "suspectCrime", suspicion, as: .handler)
        let fine: JSONValue = ["penaltyKinds": ["fine"], "decisionNo": "成市监处罚〔2026〕12号", "fineAmountFen": 100]
        #expect(try await desk.order(.handoff, "decide", fine, on: id, as: .headPrincipal).code == "FINE_BLOCKED")
        let team: JSONValue = ["specialTeam": ["李样", "王例"]]
        for (name, body, role) in [
            ("submitReport", team, Role.handler), ("approve", [:], .headPrincipal), ("transfer", transfer, .handler),
        ] as [(String, JSONValue, Role)] {
            let answer = try await desk.order(.handoff, name, body, on: id, as: role)
            try #require(answer.status == 200, "\(answer.text)")
        }
        return id
    }

    @Test func `both ends show the same count, and the procuratorate what became of each handoff`() async throws {
        let province = try Province()
        let market = try province.open(Province.market)
        let watcher = try province.open(Province.procuratorate)
        try await province.run([market, watcher]) {
            let empty = try #require(try await watcher.desk.as(.handler).get(Self.path).json)
            let silent = try #require(empty["received"]?.array?.first { $0["office"]?.string == Province.market })
            #expect(silent["standing"] == "unclaimed" && silent["handoffs"] == 0)
            #expect(HandoffWords.verdict(silent) == "没有移送")
            let id = try await Self.handOver(market.desk)
            try await eventually("the count is complete") {
                let page = try await watcher.desk.as(.handler).get(Self.path + "?office=" + Province.market).json
                return page?["received"]?.array?.first?["standing"] == "complete"
            }
            let page = try #require(try await watcher.desk.as(.auditor).get(Self.path).json)
            let row = try #require(page["received"]?.array?.first { $0["office"]?.string == Province.market })
            #expect(row["claimed"] == 1 && row["completeUpTo"] == 1 && row["missing"] == [] && row["twice"] == [])
            #expect(row["claimedAt"]?.string?.isEmpty == false)
            #expect(row["marks"]?["fineBlocked"] == 1 && row["marks"]?["filed"] == 0)
            let item = try #require(row["cases"]?.array?.first)
            #expect(item["caseId"]?.string == id && item["number"] == 1 && item["marks"] == ["fineBlocked"])
            #expect(item["blockedFines"]?.array?.first?["attemptedBy"]?.string?.isEmpty == false)
            let own = try #require(try await market.desk.as(.handler).get(Self.path).json)
            let sent = try #require(own["sent"]?.array?.first)
            #expect(sent["procuratorate"]?.string == Province.procuratorate && sent["count"] == 1)
            #expect(sent["digest"] == row["digest"] && sent["digest"] == row["ownDigest"])
            #expect(HandoffText(page).text.contains("核对至第1号，齐全"))
            #expect(HandoffText(own).text.contains("本单位移送"))
        }
    }

    @Test func `who has no part in cases does not see them, and a filter that is none is refused`() async throws {
        let desk = try Province.shared.get()
        #expect(try await desk.caller.with(token: nil).get(Self.path).status == 401)
        if desk.tokens[Role.areaManager.rawValue] != nil {
            #expect(try await desk.as(.areaManager).get(Self.path).status == 403)
        }
        let answer = try await desk.as(.handler).get(Self.path + "?office=x")
        #expect(answer.status == 400 && answer.code == "PARAMETER_INVALID")
        let nobody = try #require(try await desk.as(.handler).get(Self.path + "?office=510100-tax").json)
        #expect(nobody["received"] == [] && nobody["sent"] == [])
        #expect(HandoffText(nobody).text.contains("没有移送连号"))
    }

    @Test func `each verdict says what stands and names what is missing`() {
        func row(_ standing: String, _ complete: Int64, _ missing: [Int64] = [], claimed: Int64 = 5) -> JSONValue {
            [
                "standing": .string(standing), "claimed": .integer(claimed), "completeUpTo": .integer(complete),
                "missing": .array(missing.map { ["number": .integer($0)] }),
            ]
        }
        #expect(HandoffWords.verdict(row("complete", 5)) == "核对至第5号，齐全")
        #expect(HandoffWords.verdict(row("complete", 0, claimed: 0)) == "没有移送")
        #expect(HandoffWords.verdict(row("onTheWay", 3, [4, 5])) == "核对至第3号，第4、5号在途")
        #expect(HandoffWords.verdict(row("missing", 1, [2])) == "核对至第1号，缺第2号")
        #expect(HandoffWords.verdict(row("conflict", 5)) == "核对至第5号，申明与收到的不一致")
        #expect(HandoffWords.verdict(row("unclaimed", 2)) == "收到至第2号，尚无签名申明")
    }
}
