import Casework
import Contracts
import Testing

/// What risk cases are about.
enum RiskScene {
    static let signal: JSONValue = [
        "subject": Sample.subject, "source": "monitoring", "matter": "平台内多家商户无照经营，投诉集中。",
    ]
    static let warning: JSONValue = [
        "form": "interview", "level": "warning", "documentNo": "武昌市监约〔2026〕1号", "requirement": "限期核验商户资质并书面答复",
    ]
    static let notice: JSONValue = [
        "noticeTitle": "消费提示", "noticeText": "该平台投诉较多，请消费者注意核对商户资质。",
        "noticeBasis": ["instrument": "中华人民共和国消费者权益保护法", "article": "第三十三条"],
    ]

    static func classChange(to planners: [String]) -> JSONValue {
        [
            "subject": Sample.subject, "classBefore": "B", "classAfter": "D", "assessedOn": "2026-06-09",
            "assessment": "一年内两次较重处罚", "recipients": .array(planners.map { .string($0) }),
        ]
    }

    static let peers: JSONValue = [
        "title": "食品添加剂超范围使用风险提示", "violationType": "超范围使用食品添加剂", "industryCode": "C14",
        "text": "近期查处一起超范围使用食品添加剂案件，请同行业单位自查。", "checkPoints": ["核对标准"],
        "peers": [["name": "武汉示例商贸有限公司", "uscc": "91420106XT0002028T"]], "recipients": ["420106-customs"],
    ]
}

/// 风险预警、信用风险分类 (domain D.8) between desks.
struct RiskTests {
    private let mr = "market-regulation"

    private func signalled() throws -> (world: DeskWorld, id: CaseID) {
        var world = try DeskWorld(at: "2026-10-12T09:00")
        let id = try world.act(mr, .risk, "signal", RiskScene.signal, as: [.handler])
        return (world, id)
    }

    private func warned(_ recipients: [String] = []) throws -> (world: DeskWorld, id: CaseID) {
        var (world, id) = try signalled()
        let body =
            recipients.isEmpty
            ? RiskScene.warning : RiskScene.warning.setting("recipients", .array(recipients.map { .string($0) }))
        try world.act(mr, .risk, "warn", body, on: id, as: [.headDeputy], at: "2026-10-16T10:00")
        return (world, id)
    }

    @Test func `a signal is judged by a person within three working days, and what is dismissed stays inside`() throws {
        var (world, id) = try signalled()
        #expect(try world.file(mr, id).deadline("triage")?.due?.shortDescription == "2026-10-15 23:59")
        #expect(try world.refusal(mr, .risk, "dismiss", ["reason": "不属实"], on: id, as: [.handler]) == "ROLE_REQUIRED")
        try world.act(mr, .risk, "dismiss", ["reason": "不属实"], on: id, as: [.headDeputy])
        #expect(try world.file(mr, id).state == "dismissed")
        #expect(world.sent.isEmpty)
    }

    @Test func `a warning waits fifteen working days for its answer and goes up when none comes`() throws {
        var (world, id) = try warned(["420106-tax"])
        #expect(try world.file(mr, id).deadline("reply")?.due?.shortDescription == "2026-11-06 23:59")
        #expect(try world.file("tax", id).facts["requirement"] == RiskScene.warning["requirement"])
        #expect(
            try world.refusal(mr, .risk, "resolve", ["reason": "已整改"], on: id, as: [.headDeputy])
                == "REPLY_NOT_RECORDED")
        try world.act("tax", .risk, "note", on: id, as: [.handler])
        #expect(try world.file(mr, id).state(ofPart: "420106-tax") == "noted")
        world.now = try moment("2026-11-07T00:30")
        try world.fireRungs()
        for office in [mr, "tax"] { #expect(try world.file(office, id).state == "escalated") }
        try world.act(
            mr, .risk, "recordReply", ["repliedOn": "2026-11-09", "text": "已经核验"], on: id, as: [.handler],
            at: "2026-11-09T09:00")
        try world.act(mr, .risk, "resolve", ["reason": "已整改"], on: id, as: [.headDeputy])
        for office in [mr, "tax"] { #expect(try world.file(office, id).state == "resolved") }
        #expect(world.refused.isEmpty)
    }

    @Test func `without addressees a warning leaves no letter, and a day for the answer may be set`() throws {
        var (world, id) = try signalled()
        let body = RiskScene.warning.setting("replyBy", "2026-10-30")
        #expect(
            try world.refusal(
                mr, .risk, "warn", RiskScene.warning.setting("replyBy", "2026-10-12"), on: id, as: [.headDeputy])
                == "DATE_IN_PAST")
        try world.act(mr, .risk, "warn", body, on: id, as: [.headDeputy])
        #expect(try world.file(mr, id).deadline("reply")?.due?.shortDescription == "2026-10-30 23:59")
        #expect(world.sent.isEmpty)
    }

