import Casework
import Contracts
import Evidence
import Hummingbird
import Ledgers
import OfficeAPI
import Pages
import Web

/// One case: its page, and its papers for A4.
struct CasePages: ConsolePart {
    let console: Console

    static let id = Endpoint.Parameter("id", .path, "案件编号")

    var all: [Endpoint] {
        [
            page(
                "/cases/{id}", "案件：状态、期限、可办事项、内容、经过、附件",
                [CasePages.id, .init("done", .query, "刚刚办理的事项")]
            ) { request, context in try await show(request, context) },
            page(
                "/cases/{id}/print", "案件文书的打印页（A4）", [CasePages.id, .init("event", .query, "哪一项办理的文书")]
            ) { request, context in
                let reading = try await console.reading(request, context)
                let print = CasePrint(reading: reading, event: request.query("event"))
                let content = try print.content()
                return try console.page("paper", title: print.title, content, reading.visit, request)
            },
        ]
    }

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let reading = try await console.reading(request, context)
        let desk = try console.desk(reading.visit, reading.file)
        let possible = Desk.possible(
            reading.file.kind, file: reading.file, officer: reading.visit.officer, context: desk)
        var evidence: [(EvidenceEntry, EvidenceProgress)] = []
        for entry in reading.file.evidence {
            evidence.append((entry, try await console.backend.evidence.progress(of: entry)))
        }
        let notice = OrderNotice(reading: reading, order: request.query("done")).value
        let view = CaseView(reading: reading, possible: possible, evidence: evidence, notice: notice)
        return try console.page(
            "case", title: reading.name, trail: reading.trail, view.content, reading.visit, request)
    }
}

/// What a page says after an act was done: the number, to whom letters went.
struct OrderNotice {
    let reading: CaseReading
    /// The order's name, as the address has it.
    let order: String?

    /// Nothing unless this officer gave that order here: an address alone makes no notice.
    var value: PageValue {
        guard let order else { return .none }
        let events = Set(reading.workflow.rows.filter { $0.order == order }.map(\.event))
        let own = reading.dossier.timeline.flatMap(\.events).last {
            events.contains($0.name) && $0.officer == reading.visit.officer.id
        }
        guard let own else { return .none }
        let letters = reading.dossier.letters.filter { $0.direction != .received && $0.leaf.letter == own.letter }
        let number = reading.facts["number"]?["text"]?.string ?? reading.id.description
        return [
            "title": .text("已办理：\(reading.workflow.title(ofEvent: own.name) ?? own.name)"), "number": .text(number),
            "state": .text(reading.workflow.title(ofState: reading.file.state)),
            "letters": .list(letters.map { CaseTimeline.letter($0, reading) }), "noLetters": .flag(letters.isEmpty),
        ]
    }
}
