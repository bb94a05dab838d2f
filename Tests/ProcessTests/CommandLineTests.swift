import Casework
import Contracts
import Programs
import Signing
import Testing

struct TextTableTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("市税务局", 8), ("税〔2026〕1号", 13), ("，。", 4), ("e\u{301}", 1), ("Ａ", 2), ("─", 1),
    ])
    func `Chinese characters and full-width signs take two columns`(text: String, columns: Int) {
        #expect(DisplayWidth.of(text) == columns)
    }

    @Test(arguments: [("abcdef", 4, "abc…"), ("市税务局", 5, "市税…"), ("市税务局", 4, "市…"), ("abc", 3, "abc")])
    func `a text is cut so that the mark fits`(text: String, width: Int, cut: String) {
        #expect(DisplayWidth.cut(text, to: width) == cut)
        #expect(DisplayWidth.of(DisplayWidth.cut(text, to: width)) <= width)
    }

    @Test func `columns stay aligned with Chinese cells`() {
        var table = TextTable(["单位", "数"], aligned: [.left, .right])
        table.add(["市税务局", "7"])
        table.add(["tax", "1200"])
        #expect(table.lines == ["单位        数", "────────  ────", "市税务局     7", "tax       1200"])
    }

    @Test func `a cell with line ends stays on its line and missing cells are empty`() {
        var table = TextTable(["a", "b"])
        table.add(["x\ny\tz"])
        #expect(table.lines.last == "x y z")
        #expect(table.lines.count == 3)
    }
}

struct OrderBodyTests {
    private func read(
        _ settings: [String], json: String? = nil, kind: CaseKind = .referral, order: String = "draft"
    ) throws -> JSONValue {
        try OrderBody(kind: kind, order: order).read(json: json, settings: settings)
    }

    @Test func `values take the kinds of the workflow's table`() throws {
        let body = try read(
            ["receivingOfficer=李样", "itemsCounted=12", "missingItems=[]"], kind: .handoff, order: "signReceipt")
        #expect(body == ["receivingOfficer": "李样", "itemsCounted": 12, "missingItems": []])
        let flags = try read(["secrecyReviewed=是", "privacyReviewed=false"], kind: .publication, order: "clear")
        #expect(flags == ["secrecyReviewed": true, "privacyReviewed": false])
    }

    @Test func `dots go into objects, numbers into lists, commas make lists`() throws {
        let body = try read([
            "subject.name=示例公司", "subject.subjectKind=organisation", "evidence.0=甲，乙", "evidence.1=丙=丁",
            "recipients=510100-police,510100-customs",
        ])
        #expect(
            body == [
                "subject": ["name": "示例公司", "subjectKind": "organisation"], "evidence": ["甲，乙", "丙=丁"],
                "recipients": ["510100-police", "510100-customs"],
            ])
    }

    @Test func `objects inside lists are filled one by one`() throws {
        let body = try read(
            ["measures.0.code=M14", "measures.1.code=M11", "measures.0.name=限制"], kind: .listEntry, order: "propose")
        #expect(body == ["measures": [["code": "M14", "name": "限制"], ["code": "M11"]]])
    }

    @Test func `settings stand over the file`() throws {
        let body = try read(["note=新"], json: #"{"note": "旧", "documentNo": "税移〔2026〕1号"}"#, order: "send")
        #expect(body == ["note": "新", "documentNo": "税移〔2026〕1号"])
    }

    @Test func `a name that the table does not know stays text for the office to refuse`() throws {
        #expect(try read(["unknown.deep=1"]) == ["unknown": ["deep": "1"]])
    }

    @Test func `all mistakes are told at once`() {
        let error = #expect(throws: OrderBodyMistakes.self) {
            try read(
                ["itemsCounted=zwölf", "no-equals", "missingItems.1=x", ".a=1"], json: "[1]", kind: .handoff,
                order: "signReceipt")
        }
        #expect(error?.list.count == 5)
    }

    @Test(arguments: [#"{"a":1,"a":2}"#, "{", ""])
    func `JSON that is none is a mistake`(json: String) {
        #expect(throws: OrderBodyMistakes.self) { try read([], json: json) }
    }
}

struct OfficeAnswerTests {
    @Test func `a refusal shows code, words, field and provision`() {
        let problem = ProblemText(
            status: 422,
            body: ["code": "FINE_BLOCKED", "detail": "不得以罚代刑", "field": "penaltyKinds", "legalBasis": "《规定》第十一条"])
        #expect(problem.text == "FINE_BLOCKED：不得以罚代刑\n  字段：penaltyKinds\n  依据：《规定》第十一条")
        #expect(problem.ending == .refused)
    }

    @Test(arguments: [
        (401, nil, ProgramExit.refused), (404, nil, .refused), (500, nil, .failed), (503, "SUPERSEDED", .superseded),
        (503, "DISK_FULL", .failed),
    ])
    func `the exit code follows the answer`(status: Int, code: String?, ending: ProgramExit) {
        let problem = ProblemText(status: status, body: code.map { ["code": .string($0)] })
        #expect(problem.ending == ending)
        #expect(!problem.text.isEmpty)
    }

    @Test func `a receipt names the acts and leaves the book-keeping out`() {
        let answer: JSONValue = [
            "caseId": "510100-tax.01J", "state": "sent", "events": ["sent", "deadlineStarted"], "letters": ["01K"],
        ]
        #expect(
            OrderReceipt(answer, kind: .referral).text
                == "案件：510100-tax.01J\n状态：已移送（sent）\n办理：移送\n发出函件：01K")
    }
}

