import Casework
import Contracts
import Ledgers

/// The answer to a question about one subject: verdict, entries with the reason why they match, and on which state of
/// which lists it rests.
struct ScreeningPage {
    let screening: Screening
    let query: SubjectQuery
    let now: Moment
    let names: ListNames
    /// What a person should know of the question itself.
    let warnings: [JSONValue]

    var json: JSONValue {
        .members([
            ("asOf", .string(now.description)), ("verdict", .string(screening.verdict.rawValue)),
            ("verdictTitle", .string(title)),
            (
                "query",
                .members([
                    ("code", query.code.map { .string($0) }), ("personToken", query.personToken.map { .string($0) }),
                    ("name", query.name.map { .string($0.text) }), ("include", .string(query.breadth.rawValue)),
                    ("match", .string(query.nameMatch.rawValue)), ("measure", query.measure.map { .string($0) }),
                ])
            ),
            (
                "mismatch",
                screening.mismatch.map { ["code": "SUBJECT_MISMATCH", "text": .string($0 + "。")] }
            ),
            ("warnings", warnings.isEmpty ? nil : .array(warnings)),
            ("hits", .array(screening.hits.map(hit))), ("isCut", screening.isCut ? true : nil),
        ])
    }

    /// Where a measure was asked, what is said is said of it alone.
    private var title: String {
        guard let code = query.measure else { return screening.verdict.title }
        let measure = names.rules.measures.last { $0.code == code }?.name ?? code
        return switch screening.verdict {
        case .listed, .review: screening.verdict.title + "，列有措施“\(measure)”"
        case .ended: screening.verdict.title + "，曾列有措施“\(measure)”"
        case .clear: "没有列有措施“\(measure)”的名单条目"
        }
    }

    private func hit(_ hit: Screening.Hit) -> JSONValue {
        names.json(hit.entry, on: now.civilDate).merging([
            "why": .array(hit.reasons.map { ["rule": .string($0.rawValue), "text": .string($0.title)] }),
            "degree": .string(hit.degree.rawValue), "degreeTitle": .string(hit.degree.title),
        ])
    }
}

/// What lists and offices are called, as rules and directory said when they were looked at last.
struct ListNames: Sendable {
    let rules: RuleSet
    let directory: DirectoryDocument?

    /// The Chinese name of a list.
    func list(_ kind: String) -> String { rules.listKinds.last { $0.kind == kind }?.name ?? kind }

    /// The Chinese name of an office.
    func office(_ id: OfficeID) -> String? { directory?.office(id)?.profile.shortName }

    /// An entry as it is shown.
    func json(_ entry: ListedEntry, on today: CivilDate) -> JSONValue {
        let isPastEnd = entry.standing.isListed && entry.listedThrough.map { $0 < today } ?? false
        return .members([
            ("entryId", .string(entry.id.description)), ("listKind", .string(entry.list)),
            ("listName", .string(list(entry.list))), ("owner", .string(entry.owner.description)),
            ("ownerName", office(entry.owner).map { .string($0) }),
            (
                "subject",
                .members([
                    ("name", entry.names.first.map { .string($0) }), ("code", .string(entry.code)),
                    (
                        "formerNames",
                        entry.names.count > 1 ? .array(entry.names.dropFirst().map { .string($0) }) : nil
                    ),
                ])
            ),
            ("standing", .string(entry.standing.rawValue)), ("standingTitle", .string(entry.standing.title)),
            ("isListed", .bool(entry.standing.isListed)), ("decisionNo", entry.decisionNo.map { .string($0) }),
            ("listedFrom", entry.listedFrom.map { .string($0.description) }),
            ("listedThrough", entry.listedThrough.map { .string($0.description) }),
            ("isPastEnd", isPastEnd ? true : nil), ("cause", entry.cause.map { .string($0) }),
            ("ground", entry.ground), ("measures", .array(entry.measures.map { measure($0, today) })),
        ])
    }

    private func measure(_ item: JSONValue, _ today: CivilDate) -> JSONValue {
        let code = item["code"]?.string ?? ""
        let row = rules.measures.last { $0.code == code && $0.validity.contains(today) }
        return .members([
            ("class", row.map { .string($0.measureClass.rawValue) }), ("name", row.map { .string($0.name) }),
        ]).merging(item)
    }
}
