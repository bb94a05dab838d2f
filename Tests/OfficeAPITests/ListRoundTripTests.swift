import Casework
import Contracts
import Exchange
import GRDB
import Hummingbird
import Ledgers
import Offices
import Signing
import Tables
import Testing
import Workers

/// A list that is written out says what the ledger holds, and can be read in again.
@Suite(.timeLimit(.minutes(20))) struct ListRoundTripTests {
    private static let codes = ["91510104XT00010175", "91510107XT0006010Y", "91510104XT0001033T"]

    /// The facts that an owner would tell of a firm.
    private static func facts(_ number: Int) -> JSONValue {
        [
            "listKind": "seriousViolation", "listedOn": "2026-06-01", "scheduledRemovalOn": "2029-06-01", "version": 1,
            "subject": [
                "subjectKind": "organisation", "name": .string("成都示例\(number)食品有限公司"), "uscc": .string(codes[number]),
                "legalRepName": "王例示", "registeredRegion": "510104",
            ],
            "ground": ["instrument": "市场监督管理严重违法失信名单管理办法", "article": "第五条第二项"],
            "cause": .string("=\(number)+1，生产销售有毒有害食品"), "sourceDecisionNo": .string("成锦市监处罚〔2026〕\(number + 1)号"),
            "sourceDecisionDate": "2026-05-20", "heavyPenalty": true, "listingDecisionNo": "成市监列〔2026〕1号",
            "measures": [
                [
                    "code": "M13", "basis": ["instrument": "市场监督管理严重违法失信名单管理办法", "article": "第十五条第二项"],
                    "until": "2028-01-01",
                ], ["code": "M03", "informOnly": true],
            ],
        ]
    }

    /// An office that holds three entries of another: one as it was published, one that was corrected, one that has ended.
    private func office() throws -> OpenOffice {
        let province = try Province()
        var scene: ListScene? = try ListScene(province, Province.market)
        for number in 0..<3 {
            try scene?.letter(
                UInt64(number + 1), "listed", from: "", to: "published", Self.facts(number), code: Self.codes[number],
                type: "list.published", happened: "2026-06-01", heard: "2026-06-02")
        }
        let corrected = Self.facts(1).merging(["cause": "生产不合格食品", "version": 2, "listedOn": "2026-06-01"])
        try scene?.letter(
            2, "corrected", from: "published", to: "published", corrected, code: Self.codes[1], type: "list.correct",
            happened: "2026-06-05", heard: "2026-06-05")
        try scene?.remove(3, code: Self.codes[2], happened: "2026-07-01", heard: "2026-07-01")
        scene = nil
        return try province.open(Province.market)
    }

    private func ended(_ id: String?, on desk: Desktop) async throws -> JSONValue {
        let path = "/api/v1/jobs/\(try #require(id))"
        try await eventually("the job comes to rest") {
            let state = try await desk.as(.headPrincipal).get(path).json?["state"]?.string
            return !["waiting", "running"].contains(state ?? "")
        }
        return try #require(try await desk.as(.headPrincipal).get(path).json)
    }

    private func export(_ desk: Desktop, _ format: TableFormat, scope: String = "inForce") async throws -> JSONValue {
        let wishes: JSONValue = ["scope": .string(scope), "format": .string(format.rawValue)]
        let answer = try await desk.as(.auditor).post("/api/v1/jobs/list-exports", wishes)
        try #require(answer.status == 202, "\(answer.text)")
        return try await ended(answer.json?["jobId"]?.string, on: desk)
    }

    private func result(_ job: JSONValue, on desk: Desktop) async throws -> [UInt8] {
        try await desk.as(.headPrincipal).get("/api/v1/jobs/\(job["jobId"]?.string ?? "")/result").bytes
    }

    private func imported(_ file: [UInt8], on desk: Desktop) async throws -> JSONValue {
        let answer = try await desk.as(.handler).send(
            .post, "/api/v1/jobs/list-imports?name=a.csv", file, headers: [.contentType: "application/octet-stream"])
        try #require(answer.status == 202, "\(answer.text)")
        return try await ended(answer.json?["jobId"]?.string, on: desk)
    }

    private func rows(_ bytes: [UInt8]) throws -> [[String]] {
        let reader = try TableReader(MemorySource(bytes))
        var rows: [[String]] = []
        while let row = try reader.next() { rows.append(row.cells) }
        return rows
    }

    @Test(arguments: TableFormat.allCases)
    func `what was exported is imported elsewhere as it was, and here is known`(format: TableFormat) async throws {
        // A desk is a process of its own.
        let (here, other) = (try office().desk, try Province().open(Province.market))
        let there = other.desk
        let file = try await result(try await export(here, format), on: here)
        let again = try await imported(file, on: here)
        #expect(again["outcome"]?["duplicates"] == 2 && again["outcome"]?["accepted"] == 0, "\(again.text)")
        let job = try await imported(file, on: there)
        #expect(job["outcome"]?["accepted"] == 2 && job["outcome"]?["rejected"] == 0, "\(job.text)")
        #expect(job["outcome"]?["notes"]?.array?.count == 1, "\(job.text)")
        let id = try #require(job["jobId"]?.string)
        #expect(try await there.as(.headPrincipal).send(.post, "/api/v1/jobs/\(id)/approve").status == 202)
        let given = try await ended(id, on: there)
        let told = try rows(try await result(given, on: there))
        #expect(given["outcome"]?["recorded"] == 2, "\(given.text) \(told)")
        var proposed: [JSONValue] = []
        for item in try await there.as(.auditor).get("/api/v1/cases?kind=listEntry&limit=10").items {
            let entry = try #require(item["caseId"]?.string.flatMap { CaseID($0) })
            proposed.append(try #require(try other.reader.caseFile(entry, in: .office)?.facts))
        }
        proposed.sort { ($0["sourceDecisionNo"]?.string ?? "") < ($1["sourceDecisionNo"]?.string ?? "") }
        let expected = [Self.facts(0), Self.facts(1).setting("cause", "生产不合格食品")]
        for (found, fact) in zip(proposed, expected) {
            for name in [
                "listKind", "ground", "cause", "sourceDecisionNo", "sourceDecisionDate", "heavyPenalty",
            ] { #expect(found[name] == fact[name], "\(name)") }
            // The desk that proposes adds the names that its catalogue has.
            let measures = found["measures"]?.array ?? []
            #expect(.array(measures.map { $0.removing("name") }) == fact["measures"])
            let rules = try Province.rules.get()
            for measure in measures {
                let known = rules.measures.first { $0.code == measure["code"]?.string }
                #expect(known != nil && measure["name"]?.string == known?.name)
            }
            #expect(found["subject"] == fact["subject"]?.removing("legalRepName"))
        }
        #expect(proposed.count == 2)
    }

    @Test func `the file has the newest version, masked names, and the roots that the ledger keeps`() async throws {
        let office = try office()
        let desk = office.desk
        let job = try await export(desk, .csv, scope: "all")
        let lines = try rows(try await result(job, on: desk))
        let header = try #require(lines.first)
        #expect(!String(describing: lines).contains("王例示"))
        func column(_ name: String) -> [String] {
            guard let place = header.firstIndex(of: name) else { return [] }
            return lines.dropFirst().prefix(3).map { $0.indices.contains(place) ? $0[place] : "" }
        }
        #expect(column("版本") == ["1", "2", "1"] && column("状态") == ["有效", "有效", "已移出"])
        #expect(column("列入事由")[1] == "生产不合格食品" && column("名单种类")[0] == "严重违法失信名单")
        #expect(column("法定代表人（已脱敏）")[0].hasPrefix("王"))
        let told = (job["outcome"]?["roots"]?.array ?? []).map {
            "\($0["algorithm"]?.string ?? "") \($0["root"]?.string ?? "")"
        }
        #expect(told == (try office.reader.listRoots().map { "\($0.algorithm) \($0.root)" }))
        #expect(told.count == 1 && told[0].hasPrefix("lr1 "))
        #expect(job["outcome"]?["roots"]?.array?.first?["count"] == 2)
        #expect(lines.contains { $0.first == "名单根" && $0.contains("lr1") })
    }

    @Test func `what has left its list is not proposed anew`() async throws {
        let (here, there) = (try office().desk, try Province().open(Province.market).desk)
        let file = try await result(try await export(here, .csv, scope: "all"), on: here)
        let job = try await imported(file, on: there)
        #expect(job["outcome"]?["accepted"] == 2 && job["outcome"]?["rejected"] == 1, "\(job.text)")
        let mistakes = try rows(try await result(job, on: there))
        #expect(mistakes.last?.last?.contains("LIST_ENTRY_ENDED") == true, "\(mistakes)")
    }

    @Test func `a file that was cut says how many rows it should have`() async throws {
        let (here, there) = (try office().desk, try Province().open(Province.market).desk)
        var lines = try rows(try await result(try await export(here, .csv), on: here))
        lines.remove(at: 1)
        let sink = MemorySink()
        let writer = try TableFormat.csv.writer(to: sink, sheet: "名单")
        for line in lines { try writer.write(line) }
        try writer.finish()
        let job = try await imported(sink.bytes, on: there)
        #expect(job["outcome"]?["accepted"] == 1)
        #expect(job["outcome"]?["notes"]?.array?.contains { $0.string?.contains("共2条，实际读到1条") == true } == true)
    }

    @Test func `a copy whose rows are not what its letters made is not handed out`() async throws {
        let office = try office()
        try await DatabaseQueue(path: office.settings.ledger).writeWithoutTransaction { database in
            for name in try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
                try database.execute(sql: "DROP TRIGGER \(name)")
            }
            try database.execute(sql: "UPDATE list_entry SET in_force = 1 WHERE in_force = 0")
        }
        let desk = office.desk
        let job = try await export(desk, .csv)
        #expect(job["state"] == "failed" && job["trouble"]?["code"] == "LIST_COPY_SPOILT", "\(job.text)")
        let path = "/api/v1/jobs/\(job["jobId"]?.string ?? "")/result"
        #expect(try await desk.as(.headPrincipal).get(path).code == "JOB_STATE")
    }
}
