import Casework
import Contracts
import Hummingbird
import OfficeAPI
import Pages
import Web

/// Data that come in as files (数据导入): what may be brought, the imports under way, and batches that were staged without
/// a job.
struct ImportPages: ConsolePart {
    let console: Console
    let jobs: OfficeJobs

    private static let onPage = 50
    private static let id = Endpoint.Parameter("id", .path, "批次编号")

    var all: [Endpoint] {
        [
            page("/imports", "数据导入：上传文件、各批次的状态", access: .right(.seeImports)) { request, context in
                try await list(request, context)
            },
            page(
                "/imports/{id}", "一个批次：各行结果和错误说明",
                [ImportPages.id, .init("after", .query, "在文件中的这一行之后")], access: .right(.seeImports)
            ) { request, context in try await show(request, context) },
            form("/imports/{id}/release", "提交批次的合格行", [ImportPages.id], access: .right(.importCredit)) {
                request, context in
                _ = try await console.fields(request, context)
                let id = try context.parameter("id")
                _ = try await jobs.release(id, context)
                return PageResponse.seeOther("/imports/\(PageQuery.escaped(id))")
            },
        ]
    }

    // MARK: All

    private func list(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let maySee = visit.rights.contains(.seeJobs)
        let imports = maySee ? try await jobs.all(context).filter { ImportPages.isShown($0.kind) } : []
        let batches = try await jobs.batches()
        let content: [String: PageValue] = [
            "uploads": .list(uploads(visit)), "maySeeJobs": .flag(maySee),
            "jobs": imports.isEmpty
                ? .none
                : TableValue(visit.columns(JobView.columns), imports.map { JobView(job: $0, visit: visit).cells })
                    .value,
            "batches": batches.isEmpty ? .none : batchTable(batches, visit).value,
            "resultNote": .text(visit.text("asOf") + visit.now.shortDescription),
        ]
        return try console.page("imports", title: visit.text("navImports"), content, visit, request)
    }

    private static func isShown(_ kind: Job.Kind) -> Bool {
        kind.isImport || kind == .creditUndo || kind == .screening || kind == .reconciliation
    }

    /// The files that this officer may bring; each is sent as its bytes to the interface that programs use.
    private func uploads(_ visit: Console.Visit) -> [PageValue] {
        let kinds: [(path: String, right: Right, text: String, isMatch: Bool, isHeadings: Bool)] = [
            ("credit-imports", .importCredit, "importCredit", false, false),
            ("list-imports", .importLists, "importLists", false, true),
            ("screenings", .searchSubjects, "importScreening", true, false),
            ("reconciliations", .exportData, "importReconciliation", false, false),
        ]
        return kinds.filter { visit.rights.contains($0.right) && visit.rights.contains(.seeJobs) }.map { kind in
            [
                "path": .text("/api/v1/jobs/\(kind.path)"), "id": .text(kind.path),
                "name": .text(visit.text(kind.text)),
                "help": .text(visit.text(kind.text + "Help")), "isMatch": .flag(kind.isMatch),
                "isHeadings": .flag(kind.isHeadings),
            ]
        }
    }

    // MARK: Batches

    private static func badge(_ release: JSONValue?) -> Badge {
        switch release?["state"]?.string {
        case "releasing": Badge("正在录入", .warn)
        case "interrupted": Badge("已中断", .bad)
        case "released": Badge("已录入", .good)
        default: Badge("待提交", .warn)
        }
    }

    private static let counts: [(name: String, words: Words)] = [
        ("rows", Words("读取行数", "Rows")), ("accepted", Words("合格", "Good")), ("rejected", Words("有误", "Bad")),
        ("duplicates", Words("此前已有", "Known before")),
    ]

