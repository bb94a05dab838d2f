import Casework
import Contracts
import Hummingbird
import Offices
import Pages
import Web
import Workers

/// The forms: an application becomes an order of the feed's office and so a letter to the deciding one.
extension Portal {
    /// An empty form.
    func form(_ form: PortalForm, _ request: Request, _ context: WebContext) async throws -> Response {
        let visit = try await visit(request)
        let item = try await shownItem(context, visit)
        return try blank(form, item, FormFields([:]), [:], problem: nil, request, visit)
    }

    /// A form that came back.
    func sent(_ form: PortalForm, _ request: Request, _ context: WebContext) async throws -> Response {
        if let seconds = formLimit?.take(context.address(of: request)) { throw Problem.tooMany(seconds: seconds) }
        let visit = try await visit(request)
        let item = try await shownItem(context, visit)
        let filled = try await FormFields(request)
        let language = visit.language
        let ticket = FormGate.Ticket(token: filled["token"], key: filled["key"])
        guard gate.admits(ticket, for: "\(item.path)/\(form.name)", request, at: backend.clock.now().machine) else {
            let words = Words(
                "表格已经过期，或者不是从本页提交的，没有受理。内容已保留，请核对后重新提交。",
                "This form has expired or was not sent from this page; nothing was taken. What you wrote is kept: check and send again."
            )
            return try blank(
                form, item, filled, [:], problem: (words.in(language), nil), status: .forbidden, request, visit)
        }
        let mistakes = form.mistakes(filled, about: item, today: visit.today, language)
        guard mistakes.isEmpty else {
            let words = Words("有\(mistakes.count)处需要改正。", "\(mistakes.count) fields need mending.")
            return try blank(
                form, item, filled, mistakes, problem: (words.in(language), nil), status: .unprocessableContent,
                request, visit)
        }
        let order = order(form, item, filled, key: ticket.key, visit)
        switch await backend.runtime.submit(.order(order)) {
        case .success(let answer):
            return try receipt(form, item, number: ticket.key, case: answer["caseId"]?.string, request, visit)
        case .failure(let refusal):
            let problem = Problem(refusal)
            return try blank(
                form, item, filled, [:], problem: (refusal.text, refusal.basis), status: problem.status, request, visit)
        }
    }

    private func shownItem(_ context: WebContext, _ visit: Visit) async throws -> PortalItem {
        let item = try await known(try PublicationEndpoints.id(context), visit)
        guard item.isShown else {
            throw Problem(.gone, "PUBLICATION_ENDED", "该公示信息已不再公示，不能再对它提出异议或者申请修复。")
        }
        return item
    }

    /// The feed's own desk: what citizens send comes in as of its window, and nobody's personal account stands for it.
    private func order(_ form: PortalForm, _ item: PortalItem, _ filled: FormFields, key: String, _ visit: Visit)
        -> Order
    {
        let region = visit.directory?.profile(backend.office)?.region ?? ""
        let window = Officer(id: "portal", name: "公示平台网上窗口", roles: [.handler], region: region)
        if form.name == PortalForm.objection.name {
            return Order(
                id: "form-\(key)", kind: .publication, caseID: item.id, name: "object",
                body: PortalForm.objectionBody(filled, today: visit.today), officer: window)
        }
        return Order(
            id: "form-\(key)", kind: .repair, caseID: nil, name: "apply",
            body: PortalForm.repairBody(
                filled, about: item, consent: form.consent.in(.chinese), today: visit.today), officer: window)
    }

    // MARK: Pages

