package import Contracts
import Workers

/// The HTTP interfaces of the offices, asked as an officer's own system would, on a thread that may wait.
package actor OfficeDoor {
    /// What an office answered.
    package struct Answer: Sendable {
        /// The HTTP status; 0 when nobody answered.
        package let status: Int
        /// The body; null when it is no JSON.
        package let body: JSONValue

        /// Whether the office did what it was asked.
        package var isDone: Bool { (200..<300).contains(status) }
        /// Whether asking again may help: the office is away or cannot write just now.
        var isAway: Bool { status == 0 || status == 429 || status >= 500 }
        /// The reason code of a refusal.
        package var code: String { body["code"]?.string ?? "HTTP_\(status)" }
        /// The refusal in words.
        package var words: String { body["detail"]?.string ?? "HTTP \(status)" }
        /// The legal basis of a refusal.
        var basis: String? { body["legalBasis"]?.string }
    }

    private let thread = OwnThread(name: "office-door")

    /// The thread that may wait.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    deinit {
        thread.stop()
    }

    /// Asks once.
    func ask(
        _ method: String, port: Int, _ path: String, token: String? = nil, content: [UInt8]? = nil,
        type: String = "application/json"
    ) -> Answer {
        let authorization = token.map { [("Authorization", "Bearer \($0)")] } ?? []
        let kind = content == nil ? [] : [("Content-Type", type)]
        do throws(LoopbackExchange.Absence) {
            let reply = try LoopbackExchange(port: port).send(
                method, path, headers: authorization + kind, body: content)
            return Answer(status: reply.status, body: OfficeDoor.read(reply.body))
        } catch {
            return Answer(status: 0, body: ["detail": .string(error.reason)])
        }
    }

    /// Fetches a file; nil when the office says no or is away.
    func download(port: Int, _ path: String, token: String) -> [UInt8]? {
        do throws(LoopbackExchange.Absence) {
            let reply = try LoopbackExchange(port: port).send(
                "GET", path, headers: [("Authorization", "Bearer \(token)")], body: nil)
            return reply.status == 200 ? reply.body : nil
        } catch {
            return nil
        }
    }

    /// What a visitor's browser gets; status 0 when nobody answers.
    func page(port: Int, _ path: String) -> (status: Int, text: String) {
        do throws(LoopbackExchange.Absence) {
            let reply = try LoopbackExchange(port: port).send(
                "GET", path, headers: [("Accept", "text/html"), ("Accept-Language", "zh-CN")], body: nil)
            return (reply.status, String(decoding: reply.body, as: UTF8.self))
        } catch {
            return (0, error.reason)
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
