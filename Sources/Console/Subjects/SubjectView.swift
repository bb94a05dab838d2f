import Casework
import Contracts
import Ledgers
import Pages

/// A subject on a day, as the office knew it at the end of another.
struct SubjectView: Sendable {
    let code: String
    let cases: [SubjectCase]
    let day: CivilDate
    /// Nil for all that is known now.
    let knownDay: CivilDate?
    let reason: String
    let visit: Console.Visit

    private static let mostChanges = 40

    private var entries: [SubjectCase] { cases.filter { $0.kind == .listEntry && !$0.history.stretches.isEmpty } }
    private var publications: [SubjectCase] {
        cases.filter { $0.kind == .publication && !$0.history.stretches.isEmpty }
    }
    private var others: [SubjectCase] { cases.filter { $0.kind != .listEntry && $0.kind != .publication } }

    private var names: [String] {
        cases.flatMap { $0.history.names + ($0.history.file?.subjectNames ?? []) }.reduce(into: []) { names, name in
            if !names.contains(name) { names.append(name) }
        }
    }

    /// The subject's name, or its code.
    var title: String { names.first ?? code }

    private var query: PageQuery {
        SubjectPages.query(code).setting("reason", reason).setting("knownAt", knownDay?.description)
    }

    /// For the template.
    var content: [String: PageValue] {
        let listed = entries.filter { $0.history.standing(on: day).isListed }
        return [
            "code": .text(code),
            "formerNames": .optional(names.count > 1 ? names.dropFirst().joined(separator: "、") : nil),
            "reason": .text(reason), "asOf": .text(day.description), "knownAt": .text(knownDay?.description ?? ""),
            "answer": .text(words(listed)), "tone": .text(listed.isEmpty ? "good" : "bad"),
            "isEmpty": .flag(cases.isEmpty), "isCut": .flag(cases.count == LedgerReader.maximumSubjectCases),
            "todayURL": .text(SubjectPages.query(code).setting("reason", reason).url),
            "changes": .list(
                changes.map {
                    ["name": .text($0.description), "url": .text(query.setting("asOf", $0.description).url)]
                }),
            "lists": section(entries, lists), "measures": section(measureRows, measures),
            "publications": section(publications, shown), "others": section(others, otherTable),
            "proof": section(cases.flatMap(\.proof), proof),
            "casesURL": .text(PageQuery("/cases").setting("list", "all").setting("q", code).url),
        ]
    }

    private func section<Items: Collection>(_ items: Items, _ table: TableValue) -> PageValue {
        items.isEmpty ? .none : table.value
    }

    private func words(_ listed: [SubjectCase]) -> String {
        let known = knownDay.map { "截至\($0)" } ?? "截至\(visit.now.shortDescription)"
        guard !listed.isEmpty else { return "据本单位\(known)所知，该主体\(day)不在失信名单内。" }
        let lists = listed.map { "“\(listName($0))”" }.joined(separator: "、")
        return "据本单位\(known)所知，该主体\(day)在\(lists)内。"
    }

    private func listName(_ item: SubjectCase) -> String {
        let kind = item.history.file?.facts["listKind"]?.string ?? ""
        return visit.rules.listKinds.last { $0.kind == kind }?.name ?? kind
    }

    /// The days on which something began or ended, the latest first.
    private var changes: [CivilDate] {
        let days = (entries + publications).flatMap {
            $0.history.stretches.flatMap { [$0.from, $0.until].compactMap(\.self) }
        }
        return Array(Set(days).sorted(by: >).prefix(SubjectView.mostChanges))
    }

    private func span(_ item: SubjectCase) -> String {
        guard let stretch = item.history.stretch(on: day) else { return "—" }
        let last = stretch.until?.adding(days: -1) ?? item.history.through
        return "\(stretch.from) 至 \(last?.description ?? "—")"
    }

    // MARK: Tables

