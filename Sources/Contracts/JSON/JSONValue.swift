/// A JSON value; objects keep the order of their members, numbers that are no 64-bit integer stay text.
package enum JSONValue: Hashable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number without fraction and exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number, as it was written: never made a float.
    case decimal(String)
    /// Text.
    case string(String)
    /// A list.
    case array([JSONValue])
    /// Members in order; a name stands once.
    case object([JSONMember])

    /// An object from literal pairs; a nil value leaves its member out.
    package static func members(_ pairs: [(String, JSONValue?)]) -> JSONValue {
        .object(pairs.compactMap { name, value in value.map { JSONMember(name, $0) } })
    }

    /// The member of this name, or nil when it is not there or this is no object.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The text of a string value.
    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The number of an integer value.
    package var integer: Int64? {
        guard case .integer(let number) = self else { return nil }
        return number
    }

    /// The value of a Boolean.
    package var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The elements of an array.
    package var array: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The members of an object.
    package var object: [JSONMember]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// This object with a member set (replaced in place, or appended); any other value becomes an object of it alone.
    package func setting(_ name: String, _ value: JSONValue) -> JSONValue {
        var members = object ?? []
        if let index = members.firstIndex(where: { $0.name == name }) {
            members[index] = JSONMember(name, value)
        } else {
            members.append(JSONMember(name, value))
        }
        return .object(members)
    }

    /// This object with all members of `other` set.
    package func merging(_ other: JSONValue) -> JSONValue {
        (other.object ?? []).reduce(self) { $0.setting($1.name, $1.value) }
    }

    /// An object without the named member.
    package func removing(_ name: String) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.name != name })
    }
}

/// One member of a JSON object.
package struct JSONMember: Hashable, Sendable {
    /// Its name.
    package let name: String
    /// Its value.
    package let value: JSONValue

    /// A member from name and value.
    package init(_ name: String, _ value: JSONValue) {
        self.name = name
        self.value = value
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { JSONMember($0.0, $0.1) })
    }
}
