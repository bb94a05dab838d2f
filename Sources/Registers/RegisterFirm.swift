package import Contracts

/// One firm as the register of firms (登记库) has it.
package struct RegisterFirm: Hashable, Sendable {
    /// Unified social credit code in its normal form; empty for an old entry that has only a number.
    package var code: String
    /// Registration number (注册号); empty when the extract has none.
    package var number: String
    /// Present name.
    package var name: String
    /// Names it had before.
    package var formerNames: [String]
    /// Legal representative or who answers for it.
    package var representative: String
    /// Registered address (住所).
    package var address: String
    /// Six digits of GB/T 2260 of the seat; empty when the extract has none.
    package var region: String
    /// Registration status in the extract's own words: 存续, 吊销，未注销 …
    package var status: String
    /// Since when that status holds.
    package var statusOn: CivilDate?

    /// A firm from its parts.
    package init(
        code: String, number: String = "", name: String, formerNames: [String] = [], representative: String = "",
        address: String = "", region: String = "", status: String, statusOn: CivilDate? = nil
    ) {
        self.code = code
        self.number = number
        self.name = name
        self.formerNames = formerNames
        self.representative = representative
        self.address = address
        self.region = region
        self.status = status
        self.statusOn = statusOn
    }

    /// By what it is asked for again: the code, or the number of a firm without one.
    package var key: String { code.isEmpty ? number : code }

    /// Whether the firm is no longer one to act against without a thought: its licence was taken (吊销), its registration
    /// ended (注销) or was undone (撤销).
    package var isEnded: Bool { ["吊销", "注销", "撤销"].contains { status.contains($0) } }

    /// The status with its day.
    package var statusWords: String { statusOn.map { "\(status)（\($0)）" } ?? status }

    /// As the interface tells it.
    package var json: JSONValue {
        .members([
            ("code", code.isEmpty ? nil : .string(code)),
            ("registrationNumber", number.isEmpty ? nil : .string(number)),
            ("name", .string(name)), ("formerNames", .array(formerNames.map { .string($0) })),
            ("legalRepName", representative.isEmpty ? nil : .string(representative)),
            ("address", address.isEmpty ? nil : .string(address)),
            ("registeredRegion", region.isEmpty ? nil : .string(region)), ("status", .string(status)),
            ("statusOn", statusOn.map { .string($0.description) }), ("isEnded", .bool(isEnded)),
        ])
    }
}

/// Of which day a register is, and how much is in it.
package struct RegisterExtract: Hashable, Sendable {
    /// The day that the extract tells of.
    package let day: CivilDate
    /// How many firms.
    package let firms: Int
    /// Rows that could not be taken.
    package let refused: Int
    /// Machine time of the import.
    package let loadedAt: Moment

    /// An extract from its parts.
    package init(day: CivilDate, firms: Int, refused: Int, loadedAt: Moment) {
        self.day = day
        self.firms = firms
        self.refused = refused
        self.loadedAt = loadedAt
    }

    /// As the interface tells it.
    package var json: JSONValue {
        [
            "day": .string(day.description), "firms": .integer(Int64(firms)), "refused": .integer(Int64(refused)),
            "loadedAt": .string(loadedAt.description),
        ]
    }
}

/// Why a firm was found.
package enum RegisterMatch: String, CaseIterable, Hashable, Sendable {
    /// The words are its code.
    case code
    /// The words are its registration number.
    case number
    /// The words are its name.
    case name
    /// The words are a name that it had.
    case formerName
    /// Its name begins with the words.
    case nameStart
}

/// A firm that was found.
package struct RegisterHit: Hashable, Sendable {
    /// The firm.
    package let firm: RegisterFirm
    /// Why it was found.
    package let match: RegisterMatch

    /// A hit.
    package init(_ firm: RegisterFirm, _ match: RegisterMatch) {
        self.firm = firm
        self.match = match
    }
}

/// What a look into the register answers.
package struct RegisterAnswer: Hashable, Sendable {
    /// Of which day.
    package let extract: RegisterExtract
    /// What was found, the surest first.
    package let hits: [RegisterHit]
    /// Whether there is more than may be shown.
    package let hasMore: Bool

    /// As the interface tells it.
    package var json: JSONValue {
        [
            "extract": extract.json,
            "items": .array(hits.map { $0.firm.json.setting("match", .string($0.match.rawValue)) }),
            "hasMore": .bool(hasMore),
        ]
    }
}
