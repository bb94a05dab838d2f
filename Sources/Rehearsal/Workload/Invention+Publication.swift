import Casework
import Contracts

/// Records of publications: most are for everybody; at some a person must look first, and some the law keeps back.
extension Invention {
    /// Words of the list at which a person looks (PB-WORDS).
    static let sensitive = ["客户名单", "工艺参数"]
    /// What is never published (治安管理处罚法 第一百三十六条).
    static let sealed = "治安管理处罚法"
    /// What may hint at a minor: no mask makes it fit.
    private static let minor = "，涉案商品销往附近小学"
    /// What is published without the field in which it stands.
    private static let partly = "，另涉嫌侵犯商业秘密"

    /// What stands in a text beside the facts.
    private mutating func wording() -> String {
        switch dice.below(1000) {
        case ..<90: "，现场查获\(dice.pick(Invention.sensitive))一份"
        case ..<140: Invention.minor
        case ..<170: "，另依照\(Invention.sealed)处理"
        case ..<200: Invention.partly
        default: ""
        }
    }

    private mutating func newKind() -> RecordKind {
        guard !dice.happens(700) else { return .penalty }
        if source != nil, dice.happens(seeksRareThings ? 600 : 400) { return .serious }
        return dice.pick([.riskNotice, .riskNotice, .licence, .inspectionResult, .typicalCase, .overduePayables])
    }

    /// An entry of this office that a publication may show.
    private var source: CaseFile? {
        published.last {
            $0.kind == .listEntry && $0.owner == context.own.id && $0.subject.utf8.count == 18
                && $0.facts["publication"] == nil
        }
    }

    mutating func publication(_ fields: [BodyField]) -> JSONValue {
        let kind = file.flatMap { RecordKind(in: $0.facts) } ?? newKind()
        let entry = file == nil && kind == .serious ? source : nil
        var body: JSONValue = ["record": record(of: kind, entry)]
        if kind != .penalty { body = body.setting("recordKind", .string(kind.rawValue)) }
        if let entry { body = body.setting("sourceEntry", .string(entry.id.description)) }
        // The function says how grave a penalty is; now and then a person contradicts it, and not always with a reason.
        if kind != .penalty {
            if kind.isNegative { body = body.setting("severity", kind == .serious ? "serious" : "general") }
        } else if dice.happens(150) {
            body = body.setting("severity", .string(dice.happens(500) ? "serious" : "minor"))
        }
        if dice.happens(100) { body = body.setting("severityReason", text("severityReason")) }
        for field in fields where field.isRequired && field.name != "record" {
            if let value = value(field.name, field.kind) { body = body.setting(field.name, value) }
        }
        return body
    }

    private mutating func record(of kind: RecordKind, _ entry: CaseFile?) -> JSONValue {
        var record = Workload.plainRecord(documentNo())
        if kind != .penalty {
            let needed = kind.recordFields.filter { $0.isRequired || ["uscc", "validUntil"].contains($0.name) }
            let known = record.removing("validUntil")
            record = .object(
                needed.compactMap { field in
                    (known[field.name] ?? value(field.name, field.kind)).map { JSONMember(field.name, $0) }
                })
        }
        record = record.merging(party(of: entry))
        let texts = kind.payloadFields.map(\.name).filter(Invention.longTexts.contains)
        guard let name = texts.first, let words = record[name]?.string else { return record }
        return record.setting(name, .string(words + wording()))
    }

    /// The fields in which facts are told.
    private static let longTexts: Set = ["violationFacts", "riskContent", "licenceContent", "cause", "resultText"]

    /// The firm: of a case that stands already the same, of an entry its own, and now and then one of another province.
    private mutating func party(of entry: CaseFile?) -> JSONValue {
        func named(_ name: JSONValue?, _ code: JSONValue?) -> JSONValue {
            .members([("counterpartyName", name), ("uscc", code)])
        }
        if let known = file?.facts["record"] { return named(known["counterpartyName"], known["uscc"]) }
        if let entry { return named(entry.facts["subject"]?["name"], .string(entry.subject)) }
        guard dice.happens(seeksRareThings ? 400 : 100) else { return .object([]) }
        return named(Invention.distantFirm["name"], Invention.distantFirm["uscc"])
    }
}
