import Contracts
import Foundation
import Hummingbird
import OfficeAPI
import Testing
import Web

/// A browser before an office's pages: it keeps cookies and says where its requests come from.
final class Browser {
    private let caller: Caller
    private(set) var cookies: [String: String] = [:]
    /// Headers that each request has besides; a proxy's, for example.
    var headers: HTTPFields = [:]
    /// What it says of where a form comes from.
    var site = "same-origin"

    init(_ caller: Caller) { self.caller = caller.with(token: nil) }

    func get(_ path: String) async throws -> Answer {
        try await send(.get, path, [], ["accept": "text/html", "sec-fetch-site": "none"])
    }

    /// Sends a form; the key of the session goes with it unless the fields say another.
    @discardableResult func post(_ path: String, _ fields: [String: String], withKey: Bool = true) async throws
        -> Answer
    {
        var fields = fields
        if withKey, fields["formKey"] == nil { fields["formKey"] = try await formKey() }
        let body = fields.sorted { $0.key < $1.key }.map { "\(Browser.encoded($0.key))=\(Browser.encoded($0.value))" }
            .joined(separator: "&")
        return try await send(
            .post, path, Array(body.utf8),
            ["accept": "text/html", "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": site])
    }

    /// Signs in.
    @discardableResult func signIn(_ account: String, _ password: String, next: String = "") async throws -> Answer {
        try await post("/sign-in", ["account": account, "password": password, "next": next], withKey: false)
    }

    /// The key that the forms of this session carry, as a page has it; empty when nobody has signed in.
    func formKey() async throws -> String {
        let page = try await get("/account/password").text
        guard let start = page.range(of: "name=\"formKey\" value=\"") else { return "" }
        return String(page[start.upperBound...].prefix { $0 != "\"" })
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8], _ fields: [String: String]
    ) async throws -> Answer {
        var head = headers
        for (name, value) in fields {
            guard let name = FieldName(name) else { continue }
            head[name] = value
        }
        if !cookies.isEmpty {
            head[.cookie] = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        }
        let answer = try await caller.send(method, path, body, headers: head)
        for line in answer.headers[values: .setCookie] { keep(line) }
        return answer
    }

    private func keep(_ line: String) {
        let pair = line.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2 else { return }
        let isGone = line.contains("Max-Age=0")
        cookies[String(pair[0])] = isGone ? nil : String(pair[1])
    }

    /// Plants a cookie, as somebody would who wants a person to work in a session that he knows.
    func plant(_ name: String, _ value: String) { cookies[name] = value }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                ? String(UnicodeScalar(byte)) : "%" + Hexadecimal.encode([byte]).uppercased()
        }.joined()
    }
}
