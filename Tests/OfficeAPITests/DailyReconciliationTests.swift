import Casework
import Contracts
import Foundation
import OfficeAPI
import Testing

/// The comparison that an office makes of itself once a day (domain D.4, B.5).
@Suite(.timeLimit(.minutes(20))) struct DailyReconciliationTests {
    private let office: OpenOffice
    private let daily: DailyReconciliation
    private let day: CivilDate

    init() throws {
        office = try Province().open(Province.market)
        daily = DailyReconciliation(office.backend)
        day = try #require(CivilDate("2026-11-23"))
    }

    private func ended() async throws -> JSONValue {
        let daily = daily
        try await eventually("the comparison comes to rest") {
            !["waiting", "running"].contains(try await daily.status()["state"]?.string ?? "")
        }
        return try await daily.status()
    }

    private func due() throws -> Moment {
        try #require(DailyReconciliation.due(try Province.rules.get(), "market-regulation", on: day))
    }

    @Test func `it runs once a day at the time of the rule, and not before`() async throws {
        let due = try due()
        #expect(due == day.start + .hours(2))
        #expect(try await daily.tick(at: due + .milliseconds(-1)) == nil)
        let first = try await daily.tick(at: due)
        #expect(first != nil)
        #expect(try await daily.tick(at: due + .hours(20)) == nil, "once a day")
        #expect(try await ended()["differences"] == 0)
        let second = try await daily.tick(at: due + .hours(24))
        #expect(second != nil && second != first)
        #expect(try await ended()["day"]?.string == day.adding(days: 1).description)
        // Another process knows what was done today.
        #expect(try await DailyReconciliation(office.backend).tick(at: due + .hours(25)) == nil)
    }

    @Test func `an office that publishes nothing has nothing to compare`() throws {
        let rules = try Province.rules.get()
        #expect(DailyReconciliation.due(rules, "police", on: day) == nil)
        #expect(DailyReconciliation.due(rules, "tax", on: day) != nil)
    }

    @Test func `what is public and has not left the office is told, in the status and as a job`() async throws {
        // No bus: the letter waits for its stream.
        let desk = office.desk
        let id = try await desk.publish(Sample.draft(["decisionNo": "成市监处罚〔2026〕8号"]))
        let job = try #require(try await daily.tick(at: try due()))
        let status = try await ended()
        #expect(status["state"] == "finished" && status["differences"] == 1, "\(status.text)")
        #expect(status["outcome"]?["untold"] == 1)
        let shown = try await desk.as(.administrator).get("/api/v1/status").json?["reconciliation"]
        #expect(shown?["jobId"]?.string == job && shown?["differences"] == 1 && shown?["nextAt"] != nil)
        let result = try await desk.as(.headPrincipal).get("/api/v1/jobs/\(job)/result")
        #expect(result.status == 200 && result.text.contains(id) && result.text.contains("公示函尚未发出"))
        #expect(try await desk.as(.handler).get("/api/v1/jobs/\(job)/result").status != 200)
    }
}
