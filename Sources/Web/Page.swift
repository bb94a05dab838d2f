package import Contracts

/// One page of a list: its items and where the next page begins.
package enum Page {
    /// `{items, nextCursor}`; without `nextCursor` there is nothing behind.
    package static func json(_ items: [JSONValue], next: Int64?) -> JSONValue {
        json(items, from: next.map { String($0) })
    }

    /// The same, for lists whose place is not a number.
    package static func json(_ items: [JSONValue], from next: String?) -> JSONValue {
        .members([("items", .array(items)), ("nextCursor", next.map { .string($0) })])
    }

    /// The schema of a page.
    package static let schema: JSONValue = [
        "type": "object", "required": ["items"],
        "properties": [
            "items": ["type": "array", "items": ["type": "object"]], "nextCursor": ["type": "string"],
        ],
    ]
}