    private var lists: TableValue {
        TableValue(
            visit.columns([
                Words("名单", "List"), Words("当日状态", "Standing"), Words("有效期", "Validity"), Words("认定单位", "Owner"),
                Words("列入决定文号", "Decision"),
            ]),
            entries.map { item in
                let standing = item.history.standing(on: day)
                return [
                    .init(listName(item), url: "/cases/\(item.id)", isChinese: true),
                    .init("", badge: Badge(standing.title, standing.isListed ? .bad : .gone)), .init(span(item)),
                    .init(visit.name(of: item.id.office), isChinese: true),
                    .init(
                        item.history.file?.facts["listingDecisionNo"]?.string ?? "",
                        note: item.erasure.map { _ in visit.text("subjectErased") }, isChinese: true),
                ]
            })
    }

    private struct MeasureRow {
        let item: SubjectCase
        let code, name: String
        let isInForce: Bool
    }

    private var measureRows: [MeasureRow] {
        entries.flatMap { item -> [MeasureRow] in
            let isListed = item.history.standing(on: day) == .inForce
            let entry = item.history.file.flatMap { ListedEntry($0, earlierNames: item.history.names) }
            return (entry?.measures ?? []).map { measure in
                let code = measure["code"]?.string ?? ""
                let row = visit.rules.measures.last { $0.code == code && $0.validity.contains(day) }
                // A measure may end before its entry does; its last day counts.
                let until = measure["until"]?.string.flatMap { CivilDate($0) }
                return MeasureRow(
                    item: item, code: code, name: row?.name ?? code,
                    isInForce: isListed && until.map { day <= $0 } ?? true)
            }
        }
    }

    private var measures: TableValue {
        TableValue(
            visit.columns([
                Words("措施", "Measure"), Words("名单", "List"), Words("当日", "That day"), Words("有效期", "Validity"),
            ]),
            measureRows.map { row in
                [
                    .init(row.name, note: row.code, isChinese: true), .init(listName(row.item), isChinese: true),
                    .init("", badge: row.isInForce ? Badge("有效", .bad) : Badge("不适用", .gone)), .init(span(row.item)),
                ]
            })
    }

    private var shown: TableValue {
        TableValue(
            visit.columns([
                Words("文书号", "Document"), Words("当日", "That day"), Words("公示期", "Shown"), Words("公示单位", "Publisher"),
            ]),
            publications.map { item in
                let record = item.history.file?.facts["record"] ?? item.history.file?.facts["payload"]
                let isPublic = item.history.standing(on: day).isListed
                return [
                    .init(record?["decisionNo"]?.string ?? "—", url: "/cases/\(item.id)", isChinese: true),
                    .init("", badge: isPublic ? Badge("公示中", .warn) : Badge("未公示", .gone)), .init(span(item)),
                    .init(visit.name(of: item.id.office), isChinese: true),
                ]
            })
    }

    private var otherTable: TableValue {
        TableValue(
            visit.columns([
                Words("事项", "Matter"), Words("种类", "Kind"), Words("状态", "State"), Words("发起单位", "Opener"),
                Words("更新", "Changed"),
            ]),
            others.map { item in
                let file = item.history.file
                let workflow = Workflow.of(item.kind)
                let state = file?.state ?? ""
                let isEnded = StateGroup.of(item.kind, state) == .ended
                return [
                    .init(file?.facts["caseName"]?.string ?? workflow.title, url: "/cases/\(item.id)", isChinese: true),
                    .init(workflow.title, isChinese: true),
                    .init("", badge: Badge(workflow.title(ofState: state), isEnded ? .gone : .warn)),
                    .init(visit.name(of: item.id.office), isChinese: true),
                    .init(file?.updatedAt.shortDescription ?? ""),
                ]
            })
    }

    private var proof: TableValue {
        TableValue(
            visit.columns([
                Words("函件", "Letter"), Words("签发单位", "Signer"), Words("流水号", "Number"), Words("签发", "Signed"),
                Words("本单位得知", "Known"),
            ]),
            cases.flatMap(\.proof).map { proof in
                [
                    .init(proof.letter.leaf.type.description, note: proof.letter.leafHash.description),
                    .init(visit.name(of: proof.letter.leaf.stream.office), isChinese: true),
                    .init(String(proof.letter.leaf.number)), .init(proof.letter.leaf.time.shortDescription),
                    .init(proof.knownAt.shortDescription),
                ]
            })
    }
}
