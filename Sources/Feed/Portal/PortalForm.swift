import Casework
import Contracts
import Pages
import Web

/// One of the two forms of the portal: its fields, and the order that it becomes (domain B.6, D.4; EIP art 12, SAMR45 art 12).
struct PortalForm: Sendable {
    /// How a field is entered.
    enum Entry: Hashable, Sendable {
        case line(kind: String, autocomplete: String?)
        case long
        case choice([Choice])
    }

    /// One of several.
    struct Choice: Hashable, Sendable {
        let value: String
        let name: Words
    }

    /// A field.
    struct Field: Sendable {
        let id: String
        let label: Words
        let hint: Words?
        let entry: Entry
        let isRequired: Bool
        let maximum: Int

        init(
            _ id: String, _ label: Words, hint: Words? = nil, _ entry: Entry = .line(kind: "text", autocomplete: nil),
            isRequired: Bool = true, maximum: Int = 100
        ) {
            self.id = id
            self.label = label
            self.hint = hint
            self.entry = entry
            self.isRequired = isRequired
            self.maximum = maximum
        }
    }

    /// Last part of its address.
    let name: String
    let title: Words
    let lead: Words
    let consent: Words
    let fields: [Field]
    let receipt: Words
    let next: Words

    /// What is wrong with a filled form, by field.
    func mistakes(_ filled: FormFields, about item: PortalItem, today: CivilDate, _ language: Language) -> [String:
        String]
    {
        var mistakes: [String: String] = [:]
        for field in fields {
            let value = filled[field.id]
            if field.isRequired, value.isEmpty {
                mistakes[field.id] = Words("请填写。", "Please fill this in.").in(language)
            } else if value.count > field.maximum {
                mistakes[field.id] = Words("最多\(field.maximum)字。", "At most \(field.maximum) characters.").in(language)
            } else if case .choice(let choices) = field.entry, !value.isEmpty,
                !choices.contains(where: { $0.value == value })
            {
                mistakes[field.id] = Words("请从列表中选择。", "Choose from the list.").in(language)
            } else if case .line("date", _) = field.entry, !value.isEmpty {
                let day = CivilDate(value)
                if day == nil {
                    mistakes[field.id] = Words("日期应如2026-07-30。", "A day such as 2026-07-30.").in(language)
                }
                if let day, day > today {
                    mistakes[field.id] = Words("不能晚于今天。", "Not later than today.").in(language)
                }
            }
        }
        if mistakes["uscc"] == nil, !item.code.isEmpty, HalfWidth.code(filled["uscc"]) != item.code {
            mistakes["uscc"] =
                Words("与该条信息的统一社会信用代码不一致；只有当事人可以提出。", "Not the code of this record; only its party may ask.")
                .in(language)
        }
        if filled["consent"] != "yes" {
            mistakes["consent"] = Words("请阅读并勾选。", "Please read and tick this.").in(language)
        }
        return mistakes
    }

    private static let applicant: [Field] = [
        Field(
            "uscc", Words("当事人统一社会信用代码", "Unified social credit code of the party"),
            hint: Words("应当与该条信息一致。", "As in this record."), maximum: 30),
        Field(
            "applicant", Words("申请人", "Applicant"),
            hint: Words("当事人名称，或者代理人姓名和与当事人的关系。", "The party, or its agent's name and relation."),
            .line(kind: "text", autocomplete: "name")),
    ]

    private static let phone = Field(
        "contactPhone", Words("联系电话", "Telephone"),
        hint: Words("供办理机关联系补正和答复。", "For questions and the answer."), .line(kind: "tel", autocomplete: "tel"),
        maximum: 40)

    // MARK: Objection

    static let objection = PortalForm(
        name: "objection", title: Words("提出异议", "Object"),
        lead: Words(
            "认为这条公示信息有错误、遗漏、超期，或者不应当公示的，请写明哪里不对和依据。",
            "If this record is wrong, incomplete, past its time or ought not to be shown, say what is wrong and why."),
        consent: Words("我确认所述属实，并对此负责。", "I confirm that this is true and answer for it."),
        fields: applicant + [
            phone,
            Field(
                "text", Words("异议内容和依据", "Objection and grounds"),
                hint: Words("逐项写明：哪个字段、应当是什么、有什么材料证明。", "Which field, what it should say, what proves it."),
                .long, maximum: 3000),
        ], receipt: Words("异议已经送达", "The objection has arrived"),
        next: Words(
            "作出决定的机关将进行核查；核查期间该条信息旁标明“有异议”。", "The deciding office checks it; meanwhile the record is marked."))

