import Casework
import Contracts
import Foundation
import GRDB
import Ledgers
import Programs
import Signing
import Testing

/// Somebody changes a list with a database shell while its office is down.
struct SpoiltListTests {
    /// Within which time a started office has looked its own lists through, found the entry and put it right.
    private static let bound = Duration.seconds(30)

    @Test(.timeLimit(.minutes(20)))
    func `a row that was changed while the office was down is named by verification and put right after its start`()
        async throws
    {
        try await TestHouse.run { town in
            let broker = try town.spawn(town.house.brokerProgram)
            try await town.crew.start([town.program("tax")])
            let customs = try town.spawn(town.program("customs"))
            for agency in ["tax", "customs"] { try await town.ready(agency) }
            let stage = town.stage()
            let entries = [try await list(1, stage), try await list(2, stage)]
            let reader = try town.house.person("customs", .handler)
            for entry in entries { try await stage.until(entry, at: reader, state: "published") }
            let sound = try await roots(at: "tax", stage)

            customs.send(SIGTERM)
            #expect(try await town.ending(of: customs, within: .seconds(20)) == .exited(0))
            let file = try town.house.ledger(of: town.house.office("customs"))
            try spoil(file, entries[0])
            let config = town.house.layout.configuration(reader.office)
            let before = try await verified(config, town, log: "verify-before")
            #expect(before.ending == .exited(1))
            #expect(before.words.contains(entries[0]) && !before.words.contains(entries[1]), "\(before.words)")

            let start = ContinuousClock.now
            let again = try town.spawn(town.program("customs"))
            let finding = try await stage.until("customs puts the entry right") {
                let page = try await stage.ask("GET", reader.office, "/api/v1/lists/compare", token: reader.token).body
                return page["findings"]?.array?.first { $0["entry"]?.string == entries[0] }
            }
            let pause = ContinuousClock.now - start
            print("a changed row was found and put right \(pause) after the start")
            #expect(pause < Self.bound)
            #expect(finding["outcome"] == "mendedFromJournal")
            #expect(try await roots(at: "customs", stage) == sound)

            again.send(SIGTERM)
            #expect(try await town.ending(of: again, within: .seconds(20)) == .exited(0))
            let after = try await verified(config, town, log: "verify-after")
            #expect(after.ending == .exited(0), "\(after.words)")
            broker.send(SIGTERM)
            _ = try await town.ending(of: broker, within: .seconds(20))
        }
    }

    /// An entry of the tax office, published.
    private func list(_ number: Int, _ stage: DemonstrationStage) async throws -> String {
        let rules = "重大税收违法失信主体信息公布管理办法"
        let proposal: JSONValue = [
            "listKind": "majorTaxViolation",
            "subject": [
                "subjectKind": "organisation", "name": .string("深圳虚构科技\(number)有限公司"),
                "uscc": .string(number == 1 ? "91440305XT000404XG" : "91330106XT0003039K"),
            ],
            "ground": ["instrument": .string(rules), "article": "第六条"], "cause": "偷税数额较大且占应纳税额百分之十以上",
            "sourceDecisionNo": .string("成税罚〔2026〕\(number)号"), "sourceDecisionDate": "2026-01-15",
            "criterion": "evasion", "figures": ["amountFen": 320_000_000, "ratioBasisPoints": 1_800],
            "measures": [["code": "M13"]],
        ]
        let decision: JSONValue = [
            "listingDecisionNo": .string("成税失信〔2026〕\(number)号"), "noticeServedOn": "2026-08-03",
            "objectionUntil": "2026-08-10", "finalOn": "2026-07-31", "paidInFull": false,
        ]
        let id = try await stage.order(
            stage.house.person("tax", .handler), .init(.listEntry, "propose", proposal))
        try await stage.order(stage.house.person("tax", .legalReviewer), .init(.listEntry, "passReview", on: id))
        try await stage.order(stage.house.person("tax", .headPrincipal), .init(.listEntry, "list", on: id, decision))
        return id
    }

    private func roots(at agency: String, _ stage: DemonstrationStage) async throws -> [String] {
        let person = try stage.house.person(agency, .handler)
        let page = try await stage.ask("GET", person.office, "/api/v1/lists/compare", token: person.token).body
        return (page["lists"]?.array ?? []).map { list in
            "\(list["list"]?.string ?? "") \(list["root"]?.string ?? "") \(list["count"]?.integer ?? 0)"
        }
    }

    /// The entry is not in force any more, as the row has it.
    private func spoil(_ file: String, _ entry: String) throws {
        try DatabaseQueue(path: file).writeWithoutTransaction { database in
            try database.execute(
                sql: "UPDATE list_entry SET in_force = 0, version = version + 7 WHERE entry = ?", arguments: [entry])
            #expect(database.changesCount == 1)
        }
    }

    private func verified(
        _ config: String, _ town: TestHouse, log: String
    ) async throws -> (ending: ChildProcess.Ending?, words: String) {
        let program = town.command(["ledger", "verify", "--config", config], log: log)
        let child = try town.spawn(program)
        let ending = try await town.ending(of: child, within: .seconds(60))
        return (ending, try town.log(of: program))
    }
}
