import Accounts
import Casework
import Console
import Contracts
import Offices
import Testing
import Workers

/// An office with its pages, and officers of one test alone who sign in with a password.
struct AccountScene: Sendable {
    static let password = "a long way to Chengdu 27"

    let office: OpenOffice
    let caller: Caller

    init() throws {
        office = try Province.shared.get().office
        caller = Caller(ConsoleRoutes.router(office.backend))
    }

    var accounts: AccountStore { office.accounts }
    var now: Moment { office.clock.now().machine }

    /// An officer whose password was set.
    func officer(_ id: String, _ roles: [Role] = [.handler]) async throws {
        let first = try await accounts.add(
            id, AccountDraft(name: "张拟", roles: roles, region: "510100"), by: "test", at: now)
        _ = try await accounts.changePassword(
            of: Officer(id: id, name: "张拟", roles: roles, region: "510100"), from: first, to: AccountScene.password,
            Visitor(address: "-", browser: ""), at: now)
    }

    /// A browser in which such an officer has signed in.
    func signedIn(_ id: String, _ roles: [Role] = [.handler]) async throws -> Browser {
        try await officer(id, roles)
        let browser = Browser(caller)
        let answer = try await browser.signIn(id, AccountScene.password)
        #expect(answer.status == 303, "\(answer.text.prefix(400))")
        return browser
    }
}