    private func blank(
        _ form: PortalForm, _ item: PortalItem, _ filled: FormFields, _ mistakes: [String: String],
        problem: (text: String, basis: String?)?, status: HTTPResponse.Status = .ok, _ request: Request, _ visit: Visit
    ) throws -> Response {
        let language = visit.language
        let path = "\(item.path)/\(form.name)"
        let session = gate.session(of: request)
        let ticket = gate.ticket(for: path, session: session, at: backend.clock.now().machine)
        let title = form.title.in(language)
        let content: [String: PageValue] = [
            "headline": .text(title), "lead": .text(form.lead.in(language)),
            "about": .text("\(item.name) · \(item.kind.name.in(language))"),
            "aboutMore": .text("\(item.number) · \(item.agency)"), "problem": .optional(problem?.text),
            "basis": .optional(problem?.basis), "isClosed": false, "action": .text(path), "token": .text(ticket.token),
            "key": .text(ticket.key), "fields": .list(form.fields.map { Portal.field($0, filled, mistakes, language) }),
            "consent": .text(form.consent.in(language)), "isConsented": .flag(filled["consent"] == "yes"),
            "consentError": .optional(mistakes["consent"]), "backURL": .text(item.path),
        ]
        let trail = [PageFrame.Link(item.number.isEmpty ? item.name : item.number, item.path)]
        let html = try render("form", title: title, trail: trail, content, visit)
        let response = PageResponse.remembering(request, in: PageResponse.html(html, status: status))
        return gate.remembering(session, request, in: response)
    }

    private static func field(
        _ field: PortalForm.Field, _ filled: FormFields, _ mistakes: [String: String], _ language: Language
    ) -> PageValue {
        let value = filled[field.id]
        let described = [
            field.hint == nil ? nil : "\(field.id)-hint", mistakes[field.id] == nil ? nil : "\(field.id)-error",
        ].compactMap { $0 }.joined(separator: " ")
        var content: [String: PageValue] = [
            "id": .text(field.id), "label": .text(field.label.in(language)),
            "hint": .optional(field.hint?.in(language)),
            "error": .optional(mistakes[field.id]), "isRequired": .flag(field.isRequired), "value": .text(value),
            "maximum": .number(field.maximum), "described": .text(described), "isLong": false, "isChoice": false,
            "isLine": false, "kind": .none, "autocomplete": .none, "choices": .none,
        ]
        switch field.entry {
        case .long: content["isLong"] = true
        case .line(let kind, let autocomplete):
            content["isLine"] = true
            content["kind"] = .text(kind)
            content["autocomplete"] = .optional(autocomplete)
        case .choice(let choices):
            content["isChoice"] = true
            content["choices"] = Portal.choices(choices.map { ($0.value, $0.name.in(language)) }, chosen: value)
        }
        return .members(content)
    }

    private func receipt(
        _ form: PortalForm, _ item: PortalItem, number: String, case caseID: String?, _ request: Request, _ visit: Visit
    ) throws -> Response {
        let language = visit.language
        let headline = form.receipt.in(language)
        let facts: [(Words, String)] = [
            (Words("事项", "Matter"), form.title.in(language)), (Words("当事人", "Party"), item.name),
            (Words("涉及的公示信息", "Record"), "\(item.number)（\(item.id)）"), (Words("办理机关", "Deciding office"), item.agency),
            (Words("收到日期", "Received on"), visit.today.description),
            (Words("案件编号", "Case"), caseID == item.id.description ? "" : caseID ?? ""),
            (Words("接下来", "What comes next"), form.next.in(language)),
        ]
        let content: [String: PageValue] = [
            "headline": .text(headline), "number": .text(Portal.grouped(number)),
            "facts": .list(
                facts.filter { !$0.1.isEmpty }.map { ["label": .text($0.0.in(language)), "value": .text($0.1)] }),
        ]
        var response = PageResponse.html(try render("receipt", title: headline, content, visit))
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// A number in groups of four, as people read it out.
    static func grouped(_ number: String) -> String {
        var groups: [Substring] = []
        var rest = number.uppercased()[...]
        while !rest.isEmpty {
            groups.append(rest.prefix(4))
            rest = rest.dropFirst(4)
        }
        return groups.joined(separator: "-")
    }
}
