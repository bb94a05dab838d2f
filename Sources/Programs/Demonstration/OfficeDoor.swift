import Contracts
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The HTTP interface of an office, as an officer's own system would use it.
struct OfficeDoor: Sendable {
    /// What an office answered.
    struct Answer: Sendable {
        /// The HTTP status.
        let status: Int
        /// The body; null when it is no JSON.
        let body: JSONValue

        /// Whether the office did what it was asked.
        var isDone: Bool { (200..<300).contains(status) }
        /// Whether asking again may help: the office is away or cannot write just now.
        var isAway: Bool { status == 0 || status == 429 || status >= 500 }
        /// The reason code of a refusal.
        var code: String { body["code"]?.string ?? "HTTP_\(status)" }
        /// The refusal in words.
        var words: String {
            body["detail"]?.string ?? "HTTP \(status)"
        }
        /// The legal basis of a refusal.
        var basis: String? { body["legalBasis"]?.string }
    }

    private let session: URLSession

    init() {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 15
        // What is asked for again shall be seen as it is now, however long an answer says it may be kept.
        configuration.urlCache = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        session = URLSession(configuration: configuration)
    }

    /// Asks once. Status 0 means that nobody answered.
    func ask(
        _ method: String, _ address: String, token: String? = nil, content: [UInt8]? = nil,
        type: String = "application/json"
    ) async throws -> Answer {
        guard let url = URL(string: address) else { throw DemonstrationFailure("地址不合法：\(address)") }
        var request = URLRequest(url: url)
        request.httpMethod = method
        if let content {
            request.httpBody = Data(content)
            request.setValue(type, forHTTPHeaderField: "Content-Type")
        }
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        do {
            let (data, response) = try await session.data(for: request)
            let status = (response as? HTTPURLResponse)?.statusCode ?? 0
            return Answer(status: status, body: OfficeDoor.read([UInt8](data)))
        } catch let error as URLError where error.code != .cancelled {
            return Answer(status: 0, body: ["detail": .string(error.localizedDescription)])
        }
    }

    private static func read(_ bytes: [UInt8]) -> JSONValue {
        do throws(JSONFailure) {
            return try JSONValue.parse(bytes)
        } catch {
            return .null
        }
    }
}
