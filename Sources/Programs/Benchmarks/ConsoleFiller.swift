import Casework
import Contracts
import Foundation
import Ledgers
import Offices
import Signing
import Workers

/// Cases of all kinds and states as an office has them after some years: its own, received and copied ones, most of them
/// ended or in force, some waiting with terms before and behind their end. No firm of them exists.
struct ConsoleFiller: Sendable {
    /// How many cases.
    let count: Int
    /// The office whose ledger it is.
    let own: OfficeID
    /// The offices with which it has cases.
    let others: [OfficeID]
    private let ruleSet: String
    private let now: Moment
    private let tables: [Table]

    /// Cases of one transaction.
    private static let step = 20_000
    private static let cacheKibibytes = 131_072
    /// Over how many days the cases were opened.
    static let days = 5 * 365
    /// Days for which an entry or a publication stands.
    private static let standing = 3 * 365

    /// States of one kind, parted by whether the case can go on from them.
    private struct Table: Sendable {
        let kind: CaseKind
        let open, ended: [String]
        /// Rules of the terms that run.
        let rules: [String]

        init(_ kind: CaseKind, rules: [String]) {
            let workflow = Workflow.of(kind)
            let moves = Set(workflow.rows.filter { $0.order != nil && $0.to != .stays }.flatMap(\.from))
            let names = workflow.states.map(\.name)
            self.kind = kind
            self.rules = rules
            open = names.filter { moves.contains($0) }
            ended = names.filter { !moves.contains($0) }
        }
    }

    /// Kinds by how many there are, in a hundred, and the rules that set their terms.
    private static let kinds: [(kind: CaseKind, share: Int, rules: [String])] = [
        (.listEntry, 38, ["LIST-EXPIRE"]), (.publication, 25, ["PUB-EXPIRE"]),
        (.referral, 15, ["REF-ACCEPT", "REF-CONFIRM", "REF-OPENED"]), (.handoff, 6, ["CR-02", "CR-08", "CR-10"]),
        (.repair, 5, ["RP-05-ACCEPT", "RP-05-DECIDE"]), (.risk, 4, ["RISK-TRIAGE", "RISK-REPLY"]),
        (.slip, 3, ["SLIP-LEAD", "SLIP-OTHER"]), (.assistance, 1, ["TASK-REPLY"]),
        (.task, 1, ["TASK-REPLY", "TASK-MILESTONE"]), (.commentRound, 1, ["COMMENT-REPLY"]),
        (.supervision, 1, ["SUP-CORRECT"]),
    ]

    /// Cases of the office whose settings these are.
    init(_ settings: WorkerSettings, _ house: BenchmarkHouse, count: Int, at now: Moment) {
        self.count = count
        self.now = now
        own = settings.office
        ruleSet = house.rules.version
        others = OfficePlan.demo.map(\.profile.id).filter { $0 != settings.office }
        tables = ConsoleFiller.kinds.flatMap { kind, share, rules in
            Array(repeating: Table(kind, rules: rules), count: share)
        }
    }

    /// Writes all cases.
    func fill(_ options: LedgerOptions, _ progress: (String) -> Void) throws {
        // Rows of one case go to a dozen places of the file: a large cache writes each page once for many cases.
        var options = options
        options.cacheKibibytes = ConsoleFiller.cacheKibibytes
        options.automaticCheckpointPages = ConsoleFiller.cacheKibibytes / 4
        let ledger = try SQLiteLedger(options)
        // Whose side and whose turn a case is, its line in the work lists says when it is written.
        var first = Commit(machineTime: now, officialTime: now)
        first.settings = [(.office, own.description)]
        try ledger.apply(first)
        var done = 0
        while done < count {
            var commit = Commit(machineTime: now, officialTime: now)
            let last = min(count, done + ConsoleFiller.step)
            commit.cases = try (done..<last).map { try file($0) }
            done = last
            try ledger.apply(commit)
            progress("写入案件 \(done)/\(count)")
        }
    }

    /// The firm of case `number`: each has some cases.
    func firm(_ number: Int) -> Int { draw(number, 1, below: max(1, count / 3)) }

    /// The code of the firm of case `number`. One firm in a hundred is registered in the county whose officer looks at the
    /// lists too: what is hard for a list is to find the few.
    func code(_ number: Int) -> String {
        let firm = firm(number)
        return SubjectCodes.code(firm + (firm % 100 == 0 ? 0 : 1 + firm % 4) * 1_000_000)
    }

    /// The name of the firm of case `number`.
    func name(_ number: Int) -> String { FeedFiller.name(firm(number)) }

    /// The id of case `number`; its opener is part of it.
    func id(_ number: Int) -> CaseID {
        CaseID(
            office: opener(number), number: LetterID(time: now, randomHigh: 9, randomLow: UInt64(number)))
    }

