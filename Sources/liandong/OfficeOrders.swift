import Casework
import Contracts
import Programs

/// Orders through an office's HTTP interface.
struct OfficeOrders: Sendable {
    private let client: OfficeClient

    init(_ client: OfficeClient) {
        self.client = client
    }

    /// Gives one order; the same id again has the same answer and no second effect.
    func give(
        id: String, kind: CaseKind, caseID: String?, name: String, body: JSONValue
    ) async throws -> JSONValue {
        let order = JSONValue.members([
            ("orderId", .string(id)), ("kind", .string(kind.rawValue)), ("caseId", caseID.map { .string($0) }),
            ("name", .string(name)), ("body", body),
        ])
        do {
            return try await client.post("/api/v1/orders", order)
        } catch let ending as ProgramEnding where ending.status == .failed && ending.code != OfficeClient.away {
            throw ProgramEnding(
                .failed, code: ending.code, ending.text + "\n是否已办理尚不确定：重试时请加 --order-id \(id)，不会重复办理")
        }
    }
}
