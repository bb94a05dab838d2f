/// All letter types with their contracts, as a table (domain D.11). `Topics/` publishes the same for other languages.
package enum LetterCatalogue {
    /// The contract of a type; nil for a type this program does not know.
    package static func contract(for type: LetterType) -> LetterContract? { byType[type] }

    /// The contract of version 1 of a type that one of our own tables names.
    package static func contract(named name: String) -> LetterContract? {
        contract(for: LetterType(name: name, version: 1))
    }

    /// Fields that every body may have: what happened, when, to whom it goes, in which state that left the case, and
    /// the deadlines that its sender started with it (design section 6: due date, rule id, rule-set version).
    package static let commonFields: [BodyField] = [
        .optional("event", .text(64), "事件"),
        .required("at", .moment, "作出时间"),
        .optional("recipients", .list(.office, minimum: 0, maximum: 200), "主送单位"),
        .optional("cc", .list(.office, minimum: 0, maximum: 200), "抄送单位"),
        .optional("state", .text(64), "案件状态"),
        .optional("due", .list(.object(due), minimum: 0, maximum: 20), "期限"),
    ]

    /// A deadline as a letter tells it.
    package static let due: [BodyField] = [
        .required("key", .text(128), "期限名称"),
        .required("rule", .text(64), "规则编号"),
        .required("ruleSet", .text(128), "规则集版本"),
        .required("start", .moment, "起算时间"),
        .required("at", .moment, "届满时间"),
        .optional("isProvisional", .flag, "暂定"),
    ]

    /// The table.
    package static let contracts: [LetterContract] =
        referral + criminal + supervision + deadline + assistance + task + comment + slip + disposal + list
        + publication + repair + risk

    private static let byType = Dictionary(contracts.map { ($0.type, $0) }) { first, _ in first }

    static func loosened(_ fields: [BodyField]) -> [BodyField] { fields.map(\.loosened) }

    /// Letters between offices; files may go with them.
    static func direct(
        _ name: String, _ title: String, opensCase: Bool = false, secrecy: LetterContract.Secrecy = .aboutPersons,
        _ fields: [BodyField]
    ) -> LetterContract {
        bare(name, title, opensCase: opensCase, secrecy: secrecy, fields + [LetterFields.files])
    }

    /// Letters between offices that nothing goes with.
    static func bare(
        _ name: String, _ title: String, opensCase: Bool = false, secrecy: LetterContract.Secrecy = .aboutPersons,
        _ fields: [BodyField]
    ) -> LetterContract {
        LetterContract(
            type: LetterType(name: name, version: 1), title: title, carrier: .direct, owedCopy: .none,
            opensCase: opensCase, classification: .internal, secrecy: secrecy, fields: fields)
    }

    /// Letters of a criminal handoff: the procuratorate of the same level gets a copy of each (domain D.2), and nobody
    /// but the addressees reads them.
    static func crime(
        _ name: String, _ title: String, opensCase: Bool = false, _ fields: [BodyField]
    ) -> LetterContract {
        LetterContract(
            type: LetterType(name: name, version: 1), title: title, carrier: .direct,
            owedCopy: .sameLevelProcuratorate, opensCase: opensCase, classification: .internal, secrecy: .always,
            fields: fields + [LetterFields.files])
    }

    /// Letters on a shared topic, for all to hear.
    static func broadcast(
        _ name: String, _ title: String, _ topic: Topic, version: Int = 1, opensCase: Bool = false,
        _ fields: [BodyField]
    ) -> LetterContract {
        LetterContract(
            type: LetterType(name: name, version: version), title: title, carrier: .broadcast(topic), owedCopy: .none,
            opensCase: opensCase, classification: topic == .publications ? .public : .internal, secrecy: .open,
            fields: fields)
    }
}
