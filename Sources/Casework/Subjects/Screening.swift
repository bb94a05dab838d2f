import Contracts

/// Whom somebody asks about (名单核查): a code or a token, a name, or both.
package struct SubjectQuery: Hashable, Sendable {
    /// Which entries are told.
    package enum Breadth: String, CaseIterable, Hashable, Sendable {
        /// Those on their list.
        case listed
        /// Those taken off too.
        case ended
    }

    /// How far names are taken for each other.
    package enum NameMatch: String, CaseIterable, Hashable, Sendable {
        /// The same name, however it is written, and former ones.
        case same
        /// Names that differ in the legal form, or begin with what is asked, too.
        case similar
    }

    /// USCC, in its normal form.
    package let code: String?
    /// Token of a natural person.
    package let personToken: String?
    /// A name.
    package let name: SubjectName?
    /// Which entries are told.
    package let breadth: Breadth
    /// How far names are taken for each other.
    package let nameMatch: NameMatch
    /// Code of a measure: entries without it are not told.
    package let measure: String?

    /// A question; nil when nothing is asked.
    package init?(
        code: String? = nil, personToken: String? = nil, name: String? = nil, breadth: Breadth = .listed,
        nameMatch: NameMatch = .same, measure: String? = nil
    ) {
        let wanted = name.map { SubjectName($0) }.flatMap { $0.normal.isEmpty ? nil : $0 }
        let normal = code.map { HalfWidth.code($0) }.flatMap { $0.isEmpty ? nil : $0 }
        guard normal != nil || personToken != nil || wanted != nil else { return nil }
        self.code = normal
        self.personToken = personToken
        self.name = wanted
        self.breadth = breadth
        self.nameMatch = nameMatch
        self.measure = measure
    }

    /// The codes under which entries lie themselves.
    package var identifiers: [String] { [code, personToken].compactMap { $0 } }

    /// What entries are looked up by beside their code.
    package var keys: [SubjectKey] {
        var keys: [SubjectKey] = []
        if let personToken { keys.append(.person(personToken)) }
        guard let name else { return keys }
        keys.append(.name(name.normal))
        guard nameMatch == .similar else { return keys }
        keys.append(.core(name.core))
        if let start = name.start { keys.append(.start(start)) }
        return keys
    }
}

/// Why an entry answers a question, the surest first.
package enum MatchReason: String, CaseIterable, Comparable, Hashable, Sendable {
    /// The same code.
    case code
    /// The same person.
    case personToken
    /// The person answers for the subject.
    case responsiblePerson
    /// The same name.
    case name
    /// The same name, written differently.
    case writtenName
    /// A former name of the subject.
    case formerName
    /// The names differ in the legal form alone.
    case legalForm
    /// The name begins with what was asked.
    case beginning

    /// What it says.
    package var title: String {
        switch self {
        case .code: "统一社会信用代码一致"
        case .personToken: "自然人令牌一致"
        case .responsiblePerson: "系该主体的责任人员"
        case .name: "名称一致"
        case .writtenName: "名称写法不同，规范化后一致"
        case .formerName: "与曾用名一致"
        case .legalForm: "除组织形式外名称一致"
        case .beginning: "名称以所查文字开头"
        }
    }

    /// How sure it is.
    package var degree: MatchDegree {
        switch self {
        case .code, .personToken, .responsiblePerson: .certain
        case .name, .writtenName, .formerName: .probable
        case .legalForm, .beginning: .possible
        }
    }

    package static func < (left: MatchReason, right: MatchReason) -> Bool { left.order < right.order }

    private var order: Int { MatchReason.allCases.firstIndex(of: self) ?? MatchReason.allCases.count }
}

/// How sure a match is.
package enum MatchDegree: String, CaseIterable, Hashable, Sendable {
    /// An identifier names the subject.
    case certain
    /// A name does; names are not unique.
    case probable
    /// A person has to compare.
    case possible

    /// What it says.
    package var title: String {
        switch self {
        case .certain: "确定"
        case .probable: "名称相符，请核对代码"
        case .possible: "近似，须人工核对"
        }
    }
}

