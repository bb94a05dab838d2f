import Contracts
import Hummingbird
import Workers

extension Endpoint {
    /// The least that a server can do with a question: what a benchmark's floor asks. `work` gets the `code` of the query on
    /// a thread that may wait, and gives a number of bytes.
    package static func measuring(_ path: String, _ work: @escaping @Sendable (String) throws -> Int) -> Endpoint {
        Endpoint(.get, path, .signedIn, .init("下限")) { request, _ in
            let code = request.query("code") ?? ""
            let bytes = try await Aside.run { try work(code) }
            return .json(["bytes": .integer(Int64(bytes))])
        }
    }
}
