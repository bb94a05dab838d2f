import Casework
import Contracts
import Exchange
import Hummingbird
import Ledgers
import Offices
import Web
import Workers

/// How equal the copies of the lists are, and which entries differ.
struct ListEndpoints {
    let backend: OfficeBackend

    var all: [Endpoint] {
        [
            Endpoint(
                .get, "/api/v1/lists/compare", .right(.compareLists),
                .init(
                    "名单一致性：每个名单、每个认定单位，本单位的根和各单位最近检查点里的根是否一致；不一致的条目和处理结果",
                    parameters: [.init("list", .query, "只看这一种名单"), .init("owner", .query, "只看这一认定单位")],
                    answer: .json("比对结果"), problems: [.badRequest])
            ) { request, _ in try await compare(request) },
            Endpoint(
                .post, "/api/v1/lists/{list}/removals/confirm", .right(.confirmRemovals),
                .init(
                    "批量移出名单的第二人确认：确认再移出若干条；办理移出的人员不得自行确认，写入流水",
                    parameters: [.init("list", .path, "名单种类")], body: .json("条数和理由", ListEndpoints.confirmation),
                    answer: .json("确认结果"),
                    problems: [.badRequest, .forbidden, .unprocessableContent, .serviceUnavailable])
            ) { request, context in try await confirm(request, context) },
        ]
    }

    private static let confirmation: JSONValue = [
        "type": "object", "additionalProperties": false, "required": ["count", "reason"],
        "properties": [
            "count": ["type": "integer", "minimum": 1, "maximum": 1_000_000],
            "reason": ["type": "string", "minLength": 1, "maxLength": 500],
        ],
    ]

    private func confirm(_ request: Request, _ context: WebContext) async throws -> Response {
        let list = try context.parameter("list")
        let body = try await request.object(upTo: 10_000)
        guard let count = body["count"]?.integer, (1...1_000_000).contains(count) else {
            throw Problem(.badRequest, "FIELD_INVALID", "“count”须为1至1000000的整数。", field: "count")
        }
        guard let reason = body["reason"]?.string, (1...500).contains(reason.count) else {
            throw Problem(.badRequest, "FIELD_INVALID", "“reason”须为1至500字。", field: "reason")
        }
        let input = OfficeInput.confirmRemovals(
            list: list, count: Int(count), reason: reason, officer: try context.officer())
        switch await backend.runtime.submit(input) {
        case .failure(let refusal): throw Problem(refusal, advice: await backend.advice(on: refusal.code))
        case .success(let answer): return .json(answer)
        }
    }

    private func compare(_ request: Request) async throws -> Response {
        let list = request.query("list")
        var owner: OfficeID?
        if let text = request.query("owner") {
            guard let office = OfficeID(text) else { throw Problem.parameter("owner", "不是单位编号") }
            owner = office
        }
        let machine = await backend.runtime.snapshot()
        let kinds = Set(machine.rules.listKinds.map(\.kind))
        if let list, !kinds.contains(list) {
            throw Problem.parameter("list", "不是名单种类；可用：\(kinds.sorted().joined(separator: "、"))")
        }
        let reader = backend.reader
        let roots = try await Aside.run { try reader.listRoots() }
        let comparison = ListComparison(machine, roots: roots)
        let rows = comparison.rows.filter { row in
            (list.map { $0 == row.list } ?? true) && (owner.map { $0 == row.owner } ?? true)
        }
        return .json([
            "office": .string(machine.office.description), "algorithm": .string(ListRanges.algorithm),
            "lists": .array(rows.map(\.json)), "searching": .array(comparison.searching.map(\.json)),
            "findings": .array(comparison.findings.map(\.json)),
        ])
    }
}

extension ListComparison.Row {
    fileprivate var json: JSONValue {
        .members([
            ("list", .string(list)), ("owner", .string(owner.description)),
            ("root", root.map { .string($0.root.description) }), ("count", .integer(Int64(root?.count ?? 0))),
            ("offices", .array(copies.map(\.json))),
        ])
    }
}

extension ListComparison.Copy {
    fileprivate var json: JSONValue {
        .members([
            ("office", .string(office.description)), ("standing", .string(standing.rawValue)),
            ("root", root.map { .string($0.root.description) }), ("algorithm", root.map { .string($0.algorithm) }),
            ("count", root.map { .integer(Int64($0.count)) }), ("at", at.map { .string($0.description) }),
        ])
    }
}

extension ListShare {
    fileprivate var json: JSONValue {
        ["list": .string(list), "owner": .string(owner.description), "partition": .integer(Int64(slot))]
    }
}

extension ListFinding {
    fileprivate var json: JSONValue {
        .members([
            ("list", .string(share.list)), ("owner", .string(share.owner.description)),
            ("entry", .string(entry.description)), ("comparedWith", partner.map { .string($0.description) }),
            ("outcome", .string(outcome.rawValue)), ("at", .string(at.description)),
        ])
    }
}