struct OrderHelpTests {
    @Test(arguments: CaseKind.allCases)
    func `every order is named with its Chinese name and its fields`(kind: CaseKind) {
        let help = OrderHelp.orders(of: kind)
        for order in Workflow.of(kind).orders {
            #expect(help.contains(order))
            #expect(!OrderHelp.fields(of: kind, order: order).isEmpty)
        }
    }
}

extension OrderHelpTests {
    @Test func `members of objects and lists are shown with their kind and whether they are needed`() {
        let lines = OrderHelp.fields(of: .listEntry, order: "propose").split(separator: "\n")
        let name = lines.first { $0.hasPrefix("subject.name ") }
        #expect(name?.contains("是") == true)
        #expect(lines.contains { $0.hasPrefix("measures.0.code ") })
    }
}

struct CaseTimelineTests {
    private let page: JSONValue = [
        "kind": "referral", "deadlines": [["key": "open/510100-police", "name": "打开移送函"]],
    ]

    private func text(_ rows: [JSONValue]) -> String {
        CaseTimeline(["rows": .array(rows)], page: page).text
    }

    @Test func `an act stands with its title, its deadlines and its letter`() {
        let text = text([
            [
                "what": "delivered", "office": "510100-police",
                "events": [
                    [
                        "name": "delivered", "at": "2026-07-03T16:30:00.000+08:00", "office": "510100-police",
                        "part": "510100-police", "letter": "01K",
                    ],
                    [
                        "name": "deadlineStarted", "deadline": "open/510100-police",
                        "due": "2026-07-06T23:59:59.999+08:00", "isProvisional": true,
                    ],
                    ["name": "deadlineMet", "deadline": "other"],
                ],
            ]
        ])
        #expect(text.contains("2026-07-03 16:30  510100-police          送达"))
        #expect(text.contains("打开移送函 至 2026-07-06 23:59（暂定）；other 已履行"))
        #expect(text.hasSuffix("01K"))
    }

    @Test func `a letter that went out shows to whom and when it arrived`() {
        let text = text([
            [
                "what": "letterOut", "at": "2026-07-03T16:30:00.000+08:00", "office": "510100-tax", "events": [],
                "letter": [
                    "letterId": "01K", "type": "ref.transfer/1", "to": "510100-police",
                    "deliveredAt": "2026-07-03T16:31:00.000+08:00",
                ],
            ]
        ])
        #expect(text.contains("发函 ref.transfer/1 → 510100-police，送达 2026-07-03 16:31"))
    }

    @Test func `an erased case says so`() {
        let timeline: JSONValue = [
            "rows": [], "erased": ["at": "2026-07-03T16:30:00.000+08:00", "reason": "保管期满"],
        ]
        #expect(CaseTimeline(timeline, page: .null).text.hasPrefix("内容已于 2026-07-03 16:30 依规销毁：保管期满"))
    }
}

struct StatusTextTests {
    private func status(_ change: (String, JSONValue)? = nil) -> StatusText {
        let plain: JSONValue = [
            "office": "510100-tax", "phase": "serving", "directory": ["isValid": true, "version": 3],
            "outgoing": [
                ["stream": "s", "sent": 7, "acknowledged": 3, "inFlight": 2, "parked": 1, "quarantined": 1]
            ],
        ]
        return StatusText(change.map { plain.setting($0.0, $0.1) } ?? plain)
    }

    @Test func `an office whose accounts balance is healthy`() {
        #expect(status().isHealthy)
        #expect(status().text.contains("正常办理"))
    }

    @Test(
        arguments: [
            ("busTrouble", "_ALL_BROKERS_DOWN"), ("ledgerTrouble", "disk full"), ("stopReason", "superseded"),
            ("directory", ["isValid": false]), ("outgoing", [["stream": "s", "sent": 7, "acknowledged": 6]]),
        ] as [(String, JSONValue)])
    func `whatever is wrong is told`(field: String, value: JSONValue) {
        let status = status((field, value))
        #expect(!status.isHealthy)
        #expect(status.troubles.count == 1)
        #expect(status.text.contains("！"))
    }

    @Test(
        arguments: [
            ("counts", ["parked": 1]), ("counts", ["quarantined": 2]), ("counts", ["quarantinedRecords": 3]),
            ("alarms", [["code": "FORK", "text": "x", "count": 1, "lastAt": "2026-07-03T16:00:00.000+08:00"]]),
        ] as [(String, JSONValue)])
    func `what waits for an administrator needs attention`(field: String, value: JSONValue) {
        let status = status((field, value))
        #expect(!status.isHealthy)
        #expect(status.troubles.count == 1)
    }

