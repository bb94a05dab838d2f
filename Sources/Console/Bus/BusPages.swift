import Accounts
import Casework
import Contracts
import Exchange
import Hummingbird
import Ledgers
import OfficeAPI
import Offices
import Pages
import Web
import Workers

/// Exchange with the other offices (往来与交换): how far each stream is, what is held back and why, what ends soon.
struct BusPages: ConsolePart {
    let console: Console

    private static let mostHeld = 100
    private static let mostAlarms = 20
    private static let longestReason = 200

    var all: [Endpoint] {
        [
            page("/bus", "与各单位的往来：逐流对账、目录和密钥有效期", access: .right(.seeStatus)) { request, context in
                try await overview(request, context)
            },
            page("/bus/held", "等待和被隔离的函件、未能验证的记录", access: .right(.seeHeldBack)) { request, context in
                try await held(request, context)
            },
            page(
                "/bus/letter", "一份等待或者被隔离的函件",
                [.init("stream", .query, "函件所在的流"), .init("number", .query, "流水号")],
                access: .right(.seeHeldBack)
            ) { request, context in try await letter(request, context) },
            form("/bus/replay", "重新处理一份函件", access: .right(.resolveHeldBack)) { request, context in
                try await resolve(isReplay: true, request, context)
            },
            form("/bus/discard", "注明理由，废弃一份函件", access: .right(.resolveHeldBack)) { request, context in
                try await resolve(isReplay: false, request, context)
            },
        ]
    }

    // MARK: Overview

    private func overview(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let reader = console.backend.reader
        let view = try await Aside.run {
            try BusView(
                accounts: reader.accounts(), incoming: reader.incomingAccounts(),
                alarms: reader.alarms(limit: BusPages.mostAlarms), roots: reader.listRoots(), visit: visit,
                sentAt: { try reader.sent(stream: $0, number: $1)?.leaf.time },
                receivedAt: { try reader.received(stream: $0, number: $1)?.leaf.time })
        }
        var content = view.content
        let broker = await console.backend.runtime.busTrouble
        content["broker"] =
            Badge(broker == nil ? "可以收发" : "中断", broker == nil ? .good : .bad).value
        content["brokerTrouble"] = .optional(broker)
        content["runtime"] = .list(await troubles().map { .text($0) })
        content["resultNote"] = .text(visit.text("asOf") + visit.now.shortDescription)
        return try console.page("bus", title: visit.text("navBus"), content, visit, request)
    }

    private func troubles() async -> [String] {
        let runtime = console.backend.runtime
        let stop = await runtime.stopReason.map { "已停止：\($0)" }
        return [await runtime.ledgerTrouble, await runtime.busTrouble, stop].compactMap(\.self)
    }

    // MARK: What is held back

    private func held(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        let reader = console.backend.reader
        let (letters, records, counts) = try await Aside.run {
            (
                try reader.heldBackLetters(limit: BusPages.mostHeld), try reader.quarantine(limit: BusPages.mostHeld),
                try reader.heldBackCounts()
            )
        }
        let total = counts.parked + counts.quarantined
        let content: [String: PageValue] = [
            "letters": letters.isEmpty ? .none : HeldLetter.table(letters, visit).value, "lettersTotal": .number(total),
            "records": records.isEmpty ? .none : HeldLetter.table(records, visit).value,
            "recordsTotal": .number(counts.records), "isCut": .flag(total > letters.count),
            "resultNote": .text(visit.text("asOf") + visit.now.shortDescription),
        ]
        return try console.page(
            "busheld", title: visit.text("busHeld"), trail: [.init(visit.text("navBus"), "/bus")], content, visit,
            request)
    }

    private func letter(_ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await console.visit(request, context)
        guard let stream = request.query("stream").flatMap({ StreamName($0) }),
            let number = request.query("number").flatMap({ UInt64($0) })
        else { throw Problem.missing("这份函件") }
        let reader = console.backend.reader
        let found = try await Aside.run {
            () throws -> (letter: Ledgers.LetterRow, envelope: Envelope)? in
            guard let envelope = try reader.received(stream: stream, number: number),
                let row = try reader.letters(withID: envelope.leaf.letter, in: .office).first(where: {
                    $0.leafHash == envelope.leafHash && $0.direction == .received
                })
            else { return nil }
            return (row, envelope)
        }
        // Only what is held back is theirs to see who keep the exchange running; all else is the case's.
        guard let found, [.parked, .quarantined].contains(found.letter.disposition) else {
            throw Problem.missing("这份函件")
        }
        let leaf = found.letter.leaf
        try await console.backend.record(.caseSeen, caseID: leaf.caseID, subject: leaf.subject, request, context)
        var content = HeldLetter.facts(found.letter, found.envelope, visit)
        content["mayAct"] = .flag(visit.rights.contains(.resolveHeldBack))
        return try console.page(
            "busletter", title: found.letter.leaf.type.description,
            trail: [.init(visit.text("navBus"), "/bus"), .init(visit.text("busHeld"), "/bus/held")], content, visit,
            request)
    }

    private func resolve(isReplay: Bool, _ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await console.fields(request, context)
        let officer = try context.officer()
        guard let stream = StreamName(fields["stream"]), let number = UInt64(fields["number"]), number > 0 else {
            throw Problem(.badRequest, "FORM_INVALID", "没有指明函件，请返回列表重新选择。")
        }
        let reason = String(fields["reason"].prefix(BusPages.longestReason))
        guard isReplay || !reason.isEmpty else {
            throw Problem(.badRequest, "FIELD_MISSING", "请填写废弃的理由。", field: "reason")
        }
        let input: OfficeInput =
            isReplay
            ? .replay(stream, number: number, officer: officer)
            : .discard(stream, number: number, reason: reason, officer: officer)
        switch await console.backend.runtime.submit(input) {
        case .failure(let refusal): throw Problem(refusal)
        case .success: return PageResponse.seeOther("/bus/held")
        }
    }

    static let catalogue = Catalogue([
        "busStreams": Words("与各单位的往来", "Streams by office"), "busHeld": Words("等待和隔离", "Held back"),
        "busRecords": Words("未能验证的记录", "Records that were not verified"), "busAlarms": Words("告警", "Alarms"),
        "busDirectory": Words("目录与密钥", "Directory and keys"),
        "busNoHeld": Words("没有等待或者被隔离的函件。", "Nothing is held back."),
        "busHeldCut": Words("只列出前100份。", "The first 100 are shown."),
        "busReplayOver": Words("重新处理的次数已达上限，只能注明理由后废弃。", "It was tried as often as may be: it can only be discarded."),
        "busBroker": Words("消息总线", "Broker"),
        "busReplay": Words("重新处理", "Try again"), "busDiscard": Words("废弃", "Discard"),
        "busDiscardReason": Words("废弃的理由（必填）", "Reason (required)"), "busReason": Words("原因", "Reason"),
        "busAdvice": Words("处理建议", "Advice"), "busBody": Words("内容", "Content"),
        "busSealed": Words("内容已加密，或者没有保存。", "The content is sealed, or was not kept."),
        "busDirectoryValid": Words("目录有效至", "Directory valid until"), "busVersion": Words("目录版本", "Directory version"),
        "busRuleSet": Words("规则集", "Rule set"), "busNoAlarms": Words("没有告警。", "No alarm."),
    ])
}
