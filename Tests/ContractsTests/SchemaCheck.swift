import Contracts
import Foundation

/// Checks a value against the part of JSON Schema 2020-12 that `Topics/` uses; an unknown keyword is a fault, so that a
/// schema cannot say more than is checked.
struct SchemaCheck {
    private let root: JSONValue
    private(set) var faults: [String] = []

    init(_ root: JSONValue) {
        self.root = root
    }

    static func faults(of value: JSONValue, by schema: JSONValue) -> [String] {
        var check = SchemaCheck(schema)
        check.check(value, schema, "")
        return check.faults
    }

    private mutating func check(_ value: JSONValue, _ schema: JSONValue, _ path: String) {
        if let allowed = schema.bool {
            if !allowed { faults.append("\(path): must not be there") }
            return
        }
        for member in schema.object ?? [] { check(value, member, in: schema, path) }
    }

    private mutating func check(_ value: JSONValue, _ keyword: JSONMember, in schema: JSONValue, _ path: String) {
        switch keyword.name {
        case "$schema", "$id", "$defs", "title", "description", "format", "$comment": break
        case let name where name.hasPrefix("x-"): break
        case "$ref": check(value, resolved(keyword.value), path)
        case "allOf": for part in keyword.value.array ?? [] { check(value, part, path) }
        case "anyOf":
            let found = (keyword.value.array ?? []).map { part in
                var check = SchemaCheck(root)
                check.check(value, part, path)
                return check.faults
            }
            if !found.contains([]) { faults += found.flatMap(\.self) }
        case "not":
            if SchemaCheck.faults(of: value, by: keyword.value).isEmpty { faults.append("\(path): is forbidden") }
        case "type": expect(isOfType(value, keyword.value.string ?? ""), path, "type")
        case "enum": expect(keyword.value.array?.contains(value) ?? false, path, "enum")
        case "const": expect(keyword.value == value, path, "const")
        case "pattern", "minLength", "maxLength": checkText(value, keyword, path)
        case "minimum": if let number = value.integer { expect(number >= keyword.value.integer ?? 0, path, "minimum") }
        case "maximum": if let number = value.integer { expect(number <= keyword.value.integer ?? 0, path, "maximum") }
        case "items", "minItems", "maxItems": checkList(value, keyword, path)
        case "required", "properties", "propertyNames": checkObject(value, keyword, path)
        default: faults.append("\(path): keyword \(keyword.name) is unknown")
        }
    }

    private mutating func checkText(_ value: JSONValue, _ keyword: JSONMember, _ path: String) {
        guard let text = value.string else { return }
        let count = Int64(text.unicodeScalars.count)
        switch keyword.name {
        case "minLength": expect(count >= keyword.value.integer ?? 0, path, "minLength")
        case "maxLength": expect(count <= keyword.value.integer ?? 0, path, "maxLength")
        default:
            let pattern = keyword.value.string ?? ""
            expect(text.range(of: pattern, options: .regularExpression) != nil, path, "pattern \(pattern)")
        }
    }

    private mutating func checkList(_ value: JSONValue, _ keyword: JSONMember, _ path: String) {
        guard let elements = value.array else { return }
        switch keyword.name {
        case "minItems": expect(elements.count >= keyword.value.integer ?? 0, path, "minItems")
        case "maxItems": expect(elements.count <= keyword.value.integer ?? 0, path, "maxItems")
        default:
            for (index, element) in elements.enumerated() { check(element, keyword.value, "\(path)[\(index)]") }
        }
    }

    private mutating func checkObject(_ value: JSONValue, _ keyword: JSONMember, _ path: String) {
        guard let members = value.object else { return }
        switch keyword.name {
        case "required":
            for name in keyword.value.array ?? [] {
                expect(value[name.string ?? ""] != nil, "\(path).\(name.string ?? "")", "required")
            }
        case "propertyNames":
            for member in members { check(.string(member.name), keyword.value, "\(path).\(member.name) (name)") }
        default:
            for property in keyword.value.object ?? [] {
                if let member = value[property.name] { check(member, property.value, "\(path).\(property.name)") }
            }
        }
    }

    private mutating func expect(_ isGood: Bool, _ path: String, _ what: String) {
        if !isGood { faults.append("\(path): \(what)") }
    }

    private func resolved(_ reference: JSONValue) -> JSONValue {
        (reference.string ?? "").split(separator: "/").dropFirst().reduce(root) { $0[String($1)] ?? false }
    }

    private func isOfType(_ value: JSONValue, _ type: String) -> Bool {
        switch value {
        case .null: type == "null"
        case .bool: type == "boolean"
        case .integer: type == "integer" || type == "number"
        case .decimal: type == "number"
        case .string: type == "string"
        case .array: type == "array"
        case .object: type == "object"
        }
    }
}
