import Contracts

/// One doing of a row: by an officer here, by another office in its letter, or by the case itself.
struct Act {
    /// The office that acts.
    let office: OfficeID
    /// The officer, here.
    let officer: Officer?
    /// The letter that tells of it.
    let letter: ReceivedLetter?
    /// Its content.
    let content: JSONValue
    /// When it was done, in official time.
    let at: Moment
    /// Deadlines its sender started.
    let dues: [JSONValue]
    /// The state in which it left the case at its sender.
    let stateThere: String?
    /// Who has the case and who a copy, as a letter that opens it here tells.
    let parties: JSONValue

    init(office: OfficeID, officer: Officer? = nil, content: JSONValue, at: Moment) {
        self.office = office
        self.officer = officer
        self.content = content
        self.at = at
        letter = nil
        dues = []
        stateThere = nil
        parties = .object([])
    }

    init(letter: ReceivedLetter, body: JSONValue, row: Transition, context: DeskContext) {
        office = letter.from
        officer = nil
        self.letter = letter
        at = body["at"]?.string.flatMap { Moment($0) } ?? context.now
        dues = body["due"]?.array ?? []
        stateThere = body["state"]?.string
        content = Act.content(of: body, row, letter)
        parties = Act.parties(of: body, row, letter)
    }

    /// Who has the case and who a copy, as a letter says to one who does not know it.
    private static func parties(of body: JSONValue, _ row: Transition, _ letter: ReceivedLetter) -> JSONValue {
        guard let written = row.letters.first(where: { $0.type == letter.type }), !written.isForAll else {
            return .object([])
        }
        let recipients = body["recipients"]?.array ?? []
        let copies = body["cc"]?.array ?? []
        let sender = JSONValue.string(letter.from.description)
        switch written.telling {
        case .asAddressed: return ["recipients": .array(recipients), "cc": .array(copies)]
        case .copiesOnly: return ["recipients": [], "cc": .array(recipients + copies)]
        case .handedTo(let field):
            return ["recipients": .array([body[field] ?? ""]), "cc": .array(copies + [sender])]
        case .senderHasIt: return ["recipients": .array([sender]), "cc": .array(copies)]
        }
    }

    /// The body without its envelope-like fields; for a letter that says what the case is, with the parties.
    private static func content(of body: JSONValue, _ row: Transition, _ letter: ReceivedLetter) -> JSONValue {
        let plain = JSONValue.object(
            (body.object ?? []).filter { member in !LetterCatalogue.commonFields.contains { $0.name == member.name } })
        guard row.recording == .top, row.letters.contains(where: { $0.type == letter.type && $0.to == [.recipients] })
        else { return plain }
        return plain.setting("recipients", body["recipients"] ?? .array([])).setting("cc", body["cc"] ?? .array([]))
    }
}

extension Transition {
    /// The part that an act of this office moves; nil for the whole.
    func part(of office: OfficeID, _ content: JSONValue, at own: OfficeID) -> String? {
        switch scope {
        case .whole: nil
        case .office: office.description
        case .measure: "\(office)/\(content["measureCode"]?.string ?? "")"
        case .addressee: content["office"]?.string
        case .own: own.description
        case .named(let prefix, let field): ItemList.key(prefix, content[field])
        }
    }
}
