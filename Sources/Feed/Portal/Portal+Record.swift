import Casework
import Contracts
import Hummingbird
import Pages
import Shelf
import Web
import Workers

/// The page of one publication: what stands, its history, its proof; or why it is gone.
extension Portal {
    /// What is known of a publication; throws 404 when there is nothing to be shown of it.
    func known(_ id: CaseID, _ visit: Visit) async throws -> PortalItem {
        let shelf = shelf
        guard let item = try await Aside.run({ try shelf.item(id) }).flatMap({ visit.item($0) }) else {
            throw PublicationEndpoints.unknown(id.description)
        }
        return item
    }

    func record(_ request: Request, _ context: WebContext) async throws -> Response {
        let id = try PublicationEndpoints.id(context)
        return try await page(of: .item(id), request) { visit in try await record(id, visit) }
    }

    private func record(_ id: CaseID, _ visit: Visit) async throws -> Response.Page {
        let item = try await known(id, visit)
        let shelf = shelf
        let versions = try await Aside.run { try shelf.versions(id) }
        guard item.isShown, let payload = item.payload else {
            return Response.Page(html: try ended(item, versions, visit), status: .gone)
        }
        let language = visit.language
        let state = PortalWords.state(item, language)
        let canBeRepaired = item.kind.group == .penalties || item.kind.group == .lists
        let content: [String: PageValue] = [
            "kind": .text(item.kind.name.in(language)), "name": .text(item.name), "state": .text(state.text),
            "tone": .text(state.tone.rawValue), "version": .text(item.record["version"]?.text ?? ""),
            "agency": .text(item.agency), "objection": .optional(item.objection(language)),
            "meaning": .text(item.kind.meaning.in(language)), "objectURL": .text(item.path + "/objection"),
            "repairURL": .optional(canBeRepaired ? item.path + "/repair" : nil),
            "firmURL": .optional(item.firmPath),
            "fields": .list(
                PortalFields.shown(payload, language).map {
                    [
                        "label": .text($0.label), "name": .text($0.name), "raw": .optional($0.raw),
                        "value": .text($0.text),
                    ]
                }),
            "channels": channelTable(item, visit).value, "versions": .list(history(versions, language)),
            "id": .text(item.id.description), "proofURL": .text("/api/v1/publications/\(item.id)/proof"),
            "verifyWords": .text(Portal.verifyWords(language)),
        ]
        let trail = [PageFrame.Link(item.name, item.firmPath ?? "/latest")]
        let html = try render(
            "record", title: item.number.isEmpty ? item.kind.name.in(language) : item.number, trail: trail,
            scripts: [PortalResources.verify], content, visit)
        return Response.Page(html: html)
    }

    private static func verifyWords(_ language: Language) -> String {
        JSONValue.object(
            PortalCatalogue.verification(language).map { JSONMember($0.0, .string($0.1)) }
        ).text
    }

    private func channelTable(_ item: PortalItem, _ visit: Visit) -> TableValue {
        let language = visit.language
        let columns = [
            Words("渠道", "Channel"), Words("状态", "State"), Words("公示日期", "Since"), Words("最短至", "At least until"),
            Words("最长至", "At most until"), Words("停止", "Ended"),
        ].map { TableValue.Column($0.in(language)) }
        return TableValue(
            columns,
            item.channels.map { channel in
                [
                    .init(channel.name, isChinese: true),
                    .init("", badge: PortalWords.standing(channel.standing, language)),
                    .init(channel.publishedOn?.description ?? "—"), .init(channel.minUntil?.description ?? "—"),
                    .init(channel.maxUntil?.description ?? Words("至移出", "until removal").in(language)),
                    .init(channel.endedOn?.description ?? "—", note: channel.reasonCode.map(visit.reason)),
                ]
            })
    }

    // MARK: History

    private func history(_ versions: [ShelfVersion], _ language: Language) -> [PageValue] {
        var before: JSONValue?
        var told: [PageValue] = []
        for version in versions {
            let record = version.record
            let payload = record?["payload"]
            let changes =
                payload.flatMap { after in
                    before.map { Portal.changes(from: $0, to: after, language) }
                } ?? []
            told.append([
                "number": .text(String(version.version)), "event": .text(PortalWords.event(version.event, language)),
                "at": .text(version.at.shortDescription), "place": .text(String(version.place)),
                "reason": .optional(record?["reason"]?.string), "hasChanges": .flag(!changes.isEmpty),
                "changes": .list(changes),
                "words": .text(Portal.unchanged(record, isFirst: before == nil, language)),
            ])
            before = payload ?? before
        }
        return told.reversed()
    }

    private static func unchanged(_ record: JSONValue?, isFirst: Bool, _ language: Language) -> String {
        guard let record else { return Words("内容已依法删除。", "The content was erased by law.").in(language) }
        guard record["payload"] != nil else { return Words("内容不再显示。", "The content is not shown.").in(language) }
        return (isFirst ? Words("首次公示。", "First publication.") : Words("公示内容没有变化。", "The content did not change."))
            .in(language)
    }

    /// Fields that differ between two payloads, each before and after.
    static func changes(from old: JSONValue, to new: JSONValue, _ language: Language) -> [PageValue] {
        let names = (new.object ?? []).map(\.name)
        let gone = (old.object ?? []).map(\.name).filter { !names.contains($0) }
        return (names + gone).filter { old[$0] != new[$0] }.map { name in
            [
                "label": .text(PortalFields.label(name, language)),
                "before": .optional(old[name].map { PortalFields.text(name, $0, language) }),
                "after": .optional(new[name].map { PortalFields.text(name, $0, language) }),
            ]
        }
    }

    // MARK: Gone

    private func ended(_ item: PortalItem, _ versions: [ShelfVersion], _ visit: Visit) throws -> String {
        let language = visit.language
        let state = PortalWords.state(item, language)
        let code = item.record["reasonCode"]?.string ?? ""
        let reason =
            item.lastDay.map {
                Words("公示期已于\($0)届满。", "The period of publication ended on \($0).").in(language)
            } ?? item.record["reason"]?.string ?? ""
        let columns = [Words("事项", "Event"), Words("时间", "Time"), Words("日志位置", "Place in the log")].map {
            TableValue.Column($0.in(language))
        }
        let rows = versions.map { version -> [TableValue.Cell] in
            [
                .init(PortalWords.event(version.event, language)), .init(version.at.shortDescription),
                .init(String(version.place)),
            ]
        }
        let headline = Words("这条公示信息不再公示", "This record is no longer shown").in(language)
        return try render(
            "ended", title: headline,
            [
                "headline": .text(headline), "state": .text(state.text), "reason": .text(reason),
                "codeWords": .optional(code.isEmpty ? nil : "\(item.agency) · \(visit.reason(code))"),
                "events": TableValue(columns, rows).value, "id": .text(item.id.description),
                "proofURL": .text("/api/v1/publications/\(item.id)/proof"),
            ], visit)
    }
}
