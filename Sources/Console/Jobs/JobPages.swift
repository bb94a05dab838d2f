import Casework
import Contracts
import HTTPTypes
import Hummingbird
import OfficeAPI
import Pages
import Web

/// Background work (后台任务): what runs and ran, how far, what came out, and the second person's word for imports.
struct JobPages: ConsolePart {
    let console: Console
    let jobs: OfficeJobs

    static let id = Endpoint.Parameter("id", .path, "任务编号")
    /// Seconds after which a page of a job under way is asked for again.
    private static let refreshSeconds = 2

    private typealias Act = @Sendable (OfficeJobs, String, String, WebContext) async throws -> String

    var all: [Endpoint] {
        [
            page(
                "/jobs", "后台任务列表：本人的，负责人和审计员可见全部",
                [
                    .init("state", .query, "任务的状态", schema: ["enum": JobPages.words(Job.State.self)]),
                    .init("kind", .query, "任务的种类", schema: ["enum": JobPages.words(Job.Kind.self)]),
                ], access: .right(.seeJobs)
            ) { request, context in try await list(request, context) },
            page("/jobs/{id}", "一个任务：状态、进度、结果和可以办理的事", [JobPages.id], access: .right(.seeJobs)) {
                request, context in
                try await show(request, context)
            },
            decision("approve", "批准一批待导入的数据；批准人不得是导入人", .approveImports) { jobs, id, _, context in
                try await jobs.approve(id, context).id
            },
            decision("return", "注明理由，退回一批待导入的数据", .approveImports) { jobs, id, reason, context in
                try await jobs.giveBack(id, reason: reason, context).id
            },
            decision("cancel", "停止任务，或者在批准前撤回导入", .seeJobs) { jobs, id, _, context in
                try await jobs.cancel(id, context).id
            },
            decision("start", "重新开始任务", .seeJobs) { jobs, id, _, context in try await jobs.again(id, context).id },
            decision("undo", "注明理由，撤销一批已录入的双公示信息", .importCredit) { jobs, id, reason, context in
                try await jobs.undo(id, reason: reason, context).id
            },
            form("/jobs/{id}/delete", "删除任务和它的文件", [JobPages.id], access: .right(.seeJobs)) { request, context in
                _ = try await console.fields(request, context)
                _ = try await jobs.remove(try context.parameter("id"), context)
                return PageResponse.seeOther("/jobs")
            },
        ]
    }

    private static func words<Word: CaseIterable & RawRepresentable<String>>(_ words: Word.Type) -> JSONValue {
        .array(words.allCases.map { .string($0.rawValue) })
    }

    /// A form by which something is done with a job; leads to the job that it is about then.
    private func decision(_ name: String, _ summary: String, _ right: Right, _ act: @escaping Act) -> Endpoint {
        form("/jobs/{id}/\(name)", summary, [JobPages.id], access: .right(right)) { request, context in
            let fields = try await console.fields(request, context)
            let id = try await act(jobs, try context.parameter("id"), fields["reason"], context)
            return PageResponse.seeOther("/jobs/\(id)")
        }
    }

    // MARK: Looking

    private func list(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let state = request.query("state").flatMap { Job.State(rawValue: $0) }
        let kind = request.query("kind").flatMap { Job.Kind(rawValue: $0) }
        let seen = try await jobs.all(context)
        let shown = seen.filter { (state ?? $0.state) == $0.state && (kind ?? $0.kind) == $0.kind }
        let query = PageQuery("/jobs").setting("state", state?.rawValue).setting("kind", kind?.rawValue)
        let states = Job.State.allCases.map { ($0.title, $0.rawValue, state == $0) }
        let kinds = Job.Kind.allCases.map { ($0.title, $0.rawValue, kind == $0) }
        let content: [String: PageValue] = [
            "states": JobPages.chips(states, "state", query, visit) { name in seen.count { $0.state.rawValue == name }
            },
            "kinds": JobPages.chips(kinds, "kind", query, visit) { name in seen.count { $0.kind.rawValue == name } },
            "isEmpty": .flag(shown.isEmpty), "isAny": .flag(!seen.isEmpty),
            "mayImport": .flag(visit.rights.contains(.seeImports)),
            "table": TableValue(visit.columns(JobView.columns), shown.map { JobView(job: $0, visit: visit).cells })
                .value,
            "resultNote": .text("\(shown.count) / \(seen.count) · " + visit.text("asOf") + visit.now.shortDescription),
        ]
        return try console.page("jobs", title: visit.text("navJobs"), content, visit, request)
    }

