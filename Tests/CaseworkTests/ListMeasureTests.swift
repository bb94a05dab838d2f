import Casework
import Contracts
import Testing

/// Measures of a list entry: the catalogue, what may be ordered, who applies what, and the proposal (domain B.8, B.9).
struct ListMeasureTests {
    private let mr = "market-regulation"
    private static let serious = "市场监督管理严重违法失信名单管理办法"

    private static func ordered(_ code: String, _ instrument: String, _ article: String) -> JSONValue {
        ["code": .string(code), "basis": ["instrument": .string(instrument), "article": .string(article)]]
    }

    private func listed(_ measures: JSONValue, others: [String] = []) throws -> (world: DeskWorld, id: CaseID) {
        var world = try DeskWorld(at: "2026-06-01T09:00", others: others)
        let id = try world.act(mr, .listEntry, "propose", Sample.entry.setting("measures", measures), as: [.handler])
        try world.act(mr, .listEntry, "passReview", on: id, as: [.legalReviewer])
        try world.act(mr, .listEntry, "list", Sample.listing, on: id, as: [.headPrincipal])
        return (world, id)
    }

    // MARK: The catalogue

    static let restrictions = [
        ("M01", "market-regulation"), ("M01p", "market-regulation"), ("M02", "development-reform"), ("M03", "pboc"),
        ("M04", "tax"), ("M05", "tax"), ("M06", "finance"), ("M07", "development-reform"), ("M09", "market-regulation"),
        ("M10", "finance"), ("M12", "market-regulation"), ("M13", "customs"),
    ]

    @Test(arguments: restrictions)
    func `every restriction of the founding documents is a measure with somebody who applies it`(
        code: String, agency: String
    ) throws {
        let measure = try RuleDocuments.ruleSet().measure(code, on: try day("2026-06-01"))
        #expect(measure.appliedBy.contains(agency))
        #expect(measure.measureClass != .rightsReducing || !measure.grounds.isEmpty)
    }

    @Test func `a measure for convicted persons is not one for those recognised by the police`() throws {
        let measure = try RuleDocuments.ruleSet().measure("M19", on: try day("2026-06-01"))
        #expect(!measure.basis(for: "telecomFraud", ofClass: "convicted").isEmpty)
        #expect(measure.basis(for: "telecomFraud", ofClass: "recognised").isEmpty)
        #expect(measure.basis(for: "telecomFraud").isEmpty)
    }

    // MARK: What an entry may order

    static let orders: [(JSONValue, String?)] = [
        (["code": "M03"], "CLASS_C_NOT_ORDERABLE"), (["code": "M21"], "CLASS_C_NOT_ORDERABLE"),
        (["code": "M03", "informOnly": true], nil), (["code": "M09"], nil),
        (ordered("M12", "企业信息公示暂行条例", "第十八条第二款"), "BASIS_MISMATCH"),
        (ordered("M12", "中华人民共和国食品安全法", "第一百三十五条"), nil),
        (ordered("M15", "重大税收违法失信主体信息公布管理办法", "第十五条"), "MEASURE_WITHOUT_BASIS"),
        (ordered("M11", "某法", "第一条"), "BASIS_MISMATCH"), (["code": "M11"], "MEASURE_WITHOUT_BASIS"),
    ]

    @Test(arguments: orders)
    func `an entry orders what its ground carries, and informs of the rest`(measure: JSONValue, code: String?) throws {
        var world = try DeskWorld(at: "2026-06-01T09:00")
        let body = Sample.entry.setting("measures", [measure])
        #expect(try world.refusal(mr, .listEntry, "propose", body, as: [.handler]) == code)
    }

    @Test func `the ban from office of EIP 18 follows the ground, or the reading that the rule set chooses`() throws {
        var world = try DeskWorld(at: "2026-06-01T09:00")
        let ban = Sample.entry.setting(
            "measures", [ListMeasureTests.ordered("M12", "企业信息公示暂行条例", "第十八条第二款")])
        let own = ban.setting("ground", ["instrument": "《企业信息公示暂行条例》", "article": "第十八条第二款"])
        #expect(try world.refusal(mr, .listEntry, "propose", own, as: [.handler]) == nil)
        #expect(try world.refusal(mr, .listEntry, "propose", ban, as: [.handler]) == "BASIS_MISMATCH")
        let limits = try #require(try RuleDocuments.all().first { $0.name == "limits.json" })
        let wider = String(decoding: limits.bytes, as: UTF8.self).replacing(
            "\"choice\": \"falsePublicationOnly\"", with: "\"choice\": \"everySeriousEntry\"")
        world.rules = try RuleSet.read(
            version: "wider", documents: RuleDocuments.replacing("limits.json", with: wider))
        #expect(try world.refusal(mr, .listEntry, "propose", ban, as: [.handler]) == nil)
    }

