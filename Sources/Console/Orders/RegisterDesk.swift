import Casework
import Contracts
import OfficeAPI
import Registers

/// What the register of firms says of a party as it is typed.
enum RegisterFinding: Hashable, Sendable {
    /// One firm, and whether the typed name is its present name.
    case firm(RegisterFirm, RegisterMatch, isSameName: Bool)
    /// Several; the officer chooses.
    case several([RegisterFirm], hasMore: Bool)
    /// None.
    case none
    /// Nothing was typed to look for.
    case empty
    /// The party is a natural person, or the number of one was typed: the register has firms.
    case person
    /// The register is spoilt: it is as if there were none.
    case unreadable

    /// The words of `LetterFields.registerCheck`.
    static let confirmed = "confirmed"

    /// What the letter says of it; empty where there was nothing to look for.
    var mark: String {
        switch self {
        case .firm(_, .nameStart, _), .several, .none: "unconfirmed"
        case .firm(_, _, let isSameName): isSameName ? RegisterFinding.confirmed : "nameDiffers"
        case .empty, .person, .unreadable: ""
        }
    }
}

/// The register of firms as forms ask it. It only helps: whatever it says, the officer may go on.
struct RegisterDesk: Sendable {
    let book: RegisterBook
    let extract: RegisterExtract

    func finding(_ group: PartyGroup, _ values: FormValues) throws -> RegisterFinding {
        let (code, name) = (HalfWidth.code(values[group.code]), HalfWidth.trimmed(values[group.name]))
        if RegisterDesk.isPerson(group, values) { return .person }
        if !code.isEmpty {
            let hits = try (book.look(code)?.hits ?? []).filter { $0.match == .code || $0.match == .number }
            // Registration numbers are not unique: the name says which of several firms is meant.
            let named = hits.filter { SubjectName($0.firm.name).normal == SubjectName(name).normal }
            return RegisterDesk.one(named.count == 1 ? named : hits, name)
                ?? .several(hits.map(\.firm), hasMore: false)
        }
        guard !name.isEmpty, let answer = try book.look(name) else { return .empty }
        let exact = answer.hits.filter { $0.match != .nameStart }
        if let one = RegisterDesk.one(exact, name), one != .none { return one }
        if exact.isEmpty, let one = RegisterDesk.one(answer.hits, name) { return one }
        return .several(answer.hits.map(\.firm), hasMore: answer.hasMore)
    }

    /// Whether the party is a natural person, or the number of one stands where a firm is named: nothing is looked for then.
    static func isPerson(_ group: PartyGroup, _ values: FormValues, picking key: String? = nil) -> Bool {
        if group.kind.map({ values[$0] }) == CounterpartyKind.naturalPerson.rawValue { return true }
        return [key ?? "", values[group.code], values[group.name]].contains { SubjectCode.isPersonNumber($0) }
    }

    /// Nil for several.
    private static func one(_ hits: [RegisterHit], _ name: String) -> RegisterFinding? {
        guard let hit = hits.first else { return RegisterFinding.none }
        guard hits.count == 1 else { return nil }
        // A number in the place of a name says nothing of the name.
        let isNamed = !name.isEmpty && HalfWidth.code(name) != hit.firm.key && HalfWidth.code(name) != hit.firm.number
        let isSame = !isNamed || SubjectName(name).normal == SubjectName(hit.firm.name).normal
        return .firm(hit.firm, hit.match, isSameName: isSame)
    }

    // MARK: Filling

    /// What a look fills in: what is blank, from the one firm that was found; what was typed stays. Under another name
    /// nothing is filled, for the code may be the mistake.
    func look(_ group: PartyGroup, _ values: inout FormValues) throws -> RegisterFinding {
        let found = try finding(group, values)
        guard case .firm(let firm, let match, let isSameName) = found, isSameName || match == .nameStart else {
            return found
        }
        RegisterDesk.fill(firm, group, &values, replacing: false)
        RegisterDesk.set(firm.name, at: group.name, &values, replacing: true)
        RegisterDesk.set(firm.code, at: group.code, &values, replacing: true)
        return try finding(group, values)
    }

    /// The firm that the officer chose, with all that the register has of it.
    func pick(_ key: String, _ group: PartyGroup, _ values: inout FormValues) throws -> RegisterFinding {
        if RegisterDesk.isPerson(group, values, picking: key) { return .person }
        let firms = try book.firms(key)
        guard let firm = firms.first else { return .none }
        guard firms.count == 1 else {
            return .several(Array(firms.prefix(RegisterBook.most)), hasMore: firms.count > RegisterBook.most)
        }
        RegisterDesk.fill(firm, group, &values, replacing: true)
        return try finding(group, values)
    }

    private static func fill(
        _ firm: RegisterFirm, _ group: PartyGroup, _ values: inout FormValues, replacing: Bool
    ) {
        let kind: CounterpartyKind = firm.code.hasPrefix("92") ? .soleTrader : .organisation
        if let place = group.kind { set(kind.rawValue, at: place, &values, replacing: replacing) }
        set(firm.name, at: group.name, &values, replacing: replacing)
        set(firm.code, at: group.code, &values, replacing: replacing)
        for (name, text) in [
            ("legalRepName", firm.representative), ("registeredRegion", firm.region), ("address", firm.address),
        ] where group.has(name) {
            set(text, at: group.place(name), &values, replacing: replacing)
        }
    }

    private static func set(_ text: String, at place: String, _ values: inout FormValues, replacing: Bool) {
        guard !text.isEmpty, replacing || values[place].isEmpty else { return }
        values[place] = text
    }

    // MARK: Marks

    /// The values with the marks of those parties that have one, as they stand now: a mark goes with what it was given for.
    func remarked(_ values: FormValues, _ fields: [BodyField]) throws -> FormValues {
        var values = values
        for group in PartyGroup.all(fields, values) where !values[group.mark].isEmpty {
            values[group.mark] = try finding(group, values).mark
        }
        return values
    }

    /// The values with the mark of every party, as it is sent: the register's word, whatever the form brought.
    static func marked(_ desk: RegisterDesk?, _ values: FormValues, _ fields: [BodyField]) throws -> FormValues {
        var values = values
        for group in PartyGroup.all(fields, values) {
            values[group.mark] = try desk?.finding(group, values).mark ?? ""
        }
        return values
    }
}
