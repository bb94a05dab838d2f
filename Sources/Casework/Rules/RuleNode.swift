import Contracts

/// A place in a rule document. Its readers never stop at the first mistake: they note it and answer nil, so that a
/// person who edits a document sees everything that is wrong with it.
struct RuleNode {
    let document: String
    let path: String
    let value: JSONValue

    func mistake(_ name: String, _ reason: String, _ log: inout [RuleMistake]) {
        let place = name.isEmpty ? path : path.isEmpty ? name : "\(path).\(name)"
        log.append(RuleMistake(document: document, path: place, reason: reason))
    }

    /// A member nobody reads is most likely a misspelt one, and a rule must not silently mean something else.
    func expect(_ names: [String], _ log: inout [RuleMistake]) {
        guard let members = value.object else { return mistake("", "must be an object", &log) }
        for member in members where !names.contains(member.name) && member.name != "$schema" {
            mistake(member.name, "is no known member; known are \(names.joined(separator: ", "))", &log)
        }
    }

    func text(_ name: String, _ log: inout [RuleMistake]) -> String? {
        guard let found = value[name] else {
            mistake(name, "is missing", &log)
            return nil
        }
        guard let text = found.string, !text.isEmpty else {
            mistake(name, "must be a text that is not empty", &log)
            return nil
        }
        return text
    }

    func optionalText(_ name: String, _ log: inout [RuleMistake]) -> String? {
        value[name] == nil ? nil : text(name, &log)
    }

    func integer(_ name: String, in range: ClosedRange<Int64>, _ log: inout [RuleMistake]) -> Int? {
        guard let number = value[name]?.integer, range.contains(number) else {
            mistake(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)", &log)
            return nil
        }
        return Int(number)
    }

    func bool(_ name: String, _ log: inout [RuleMistake]) -> Bool? {
        guard let flag = value[name]?.bool else {
            mistake(name, "must be true or false", &log)
            return nil
        }
        return flag
    }

    func date(_ name: String, _ log: inout [RuleMistake]) -> CivilDate? {
        guard let day = value[name]?.string.flatMap({ CivilDate($0) }) else {
            mistake(name, "must be a day that exists, written YYYY-MM-DD", &log)
            return nil
        }
        return day
    }

    func optionalDate(_ name: String, _ log: inout [RuleMistake]) -> CivilDate? {
        value[name] == nil ? nil : date(name, &log)
    }

    /// One name of a closed list.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, of _: Choice.Type, _ log: inout [RuleMistake]
    ) -> Choice? {
        guard let choice = value[name]?.string.flatMap({ Choice(rawValue: $0) }) else {
            mistake(name, "must be one of \(RuleNode.names(of: Choice.self))", &log)
            return nil
        }
        return choice
    }

    /// Names of a closed list; none when the member is missing.
    func choices<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, of _: Choice.Type, _ log: inout [RuleMistake]
    ) -> [Choice] {
        texts(name, &log).compactMap { text in
            let choice = Choice(rawValue: text)
            if choice == nil {
                mistake(name, "names \(text), which is none of \(RuleNode.names(of: Choice.self))", &log)
            }
            return choice
        }
    }

    /// A list of texts; none when the member is missing.
    func texts(_ name: String, _ log: inout [RuleMistake]) -> [String] {
        guard let found = value[name] else { return [] }
        guard let elements = found.array else {
            mistake(name, "must be a list of texts", &log)
            return []
        }
        let texts = elements.compactMap(\.string).filter { !$0.isEmpty }
        if texts.count != elements.count { mistake(name, "must hold only texts that are not empty", &log) }
        if Set(texts).count != texts.count { mistake(name, "names something twice", &log) }
        return texts
    }

    /// The elements of a list; none when the member is missing.
    func nodes(_ name: String, _ log: inout [RuleMistake]) -> [RuleNode] {
        guard let found = value[name] else { return [] }
        guard let elements = found.array else {
            mistake(name, "must be a list", &log)
            return []
        }
        let place = path.isEmpty ? name : "\(path).\(name)"
        return elements.enumerated().map { index, element in
            RuleNode(document: document, path: "\(place)[\(index)]", value: element)
        }
    }

    /// A member that is an object of its own; nil when it is missing.
    func node(_ name: String) -> RuleNode? {
        value[name].map { RuleNode(document: document, path: path.isEmpty ? name : "\(path).\(name)", value: $0) }
    }

    private static func names<Choice: RawRepresentable<String> & CaseIterable>(of _: Choice.Type) -> String {
        Choice.allCases.map(\.rawValue).joined(separator: ", ")
    }
}
