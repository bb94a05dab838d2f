import Casework
import Contracts
import Web

/// What stands in the inputs of an order's form, as it was typed: texts by the path of their field
/// (`parties[0].name`), and how many rows each list has. Nothing of it is judged here, so that nothing that was typed
/// is ever lost.
struct FormValues: Hashable, Sendable {
    private(set) var texts: [String: String] = [:]
    private(set) var rows: [String: Int] = [:]

    /// Names of inputs begin with it; names of counts with the other.
    static let textMark = "v."
    static let rowMark = "n."
    /// Most rows that a form shows, whatever a list may hold.
    private static let mostRows = 500

    init() {}

    /// The inputs of a form that came back.
    init(_ fields: FormFields) {
        for name in fields.names {
            if name.hasPrefix(FormValues.textMark) {
                texts[String(name.dropFirst(FormValues.textMark.count))] = fields[name]
            } else if name.hasPrefix(FormValues.rowMark), let count = Int(fields[name]) {
                rows[String(name.dropFirst(FormValues.rowMark.count))] = min(max(0, count), FormValues.mostRows)
            }
        }
    }

    subscript(path: String) -> String {
        get { texts[path] ?? "" }
        set { texts[path] = newValue }
    }

    /// The words of a list whose boxes are ticked, in order.
    func ticked(_ path: String) -> [String] {
        texts.filter { $0.value == "yes" && $0.key.hasPrefix("\(path):") }.keys.map {
            String($0.dropFirst(path.count + 1))
        }.sorted()
    }

    /// The fields of a variant by the word that stands beside it, at `path`.
    func fields(of variants: BodyVariants, beside path: String) -> [BodyField] {
        let word = self[path.isEmpty ? variants.by : "\(path).\(variants.by)"]
        return variants.tables.first { $0.word == (word.isEmpty ? variants.usual : word) }?.fields ?? []
    }

    /// How many rows the list at a path shows; at first as many as it must have.
    func count(_ path: String, least: Int) -> Int { max(rows[path] ?? least, min(least, 1)) }

    /// Whether nothing was typed at or under a path.
    func isBlank(under path: String) -> Bool {
        !texts.contains { $0.value.isEmpty == false && ($0.key == path || FormValues.isUnder(path, $0.key)) }
    }

    private static func isUnder(_ path: String, _ key: String) -> Bool {
        key.hasPrefix(path) && key.dropFirst(path.count).first.map { ".[:".contains($0) } ?? false
    }

    // MARK: Rows

    mutating func addRow(_ path: String, shown: Int) {
        rows[path] = min(shown + 1, FormValues.mostRows)
    }

    /// Takes a row away and moves those behind it up.
    mutating func removeRow(_ path: String, _ index: Int, shown: Int) {
        guard (0..<shown).contains(index) else { return }
        func moved(_ key: String) -> String? {
            guard FormValues.isUnder(path, key), key.dropFirst(path.count).first == "[" else { return key }
            let rest = key.dropFirst(path.count + 1)
            guard let number = Int(rest.prefix { $0 != "]" }) else { return key }
            if number < index { return key }
            return number == index ? nil : "\(path)[\(number - 1)]" + rest.drop { $0 != "]" }.dropFirst()
        }
        texts = FormValues.renamed(texts, moved)
        rows = FormValues.renamed(rows, moved)
        rows[path] = shown - 1
    }

    private static func renamed<Value>(_ values: [String: Value], _ name: (String) -> String?) -> [String: Value] {
        Dictionary(values.compactMap { key, value in name(key).map { ($0, value) } }) { first, _ in first }
    }

    // MARK: What a case knows

    /// Fills the input of a field with a value of the case.
    mutating func fill(_ value: JSONValue, _ field: BodyField, at path: String, offices: OfficeFinder) {
        fill(value, field.kind, isMoney: field.isMoney, at: path, offices)
    }

    private mutating func fill(
        _ value: JSONValue, _ kind: BodyKind, isMoney: Bool, at path: String, _ offices: OfficeFinder
    ) {
        switch kind {
        case .object(let fields): fill(members: value, fields, at: path, offices)
        case .variant(let variants): fill(members: value, variants.allFields, at: path, offices)
        case .list(let element, _, _): fill(list: value.array ?? [], element, at: path, offices)
        case .evidenceFile: fill(members: value, FormValues.fileFields, at: path, offices)
        case .flag: texts[path] = value.bool.map { $0 ? "yes" : "no" }
        case .integer:
            let money = isMoney ? value.integer.flatMap { Money(fen: $0) } : nil
            texts[path] = money.map { $0.grouped.filter { $0 != "," } } ?? value.integer.map { String($0) }
        case .moment: texts[path] = value.string.map { String($0.prefix(16)) }
        case .office: texts[path] = value.string.map { offices.shown($0) }
        case .text, .choice, .reasonCode, .date, .uscc, .personToken, .region, .documentNumber, .letter, .digest:
            texts[path] = value.string
        case .record: break
        }
    }

    private mutating func fill(
        members value: JSONValue, _ fields: [BodyField], at path: String, _ offices: OfficeFinder
    ) {
        for field in fields {
            guard let member = value[field.name], member != .null else { continue }
            fill(member, field, at: "\(path).\(field.name)", offices: offices)
        }
    }

    private mutating func fill(list: [JSONValue], _ element: BodyKind, at path: String, _ offices: OfficeFinder) {
        switch FormInput.Shape(element) {
        case .checks:
            for word in list.compactMap(\.string) { texts["\(path):\(word)"] = "yes" }
        case .lines: texts[path] = list.map { $0.string ?? $0.text }.joined(separator: "\n")
        case .rows:
            rows[path] = list.count
            for (index, value) in list.enumerated() {
                fill(value, element, isMoney: false, at: "\(path)[\(index)]", offices)
            }
        }
    }

    /// What an officer says of an uploaded file; the rest the store knows.
    static let fileFields: [BodyField] = [
        .required("name", .text(200), "文件名称"), .required("digest", .digest, "文件的SHA-256"),
        .optional("mediaType", .text(100), "文件类型"), .optional("custodian", .text(100), "原件保管人"),
    ]

    // MARK: Drafts

    /// Without numbers of identity documents: they are turned into tokens, and kept nowhere.
    func withoutNumbers(_ fields: [BodyField]) -> FormValues {
        let all = fields + fields.flatMap(\.kind.fields)
        let names = Set(all.filter { $0.kind == .personToken }.map(\.name))
        var values = self
        values.texts = texts.filter { key, text in
            let name = key.split(separator: ".").last.map(String.init) ?? key
            return !names.contains(name) || FormReading.isToken(text)
        }
        return values
    }

    var json: JSONValue {
        [
            "texts": .object(texts.sorted { $0.key < $1.key }.map { JSONMember($0.key, .string($0.value)) }),
            "rows": .object(rows.sorted { $0.key < $1.key }.map { JSONMember($0.key, .integer(Int64($0.value))) }),
        ]
    }

    init(json: JSONValue) {
        for member in json["texts"]?.object ?? [] { texts[member.name] = member.value.string }
        for member in json["rows"]?.object ?? [] { rows[member.name] = member.value.integer.map { Int(clamping: $0) } }
    }
}
