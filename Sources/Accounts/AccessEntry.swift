package import Contracts

/// What somebody saw or did, and why.
package struct AccessEntry: Hashable, Sendable {
    /// Kinds of looks and deeds.
    package enum Act: String, CaseIterable, Hashable, Sendable {
        case caseSeen, subjectSeen, subjectsSearched, subjectsScreened, registerSearched, evidenceRead, bundleRead,
            exported, tokenised
        case signedIn, signInFailed, signedOut, passwordChanged, passwordIssued
        case accountAdded, accountChanged, accountEnabled, accountDisabled, tokenMade, tokenEnded, barLifted
        case begun, logRead

        /// The words on the page.
        package var title: String {
            switch self {
            case .caseSeen: "查看案件"
            case .subjectSeen: "查看主体"
            case .subjectsSearched: "检索主体"
            case .subjectsScreened: "核查主体"
            case .registerSearched: "查登记库"
            case .evidenceRead: "下载附件"
            case .bundleRead: "下载证据包"
            case .exported: "导出"
            case .tokenised: "生成自然人令牌"
            case .signedIn: "登录"
            case .signInFailed: "登录失败"
            case .signedOut: "退出登录"
            case .passwordChanged: "修改密码"
            case .passwordIssued: "发放一次性密码"
            case .accountAdded: "新建账号"
            case .accountChanged: "修改账号"
            case .accountEnabled: "启用账号"
            case .accountDisabled: "停用账号"
            case .tokenMade: "制发令牌"
            case .tokenEnded: "停用令牌"
            case .barLifted: "解除登录限制"
            case .begun: "启用账号管理"
            case .logRead: "查询访问记录"
            }
        }
    }

    /// What was done.
    package var act: Act
    /// Who; empty for a failed sign-in under a name that nobody has.
    package var officer: String
    /// From where.
    package var address: String
    /// The case that was looked at; empty for none.
    package var caseID: String
    /// The subject's code, token or name; empty for none.
    package var subject: String
    /// Why, in the officer's words.
    package var reason: String
    /// What else is to be known.
    package var detail: String

    /// An entry.
    package init(
        _ act: Act, by officer: String, address: String = "", caseID: String = "", subject: String = "",
        reason: String = "", detail: String = ""
    ) {
        self.act = act
        self.officer = officer
        self.address = address
        self.caseID = caseID
        self.subject = subject
        self.reason = reason
        self.detail = detail
    }
}

/// An entry as it stands in the log.
package struct AccessRow: Hashable, Sendable {
    /// Its number.
    package let number: Int64
    /// When (machine time).
    package let at: Moment
    /// What was written.
    package let entry: AccessEntry
}

/// Which entries are asked for; what is nil asks for all.
package struct AccessFilter: Hashable, Sendable {
    /// Of this officer.
    package var officer: String?
    /// Of this kind.
    package var act: AccessEntry.Act?
    /// About this subject, as it was written.
    package var subject: String?
    /// About this case.
    package var caseID: String?
    /// Not before.
    package var from: Moment?
    /// Before.
    package var before: Moment?

    /// All entries.
    package init() {}
}
