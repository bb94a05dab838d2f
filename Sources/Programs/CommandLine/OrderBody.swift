package import Casework
package import Contracts

/// The content of an order from the words of a command line: JSON from a file or inline, and `name=value` over it.
///
/// A value is read as the workflow's table says: numbers and yes/no become such, a list takes its elements from commas
/// (`recipients=510100-police,510100-tax`), a dot goes into an object (`subject.name=…`), a number into a list
/// (`evidence.0=…`). A name the table does not know stays text; the office refuses it with its reason.
package struct OrderBody: Sendable {
    private let fields: [BodyField]

    /// For an order of a workflow; all its rows count.
    package init(kind: CaseKind, order: String) {
        fields = Workflow.of(kind).rows.filter { $0.order == order }.flatMap(\.fields)
    }

    /// The content.
    ///
    /// - Parameters:
    ///   - json: the text of a JSON object; nil for none.
    ///   - settings: `name=value`, later ones win.
    /// - Returns: a JSON object.
    /// - Throws: all mistakes at once.
    package func read(json: String?, settings: [String]) throws(OrderBodyMistakes) -> JSONValue {
        var mistakes: [String] = []
        var body: JSONValue = .object([])
        if let json {
            do throws(JSONFailure) {
                body = try JSONValue.parse(json)
                if body.object == nil { mistakes.append("内容不是 JSON 对象：请写成 {\"字段\": 值}") }
            } catch {
                mistakes.append("内容不是合法的 JSON（\(error)）：请改正后重试")
            }
        }
        for setting in settings {
            guard let (path, value) = OrderBody.parts(setting) else {
                mistakes.append("“\(setting)”不是“字段=值”的形式：例如 --set note=已核对")
                continue
            }
            do throws(OrderBodyMistakes) {
                body = try set(body, path[...], value, kind: .object(fields), name: path.joined(separator: "."))
            } catch {
                mistakes += error.list
            }
        }
        guard mistakes.isEmpty else { throw OrderBodyMistakes(list: mistakes) }
        return body
    }

    private static func parts(_ setting: String) -> (path: [String], value: String)? {
        guard let equals = setting.firstIndex(of: "=") else { return nil }
        let path = setting[..<equals].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard !path.contains("") else { return nil }
        return (path, String(setting[setting.index(after: equals)...]))
    }

    private func set(
        _ value: JSONValue?, _ path: ArraySlice<String>, _ text: String, kind: BodyKind?, name: String
    ) throws(OrderBodyMistakes) -> JSONValue {
        guard let first = path.first else { return try leaf(text, kind, name) }
        if let index = Int(first), case .list(let element, _, _)? = kind {
            return try setElement(value, index, path.dropFirst(), text, element, name)
        }
        let member = try set(
            value?[first], path.dropFirst(), text, kind: OrderBody.kind(of: first, in: kind), name: name)
        return (value?.object == nil ? .object([]) : value ?? .object([])).setting(first, member)
    }

    private func setElement(
        _ value: JSONValue?, _ index: Int, _ path: ArraySlice<String>, _ text: String, _ kind: BodyKind, _ name: String
    ) throws(OrderBodyMistakes) -> JSONValue {
        var elements = value?.array ?? []
        guard (0...elements.count).contains(index) else {
            throw OrderBodyMistakes(list: ["\(name)：前面还缺第 \(elements.count) 项，请从 0 起依次填写"])
        }
        let old = index < elements.count ? elements[index] : nil
        let new = try set(old, path, text, kind: kind, name: name)
        if index < elements.count { elements[index] = new } else { elements.append(new) }
        return .array(elements)
    }

    private static func kind(of name: String, in kind: BodyKind?) -> BodyKind? {
        switch kind {
        case .object(let fields): fields.first { $0.name == name }?.kind
        case .variant(let variants): variants.allFields.first { $0.name == name }?.kind
        default: nil
        }
    }

    private func leaf(_ text: String, _ kind: BodyKind?, _ name: String) throws(OrderBodyMistakes) -> JSONValue {
        switch kind {
        case .integer:
            guard let number = Int64(text) else { throw OrderBodyMistakes(list: ["\(name)：“\(text)”不是整数"]) }
            return .integer(number)
        case .flag:
            guard let flag = OrderBody.flags[text] else {
                throw OrderBodyMistakes(list: ["\(name)：“\(text)”不是是否，请写 true 或者 false"])
            }
            return .bool(flag)
        case .list(let element, _, _): return try list(text, element, name)
        case .object, .variant, .record, .evidenceFile:
            do throws(JSONFailure) {
                return try JSONValue.parse(text)
            } catch {
                throw OrderBodyMistakes(list: ["\(name)：不是合法的 JSON（\(error)），也可以逐项填写 \(name).字段=值"])
            }
        case .text, .choice, .reasonCode, .date, .moment, .office, .uscc, .personToken, .region, .documentNumber,
            .letter, .digest, nil:
            return .string(text)
        }
    }

    private func list(_ text: String, _ element: BodyKind, _ name: String) throws(OrderBodyMistakes) -> JSONValue {
        if text.hasPrefix("[") {
            do throws(JSONFailure) {
                return try JSONValue.parse(text)
            } catch {
                throw OrderBodyMistakes(list: ["\(name)：不是合法的 JSON 列表（\(error)）"])
            }
        }
        var elements: [JSONValue] = []
        for part in text.split(separator: ",") { elements.append(try leaf(String(part), element, name)) }
        return .array(elements)
    }

    private static let flags = ["true": true, "false": false, "是": true, "否": false]
}

/// All mistakes in the words of an order; nothing was sent.
package struct OrderBodyMistakes: Error, Hashable, Sendable, CustomStringConvertible {
    /// The mistakes in the order of the words.
    package let list: [String]

    /// One line for each.
    package var description: String { list.joined(separator: "\n") }
}
