import Contracts

/// A list in an act's content of which each item is a part of the case: `item-3`, `subject-91420106XT0002028T`.
package struct ItemList: Hashable, Sendable {
    /// The field that holds the list.
    package let list: String
    /// First word of the parts' keys.
    package let prefix: String
    /// The member of an item that tells it apart; nil when the items are texts themselves.
    package let id: String?

    /// The parts of a content, each with its item.
    func parts(in content: JSONValue) -> [(key: String, item: JSONValue)] {
        (content[list]?.array ?? []).map { item in
            (ItemList.key(prefix, id.map { item[$0] } ?? item), item)
        }
    }

    /// What tells the item apart of which a deadline's key speaks; nil when it speaks of none.
    func id(inKey key: String) -> String? {
        guard let tail = key.split(separator: "/").dropFirst().first, tail.hasPrefix("\(prefix)-") else { return nil }
        return String(tail.dropFirst(prefix.utf8.count + 1))
    }

    /// The channels of a publication.
    static let channels = ItemList(list: "channels", prefix: "channel", id: "channel")

    /// The key of the part that a value names.
    static func key(_ prefix: String, _ value: JSONValue?) -> String {
        "\(prefix)-\(value?.string ?? value?.integer.map { String($0) } ?? "")"
    }

    /// What a deadline's key says of the part that a row with this scope moves, as the row's content names it.
    static func field(of scope: Transition.Scope, inKey key: String) -> JSONValue {
        guard case .named(let prefix, let field) = scope,
            let tail = key.split(separator: "/").dropFirst().first, tail.hasPrefix("\(prefix)-")
        else { return .object([]) }
        let name = String(tail.dropFirst(prefix.utf8.count + 1))
        return .object([JSONMember(field, Int64(name).map { .integer($0) } ?? .string(name))])
    }
}

extension CaseFile {
    /// The offices that were asked and have not answered.
    var unanswered: [String] { parts.filter { $0.state == "asked" }.map(\.key) }
}
