package import Contracts

/// Subjects of which somebody wants to hear when a list entry of theirs moves (关注名单).
package struct WatchList: Hashable, Sendable {
    /// Its id.
    package let id: LetterID
    /// What it is called.
    package let name: String
    /// Why the subjects are watched.
    package let reason: String
    /// Who saved it.
    package let officer: String
    /// Codes and tokens, each once.
    package let subjects: [String]

    /// How many subjects one list has at most.
    package static let maximumSubjects = 100_000

    /// A list from its parts.
    package init(id: LetterID, name: String, reason: String, officer: String, subjects: [String]) {
        self.id = id
        self.name = name
        self.reason = reason
        self.officer = officer
        self.subjects = subjects
    }
}

/// A watch list was saved, or nobody wants to hear of it any more; what it told so far stays.
package enum WatchChange: Sendable {
    /// It is new.
    case saved(WatchList)
    /// It ends.
    case ended(LetterID)
}

/// What became of an entry of a watched subject.
package enum ListChange: String, CaseIterable, Sendable {
    /// It came on the list.
    case listed
    /// Its owner corrected it.
    case changed
    /// It was taken off.
    case ended

    /// What a letter of the owner did.
    package init(from before: ListStanding?, to after: ListStanding) {
        if !after.isInForce {
            self = .ended
        } else {
            self = before?.isInForce ?? false ? .changed : .listed
        }
    }
}

/// What an office said last of its own lists in a checkpoint: everything of it until then is here once its streams are
/// read as far as that.
package struct HeardOffice: Hashable, Sendable {
    /// The office.
    package let office: OfficeID
    /// When it signed.
    package let signedAt: Moment
    /// The ends of its streams on `lists`.
    package let announced: [StreamName: UInt64]

    /// A row from its parts.
    package init(office: OfficeID, signedAt: Moment, announced: [StreamName: UInt64]) {
        self.office = office
        self.signedAt = signedAt
        self.announced = announced
    }

    /// The ends as a ledger keeps them.
    package var json: JSONValue {
        .object(
            announced.sorted { $0.key.description < $1.key.description }.map {
                JSONMember($0.key.description, .integer(Int64(clamping: $0.value)))
            })
    }

    /// Reads the ends back; nil for anything else.
    package static func announced(_ json: JSONValue?) -> [StreamName: UInt64]? {
        guard let members = json?.object else { return nil }
        var announced: [StreamName: UInt64] = [:]
        for member in members {
            guard let name = StreamName(member.name), let number = member.value.integer, number >= 0 else { return nil }
            announced[name] = UInt64(number)
        }
        return announced
    }
}
