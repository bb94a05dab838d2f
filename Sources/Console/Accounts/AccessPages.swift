import Accounts
import Casework
import Contracts
import Hummingbird
import OfficeAPI
import Pages
import Web

/// Who may not sign in for a while, and who saw what (登录限制、访问记录).
struct AccessPages: ConsolePart {
    let console: Console

    private var store: AccountStore { console.backend.accounts }
    private var now: Moment { console.machineNow }
    private static let rows = 100
    private static let filters = ["officer", "act", "subject", "case", "from", "to"]

    var all: [Endpoint] {
        [
            page("/sign-in-bars", "登录限制", access: .right(.seeAccounts)) { request, context in
                try await bars(request, context)
            },
            form("/sign-in-bars/lift", "解除登录限制", access: .right(.manageAccounts)) { request, context in
                let fields = try await console.fields(request, context)
                guard let kind = Bar.Kind(rawValue: fields["kind"]) else { throw Problem.noRoute }
                try await store.lift(kind, key: fields["key"], by: try context.officer().id, at: now)
                return PageResponse.seeOther("/sign-in-bars")
            },
            page(
                "/access-log", "访问记录",
                (AccessPages.filters + ["below"]).map { Endpoint.Parameter($0, .query, "筛选条件") },
                access: .right(.readAccessLog)
            ) { request, context in try await log(request, context) },
        ]
    }

    private func bars(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let canManage = context.rights.contains(.manageAccounts)
        let rows = try await store.bars(at: now).map { bar -> PageValue in
            [
                "kind": .text(bar.kind.rawValue), "key": .text(bar.key), "formKey": .text(visit.formKey),
                "title": .text(visit.text(bar.kind == .account ? "accountName" : "address")),
                "name": .text(bar.name.isEmpty ? visit.text("unknownName") : bar.name),
                "failures": .number(bar.failures), "until": .text(bar.until.shortDescription),
                "canManage": .flag(canManage),
            ]
        }
        return try console.page(
            "sign-in-bars", title: visit.text("bars"), trail: [.init(visit.text("accounts"), "/accounts")],
            ["rows": .list(rows), "hasRows": .flag(!rows.isEmpty)], visit, request)
    }

    private func log(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let filter = try AccessPages.filter(request)
        let below = request.query("below").flatMap { Int64($0) }
        let found = try await store.accesses(filter, below: below, limit: AccessPages.rows + 1)
        let shown = found.prefix(AccessPages.rows)
        // Whoever asks whom others looked at looks as well.
        if below == nil, filter != AccessFilter() {
            try await store.record(
                [
                    AccessEntry(
                        .logRead, by: visit.officer.id, address: context.address(of: request),
                        subject: filter.subject ?? "", detail: request.uri.query ?? "")
                ], at: now)
        }
        let rows = shown.map { row -> [TableValue.Cell] in
            [
                .init(row.at.shortDescription), .init(row.entry.officer),
                .init(row.entry.act.title, isChinese: true),
                .init(row.entry.subject.isEmpty ? row.entry.caseID : row.entry.subject),
                .init(row.entry.reason, note: row.entry.detail.isEmpty ? nil : row.entry.detail, isChinese: true),
                .init(row.entry.address),
            ]
        }
        let columns = ["logTime", "officer", "logAct", "logWhat", "logReason", "address"]
        let more = found.count > AccessPages.rows ? shown.last?.number : nil
        return try console.page(
            "access-log", title: visit.text("accessLog"),
            [
                "table": TableValue(columns.map { .init(visit.text($0)) }, rows).value,
                "hasRows": .flag(!rows.isEmpty), "fields": .list(AccessPages.fields(request, visit)),
                "acts": .list(
                    AccessEntry.Act.allCases.map { act in
                        [
                            "value": .text(act.rawValue), "name": .text(act.title),
                            "isChosen": .flag(request.query("act") == act.rawValue),
                        ]
                    }),
                "pager": more.map { ["earlier": .text(AccessPages.address(request, below: $0)), "newest": .none] }
                    ?? .none,
            ], visit, request)
    }

    private static func filter(_ request: Request) throws -> AccessFilter {
        var filter = AccessFilter()
        filter.officer = request.query("officer")
        filter.subject = request.query("subject")
        filter.caseID = request.query("case")
        if let act = request.query("act") {
            guard let known = AccessEntry.Act(rawValue: act) else { throw Problem.parameter("act", "不是记录的种类") }
            filter.act = known
        }
        filter.from = try day(request, "from")?.start
        filter.before = try day(request, "to").map { CivilDate(dayNumber: $0.dayNumber + 1).start }
        return filter
    }

    private static func day(_ request: Request, _ name: String) throws -> CivilDate? {
        guard let text = request.query(name) else { return nil }
        guard let day = CivilDate(text) else { throw Problem.parameter(name, "应当是日期，例如2026-07-30") }
        return day
    }

    private static func fields(_ request: Request, _ visit: Console.Visit) -> [PageValue] {
        [
            ("officer", "officer", "text"), ("subject", "logSubject", "text"), ("case", "logCase", "text"),
            ("from", "logFrom", "date"), ("to", "logTo", "date"),
        ].map { id, label, kind in
            [
                "id": .text(id), "label": .text(visit.text(label)), "kind": .text(kind),
                "value": .text(request.query(id) ?? ""),
            ]
        }
    }

    private static func address(_ request: Request, below number: Int64) -> String {
        let kept = filters.compactMap { name in
            request.query(name).map { "\(name)=" + AccountPages.path($0) }
        }
        return "/access-log?" + (kept + ["below=\(number)"]).joined(separator: "&")
    }

    static let catalogue = Catalogue([
        "bars": Words("登录限制", "Barred sign-ins"), "lift": Words("解除", "Lift"),
        "failures": Words("连续失败", "Failures"), "barredUntil": Words("限制至", "Until"),
        "barKind": Words("对象", "Kind"), "barName": Words("账号或者地址", "Account or address"),
        "unknownName": Words("（没有这个账号）", "(no such account)"),
        "accessLog": Words("访问记录", "Access log"), "logTime": Words("时间", "Time"),
        "officer": Words("人员", "Officer"), "logAct": Words("行为", "Act"), "logWhat": Words("主体或者案件", "Subject or case"),
        "logReason": Words("事由", "Reason"), "logSubject": Words("主体代码或者令牌", "Subject code or token"),
        "logCase": Words("案件编号", "Case"), "logFrom": Words("自", "From"), "logTo": Words("至", "To"),
        "accessHelp": Words(
            "谁在何时、何处、因何事由查看了谁的信息。记录只增不改，逐条以散列相连；查询本记录也会被记录。",
            "Who saw whose data, when, from where and why. Append-only, each row hashes over the one before; looking here is recorded too."
        ),
    ])
}
