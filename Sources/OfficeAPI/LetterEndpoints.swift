import Accounts
import Casework
import Contracts
import Hummingbird
import Ledgers
import Offices
import Web
import Workers

/// Single letters with their bodies.
struct LetterEndpoints {
    let backend: OfficeBackend

    var all: [Endpoint] {
        [
            Endpoint(
                .get, "/api/v1/letters/{id}", .right(.seeCases),
                .init(
                    "一份报文：收发各方、流水号、送达及正文", parameters: [.init("id", .path, "报文编号（26位）")],
                    answer: .json("报文"), problems: [.notFound])
            ) { request, context in try await show(request, context) }
        ]
    }

    private func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let text = try context.parameter("id")
        let missing = Problem(.notFound, "UNKNOWN_LETTER", "本单位没有收发过编号为“\(text.prefix(40))”的报文。", field: "id")
        guard let id = LetterID(text) else { throw missing }
        let reader = backend.reader
        let scope = try backend.scope(context)
        let rows = try await Aside.run { try reader.letters(withID: id, in: scope) }
        guard let first = rows.first else { throw missing }
        try await backend.record(.caseSeen, caseID: first.leaf.caseID, subject: first.leaf.subject, request, context)
        let envelope = try await Aside.run {
            switch first.direction {
            case .received: try reader.received(stream: first.leaf.stream, number: first.leaf.number)
            case .sent: try reader.sent(stream: first.leaf.stream, number: first.leaf.number)
            case .waiting: Envelope?.none
            }
        }
        return .json([
            "letterId": .string(id.description), "type": .string(first.leaf.type.description),
            "isSealed": .bool(first.leaf.contentType == SealedBody.mediaType), "leaves": .array(rows.map(\.json)),
            "body": body(envelope),
        ])
    }

    /// The body as JSON, opened when it is sealed; null when it was erased, never kept, does not open, or is something else.
    private func body(_ envelope: Envelope?) -> JSONValue {
        guard let envelope, !envelope.body.isEmpty, let plain = opened(envelope) else { return .null }
        do throws(JSONFailure) {
            return try JSONValue.parse(plain)
        } catch {
            return .null
        }
    }

    private func opened(_ envelope: Envelope) -> [UInt8]? {
        guard envelope.leaf.contentType == SealedBody.mediaType else { return envelope.body }
        guard let sealed = SealedBody(bytes: envelope.body) else { return nil }
        do throws(SealFault) {
            return try backend.sealer.open(sealed, SealContext(envelope.leaf), by: nil)
        } catch {
            return nil
        }
    }
}