    /// Case `number`; the first is the oldest.
    func file(_ number: Int) throws -> CaseFile {
        let table = tables[draw(number, 2, below: tables.count)]
        let opened = openedAt(number)
        let state = state(number, table, opened)
        let updated = min(now, opened + .hours(Int64(draw(number, 3, below: 24 * 120))))
        let json: JSONValue = [
            "id": .string(id(number).description), "kind": .string(table.kind.rawValue), "state": .string(state),
            "version": 1, "facts": facts(number, table.kind), "flags": [],
            "deadlines": table.open.contains(state) ? [deadline(number, table, opened)] : [],
            "subject": .string(code(number)), "openedAt": .string(opened.description),
            "updatedAt": .string(updated.description),
        ]
        guard let file = CaseFile(json: json) else { throw BenchmarkFault("the sample case cannot be read") }
        return file
    }

    // MARK: Parts

    /// A number below `bound` that is the same in every run; `salt` parts what one case needs.
    private func draw(_ number: Int, _ salt: UInt64, below bound: Int) -> Int {
        // The finaliser of SplitMix64: neighbours come out far apart.
        var mixed = UInt64(number) &* 0x9E37_79B9_7F4A_7C15 &+ salt &* 0xD1B5_4A32_D192_ED03
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }

    private func opener(_ number: Int) -> OfficeID {
        draw(number, 4, below: 10) < 4 ? own : others[draw(number, 5, below: others.count)]
    }

    private func openedAt(_ number: Int) -> Moment {
        let hours = ConsoleFiller.days * 24 * (count - number) / count + draw(number, 6, below: 20 * 24)
        return Moment(milliseconds: now.milliseconds - Int64(hours) * 3_600_000)
    }

    private func state(_ number: Int, _ table: Table, _ opened: Moment) -> String {
        let age = Int((now.milliseconds - opened.milliseconds) / 86_400_000)
        let chance = draw(number, 7, below: 100)
        if table.open.contains("published"), age < ConsoleFiller.standing, chance < 80 { return "published" }
        let isOpen = age < 180 ? chance < 75 : chance < 2
        let states = isOpen || table.ended.isEmpty ? table.open : table.ended
        return states[draw(number, 8, below: states.count)]
    }

    private func facts(_ number: Int, _ kind: CaseKind) -> JSONValue {
        let name = JSONValue.string(name(number))
        let code = JSONValue.string(code(number))
        let region = JSONValue.string(String(self.code(number).dropFirst(2).prefix(6)))
        let isCopy = draw(number, 9, below: 4) == 0
        let recipient = opener(number) == own || isCopy ? others[draw(number, 10, below: others.count)] : own
        let facts: JSONValue = [
            "caseName": .string("涉嫌违法线索（示例第\(number)件）"),
            "subject": ["subjectKind": "organisation", "name": name, "uscc": code, "registeredRegion": region],
            "facts": "检查中发现当事人账簿与实际经营情况不符（示例数据）。", "legalBasis": "《中华人民共和国行政处罚法》第二十五条",
            "recipients": [.string(recipient.description)], "cc": isCopy ? [.string(own.description)] : [],
        ]
        switch kind {
        case .listEntry:
            return facts.merging([
                "listKind": "seriousViolation", "cause": "无证经营，情节严重", "version": 1,
                "listingDecisionNo": .string("成市监列〔2026〕\(number + 1)号"), "recipients": [],
                "measures": [["code": "M04", "name": "限制享受优惠政策"], ["code": "M12", "name": "限制任职"]],
            ])
        case .publication:
            return facts.merging([
                "record": [
                    "counterpartyName": name, "counterpartyKind": "organisation", "uscc": code,
                    "decisionNo": .string("成锦市监处罚〔2026〕\(number + 1)号"), "penaltyKinds": ["fine"],
                    "fineAmountFen": 5_000_000, "decisionDate": "2026-07-30",
                ]
            ])
        default: return facts
        }
    }

    /// The term that runs: a tenth is overdue, a tenth ends within three days, some stand still.
    private func deadline(_ number: Int, _ table: Table, _ opened: Moment) -> JSONValue {
        let chance = draw(number, 11, below: 100)
        let isStanding = table.open.contains("published")
        let hours: Int64 =
            switch chance {
            case ..<10 where !isStanding: -Int64(1 + draw(number, 12, below: 60 * 24))
            case ..<20 where !isStanding: Int64(1 + draw(number, 13, below: 70))
            default: Int64(72 + draw(number, 14, below: (isStanding ? ConsoleFiller.standing : 90) * 24))
            }
        let due = now + .hours(hours)
        let holder = chance % 2 == 0 ? own : others[draw(number, 15, below: others.count)]
        let isPaused = chance >= 97
        // Terms that end while it is measured have rung already: what rings is another benchmark's to measure.
        let rungs: JSONValue = hours < 48 ? [] : [["name": "due", "at": .string((due + .milliseconds(1)).description)]]
        return .members([
            ("key", .string(isStanding ? "expiry" : "answer")),
            ("rule", .string(table.rules[draw(number, 16, below: table.rules.count)])),
            ("ruleSet", .string(ruleSet)), ("start", .string(opened.description)),
            ("due", isPaused ? nil : .string(due.description)), ("holder", .string(holder.description)),
            ("setBy", .string(opener(number).description)), ("status", isPaused ? "paused" : "running"),
            ("rungs", isPaused ? [] : rungs),
        ])
    }
}
