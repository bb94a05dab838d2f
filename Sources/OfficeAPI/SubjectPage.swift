import Casework
import Contracts
import Ledgers
import Offices

/// A subject on some day, as this office knew it at some moment, with the letters that prove it.
struct SubjectPage {
    let code: String
    let cases: [SubjectCase]
    let day: CivilDate
    let knownAt: Moment
    let names: ListNames
    let office: OfficeID
    let warnings: [JSONValue]

    var json: JSONValue {
        let entries = cases.filter { $0.kind == .listEntry && isTold($0) }
        let publications = cases.filter { $0.kind == .publication && isTold($0) }
        let listed = entries.filter { $0.history.standing(on: day).isListed }
        return .members([
            ("subject", .string(code)), ("names", .array(allNames.map { .string($0) })),
            ("asOf", .string(day.description)), ("knownAt", .string(knownAt.description)),
            ("office", .string(office.description)), ("isListed", .bool(!listed.isEmpty)),
            ("answer", .string(words(listed))), ("warnings", warnings.isEmpty ? nil : .array(warnings)),
            ("entries", .array(entries.map(entry))), ("publications", .array(publications.map(publication))),
            (
                "otherCases",
                .array(
                    cases.filter { $0.kind != .listEntry && $0.kind != .publication }.map(summary))
            ),
            ("isCut", cases.count == LedgerReader.maximumSubjectCases ? true : nil),
        ])
    }

    /// What was never on a list, and never public, is no answer to whether it was.
    private func isTold(_ item: SubjectCase) -> Bool { !item.history.stretches.isEmpty }

    private var allNames: [String] {
        var names: [String] = []
        for item in cases { names += item.history.names.filter { !names.contains($0) } }
        return names
    }

    private func words(_ listed: [SubjectCase]) -> String {
        let known = "据本单位截至\(knownAt.shortDescription)所知，\(day)该主体"
        guard !listed.isEmpty else { return known + "不在名单内。" }
        let lists = listed.map { "“\(names.list($0.history.file?.facts["listKind"]?.string ?? ""))”" }
        return known + "在\(lists.joined(separator: "、"))内。"
    }

    private func entry(_ item: SubjectCase) -> JSONValue {
        let listed = item.history.file.flatMap { ListedEntry($0, earlierNames: item.history.names) }
        let base = listed.map { names.json($0, on: day) } ?? ["entryId": .string(item.id.description)]
        let standing = item.history.standing(on: day)
        return base.merging([
            "standing": .string(standing.rawValue), "standingTitle": .string(standing.title),
            "isListed": .bool(standing.isListed), "stretches": .array(item.history.stretches.map(stretch)),
            "proof": .array(item.proof.map(SubjectPage.letter)),
        ])
    }

    private func stretch(_ stretch: ListHistory.Stretch) -> JSONValue {
        .members([
            ("standing", .string(stretch.standing.rawValue)), ("standingTitle", .string(stretch.standing.title)),
            ("from", .string(stretch.from.description)),
            ("through", stretch.until.map { .string($0.adding(days: -1).description) }),
            ("journalRow", .integer(stretch.begunBy)),
        ])
    }

    private func publication(_ item: SubjectCase) -> JSONValue {
        let record = item.history.file?.facts["record"] ?? item.history.file?.facts["payload"]
        return .members([
            ("caseId", .string(item.id.description)), ("decisionNo", record?["decisionNo"]),
            ("isPublic", .bool(item.history.standing(on: day).isListed)),
            (
                "stretches",
                .array(
                    item.history.stretches.map { stretch in
                        .members([
                            ("isPublic", .bool(stretch.standing.isListed)), ("from", .string(stretch.from.description)),
                            ("through", stretch.until.map { .string($0.adding(days: -1).description) }),
                            ("journalRow", .integer(stretch.begunBy)),
                        ])
                    })
            ),
            ("proof", .array(item.proof.map(SubjectPage.letter))),
        ])
    }

    private func summary(_ item: SubjectCase) -> JSONValue {
        let state = item.history.file?.state ?? ""
        return [
            "caseId": .string(item.id.description), "kind": .string(item.kind.rawValue), "state": .string(state),
            "stateTitle": .string(Workflow.of(item.kind).title(ofState: state)),
        ]
    }

    private static func letter(_ proof: ProvingLetter) -> JSONValue {
        let received = proof.letter.disposedAt
        return .members([
            ("event", .string(proof.event)), ("letterId", .string(proof.letter.leaf.letter.description)),
            ("type", .string(proof.letter.leaf.type.description)),
            ("signer", .string(proof.letter.leaf.stream.office.description)), ("keyId", .string(proof.keyID)),
            ("stream", .string(proof.letter.leaf.stream.description)),
            ("number", .integer(Int64(clamping: proof.letter.leaf.number))),
            ("leafHash", .string(proof.letter.leafHash.description)),
            ("signedAt", .string(proof.letter.leaf.time.description)),
            ("direction", .string(proof.letter.direction.rawValue)),
            ("receivedAt", received.map { .string($0.description) }), ("knownAt", .string(proof.knownAt.description)),
            ("journalRow", .integer(proof.sequence)),
        ])
    }
}
