import Casework
import Contracts
import Hummingbird
import OfficeAPI
import Pages
import Web
import Workers

/// What a draft of a rule document would change (预览改动): its rows against those in force, the open deadlines that would
/// move, and what is wrong with it. Nothing is changed: the registrar signs rule sets.
struct RulePreviewPages: ConsolePart {
    let console: Console

    private static let shown = 200
    /// A draft comes as a form; Chinese text grows threefold in it.
    private static let limits = FormFields.Limits(bytes: 3 * 1024 * 1024, fields: 8)

    var all: [Endpoint] {
        [
            page("/rules/preview", "预览规则文件或者日历的改动", access: .right(.manageCatalogues)) { request, context in
                try await show("", nil, nil, request, context)
            },
            form("/rules/preview", "与生效的规则比较；不作任何改动", access: .right(.manageCatalogues)) { request, context in
                try await compare(request, context)
            },
        ]
    }

    private func compare(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await console.fields(request, context, limits: RulePreviewPages.limits)
        let visit = try await console.visit(request, context)
        let text = fields["draft"]
        guard let book = try await RulePages.book(console, visit) else {
            throw Problem(.conflict, "RULES_MISSING", "规则集的原文尚未从目录主题收到，无法比较；请稍后再试。")
        }
        let draft = try await Aside.run { RuleDraft(Array(text.utf8), in: book) }
        guard let rules = draft.rules, rules.calendar.digest != visit.rules.calendar.digest else {
            return try await show(text, draft, nil, request, context)
        }
        let (machine, clocks, reader) = (visit.machine, visit.clocks, console.backend.reader)
        let scope = try console.backend.scope(context)
        let moves = try await Aside.run { try DeadlineMoves(under: rules, machine, clocks, reader, in: scope) }
        return try await show(text, draft, moves, request, context)
    }

    private func show(
        _ text: String, _ draft: RuleDraft?, _ moves: DeadlineMoves?, _ request: Request, _ context: WebContext
    ) async throws -> Response {
        let visit = try await console.visit(request, context)
        var content: [String: PageValue] = [
            "tabs": RulePages.tabs("/rules/preview", visit), "draft": .text(text), "isAsked": .flag(draft != nil),
        ]
        if let draft { content.merge(told(draft, moves, visit)) { $1 } }
        return try console.page(
            "rulepreview", title: visit.text("rulePreview"), trail: [.init(visit.text("navRules"), "/rules")],
            status: draft.map { $0.mistakes.isEmpty } ?? true ? .ok : .unprocessableContent, content, visit, request)
    }

    private func told(_ draft: RuleDraft, _ moves: DeadlineMoves?, _ visit: Console.Visit) -> [String: PageValue] {
        let kinds: [(RuleDifference.Kind, String)] = [
            (.added, "ruleAdded"), (.ended, "ruleEnded"), (.changed, "ruleChanged"), (.removed, "ruleRemoved"),
        ]
        let maySee = visit.rights.contains(.seeDeadlines)
        return [
            "paperTitle": .optional(draft.paper?.title), "paperVersion": .text(draft.paper?.version ?? ""),
            "formerVersion": .optional(draft.former?.version),
            "isNew": .flag(draft.former == nil && draft.paper != nil),
            "mistakes": .list(
                draft.mistakes.prefix(RulePreviewPages.shown).map {
                    ["place": .text("\($0.document) \($0.path)"), "reason": .text($0.reason)]
                }), "mistakeCount": .number(draft.mistakes.count), "hasMistakes": .flag(!draft.mistakes.isEmpty),
            "figures": .list(
                kinds.map { kind, name in
                    [
                        "name": .text(visit.text(name)),
                        "count": .number(draft.differences.count { $0.kind == kind }),
                    ]
                }),
            "differences": draft.differences.isEmpty ? .none : differenceTable(draft.differences, visit).value,
            "isSame": .flag(draft.differences.isEmpty && draft.paper != nil),
            "isCut": .flag(draft.differences.count > RulePreviewPages.shown),
            "isGood": .flag(draft.rules != nil), "isCounted": .flag(moves != nil),
            "moveCount": .number(moves?.count ?? 0), "moveSeen": .number(moves?.seen ?? 0),
            "isMoveCut": .flag(moves?.isCut ?? false), "mayMoves": .flag(maySee),
            "moves": moves.map { !$0.first.isEmpty && maySee ? moveTable($0.first, visit).value : .none } ?? .none,
            "byRule": moves.map { $0.byRule.isEmpty ? .none : ruleTable($0.byRule, visit).value } ?? .none,
        ]
    }

