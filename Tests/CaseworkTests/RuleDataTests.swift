import Casework
import Contracts
import Foundation
import Testing

/// The documents of `Deploy/rules` against the law as domain.md has it.
struct RuleDataTests {
    let rules: RuleSet

    init() throws {
        rules = try RuleDocuments.ruleSet()
    }

    struct Step: CustomTestStringConvertible, Sendable {
        let rule: String
        let start: String
        let due: String
        var extensions = 0

        var testDescription: String { "\(rule) from \(start) is due \(due)" }
    }

    /// Every date of scenarios S1–S5 (domain F) that follows from a rule alone.
    static let scenarios = [
        Step(rule: "AP-01", start: "2026-05-06T09:00", due: "2026-05-26"),
        Step(rule: "AP-01", start: "2026-05-06T09:00", due: "2026-06-16", extensions: 1),
        Step(rule: "AP-31-REPORTER", start: "2026-05-20T09:00", due: "2026-05-27"),
        Step(rule: "AP-02", start: "2026-05-20T09:00", due: "2026-08-18"),
        Step(rule: "AP-02", start: "2026-05-20T09:00", due: "2026-09-17", extensions: 1),
        Step(rule: "AP-10", start: "2026-07-06T09:00", due: "2026-07-20"),
        Step(rule: "AP-13", start: "2026-07-20T09:00", due: "2026-07-27"),
        Step(rule: "AP-17", start: "2026-07-31T09:00", due: "2026-08-17"),
        Step(rule: "PB-01", start: "2026-07-30T09:00", due: "2026-08-10"),
        Step(rule: "PB-02", start: "2026-07-30T09:00", due: "2026-08-27"),
        Step(rule: "PUB-CORRECT", start: "2026-08-20T09:00", due: "2026-08-25"),
        Step(rule: "DS-04", start: "2026-08-20T09:00", due: "2026-09-03"),
        Step(rule: "AP-02", start: "2026-06-10T09:00", due: "2026-09-08"),
        Step(rule: "CR-02", start: "2026-07-01T09:00", due: "2026-07-06"),
        Step(rule: "CR-08-SUPPLEMENT", start: "2026-07-05T09:00", due: "2026-07-08"),
        Step(rule: "CR-10", start: "2026-07-04T11:20", due: "2026-07-07"),
        Step(rule: "CR-20", start: "2026-07-08T09:00", due: "2026-07-13"),
        Step(rule: "CR-10", start: "2026-09-21T10:00", due: "2026-09-24"),
        Step(rule: "CR-11", start: "2026-09-24T17:00", due: "2026-09-28"),
        Step(rule: "CR-12", start: "2026-09-28T09:00", due: "2026-10-08"),
        Step(rule: "CR-13", start: "2026-09-30T09:00", due: "2026-10-08"),
        Step(rule: "CR-14", start: "2026-10-12T09:00", due: "2026-10-19"),
        Step(rule: "CR-16", start: "2026-10-19T09:00", due: "2026-10-29"),
        Step(rule: "CR-15", start: "2026-10-26T09:00", due: "2026-11-10"),
        Step(rule: "CR-20", start: "2026-11-09T09:00", due: "2026-11-12"),
        Step(rule: "SL-06-STATEMENT", start: "2025-10-13T09:00", due: "2025-10-20"),
        Step(rule: "TX-03", start: "2025-10-10T09:00", due: "2025-11-20"),
        Step(rule: "PB-15", start: "2025-11-05T09:00", due: "2025-12-15"),
        Step(rule: "TX-STOP", start: "2026-06-26T09:00", due: "2026-07-03"),
        Step(rule: "PB-01", start: "2026-06-01T09:00", due: "2026-06-10"),
        Step(rule: "SL-08-PUSH", start: "2026-06-01T09:00", due: "2026-06-15"),
        Step(rule: "SL-08-RECEIVE", start: "2026-06-08T09:00", due: "2026-06-23"),
        Step(rule: "LIST-ACK", start: "2026-06-18T09:00", due: "2026-06-22"),
        Step(rule: "LIST-MEASURE", start: "2026-06-18T09:00", due: "2026-07-03"),
        Step(rule: "SL-12", start: "2026-11-05T09:00", due: "2026-11-10"),
    ]

