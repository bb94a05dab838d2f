import Foundation
import Hummingbird
import Web

/// Path and query of a link.
struct PageQuery: Hashable, Sendable {
    private struct Item: Hashable {
        let name, value: String
    }

    private let path: String
    private var items: [Item] = []

    /// A link without a query.
    init(_ path: String) { self.path = path }

    /// The same with a value under a name, in the place of what stood there; without one where there is none.
    func setting(_ name: String, _ value: String?) -> PageQuery { setting(name, all: value.map { [$0] } ?? []) }

    /// The same with several values under a name.
    func setting(_ name: String, all values: [String]) -> PageQuery {
        var query = self
        query.items.removeAll { $0.name == name }
        query.items += values.filter { !$0.isEmpty }.map { Item(name: name, value: $0) }
        return query
    }

    /// The address.
    var url: String {
        items.isEmpty
            ? path : path + "?" + items.map { "\($0.name)=\(PageQuery.escaped($0.value))" }.joined(separator: "&")
    }

    /// The same query under another path.
    func at(_ path: String) -> PageQuery {
        var query = PageQuery(path)
        query.items = items
        return query
    }

    /// Text as a part of a path or query.
    static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: PageQuery.plain) ?? ""
    }

    // Letters and digits of ASCII alone: `alphanumerics` has those of all scripts.
    private static let plain = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")
}

extension Request {
    /// All values of the query under a name, in their order.
    func queries(_ name: String) -> [String] {
        uri.queryParameters[values: Substring(name)].map(String.init).filter { !$0.isEmpty }
    }
}
