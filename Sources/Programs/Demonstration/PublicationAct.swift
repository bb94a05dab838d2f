import Casework
import Contracts

/// 信用公示: an imported penalty is reviewed, published, corrected; another is withdrawn; the feed shows each.
enum PublicationAct {
    static let title = "信用公示：审查、公示、更正、撤回"

    static func play(on stage: DemonstrationStage) async throws {
        try stage.setClock("2026-08-03T10:30:00.000+08:00")
        let first = try await stage.publication(of: "成锦市监处罚〔2026〕88号")
        try await publish(first, on: stage)
        try await correct(first, on: stage)
        let second = try await stage.publication(of: "成锦市监处罚〔2026〕103号")
        try await publish(second, on: stage)
        try await withdraw(second, on: stage)
        try await stage.tell(title, .publication, of: first.id, at: stage.house.person("market-regulation", .handler))
    }

    private static func publish(_ case: PublicationCase, on stage: DemonstrationStage) async throws {
        try await stage.order(
            stage.house.person("market-regulation", .legalReviewer),
            .init(.publication, "clear", on: `case`.id, ["secrecyReviewed": true, "privacyReviewed": true]))
        let begin = ContinuousClock.now
        try await stage.order(
            stage.house.person("market-regulation", .headPrincipal), .init(.publication, "publish", on: `case`.id))
        let shown = try await stage.shown(`case`, version: 1)
        let time = (ContinuousClock.now - begin).components
        let milliseconds = time.seconds * 1000 + time.attoseconds / 1_000_000_000_000_000
        stage.narrator.done("\(`case`.decisionNo) 批准公示后 \(milliseconds) 毫秒可在信用平台查到")
        stage.narrator.check("公示不迟于六十秒", passed: milliseconds < 60_000, "\(milliseconds) 毫秒")
        let findings = privateThings(in: shown["payload"] ?? shown)
        stage.narrator.check(
            "公示内容已去标识", passed: findings.isEmpty,
            findings.isEmpty ? "不含证件号码、电话、账号、住址" : findings.joined(separator: "、"))
    }

    private static let neverPublic = ["personIdNo", "legalRepIdNo", "homeAddress", "personToken"]

    private static func privateThings(in payload: JSONValue) -> [String] {
        (payload.object ?? []).flatMap { member -> [String] in
            guard !neverPublic.contains(member.name) else { return [member.name] }
            let isCode = member.name.lowercased().hasSuffix("uscc")
            guard !isCode, let text = member.value.string else { return [] }
            return PrivacyGuard(names: []).findings(in: text).map { "\(member.name)：\($0.kind.name)" }
        }
    }

    private static func correct(_ case: PublicationCase, on stage: DemonstrationStage) async throws {
        let record = `case`.record.setting("penaltyContent", "处以罚款人民币五万元，没收违法所得三千二百元")
        try await stage.order(
            stage.house.person("market-regulation", .headPrincipal),
            .init(
                .publication, "correct", on: `case`.id,
                ["record": record, "reason": "金额写法不规范", "evidence": "处罚决定书原件"]))
        _ = try await stage.shown(`case`, version: 2)
        stage.narrator.done("更正后信用平台显示第 2 版")
    }

    private static func withdraw(_ case: PublicationCase, on stage: DemonstrationStage) async throws {
        try await stage.order(
            stage.house.person("market-regulation", .headPrincipal),
            .init(
                .publication, "withdraw", on: `case`.id,
                ["reasonCode": "NOT_PUBLISHABLE", "reason": "处罚决定被依法撤销"]))
        let words = try await stage.withdrawn(`case`)
        stage.narrator.done("撤回后信用平台只保留撤回标记：\(words)")
    }
}

/// A publication case as the act uses it.
struct PublicationCase {
    /// Case id.
    let id: String
    /// Number of the decision.
    let decisionNo: String
    /// Code of the party.
    let uscc: String
    /// What was recorded.
    let record: JSONValue
}
