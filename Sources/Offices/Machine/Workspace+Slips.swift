import Casework
import Contracts

/// Numbers of copy-and-notify slips: per office and year, without a hole (practice 2.3). All orders of an office go
/// through its one machine, and a number is committed with the slip that has it, so neither can be there alone.
extension Workspace {
    /// The number that the next slip of the day's year gets.
    mutating func nextSlip(on day: CivilDate) throws -> Int64 {
        (try lastSlips()["\(day.components.year)"]?.integer ?? 0) + 1
    }

    /// Notes the numbers that this office's slips took, those of recovered letters too.
    mutating func noteSlips(_ outcome: Outcome, by office: OfficeID) throws {
        guard outcome.kind == .slip else { return }
        for event in outcome.events where event.office == office {
            guard let number = event.body["content"]?["number"], let year = number["year"]?.integer,
                let serial = number["serial"]?.integer
            else { continue }
            let last = try lastSlips()
            guard serial > last["\(year)"]?.integer ?? 0 else { continue }
            let next = last.setting("\(year)", .integer(serial))
            slipNumbers = next
            commit.settings.removeAll { $0.0 == .slipNumbers }
            commit.settings.append((.slipNumbers, next.text))
        }
    }

    private mutating func lastSlips() throws -> JSONValue {
        if let slipNumbers { return slipNumbers }
        let stored = try ledger.setting(.slipNumbers).flatMap { JSONValue.parsed(Array($0.utf8)) } ?? .object([])
        slipNumbers = stored
        return stored
    }
}