    @Test func `a public notice is of firms alone, names no class, and is withdrawn before the case ends`() throws {
        var (world, id) = try warned(["420106-tax"])
        let classed = RiskScene.notice.setting("noticeText", "该企业信用风险分类为D级。")
        #expect(
            try world.refusal(mr, .risk, "publishNotice", classed, on: id, as: [.headPrincipal])
                == "RISK_CLASS_NOT_PUBLIC")
        #expect(
            try world.refusal(mr, .risk, "publishNotice", RiskScene.notice, on: id, as: [.headDeputy])
                == "ROLE_REQUIRED")
        try world.act(mr, .risk, "publishNotice", RiskScene.notice, on: id, as: [.headPrincipal])
        // Offices that were told nothing read it too, and act on nothing.
        #expect(try world.file("customs", id).standing(of: try world.id("customs")) == .stranger)
        #expect(try world.file("tax", id).flags == [])
        try world.act(
            mr, .risk, "recordReply", ["repliedOn": "2026-10-20", "text": "已经核验"], on: id, as: [.handler])
        #expect(
            try world.refusal(mr, .risk, "resolve", ["reason": "已整改"], on: id, as: [.headDeputy])
                == "NOTICE_STILL_PUBLIC")
        #expect(
            try world.refusal(mr, .risk, "publishNotice", RiskScene.notice, on: id, as: [.headPrincipal])
                == "NOTICE_STILL_PUBLIC")
        try world.act(mr, .risk, "withdrawNotice", ["reason": "已整改"], on: id, as: [.headDeputy])
        #expect(
            try world.refusal(mr, .risk, "withdrawNotice", ["reason": "已整改"], on: id, as: [.headDeputy])
                == "NOTICE_NOT_PUBLIC")
        try world.act(mr, .risk, "resolve", ["reason": "已整改"], on: id, as: [.headDeputy])
        #expect(world.refused.isEmpty)

        var person = try DeskWorld(at: "2026-10-12T09:00")
        let trader = RiskScene.signal.setting(
            "subject", ["subjectKind": "soleTrader", "name": "武侯区样本小吃店", "uscc": "92510107XT0006029Q"])
        let other = try person.act(mr, .risk, "signal", trader, as: [.handler])
        try person.act(mr, .risk, "warn", RiskScene.warning, on: other, as: [.headDeputy])
        #expect(
            try person.refusal(mr, .risk, "publishNotice", RiskScene.notice, on: other, as: [.headPrincipal])
                == "NATURAL_PERSON_NOT_PUBLISHED")
    }

    @Test func `a notice that comes before the letter it goes with is no conflict`() throws {
        var (world, id) = try signalled()
        _ = try world.order(
            mr, .risk, "warn", RiskScene.warning.setting("recipients", ["420106-tax"]), on: id, as: [.headDeputy])
        _ = try world.order(mr, .risk, "publishNotice", RiskScene.notice, on: id, as: [.headPrincipal])
        _ = try world.order(mr, .risk, "escalate", ["reason": "未整改"], on: id, as: [.headDeputy])
        let notice = try #require(
            world.parcels.firstIndex { $0.draft.type.name == "risk.notice" && $0.to.description == "420106-tax" })
        try world.deliver(world.parcels.remove(at: notice))
        try world.run()
        #expect(try world.file("tax", id).state == "escalated")
        #expect(try world.file("tax", id).flags == [])
        #expect(try world.file("tax", id).standing(of: try world.id("tax")) == .recipient)
    }

    @Test func `a consultation is proposed in the same transaction, or an existing one is named`() throws {
        var (world, id) = try signalled()
        #expect(try world.refusal(mr, .risk, "consult", on: id, as: [.headDeputy]) == "TASK_NOT_NAMED")
        let task = Sample.task("riskAssessment")
        let wrong: JSONValue = ["task": task.setting("lead", "420106-nobody")]
        #expect(try world.refusal(mr, .risk, "consult", wrong, on: id, as: [.headDeputy]) == "UNKNOWN_OFFICE")
        #expect(try world.file(mr, id).state == "signalled")
        let outcome = try world.order(mr, .risk, "consult", ["task": task], on: id, as: [.headDeputy])
        try world.run()
        let opened = try #require(outcome.consequences.first?.outcome.caseID)
        #expect(try world.file(mr, id).flags == ["OPENED:\(opened)"])
        #expect(try world.file("cyberspace", opened).state == "proposed")

        let other = try world.act(mr, .risk, "signal", RiskScene.signal, as: [.handler])
        #expect(
            try world.refusal(mr, .risk, "consult", ["with": .string(id.description)], on: other, as: [.headDeputy])
                == "CASE_UNKNOWN")
        try world.act(mr, .risk, "consult", ["with": .string(opened.description)], on: other, as: [.headDeputy])
        #expect(try world.file(mr, other).state == "consulted")
    }

    @Test func `a lead names its referral, and a signal may be passed to the competent office`() throws {
        var (world, id) = try signalled()
        let referral = try world.act(
            mr, .referral, "draft", Sample.referral(to: ["420106-tax"]), as: [.handler])
        try world.act(
            mr, .risk, "pass", ["passedTo": "420106-cyberspace", "reason": "属网信部门职责"], on: id, as: [.handler])
        #expect(try world.file("cyberspace", id).standing(of: try world.id("cyberspace")) == .copy)
        #expect(
            try world.refusal(
                mr, .risk, "refer", ["with": "420106-tax.01ARZ3NDEKTSV4RRFFQ69G5FAV"], on: id, as: [.headDeputy])
                == "CASE_UNKNOWN")
        try world.act(mr, .risk, "refer", ["with": .string(referral.description)], on: id, as: [.headDeputy])
        #expect(try world.file(mr, id).state == "referred")
        #expect(world.refused.isEmpty)
    }

    @Test func `a warning to the trade does not name the offender before its case is public`() throws {
        var world = try DeskWorld(at: "2026-07-31T09:00")
        let named = RiskScene.peers.merging([
            "offender": ["subjectKind": "organisation", "name": "成都示例食品有限公司", "uscc": "91510104XT00010175"]
        ])
        #expect(try world.refusal(mr, .risk, "warnPeers", named, as: [.headDeputy]) == "OFFENDER_NOT_PUBLISHED")
        let penalty = try RepairScene.publish(&world, number: "成锦市监处罚〔2026〕88号")
        let published = named.setting("publishedCase", .string(penalty.description))
        let id = try world.act(mr, .risk, "warnPeers", published, as: [.headDeputy])
        #expect(try world.file("customs", id).facts["offender"]?["name"] == "成都示例食品有限公司")
        let referral = try world.act(mr, .referral, "draft", Sample.referral(to: ["420106-tax"]), as: [.handler])
        let betraying = RiskScene.peers.merging([
            "with": .string(referral.description), "text": "武汉样例食品有限公司超范围使用食品添加剂。",
        ])
        #expect(try world.refusal(mr, .risk, "warnPeers", betraying, as: [.headDeputy]) == "OFFENDER_NOT_PUBLISHED")
        let silent = betraying.setting("text", RiskScene.peers["text"] ?? "")
        let second = try world.act(mr, .risk, "warnPeers", silent, as: [.headDeputy])
        try world.act("customs", .risk, "note", on: second, as: [.handler])
        #expect(try world.file(mr, second).state(ofPart: "420106-customs") == "noted")
        #expect(try world.file("customs", second).facts["with"] == nil)
    }

    @Test func `each planner plans by the effect that the class has for its agency`() throws {
        var world = try DeskWorld(at: "2026-11-02T09:00")
        let change = RiskScene.classChange(to: ["420106-tax", "420106-customs"])
        let id = try world.act(mr, .risk, "changeClass", change, as: [.headDeputy])
        #expect(try world.file("tax", id).deadline("plan")?.due?.shortDescription == "2026-11-16 23:59")
        #expect(try world.file("tax", id).deadline("plan")?.holder == (try world.id("tax")))
        let body: JSONValue = ["appliesFrom": "2026-11-03"]
        try world.act("tax", .risk, "updatePlan", body, on: id, as: [.handler])
        #expect(try world.file(mr, id).state == "classified")
        try world.act("customs", .risk, "updatePlan", body, on: id, as: [.handler])
        #expect(try world.file(mr, id).state == "planned")
        let parts = try world.file(mr, id).facts["parts"]
        #expect(parts?["420106-tax"]?["samplingPlanned"]?["samplingPercent"] == 400)
        #expect(parts?["420106-customs"]?["samplingPlanned"]?["samplingPercent"] == 800)
        #expect(parts?["420106-customs"]?["samplingPlanned"]?["visitsPerYear"] == 24)
        #expect(world.refused.isEmpty)
        // No other office hears of a class.
        #expect(world.files[try world.id("police")]?[id] == nil)
    }

    @Test(
        arguments: [
            (["classAfter": "B"], "RISK_CLASS_UNCHANGED"),
            (
                ["subject": ["subjectKind": "soleTrader", "name": "武侯区样本小吃店", "uscc": "92510107XT0006029Q"]],
                "RISK_CLASS_OF_PERSON"
            ), (["classAfter": "E"], "ENUM_UNKNOWN"),
        ] as [(JSONValue, String)])
    func `classes are of organisations, of four kinds, and change`(wrong: JSONValue, code: String) throws {
        var world = try DeskWorld(at: "2026-11-02T09:00")
        let change = RiskScene.classChange(to: ["420106-tax"]).merging(wrong)
        #expect(try world.refusal(mr, .risk, "changeClass", change, as: [.headDeputy]) == code)
    }

    @Test func `a class is no ground of a listing or of a measure`() throws {
        var world = try DeskWorld(at: "2026-06-10T09:00")
        let classing: JSONValue = [
            "instrument": "《市场监管总局关于推进企业信用风险分类管理进一步提升监管效能的意见》", "article": "第二部分",
        ]
        let ground = Sample.entry.setting("ground", classing)
        #expect(try world.refusal(mr, .listEntry, "propose", ground, as: [.handler]) == "RISK_CLASS_NO_GROUND")
        let measure = Sample.entry.setting("measures", [["code": "M13", "basis": classing]])
        #expect(try world.refusal(mr, .listEntry, "propose", measure, as: [.handler]) == "RISK_CLASS_NO_GROUND")
        #expect(try world.refusal(mr, .listEntry, "propose", Sample.entry, as: [.handler]) == nil)
    }

    @Test func `no letter on a shared topic has a place for a class`() {
        let classes = LetterFields.classChange.filter { $0.name.hasPrefix("class") }.map(\.kind)
        #expect(classes.count == 2)
        for contract in LetterCatalogue.contracts {
            guard case .broadcast = contract.carrier else { continue }
            #expect(!contract.fields.contains { classes.contains($0.kind) }, "\(contract.type)")
        }
    }
}
