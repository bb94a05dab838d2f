import Contracts
import Foundation
import Logging
import OfficeAPI
import Signing
import Synchronization
import Testing
import Web
import Workers

/// The worker's own TLS.
@Suite(.timeLimit(.minutes(10))) struct ServerTLSTests {
    private let office: OpenOffice
    private let files: Result<Certificates, any Error>

    init() throws {
        office = try Province.shared.get().office
        files = Certificates.made
    }

    private var now: Moment { OfficeClock.machine() }

    private func tls(_ name: String = "server", key: String? = nil, clients: String? = nil, at moment: Moment? = nil)
        throws
        -> ServerTLS
    {
        let files = try files.get()
        return try ServerTLS(
            certificate: try files.read(name + ".pem"), key: try files.read((key ?? name) + ".key"),
            clientAuthorities: try clients.map { try files.read($0 + ".pem") }, at: moment ?? now)
    }

    @Test func `a certificate that is over, not begun, or of another key is refused with what to do`() throws {
        _ = try tls()
        let cases: [(words: String, work: () throws -> ServerTLS)] = [
            ("renew it", { try tls(at: now + .hours(24 * 400)) }),
            ("valid from", { try tls(at: now + .hours(-48)) }),
            ("is not the key", { try tls("server", key: "client") }),
        ]
        for (words, work) in cases {
            let refusal = #expect(throws: ServerRefusal.self) { _ = try work() }
            #expect(refusal?.description.contains(words) == true, "\(refusal?.description ?? "")")
        }
        for bytes in [[], Array("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8)] as [[UInt8]] {
            let key = try files.get().read("server.key")
            #expect(throws: ServerRefusal.self) {
                try ServerTLS(certificate: bytes, key: key, clientAuthorities: nil, at: now)
            }
        }
    }

    @Test func `a server with a certificate speaks TLS and nothing else`() async throws {
        try await serving(try tls()) { port async throws in
            #expect(try await Certificates.ask(port, authority: files.get().path("server.pem")).contains("200 OK"))
            #expect(try await Certificates.ask(port, authority: nil) == "")
        }
    }

    @Test func `with authorities for clients only clients with a certificate of theirs are served`() async throws {
        try await serving(try tls(clients: "client")) { port in
            let files = try files.get()
            let authority = files.path("server.pem")
            #expect(try await Certificates.ask(port, authority: authority) == "")
            let known = try await Certificates.ask(port, authority: authority, as: files.path("client"))
            #expect(known.contains("200 OK"))
            #expect(try await Certificates.ask(port, authority: authority, as: files.path("server")) == "")
        }
    }

    private func serving(_ tls: ServerTLS, _ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        let port = Mutex(0)
        let server = try WebServer(
            router: OfficeRoutes.router(office.backend), host: "0.0.0.0", port: 0, tls: tls, logger: office.logger,
            onServing: { found in port.withLock { $0 = found } })
        try await Province.run([server], logger: office.logger) {
            try await eventually("the server listens") { port.withLock { $0 } > 0 }
            try await body(port.withLock { $0 })
        }
    }
}

/// Self-signed certificates, made once with openssl, and a client that speaks TLS.
struct Certificates: Sendable {
    private let folder: String

    static let made = Result { try Certificates() }

    private init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "liandong-tls-\(UUID().uuidString)").path()
        try SafeFile.makeFolder(folder)
        for name in ["server", "client"] {
            try Certificates.run(
                "openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "365",
                    "-subj",
                    "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout",
                    path("\(name).key"), "-out", path("\(name).pem"),
                ])
        }
    }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path(name)))) }

    /// What the health page answers over TLS; empty when the connection is refused. Without an authority it asks in plain.
    static func ask(_ port: Int, authority: String?, as client: String? = nil) async throws -> String {
        var arguments = ["--silent", "--include", "--max-time", "60"]
        if let authority { arguments += ["--cacert", authority] }
        if let client { arguments += ["--cert", client + ".pem", "--key", client + ".key"] }
        arguments.append("\(authority == nil ? "http" : "https")://localhost:\(port)/healthz")
        let (code, said) = try await Program.run(["curl"] + arguments)
        return code == 0 ? String(decoding: said, as: UTF8.self) : ""
    }

    private static func run(_ program: String, _ arguments: [String]) throws {
        try #require(try Program.runNow([program] + arguments).code == 0, "\(program)")
    }
}