/// The answer to a question about one subject.
package struct Screening: Hashable, Sendable {
    /// One entry that answers it.
    package struct Hit: Hashable, Sendable {
        /// The entry.
        package let entry: ListedEntry
        /// Why, the surest first; never empty.
        package let reasons: [MatchReason]

        /// How sure the surest reason is.
        package var degree: MatchDegree { reasons.first?.degree ?? .possible }
    }

    /// What is to be said of the subject.
    package enum Verdict: String, CaseIterable, Hashable, Sendable {
        /// An identifier, or the name that was asked, is on a list.
        case listed
        /// Only similar names are, or the code belongs to another name.
        case review
        /// Nothing is in force, but something was.
        case ended
        /// Nothing.
        case clear

        /// What it says.
        package var title: String {
            switch self {
            case .listed: "在名单内"
            case .review: "须人工核对"
            case .ended: "曾列入，已移出"
            case .clear: "未列入"
            }
        }
    }

    /// What answers the question: those in force first, then the surest, then by entry.
    package let hits: [Hit]
    /// Why name and code do not belong together, in words; nil when they do, or one of them was not asked.
    package let mismatch: String?
    /// Whether more similar names were found than are told.
    package let isCut: Bool

    /// What is to be said.
    package var verdict: Verdict {
        let listed = hits.filter(\.entry.standing.isListed)
        if mismatch != nil { return .review }
        if listed.contains(where: { $0.degree != .possible }) { return .listed }
        if !listed.isEmpty { return .review }
        return hits.isEmpty ? .clear : .ended
    }

    /// Compares a question with entries that may answer it; what does not answer it falls away.
    ///
    /// - Parameters:
    ///   - query: the question.
    ///   - candidates: entries, in any order, each once.
    ///   - isCut: there are more candidates than these.
    package init(_ query: SubjectQuery, _ candidates: [ListedEntry], isCut: Bool = false) {
        let found = candidates.filter { $0.standing != .notListed }.compactMap { entry -> Hit? in
            let reasons = query.reasons(for: entry)
            return reasons.isEmpty ? nil : Hit(entry: entry, reasons: reasons)
        }
        let told = found.filter { hit in
            guard query.breadth == .ended || hit.entry.standing.isListed else { return false }
            return query.measure.map { hit.entry.carries($0) } ?? true
        }
        hits = told.sorted { Screening.isBefore($0, $1) }
        mismatch = query.mismatch(with: found)
        self.isCut = isCut
    }

    private static func isBefore(_ left: Hit, _ right: Hit) -> Bool {
        let (leftListed, rightListed) = (left.entry.standing.isListed, right.entry.standing.isListed)
        if leftListed != rightListed { return leftListed }
        if left.reasons[0] != right.reasons[0] { return left.reasons[0] < right.reasons[0] }
        return left.entry.id.description < right.entry.id.description
    }
}

extension SubjectQuery {
    fileprivate func reasons(for entry: ListedEntry) -> [MatchReason] {
        var reasons: [MatchReason] = []
        if let code, entry.code == code { reasons.append(.code) }
        if let personToken {
            if entry.code == personToken { reasons.append(.personToken) }
            if entry.responsible.contains(personToken) { reasons.append(.responsiblePerson) }
        }
        if let reason = nameReason(entry) { reasons.append(reason) }
        return reasons
    }

    private func nameReason(_ entry: ListedEntry) -> MatchReason? {
        guard let name, let present = entry.names.first.map({ SubjectName($0) }) else { return nil }
        if present.text == name.text { return .name }
        if present.normal == name.normal { return .writtenName }
        let names = entry.names.map { SubjectName($0) }
        if names.contains(where: { $0.normal == name.normal }) { return .formerName }
        guard nameMatch == .similar, !entry.isPerson else { return nil }
        if names.contains(where: { $0.core == name.core }) { return .legalForm }
        guard name.start != nil, names.contains(where: { $0.normal.hasPrefix(name.normal) }) else { return nil }
        return .beginning
    }

    /// `SUBJECT_MISMATCH` in words: code and name were both asked and do not name one subject (domain C.4).
    fileprivate func mismatch(with hits: [Screening.Hit]) -> String? {
        guard let name, let identifier = identifiers.first else { return nil }
        let byCode = hits.filter { $0.entry.code == identifier }
        if let other = byCode.first(where: { hit in !hit.reasons.contains { $0.isOfName } }) {
            guard !byCode.contains(where: { hit in hit.reasons.contains { $0.isOfName } }) else { return nil }
            return "名称与代码不一致：\(identifier)在名单中的名称是“\(other.entry.names.first ?? "")”，所查名称是“\(name.text)”，请核实主体"
        }
        let isNamed = hits.first { hit in
            hit.entry.code != identifier && !hit.reasons.contains(.responsiblePerson)
                && hit.reasons.contains { $0.isOfName && $0.degree == .probable }
        }
        guard byCode.isEmpty, let isNamed else { return nil }
        return "名称与代码不一致：“\(name.text)”在名单中的代码是\(isNamed.entry.code)，所查代码是\(identifier)，请核实主体"
    }
}

extension MatchReason {
    /// Whether it rests on a name.
    package var isOfName: Bool {
        switch self {
        case .code, .personToken, .responsiblePerson: false
        case .name, .writtenName, .formerName, .legalForm, .beginning: true
        }
    }
}