    /// The order `object` of a listener (D.4/12).
    static func objectionBody(_ filled: FormFields, today: CivilDate) -> JSONValue {
        .members([
            ("receivedOn", .string(today.description)), ("text", .string(filled["text"])),
            ("applicant", .string(filled["applicant"])), ("contactPhone", .string(filled["contactPhone"])),
        ])
    }

    // MARK: Repair

    private static let duty = [
        Choice(value: "", name: Words("请选择", "Choose")), Choice(value: "done", name: Words("已全部履行", "All done")),
        Choice(value: "notApplicable", name: Words("决定中没有此项", "Not in the decision")),
        Choice(value: "open", name: Words("尚未履行", "Not done yet")),
    ]

    static let repair = PortalForm(
        name: "repair", title: Words("申请信用修复", "Apply for repair"),
        lead: Words(
            "申请将送达作出决定的机关（谁认定、谁修复）。不收取任何费用。",
            "The application goes to the office that made the decision. It costs nothing."),
        consent: Words(
            "信用承诺：所提交材料真实、合法、有效；今后依法诚信经营；如材料虚假、承诺不实或者不履行承诺，愿意依法承担被记录、被公示和在法定期限内不得修复等后果。",
            "Commitment: the papers are true and valid; the party will obey the law. If they are false or the commitment is "
                + "broken, that is recorded and shown, and nothing can be repaired for the time that the law sets."),
        fields: applicant + [
            phone,
            Field("fine", Words("罚款、没收款缴纳", "Fine and confiscation paid"), .choice(duty)),
            Field("correction", Words("违法行为改正", "Offence mended"), .choice(duty)),
            Field("harm", Words("危害后果消除", "Harm removed"), .choice(duty)),
            Field(
                "doneOn", Words("全部履行日期", "All done on"), .line(kind: "date", autocomplete: nil), isRequired: false,
                maximum: 10),
            Field(
                "proofs", Words("证明材料清单", "List of proofs"),
                hint: Words("每行一项，如“缴款书第…号”；原件由办理机关核对。", "One a line; the office compares the originals."), .long,
                maximum: 3000),
        ], receipt: Words("修复申请已经送达", "The application has arrived"),
        next: Words(
            "认定机关在法定期限内决定是否受理并办结，期限见“修复与异议”。",
            "The office decides within the time of the law; see “Repair and objection”."))

    /// The order `apply` of a repair (D.5/1).
    static func repairBody(
        _ filled: FormFields, about item: PortalItem, consent: String, today: CivilDate
    ) -> JSONValue {
        let duties = [("fine", "fine"), ("correction", "correction"), ("harm", "harm")].map { field, duty in
            let isDone = filled[field] == "done"
            return JSONValue.members([
                ("duty", .string(duty)), ("state", .string(filled[field])),
                ("doneOn", isDone && !filled["doneOn"].isEmpty ? .string(filled["doneOn"]) : nil),
            ])
        }
        let proofs = filled["proofs"].split(separator: "\n").map { HalfWidth.trimmed(String($0)) }.filter {
            !$0.isEmpty
        }
        return .members([
            ("channel", "creditChina"),
            (
                "subject",
                .members([
                    ("subjectKind", item.payload?["counterpartyKind"] ?? "organisation"), ("name", .string(item.name)),
                    ("uscc", .string(item.code)),
                ])
            ), ("appliedOn", .string(today.description)),
            ("targets", .array([.members([("caseId", .string(item.id.description))])])),
            ("performance", .array(duties)),
            (
                "commitment",
                .members([
                    ("text", .string(consent)), ("signer", .string(filled["applicant"])),
                    ("signedOn", .string(today.description)),
                ])
            ), ("proofs", .array(proofs.prefix(100).map { .string(String($0.prefix(160))) })),
            ("contactName", .string(String(filled["applicant"].prefix(16)))),
            ("contactPhone", .string(filled["contactPhone"])),
        ])
    }
}