    @Test(arguments: scenarios)
    func `a scenario's due date follows from its rule`(step: Step) throws {
        let start = try moment(step.start)
        let term = try rules.deadline(step.rule, on: start.civilDate).term(from: start, extensions: step.extensions)
        let due = try #require(term.due(rules.calendar))
        #expect(due.day == (try day(step.due)))
        #expect(!due.isProvisional)
    }

    @Test(arguments: [
        ("CR-03", "2026-07-03T16:30", "2026-07-04T16:30"), ("CR-08", "2026-07-04T11:20", "2026-07-05T11:20"),
        ("CR-07", "2026-09-30T18:00", "2026-10-01T18:00"), ("REF-DELIVERED", "2026-09-30T18:00", "2026-09-30T18:05"),
    ])
    func `hour and minute terms of the scenarios are exact`(rule: String, start: String, due: String) throws {
        let started = try moment(start)
        let term = try rules.deadline(rule, on: started.civilDate).term(from: started)
        #expect(term.due(rules.calendar)?.moment == (try moment(due)))
    }

    @Test func `the police are overdue from the first moment after the third day`() throws {
        let start = try moment("2026-09-21T10:00")
        let rule = try rules.deadline("CR-10", on: start.civilDate)
        #expect(rule.term(from: start).due(rules.calendar)?.expiry == (try moment("2026-09-25T00:00")))
        #expect(rule.onBreach.contains(.policeOverdue))
        #expect(rule.onBreach.contains(.notifyProcuratorate))
    }

    @Test func `time in criminal justice is left out of the penalty term`() throws {
        let start = try moment("2026-08-03T09:00")
        let rule = try rules.deadline("AP-02", on: start.civilDate)
        let handoff = Suspension(
            from: try moment("2026-09-21T09:00"), until: try moment("2026-09-28T17:00"), reason: "criminalHandoff",
            document: "杭西市监移字〔2026〕3号")
        // Ninety days end on Sunday 2026-11-01; seven days later is Sunday 11-08.
        #expect(rule.term(from: start).due(rules.calendar)?.day == (try day("2026-11-02")))
        #expect(rule.term(from: start, suspensions: [handoff]).due(rules.calendar)?.day == (try day("2026-11-09")))
    }

    @Test(arguments: [
        ("market-regulation", "AP-02"), ("tax", "AP-03"), ("customs", "AP-04"), ("police", "AP-05"),
        ("cyberspace", "AP-06"), ("finance", "AP-02-GENERAL"),
    ])
    func `each agency has its own term for a penalty decision`(agency: String, rule: String) throws {
        let found = try rules.deadline(for: "penalty.decide", agency: agency, on: try day("2026-05-20"))
        #expect(found.id == rule)
    }

    @Test(arguments: [
        ("general", "2026-10-30", "2027-07-30"), ("serious", "2027-07-30", "2029-07-30"),
    ])
    func `credit China counts its periods from the decision`(severity: String, earliest: String, last: String) throws {
        let decided = try day("2026-07-30")
        let channel = try rules.channel("creditChina", on: decided)
        let period = try #require(PublicationChannel.Severity(rawValue: severity).flatMap(channel.period))
        #expect(period.countedFrom == .decisionDate)
        #expect(period.repairableFrom(decided) == (try day(earliest)))
        #expect(period.lastDay(decided) == (try day(last)))
    }

    @Test func `the enterprise publicity system counts three years from publication`() throws {
        let published = try day("2026-08-07")
        let period = try #require(try rules.channel("gsxt", on: published).period(.general))
        #expect(period.countedFrom == .publicationDate)
        #expect(period.lastDay(published) == (try day("2029-08-07")))
    }

    @Test func `the credit repair rule changed on the first of April 2026`() throws {
        let before = try rules.channel("creditChina", on: try day("2026-03-31"))
        let after = try rules.channel("creditChina", on: try day("2026-04-01"))
        #expect(before.basis.first?.effectiveFrom == (try day("2023-05-01")))
        #expect(after.basis.first?.effectiveFrom == (try day("2026-04-01")))
        #expect(after.period(.minor)?.practice == .onlyIfNecessary)
    }

