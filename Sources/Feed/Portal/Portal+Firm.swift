import Casework
import Contracts
import Hummingbird
import Pages
import Shelf
import Web
import Workers

/// The page of one firm: all that stands about it, by group.
extension Portal {
    func firm(_ request: Request, _ context: WebContext) async throws -> Response {
        let code = try PublicationEndpoints.uscc(try context.parameter("uscc"))
        return try await page(of: .subject(code.text), request) { visit in
            Response.Page(html: try await firm(code, visit))
        }
    }

    private func firm(_ code: USCC, _ visit: Visit) async throws -> String {
        let shelf = shelf
        let items = visit.shown(try await Aside.run { try shelf.subject(code) })
        guard let name = items.first?.name else {
            throw Problem(
                .notFound, "NOTHING_PUBLISHED",
                "没有该统一社会信用代码的现行公示信息。请核对代码；没有公示信息不等于登记机关没有该主体，也不是信用证明。", field: "uscc")
        }
        let content: [String: PageValue] = [
            "name": .text(name), "code": .text(code.text), "summary": .text(Portal.summary(items, visit)),
            "groups": .list(PortalKind.Group.allCases.map { group($0, items, visit) }),
        ]
        return try render("firm", title: name, content, visit)
    }

    private static func summary(_ items: [PortalItem], _ visit: Visit) -> String {
        let contested = items.filter { $0.record["objection"]?["state"] == "open" }.count
        let repaired = items.filter { $0.channels.contains { !$0.isShown } }.count
        let language = visit.language
        var parts = [Words("现行公示信息\(items.count)条", "\(items.count) records stand").in(language)]
        if contested > 0 { parts.append(Words("其中\(contested)条有异议核查中", "\(contested) objected to").in(language)) }
        if repaired > 0 {
            parts.append(Words("\(repaired)条已在部分渠道停止公示", "\(repaired) stopped on some channels").in(language))
        }
        return parts.joined(separator: language == .english ? "; " : "，") + (language == .english ? "." : "。")
    }

    private static func title(_ group: PortalKind.Group) -> Words {
        switch group {
        case .licences: Words("行政许可", "Licences")
        case .penalties: Words("行政处罚", "Penalties")
        case .lists: Words("失信名单和公告", "Lists and announcements")
        case .inspections: Words("检查结果", "Inspections")
        case .notices: Words("案例和警示", "Cases and notices")
        }
    }

    private func group(_ group: PortalKind.Group, _ items: [PortalItem], _ visit: Visit) -> PageValue {
        let own = items.filter { $0.kind.group == group }
        return [
            "id": .text(group.rawValue), "title": .text(Portal.title(group).in(visit.language)),
            "count": .text(own.isEmpty ? "" : String(own.count)), "entries": .list(own.map { entry($0, visit) }),
        ]
    }

    private func entry(_ item: PortalItem, _ visit: Visit) -> PageValue {
        let language = visit.language
        let state = PortalWords.state(item, language)
        let facts: [(Words, String)] = [
            (Words("种类", "Kind"), item.kind.name.in(language)), (Words("文书号", "Document"), item.number),
            (Words("决定日期", "Date of decision"), item.decidedOn), (Words("公示机关", "Agency"), item.agency),
            (
                Words("公示渠道和期限", "Channels and periods"),
                item.channels.map { PortalWords.until($0, language) }.joined(separator: "\n")
            ),
        ]
        let repaired = item.channels.filter { !$0.isShown }.map { channel in
            let reason = channel.reasonCode.map(visit.reason) ?? ""
            return Words("已在\(channel.name)停止公示（\(reason)）", "Stopped on \(channel.name) (\(reason))").in(language)
        }
        return [
            "url": .text(item.path), "heading": .text(item.heading), "state": .text(state.text),
            "tone": .text(state.tone.rawValue), "objection": .optional(item.objection(language)),
            "facts": .list(
                facts.filter { !$0.1.isEmpty }.map { ["label": .text($0.0.in(language)), "value": .text($0.1)] }),
            "repairs": .list(repaired.map { .text($0) }), "meaning": .text(item.kind.meaning.in(language)),
        ]
    }
}
