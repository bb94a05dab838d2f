import Casework
import Contracts

/// What repairs are about: a penalty of the market regulators on 信用中国 (S1), an entry of the tax list (S4).
enum RepairScene {
    static func penaltyPublished(in region: String = "420106") throws -> (world: DeskWorld, id: CaseID) {
        var world = try DeskWorld(at: "2026-07-31T09:00", region: region, others: [RepairTests.platform])
        let id = try publish(&world, number: "成锦市监处罚〔2026〕88号")
        return (world, id)
    }

    static func publish(_ world: inout DeskWorld, number: String) throws -> CaseID {
        let mr = "market-regulation"
        let draft = Sample.draft.setting("record", Sample.record.setting("decisionNo", .string(number)))
        let id = try world.act(mr, .publication, "draft", draft, as: [.handler])
        try world.act(mr, .publication, "clear", Sample.reviews, on: id, as: [.legalReviewer])
        try world.act(mr, .publication, "publish", on: id, as: [.headDeputy], at: "2026-08-07T10:00")
        return id
    }

    /// The determination of 2025-11-03, published on 2025-12-08.
    static func taxEntryPublished() throws -> (world: DeskWorld, id: CaseID) {
        var world = try DeskWorld(at: "2025-11-01T09:00", region: "420100", others: [RepairTests.platform])
        let entry = Sample.entry.merging([
            "listKind": "majorTaxViolation",
            "ground": ["instrument": "重大税收违法失信主体信息公布管理办法", "article": "第六条"], "measures": [["code": "M13"]],
            "subject": subject, "sourceDecisionNo": "武昌税稽罚〔2025〕4号", "sourceDecisionDate": "2025-04-10",
            "criterion": "evasion", "figures": ["amountFen": 320_000_000, "ratioBasisPoints": 1_800],
        ])
        let id = try world.act("tax", .listEntry, "propose", entry, as: [.handler])
        try world.act("tax", .listEntry, "passReview", on: id, as: [.legalReviewer])
        let listing = Sample.listing.merging([
            "listingDecisionNo": "武昌税失〔2025〕1号", "noticeServedOn": "2025-10-13", "objectionUntil": "2025-10-20",
            "finalOn": "2025-10-10",
        ])
        try world.act("tax", .listEntry, "list", listing, on: id, as: [.headPrincipal], at: "2025-12-08T10:00")
        return (world, id)
    }

    private static let subject: JSONValue = [
        "subjectKind": "organisation", "name": "成都示例食品有限公司", "uscc": "91510104XT00010175",
    ]

    static func application(on day: String, _ targets: CaseID...) -> JSONValue {
        [
            "channel": "creditChina", "subject": subject, "appliedOn": .string(day),
            "targets": .array(targets.map { ["caseId": .string($0.description)] }),
            "performance": [
                ["duty": "fine", "state": "done", "doneOn": "2026-08-10"], ["duty": "goods", "state": "notApplicable"],
            ], "commitment": ["text": "材料真实，如有虚假愿承担后果", "signer": "李样", "signedOn": .string(day)],
            "proofs": ["缴款书"],
        ]
    }

    static func taxApplication(on day: String, _ entry: CaseID) -> JSONValue {
        application(on: day, entry).setting(
            "targets", [["caseId": .string(entry.description), "decidedOn": "2025-11-03"]])
    }

    static let verified: JSONValue = [
        "method": "documents", "result": "缴款书经核对无误", "performed": true, "materialTrue": true,
    ]

    static let grant: JSONValue = ["decisionNo": "成市监修〔2026〕1号", "reason": "符合修复条件"]

    static let allStopped: JSONValue = [
        "stoppedPublication": true, "stoppedSharing": true, "measuresLifted": true,
    ]

    /// The rule set with 国市监信规〔2021〕3号 still in force beside the platform's new rule.
    static func rulesWithOlderRegisterRule() throws -> RuleSet {
        let name = "repair-rules.json"
        guard let document = try RuleDocuments.all().first(where: { $0.name == name }) else {
            throw NotWritten(text: name)
        }
        let root = try JSONValue.parse(document.bytes)
        let rules = (root["repairRules"]?.array ?? []).compactMap { rule -> JSONValue? in
            guard rule["id"] == "RP-14" else { return rule }
            return rule["effectiveThrough"] == nil ? nil : rule.removing("effectiveThrough")
        }
        return try RuleSet.read(
            version: "older",
            documents: try RuleDocuments.replacing(name, with: root.setting("repairRules", .array(rules)).text))
    }
}

extension DeskWorld {
    /// The refusal of an application at the platform, or of a decision; nil when it is taken.
    mutating func refuses(
        _ body: JSONValue, _ order: String = "apply", by agency: String = RepairTests.platform, on id: CaseID? = nil
    ) throws -> Refusal? {
        do {
            try act(agency, .repair, order, body, on: id, as: id == nil ? [.handler] : [.handler, .headPrincipal])
            return nil
        } catch let refusal as Refusal {
            return refusal
        }
    }

    /// An application that is accepted and verified.
    mutating func verified(_ target: CaseID, by agency: String) throws -> CaseID {
        if now < (try moment("2026-06-09T09:00")) { now = try moment("2026-06-09T09:00") }
        let id = try act(
            RepairTests.platform, .repair, "apply", RepairScene.application(on: now.civilDate.description, target),
            as: [.handler])
        try act(agency, .repair, "accept", on: id, as: [.handler])
        try act(agency, .repair, "verify", RepairScene.verified, on: id, as: [.handler])
        let isConflict = try file(agency, id).flags.contains("RULE_CONFLICT")
        if isConflict {
            let body: JSONValue = ["choice": "followOwn", "reason": "适用行业规定（信用修复管理办法第十一条）"]
            try act(agency, .repair, "decideConflict", body, on: id, as: [.headDeputy])
        }
        return id
    }

    /// One that is granted too.
    mutating func granted(_ target: CaseID, by agency: String) throws -> CaseID {
        let id = try verified(target, by: agency)
        try act(agency, .repair, "grant", RepairScene.grant, on: id, as: [.headPrincipal])
        return id
    }
}
