import Casework
import Contracts
import Testing

/// On which days a subject was listed, and what an office knew of it when (item 7).
struct ListHistoryTests {
    private let id = CaseID("510100-market-regulation.01J00000000000000000000001")

    /// Something that happened on one day and was heard on another.
    struct Story: Sendable {
        var name: String
        var from: String
        var to: String
        var content: JSONValue = [:]
        var happened: String
        var heard: String
    }

    static let listing = Story(
        name: "listed", from: "", to: "published",
        content: ["listKind": "seriousViolation", "listedOn": "2026-06-01", "scheduledRemovalOn": "2029-06-01"],
        happened: "2026-06-01", heard: "2026-06-02")
    static let removal = Story(
        name: "removalOrdered", from: "published", to: "removing", happened: "2026-08-03", heard: "2026-08-03")
    static let end = Story(
        name: "removed", from: "removing", to: "removed", happened: "2026-08-05", heard: "2026-08-05")

    private func known(_ stories: [Story], at day: String) throws -> ListHistory {
        let limit = try #require(CivilDate(day)).end
        let events = try stories.enumerated().map { index, story in
            let heard = try #require(CivilDate(story.heard)).start + .hours(10)
            let event = CaseEvent(
                name: story.name, at: heard, office: try #require(OfficeID("510100-market-regulation")), officer: nil,
                letter: nil,
                body: [
                    "from": .string(story.from), "to": .string(story.to), "recording": "top",
                    "content": story.content, "actedAt": .string("\(story.happened)T09:00:00.000+08:00"),
                ])
            return ListHistory.Known(event: event, sequence: Int64(index + 1), knownAt: heard)
        }
        return ListHistory(try #require(id), .listEntry, known: events.filter { $0.knownAt <= limit })
    }

    private func standing(_ stories: [Story], on day: String, known at: String) throws -> ListedEntry.Standing {
        try known(stories, at: at).standing(on: try #require(CivilDate(day)))
    }

    @Test(arguments: [
        ("2026-05-31", "2026-12-01", ListedEntry.Standing.notListed), ("2026-06-01", "2026-12-01", .inForce),
        ("2026-08-02", "2026-12-01", .inForce), ("2026-08-03", "2026-12-01", .removing),
        ("2026-08-05", "2026-12-01", .removed), ("2026-06-01", "2026-06-01", .notListed),
        ("2026-06-01", "2026-06-02", .inForce), ("2026-08-03", "2026-08-02", .inForce),
    ])
    func `a listing heard a day later was not known on its first day`(
        day: String, at: String, standing: ListedEntry.Standing
    ) throws {
        #expect(try self.standing([Self.listing, Self.removal, Self.end], on: day, known: at) == standing)
    }

    @Test func `a removal that counts from an earlier day changes what is known of that day since`() throws {
        var removal = Self.removal
        removal.content = ["effectiveOn": "2026-07-01"]
        let stories = [Self.listing, removal]
        #expect(try standing(stories, on: "2026-07-15", known: "2026-08-02") == .inForce)
        #expect(try standing(stories, on: "2026-07-15", known: "2026-08-03") == .removing)
        #expect(try standing(stories, on: "2026-06-30", known: "2026-08-03") == .inForce)
    }

    @Test func `a late correction of the first day is a new answer beside the old one`() throws {
        let correction = Story(
            name: "corrected", from: "published", to: "published", content: ["listedOn": "2026-06-10"],
            happened: "2026-07-01", heard: "2026-07-03")
        let stories = [Self.listing, correction]
        #expect(try standing(stories, on: "2026-06-05", known: "2026-07-02") == .inForce)
        #expect(try standing(stories, on: "2026-06-05", known: "2026-07-03") == .notListed)
        #expect(try standing(stories, on: "2026-06-10", known: "2026-07-03") == .inForce)
        let earlier = Story(
            name: "corrected", from: "published", to: "published", content: ["listedOn": "2026-05-20"],
            happened: "2026-07-01", heard: "2026-07-03")
        #expect(try standing([Self.listing, earlier], on: "2026-05-21", known: "2026-07-03") == .inForce)
        #expect(try known([Self.listing, earlier], at: "2026-07-03").movers == [1, 2])
    }

    @Test func `a restored entry is listed again from the day of its restoration, with a gap between`() throws {
        let restored = Story(
            name: "restored", from: "removed", to: "published", content: ["effectiveFrom": "2026-10-08"],
            happened: "2026-10-08", heard: "2026-10-09")
        let stories = [Self.listing, Self.removal, Self.end, restored]
        #expect(try standing(stories, on: "2026-09-01", known: "2026-12-01") == .removed)
        #expect(try standing(stories, on: "2026-10-08", known: "2026-12-01") == .inForce)
        #expect(try standing(stories, on: "2026-10-08", known: "2026-10-08") == .removed)
        let history = try known(stories, at: "2026-12-01")
        #expect(history.stretches.map(\.standing) == [.inForce, .removing, .removed, .inForce])
        #expect(history.stretches.map(\.begunBy) == [1, 2, 3, 4])
        #expect(history.stretches.last?.until == nil)
    }

    @Test func `a shield is a stretch of its own`() throws {
        let shield = Story(
            name: "shielded", from: "published", to: "shielded", happened: "2026-07-01", heard: "2026-07-01")
        let lifted = Story(
            name: "unshielded", from: "shielded", to: "published", happened: "2026-07-20", heard: "2026-07-20")
        let stories = [Self.listing, shield, lifted]
        #expect(try standing(stories, on: "2026-07-10", known: "2026-12-01") == .shielded)
        #expect(try standing(stories, on: "2026-07-20", known: "2026-12-01") == .inForce)
        #expect(try standing(stories, on: "2026-06-10", known: "2026-12-01") == .inForce)
    }

    @Test func `stretches follow each other without a gap, whatever comes when`() throws {
        let days = ["2026-05-01", "2026-06-15", "2026-07-01", "2026-09-01"]
        for first in days {
            for second in days {
                var removal = Self.removal
                removal.content = ["effectiveOn": .string(first)]
                let restored = Story(
                    name: "restored", from: "removing", to: "published", content: ["effectiveFrom": .string(second)],
                    happened: second, heard: "2026-10-01")
                let stretches = try known([Self.listing, removal, restored], at: "2026-12-01").stretches
                #expect(stretches.last?.until == nil)
                for (left, right) in zip(stretches, stretches.dropFirst()) {
                    #expect(left.until == right.from && left.from < right.from)
                    #expect(left.standing != right.standing)
                }
            }
        }
    }

    @Test func `names are kept with the present one first`() throws {
        var listing = Self.listing
        listing.content = listing.content.merging(["subject": ["name": "旧名"]])
        let renamed = Story(
            name: "corrected", from: "published", to: "published", content: ["subject": ["name": "新名"]],
            happened: "2026-07-01", heard: "2026-07-01")
        #expect(try known([listing, renamed], at: "2026-12-01").names == ["新名", "旧名"])
        #expect(try known([listing, renamed], at: "2026-06-30").names == ["旧名"])
    }
}
