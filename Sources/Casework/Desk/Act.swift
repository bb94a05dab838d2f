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

    /// The procuratorate has a copy even where it is the addressee: it never acts in the police's place.
    private static func parties(of body: JSONValue, _ row: Transition, _ letter: ReceivedLetter) -> JSONValue {
        let recipients = body["recipients"] ?? .array([])
        let copies = body["cc"] ?? .array([])
        switch row.letters.first(where: { $0.type == letter.type })?.to {
        case .procuratorate:
            return ["recipients": .array([]), "cc": .array((recipients.array ?? []) + (copies.array ?? []))]
        case .openerAndForwarded: return ["recipients": .array([body["forwardedTo"] ?? ""]), "cc": copies]
        case .recipients, .opener, .procuratorateAndRecipients, .police:
            return ["recipients": recipients, "cc": copies]
        case .listeners, nil: return .object([])
        }
    }

    /// The body without its envelope-like fields; for a letter that says what the case is, with the parties.
    private static func content(of body: JSONValue, _ row: Transition, _ letter: ReceivedLetter) -> JSONValue {
        let plain = JSONValue.object(
            (body.object ?? []).filter { member in !LetterCatalogue.commonFields.contains { $0.name == member.name } })
        guard let written = row.letters.first(where: { $0.type == letter.type }) else { return plain }
        let recipients = body["recipients"] ?? .array([])
        let copies = body["cc"] ?? .array([])
        switch written.to {
        case .recipients where row.recording == .top:
            return plain.setting("recipients", recipients).setting("cc", copies)
        case .recipients, .opener, .procuratorate, .procuratorateAndRecipients, .police, .openerAndForwarded,
            .listeners:
            return plain
        }
    }
}

extension Transition {
    /// The part that an act of this office moves; nil for the whole.
    func part(of office: OfficeID, _ content: JSONValue) -> String? {
        switch scope {
        case .whole: nil
        case .office: office.description
        case .measure: "\(office)/\(content["measureCode"]?.string ?? "")"
        }
    }
}
