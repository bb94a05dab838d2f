import Accounts
import Casework
import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import Ledgers
import OfficeAPI
import Offices
import Pages
import Synchronization
import Web
import Workers

/// A form that came back: rows are added and removed, or the order goes to the desk.
extension OrderPages {
    func take(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await console.fields(request, context)
        let form = try await orderForm(request, context)
        let values = FormValues(fields)
        let posted = Posted(
            orderID: fields["orderId"], seen: fields["seen"], version: Int(fields["version"]) ?? 0, action: fields["do"]
        )
        guard posted.action == "send" else {
            let (values, looks) = try await looked(
                form, OrderPages.changed(values, posted.action), posted.action, request, context)
            let content = form.content(
                values, orderID: posted.orderID, seen: posted.seen, version: posted.version, looks: looks)
            return try page(form, content, request)
        }
        return try await send(form, try await marked(form, values), posted, request, context)
    }

    /// What came with a form beside its inputs.
    struct Posted {
        let orderID: String
        let seen: String
        let version: Int
        let action: String
    }

    /// `add 2 parties`, `remove 1 parties`: the path is last, as it may hold anything.
    private static func changed(_ values: FormValues, _ action: String) -> FormValues {
        let words = action.split(separator: " ", maxSplits: 2).map(String.init)
        guard words.count == 3, let number = Int(words[1]), number >= 0 else { return values }
        var values = values
        switch words[0] {
        case "add": values.addRow(words[2], shown: number)
        case "remove": values.removeRow(words[2], number, shown: values.rows[words[2]] ?? 1)
        default: break
        }
        return values
    }

    // MARK: Sending

    private func send(
        _ form: OrderForm, _ typed: FormValues, _ posted: Posted, _ request: Request, _ context: WebContext
    ) async throws -> Response {
        let backend = console.backend
        let made = Mutex<[String]>([])
        var reading = FormReading(typed, offices: form.offices) { kind, number throws(Problem) in
            guard form.visit.rights.contains(.tokenisePersons) else {
                throw Problem(.forbidden, "ROLE_REQUIRED", "证件号码由承办人登记；请填写已有的自然人令牌。")
            }
            let (token, masked) = try backend.personToken(kind, number)
            made.withLock { $0.append(token) }
            return (token, masked)
        }
        let body: JSONValue
        do {
            let read = reading.body(form.fields)
            for token in made.withLock({ $0 }) {
                try await backend.record(.tokenised, subject: token, request, context)
            }
            // Of a file the form has the digest alone; its size and parts are the office's to say.
            body = try await backend.completed(read)
        } catch let problem as Problem {
            return try refused(form, reading, posted, problem, request)
        }
        reading.check(body, form.fields)
        if !reading.faults.isEmpty {
            return try again(
                form, reading, posted, OrderForm.Trouble(faults: reading.faults), .unprocessableContent, request)
        }
        // Read before it is asked whether the order stands: of two clicks the second must not be told of the first one's case.
        let known = form.file == nil ? try await known(form, body, context) : nil
        let reader = backend.reader
        let isDecided = try await Aside.run { try reader.isDecided(orderID: posted.orderID) }
        // The same order again gets its first answer; any other is held to what its author saw.
        if !isDecided, form.file != nil, posted.seen != form.seen {
            return try await conflict(form, reading, posted, request, context)
        }
        if !isDecided, let known, posted.seen != known.mark {
            return try ask(form, reading, posted, known, request)
        }
        do {
            if let id = body["with"]?.string.flatMap({ CaseID($0) }) { try await backend.admit(id, context) }
            let order = Order(
                id: try OrderPages.checked(posted.orderID), kind: form.kind, caseID: form.file?.id, name: form.order,
                body: form.onlyChanged(body), officer: try context.officer())
            switch await backend.runtime.submit(.order(order)) {
            case .failure(let refusal): throw Problem(refusal, advice: await backend.advice(on: refusal.code))
            case .success(let answer): return try await done(form, answer)
            }
        } catch let problem as Problem {
            return try refused(form, reading, posted, problem, request, beside: known)
        }
    }

    private static func checked(_ orderID: String) throws(Problem) -> String {
        guard orderID.utf8.count == 36, UUID(uuidString: orderID) != nil else {
            throw Problem(.badRequest, "FORM_INVALID", "表格缺少请求编号，请从案件页面重新打开表格。")
        }
        return orderID
    }