    /// Links that narrow the list, each with how many it shows; those that would show none are left out.
    private static func chips(
        _ items: [(title: String, value: String, isHere: Bool)], _ name: String, _ query: PageQuery,
        _ visit: Console.Visit, count: (String) -> Int
    ) -> PageValue {
        let none: PageValue = [
            "name": .text(visit.text("all")), "url": .text(query.setting(name, nil).url), "count": .none,
            "isHere": .flag(!items.contains(where: \.isHere)),
        ]
        return .list(
            [none]
                + items.filter { count($0.value) > 0 || $0.isHere }.map { item in
                    [
                        "name": .text(item.title), "count": .number(count(item.value)),
                        "url": .text(query.setting(name, item.value).url), "isHere": .flag(item.isHere),
                    ]
                })
    }

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let job = try await jobs.found(try context.parameter("id"), context)
        let view = JobView(job: job, visit: visit)
        let mayRead = try job.state.isAtRest && jobs.mayRead(job, context)
        let content: [String: PageValue] = [
            "badge": view.badge.value, "done": .number(job.done), "jobTotal": .number(job.total),
            "hasTotal": .flag(job.total > 0), "isUnderWay": .flag(!job.state.isAtRest), "url": .text(view.url),
            "facts": .list(view.facts), "trouble": .optional(job.trouble?.text),
            "troubleCode": .optional(job.trouble?.code),
            "notes": .list((job.outcome["notes"]?.array ?? []).compactMap(\.string).map { .text($0) }),
            "figures": .list(view.figures.map { ["name": .text($0.name), "count": .text($0.count)] }),
            "resultURL": .optional(mayRead && !job.result.isEmpty ? "/api/v1/jobs/\(job.id)/result" : nil),
            "resultName": .text(job.result),
            "rowsURL": .optional(mayRead && view.rejected > 0 && job.kind.isImport ? "\(view.url)/rows" : nil),
            "corrects": .optional(job.wishes["corrects"]?.string.map { "/jobs/\($0)" }),
        ].merging(openings(job, context, visit)) { $1 }
        var response = try console.page(
            "job", title: job.kind.title, trail: [.init(visit.text("navJobs"), "/jobs")], content, visit, request)
        if !job.state.isAtRest, let name = HTTPField.Name("Refresh") {
            response.headers[name] = String(JobPages.refreshSeconds)
        }
        return response
    }

    /// What the caller may do with a job, as the desk would let it.
    private func openings(_ job: Job, _ context: WebContext, _ visit: Console.Visit) -> [String: PageValue] {
        let isOwn = job.officer == visit.officer.id
        let maySecond = visit.rights.contains(.approveImports) && job.state == .staged
        let isOpen = !job.state.isAtRest || job.state == .staged || job.state == .interrupted
        return [
            "mayDecide": .flag(maySecond && !isOwn), "isOwnSecond": .flag(maySecond && isOwn),
            "mayCancel": .flag(isOwn && isOpen), "mayStart": .flag(isOwn && job.canStartAgain),
            "mayDelete": .flag(isOwn && job.state.isAtRest),
            "mayUndo": .flag(isOwn && job.canBeUndone && visit.rights.contains(.importCredit)),
        ]
    }

    static let catalogue = Catalogue([
        "jobRows": Words("行", "Rows"), "jobStop": Words("停止", "Stop"), "jobDownload": Words("下载", "Download"),
        "jobStates": Words("状态", "State"), "jobKinds": Words("种类", "Kind"),
        "jobNone": Words("没有任务。", "There is no job."), "jobImport": Words("导入数据", "Import data"),
        "jobStaged": Words("各行已检查，待另一人批准后办理。", "All rows are checked and wait for a second person."),
        "jobApprove": Words("批准", "Approve"), "jobReturn": Words("退回", "Return"),
        "jobReason": Words("理由", "Reason"),
        "jobOwnSecond": Words("导入的批准人不得是导入人本人，请由另一名负责人办理。", "Somebody else has to approve what you brought."),
        "jobStart": Words("重新开始", "Start again"), "jobDelete": Words("删除", "Delete"),
        "jobDeleteHelp": Words("任务和它的文件一并删除；已办理的案件不变。", "The job goes with its files; cases stay."),
        "jobUndo": Words("撤销已录入的信息", "Take the records back"),
        "jobUndoHelp": Words("尚未审查的转为不予公示，其余逐条说明。", "What nobody reviewed yet is withdrawn; the others are told."),
        "jobBadRows": Words("查看和更正有误的行", "See and mend the bad rows"),
        "jobCorrects": Words("本任务是更正后重新提交的行；原任务", "Mended rows of the job"),
        "jobNotes": Words("说明", "Notes"), "navJobs": Words("后台任务", "Jobs"),
    ])
}
