import Casework
import Contracts
import Testing

/// The lists that go other ways than that of serious violations (domain B.4, B.7, D.3 variants).
struct ListVariantTests {
    private let heads: [Role] = [.headPrincipal]

    private func code(
        _ world: inout DeskWorld, _ agency: String, _ name: String, _ body: JSONValue, on id: CaseID? = nil,
        as roles: [Role]? = nil
    ) throws -> String? {
        try world.refusal(agency, .listEntry, name, body, on: id, as: roles ?? heads)
    }

    private func entry(_ kind: String, _ instrument: String, _ article: String, _ measures: JSONValue) -> JSONValue {
        Sample.entry.removing("heavyPenalty").merging([
            "listKind": .string(kind), "ground": ["instrument": .string(instrument), "article": .string(article)],
            "measures": measures,
        ])
    }

    private let decision: JSONValue = ["listingDecisionNo": "武昌市监列〔2026〕1号"]

    // MARK: Abnormal operation

    private var abnormal: JSONValue {
        entry("abnormalOperation", "企业经营异常名录管理办法", "第九条", [["code": "M13"]])
            .merging(["criterion": "unreachable", "groundAroseOn": "2026-06-01"])
    }

    @Test func `an abnormal entry needs a decision and no review, has no end, and leaves on cure alone`() throws {
        var world = try DeskWorld(at: "2026-06-02T09:00")
        let mr = "market-regulation"
        let id = try world.act(mr, .listEntry, "propose", abnormal, as: [.handler])
        #expect(try world.file(mr, id).deadline("decide")?.due?.shortDescription == "2026-06-15 23:59")
        #expect(try world.file(mr, id).deadline("review") == nil)
        #expect(try code(&world, mr, "list", [:], on: id) == "FIELD_MISSING")
        try world.act(mr, .listEntry, "list", decision, on: id, as: heads)
        #expect(try world.file(mr, id).deadline("decide")?.status == .met)
        #expect(try world.file(mr, id).deadline("expiry") == nil)
        #expect(try world.file("tax", id).lastDay == nil)
        #expect(
            try code(&world, mr, "remove", Sample.removal.setting("kind", "expired"), on: id)
                == "REMOVAL_KIND_UNAVAILABLE")
        let early = Sample.removal.setting("kind", "early")
        #expect(try code(&world, mr, "remove", early, on: id) == "NOT_CURED")
        #expect(
            try code(
                &world, mr, "extend", ["extendedUntil": "2031-06-01", "decisionNo": "武昌市监禁〔2026〕1号", "reason": "延长"],
                on: id)
                == "EXTENSION_NOT_ALLOWED")
        try world.act(mr, .listEntry, "recordCure", ["curedOn": "2026-06-02", "text": "已变更住所"], on: id, as: heads)
        #expect(try world.file(mr, id).deadline("removeCured")?.due?.shortDescription == "2026-06-09 23:59")
        try world.act(mr, .listEntry, "remove", early, on: id, as: heads)
        #expect(try world.file(mr, id).deadline("removeCured")?.status == .met)
        #expect(try world.file("tax", id).state == "removed")
    }

    @Test func `an entry names a ground of its list`() throws {
        var world = try DeskWorld(at: "2026-06-02T09:00")
        for body in [abnormal.removing("criterion"), abnormal.setting("criterion", "evasion")] {
            #expect(try code(&world, "market-regulation", "propose", body, as: [.handler]) == "CRITERIA_NOT_MET")
        }
    }

    // MARK: Tax and customs thresholds

    struct Figures: CustomTestStringConvertible, Sendable {
        let agency: String
        let kind: String
        let criterion: String
        let figures: JSONValue
        let isMet: Bool

        var testDescription: String { "\(criterion) \(figures.text)" }
    }

    private static func tax(_ criterion: String, _ figures: JSONValue, _ isMet: Bool) -> Figures {
        Figures(agency: "tax", kind: "majorTaxViolation", criterion: criterion, figures: figures, isMet: isMet)
    }

    private static func customs(_ criterion: String, _ figures: JSONValue, _ isMet: Bool) -> Figures {
        Figures(agency: "customs", kind: "customsDishonesty", criterion: criterion, figures: figures, isMet: isMet)
    }

    static let thresholds: [Figures] = [
        tax("evasion", ["amountFen": 100_000_000, "ratioBasisPoints": 1_000], true),
        tax("evasion", ["amountFen": 99_999_999, "ratioBasisPoints": 1_000], false),
        tax("evasion", ["amountFen": 100_000_000, "ratioBasisPoints": 999], false),
        tax("evasion", ["amountFen": 100_000_000], false),
        tax("exportRefundFraud", [:], true), tax("falseOrdinaryInvoices", ["count": 100], true),
        tax("falseOrdinaryInvoices", ["count": 99, "amountFen": 399_999_999], false),
        tax("falseOrdinaryInvoices", ["count": 1, "amountFen": 400_000_000], true),
        customs(
            "frequentViolations",
            ["ratioBasisPoints": 11, "amountFen": 100_000_001, "tradeShareBasisPoints": 101], true),
        customs(
            "frequentViolations",
            ["ratioBasisPoints": 10, "amountFen": 100_000_001, "tradeShareBasisPoints": 101], false),
        customs(
            "frequentViolations",
            ["ratioBasisPoints": 11, "amountFen": 100_000_001, "tradeShareBasisPoints": 100], false),
        customs("brokerViolations", ["ratioBasisPoints": 11, "amountFen": 50_000_001], true),
        customs("taxUnpaid", ["months": 3], false), customs("taxUnpaid", ["months": 4], true),
        customs("finesUnpaid", ["months": 7, "amountFen": 1_000_000], false), customs("crime", [:], true),
    ]

    @Test(arguments: thresholds)
    func `a ground holds from its numbers on, and they are data`(figures: Figures) throws {
        var world = try DeskWorld(at: "2026-06-02T09:00", region: "510100")
        let body = entry(figures.kind, "某办法", "第一条", [["code": "M13"]]).merging([
            "criterion": .string(figures.criterion), "figures": figures.figures,
        ])
        let refused = try code(&world, figures.agency, "propose", body, as: [.handler])
        #expect(refused == (figures.isMet ? nil : "CRITERIA_NOT_MET"))
    }

    @Test func `a county tax office determines nobody`() throws {
        var world = try DeskWorld(at: "2026-06-02T09:00")
        let body = entry("majorTaxViolation", "某办法", "第一条", [["code": "M13"]]).merging([
            "criterion": "exportRefundFraud", "sourceServedOn": "2025-04-10",
        ])
        let id = try world.act("tax", .listEntry, "propose", body, as: [.handler])
        try world.act("tax", .listEntry, "passReview", on: id, as: [.legalReviewer])
        #expect(try code(&world, "tax", "decide", Sample.listing, on: id) == "DECIDING_LEVEL")
    }

    // MARK: Customs

    private func customs(_ kind: String, _ measures: JSONValue) -> JSONValue {
        entry(kind, "海关注册登记和备案企业信用管理办法", "第十六条", measures).merging(["criterion": "crime"])
    }

    private let strict: JSONValue = [
        ["code": "M17", "basis": ["instrument": "海关注册登记和备案企业信用管理办法", "article": "第三十二条"]]
    ]

    @Test func `customs levels improve one step at a time, each in its time`() throws {
        var world = try DeskWorld(at: "2026-06-02T09:00", region: "510100")
        let id = try world.act(
            "customs", .listEntry, "propose", customs("customsSeriousDishonesty", strict), as: [.handler])
        try world.act("customs", .listEntry, "passReview", on: id, as: [.legalReviewer])
        try world.act(
            "customs", .listEntry, "serveNotice", ["documentNo": "成关告〔2026〕1号", "noticeServedOn": "2026-06-02"],
            on: id, as: [.handler])
        try world.act(
            "customs", .listEntry, "recordObjection", ["receivedOn": "2026-06-05", "text": "不服"], on: id,
            as: [.handler], at: "2026-06-05T09:00")
        #expect(try world.file("customs", id).deadline("objection")?.due?.shortDescription == "2026-06-25 23:59")
        try world.act("customs", .listEntry, "dismissObjection", ["reason": "经核查"], on: id, as: heads)
        try world.act("customs", .listEntry, "list", ["listingDecisionNo": "成关信〔2026〕1号"], on: id, as: heads)
        let step = Sample.removal.merging(["kind": "reclassified", "reclassifiedTo": "customsDishonesty"])
        #expect(try code(&world, "customs", "remove", step, on: id) == "MIN_PERIOD_NOT_REACHED")
        world.now = try moment("2027-06-05T09:00")
        #expect(
            try code(&world, "customs", "remove", step.setting("reclassifiedTo", "regular"), on: id)
                == "RECLASSIFY_ONE_STEP")
        #expect(
            try code(&world, "customs", "remove", step.setting("kind", "early"), on: id) == "REMOVAL_KIND_UNAVAILABLE")
        try world.act("customs", .listEntry, "remove", step, on: id, as: heads)
        let below = customs("customsDishonesty", strict).setting("with", .string(id.description))
        let other = below.setting("subject", Sample.subject.setting("uscc", "91510104XT00010175"))
        #expect(try code(&world, "customs", "propose", other, as: [.handler]) == "SUBJECT_MISMATCH")
        let next = try world.act("customs", .listEntry, "propose", below.removing("criterion"), as: [.handler])
        try world.act("customs", .listEntry, "passReview", on: next, as: [.legalReviewer])
        try world.act("customs", .listEntry, "list", ["listingDecisionNo": "成关信〔2027〕1号"], on: next, as: heads)
        let up = Sample.removal.merging(["kind": "reclassified", "reclassifiedTo": "regular"])
        #expect(try code(&world, "customs", "remove", up, on: next) == "MIN_PERIOD_NOT_REACHED")
        try world.act("customs", .listEntry, "remove", up, on: next, as: heads, at: "2028-06-05T09:00")
        #expect(try world.file("tax", next).state == "removed")
    }

    @Test(arguments: [("taxUnpaid", "2026-09-02"), ("licenceRevoked", "2026-12-02"), ("crime", "2027-06-02")])
    func `how soon a dishonest firm improves depends on why it is listed`(criterion: String, first: String) throws {
        var world = try DeskWorld(at: "2026-06-02T09:00", region: "510100")
        let body = customs("customsDishonesty", strict).merging([
            "criterion": .string(criterion), "figures": ["months": 5],
        ])
        let id = try world.act("customs", .listEntry, "propose", body, as: [.handler])
        try world.act("customs", .listEntry, "passReview", on: id, as: [.legalReviewer])
        try world.act("customs", .listEntry, "list", Sample.listing, on: id, as: heads)
        let up = Sample.removal.merging(["kind": "reclassified", "reclassifiedTo": "regular"])
        let day = try #require(CivilDate(first))
        world.now = day.adding(days: -1).start
        #expect(try code(&world, "customs", "remove", up, on: id) == "MIN_PERIOD_NOT_REACHED")
        world.now = day.start
        #expect(try code(&world, "customs", "remove", up, on: id) == nil)
    }

    // MARK: Telecom fraud

    private func fraud(_ listClass: String, _ more: JSONValue = [:]) -> JSONValue {
        let person: JSONValue = [
            "subjectKind": "naturalPerson", "name": "李样", "personToken": "p1-abcdefghijklmnopqrstuvwxyz",
        ]
        let basis: JSONValue = ["instrument": "电信网络诈骗及其关联违法犯罪联合惩戒办法", "article": "第六条"]
        return entry("telecomFraud", "电信网络诈骗及其关联违法犯罪联合惩戒办法", "第六条", [["code": "M18f", "basis": basis]])
            .merging(["subject": person, "listClass": .string(listClass)]).merging(more)
    }

    static let periods: [(String, JSONValue, String)] = [
        ("convicted", ["periodFrom": "2027-03-01"], "2030-03-01"), ("recognised", [:], "2028-06-02"),
        ("convicted", ["periodFrom": "2027-03-01", "previousUntil": "2028-01-01"], "2031-01-01"),
        (
            "convicted", ["periodFrom": "2027-03-01", "previousUntil": "2028-06-01", "continuousFrom": "2025-06-01"],
            "2030-06-01"
        ),
    ]

    @Test(arguments: periods)
    func `telecom classes last their own time, five years together at most`(
        listClass: String, more: JSONValue, last: String
    ) throws {
        var world = try DeskWorld(at: "2026-06-02T09:00", region: "510100")
        let id = try world.act("police", .listEntry, "propose", fraud(listClass, more), as: [.handler])
        try world.act("police", .listEntry, "passReview", on: id, as: [.legalReviewer])
        #expect(try code(&world, "police", "list", Sample.listing, on: id) == "NATURAL_PERSON_UNCONFIRMED")
        let without = Sample.listing.setting("naturalPersonConfirmed", true).removing("superiorConsentNo")
        #expect(try code(&world, "police", "list", without, on: id) == "SUPERIOR_CONSENT_REQUIRED")
        try world.act(
            "police", .listEntry, "list", Sample.listing.setting("naturalPersonConfirmed", true), on: id, as: heads)
        #expect(try world.file("tax", id).lastDay?.description == last)
    }

    @Test func `a telecom entry names its class and its first day, and a recognised person is not published`() throws {
        var world = try DeskWorld(at: "2026-06-02T09:00", region: "510100")
        for (body, expected) in [
            (fraud("convicted"), "FIELD_MISSING"), (fraud("suspected"), "CRITERIA_NOT_MET"),
        ] {
            #expect(try code(&world, "police", "propose", body, as: [.handler]) == expected)
        }
        let wrong = fraud(
            "recognised", ["measures": [["code": "M18f", "basis": ["instrument": "某法", "article": "第一条"]]]])
        #expect(try code(&world, "police", "propose", wrong, as: [.handler]) == "BASIS_MISMATCH")
    }

    @Test func `the subject is told before a financial or telecom measure takes effect`() throws {
        var world = try DeskWorld(at: "2026-06-02T09:00", region: "510100", others: ["510100-pboc"])
        let id = try world.act(
            "police", .listEntry, "propose", fraud("convicted", ["periodFrom": "2026-06-01"]), as: [.handler])
        try world.act("police", .listEntry, "passReview", on: id, as: [.legalReviewer])
        try world.act(
            "police", .listEntry, "list", Sample.listing.setting("naturalPersonConfirmed", true), on: id, as: heads)
        try world.act("510100-pboc", .listEntry, "acknowledge", on: id, as: [.handler])
        let apply: JSONValue = ["measureCode": "M18f"]
        #expect(try code(&world, "510100-pboc", "apply", apply, on: id, as: [.handler]) == "PRIOR_NOTICE_REQUIRED")
        #expect(
            try code(
                &world, "510100-pboc", "apply", apply.setting("noticeServedOn", "2026-06-03"), on: id, as: [.handler])
                == "PRIOR_NOTICE_REQUIRED")
        #expect(
            try world.file("510100-pboc", id).deadline("measures/510100-pboc")?.due?.shortDescription
                == "2026-06-16 23:59")
        try world.act(
            "510100-pboc", .listEntry, "apply", apply.setting("noticeServedOn", "2026-06-02"), on: id, as: [.handler])
    }

    // MARK: Received only, voluntary, unavailable, delegated

    @Test func `court debtors are received and owned by nobody here`() throws {
        var world = try DeskWorld(at: "2026-06-02T09:00", others: ["420106-court"])
        let body = entry("courtDebtor", "某规定", "第一条", [["code": "M13"]])
        for office in ["tax", "420106-court"] {
            #expect(try code(&world, office, "propose", body, as: [.handler]) == "NOT_LIST_OWNER")
        }
        let id = try #require(CaseID("420106-court.01ARZ3NDEKTSV4RRFFQ69G5FAV"))
        let basis: JSONValue = ["instrument": "中华人民共和国政府采购法", "article": "第二十二条"]
        let letter = ReceivedLetter(
            id: try #require(LetterID("01ARZ3NDEKTSV4RRFFQ69G5FAW")),
            type: LetterType(name: "list.published", version: 1),
            caseID: id, subject: "91420106XT0002028T", from: try world.id("420106-court"), to: "*", cause: "",
            body: body.setting("measures", [["code": "M06", "basis": basis]]).merging([
                "at": "2026-06-02T09:00:00.000+08:00", "listingDecisionNo": "鄂武昌执〔2026〕1号", "listedOn": "2026-06-01",
                "scheduledRemovalOn": "2028-06-01",
            ]), signedAt: world.now, arrivedAt: world.now)
        world.hear(letter, at: try world.id("tax"))
        #expect(world.refused.isEmpty)
        #expect(try world.file("tax", id).state == "published")
    }

    @Test func `a platform notice informs of public facts and orders nothing`() throws {
        var world = try DeskWorld(at: "2026-06-02T09:00")
        let mr = "market-regulation"
        let inform: JSONValue = [["code": "M21", "informOnly": true]]
        let notice = entry("platformDelisting", "某意见", "清单条款", inform)
        #expect(
            try code(&world, mr, "propose", notice.setting("measures", [["code": "M21"]]), as: [.handler])
                == "CLASS_C_NOT_ORDERABLE")
        let ordering = try world.act(
            mr, .listEntry, "propose", notice.setting("measures", [["code": "M13"]]), as: [.handler])
        #expect(try code(&world, mr, "list", decision.setting("note", "公开"), on: ordering) == "PUBLIC_FACTS_ONLY")
        let id = try world.act(
            mr, .listEntry, "propose",
            notice.setting("publicSource", "国家企业信用信息公示系统").setting("sourceDecisionNo", "武昌市监处罚〔2026〕12号"),
            as: [.handler])
        try world.act(mr, .listEntry, "list", decision, on: id, as: heads)
        try world.act("cyberspace", .listEntry, "acknowledge", on: id, as: [.handler])
        #expect(
            try code(&world, "cyberspace", "apply", ["measureCode": "M21"], on: id, as: [.handler])
                == "CLASS_C_NOT_ORDERABLE")
        try world.act(
            "cyberspace", .listEntry, "markNotApplicable", ["measureCode": "M21", "reason": "已转告平台"], on: id,
            as: [.handler])
        #expect(try world.file("tax", id).state(ofPart: "420106-cyberspace/M21") == "notApplicable")
    }

    @Test func `a delegated office names whose delegation it acts by`() throws {
        var world = try DeskWorld(at: "2026-06-02T09:00")
        let kinds = try #require(try RuleDocuments.all().first { $0.name == "list-kinds.json" })
        let delegable = String(decoding: kinds.bytes, as: UTF8.self).replacing(
            "\"kind\": \"abnormalOperation\",", with: "\"kind\": \"abnormalOperation\", \"isDelegable\": true,")
        world.rules = try RuleSet.read(
            version: "delegable", documents: RuleDocuments.replacing("list-kinds.json", with: delegable))
        #expect(try code(&world, "cyberspace", "propose", abnormal, as: [.handler]) == "DELEGATION_MISSING")
        let delegated = abnormal.setting("delegation", ["organ": "420106-tax", "documentNo": "武昌委〔2026〕1号"])
        #expect(try code(&world, "cyberspace", "propose", delegated, as: [.handler]) == "NOT_LIST_OWNER")
        let rightly = abnormal.setting(
            "delegation", ["organ": "420106-market-regulation", "documentNo": "武昌委〔2026〕1号"])
        let id = try world.act("cyberspace", .listEntry, "propose", rightly, as: [.handler])
        try world.act("cyberspace", .listEntry, "list", decision, on: id, as: heads)
        #expect(try world.file("tax", id).facts["delegation"]?["documentNo"] == "武昌委〔2026〕1号")
        try world.act("tax", .listEntry, "acknowledge", on: id, as: [.handler])
        try world.act("tax", .listEntry, "apply", ["measureCode": "M13"], on: id, as: [.handler])
    }
}
