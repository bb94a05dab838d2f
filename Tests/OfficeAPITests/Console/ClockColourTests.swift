import Casework
import Console
import Contracts
import Ledgers
import Signing
import Testing
import Web
import Workers

/// The colour of a term is the same wherever it stands (practice 7.21).
@Suite(.timeLimit(.minutes(20))) struct ClockColourTests {
    private let office: OpenOffice
    private let clock: String

    init() throws {
        let province = try Province()
        clock = "\(province.folder)/official-clock"
        try SafeFile.create(clock, Array("2026-06-10T09:00:00.000+08:00\n".utf8), access: .shared)
        office = try province.open(Province.market, officialClock: clock)
    }

    private func move(to moment: Moment) throws {
        try SafeFile.replace(clock, Array("\(moment)\n".utf8), access: .shared)
    }

    /// The colours of the badges in the cells of a column of one case, each with its page.
    private func colours(_ id: String) async throws -> [String: Set<String>] {
        func tones(_ path: String, _ column: String) async throws -> Set<String> {
            let rows = try await office.desk.as(.handler).page(path).html.components(from: "<tr>").map {
                $0.components(to: "</tr>")
            }
            // A page of one case names it in its address alone.
            let meant = path.hasPrefix("/cases/") ? rows : rows.filter { $0.contains("/cases/\(id)\"") }
            let cells = meant.flatMap {
                $0.components(from: "<td data-label=\"\(column)\"").map { $0.components(to: "</td>") }
            }
            return Set(cells.flatMap { $0.matches(of: /class="badge ([a-z]+)"/).map { String($0.1) } })
        }
        return [
            "list": try await tones("/cases?list=all", "期限"), "board": try await tones("/deadlines", "届满"),
            "page": try await tones("/cases/\(id)", "状态"),
        ]
    }

    private func running(_ id: String) throws -> [DeadlineState] {
        let caseID = try #require(CaseID(id))
        let file = try #require(try office.reader.caseFile(caseID, in: .office))
        return file.deadlines.filter { $0.status == .running }
    }

    @Test(
        "On board, list and page of a case a term is green, yellow from the last warning of its rule, red behind its end"
    )
    func colours() async throws {
        let desk = office.desk
        let handoff = try await desk.open(.handoff, "suspectCrime", Sample.crime, as: .handler)
        let referral = try await desk.open(.referral, "draft", Sample.referral, as: .handler)
        let entry = try await desk.open(.publication, "draft", Sample.draft(), as: .handler)
        var farthest = Span.hours(0)
        for id in [handoff, referral, entry] {
            let terms = try running(id)
            // Only one term, so that each page shows it alone.
            guard let term = terms.first, terms.count == 1, let due = term.due else { continue }
            let warning = try #require(term.rungs.filter { $0.at <= due }.map(\.at).max(), "\(term.rule)")
            let moments: [(moment: Moment, colour: String)] = [
                (warning + .hours(-1), "good"), (warning, "warn"), (due + .hours(-1), "warn"),
                (due + .minutes(1), "bad"), (due + .hours(40 * 24), "bad"),
            ]
            for (moment, colour) in moments {
                try move(to: moment)
                let seen = try await colours(id)
                for (place, colours) in seen {
                    #expect(colours == [colour], "\(term.rule) \(place) \(moment): \(colours)")
                }
            }
            farthest = max(farthest, Span(milliseconds: due.milliseconds - warning.milliseconds))
        }
        // A rule warns by its own length, not a fixed number of days before its end.
        #expect(farthest > DeadlineBand.soon)
    }
}
