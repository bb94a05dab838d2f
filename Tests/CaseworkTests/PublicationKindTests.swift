import Casework
import Contracts
import Testing

/// Every kind of record has its own fields, agencies, channels and clocks (domain C.5, C.6, C.9, C.11, B.5).
struct PublicationKindTests {
    /// Kind, agency, the channels it is shown on, and the days by which it is due there, from a decision of 2026-07-30.
    static let kinds: [(RecordKind, String, [String], [String])] = [
        (.penalty, "market-regulation", ["creditChina", "gsxt"], ["2026-08-10", "2026-08-27"]),
        (.penalty, "tax", ["creditChina"], ["2026-08-10"]),
        (.penalty, "customs", ["creditChina", "customsCredit"], ["2026-08-10", "2026-08-10"]),
        (.licence, "market-regulation", ["creditChina", "gsxt"], ["2026-08-10", "2026-08-27"]),
        (.licence, "cyberspace", ["creditChina"], ["2026-08-10"]),
        (.abnormal, "market-regulation", ["gsxt"], ["2026-08-27"]),
        (.serious, "market-regulation", ["creditChina", "gsxt"], ["2026-08-10", "2026-08-27"]),
        (.majorTax, "tax", ["creditChina", "taxSite"], ["2026-08-15", "2026-08-15"]),
        (.arrears, "tax", ["taxSite"], ["2026-08-31"]), (.customsCredit, "customs", ["customsCredit"], ["2026-08-10"]),
        (.inspectionResult, "market-regulation", ["agencySite", "gsxt"], ["2026-08-27", "2026-08-27"]),
        (.inspectionResult, "tax", ["agencySite"], ["2026-08-27"]),
        (.typicalCase, "market-regulation", ["agencySite"], ["2026-08-27"]),
        (.riskNotice, "market-regulation", ["agencySite"], ["2026-08-27"]),
        (.overduePayables, "market-regulation", ["agencySite"], ["2026-08-27"]),
    ]

    @Test(arguments: kinds)
    func `a record of each kind is published where its agency may show it, by the day that is due there`(
        kind: RecordKind, agency: String, channels: [String], dues: [String]
    ) throws {
        var world = try PublicationScene.world()
        let id = try PublicationScene.clear(&world, PublicationScene.draft(kind), by: agency)
        let drafted = try world.file(agency, id)
        let days = channels.map { drafted.deadline("publish/channel-\($0)")?.due?.civilDate.description }
        #expect(days == dues)
        try world.act(agency, .publication, "publish", on: id, as: [.headDeputy])
        let told = try world.file("police", id)
        #expect(told.channelStandings.map(\.channel) == channels)
        #expect(told.facts["recordKind"]?.string == kind.rawValue)
        let record = PublicRecord(told)
        var check = BodyCheck(unknown: .refused)
        _ = check.read(try #require(record.payload), kind.payloadFields)
        #expect(check.faults == [])
        for field in ["counterpartyName", "uscc", "decisionDate", kind.documentField, kind.agencyField] {
            #expect(record.payload?[field]?.string?.isEmpty == false, "\(field)")
        }
        #expect(
            try world.file(agency, id).deadlines.filter { $0.key.hasPrefix("publish/") }.allSatisfy {
                $0.status == .met
            })
        #expect(world.refused.isEmpty)
    }