    @Test(arguments: ["creditChina", "gsxt", "taxSite", "customsCredit"])
    func `sealed records and data of minors are published nowhere`(name: String) throws {
        let exclusions = try rules.channel(name, on: try day("2026-07-01")).exclusions
        #expect(exclusions.first { $0.ground == .publicSecurityPenalty }?.reason == "SEALED_RECORD")
        #expect(exclusions.first { $0.ground == .minorPerson }?.reason == "MINOR_DATA")
    }

    @Test func `every reason code has Chinese words and advice`() {
        #expect(rules.reasons.count >= 90)
        for reason in rules.reasons {
            #expect(reason.chinese.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }, "\(reason.code)")
            #expect(reason.advice.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }, "\(reason.code)")
            #expect(reason.english.utf8.allSatisfy { $0 < 0x80 }, "\(reason.code)")
        }
    }

    @Test(arguments: CaseKind.allCases)
    func `every act that gives a reason has codes of its own`(kind: CaseKind) {
        for event in Workflow.of(kind).eventsWithReason {
            #expect(rules.reasons.count { $0.events.contains(event) } >= 3, "\(event)")
        }
        #expect(rules.reasons.first { $0.code == "LATE" }?.events == [])
    }

    @Test(arguments: [
        "NOT_COMPETENT", "SUBJECT_MISMATCH", "USCC_CHECK_FAILED", "MISSING_ATTACHMENT", "TEAM_LT_2",
        "APPROVER_NOT_PRINCIPAL", "CC_PROCURATORATE_MISSING", "FINE_BLOCKED", "DUPLICATE_FINE", "LEGAL_REVIEW_MISSING",
        "REVIEWER_IS_HANDLER", "NOTICE_NOT_SERVED", "SUPERIOR_CONSENT_REQUIRED", "MEASURE_WITHOUT_BASIS",
        "BASIS_MISMATCH", "CLASS_C_NOT_ORDERABLE", "NOT_FINAL", "MIN_PERIOD_NOT_REACHED", "NOT_FULLY_PERFORMED",
        "TERM_RUNNING", "REPAIR_BARRED", "PRIVACY_BLOCK", "MINOR_DATA", "SEALED_RECORD", "CLASSIFICATION_REFUSED",
        "CRIMINAL_SECRECY", "RETRANSFER_FORBIDDEN", "LIMITATION_EXPIRED", "REPEAT_INSPECTION", "RULE_CONFLICT",
        "PROVISIONAL_CALENDAR", "SIGNATURE_INVALID", "HASH_MISMATCH", "DUPLICATE_MESSAGE", "NOT_AUTHORISED",
        "UNKNOWN_SENDER", "UNKNOWN_TYPE", "BODY_UNREADABLE", "ENVELOPE_MISMATCH", "KEY_REVOKED", "KEY_UNKNOWN",
        "STALE_WRITER", "STREAM_ENDED", "WRONG_NAMESPACE", "RECORD_TOO_LARGE", "EQUIVOCATION", "FORK", "CASE_ID_TAKEN",
        "HANDLER_CRASH", "AWAITING_CAUSE", "CASE_PARKED", "STATE_CONFLICT", "UNKNOWN_OFFICE", "ROLE_REQUIRED",
        "FIELD_INVALID", "TEXT_TOO_LONG", "DUPLICATE_KEY", "DATE_INVALID", "TOKEN_INVALID", "LEDGER_READ_ONLY",
        "RULE_UNKNOWN", "RULE_NOT_IN_FORCE",
    ])
    func `a reason code that is named elsewhere has its words`(code: String) throws {
        #expect(try rules.reason(code).code == code)
    }

    /// Codes are literals of capitals and `_` in the modules that refuse; column ids and settings look the same.
    @Test func `every reason code in the sources has its words`() throws {
        let known = rules.reasons.map(\.code)
        var missing: [String] = []
        for module in ["Casework", "Contracts", "Exchange", "Offices", "Signing", "Accounts", "Registers"] {
            let folder = RuleDocuments.sources.appending(path: module)
            let paths = FileManager.default.enumerator(atPath: folder.path())?.compactMap { $0 as? String } ?? []
            for path in paths.sorted() where path.hasSuffix(".swift") {
                let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
                for literal in text.matches(of: /"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)"/).map({ String($0.output.1) })
                where !literal.hasPrefix("CF_") && !literal.hasPrefix("XK_") && !literal.hasPrefix("LIANDONG_") {
                    if !known.contains(literal) { missing.append("\(module)/\(path): \(literal)") }
                }
            }
        }
        #expect(missing.isEmpty, "add these to Deploy/rules/reason-codes.json")
    }

