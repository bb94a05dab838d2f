package import Casework
package import Contracts

/// An order that an office answered with "done".
package struct GivenOrder: Hashable, Sendable {
    /// The office that answered.
    package let office: OfficeID
    /// The case as it answered.
    package let caseID: String
    /// What its journal must say, once.
    package let note: String

    /// An order from its parts.
    package init(office: OfficeID, caseID: String, note: String) {
        self.office = office
        self.caseID = caseID
        self.note = note
    }
}

/// Gives orders all day, as officers of several offices do, and keeps a list of what was done. An office that is away
/// is asked again with the same order id, so an order that a kill interrupted may arrive twice.
package final class Clerk {
    /// Where orders are given.
    package let stage: DemonstrationStage
    var dice: ChaosDice
    let number: Int
    /// What was done.
    package private(set) var done: [GivenOrder] = []
    private var serial = 0

    /// The agencies whose officers work.
    package static let agencies = ["market-regulation", "tax", "customs", "cyberspace", "police", "procuratorate"]

    /// Clerk `number` of a house, whose choices come from `dice`.
    package init(_ number: Int, stage: DemonstrationStage, dice: ChaosDice) {
        self.number = number
        self.stage = stage
        self.dice = dice
    }

    /// Plays one case from its beginning to its end.
    package func playOne() async throws {
        switch Int.random(in: 0..<10, using: &dice) {
        case 0..<5: try await referral()
        case 5..<7: try await publication()
        case 7..<8: try await handoff()
        default: try await listEntry()
        }
    }

    /// Gives an order that must be done.
    @discardableResult
    package func give(
        _ agency: String, _ role: Role, _ kind: CaseKind, _ name: String, on caseID: String? = nil,
        _ body: JSONValue = .object([])
    ) async throws -> String {
        let person = try stage.house.person(agency, role)
        let id = try await stage.order(person, .init(kind, name, on: caseID, body))
        done.append(
            GivenOrder(office: person.office, caseID: id, note: "\(kind.rawValue) \(name) by \(person.id)"))
        return id
    }

    /// Waits until an office's case is as it should be.
    package func until(
        _ id: String, at agency: String, _ what: String, _ holds: (JSONValue) -> Bool
    ) async throws {
        try await stage.until(id, at: stage.house.person(agency, .handler), what, holds)
    }

    /// A number nobody else of this house uses.
    func nextSerial() -> Int {
        serial += 1
        return number * 10_000 + serial
    }
}
