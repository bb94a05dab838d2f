import Contracts
import Pages
import Registers

/// What a form shows of the register of firms: a button at each party, what was found, and what differs.
struct RegisterHelp {
    let extract: RegisterExtract
    let findings: [String: RegisterFinding]
    /// What is to be seen at an input, by its path.
    let warnings: [String: String]
    let language: Language

    init(
        extract: RegisterExtract, findings: [String: RegisterFinding], _ fields: [BodyField], _ values: FormValues,
        _ language: Language
    ) {
        self.extract = extract
        self.findings = findings
        self.language = language
        var warnings: [String: String] = [:]
        for group in PartyGroup.all(fields, values) {
            guard case .firm(let firm, _, isSameName: false) = findings[group.path] else { continue }
            warnings[group.name] = RegisterHelp.difference(firm, values[group.name], language)
        }
        self.warnings = warnings
    }

    private static func difference(_ firm: RegisterFirm, _ typed: String, _ language: Language) -> String {
        let name = Words("登记库中的名称为“\(firm.name)”", "The register has the name “\(firm.name)”").in(language)
        let isFormer = firm.formerNames.contains { HalfWidth.code($0) == HalfWidth.code(typed) }
        return isFormer ? name + Words("，所填为其曾用名", "; this one is a former name").in(language) : name
    }

    /// The button of a party, with what its last press found.
    func item(_ group: PartyGroup, _ values: FormValues) -> PageValue {
        let finding = findings[group.path]
        let mark = finding?.mark ?? values[group.mark]
        return [
            "look": [
                "value": .text("look \(group.path)"),
                "label": .text(Words("查登记库", "Look up in the register").in(language)),
                "asOf": .text(Words("登记库截至\(extract.day)", "Register as of \(extract.day)").in(language)),
                "mark": .flag(!mark.isEmpty), "markName": .text(FormValues.textMark + group.mark),
                "markValue": .text(mark), "badge": isOpen(finding) ? .none : badge(mark),
                "place": .text(FormValues.textMark + group.code),
                "told": .list(finding.map { told($0, group, values) } ?? []),
            ]
        ]
    }

    /// Whether the officer has yet to choose.
    private func isOpen(_ finding: RegisterFinding?) -> Bool {
        if case .several = finding { return true }
        return false
    }

    private func badge(_ mark: String) -> PageValue {
        guard let title = ChoiceWords.title(of: mark, in: LetterFields.registerCheck.name), !mark.isEmpty else {
            return .none
        }
        return ["text": .text(title), "tone": mark == RegisterFinding.confirmed ? "good" : "warn"]
    }

    private func told(_ finding: RegisterFinding, _ group: PartyGroup, _ values: FormValues) -> [PageValue] {
        switch finding {
        case .firm(let firm, _, let isSameName):
            let adopts = isSameName && isTaken(firm, group, values) ? [] : [choice(firm, group, isChoice: false)]
            let warned = firm.isEnded ? [note(ended(firm), tone: "warn")] : []
            return [note(words(firm), choices: adopts)] + warned
        case .several(let firms, let hasMore):
            let more = Words("相符的较多，只列出一部分，请写明完整名称或者代码", "More fit than are shown; write the whole name or the code")
            let some = Words("登记库中相符的有\(firms.count)户，请选择：", "\(firms.count) firms fit; choose:")
            return [
                note((hasMore ? more : some).in(language), choices: firms.map { choice($0, group, isChoice: true) })
            ]
        case .none:
            let words = Words(
                "登记库（截至\(extract.day)）没有相符的企业。可以继续填写并提交，该当事人将标注“未经登记库核实”。",
                "The register (as of \(extract.day)) has no such firm. You may go on; the party is marked as not confirmed."
            )
            return [note(words.in(language), tone: "warn")]
        case .empty:
            let words = Words("请先填写统一社会信用代码、注册号或者名称，再查登记库。", "First type a code, a registration number or a name.")
            return [note(words.in(language))]
        case .person: return [note(Words("登记库只有企业，不查自然人。", "The register has firms only.").in(language))]
        case .unreadable:
            let words = Words(
                "登记库目前不能读取，请告知系统管理员。可以继续填写并提交。",
                "The register cannot be read now: please tell the administrator. You may go on.")
            return [note(words.in(language), tone: "warn")]
        }
    }

    private func ended(_ firm: RegisterFirm) -> String {
        Words("登记状态：\(firm.statusWords)，请核对当事人的主体资格。", "Registration status: \(firm.statusWords).").in(language)
    }

    private func note(_ text: String, tone: String? = nil, choices: [PageValue] = []) -> PageValue {
        ["text": .text(text), "tone": .optional(tone), "choices": .list(choices)]
    }

    private func words(_ firm: RegisterFirm) -> String {
        let parts = [
            firm.name, firm.code.isEmpty ? "注册号\(firm.number)" : firm.code,
            firm.representative.isEmpty ? "" : "法定代表人（负责人）\(firm.representative)", firm.address,
            "登记状态\(firm.statusWords)",
            firm.formerNames.isEmpty ? "" : "曾用名\(firm.formerNames.joined(separator: "、"))",
        ]
        let text = parts.filter { !$0.isEmpty }.joined(separator: "，")
        return Words("登记库（截至\(extract.day)）：\(text)。", "Register (as of \(extract.day)): \(text).").in(language)
    }

    /// Whether the inputs have all that the register would fill in.
    private func isTaken(_ firm: RegisterFirm, _ group: PartyGroup, _ values: FormValues) -> Bool {
        [
            ("legalRepName", firm.representative), ("registeredRegion", firm.region), ("address", firm.address),
        ].allSatisfy { name, text in !group.has(name) || text.isEmpty || values[group.place(name)] == text }
    }

    private func choice(_ firm: RegisterFirm, _ group: PartyGroup, isChoice: Bool) -> PageValue {
        let adopt = Words("采用登记库内容", "Take what the register has").in(language)
        let about = [firm.code.isEmpty ? firm.number : firm.code, firm.address, firm.statusWords]
        return [
            "value": .text("pick \(firm.key) \(group.path)"), "label": .text(isChoice ? firm.name : adopt),
            "text": .text(isChoice ? about.filter { !$0.isEmpty }.joined(separator: " · ") : ""),
        ]
    }
}
