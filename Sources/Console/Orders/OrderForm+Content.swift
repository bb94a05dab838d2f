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
            "isEmpty": .flag(fields.isEmpty), "refusal": refusal, "draftURL": .text("/console/drafts/\(draft)"),
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

    private var refusal: PageValue {
        guard let refusal = possibility.refusal else { return .none }
        return ["text": .text(refusal.text), "basis": .optional(refusal.basis), "code": .text(refusal.code)]
    }

    private func problem(_ trouble: Trouble, _ loose: [String: String]) -> PageValue {
        let count = trouble.faults.count
        guard trouble.headline != nil || count > 0 else { return .none }
        return [
            "headline": .text(trouble.headline ?? "有\(count)处需要改正，已填写的内容都还在。"),
            "detail": .optional(trouble.detail), "basis": .optional(trouble.basis),
            "loose": .list(loose.sorted { $0.key < $1.key }.map { .text("\($0.key)：\($0.value)") }),
            "faults": .list(
                trouble.faults.filter { loose[$0.key] == nil }.sorted { $0.key < $1.key }.map {
                    ["path": .text(FormValues.textMark + $0.key), "text": .text($0.value)]
                }),
        ]
    }

    private func versions(_ rows: [PageValue]) -> PageValue { rows.isEmpty ? .none : ["rows": .list(rows)] }

    /// The fields in which what was typed is not what the case says now.
    func differences(_ values: FormValues) -> [PageValue] {
        let now = known
        return now.texts.keys.sorted().compactMap { path in
            guard now[path] != values[path], !path.hasSuffix(FormReading.maskedMark) else { return nil }
            let name = path.split { ".:[".contains($0) }.last.map(String.init) ?? path
            let all = fields + fields.flatMap(\.kind.fields)
            let title = all.first { $0.name == name }?.label ?? name
            return CaseChanges.row(title, before: values[path], after: now[path])
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
