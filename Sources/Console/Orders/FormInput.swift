import Casework
import Contracts
import Pages

/// How the fields of an order are shown as inputs; the template `inputs` takes them one behind the other.
struct FormInput {
    /// How a list is typed.
    enum Shape: Hashable {
        /// A box for each word.
        case checks
        /// One item a line.
        case lines
        /// A row of inputs for each item.
        case rows

        init(_ element: BodyKind) {
            switch element {
            case .choice: self = .checks
            case .object, .variant, .evidenceFile, .office, .personToken, .list, .record: self = .rows
            case .text, .reasonCode, .date, .moment, .integer, .flag, .uscc, .region, .documentNumber, .letter, .digest:
                self = .lines
            }
        }
    }

    /// Whether an item is one input.
    static func isWord(_ kind: BodyKind) -> Bool {
        switch kind {
        case .object, .variant, .evidenceFile, .list, .record: false
        default: true
        }
    }

    /// Texts longer than this get several lines.
    private static let longText = 200

    let values: FormValues
    let faults: [String: String]
    let choices: OrderChoices
    let language: Language
    /// The register of firms; nil where there is none, or it is not the officer's to ask.
    var register: RegisterHelp?

    /// The inputs of a table of fields.
    func inputs(_ fields: [BodyField], at path: String = "", needed: Bool = true) -> [PageValue] {
        fields.flatMap { field -> [PageValue] in
            let here = path.isEmpty ? field.name : "\(path).\(field.name)"
            // What the register says is the office's to write and nobody's to type.
            if field.name == LetterFields.registerCheck.name { return [] }
            let items = inputs(field, at: here, beside: path, needed: needed && field.isRequired)
            guard let register, field.kind == .uscc, PartyGroup.isParty(fields) else { return items }
            return items + [register.item(PartyGroup(path: path, fields: fields), values)]
        }
    }

    private func inputs(_ field: BodyField, at path: String, beside: String, needed: Bool) -> [PageValue] {
        switch field.kind {
        case .object(let fields): return group(field, at: path, needed, inputs(fields, at: path, needed: needed))
        case .variant(let variants):
            let fields = values.fields(of: variants, beside: beside)
            return group(field, at: path, needed, inputs(fields, at: path, needed: needed))
        case .list(let element, let minimum, let maximum):
            return list(field, element, minimum...maximum, at: path, needed: needed)
        default: return [word(field, field.kind, at: path, label: field.label, needed: needed)]
        }
    }

    // MARK: Groups and rows

    private func group(_ field: BodyField, at path: String, _ needed: Bool, _ inner: [PageValue]) -> [PageValue] {
        [["opens": heading(field.label, at: path, needed: needed)]] + inner + [["closes": true]]
    }

    private func heading(_ label: String, at path: String, needed: Bool) -> PageValue {
        ["label": .text(label), "isRequired": .flag(needed), "error": .optional(faults[path]), "id": .text(id(path))]
    }

    private func list(
        _ field: BodyField, _ element: BodyKind, _ range: ClosedRange<Int>, at path: String, needed: Bool
    ) -> [PageValue] {
        switch Shape(element) {
        case .checks:
            guard case .choice(let words) = element else { return [] }
            let options = words.map { OrderChoices.Option($0, ChoiceWords.title(of: $0, in: field.name) ?? $0) }
            return boxes(options, field, at: path, needed)
        case .lines:
            let offered = choices.boxes(field.name)
            // Words that no box has stay where they can be seen.
            if !offered.isEmpty, values[path].isEmpty { return boxes(offered, field, at: path, needed) }
            return [lines(field, element, range, at: path, needed: needed)]
        case .rows: return rows(field, element, range, at: path, needed: needed)
        }
    }

    private func boxes(
        _ options: [OrderChoices.Option], _ field: BodyField, at path: String, _ needed: Bool
    ) -> [PageValue] {
        let boxes = options.map { option -> PageValue in
            [
                "id": .text(id("\(path):\(option.value)")), "name": .text(option.name),
                "isChosen": .flag(values["\(path):\(option.value)"] == "yes"),
            ]
        }
        return group(field, at: path, needed, [["checks": ["boxes": .list(boxes)]]])
    }

