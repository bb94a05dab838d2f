import Casework
import Contracts
import Hummingbird
import Ledgers
import OfficeAPI
import Offices
import Pages
import Web
import Workers

/// The log of reminders (提醒、催办和升级): which one was given when, to whom, and when the other office had it.
struct ReminderPages: ConsolePart {
    let console: Console

    private static let onPage = 50

    var all: [Endpoint] {
        [
            page(
                "/deadlines/reminders", "提醒、催办和升级通报的记录",
                [
                    .init("kind", .query, "rang期限提醒，told发出的催办和通报，heard收到的催办和通报"),
                    .init("before", .query, "上一页给出的位置"),
                ], access: .right(.overseeDeadlines)
            ) { request, context in try await log(request, context) }
        ]
    }

    private func log(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let kind = request.query("kind").flatMap { ReminderRow.Kind(rawValue: $0) }
        let before = request.query("before").flatMap { Int64($0) }.flatMap { $0 > 0 ? $0 : nil }
        let (reader, scope) = (console.backend.reader, try console.backend.scope(context))
        let found = try await Aside.run {
            let page = try reader.reminders(kind, in: scope, before: before, limit: ReminderPages.onPage)
            return (
                lines: try page.rows.map { ReminderLine(row: $0, file: try reader.caseFile($0.caseID, in: scope)) },
                next: page.next
            )
        }
        let query = PageQuery("/deadlines/reminders").setting("kind", kind?.rawValue)
        let kinds: [ReminderRow.Kind?] = [nil] + ReminderRow.Kind.allCases.map { $0 }
        let content: [String: PageValue] = [
            "kinds": .list(
                kinds.map { each in
                    [
                        "name": .text(visit.text("reminder-\(each?.rawValue ?? "all")")),
                        "url": .text(query.setting("kind", each?.rawValue).url), "isHere": .flag(each == kind),
                    ]
                }),
            "table": .optional(
                found.lines.isEmpty
                    ? nil : TableValue(visit.columns(ReminderLine.columns), found.lines.map { $0.cells(visit) }).value),
            "pager": .flag(found.next != nil || before != nil), "newest": .optional(before == nil ? nil : query.url),
            "earlier": .optional(found.next.map { query.setting("before", String($0)).url }),
            "resultNote": .text(visit.text("asOf") + visit.now.shortDescription),
        ]
        return try console.page(
            "reminders", title: visit.text("reminderTitle"),
            trail: [.init(visit.text("navDeadlines"), "/deadlines")], content, visit, request)
    }

    static let catalogue = Catalogue([
        "reminderTitle": Words("提醒、催办和升级记录", "Reminders and escalations"),
        "reminder-all": Words("全部", "All"), "reminder-rang": Words("期限提醒", "Rungs of terms"),
        "reminder-told": Words("发出的催办、通报", "Sent"), "reminder-heard": Words("收到的催办、通报", "Received"),
        "reminderRule": Words(
            "期限提醒按规则所定的进度给出，显示在责任单位有权办理的人员的待办和期限中；届满仍未办结的，按规则向上级机关、牵头单位或者检察院通报。送达时间以对方签名的确认为准。",
            "Rungs ring as the rule of a term says, and show with those who may act; when an end has passed the rule says who is told. Delivery is by the other office's signed acknowledgement."
        ),
        "reminderNone": Words("没有这样的记录。", "There is none."),
    ])
}

/// A line of the log.
struct ReminderLine: Sendable {
    let row: ReminderRow
    /// Nil when its contents were destroyed.
    let file: CaseFile?

    static let columns = [
        Words("时间", "When"), Words("方式", "What"), Words("事项", "Matter"), Words("提醒、通报谁", "To whom"),
        Words("案件", "Case"),
    ]

    func cells(_ visit: Console.Visit) -> [TableValue.Cell] {
        let workflow = Workflow.of(row.kind)
        return [.init(row.at.shortDescription)] + said(visit) + [
            .init(
                file?.matter ?? workflow.title, url: "/cases/\(row.caseID)",
                note: workflow.title(ofState: row.state), isChinese: true)
        ]
    }

    private func said(_ visit: Console.Visit) -> [TableValue.Cell] {
        switch row.act {
        case .rang(let ordinal, let key, let rung): rang(ordinal, key, rung, visit)
        case .told(let type, let to, let delivered):
            [
                .init("", badge: Badge(Words("已发出", "Sent").in(visit.language), .warn)),
                .init(ReminderLine.title(type), isChinese: true),
                .init(
                    to.map { visit.name(of: $0) } ?? Figure.none, badge: arrival(delivered, visit),
                    note: delivered?.shortDescription, isChinese: true),
            ]
        case .heard(let type, let from):
            [
                .init("", badge: Badge(Words("收到", "Received").in(visit.language), .warn)),
                .init(
                    ReminderLine.title(type),
                    note: Words("来自", "From ").in(visit.language) + visit.name(of: from), isChinese: true),
                .init(visit.name(of: visit.machine.office), isChinese: true),
            ]
        }
    }

    private func arrival(_ delivered: Moment?, _ visit: Console.Visit) -> Badge {
        delivered == nil
            ? Badge(Words("在途", "On the way").in(visit.language), .warn)
            : Badge(Words("已送达", "Delivered").in(visit.language), .good)
    }

    private func rang(_ ordinal: Int, _ key: String, _ rung: String, _ visit: Console.Visit) -> [TableValue.Cell] {
        let isEnd = rung == "due"
        let words = isEnd ? Words("届满", "Ended") : Words("已过\(rung)%", "\(rung)% over")
        let badge = Badge(words.in(visit.language), isEnd ? .bad : .warn)
        let known = file.flatMap { $0.deadlines.indices.contains(ordinal) ? $0.deadlines[ordinal] : nil }
        guard let deadline = known, deadline.key == key else {
            return [.init("", badge: badge), .init(key), .init(Figure.none)]
        }
        let reason = DeadlineReason(deadline, rules: visit.rules)
        return [
            .init("", badge: badge),
            .init(
                reason.name,
                note: deadline.due.map { Words("届满：", "Due ").in(visit.language) + $0.shortDescription },
                isChinese: true),
            .init(deadline.holder.map { visit.name(of: $0) } ?? Figure.none, note: reason.duty, isChinese: true),
        ]
    }

    private static func title(_ type: LetterType) -> String {
        LetterCatalogue.contract(for: type)?.title ?? type.description
    }
}
