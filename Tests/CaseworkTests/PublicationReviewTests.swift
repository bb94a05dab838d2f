import Casework
import Contracts
import Testing

/// What a person must look at before a publication goes on (domain D.4, E.1).
struct PublicationReviewTests {
    private let mr = "market-regulation"
    private static let reason: JSONValue = ["wordReviewReason": "系案件名称，不涉及群体性事件"]

    private func drafted(_ facts: String, of extra: JSONValue = .object([])) throws -> (world: DeskWorld, id: CaseID) {
        var world = try DeskWorld(at: "2026-07-31T09:00", region: "510104")
        let draft = Sample.draft.setting(
            "record", Sample.record.setting("violationFacts", .string(facts)).merging(extra))
        let id = try world.act(mr, .publication, "draft", draft, as: [.handler])
        return (world, id)
    }

    @Test func `a sensitive word holds the publication for five working days until a person releases it`() throws {
        var (world, id) = try drafted("当事人组织群 体性事件的报道不实。")
        let deadline = try #require(try world.file(mr, id).deadline("wordReview"))
        #expect(deadline.due?.shortDescription == "2026-08-07 23:59")
        #expect(try world.file(mr, id).facts["wordReview"]?["hits"]?.array?.first?["word"] == "群体性事件")
        let held = try world.refusal(mr, .publication, "clear", Sample.reviews, on: id, as: [.legalReviewer])
        #expect(held == "SENSITIVE_WORDS_HELD")
        try world.act(mr, .publication, "releaseWords", PublicationReviewTests.reason, on: id, as: [.legalReviewer])
        #expect(try world.file(mr, id).deadline("wordReview")?.status == .met)
        let again = try world.refusal(
            mr, .publication, "releaseWords", PublicationReviewTests.reason, on: id, as: [.legalReviewer])
        #expect(again == "STATE_CONFLICT")
        try world.act(mr, .publication, "clear", Sample.reviews, on: id, as: [.legalReviewer])
        #expect(
            try world.file(mr, id).facts["wordReview"]?["reason"] == PublicationReviewTests.reason["wordReviewReason"])
    }

    @Test func `refused words must be rewritten before the text is cleared`() throws {
        var (world, id) = try drafted("黑心商家销售过期食品。")
        try world.act(mr, .publication, "refuseWords", PublicationReviewTests.reason, on: id, as: [.headDeputy])
        let refused = try world.refusal(mr, .publication, "clear", Sample.reviews, on: id, as: [.legalReviewer])
        #expect(refused == "SENSITIVE_WORDS_HELD")
        try world.act(mr, .publication, "revise", Sample.draft, on: id, as: [.handler])
        #expect(try world.file(mr, id).facts["wordReview"]?["heldOn"] == nil)
        try world.act(mr, .publication, "clear", Sample.reviews, on: id, as: [.legalReviewer])
    }

    @Test func `a text without such words has no clock and nothing to release`() throws {
        var (world, id) = try drafted("销售过期食品。")
        #expect(try world.file(mr, id).deadline("wordReview") == nil)
        let release = try world.refusal(
            mr, .publication, "releaseWords", PublicationReviewTests.reason, on: id, as: [.legalReviewer])
        #expect(release == "STATE_CONFLICT")
    }

    @Test func `what the list says is never published cannot be cleared`() throws {
        var (world, id) = try drafted("依据反间谍法处理。")
        let refused = try world.refusal(mr, .publication, "clear", Sample.reviews, on: id, as: [.legalReviewer])
        #expect(refused == "RESTRICTED_PUBLICATION")
        let exempt: JSONValue = ["reasonCode": "RESTRICTED_PUBLICATION", "reason": "限制公开清单所列事项"]
        try world.act(mr, .publication, "exempt", exempt, on: id, as: [.legalReviewer])
        #expect(try world.file(mr, id).state == "notPublished")
    }

    @Test func `what is published in part goes out without its restricted field`() throws {
        var (world, id) = try drafted("以不正当手段侵犯商业秘密的具体经过。", of: ["violationType": "侵犯商业秘密"])
        if try world.file(mr, id).deadline("wordReview") != nil {
            try world.act(mr, .publication, "releaseWords", PublicationReviewTests.reason, on: id, as: [.legalReviewer])
        }
        try world.act(mr, .publication, "clear", Sample.reviews, on: id, as: [.legalReviewer])
        try world.act(mr, .publication, "publish", on: id, as: [.headPrincipal])
        let payload = try #require(try world.file(mr, id).facts["payload"])
        #expect(payload["violationFacts"] == .string(TextDifference.withheld))
        #expect(payload["violationType"] == "侵犯商业秘密")
    }

    @Test func `only an imported record can be taken back, and only while it waits`() throws {
        var (world, id) = try drafted("销售过期食品。")
        let typed = try world.refusal(mr, .publication, "undoImport", ["reason": "误导入"], on: id, as: [.handler])
        #expect(typed == "STATE_CONFLICT")
        let imported = Sample.draft.merging(["batch": "4f2a", "row": 2, "firstSubmission": "4f29#2@2026-07-30"])
        let other = try world.act(mr, .publication, "importRecord", imported, as: [.handler])
        try world.act(mr, .publication, "undoImport", ["reason": "误导入"], on: other, as: [.unitManager])
        #expect(try world.file(mr, other).state == "notPublished")
        #expect(try world.file(mr, other).facts["firstSubmission"] == "4f29#2@2026-07-30")
    }

    @Test func `differences of a payload are told by field, and unlawful ones apart`() {
        let record: JSONValue = ["violationFacts": "电话13800138000，证人王五在场。", "violationType": "无证经营"]
        let lawful: JSONValue = ["violationFacts": "电话***，证人某某在场。", "violationType": "无证经营"]
        let good = PublicationPayload.differences(of: lawful, from: record, third: ["王五"], withheld: [])
        #expect(good.map(\.field) == ["violationFacts"])
        #expect(good.first?.spans.count == 2 && good.first?.unlawful.isEmpty == true)
        let changed = lawful.setting("violationType", "无照经营")
        let bad = PublicationPayload.differences(of: changed, from: record, third: ["王五"], withheld: [])
        #expect(bad.filter { !$0.unlawful.isEmpty }.map(\.field) == ["violationType"])
    }

    @Test func `a number in a name is found, for names are shown as they are`() {
        let record = Sample.record.setting("counterpartyName", "成都示例食品店（13800138000）")
        #expect(PublicationPayload.findings(in: record, third: []).map(\.field) == ["counterpartyName"])
    }
}
