/// Metrics in the Prometheus text format 0.0.4.
package struct PrometheusText: Sendable {
    /// What a family is.
    package enum Kind: String, Hashable, Sendable {
        case counter, gauge, histogram
    }

    /// The media type of the text.
    package static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    /// The text so far.
    package private(set) var text = ""

    /// No metrics yet.
    package init() {}

    /// Begins a family; its samples follow.
    package mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(PrometheusText.escaped(help, quotes: .kept))\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// One sample of the family begun last.
    package mutating func sample(_ name: String, labels: [(name: String, value: String)] = [], _ value: Double) {
        let list = labels.map {
            "\(PrometheusText.labelName($0.name))=\"\(PrometheusText.escaped($0.value, quotes: .escaped))\""
        }
        text += name + (list.isEmpty ? "" : "{\(list.joined(separator: ","))}") + " "
        text += PrometheusText.number(value) + "\n"
    }

    /// A family of one sample.
    package mutating func single(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
        family(name, kind, help)
        sample(name, value)
    }

    /// A metric's name: everything but letters, digits, `_` and `:` becomes `_`.
    package static func metricName(_ label: String) -> String { cleaned(label, allowing: ":") }

    static func labelName(_ label: String) -> String { cleaned(label, allowing: "_") }

    private static func cleaned(_ label: String, allowing extra: Character) -> String {
        let name = String(
            label.map { character in
                let isPlain = character.isASCII && (character.isLetter || character.isNumber)
                return isPlain || character == "_" || character == extra ? character : "_"
            })
        guard let first = name.first else { return "_" }
        return first.isNumber ? "_" + name : name
    }

    private enum Quotes {
        case kept, escaped
    }

    private static func escaped(_ value: String, quotes: Quotes) -> String {
        var text = ""
        for character in value {
            switch character {
            case "\\": text += "\\\\"
            case "\n", "\r\n", "\r": text += "\\n"
            case "\"" where quotes == .escaped: text += "\\\""
            default: text.append(character)
            }
        }
        return text
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value), abs(whole) < 1 << 53 { return String(whole) }
        return String(value)
    }
}
