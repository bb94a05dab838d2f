/// A decoder that meets foreign bytes, with the properties that must hold whatever the bytes are.
///
/// It never crashes, ends soon, keeps what it read when it writes it again, and gives a reason when it refuses. The same
/// list serves the replay of the corpus in `swift test`, the mutation loop and libFuzzer (`Deploy/fuzz`).
package struct FuzzTarget: Sendable {
    /// Its name, also that of its folder in `Tests/FuzzCorpus`.
    package let name: String
    /// What is fed, in one line.
    package let meaning: String
    /// Longer inputs are cut before they are fed: the limit bounds the time of one run, not what the product reads.
    package let maximumBytes: Int
    private let body: @Sendable ([UInt8]) throws(FuzzFinding) -> Void

    /// A target from its parts.
    package init(
        _ name: String, _ meaning: String, maximumBytes: Int = 65_536,
        _ body: @escaping @Sendable ([UInt8]) throws(FuzzFinding) -> Void
    ) {
        self.name = name
        self.meaning = meaning
        self.maximumBytes = maximumBytes
        self.body = body
    }

    /// Feeds one input.
    ///
    /// - Throws: the property that does not hold. A crash ends the process.
    package func feed(_ bytes: [UInt8]) throws(FuzzFinding) {
        try body(bytes.count <= maximumBytes ? bytes : Array(bytes.prefix(maximumBytes)))
    }

    /// All targets; those that decide need the rule set.
    package static func all(rules: FuzzRules) -> [FuzzTarget] {
        wire + sealed + documents + bodies + imports + tables + credit + identifiers + forms + office(rules)
    }
}

/// A property that did not hold for an input.
package struct FuzzFinding: Error, Hashable, Sendable, CustomStringConvertible {
    /// Which one, and what was seen.
    package let description: String

    /// A finding in words.
    package init(_ description: String) {
        self.description = description
    }

    /// Throws unless `holds`.
    static func require(_ holds: Bool, _ property: @autoclosure () -> String) throws(FuzzFinding) {
        if !holds { throw FuzzFinding(property()) }
    }
}
