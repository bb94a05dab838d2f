import Contracts
import Foundation
import Programs

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// One office's HTTP interface with the token of one officer.
struct OfficeClient: Sendable {
    private let base: String
    private let token: String?
    private let session: URLSession

    /// A client of the office at `base`, `http://127.0.0.1:18080`.
    init(base: String, token: String?) {
        self.base = base
        self.token = token
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 30
        session = URLSession(configuration: configuration)
    }

    /// The code when the office was not reached at all, so that nothing was done.
    static let away = "OFFICE_AWAY"

    /// What the office answered.
    struct Answer: Sendable {
        let status: Int
        let bytes: [UInt8]
        let mediaType: String
    }

    /// Asks for JSON.
    ///
    /// - Throws: a `ProgramEnding` when the office is away, says no, or answers something else.
    func get(_ path: String, _ query: [(String, String?)] = []) async throws -> JSONValue {
        try await json(send("GET", OfficeClient.path(path, query)), path)
    }

    /// Sends JSON and gets JSON.
    func post(_ path: String, _ body: JSONValue) async throws -> JSONValue {
        try await json(send("POST", path, body.bytes, type: "application/json"), path)
    }

    /// Sends a file.
    func upload(_ path: String, _ bytes: [UInt8], type: String) async throws -> JSONValue {
        try await json(send("POST", path, bytes, type: type), path)
    }

    /// Asks for a file.
    func download(_ path: String) async throws -> [UInt8] {
        try await send("GET", path).bytes
    }

    /// Sends a file from disk without holding it in memory.
    func upload(_ path: String, file: String, type: String) async throws -> JSONValue {
        guard FileManager.default.isReadableFile(atPath: file) else {
            throw ProgramEnding(.refused, code: "FILE_MISSING", "没有文件 \(file)，或者不可读")
        }
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), isFolder.boolValue {
            throw ProgramEnding(.refused, code: "FILE_IS_FOLDER", "\(file) 是文件夹：请指明其中的文件")
        }
        let answer = try await reached { session in
            try await session.upload(
                for: request("POST", path, type: type), fromFile: URL(fileURLWithPath: file))
        }
        return try json(checked(answer), path)
    }

    /// Writes a file that the office gives into a new one on disk, for its owner alone.
    func download(_ path: String, to file: String) async throws {
        let got = try await reached { session in
            let (url, response) = try await session.download(for: request("GET", path))
            return (Data(url.path.utf8), response)
        }
        let place = String(decoding: got.bytes, as: UTF8.self)
        guard got.status < 400 else {
            let body = try Data(contentsOf: URL(fileURLWithPath: place))
            throw ProgramEnding(ProblemText(status: got.status, body: OfficeClient.parse([UInt8](body))))
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: place)
        try FileManager.default.moveItem(atPath: place, toPath: file)
    }

    /// Sends a request; every answer from 400 on is an error.
    func send(_ method: String, _ path: String, _ body: [UInt8]? = nil, type: String? = nil) async throws -> Answer {
        try checked(
            await reached { session in try await session.data(for: request(method, path, body, type: type)) })
    }

    private func checked(_ answer: Answer) throws -> Answer {
        guard answer.status < 400 else {
            throw ProgramEnding(ProblemText(status: answer.status, body: OfficeClient.parse(answer.bytes)))
        }
        return answer
    }

    private func request(
        _ method: String, _ path: String, _ body: [UInt8]? = nil, type: String? = nil
    ) throws -> URLRequest {
        guard let url = URL(string: base + path) else {
            throw ProgramEnding(.usage, code: "ADDRESS", "地址不合法：\(base + path)")
        }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body.map { Data($0) }
        if let type { request.setValue(type, forHTTPHeaderField: "Content-Type") }
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        return request
    }

    private func reached(
        _ ask: (URLSession) async throws -> (Data, URLResponse)
    ) async throws -> Answer {
        do {
            let (data, response) = try await ask(session)
            let http = response as? HTTPURLResponse
            return Answer(
                status: http?.statusCode ?? 0, bytes: [UInt8](data),
                mediaType: http?.value(forHTTPHeaderField: "Content-Type") ?? "")
        } catch let error as URLError {
            guard error.code == .cannotConnectToHost || error.code == .cannotFindHost else {
                throw ProgramEnding(
                    .failed, code: "ANSWER_MISSING",
                    "单位服务 \(base) 没有答复（\(error.localizedDescription)）：请用 liandong status 查看")
            }
            throw ProgramEnding(
                .failed, code: OfficeClient.away,
                "没有连上单位服务 \(base)（\(error.localizedDescription)）：请确认它已启动，并核对 office.json 里的 http 端口")
        }
    }

    private func json(_ answer: Answer, _ path: String) throws -> JSONValue {
        guard let json = OfficeClient.parse(answer.bytes) else {
            throw ProgramEnding(
                .failed, code: "ANSWER_UNREADABLE", "\(base)\(path) 的答复不是 JSON：请核对地址是不是单位服务")
        }
        return json
    }

    private static func parse(_ bytes: [UInt8]) -> JSONValue? {
        do throws(JSONFailure) {
            return try JSONValue.parse(bytes)
        } catch {
            return nil
        }
    }

    /// A path with those query items that have a value.
    static func path(_ path: String, _ items: [(String, String?)]) -> String {
        let pairs = items.compactMap { name, value in value.map { "\(name)=\(escaped($0))" } }
        return pairs.isEmpty ? path : path + "?" + pairs.joined(separator: "&")
    }

    /// Percent-encoded for a path segment or a query value.
    static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-._~".utf8.contains(byte)
            return isPlain
                ? String(UnicodeScalar(byte)) : "%" + Hexadecimal.encode([byte]).uppercased()
        }.joined()
    }
}
