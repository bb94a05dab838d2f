import Casework
import Contracts
import Hummingbird
import Offices
import Web
import Workers

/// Which lists there are, who may keep them, and which measures a cause may have (domain B.3–B.9): read from the rule set
/// in force, before anybody proposes anything.
struct ListKindEndpoints {
    let backend: OfficeBackend

    var all: [Endpoint] {
        [
            Endpoint(
                .get, "/api/v1/list-kinds", .signedIn,
                .init(
                    "名单种类：认定机关、依据、列入标准、期限、移出途径；没有依据的写明原因", answer: .json("名单种类"), problems: [])
            ) { _, _ in try await kinds() },
            Endpoint(
                .get, "/api/v1/list-entries/measures", .signedIn,
                .init(
                    "由列入事由提出惩戒措施和实施单位的建议；measures可以修改后作为“提出列入”的内容",
                    parameters: [
                        Endpoint.Parameter.needed("kind", "名单种类，必填"),
                        Endpoint.Parameter("instrument", .query, "列入依据：法律文件名称"),
                        Endpoint.Parameter("article", .query, "列入依据：条款"),
                        Endpoint.Parameter("class", .query, "名单内类别"),
                    ], answer: .json("措施建议"), problems: [.badRequest, .unprocessableContent, .serviceUnavailable])
            ) { request, _ in try await measures(request) },
        ]
    }

    private func kinds() async throws -> Response {
        let machine = await backend.runtime.snapshot()
        let today = backend.clock.now().official.civilDate
        let agency = machine.book.newest?.profile(backend.office)?.agency
        let rows = machine.rules.listKinds.filter { $0.validity.contains(today) }
        return .json(Page.json(rows.map { $0.json(for: agency) }, next: nil))
    }

    private func measures(_ request: Request) async throws -> Response {
        guard let kind = request.query("kind"), !kind.isEmpty else { throw Problem.parameter("kind", "没有填写") }
        let machine = await backend.runtime.snapshot()
        guard let directory = machine.book.newest, let own = directory.profile(backend.office) else {
            throw Problem(.serviceUnavailable, "UNKNOWN_OFFICE", "目录中没有本机关，暂不能办理；请等待目录同步。")
        }
        let ground = request.query("instrument").map { instrument -> JSONValue in
            ["instrument": .string(instrument), "article": .string(request.query("article") ?? "")]
        }
        do throws(Refusal) {
            let proposal = try MeasureProposal(
                kind: kind, ground: ground, listClass: request.query("class"), for: own, directory: directory,
                rules: machine.rules, on: backend.clock.now().official.civilDate)
            return .json(proposal.json)
        } catch {
            throw Problem(error, advice: await backend.advice(on: error.code))
        }
    }
}

extension ListKind {
    /// A line of the list, as an office of this agency sees it.
    fileprivate func json(for agency: String?) -> JSONValue {
        .members([
            ("kind", .string(kind)), ("name", .string(name)), ("owners", .array(owners.map { .string($0) })),
            (
                "mayOwn",
                .bool(unavailable == nil && receivedOnly == nil && (agency.map(owners.contains) ?? false))
            ),
            ("unavailable", (unavailable ?? receivedOnly).map { .string($0) }),
            ("basis", .array(basis.map { .string($0.citation) })),
            ("guards", .array(guards.map { .string($0.rawValue) })),
            (
                "criteria",
                .array(
                    criteria.map {
                        [
                            "code": .string($0.code), "text": .string($0.text), "basis": .string($0.basis.citation),
                            "thresholds": .string($0.thresholds),
                        ]
                    })
            ),
            ("classes", .array(classes.map { ["class": .string($0.name), "name": .string($0.title)] })),
            ("maximum", period.map { .string($0.maximum.chinese) }),
            ("earliestRemoval", earliestRemoval.map { .string($0.chinese) }),
            ("removals", .array(removals.map { .string($0.rawValue) })),
        ])
    }
}