    private func differenceTable(_ differences: [RuleDifference], _ visit: Console.Visit) -> TableValue {
        let headings = [
            Words("改动", "Change"), Words("编号", "Key"), Words("名称", "Name"), Words("首日", "From"),
            Words("现行", "In force"), Words("草稿", "Draft"),
        ]
        let rows = differences.prefix(RulePreviewPages.shown).map { difference -> [TableValue.Cell] in
            let badge: Badge =
                switch difference.kind {
                case .added: Badge(visit.text("ruleAdded"), .good)
                case .ended: Badge(visit.text("ruleEnded"), .gone)
                case .changed: Badge(visit.text("ruleChanged"), .warn)
                case .removed: Badge(visit.text("ruleRemoved"), .bad)
                }
            func side(_ value: (RuleDifference.Field) -> String) -> TableValue.Cell {
                .init(difference.fields.map { "\($0.name)：\(value($0))" }.joined(separator: "；"), isChinese: true)
            }
            return [
                .init("", badge: badge), .init(difference.key), .init(difference.name, isChinese: true),
                .init(difference.from?.description ?? ""), side(\.before), side(\.after),
            ]
        }
        return TableValue(visit.columns(headings), rows)
    }

    private func moveTable(_ moves: [DeadlineMoves.Move], _ visit: Console.Visit) -> TableValue {
        let headings = [
            Words("案件", "Case"), Words("期限", "Term"), Words("现届满", "Ends now"), Words("将届满", "Would end"),
            Words("相差", "Difference"),
        ]
        let rows = moves.map { move -> [TableValue.Cell] in
            [
                .init(
                    move.caseName, url: "/cases/\(move.caseID)", note: Workflow.of(move.kind).title, isChinese: true),
                .init(name(of: move.rule, visit), note: move.rule, isChinese: true),
                .init(move.before.shortDescription),
                .init(move.due.shortDescription), .init((move.days > 0 ? "+" : "") + "\(move.days)日", isChinese: true),
            ]
        }
        return TableValue(visit.columns(headings), rows)
    }

    private func name(of rule: String, _ visit: Console.Visit) -> String {
        visit.rules.deadlines.last { $0.id == rule }?.name ?? rule
    }

    private func ruleTable(_ counts: [String: Int], _ visit: Console.Visit) -> TableValue {
        TableValue(
            [
                .init(Words("期限", "Term").in(visit.language)),
                .init(Words("件数", "Count").in(visit.language), isNumber: true),
            ],
            counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { rule, count in
                [.init(name(of: rule, visit), note: rule, isChinese: true), .init(String(count))]
            }, isStacked: false)
    }

    static let catalogue = Catalogue([
        "ruleDraft": Words("规则文件或者日历的草稿（JSON）", "Draft of a rule document or calendar (JSON)"),
        "ruleDraftFile": Words("从文件读入", "From a file"), "ruleCompare": Words("比较", "Compare"),
        "ruleDraftHelp": Words(
            "一个文件一次；与生效的规则集合在一起检查，逐条列出不同，并推算本单位未办结期限的变化。不作任何改动。",
            "One document at a time, checked with the rest of the set in force. Nothing is changed."),
        "ruleAdded": Words("新增", "Added"), "ruleEnded": Words("终止", "Ended"), "ruleChanged": Words("修改", "Changed"),
        "ruleRemoved": Words("删去", "Removed"), "ruleMistakes": Words("处错误，不能签发", "mistakes: it cannot be signed"),
        "ruleSame": Words("与生效的规则没有不同。", "It is as what is in force."), "ruleDraftOf": Words("草稿", "Draft of"),
        "ruleNewDocument": Words("规则集中尚无此文件。", "The set has no such document yet."),
        "ruleMoves": Words("将变动的期限", "Deadlines that would move"),
        "ruleMovesNone": Words("没有未办结期限因此变动。", "No open deadline would move."),
        "ruleMovesSame": Words(
            "工作日历没有变化，不重新计算未办结的期限；新的规则自其首日起用于此后开始的期限。",
            "The calendar is the same: open deadlines are not counted again."),
        "ruleMovesSeen": Words("已推算的未办结期限", "Open deadlines looked at"),
        "ruleMovesCut": Words("未办结期限较多，只推算了最早届满的一部分。", "There are more than were looked at."),
        "ruleSignHow": Words(
            "规则集由登记机关签发：把文件放入规则文件夹后，由登记机关执行下列命令。", "The registrar signs rule sets with these commands."),
        "ruleDifferences": Words("逐条比较", "Row by row"),
        "ruleDifferencesCut": Words("只列出前200条。", "The first 200 are shown."),
        "ruleMovesByRule": Words("按期限规则", "By rule"),
    ])
}