    @Test(arguments: RecordKind.allCases)
    func `a record without a field of its kind, or with one of another kind, is refused by the field's name`(
        kind: RecordKind
    ) throws {
        var world = try PublicationScene.world()
        let draft = PublicationScene.draft(kind)
        let record = try #require(draft["record"])
        for field in kind.recordFields where field.isRequired {
            let lacking = draft.setting("record", record.removing(field.name))
            #expect(
                try world.refusal("tax", .publication, "draft", lacking, as: [.handler]) == "FIELD_MISSING",
                "\(field.name)")
        }
        let strange = draft.setting("record", record.setting("strangeField", "x"))
        #expect(try world.refusal("tax", .publication, "draft", strange, as: [.handler]) == "FIELD_UNKNOWN")
        let other = draft.setting("recordKind", .string(kind == .licence ? "penalty" : "licence"))
        #expect(try world.refusal("tax", .publication, "draft", other, as: [.handler]) != nil)
    }

    @Test func `the kind of a case does not change with a revision or a correction`() throws {
        var (world, id) = try PublicationScene.published()
        let licence = PublicationScene.draft(.licence).merging(["reason": "更正", "evidence": "决定书"])
        #expect(
            try world.refusal("market-regulation", .publication, "correct", licence, on: id, as: [.headDeputy])
                == "RECORD_KIND_CHANGED")
    }

    @Test func `an agency without a channel for the kind publishes nothing`() throws {
        var world = try PublicationScene.world()
        let id = try world.act("tax", .publication, "draft", PublicationScene.draft(.abnormal), as: [.handler])
        #expect(
            try world.refusal("tax", .publication, "clear", Sample.reviews, on: id, as: [.legalReviewer])
                == "NOT_PUBLISHABLE")
    }

    @Test func `the tax list is due by the month after service, and names persons without their birth digits`() throws {
        var world = try PublicationScene.world(at: "2025-11-05T09:00")
        let record = try #require(PublicationScene.draft(.majorTax)["record"]).merging([
            "decisionDate": "2025-11-03",
            "responsiblePersons": [
                ["name": "钱样", "role": "法定代表人", "sex": "female", "maskedNumber": "440305197001150038"]
            ],
        ])
        let draft = PublicationScene.draft(.majorTax).merging(["record": record, "servedOn": "2025-11-05"])
        let id = try PublicationScene.clear(&world, draft, by: "tax")
        #expect(
            try world.file("tax", id).deadline("publish/channel-taxSite")?.due?.shortDescription == "2025-12-15 23:59")
        try world.act("tax", .publication, "publish", on: id, as: [.headPrincipal], at: "2025-12-08T09:00")
        let file = try world.file("customs", id)
        #expect(file.facts["payload"]?["responsiblePersons"]?.array?.first?["maskedNumber"] == "440305********0038")
        let standings = file.channelStandings
        #expect(standings.map(\.channel) == ["creditChina", "taxSite"])
        #expect(standings.map { $0.minUntil?.description } == ["2026-11-03", "2026-06-08"])
        #expect(standings.map { $0.maxUntil?.description } == ["2028-11-03", "2028-12-08"])
    }

    /// Kinds and amounts of penalties, and what the function says of them (domain C.7; amounts of domain F).
    static let severities: [(JSONValue, Int64?, String)] = [
        (["warning"], nil, "minor"), (["criticism"], nil, "minor"), (["fine"], 999_999, "minor"),
        (["fine"], 1_000_000, "general"), (["fine"], 49_999_999, "general"), (["fine"], 50_000_000, "serious"),
        (["fine"], nil, "unknown"), (["warning", "confiscateGoods"], nil, "general"),
        (["confiscateGains"], nil, "general"), (["fine", "confiscateGains"], 999_999, "general"),
        (["revokeLicence"], nil, "serious"), (["fine", "suspendBusiness"], 100, "serious"),
        (["careerBan"], nil, "serious"), (["other"], nil, "unknown"), (["fine", "other"], 2_000_000, "unknown"),
        (["fine", "other"], 60_000_000, "serious"), (["detention"], nil, "unknown"), (["downgrade"], nil, "serious"),
    ]

    @Test(arguments: severities)
    func `how grave a penalty is follows from its kinds and its amount`(
        kinds: JSONValue, fine: Int64?, severity: String
    ) throws {
        var world = try PublicationScene.world()
        var record = Sample.record.setting("penaltyKinds", kinds).removing("fineAmountFen")
        if let fine { record = record.setting("fineAmountFen", .integer(fine)) }
        let id = try world.act("market-regulation", .publication, "draft", ["record": record], as: [.handler])
        let file = try world.file("market-regulation", id)
        #expect(file.facts["severityFound"]?.string == severity)
        #expect(file.facts["severity"]?.string == (severity == "unknown" ? nil : severity))
    }

    @Test func `what the function does not know a person decides before it is cleared`() throws {
        var world = try PublicationScene.world()
        let mr = "market-regulation"
        let draft: JSONValue = ["record": Sample.record.setting("penaltyKinds", ["other"])]
        let id = try world.act(mr, .publication, "draft", draft, as: [.handler])
        #expect(
            try world.refusal(mr, .publication, "clear", Sample.reviews, on: id, as: [.legalReviewer])
                == "SEVERITY_UNKNOWN")
        try world.act(mr, .publication, "revise", draft.setting("severity", "general"), on: id, as: [.handler])
        try world.act(mr, .publication, "clear", Sample.reviews, on: id, as: [.legalReviewer])
        #expect(try world.file(mr, id).state == "cleared")
    }

    @Test func `a severity that contradicts the function needs a reason and a second person`() throws {
        var world = try PublicationScene.world()
        let mr = "market-regulation"
        let graver = Sample.draft.setting("severity", "serious")
        #expect(
            try world.refusal(mr, .publication, "draft", graver, as: [.handler]) == "SEVERITY_REASON_MISSING")
        let reasoned = graver.setting("severityReason", "屡禁不止")
        let id = try world.act(mr, .publication, "draft", reasoned, as: [.handler])
        #expect(
            try world.refusal(mr, .publication, "clear", Sample.reviews, on: id, as: [.legalReviewer])
                == "SEVERITY_UNCONFIRMED")
        let confirmed = Sample.reviews.setting("severityConfirmed", true)
        try world.act(mr, .publication, "clear", confirmed, on: id, as: [.legalReviewer])
        try world.act(mr, .publication, "publish", on: id, as: [.headPrincipal])
        #expect(try world.file("tax", id).channelStandings.first?.maxUntil?.description == "2029-07-30")
    }
}
