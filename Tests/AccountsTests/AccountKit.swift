import Accounts
import Casework
import Contracts
import Foundation
import Signing
import Testing

/// An accounts file in a folder of its own, with a clock that the test moves.
final class AccountKit: Sendable {
    static let start = Moment(milliseconds: 1_782_000_000_000)
    static let visitor = Visitor(address: "10.0.0.7", browser: "Test/1")
    static let secret = "correct horse battery 27"
    /// Cheap: the tests are about rules and not about the strength of the hash.
    static let cost = PasswordCost(rounds: 16, blockSize: 8, parallelism: 1)

    let folder: String
    let store: AccountStore

    init(
        policy: AccountPolicy = AccountPolicy(cost: AccountKit.cost), derivation: any PasswordDerivation = Scrypt()
    ) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "liandong-accounts-\(UUID().uuidString)").path()
        try SafeFile.makeFolder(folder)
        store = try AccountKit.open(folder, policy, derivation: derivation)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record("left behind: \(folder)") }
    }

    static func open(
        _ folder: String, _ policy: AccountPolicy = AccountPolicy(cost: AccountKit.cost),
        office: String = "510100-police", derivation: any PasswordDerivation = Scrypt()
    ) throws -> AccountStore {
        try AccountStore(
            path: folder + "/accounts.sqlite", office: try #require(OfficeID(office)),
            dataKey: [UInt8](repeating: 7, count: 32), policy: policy, derivation: derivation,
            at: start)
    }

    /// All that lies on the disk.
    func bytes() throws -> Data {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted().reduce(Data()) { all, name in
            all + (try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
        }
    }

    var passwordFile: String { folder + "/first-password.txt" }

    /// A register as `init` writes it, with what was handed out.
    static func register() -> (register: OfficerRegister, handedOut: [JSONValue]) {
        let officers = [
            FirstOfficer(id: "police-01", name: "李样", roles: ["handler"], region: "510100"),
            FirstOfficer(id: "police-09", name: "周景", roles: ["auditor"], region: "510100"),
            FirstOfficer(id: "police-10", name: "吴示", roles: ["administrator"], region: "510100"),
        ]
        return (OfficerRegister(entries: officers.map(\.entry)), officers.map(\.handOut))
    }

    /// Makes an officer whose password is `secret`.
    func officer(_ id: String, _ roles: [Role] = [.handler], at now: Moment = AccountKit.start) async throws -> Account
    {
        let first = try await store.add(
            id, AccountDraft(name: "张拟", roles: roles, region: "510100"), by: "root", at: now)
        let session = try await store.signIn(id, first, AccountKit.visitor, replacing: nil, at: now)
        _ = try await store.changePassword(
            of: session.session.officer, from: first, to: AccountKit.secret, AccountKit.visitor, at: now)
        return try #require(try await store.account(id))
    }

    func signIn(_ id: String, _ password: String = AccountKit.secret, at now: Moment = AccountKit.start) async throws
        -> NewSession
    {
        try await store.signIn(id, password, AccountKit.visitor, replacing: nil, at: now)
    }

    /// The code of the refusal that `work` ends with; nil when it does not refuse.
    static func code(_ work: () async throws -> Void) async throws -> String? {
        do {
            try await work()
            return nil
        } catch let refusal as Refusal {
            return refusal.code
        }
    }
}
