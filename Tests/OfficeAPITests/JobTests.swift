import Casework
import Contracts
import Foundation
import Hummingbird
import Ledgers
import OfficeAPI
import Signing
import Tables
import Testing
import Workers

/// Background jobs over HTTP: lists in and out.
@Suite(.timeLimit(.minutes(20))) struct JobTests {
    private let office: OpenOffice
    private let desk: Desktop

    init() throws {
        office = try Province().open(Province.market)
        desk = office.desk
    }

    private static let header = [
        "名单种类", "主体类别", "主体名称", "统一社会信用代码", "列入依据", "列入依据条款", "列入事由", "处罚等决定文号", "处罚等决定日期",
        "受到较重行政处罚", "惩戒措施",
    ]

    private static func row(_ number: Int, code: String = "91510104XT00010175", name: String = "成都示例食品有限公司") -> [String]
    {
        [
            "严重违法失信名单", "法人及非法人组织", name, code, "市场监督管理严重违法失信名单管理办法", "第五条第二项",
            "生产销售有毒有害食品，受到较重行政处罚", "成锦市监处罚〔2026〕\(number)号", "2026-05-20", "是", "M13",
        ]
    }

    private func table(_ format: TableFormat, _ rows: [[String]]) throws -> [UInt8] {
        let sink = MemorySink()
        let writer = try format.writer(to: sink, sheet: "名单")
        for row in [JobTests.header] + rows { try writer.write(row) }
        try writer.finish()
        return sink.bytes
    }

    private func rows(_ bytes: [UInt8]) throws -> [[String]] {
        let reader = try TableReader(MemorySource(bytes))
        var rows: [[String]] = []
        while let row = try reader.next() { rows.append(row.cells) }
        return rows
    }

    private func upload(_ file: [UInt8], query: String = "", on desk: Desktop? = nil) async throws -> Answer {
        try await (desk ?? self.desk).as(.handler).send(
            .post, "/api/v1/jobs/list-imports?name=a.csv\(query)", file,
            headers: [.contentType: "application/octet-stream"])
    }

    private func ended(_ id: String, on desk: Desktop? = nil) async throws -> JSONValue {
        let caller = (desk ?? self.desk).as(.headPrincipal)
        try await eventually("job \(id) comes to rest") {
            let state = try await caller.get("/api/v1/jobs/\(id)").json?["state"]?.string
            return !["waiting", "running"].contains(state ?? "")
        }
        return try #require(try await caller.get("/api/v1/jobs/\(id)").json)
    }

    private func staged(_ file: [UInt8], query: String = "") async throws -> JSONValue {
        let answer = try await upload(file, query: query)
        try #require(answer.status == 202, "\(answer.text)")
        return try await ended(try #require(answer.json?["jobId"]?.string))
    }

    private func entries() async throws -> Int {
        try await desk.as(.auditor).get("/api/v1/cases?kind=listEntry&limit=500").items.count
    }

    @Test(arguments: TableFormat.allCases)
    func `a list file is staged, approved by another, and becomes proposals once`(format: TableFormat) async throws {
        var bad = JobTests.row(4)
        bad[3] = "91510104XT00010174"
        let file = try table(format, [JobTests.row(1), JobTests.row(2), bad, JobTests.row(1)])
        let job = try await staged(file, query: "&format=\(format.rawValue)")
        #expect(job["state"] == "staged", "\(job.text)")
        #expect(job["outcome"]?["accepted"] == 2)
        #expect(job["outcome"]?["rejected"] == 2)
        #expect(try await entries() == 0)
        let id = try #require(job["jobId"]?.string)
        let errors = try rows(try await desk.as(.handler).get("/api/v1/jobs/\(id)/result").bytes)
        #expect(errors.first == JobTests.header + ["行号", "列", "原因"])
        #expect(errors.dropFirst().compactMap { $0.dropLast(2).last } == ["4", "5"])
        #expect(errors[1].last?.contains("USCC_CHECK_FAILED") == true)
        #expect(errors[2].last?.contains("DUPLICATE_ROW") == true)

        #expect(try await desk.as(.headPrincipal).send(.post, "/api/v1/jobs/\(id)/approve").status == 202)
        let done = try await ended(id)
        #expect(done["state"] == "finished", "\(done.text)")
        #expect(done["outcome"]?["recorded"] == 2, "\(done.text)")
        #expect(try await entries() == 2)
        let results = try rows(try await desk.as(.handler).get("/api/v1/jobs/\(id)/result").bytes)
        #expect(results.map(\.first) == ["行号", "2", "3"])

        let again = try await staged(file)
        #expect(again["outcome"]?["accepted"] == 0, "\(again.text)")
        #expect(again["outcome"]?["duplicates"] == 2)
        #expect(again["state"] == "finished")
    }

    @Test func `who brought the file cannot approve it, and an unapproved batch is taken back without a trace`()
        async throws
    {
        let job = try await staged(try table(.csv, [JobTests.row(1)]))
        let id = try #require(job["jobId"]?.string)
        #expect(try await desk.as(.handler).send(.post, "/api/v1/jobs/\(id)/approve").code == "ROLE_REQUIRED")
        #expect(try await desk.as(.handler).send(.post, "/api/v1/jobs/\(id)/cancel").json?["state"] == "cancelled")
        #expect(try await desk.as(.headPrincipal).send(.post, "/api/v1/jobs/\(id)/approve").code == "JOB_STATE")
        #expect(try await entries() == 0)
        #expect(try await desk.as(.handler).send(.delete, "/api/v1/jobs/\(id)").status == 200)
        #expect(try await desk.as(.headPrincipal).get("/api/v1/jobs/\(id)").status == 404)
    }

    @Test func `a batch that is given back says why and can be read anew`() async throws {
        let id = try #require(try await staged(try table(.csv, [JobTests.row(1)]))["jobId"]?.string)
        #expect(try await desk.as(.headDeputy).post("/api/v1/jobs/\(id)/return", [:]).code == "FIELD_MISSING")
        let back = try await desk.as(.headDeputy).post("/api/v1/jobs/\(id)/return", ["reason": "依据有误"])
        #expect(back.json?["state"] == "returned")
        #expect(back.json?["trouble"]?["text"] == "依据有误")
        #expect(try await desk.as(.handler).send(.post, "/api/v1/jobs/\(id)/start").status == 202)
        #expect(try await ended(id)["state"] == "staged")
    }

    @Test func `a giving that was cut off goes on in a new process and gives no row twice`() async throws {
        let file = try table(.csv, (1...150).map { JobTests.row($0) })
        let id = try #require(try await staged(file)["jobId"]?.string)
        _ = try await desk.as(.headPrincipal).send(.post, "/api/v1/jobs/\(id)/approve")
        _ = try await ended(id)
        // As a process leaves it that ends on the way.
        let name = "\(id).job"
        let path = "\(office.settings.ledger).jobs/\(name)"
        let files = try LedgerReader(
            path: office.settings.ledger, dataKey: try KeyFile.read(office.settings.dataKey, kind: .data).secret
        ).sealedFiles()
        let stored = try JSONValue.parse(files.open(SafeFile.read(path, access: .secret), name: name))
        try SafeFile.replace(path, files.seal(stored.setting("state", "running").bytes, name: name), access: .secret)
        let successor = office.desk
        let cut = try await successor.as(.handler).get("/api/v1/jobs/\(id)").json
        #expect(cut?["state"] == "interrupted")
        #expect(cut?["trouble"]?["code"] == "JOB_INTERRUPTED")
        #expect(try await successor.as(.handler).send(.post, "/api/v1/jobs/\(id)/start").status == 202)
        let done = try await ended(id, on: successor)
        #expect(done["state"] == "finished", "\(done.text)")
        #expect(done["outcome"]?["recorded"] == 150)
        #expect(try await entries() == 150)
    }

    @Test(
        arguments: [
            (Array("甲,乙\n1,2\n".utf8), "IMPORT_HEADER"), ([0xD0, 0xCF, 0x11, 0xE0], "TABLE_FORMAT"),
            ([0x50, 0x4B, 0x03, 0x04, 0x00], "TABLE_DAMAGED"), (Array("\n\n".utf8), "IMPORT_EMPTY"),
        ] as [([UInt8], String)])
    func `a file that is no list is told in words by its job`(file: [UInt8], code: String) async throws {
        let job = try await staged(file)
        #expect(job["state"] == "failed")
        #expect(job["trouble"]?["code"] == .string(code))
        #expect(job["trouble"]?["text"]?.string?.isEmpty == false)
    }

    @Test func `uploads are refused without a name, empty, or over the limit`() async throws {
        #expect(try await upload([]).code == "IMPORT_EMPTY")
        #expect(
            try await desk.as(.handler).send(
                .post, "/api/v1/jobs/list-imports", [1], headers: [.contentType: "text/csv"]
            ).code == "PARAMETER_INVALID")
        let announced = try await desk.as(.handler).send(
            .post, "/api/v1/jobs/list-imports?name=a", [],
            headers: [.contentLength: "536870913", .contentType: "text/csv"])
        #expect(announced.status == 413)
        #expect(try await upload([1], query: "&format=pdf").code == "PARAMETER_INVALID")
        #expect(try await upload([1], query: "&headings=abc").code == "PARAMETER_INVALID")
        #expect(try await desk.as(.headPrincipal).get("/api/v1/jobs").items.isEmpty)
    }

    @Test func `files of jobs are for their owner alone and closed to whoever takes them`() async throws {
        let id = try #require(try await staged(try table(.csv, [JobTests.row(1, name: "成都绝密名称公司")]))["jobId"]?.string)
        let folder = office.settings.ledger + ".jobs"
        for (path, mode) in [(folder, 0o700), ("\(folder)/\(id).input", 0o600), ("\(folder)/\(id).rows", 0o600)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == mode, "\(path)")
            guard mode == 0o600 else { continue }
            let stored = try #require(FileManager.default.contents(atPath: path))
            #expect(stored.range(of: Data("成都绝密名称公司".utf8)) == nil)
        }
        #expect(try await desk.as(.legalReviewer).get("/api/v1/jobs/\(id)").status == 404)
        #expect(try await desk.as(.auditor).get("/api/v1/jobs/\(id)/result").code == "ROLE_REQUIRED")
    }

    @Test(
        arguments: [
            (["format": "pdf"], "FIELD_INVALID"), (["scope": "some"], "FIELD_INVALID"), (["x": 1], "FIELD_UNKNOWN"),
            (["listKind": ""], "FIELD_INVALID"), (["listKind": "serious"], "FIELD_INVALID"),
        ] as [(JSONValue, String)])
    func `an export that asks for what is not there is refused`(body: JSONValue, code: String) async throws {
        let answer = try await desk.as(.auditor).post("/api/v1/jobs/list-exports", body)
        #expect(answer.status == 400)
        #expect(answer.code == code)
    }

    private func screened(_ file: [UInt8], query: String = "") async throws -> (job: JSONValue, rows: [[String]]) {
        let answer = try await desk.as(.auditor).send(
            .post, "/api/v1/jobs/screenings?name=b.csv\(query)", file, headers: [.contentType: "text/csv"])
        try #require(answer.status == 202, "\(answer.text)")
        let job = try await ended(try #require(answer.json?["jobId"]?.string))
        guard job["state"] == "finished" else { return (job, []) }
        let result = try await desk.as(.auditor).get("/api/v1/jobs/\(job["jobId"]?.string ?? "")/result")
        return (job, try rows(result.bytes))
    }

    @Test func `every row of a file is screened or says why it cannot be`() async throws {
        let entry: JSONValue = [
            "listKind": "seriousViolation", "subject": Sample.referral["subject"] ?? .null,
            "ground": ["instrument": "市场监督管理严重违法失信名单管理办法", "article": "第五条第二项"], "cause": "较重处罚",
            "sourceDecisionNo": "成锦市监处罚〔2026〕1号", "sourceDecisionDate": "2026-05-20", "heavyPenalty": true,
            "measures": [["code": "M13"]],
        ]
        let id = try await desk.open(.listEntry, "propose", entry, as: .handler)
        for (order, body, role) in [
            ("passReview", .object([]), Role.legalReviewer),
            (
                "list",
                [
                    "listingDecisionNo": "成锦市监列〔2026〕1号", "noticeServedOn": "2026-05-21",
                    "objectionUntil": "2026-05-28", "superiorConsentNo": "成市监同〔2026〕9号",
                ] as JSONValue, .headPrincipal
            ),
        ] {
            let answer = try await desk.order(.listEntry, order, body, on: id, as: role)
            try #require(answer.status == 200, "\(answer.text)")
        }
        let lines = [
            "企业名称,统一社会信用代码", "成都示例食品有限公司,91510104XT00010175", "成都示例食品（有限责任公司）,",
            "别的公司,91510104XT00010175", ",91510107XT0006010Y", "某公司,12345", ",", ",\"", "甲,91510104XT00010174",
        ]
        let (job, rows) = try await screened(Array(lines.joined(separator: "\n").utf8))
        #expect(job["state"] == "finished", "\(job.text)")
        #expect(rows.count == 8)
        #expect(rows.first?.dropFirst(2).first == "核查结论")
        #expect(
            rows.dropFirst().compactMap { $0.count > 2 ? $0[2] : nil } == [
                "在名单内", "在名单内", "须人工核对", "未列入", "未列入", "无法核查", "未列入",
            ], "\(rows)")
        #expect(rows[1].contains(id))
        #expect(rows[3].last?.contains("SUBJECT_MISMATCH") == true)
        #expect(rows[5].last?.contains("USCC_MALFORMED") == true)
        #expect(rows[7].last?.contains("USCC_CHECK_FAILED") == true)
        #expect(job["outcome"]?["listed"] == 2)
        #expect(job["outcome"]?["broken"] == 1)
        #expect(job["outcome"]?["positions"]?.array?.isEmpty == false)
    }

    /// Also when it was stopped behind its last look at whether somebody wants that.
    @Test func `a job that was told to stop has no result, however late it was told`() async throws {
        var stopped = 0
        for tenths in 0..<60 {
            let begun = try await desk.as(.handler).post("/api/v1/jobs/list-exports", [:])
            let id = try #require(begun.json?["jobId"]?.string, "\(begun.text)")
            try await Task.sleep(for: .microseconds(tenths * 100))
            let told = try await desk.as(.handler).send(.post, "/api/v1/jobs/\(id)/cancel").status == 200
            let job = try await ended(id)
            #expect(job["state"] == (told ? "cancelled" : "finished"), "\(job.text)")
            #expect(told == (job["result"] == nil))
            #expect(try await desk.as(.handler).get("/api/v1/jobs/\(id)/result").status == (told ? 409 : 200))
            stopped += told ? 1 : 0
        }
        #expect(stopped > 0)
    }

    @Test func `a file without a column to look up is refused in words`() async throws {
        let (job, _) = try await screened(Array("甲,乙\n1,2\n".utf8))
        #expect(job["trouble"]?["code"] == "IMPORT_HEADER")
        let answer = try await desk.as(.auditor).send(
            .post, "/api/v1/jobs/screenings?name=b&match=all", [1], headers: [.contentType: "text/csv"])
        #expect(answer.code == "PARAMETER_INVALID")
    }

    @Test(arguments: ["x", "..%2F..%2Fledger", String(repeating: "0", count: 32)])
    func `a job that is not there is not found`(id: String) async throws {
        for path in ["", "/result"] {
            #expect(try await desk.as(.auditor).get("/api/v1/jobs/\(id)\(path)").status == 404)
        }
        for verb in ["approve", "cancel", "start"] {
            let answer = try await desk.as(verb == "approve" ? .headPrincipal : .handler)
                .send(.post, "/api/v1/jobs/\(id)/\(verb)")
            #expect(answer.status == 404)
        }
    }
}
