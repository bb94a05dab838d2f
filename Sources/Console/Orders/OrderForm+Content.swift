import Casework
import Contracts
import Pages

/// What a form's page is given.
extension OrderForm {
    /// Why the form stands there again.
    struct Trouble {
        var faults: [String: String] = [:]
        var headline: String?
        var detail: String?
        /// Reason code of the refusal that it tells.
        var code: String?
        var basis: String?
        /// Cases of the subject that the office has already.
        var known: [PageValue] = []
        /// What happened to the case meanwhile.
        var since: [PageValue] = []
        /// What was typed and what the case says now.
        var versions: [PageValue] = []
    }

    func content(
        _ values: FormValues, orderID: String, seen: String, version: Int, trouble: Trouble = Trouble(),
        looks: [String: RegisterFinding] = [:], draftFrom: String? = nil
    ) -> [String: PageValue] {
        let help = register.map { RegisterHelp(extract: $0.extract, findings: looks, fields, values, visit.language) }
        let input = FormInput(
            values: values, faults: trouble.faults, choices: choices, language: visit.language, register: help)
        let all = offices.all
        let shown = all.count <= OrderForm.mostListed ? all : []
        let loose = trouble.faults.filter { place, _ in !input.has(place, in: fields) }
        return [
            "heading": .text(possibility.title), "kindTitle": .text(Workflow.of(kind).title), "action": .text(path),
            "backURL": .text(file.map { "/cases/\($0.id)" } ?? "/cases/new"), "orderID": .text(orderID),
            "seen": .text(seen), "version": .number(version), "inputs": .list(input.inputs(fields)),
            "isEmpty": .flag(fields.isEmpty), "refusal": refusal(beside: trouble),
            "draftURL": .text("/console/drafts/\(draft)"),
            "problem": problem(trouble, loose), "draftFrom": .optional(draftFrom),
            "officeList": .list(shown.map { ["shown": .text($0.shown), "name": .text($0.name)] }),
            "known": .list(trouble.known), "hasKnown": .flag(!trouble.known.isEmpty), "since": .list(trouble.since),
            "versions": versions(trouble.versions),
            "about": .optional(file.map { _ in about }),
        ]
    }

    /// More offices than these are looked up while somebody types.
    static let mostListed = 200

    private var about: String {
        let sheet = FactSheet(kind, rules: visit.rules, directory: visit.directory)
        let lines = sheet.basics(of: file?.facts ?? .null)
        let name = file?.facts["number"]?["text"]?.string ?? file?.facts["caseName"]?.string
        let state = file.map { Workflow.of(kind).title(ofState: $0.state) } ?? ""
        return [name ?? lines.first?.text ?? "", state].filter { !$0.isEmpty }.joined(separator: " · ")
    }

    /// Why the act is not possible now, unless the trouble tells the same.
    private func refusal(beside trouble: Trouble) -> PageValue {
        guard let refusal = possibility.refusal, refusal.code != trouble.code else { return .none }
        return ["text": .text(refusal.text), "basis": .optional(refusal.basis), "code": .text(refusal.code)]
    }

    private func problem(_ trouble: Trouble, _ loose: [String: String]) -> PageValue {
        let count = trouble.faults.count
        guard trouble.headline != nil || count > 0 else { return .none }
        return [
            "headline": .text(trouble.headline ?? "有\(count)处需要改正，已填写的内容都还在。"),
            "detail": .optional(trouble.detail), "basis": .optional(trouble.basis),
            "loose": .list(loose.sorted { $0.key < $1.key }.map { .text("\($0.key)：\($0.value)") }),
            // What is wrong stands at the field; here is the way there.
            "faults": .list(
                trouble.faults.keys.filter { loose[$0] == nil }.sorted().map {
                    ["path": .text(FormValues.textMark + $0), "text": .text(label(of: $0))]
                }),
        ]
    }

    private func versions(_ rows: [PageValue]) -> PageValue { rows.isEmpty ? .none : ["rows": .list(rows)] }

    /// What the input at a path is called, behind what it is part of: 当事人 2 统一社会信用代码.
    private func label(of path: String) -> String {
        let all = fields + fields.flatMap(\.kind.fields) + FormValues.fileFields
        let names = path.split { ".:[]".contains($0) }.map { name in
            if let index = Int(name) { return String(index + 1) }
            return all.first { $0.name == name }?.label ?? String(name)
        }
        return names.joined(separator: " ")
    }

    /// The fields in which what was typed is not what the case says now.
    func differences(_ values: FormValues) -> [PageValue] {
        let now = known
        return now.texts.keys.sorted().compactMap { path in
            guard now[path] != values[path], !path.hasSuffix(FormReading.maskedMark) else { return nil }
            return CaseChanges.row(label(of: path), before: values[path], after: now[path])
        }
    }
}

extension FormInput {
    /// Whether the form has an input at a path.
    func has(_ path: String, in fields: [BodyField]) -> Bool {
        let names = path.split { ".[:".contains($0) }.filter { !$0.contains("]") }.map(String.init)
        let all = Set((fields + fields.flatMap(\.kind.fields) + FormValues.fileFields).map(\.name))
        return !names.isEmpty && names.allSatisfy { all.contains($0) }
    }
}
