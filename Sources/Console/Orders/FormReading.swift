import Casework
import Contracts
import Web

/// Reads an order's body from what was typed: each kind of field from its input; what is wrong stands beside its
/// input, all at once. The field table has the last word, as it has for programs.
struct FormReading {
    /// What was typed; numbers of documents are tokens in it afterwards.
    private(set) var values: FormValues
    /// What is wrong, by the path of the input.
    private(set) var faults: [String: String] = [:]
    private let offices: OfficeFinder
    private let person: (PersonDocument.Kind, String) throws(Problem) -> (token: String, masked: String)
    /// The inputs by the path that the field table knows them under: rows that were left empty have none.
    private var places: [String: String] = [:]

    /// Behind the path of a person's number: the kind of document, and the number as it may be shown.
    static let documentMark = "~document"
    static let maskedMark = "~masked"

    init(
        _ values: FormValues, offices: OfficeFinder,
        person: @escaping (PersonDocument.Kind, String) throws(Problem) -> (token: String, masked: String)
    ) {
        self.values = values
        self.offices = offices
        self.person = person
    }

    /// The body of the order as it was typed; `faults` says what cannot be read.
    mutating func body(_ fields: [BodyField]) -> JSONValue { .object(members(fields, at: "", as: "")) }

    /// Holds a body, with what the office adds to it, to the table; `faults` says what is wrong.
    mutating func check(_ body: JSONValue, _ fields: [BodyField]) {
        var check = BodyCheck(unknown: .refused)
        _ = check.read(body, fields)
        for fault in check.faults { add(fault) }
    }

    /// The input that the field table means by a path.
    func place(_ path: String) -> String? {
        var path = path.hasPrefix("body.") ? String(path.dropFirst(5)) : path
        while !path.isEmpty {
            if let place = places[path] { return place }
            guard let cut = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { return nil }
            path = String(path[..<cut])
        }
        return nil
    }

    private mutating func add(_ fault: BodyFault) {
        let place = place(fault.path) ?? fault.path
        if faults[place] == nil { faults[place] = fault.words }
    }

    // MARK: Kinds

    private mutating func members(_ fields: [BodyField], at path: String, as name: String) -> [JSONMember] {
        fields.compactMap { field in
            let input = path.isEmpty ? field.name : "\(path).\(field.name)"
            let body = name.isEmpty ? field.name : "\(name).\(field.name)"
            places[body] = input
            if case .variant(let variants) = field.kind {
                let fields = values.fields(of: variants, beside: path)
                return object(fields, field.isRequired, at: input, as: body).map {
                    JSONMember(field.name, $0)
                }
            }
            return value(field.kind, field, at: input, as: body).map { JSONMember(field.name, $0) }
        }
    }

    private mutating func value(_ kind: BodyKind, _ field: BodyField, at path: String, as name: String) -> JSONValue? {
        switch kind {
        case .object(let fields): return object(fields, field.isRequired, at: path, as: name)
        case .variant(let variants): return object(variants.usualFields, field.isRequired, at: path, as: name)
        case .list(let element, let minimum, _): return list(element, field, minimum, at: path, as: name)
        case .evidenceFile: return object(FormValues.fileFields, true, at: path, as: name)
        case .personToken: return token(at: path)
        case .office: return office(at: path)
        case .text, .choice, .reasonCode, .date, .moment, .integer, .flag, .uscc, .region, .documentNumber, .letter,
            .digest, .record:
            return values[path].isEmpty ? nil : word(values[path], kind, field, at: path)
        }
    }

    private mutating func object(
        _ fields: [BodyField], _ isRequired: Bool, at path: String, as name: String
    ) -> JSONValue? {
        let members = members(fields, at: path, as: name)
        return members.isEmpty && !isRequired ? nil : .object(members)
    }

    private mutating func list(
        _ element: BodyKind, _ field: BodyField, _ minimum: Int, at path: String, as name: String
    ) -> JSONValue? {
        var items: [JSONValue] = []
        switch FormInput.Shape(element) {
        case .checks:
            guard case .choice(let words) = element else { return nil }
            items = words.filter { values["\(path):\($0)"] == "yes" }.map { .string($0) }
        case .lines:
            let lines = values[path].split(separator: "\n").map { HalfWidth.trimmed(String($0)) }.filter { !$0.isEmpty }
            items = (lines + values.ticked(path)).compactMap { word($0, element, field, at: path) }
        case .rows:
            for index in 0..<values.count(path, least: field.isRequired ? minimum : 0) {
                let row = "\(path)[\(index)]"
                if values.isBlank(under: row), FormInput.isWord(element) || !field.isRequired { continue }
                places["\(name)[\(items.count)]"] = row
                if let item = value(
                    element, .required(field.name, element, field.title), at: row, as: "\(name)[\(items.count)]")
                {
                    items.append(item)
                }
            }
        }
        return items.isEmpty && !field.isRequired ? nil : .array(items)
    }

    private mutating func word(_ text: String, _ kind: BodyKind, _ field: BodyField, at path: String) -> JSONValue? {
        switch kind {
        case .flag: return .bool(text == "yes")
        case .integer:
            if field.isMoney {
                guard let money = Money(yuan: text) else { return fault(path, "应为金额，单位元，最多两位小数，如50000.00") }
                return .integer(money.fen)
            }
            guard let number = Int64(HalfWidth.code(text)) else { return fault(path, "应为整数") }
            return .integer(number)
        case .moment:
            // What the browser's own input gives has no seconds and no zone; there is one zone.
            let isLocal = text.utf8.count == 16
            return .string(isLocal ? text.replacing(" ", with: "T") + ":00+08:00" : text)
        case .date, .region, .digest, .letter: return .string(HalfWidth.trimmed(text))
        default: return .string(text)
        }
    }

    private mutating func fault(_ path: String, _ words: String) -> JSONValue? {
        faults[path] = words
        return nil
    }

    private mutating func office(at path: String) -> JSONValue? {
        let typed = values[path]
        guard !typed.isEmpty else { return nil }
        switch offices.office(typed) {
        case .success(let id):
            values[path] = offices.shown(id.description)
            return .string(id.description)
        case .failure(let problem): return fault(path, problem.words)
        }
    }

    // MARK: Persons

    /// A number becomes a token here and is forgotten; it is in no answer, whether it was right or wrong.
    private mutating func token(at path: String) -> JSONValue? {
        let typed = values[path]
        guard !typed.isEmpty, !FormReading.isToken(typed) else { return typed.isEmpty ? nil : .string(typed) }
        values[path] = ""
        let kind = PersonDocument.Kind(rawValue: values[path + FormReading.documentMark]) ?? .identityCard
        do throws(Problem) {
            let (token, masked) = try person(kind, typed)
            values[path] = token
            values[path + FormReading.maskedMark] = "\(kind.name) \(masked)"
            return .string(token)
        } catch {
            return fault(path, error.detail)
        }
    }

    /// Whether a text is a token and no number of a document.
    static func isToken(_ text: String) -> Bool {
        text.utf8.count > 27 && text.first == "p" && text.contains("-")
    }
}
