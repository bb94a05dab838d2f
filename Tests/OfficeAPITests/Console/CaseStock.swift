import Casework
import Contracts
import Ledgers
import Offices
import Signing
import Testing
import Workers

/// Many cases at once, as an office has them after years: requests to the police in July 2026, written past the desk.
enum CaseStock {
    private static let atOnce = 500

    /// A request to the police that was answered on the third day.
    private static func file(_ number: Int, _ owner: OfficeID) throws -> CaseFile {
        let day = try #require(CivilDate("2026-07-01")).adding(days: number % 28)
        let id = CaseID(
            office: owner, number: LetterID(time: day.start, randomHigh: 1, randomLow: UInt64(number)))
        func stamp(_ days: Int) -> JSONValue { ["at": .string((day.adding(days: days).start + .hours(9)).description)] }
        let part: JSONValue = ["state": "replied", "assistanceAccepted": stamp(1), "assistanceReplied": stamp(3)]
        let facts: JSONValue = [
            "recipients": [.string(Province.police)], "title": "调取记录",
            "request": .string(String(repeating: "请提供有关记录。", count: 100)), "assistanceRequested": stamp(0),
            "parts": .object([JSONMember(Province.police, part)]),
        ]
        let at = JSONValue.string((day.start + .hours(9)).description)
        return try #require(
            CaseFile(json: [
                "id": .string(id.description), "kind": "assistance", "state": "replied", "version": 4, "facts": facts,
                "deadlines": [], "flags": [], "subject": "91510104XT00010175", "openedAt": at, "updatedAt": at,
            ]))
    }

    /// Writes so many into the ledger of the market regulator, which is not open yet.
    static func fill(_ province: Province, _ count: Int) throws {
        let owner = try #require(OfficeID(Province.market))
        try put(province) { apply in
            for start in stride(from: 0, to: count, by: atOnce) {
                try apply((start..<min(start + atOnce, count)).map { try file($0, owner) })
            }
        }
    }

    /// Writes these cases there.
    static func put(_ province: Province, _ files: [CaseFile]) throws { try put(province) { try $0(files) } }

    private static func put(_ province: Province, _ write: (([CaseFile]) throws -> Void) throws -> Void) throws {
        let path = province.layout.configuration(try #require(OfficeID(Province.market)))
        let settings = try WorkerSettings.read(SafeFile.read(path, access: .shared), path: path, environment: [:])
        let ledger = try SQLiteLedger(
            LedgerOptions(path: settings.ledger, dataKey: try KeyFile.read(settings.dataKey, kind: .data).secret))
        let at = try #require(Moment("2026-08-01T00:00:00.000+08:00"))
        try write { files in
            var commit = Commit(machineTime: at, officialTime: at)
            commit.cases = files
            try ledger.apply(commit)
        }
    }
}