    @Test(arguments: [("2026-07-03T15:31:00.000+08:00", 1), ("2026-07-03T14:29:00.000+08:00", 0)])
    func `an old alarm is shown and needs nobody any more`(last: String, troubles: Int) {
        let page: JSONValue = [
            "phase": "serving", "machineTime": "2026-07-03T16:30:00.000+08:00", "counts": ["quarantinedRecords": 1],
            "lastQuarantinedRecordAt": "2026-07-01T16:30:00.000+08:00",
            "alarms": [["code": "FORK", "text": "x", "count": 1, "lastAt": .string(last)]],
        ]
        let status = StatusText(page, recent: .hours(1))
        #expect(status.troubles.count == troubles)
        #expect(status.text.contains("FORK"))
    }

    @Test func `an office that still starts is not healthy and not in trouble`() {
        let starting = status(("phase", "claiming"))
        #expect(!starting.isHealthy)
        #expect(starting.troubles.isEmpty)
    }
}

struct ImportTextTests {
    private let batch: JSONValue = [
        "batchId": "b1", "encoding": "UTF-8", "rows": 3, "accepted": 1, "duplicates": 1, "rejected": 1,
        "release": ["state": "released", "done": 1, "recorded": 1, "duplicates": 0, "refused": []],
    ]

    @Test func `counts, mistakes and the release are told`() {
        let rows: [JSONValue] = [
            ["row": 2, "result": "accepted"],
            [
                "row": 3, "result": "rejected",
                "errors": [["row": 3, "column": "决定书文号", "value": "x", "code": "FIELD_MISSING", "words": "没有填写"]],
            ],
        ]
        let text = ImportText(batch, rows: rows).text
        #expect(text.contains("共 3 行，可导入 1 行，已有 1 行，有误 1 行"))
        #expect(text.contains("3  决定书文号  x"))
        #expect(text.contains("新录入 1 件"))
    }

    @Test func `a second import of a file says that everything is there`() {
        let text = ImportText(ImportText.again(batch), rows: []).text
        #expect(text.contains("共 3 行，可导入 0 行，已有 2 行，有误 1 行"))
        #expect(text.contains("此前已导入并提交：新录入 0 件，原已录入 1 件"))
    }

    @Test func `many mistakes are cut and the rest is counted`() {
        let errors = (1...ImportText.shownErrors + 5).map { ["row": .integer(Int64($0)), "words": "w"] as JSONValue }
        let text = ImportText(batch, rows: [["errors": .array(errors)]]).text
        #expect(text.contains("另有 5 处错误"))
    }
}

/// Evidence and figures as a person reads them.
struct EvidenceTextTests {
    @Test func `a bundle that is none is told with its reason and code`() {
        let report = BundleVerification(Ed25519Verifier()).run(Array("not a bundle".utf8))
        let text = BundleText(report, file: "case.jsonl").text
        #expect(text.hasPrefix("证据包不成立：case.jsonl"))
        #expect(text.contains("BUNDLE_UNREADABLE"))
    }

    @Test func `figures show every part of the total, and say so when nothing is overdue`() {
        let row: JSONValue = [
            "name": "市税务局", "direction": "sent", "total": 3,
            "byStanding": ["waiting": 1, "inHand": 0, "answered": 1, "refused": 1, "withdrawn": 0],
            "acceptance": ["in7Days": 1, "later": 0, "notYet": 2], "answers": ["medianDays": 4],
            "deadlines": ["total": 2, "metInTime": 1, "metLate": 0, "running": 0, "overdue": 0, "fallenAway": 1],
            "refusals": ["NOT_COMPETENT": 1],
        ]
        let page: JSONValue = ["asOf": "2026-07-03T16:30:00.000+08:00", "rows": [row], "total": row, "overdue": []]
        let text = StatisticsText(page).text
        let cells = text.split(separator: "\n").first { $0.hasPrefix("市税务局") }?.split(separator: " ").map(String.init)
        #expect(cells == ["市税务局", "发出", "3", "1", "0", "1", "1", "0", "1", "4", "2", "1", "0", "0", "0", "1"])
        #expect(text.contains("NOT_COMPETENT 1"))
        #expect(text.contains("没有逾期"))
    }

    @Test func `a trace names each office with what is known of it, and says what is not seen`() {
        let trace: JSONValue = [
            "seenBy": "510100-tax",
            "offices": [
                [
                    "office": "510100-police", "name": "示例公安局", "standing": "受移送单位", "partTitle": "已接收",
                    "acceptedAt": "2026-07-03T16:30:00.000+08:00", "lastAct": "接收",
                    "lastActAt": "2026-07-03T16:30:00.000+08:00",
                ]
            ], "rows": [],
        ]
        let text = CaseTrace(trace, page: .null).text
        #expect(text.contains("示例公安局  受移送单位  已接收"))
        #expect(text.contains("2026-07-03 16:30"))
        #expect(text.contains("其他单位之间的函件不在其内"))
    }
}