    @Test func `every class A measure has a basis and no class C measure needs one`() {
        for measure in rules.measures where measure.measureClass == .rightsReducing {
            #expect(!measure.grounds.isEmpty, "\(measure.code)")
        }
        #expect(rules.measures.filter { $0.measureClass == .voluntary }.map(\.code) == ["M03", "M21"])
    }

    @Test(arguments: [
        "M01", "M01p", "M02", "M03", "M04", "M05", "M06", "M07", "M08", "M09", "M10", "M11", "M12", "M13", "M14", "M15",
        "M16", "M17", "M18f", "M18t", "M19", "M20", "M21",
    ])
    func `each measure of the catalogue is in force in summer 2026`(code: String) throws {
        #expect(try rules.measure(code, on: try day("2026-07-01")).code == code)
    }

    @Test func `a measure carries only the lists its provisions name`() throws {
        let level = try rules.measure("M15", on: try day("2026-01-05"))
        #expect(level.basis(for: "majorTaxViolation").map(\.citation) == ["《重大税收违法失信主体信息公布管理办法》第十五条"])
        #expect(level.basis(for: "seriousViolation").isEmpty)
        #expect(try rules.measure("M16", on: try day("2026-01-05")).conditions == [.separateDecision])
    }

    @Test func `every deadline that is law cites a provision and no service level does`() {
        for rule in rules.deadlines {
            #expect((rule.source == .law) == !rule.basis.isEmpty, "\(rule.id)")
        }
    }

    @Test func `a list without a legal basis cannot be used`() throws {
        let kind = try rules.listKind("cyberspaceSeriousDishonesty", on: try day("2026-07-01"))
        #expect(kind.unavailable != nil)
        #expect(kind.basis.isEmpty)
        #expect(rules.listKinds.filter { $0.unavailable != nil }.count == 1)
    }
}

/// The JSON Schemas beside the documents.
struct RuleSchemaTests {
    static func names<Choice: CaseIterable & RawRepresentable<String>>(_: Choice.Type) -> [String] {
        Choice.allCases.map(\.rawValue)
    }

    static let closedLists = [
        ("deadlines", names(DeadlineRule.Holder.self)), ("deadlines", names(DeadlineRule.Breach.self)),
        ("deadlines", names(DeadlineRule.Source.self)), ("reason-codes", names(Reason.Use.self)),
        ("measures", names(Measure.Class.self)), ("measures", names(Measure.Condition.self)),
        ("list-kinds", names(ListKind.Guard.self)), ("list-kinds", names(ListKind.Removal.self)),
        ("list-kinds", names(ListKind.PeriodStart.self)), ("list-kinds", names(ListCriterion.Figure.self)),
        ("publication-channels", names(PublicationChannel.Severity.self)),
        ("publication-channels", names(PublicationChannel.Practice.self)),
        ("publication-channels", names(PublicationChannel.PeriodStart.self)),
        ("publication-channels", names(PublicationChannel.Exclusion.Ground.self)),
        ("sensitive-words", names(SensitiveWord.Kind.self)),
        ("restricted-publication", names(RestrictedMatter.Extent.self)),
    ]

    private func enums(of value: JSONValue) -> [[String]] {
        let own = value["enum"]?.array.map { [$0.compactMap(\.string)] } ?? []
        let children = (value.object ?? []).map(\.value) + (value.array ?? [])
        return own + children.flatMap(enums(of:))
    }

    @Test(arguments: closedLists)
    func `a schema allows exactly the names the reader knows`(document: String, names: [String]) throws {
        let file = RuleDocuments.folder.appending(path: "schema/\(document).schema.json")
        let schema = try JSONValue.parse(Array(try Data(contentsOf: file)))
        #expect(enums(of: schema).contains { $0.sorted() == names.sorted() })
    }

    @Test func `every document names its schema`() throws {
        for document in try RuleDocuments.all() {
            let value = try JSONValue.parse(document.bytes)
            let kind = try #require(value["document"]?.string)
            #expect(value["$schema"]?.string == "schema/\(kind).schema.json", "\(document.name)")
        }
    }
}
