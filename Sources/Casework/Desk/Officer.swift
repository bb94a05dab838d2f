/// What a person may do in an office.
package enum Role: String, CaseIterable, Hashable, Sendable {
    case handler, firstReviewer, legalReviewer, headPrincipal, headDeputy, unitManager, areaManager, auditor
    case administrator

    /// The word on the console.
    package var title: String {
        switch self {
        case .handler: "承办人"
        case .firstReviewer: "初审人"
        case .legalReviewer: "法制审核人员"
        case .headPrincipal: "主要负责人"
        case .headDeputy: "分管负责人"
        case .unitManager: "单位管理员"
        case .areaManager: "区域管理员"
        case .auditor: "审计员"
        case .administrator: "系统管理员"
        }
    }
}

/// The person behind an order.
package struct Officer: Hashable, Sendable {
    /// The id in the office's officers file.
    package let id: String
    /// Name, as documents show it.
    package let name: String
    /// What the person may do.
    package let roles: [Role]
    /// Six digits of GB/T 2260.
    package let region: String

    /// A person.
    package init(id: String, name: String, roles: [Role], region: String) {
        self.id = id
        self.name = name
        self.roles = roles
        self.region = region
    }
}