    private func done(_ form: OrderForm, _ answer: JSONValue) async throws -> Response {
        let (folder, officer) = (drafts, form.visit.officer.id)
        try await Aside.run { try folder.remove(officer, form.draft) }
        let id = answer["caseId"]?.string ?? form.file?.id.description ?? ""
        return PageResponse.seeOther("/cases/\(id)?done=\(form.order)")
    }

    // MARK: Not sent

    private func again(
        _ form: OrderForm, _ reading: FormReading, _ posted: Posted, _ trouble: OrderForm.Trouble,
        _ status: HTTPResponse.Status, _ request: Request
    ) throws -> Response {
        let content = form.content(
            reading.values, orderID: posted.orderID, seen: posted.seen, version: posted.version, trouble: trouble)
        return try page(form, content, status: status, request)
    }

    /// The refusal stands at its field where it names one, and at the head of the form.
    private func refused(
        _ form: OrderForm, _ reading: FormReading, _ posted: Posted, _ problem: Problem, _ request: Request,
        beside known: KnownCases? = nil
    ) throws -> Response {
        var trouble = OrderForm.Trouble()
        if let field = problem.field, let place = reading.place(field) { trouble.faults[place] = problem.detail }
        for mistake in problem.mistakes {
            if let place = reading.place(mistake.field) { trouble.faults[place] = mistake.detail }
        }
        trouble.headline = "没有办理：\(form.possibility.title)"
        // What stands at its field is not told again above.
        trouble.detail = trouble.faults.isEmpty ? problem.detail : nil
        trouble.code = problem.code
        trouble.basis = problem.legalBasis
        if problem.code == "LISTED_FOR_SAME_CAUSE" { trouble.known = known?.links(form.visit) ?? [] }
        // A key that was used for something else is used up.
        let orderID = problem.code == "ORDER_ID_TAKEN" ? UUID().uuidString : posted.orderID
        let kept = Posted(orderID: orderID, seen: posted.seen, version: posted.version, action: posted.action)
        return try again(form, reading, kept, trouble, problem.status, request)
    }

    private func known(_ form: OrderForm, _ body: JSONValue, _ context: WebContext) async throws -> KnownCases? {
        let (reader, scope) = (console.backend.reader, try console.backend.scope(context))
        return try await Aside.run { try KnownCases(of: CaseFile.subject(of: body), form.kind, in: scope, reader) }
    }

    /// The office has cases of this kind of the subject already: its officer looks at them first, and the next sending counts.
    private func ask(
        _ form: OrderForm, _ reading: FormReading, _ posted: Posted, _ known: KnownCases, _ request: Request
    ) throws -> Response {
        var trouble = OrderForm.Trouble()
        trouble.headline = "本单位已有该主体的“\(Workflow.of(form.kind).title)”，尚未提交。"
        trouble.detail = "请先核对下列案件；确属另一事项的，再次提交即可。"
        trouble.known = known.links(form.visit)
        let next = Posted(
            orderID: posted.orderID, seen: known.mark, version: posted.version, action: posted.action)
        return try again(form, reading, next, trouble, .conflict, request)
    }

    /// Somebody else moved the case while the form was filled: both versions, and the next sending counts.
    private func conflict(
        _ form: OrderForm, _ reading: FormReading, _ posted: Posted, _ request: Request, _ context: WebContext
    ) async throws -> Response {
        let current = try await console.reading(request, context)
        let events = current.dossier.timeline.flatMap(\.events)
        let since = events.dropFirst(posted.version).filter { !$0.name.hasPrefix("deadline") }
        var trouble = OrderForm.Trouble()
        trouble.headline = "您填写期间案件有变动，尚未提交。请核对后再次提交。"
        trouble.detail = "当前状态：\(current.workflow.title(ofState: current.file.state))。"
        trouble.since = since.map { event in
            let who = event.body["officerName"]?.string ?? event.officer
            return .text(
                "\(event.at.shortDescription) \(current.visit.name(of: event.office)) \(who ?? "")"
                    + " \(current.workflow.title(ofEvent: event.name) ?? event.name)")
        }
        trouble.versions = form.differences(reading.values)
        let next = Posted(
            orderID: posted.orderID, seen: form.seen, version: form.file?.version ?? 0, action: posted.action)
        return try again(form, reading, next, trouble, .conflict, request)
    }
}
