/// The languages of the pages.
package enum Language: String, CaseIterable, Hashable, Sendable {
    case chinese = "zh"
    case english = "en"

    /// As the attribute `lang` has it (BCP 47).
    package var tag: String {
        switch self {
        case .chinese: "zh-CN"
        case .english: "en"
        }
    }

    /// What it calls itself.
    package var name: String {
        switch self {
        case .chinese: "中文"
        case .english: "English"
        }
    }

    /// The other one.
    package var other: Language { self == .chinese ? .english : .chinese }
}

/// One text of the interface in every language.
package struct Words: Hashable, Sendable {
    private let chinese: String
    private let english: String

    /// A text; `chinese` is the leading one, with the terms of the law.
    package init(_ chinese: String, _ english: String) {
        self.chinese = chinese
        self.english = english
    }

    /// The text in a language.
    package func `in`(_ language: Language) -> String {
        switch language {
        case .chinese: chinese
        case .english: english
        }
    }
}

/// The texts that templates name, by key: `{{t.key}}`.
package struct Catalogue: Sendable {
    private let words: [String: Words]
    private let values: [Language: PageValue]

    /// A catalogue; of a key that is there twice the later one stands.
    package init(_ words: [String: Words]) {
        self.words = words
        values = Dictionary(
            uniqueKeysWithValues: Language.allCases.map { language in
                (language, PageValue.members(words.mapValues { .text($0.in(language)) }))
            })
    }

    /// Both catalogues in one.
    package func merging(_ other: Catalogue) -> Catalogue { Catalogue(words.merging(other.words) { $1 }) }

    /// Keys, in order.
    package var keys: [String] { words.keys.sorted() }

    /// A text; the key itself when there is none, so that a gap is seen.
    package func text(_ key: String, _ language: Language) -> String { words[key]?.in(language) ?? key }

    /// All texts in a language, for a template.
    package func value(_ language: Language) -> PageValue { values[language] ?? .members([:]) }
}