    private func lines(
        _ field: BodyField, _ element: BodyKind, _ range: ClosedRange<Int>, at path: String, needed: Bool
    ) -> PageValue {
        var most = 20_000
        if case .text(let each) = element { most = min(100_000, each * min(range.upperBound, 50)) }
        let hint = Words("每行一项，最多\(range.upperBound)项", "One a line, at most \(range.upperBound)").in(language)
        return long(at: path, label: field.label, needed: needed && range.lowerBound > 0, maximum: most, hint: hint)
    }

    private func rows(
        _ field: BodyField, _ element: BodyKind, _ range: ClosedRange<Int>, at path: String, needed: Bool
    ) -> [PageValue] {
        let count = min(values.count(path, least: field.isRequired ? range.lowerBound : 0), range.upperBound)
        var items: [PageValue] = [["opens": heading(field.label, at: path, needed: needed && range.lowerBound > 0)]]
        items.append(["count": ["name": .text(FormValues.rowMark + path), "value": .number(count)]])
        for index in 0..<count {
            let row = "\(path)[\(index)]"
            let label = "\(field.label) \(index + 1)"
            if FormInput.isWord(element) {
                items.append(word(field, element, at: row, label: label, needed: needed && index < range.lowerBound))
            } else {
                items.append(["opens": ["label": .text(label), "error": .optional(faults[row]), "id": .text(id(row))]])
                items += inside(element, at: row, needed: needed || index >= 0)
            }
            items.append([
                "remove": [
                    "value": .text("remove \(index) \(path)"), "label": .text("\(Self.removes.in(language))\(label)"),
                ]
            ])
            if !FormInput.isWord(element) { items.append(["closes": true]) }
        }
        if element == .evidenceFile {
            items.append(["upload": ["path": .text(path), "id": .text(id("\(path)~file")), "next": .number(count)]])
        }
        if count < range.upperBound {
            items.append([
                "add": ["value": .text("add \(count) \(path)"), "label": .text(Self.adds.in(language) + field.label)]
            ])
        }
        return items + [["closes": true]]
    }

    private static let removes = Words("删除", "Remove ")
    private static let adds = Words("增加一项：", "Add: ")

    private func inside(_ element: BodyKind, at path: String, needed: Bool) -> [PageValue] {
        switch element {
        case .object(let fields): inputs(fields, at: path, needed: needed)
        case .variant(let variants): inputs(variants.usualFields, at: path, needed: needed)
        case .evidenceFile: inputs(FormValues.fileFields, at: path, needed: needed)
        default: []
        }
    }

    // MARK: One input

    private func id(_ path: String) -> String { FormValues.textMark + path }

    private func word(_ field: BodyField, _ kind: BodyKind, at path: String, label: String, needed: Bool) -> PageValue {
        if let offered = choices.offered(field, kind, at: path, values) {
            return choice(offered, at: path, label: label, needed: needed)
        }
        switch kind {
        case .text(let maximum) where maximum > FormInput.longText:
            return long(at: path, label: label, needed: needed, maximum: maximum, hint: nil)
        case .text(let maximum): return line("text", at: path, label: label, needed: needed, maximum: maximum)
        case .date: return line("date", at: path, label: label, needed: needed, maximum: 10)
        case .moment: return line("datetime-local", at: path, label: label, needed: needed, maximum: 40)
        case .integer:
            let unit = field.isMoney ? Words("元", "yuan").in(language) : nil
            return line("text", at: path, label: label, needed: needed, maximum: 30, unit: unit, isNumber: true)
        case .office: return office(at: path, label: label, needed: needed)
        case .personToken: return person(at: path, label: label, needed: needed)
        case .uscc:
            return line(
                "text", at: path, label: label, needed: needed, maximum: 30,
                hint: Words("18位，提交时核对校验位", "18 characters, the check digits are verified").in(language), isCode: true)
        case .documentNumber:
            return line(
                "text", at: path, label: label, needed: needed, maximum: 100,
                hint: Words("如“成市监移〔2026〕3号”", "As in 成市监移〔2026〕3号").in(language))
        case .region:
            return line(
                "text", at: path, label: label, needed: needed, maximum: 10,
                hint: Words("六位行政区划代码", "Six digits of GB/T 2260").in(language))
        default: return line("text", at: path, label: label, needed: needed, maximum: 400)
        }
    }

