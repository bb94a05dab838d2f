/// Everything that is wrong with an office's configuration and with what it names, told at once.
package struct ConfigurationMistakes: Error, Hashable, Sendable, CustomStringConvertible {
    /// One mistake: a reason code, and Chinese words that say what is wrong and what to do.
    package struct Mistake: Hashable, Sendable, CustomStringConvertible {
        /// The reason code.
        package let code: String
        /// What is wrong and what to do.
        package let text: String

        /// A mistake.
        package init(_ code: String, _ text: String) {
            self.code = code
            self.text = text
        }

        /// `CODE：words`.
        package var description: String { "\(code)：\(text)" }
    }

    /// The reason code of the whole.
    package static let code = "CONFIGURATION_INVALID"

    /// The configuration.
    package let path: String
    /// The mistakes in the order of the checks; never empty.
    package let list: [Mistake]

    /// One line for each, under a line that counts them.
    package var description: String {
        (["\(path) 有 \(list.count) 处错误，改正后再启动："] + list.map { "  · \($0)" }).joined(separator: "\n")
    }
}