    // MARK: At the receivers

    @Test func `a measure is applied in part, found without object, refused, and all offices know`() throws {
        var (world, id) = try listed([["code": "M13"], ["code": "M09"]])
        for agency in ["tax", "customs", "police"] {
            try world.act(agency, .listEntry, "acknowledge", on: id, as: [.handler])
        }
        try world.act(
            "tax", .listEntry, "applyPartly", ["measureCode": "M13", "reason": "仅列入风险名单"], on: id, as: [.handler])
        try world.act(
            "customs", .listEntry, "markNotApplicable", ["measureCode": "M13", "reason": "无进出口业务"], on: id,
            as: [.handler])
        let refusal: JSONValue = ["measureCode": "M13", "reasonCode": "SUBJECT_MISMATCH", "reason": "名称不符"]
        try world.act("police", .listEntry, "refuse", refusal, on: id, as: [.handler])
        let states = ["tax": "partlyApplied", "customs": "notApplicable", "police": "refused"]
        for agency in DeskWorld.agencies {
            for (other, state) in states {
                #expect(try world.file(agency, id).state(ofPart: "420106-\(other)/M13") == state)
            }
        }
        #expect(
            try world.file(mr, id).deadline("amend/420106-police/M13")?.due?.shortDescription == "2026-06-04 23:59")
        #expect(try world.file("tax", id).deadline("amend/420106-police/M13") == nil, "only the owner owes an answer")
        try world.act(
            "tax", .listEntry, "markNotApplicable", ["measureCode": "M09", "reason": "无"], on: id, as: [.handler])
        #expect(try world.file("tax", id).deadline("measures/420106-tax")?.status == .met)
        #expect(try world.file("tax", id).deadline("refusal/420106-tax")?.status == .stopped)
        try world.act(mr, .listEntry, "remove", Sample.removal, on: id, as: [.headPrincipal])
        #expect(try world.file(mr, id).state(ofPart: "420106-tax/M13") == "lifted")
        #expect(try world.file(mr, id).state == "removed")
    }

    @Test func `a measure that its owner drops is lifted wherever it applies`() throws {
        var (world, id) = try listed([["code": "M13"], ["code": "M09"]])
        for agency in ["tax", "customs"] {
            try world.act(agency, .listEntry, "acknowledge", on: id, as: [.handler])
            try world.act(agency, .listEntry, "apply", ["measureCode": "M13"], on: id, as: [.handler])
        }
        let drop: JSONValue = ["measureCode": "M13", "reason": "撤回", "decisionNo": "武昌市监撤〔2026〕1号"]
        try world.act(mr, .listEntry, "liftMeasure", drop, on: id, as: [.headPrincipal])
        for agency in DeskWorld.agencies {
            let file = try world.file(agency, id)
            #expect(file.state == "published" && file.state(ofPart: "420106-tax/M13") == "lifted")
            #expect(file.facts["measures"]?.array?.map { $0["code"] } == ["M09"])
        }
        #expect(
            try world.refusal("tax", .listEntry, "apply", ["measureCode": "M13"], on: id, as: [.handler])
                == "MEASURE_NOT_IN_ENTRY")
    }

    @Test func `an exit ban needs a decision of its own`() throws {
        let exit = "420106-exit-administration"
        var world = try DeskWorld(at: "2026-06-01T09:00", region: "510100", others: [exit])
        let basis: JSONValue = ["instrument": "海关办理行政处罚案件程序规定", "article": "第一百一十条"]
        let body = Sample.entry.removing("heavyPenalty").merging([
            "listKind": "customsSeriousDishonesty", "criterion": "crime",
            "measures": [["code": "M16", "basis": basis]],
        ])
        let id = try world.act("customs", .listEntry, "propose", body, as: [.handler])
        try world.act("customs", .listEntry, "passReview", on: id, as: [.legalReviewer])
        try world.act("customs", .listEntry, "list", Sample.listing, on: id, as: [.headPrincipal])
        try world.act(exit, .listEntry, "acknowledge", on: id, as: [.handler])
        let apply: JSONValue = ["measureCode": "M16"]
        #expect(try world.refusal(exit, .listEntry, "apply", apply, on: id, as: [.handler]) == "MEASURE_WITHOUT_BASIS")
        try world.act(
            exit, .listEntry, "apply", apply.setting("decisionNo", "成关阻〔2026〕1号"), on: id, as: [.handler])
    }

    @Test func `nothing is applied for an entry that its sender had no right to make`() throws {
        var world = try DeskWorld(at: "2026-06-01T09:00")
        let id = try #require(CaseID("420106-tax.01ARZ3NDEKTSV4RRFFQ69G5FAV"))
        let letter = ReceivedLetter(
            id: try #require(LetterID("01ARZ3NDEKTSV4RRFFQ69G5FAW")),
            type: LetterType(name: "list.published", version: 1), caseID: id, subject: "91420106XT0002028T",
            from: id.office, to: "*", cause: "",
            body: Sample.entry.merging([
                "at": "2026-06-01T09:00:00.000+08:00", "listingDecisionNo": "武昌税〔2026〕1号", "listedOn": "2026-06-01",
            ]), signedAt: world.now, arrivedAt: world.now)
        world.hear(letter, at: try world.id("customs"))
        try world.act("customs", .listEntry, "acknowledge", on: id, as: [.handler])
        #expect(
            try world.refusal("customs", .listEntry, "apply", ["measureCode": "M13"], on: id, as: [.handler])
                == "NOT_LIST_OWNER")
    }

    // MARK: The proposal

    private func proposal(_ kind: String, _ ground: JSONValue? = nil, listClass: String? = nil) throws
        -> MeasureProposal
    {
        let world = try DeskWorld(
            at: "2026-06-01T09:00", others: ["420106-finance", "420106-development-reform", "510104-customs"])
        let own = try #require(world.directory.profile(try world.id(mr)))
        return try MeasureProposal(
            kind: kind, ground: ground, listClass: listClass, for: own, directory: world.directory, rules: world.rules,
            on: try day("2026-06-01"))
    }

    @Test func `a cause leads to measures with their provisions and to the offices that apply them`() throws {
        let food: JSONValue = ["instrument": .string(ListMeasureTests.serious), "article": "第五条第二项"]
        let proposal = try proposal("seriousViolation", food)
        let codes = proposal.items.map(\.measure.code)
        let all = "M01 M01p M02 M03 M06 M07 M08 M09 M10 M11 M12 M13 M14 M19 M20 M21"
        #expect(codes.joined(separator: " ") == all)
        let selected = proposal.items.filter(\.isSelected).map(\.measure.code)
        for code in ["M12", "M01p", "M02", "M20"] {
            #expect(!selected.contains(code), "\(code) needs a basis of its own")
        }
        let procurement = try #require(proposal.items.first { $0.measure.code == "M06" })
        #expect(procurement.offices.map(\.description) == ["420106-finance"])
        let review = try #require(proposal.items.first { $0.measure.code == "M14" })
        #expect(!review.offices.contains { $0.description.hasPrefix("510104") }, "another province")
        let own: JSONValue = ["instrument": "企业信息公示暂行条例", "article": "第十八条第二款"]
        let ban = try self.proposal("seriousViolation", own).items.first { $0.measure.code == "M12" }
        #expect(ban?.isSelected == true)
    }

    @Test(arguments: ["seriousViolation", "abnormalOperation", "platformDelisting"])
    func `what is proposed passes the guards of the entry`(kind: String) throws {
        var world = try DeskWorld(at: "2026-06-01T09:00")
        let body = Sample.entry.merging([
            "listKind": .string(kind), "measures": try proposal(kind).measures, "criterion": "unreachable",
        ])
        #expect(try world.refusal(mr, .listEntry, "propose", body, as: [.handler]) == nil)
    }

    @Test func `a list without a legal basis proposes nothing and says why`() throws {
        for (kind, code) in [
            ("cyberspaceSeriousDishonesty", "LIST_KIND_UNAVAILABLE"), ("blacklist", "LIST_KIND_UNKNOWN"),
        ] {
            do {
                _ = try proposal(kind)
                Issue.record("\(kind) proposed measures")
            } catch let refusal as Refusal { #expect(refusal.code == code) }
        }
    }
}
