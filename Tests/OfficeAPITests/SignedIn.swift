import Accounts
import Casework
import Contracts
import Offices
import Signing
import Testing
import Workers

extension OpenOffice {
    /// Who works here, as the hand-out of the first start has it.
    func person(_ role: Role) throws -> (account: String, password: String) {
        let rows = try JSONValue.parse(SafeFile.read(province.layout.tokens(id), access: .secret))["tokens"]?.array
        let row = rows?.first { $0["roles"]?.array?.contains { $0.string == role.rawValue } ?? false }
        return (try #require(row?["id"]?.string), try #require(row?["password"]?.string))
    }

    /// Signs an officer of a role in with the password: the cookie as a browser sends it.
    func signIn(_ role: Role) async throws -> String {
        let (account, password) = try person(role)
        let session = try await accounts.signIn(
            account, password, Visitor(address: "-", browser: "test"), replacing: nil, at: clock.now().machine)
        return "liandong-\(id)=\(session.secret)"
    }

    /// The settings of its interface on a free port of loopback.
    func loopback() throws -> WorkerSettings.HTTP {
        let path = province.layout.configuration(id)
        let json = try JSONValue.parse(SafeFile.read(path, access: .shared)).setting(
            "http", ["host": "127.0.0.1", "port": 0])
        return try WorkerSettings.read(json.bytes, path: path, environment: [:]).http
    }
}
