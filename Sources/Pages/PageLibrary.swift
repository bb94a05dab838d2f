import Mustache

/// Why templates cannot be used.
package struct PageDefect: Error, Hashable, CustomStringConvertible {
    /// Which template, and what is wrong with it.
    package let description: String
}

/// Templates with the texts they name, ready to be rendered in any language.
///
/// Templates, style sheets and scripts are files that the compiler puts into the program (`embedInCode`): a program that is
/// copied to another machine has them with it, and one that is named and missing does not compile.
package struct PageLibrary: Sendable {
    private let library: MustacheLibrary
    private let catalogue: Catalogue
    private let sources: [String: String]

    private let defects: [PageDefect]

    /// A library over the shared templates and those given.
    package init(_ templates: [String: String], catalogue: Catalogue) {
        var library = MustacheLibrary()
        var defects: [PageDefect] = []
        sources = SharedPages.templates.merging(templates) { $1 }
        self.catalogue = SharedPages.catalogue.merging(catalogue)
        for (name, source) in sources {
            do {
                // Values escape themselves; see `PageValue`.
                library.register(try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}" + source), named: name)
            } catch {
                defects.append(PageDefect(description: "template \(name): \(error)"))
            }
        }
        self.library = library
        self.defects = defects
    }

    /// What templates name and the catalogue has no text for, and templates that cannot be read; tests hold it empty.
    package var gaps: [String] {
        sources.sorted { $0.key < $1.key }.flatMap { name, source in
            source.split(separator: "{{t.", omittingEmptySubsequences: false).dropFirst().map {
                String($0.prefix { $0 != "}" })
            }
            .filter { !catalogue.keys.contains($0) }.map { "\(name) names the text \($0)" }
        } + defects.map(\.description)
    }

    /// A text of the catalogue.
    package func text(_ key: String, _ language: Language) -> String { catalogue.text(key, language) }

    /// A page. `t` holds the texts of the language, `lang` its tag.
    ///
    /// - Throws: when there is no such template.
    package func render(_ name: String, _ value: PageValue, _ language: Language) throws(PageDefect) -> String {
        let whole = value.adding([
            "t": catalogue.value(language), "lang": .text(language.tag), "isEnglish": .flag(language == .english),
        ])
        guard let html = library.render(whole, withTemplate: name) else {
            throw PageDefect(description: "there is no template \(name)")
        }
        return html
    }
}