    private func base(_ path: String, _ label: String, _ needed: Bool, _ hint: String?) -> [String: PageValue] {
        let warning = register?.warnings[path]
        let described =
            (hint == nil ? "" : "\(id(path))-hint ") + (warning == nil ? "" : "\(id(path))-warning ")
            + (faults[path] == nil ? "" : "\(id(path))-error")
        return [
            "id": .text(id(path)), "label": .text(label), "isRequired": .flag(needed), "hint": .optional(hint),
            "error": .optional(faults[path]), "warning": .optional(warning), "described": .text(described),
            "value": .text(values[path]),
            "unit": .none, "extra": .none, "autocomplete": "off", "office": .none, "isCode": .none,
        ]
    }

    private func line(
        _ type: String, at path: String, label: String, needed: Bool, maximum: Int, hint: String? = nil,
        unit: String? = nil, isNumber: Bool = false, isCode: Bool = false
    ) -> PageValue {
        var members = base(path, label, needed, hint)
        members["type"] = .text(type)
        members["maximum"] = .number(maximum)
        members["unit"] = .optional(unit)
        members["mode"] = .optional(isNumber ? "decimal" : nil as String?)
        members["isCode"] = .flag(isCode)
        return ["line": .members(members)]
    }

    private func long(at path: String, label: String, needed: Bool, maximum: Int, hint: String?) -> PageValue {
        var members = base(path, label, needed, hint)
        members["maximum"] = .number(maximum)
        members["lines"] = .number(maximum >= 5000 ? 8 : 4)
        return ["long": .members(members)]
    }

    private func choice(_ offered: OrderChoices.Offer, at path: String, label: String, needed: Bool) -> PageValue {
        var members = base(path, label, needed, nil)
        let known = offered.options.contains { $0.value == values[path] }
        let chosen = known || !offered.isDependent ? values[path] : ""
        let words = offered.options.isEmpty ? Words("不适用", "Not applicable") : Words("请选择", "Choose")
        let blank: PageValue = [
            "value": "", "name": .text(words.in(language)), "isChosen": .flag(chosen.isEmpty),
        ]
        let kept = known || chosen.isEmpty ? [] : [OrderChoices.Option(chosen, chosen)]
        members["options"] = .list(
            [blank]
                + (offered.options + kept).map {
                    ["value": .text($0.value), "name": .text($0.name), "isChosen": .flag($0.value == chosen)]
                })
        members["refreshes"] = .flag(offered.refreshes)
        return ["choice": .members(members)]
    }

    private func office(at path: String, label: String, needed: Bool) -> PageValue {
        let hint = Words("输入名称、简称、编号或者拼音首字母", "Name, short name, code or initials of the pinyin").in(language)
        var members = base(path, label, needed, hint)
        members["type"] = "text"
        members["maximum"] = "120"
        members["office"] = true
        return ["line": .members(members)]
    }

    private func person(at path: String, label: String, needed: Bool) -> PageValue {
        let hint = Words(
            "填写证件号码；提交后只保留令牌，号码不保存、不显示", "The document's number; only its token is kept, the number is not shown again"
        ).in(language)
        var members = base(path, label, needed, hint)
        let chosen = values[path + FormReading.documentMark]
        members["masked"] = .optional(values.texts[path + FormReading.maskedMark])
        members["maskedName"] = .text(id(path + FormReading.maskedMark))
        members["kindName"] = .text(id(path + FormReading.documentMark))
        members["kinds"] = .list(
            PersonDocument.Kind.allCases.map {
                ["value": .text($0.rawValue), "name": .text($0.name), "isChosen": .flag($0.rawValue == chosen)]
            })
        return ["person": .members(members)]
    }
}