    private func batchTable(_ batches: [JSONValue], _ visit: Console.Visit) -> TableValue {
        let headings =
            [Words("批次", "Batch"), Words("状态", "State"), Words("数据来源", "Source"), Words("上传时间", "Received")].map {
                TableValue.Column($0.in(visit.language))
            } + ImportPages.counts.map { .init($0.words.in(visit.language), isNumber: true) }
        return TableValue(
            headings,
            batches.map { batch in
                let id = batch["batchId"]?.string ?? ""
                let received = batch["receivedAt"]?.string.flatMap { Moment($0) }?.shortDescription ?? ""
                return [
                    .init(
                        batch["name"]?.string ?? "", url: "/imports/\(id)", note: String(id.prefix(8)), isChinese: true),
                    .init("", badge: ImportPages.badge(batch["release"])),
                    .init(batch["source"]?.string ?? "", isChinese: true), .init(received),
                ] + ImportPages.counts.map { .init(String(batch[$0.name]?.integer ?? 0)) }
            })
    }

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let id = try context.parameter("id")
        let after = request.query("after").flatMap { Int($0) } ?? 0
        let batch = try await jobs.batch(id, behind: after, limit: ImportPages.onPage)
        let rows = batch["rowResults"]?["items"]?.array ?? []
        let next = batch["rowResults"]?["nextCursor"]?.string
        let path = PageQuery("/imports/\(PageQuery.escaped(id))")
        let release = batch["release"]
        let isDone = ["releasing", "released"].contains(release?["state"]?.string ?? "")
        let figures = ImportPages.counts.map { ($0.words.in(visit.language), batch[$0.name]?.integer ?? 0) }
        let recorded = (visit.text("importRecorded"), release?["recorded"]?.integer ?? 0)
        let content: [String: PageValue] = [
            "badge": ImportPages.badge(release).value,
            "figures": .list((figures + [recorded]).map { ["name": .text($0.0), "count": .text(String($0.1))] }),
            "notes": .list((batch["header"]?.array ?? []).compactMap(\.string).map { .text($0) }),
            "trouble": .optional(release?["trouble"]?.string),
            "refused": .list(
                (release?["refused"]?.array ?? []).map { row in
                    ["row": .text(String(row["row"]?.integer ?? 0)), "text": .text(row["text"]?.string ?? "")]
                }),
            "mayRelease": .flag(!isDone && visit.rights.contains(.importCredit)), "url": .text(path.url),
            "errorsURL": .optional((batch["rejected"]?.integer ?? 0) > 0 ? "/api/v1/imports/\(id)/errors.csv" : nil),
            "table": rowTable(rows, visit).value, "isEmpty": .flag(rows.isEmpty),
            "pager": .flag(next != nil || after > 0),
            "newest": .optional(after > 0 ? path.url : nil),
            "earlier": .optional(next.map { path.setting("after", $0).url }),
        ]
        return try console.page(
            "importbatch", title: batch["name"]?.string ?? "", trail: [.init(visit.text("navImports"), "/imports")],
            content, visit, request)
    }

    private func rowTable(_ rows: [JSONValue], _ visit: Console.Visit) -> TableValue {
        let headings = [
            Words("行号", "Row"), Words("结果", "Result"), Words("行政相对人", "Party"), Words("决定文书号", "Document"),
            Words("说明", "Notes"),
        ]
        return TableValue(
            visit.columns(headings),
            rows.map { row in
                let errors = (row["errors"]?.array ?? row["notices"]?.array ?? []).map { error in
                    (error["column"]?.string.map { "“\($0)”" } ?? "") + (error["words"]?.string ?? "")
                }
                let badge: Badge =
                    switch row["result"]?.string {
                    case "accepted": Badge("合格", .good)
                    case "duplicate": Badge("此前已有", .gone)
                    default: Badge("有误", .bad)
                    }
                return [
                    .init(String(row["row"]?.integer ?? 0)), .init("", badge: badge),
                    .init(row["counterpartyName"]?.string ?? "", isChinese: true),
                    .init(row["decisionNo"]?.string ?? "", isChinese: true),
                    .init(errors.joined(separator: "；"), isChinese: true),
                ]
            })
    }

    static let catalogue = Catalogue([
        "navImports": Words("数据导入", "Imports"), "importUpload": Words("上传文件", "Bring a file"),
        "importFile": Words("文件（CSV或XLSX）", "File (CSV or XLSX)"),
        "importFormat": Words("结果文件的格式", "Format of the result"),
        "importMatch": Words("名称比对", "Names"), "importSame": Words("完全相同", "the same"),
        "importSimilar": Words("相近的也列出", "similar too"),
        "importHeadings": Words("表头对照（可不填）", "Headings (may be left empty)"),
        "importHeadingsHelp": Words("如：企业=subject.name;理由=cause", "For example: firm=subject.name;reason=cause"),
        "importCredit": Words("双公示文件", "Penalties and licences"),
        "importCreditHelp": Words(
            "行政处罚或者行政许可，现行版式和2016年版式；逐行检查后由另一人批准。", "In either layout; checked by row, then approved by another person."
        ),
        "importLists": Words("失信名单文件", "List entries"),
        "importListsHelp": Words(
            "逐行检查后由另一人批准，每行提出一条列入。", "Checked by row, then approved by another person; each row proposes an entry."),
        "importScreening": Words("待核查的主体文件", "Subjects to be screened"),
        "importScreeningHelp": Words(
            "含统一社会信用代码列或者名称列，逐行与本单位的名单比对。", "With a column of codes or names; each is compared with the lists here."),
        "importReconciliation": Words("平台正在公示的文件", "What a platform shows"),
        "importReconciliationHelp": Words("与本单位公示的逐条对账：缺失、不一致、应当撤下。", "Compared with what stands published here."),
        "importSend": Words("上传并检查", "Bring and check"),
        "importScript": Words("上传文件需要启用脚本。", "Sending files needs scripts."),
        "importJobs": Words("导入和核查任务", "Imports and screenings"),
        "importBatches": Words("直接暂存的双公示批次", "Batches without a job"),
        "importNone": Words("没有。", "None."), "importRelease": Words("录入合格的行", "Record the good rows"),
        "importErrors": Words("下载有误的行", "Download the bad rows"), "importRecorded": Words("已录入", "Recorded"),
        "importRefused": Words("不予录入的行", "Refused rows"), "importRows": Words("各行", "Rows"),
        "importAll": Words("全部任务", "All jobs"),
    ])
}
