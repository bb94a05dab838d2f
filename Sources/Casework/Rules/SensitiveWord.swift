package import Contracts

/// A word at which a publication is held until a person has looked at it (敏感词). It forbids nothing by itself.
package struct SensitiveWord: Hashable, Sendable {
    /// What the word may give away.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// State or work secrets.
        case secrecy
        /// Security, economic security, social stability (政府信息公开条例 第十四条).
        case security
        /// Trade secrets (第十五条).
        case tradeSecret
        /// Who reported or complained.
        case reporter
        /// Health, family, intimate life.
        case privacy
        /// Words that do not belong into an official text.
        case improper

        /// The word for officers.
        package var title: String {
            switch self {
            case .secrecy: "涉密"
            case .security: "公共安全与社会稳定"
            case .tradeSecret: "商业秘密"
            case .reporter: "举报投诉人信息"
            case .privacy: "个人隐私"
            case .improper: "不当用语"
            }
        }
    }

    /// The code.
    package let code: String
    /// The word.
    package let word: String
    /// What it may give away.
    package let kind: Kind
    /// Why it is on the list, for the reviewer.
    package let explanation: String
    /// When it holds.
    package let validity: Validity

    init?(_ node: RuleNode, _ log: inout [RuleMistake]) {
        node.expect(["code", "word", "kind", "explanation", "effectiveFrom", "effectiveThrough"], &log)
        let code = node.text("code", &log)
        let word = node.text("word", &log)
        let kind = node.choice("kind", of: Kind.self, &log)
        let explanation = node.text("explanation", &log)
        let validity = Validity(node, &log)
        guard let code, let word, let kind, let explanation, let validity else { return nil }
        guard !SensitiveWord.plain(word).isEmpty else {
            node.mistake("word", "must have a letter", &log)
            return nil
        }
        self.code = code
        self.word = word
        self.kind = kind
        self.explanation = explanation
        self.validity = validity
    }

    /// Whether the word stands in a text; spaces, marks without width and full width between its letters hide nothing.
    package func stands(in plainText: String) -> Bool { plainText.contains(SensitiveWord.plain(word)) }

    /// A text as words are looked for in it.
    package static func plain(_ text: String) -> String {
        let kept = text.unicodeScalars.map { HalfWidth.fold($0) }.filter { scalar in
            !HalfWidth.isWhitespace(scalar) && !DigitRun.isInvisible(scalar) && scalar != "*"
        }
        return String(String.UnicodeScalarView(kept)).lowercased()
    }
}

extension SensitiveWord: RuleRow {
    static var kind: RuleKind { .sensitiveWord }
    var key: String { code }
}

extension RuleSet {
    /// The words that stand in one of some texts on a day, in the order of their codes.
    package func sensitiveWords(in texts: [String], on day: CivilDate) -> [SensitiveWord] {
        let plain = texts.map { SensitiveWord.plain($0) }
        return sensitiveWords.filter { word in
            word.validity.contains(day) && plain.contains { word.stands(in: $0) }
        }
    }

    /// The matters of restricted publication that a record belongs to, by its agency, its kind and the words of its texts.
    package func restricted(
        agency: String, recordKind: String, texts: [String], on day: CivilDate
    ) -> [RestrictedMatter] {
        let plain = texts.map { SensitiveWord.plain($0) }
        return restrictedMatters.filter { matter in
            matter.validity.contains(day) && (matter.agencies.isEmpty || matter.agencies.contains(agency))
                && (matter.recordKinds.isEmpty || matter.recordKinds.contains(recordKind))
                && matter.words.contains { word in plain.contains { $0.contains(SensitiveWord.plain(word)) } }
        }
    }
}
