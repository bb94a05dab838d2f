/// Something that a person may do at an office's pages and interface. Which order may be given in which state of a case is the
/// desk's to say (`Transition.roles`); a right opens the way to it.
package enum Right: String, CaseIterable, Hashable, Sendable {
    /// Lists and pages of cases, their timelines, letters and what may be done next.
    case seeCases
    /// The evidence bundle of a case.
    case readBundles
    /// Orders: everything that moves a case.
    case act
    /// Files for cases.
    case uploadEvidence
    /// Files of cases; the desk says of which.
    case readEvidence
    /// One subject: what is listed, published, marked of it; the question whether it is listed.
    case seeSubjects
    /// Subjects by name, or a whole file of them.
    case searchSubjects
    /// A person's token from the number of a document.
    case tokenisePersons
    /// Lists of subjects that are watched.
    case watchSubjects
    /// What is due and overdue.
    case seeDeadlines
    /// Due dates of all officers, reminders and escalations.
    case overseeDeadlines
    /// Counts, quality of data, scorecards.
    case seeStatistics
    /// Files of lists and of publications, and the comparison with what a platform shows.
    case exportData
    /// Background work: what runs, how far, its result.
    case seeJobs
    /// Background work of others.
    case overseeJobs
    /// Files of list entries as input.
    case importLists
    /// Files of penalties and licences as input, and their undoing.
    case importCredit
    /// What was imported, with its mistakes.
    case seeImports
    /// The release of what another person imported.
    case approveImports
    /// The second person's word for a mass removal.
    case confirmRemovals
    /// Roots of lists here and at others.
    case compareLists
    /// Whether all handoffs have come.
    case seeHandoffs
    /// The view of supervision: what other offices owe, fines that are blocked.
    case supervise
    /// State of the program, streams, alarms, counterparts.
    case seeStatus
    /// Letters that wait or lie in quarantine.
    case seeHeldBack
    /// Replay and discard of such letters.
    case resolveHeldBack
    /// The word that what came back after a restore is right.
    case confirmRecovered
    /// Streams opened without waiting for others after a restore.
    case proceedWithout
    /// Directory, calendars, rule sets and what would change with them.
    case seeRules
    /// The office's own catalogues and calendars.
    case manageCatalogues
    /// Accounts and who is signed in.
    case seeAccounts
    /// Accounts made, changed, disabled; one-time passwords; bars lifted.
    case manageAccounts
    /// Tokens of programs.
    case manageTokens
    /// Who saw whose data and why.
    case readAccessLog

    /// The words on the page.
    package var title: String { row.title }

    /// The roles that have the right.
    package var roles: [Role] { row.roles }

    /// All rights that roles give.
    package static func of(_ roles: [Role]) -> Set<Right> {
        Set(allCases.filter { right in right.roles.contains { roles.contains($0) } })
    }
}

extension Right {
    private static let officers: [Role] = [
        .handler, .firstReviewer, .legalReviewer, .headPrincipal, .headDeputy, .unitManager, .areaManager,
    ]
    private static let heads: [Role] = [.headPrincipal, .headDeputy]

    /// The table: rights by roles. System management, audit and casework are three persons' (GB/T 22239-2019 8.1.5): the
    /// administrator sees no case and no subject, the auditor sees all and changes nothing.
    private var row: (title: String, roles: [Role]) {
        switch self {
        case .seeCases: ("查看案件", Right.officers + [.auditor])
        case .readBundles: ("下载证据包", Right.officers + [.auditor])
        case .act: ("办理案件", Right.officers)
        case .uploadEvidence: ("上传附件", Right.officers)
        case .readEvidence: ("下载附件", Right.officers)
        case .seeSubjects: ("查看和核查主体", Right.officers + [.auditor])
        case .searchSubjects: ("按名称或者成批查找主体", Right.officers + [.auditor])
        case .tokenisePersons: ("生成自然人令牌", [.handler])
        case .watchSubjects: ("关注主体", Right.officers)
        case .seeDeadlines: ("查看期限", Right.officers + [.auditor])
        case .overseeDeadlines: ("查看全部人员的期限", Right.heads + [.unitManager, .areaManager, .auditor])
        case .seeStatistics: ("查看统计", Right.officers + [.auditor, .administrator])
        case .exportData: ("导出数据", Right.officers + [.auditor])
        case .seeJobs: ("查看后台任务", Right.officers + [.auditor])
        case .overseeJobs: ("查看他人的后台任务", Right.heads + [.unitManager, .auditor])
        case .importLists: ("导入名单", [.handler])
        case .importCredit: ("导入双公示数据", [.handler, .unitManager])
        case .seeImports: ("查看导入批次", [.handler, .unitManager, .legalReviewer, .auditor, .administrator])
        case .approveImports: ("批准导入", Right.heads + [.unitManager])
        case .confirmRemovals: ("确认批量移出", Right.heads)
        case .compareLists, .seeHandoffs:
            (
                self == .compareLists ? "核对名单" : "核对移送连号",
                [.handler, .legalReviewer, .unitManager] + Right.heads + [.auditor, .administrator]
            )
        case .supervise: ("监督视图", [.handler, .legalReviewer] + Right.heads + [.areaManager, .auditor])
        case .seeStatus: ("查看运行状态", [.administrator, .auditor])
        case .seeHeldBack: ("查看隔离和等待的报文", [.administrator, .auditor])
        case .resolveHeldBack: ("处理隔离和等待的报文", [.administrator])
        case .confirmRecovered: ("确认找回的报文", Right.heads)
        case .proceedWithout: ("不再等待所列单位", [.administrator])
        case .seeRules: ("查看目录和规则", Role.allCases)
        case .manageCatalogues: ("维护事项目录和日历", [.unitManager, .administrator])
        case .seeAccounts: ("查看账号", [.administrator, .auditor])
        case .manageAccounts: ("管理账号", [.administrator])
        case .manageTokens: ("管理令牌", [.administrator])
        case .readAccessLog: ("查询访问记录", [.auditor])
        }
    }
}
