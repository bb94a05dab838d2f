import Accounts
import Casework
import Testing

/// Who may do what, written down a second time: a cell that changes in the code changes here too, or the build is red.
@Suite struct RightsTableTests {
    /// handler, firstReviewer, legalReviewer, headPrincipal, headDeputy, unitManager, areaManager, auditor, administrator.
    private static let table = """
        seeCases          xxxxxxxx.
        readBundles       xxxxxxxx.
        act               xxxxxxx..
        uploadEvidence    xxxxxxx..
        readEvidence      xxxxxxx..
        seeSubjects       xxxxxxxx.
        searchSubjects    xxxxxxxx.
        tokenisePersons   x........
        watchSubjects     xxxxxxx..
        seeDeadlines      xxxxxxxx.
        overseeDeadlines  ...xxxxx.
        seeStatistics     xxxxxxxxx
        exportData        xxxxxxxx.
        seeJobs           xxxxxxxx.
        overseeJobs       ...xxx.x.
        importLists       x........
        importCredit      x....x...
        seeImports        x.x..x.xx
        approveImports    ...xxx...
        confirmRemovals   ...xx....
        compareLists      x.xxxx.xx
        seeHandoffs       x.xxxx.xx
        supervise         x.xxx.xx.
        seeStatus         .......xx
        seeHeldBack       .......xx
        resolveHeldBack   ........x
        confirmRecovered  ...xx....
        proceedWithout    ........x
        seeRules          xxxxxxxxx
        manageCatalogues  .....x..x
        seeAccounts       .......xx
        manageAccounts    ........x
        manageTokens      ........x
        readAccessLog     .......x.
        """

    private static let roles: [Role] = [
        .handler, .firstReviewer, .legalReviewer, .headPrincipal, .headDeputy, .unitManager, .areaManager, .auditor,
        .administrator,
    ]

    @Test("Each cell of the table of rights is as it is written here")
    func cells() throws {
        var rows: [String: String] = [:]
        for line in RightsTableTests.table.split(separator: "\n") {
            let parts = line.split(separator: " ").map(String.init)
            try #require(parts.count == 2)
            rows[parts[0]] = parts[1]
        }
        #expect(Set(rows.keys) == Set(Right.allCases.map(\.rawValue)))
        for right in Right.allCases {
            let given = RightsTableTests.roles.map { right.roles.contains($0) ? "x" : "." }.joined()
            #expect(rows[right.rawValue] == given, "\(right.rawValue)")
        }
        #expect(RightsTableTests.roles.count == Role.allCases.count)
    }

    @Test("Casework, audit and administration are three persons' rights")
    func separation() {
        let (audit, work) = (Right.of([.auditor]), Right.of([.administrator]))
        #expect(!work.contains(.seeCases) && !work.contains(.seeSubjects) && !work.contains(.act))
        #expect(!audit.contains(.act) && !audit.contains(.manageAccounts) && !audit.contains(.resolveHeldBack))
        for role in RightsTableTests.roles.dropLast(2) {
            #expect(Right.of([role]).isDisjoint(with: [.manageAccounts, .manageTokens, .readAccessLog]), "\(role)")
        }
    }
}
