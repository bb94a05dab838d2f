import Mustache

/// What a template is given. Text escapes itself: the templates are rendered without the escaping of the library, which goes
/// by whole characters and so lets a quote with a combining mark through.
package indirect enum PageValue: Hashable, Sendable {
    /// Text of any origin; empty text counts as nothing in a section.
    case text(String)
    /// HTML that was made here.
    case markup(Markup)
    /// Whether a section stands.
    case flag(Bool)
    /// A section for each.
    case list([PageValue])
    /// Named values.
    case members([String: PageValue])

    /// Nothing: no section stands for it.
    package static let none = PageValue.flag(false)

    /// Text, or nothing.
    package static func optional(_ text: String?) -> PageValue { text.map { .text($0) } ?? .none }

    /// A value or nothing for it.
    package static func optional(_ value: PageValue?) -> PageValue { value ?? .none }

    /// A number.
    package static func number(_ number: Int) -> PageValue { .text(String(number)) }

    /// The same with more members; those of `other` win. Only of members.
    package func adding(_ other: [String: PageValue]) -> PageValue {
        guard case .members(let own) = self else { return self }
        return .members(own.merging(other) { $1 })
    }
}

extension PageValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .text(value) }
    package init(booleanLiteral value: Bool) { self = .flag(value) }
    package init(arrayLiteral elements: PageValue...) { self = .list(elements) }
    package init(dictionaryLiteral elements: (String, PageValue)...) {
        self = .members(Dictionary(elements) { $1 })
    }
}

/// How the template library sees a value; the type `Any` is its own.
extension PageValue: MustacheParent, MustacheCustomRepresentation {
    package func child(named name: String) -> Any? {
        guard case .members(let members) = self else { return nil }
        return members[name]
    }

    package var representation: Any? {
        switch self {
        case .text(let text): text.isEmpty ? nil : HTMLText.escaped(text)
        case .markup(let markup): markup.html
        case .flag(let flag): flag
        case .list(let list): list.isEmpty ? nil : list
        case .members: self
        }
    }
}
