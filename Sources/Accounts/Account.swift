package import Casework
package import Contracts
import GRDB

/// A person of the office, with what the person may do and whether they may come in.
package struct Account: Hashable, Sendable {
    /// Id, never changed or reused.
    package let id: String
    /// Name, as documents show it.
    package let name: String
    /// What the person may do.
    package let roles: [Role]
    /// Six digits of GB/T 2260: the region the person works for.
    package let region: String
    /// Whether the person may come in.
    package let isEnabled: Bool
    /// Counts the changes: who changes an account says which version was seen.
    package let version: Int64
    /// When it was made.
    package let createdAt: Moment
    /// When it was last changed.
    package let changedAt: Moment
    /// When the person last came in with a password.
    package let signedInAt: Moment?
    /// What stands for a password.
    package let password: PasswordStanding

    /// Whether an account has a password.
    package enum PasswordStanding: Hashable, Sendable {
        /// None: only tokens.
        case none
        /// One of the person's own.
        case own
        /// One that was given and must be changed at its first use; it is worth nothing after that moment.
        case oneTime(until: Moment)
    }

    /// The person behind an order.
    package var officer: Officer { Officer(id: id, name: name, roles: roles, region: region) }

    static let columns = """
        a.id, a.name, a.roles, a.region, a.is_enabled, a.version, a.created_at, a.changed_at, a.signed_in_at,
        p.is_one_time, p.expires_at
        """
    static let tables = "account a LEFT JOIN password p ON p.account = a.id"

    init(_ row: Row) {
        id = row[0]
        name = row[1]
        roles = Account.roles(row[2])
        region = row[3]
        isEnabled = row[4]
        version = row[5]
        createdAt = Moment(milliseconds: row[6])
        changedAt = Moment(milliseconds: row[7])
        signedInAt = (row[8] as Int64?).map { Moment(milliseconds: $0) }
        switch row[9] as Bool? {
        case nil: password = .none
        case true?: password = .oneTime(until: Moment(milliseconds: (row[10] as Int64?) ?? 0))
        case false?: password = .own
        }
    }

    /// Roles as a column has them.
    static func text(_ roles: [Role]) -> String {
        Role.allCases.filter(roles.contains).map(\.rawValue).joined(separator: ",")
    }

    static func roles(_ text: String) -> [Role] { text.split(separator: ",").compactMap { Role(rawValue: String($0)) } }
}

/// What an administrator says of an account.
package struct AccountDraft: Hashable, Sendable {
    /// Name, as documents show it.
    package var name: String
    /// What the person may do.
    package var roles: [Role]
    /// Six digits of GB/T 2260.
    package var region: String

    /// A draft from what was typed.
    package init(name: String, roles: [Role], region: String) {
        self.name = name
        self.roles = roles
        self.region = region
    }

    /// What is wrong with it; the first is told.
    func check() throws(Refusal) {
        guard !name.isEmpty, name.count <= 64 else {
            throw Refusal(code: "FIELD_INVALID", text: "姓名应为1至64字。", field: "name")
        }
        guard !roles.isEmpty else {
            throw Refusal(code: "FIELD_MISSING", text: "请至少选择一个角色。", field: "roles")
        }
        guard RegionCode(region) != nil else {
            throw Refusal(code: "REGION_INVALID", text: "所属区域应为六位行政区划代码。", field: "region")
        }
        if let lonely = roles.first(where: { [.administrator, .auditor].contains($0) }), Set(roles).count > 1 {
            throw Refusal(
                code: "ROLES_INCOMPATIBLE", text: "\(lonely.title)不得兼任其他角色：系统管理、审计与业务办理须由不同的人负责。",
                basis: "GB/T 22239-2019 8.1.5", field: "roles")
        }
    }
}
