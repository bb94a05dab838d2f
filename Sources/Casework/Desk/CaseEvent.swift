package import Contracts

/// Something that happened to a case, as the journal keeps it. What it does to the case stands in its body, so that a
/// rebuild never asks the tables of a later program version (S12).
package struct CaseEvent: Hashable, Sendable {
    /// Past tense: `approved`, `deadlineStarted` …
    package let name: String
    /// Official time at which this office recorded it.
    package let at: Moment
    /// The office that acted.
    package let office: OfficeID
    /// The officer who acted, in this office; nil for letters and deadlines.
    package let officer: String?
    /// The letter that told of it, or that it was told by.
    package let letter: LetterID?
    /// Content; see `CaseFile.evolve`.
    package let body: JSONValue

    /// An event.
    package init(
        name: String, at: Moment, office: OfficeID, officer: String?, letter: LetterID?, body: JSONValue
    ) {
        self.name = name
        self.at = at
        self.office = office
        self.officer = officer
        self.letter = letter
        self.body = body
    }

    /// The form in the journal.
    package var json: JSONValue {
        .members([
            ("name", .string(name)), ("at", .string(at.description)), ("office", .string(office.description)),
            ("officer", officer.map { .string($0) }), ("letter", letter.map { .string($0.description) }),
            ("body", body),
        ])
    }

    /// Reads the journal's form; nil for anything else.
    package init?(json: JSONValue) {
        guard let name = json["name"]?.string, let at = json["at"]?.string.flatMap({ Moment($0) }),
            let office = json["office"]?.string.flatMap({ OfficeID($0) }), let body = json["body"]
        else { return nil }
        let letter = json["letter"]?.string.flatMap { LetterID($0) }
        if json["letter"] != nil, letter == nil { return nil }
        self.init(
            name: name, at: at, office: office, officer: json["officer"]?.string, letter: letter, body: body)
    }
}
