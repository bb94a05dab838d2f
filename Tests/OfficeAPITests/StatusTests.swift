import Casework
import Contracts
import Exchange
import Hummingbird
import OfficeAPI
import Testing
import Web
import Workers

/// Status, readiness, metrics and quarantine.
@Suite(.timeLimit(.minutes(20))) struct StatusTests {
    private let province: Province
    private let market: OpenOffice
    private let platform: OpenOffice
    private let desk: Desktop

    init() throws {
        province = try Province()
        market = try province.open(Province.market)
        platform = try province.open(Province.platform)
        desk = market.desk
    }

    @Test func `the accounting of each stream adds up to what was sent`() async throws {
        try await province.run([market, platform]) { [self] in
            await market.runtime.setCheckpointPause(.seconds(1))
            await platform.runtime.setCheckpointPause(.seconds(1))
            _ = try await desk.publish(Sample.draft())
            try await eventually("the reader's checkpoint tells of the letter") { [self] in
                let status = try await desk.as(.auditor).get("/api/v1/status").json
                return (status?["outgoing"]?.array ?? []).contains {
                    $0["receiver"] == .string(Province.platform) && $0["acknowledged"] == 1
                }
            }
            let status = try #require(try await desk.as(.auditor).get("/api/v1/status").json)
            #expect(status["phase"] == "serving")
            #expect(status["directory"]?["isValid"] == true)
            for stream in status["outgoing"]?.array ?? [] {
                let parts = ["acknowledged", "inFlight", "parked", "quarantined"].compactMap { stream[$0]?.integer }
                #expect(parts.count == 4)
                #expect(stream["sent"]?.integer == parts.reduce(0, +))
            }
            #expect(status["counters"]?["orders"] == 3)
            #expect(status["positions"]?.array?.isEmpty == false)
        }
    }

    @Test func `a sent letter is shown with its number, its way and its body`() async throws {
        try await province.run([market, platform]) { [self] in
            let id = try await desk.publish(Sample.draft())
            try await eventually("the letter has its number") { [self] in
                let timeline = try await desk.as(.handler).get("/api/v1/cases/\(id)/timeline").json
                return timeline?["letters"]?.array?.first?["number"] == 1
            }
            let timeline = try #require(try await desk.as(.handler).get("/api/v1/cases/\(id)/timeline").json)
            let letter = try #require(timeline["letters"]?.array?.first?["letterId"]?.string)
            let rows = timeline["rows"]?.array ?? []
            #expect(rows.contains { $0["letter"]?["letterId"] == .string(letter) })
            let shown = try #require(try await desk.as(.handler).get("/api/v1/letters/\(letter)").json)
            #expect(shown["type"] == "pub.publish/2")
            #expect(shown["body"]?["payload"]?["decisionNo"] == "成锦市监处罚〔2026〕88号")
            #expect(shown["leaves"]?.array?.first?["to"] == "*")
            // The receiver shows the same letter as received, with its effect.
            try await eventually("the letter has its effect") { [self] in
                let answer = try await platform.desk.as(.handler).get("/api/v1/letters/\(letter)")
                return answer.json?["leaves"]?.array?.first?["disposition"] == "effect"
            }
        }
    }

    @Test func `an office becomes ready, and stays ready but degraded when the bus goes away`() async throws {
        try await province.run([market]) { [self] in
            try await eventually("the office is ready") { [self] in
                try await desk.caller.get("/readyz").json?["status"] == "ready"
            }
            province.bus.setAway(true)
            _ = try await market.runtime.ingest([.trouble("all brokers down")])
            let degraded = try await desk.caller.get("/readyz")
            #expect(degraded.json?["status"] == "degraded")
            #expect(degraded.json?["bus"] == "away")
            #expect(degraded.status == 200)
            #expect(!degraded.text.contains("brokers"))
            #expect(try await desk.order(.referral, "draft", Sample.referral, as: .handler).status == 200)
        }
    }

    @Test func `metrics tell what was done`() async throws {
        _ = try await desk.order(.referral, "draft", Sample.referral, as: .handler)
        _ = try await desk.order(.referral, "draft", .object([]), as: .handler)
        let metrics = try await desk.caller.get("/metrics")
        #expect(metrics.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        #expect(metrics.text.contains("liandong_orders_total{outcome=\"done\"} 1\n"))
        #expect(metrics.text.contains("liandong_orders_total{outcome=\"refused\"} 1\n"))
        #expect(metrics.text.contains("liandong_cases{kind=\"referral\",state=\"draft\"} 1\n"))
        #expect(metrics.text.contains("liandong_ledger_writable 1\n"))
        #expect(metrics.text.contains("liandong_phase{phase=\"serving\"} 0\n"))
        // A family is announced once.
        let types = metrics.text.split(separator: "\n").filter { $0.hasPrefix("# TYPE") }
        #expect(Set(types).count == types.count)
    }

    @Test func `garbage on the bus is listed in quarantine and can be looked at`() async throws {
        try await province.run([market]) { [self] in
            try await eventually("the office is ready") { [self] in
                try await desk.caller.get("/readyz").json?["status"] == "ready"
            }
            let partition = BusPartition(topic: .direct(market.id), partition: 0)
            province.bus.append(partition, headers: [], value: Array("不是报文".utf8))
            try await eventually("the record is quarantined") { [self] in
                try await desk.as(.auditor).get("/api/v1/quarantine").items.count == 1
            }
            let row = try #require(try await desk.as(.auditor).get("/api/v1/quarantine").items.first)
            #expect(row["count"] == 1)
            #expect(row["reason"]?.string?.isEmpty == false)
            let id = try #require(row["row"]?.string)
            let shown = try await desk.as(.administrator).get("/api/v1/quarantine/\(id)")
            #expect(shown.json?["raw"]?.string.flatMap { Base64.decode($0.utf8) }?.isEmpty == false)
            #expect(try await desk.as(.administrator).get("/api/v1/quarantine/00").status == 404)
        }
    }
}
