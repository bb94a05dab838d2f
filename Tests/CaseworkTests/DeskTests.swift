import Casework
import Contracts
import Testing

/// What holds for every workflow.
struct DeskTests {
    /// An officer who may do everything: what is refused then is refused for the state or the standing.
    private static let everybody = Officer(id: "x", name: "全权", roles: Role.allCases, region: "420106")

    /// What each state of a case lets an office do: `kind`, standing, state, the orders. Written by hand from domain
    /// D.1–D.4 and D.9; any pair that is not here must be refused with a named code.
    static let table: [(CaseKind, Standing, String, String)] = [
        (.referral, .opener, "draft", "revise cancel approve"),
        (.referral, .opener, "approved", "cancel send"),
        (.referral, .opener, "sent", "redirect recall link merge"),
        (.referral, .opener, "delivered", "redirect recall link merge"),
        (.referral, .opener, "supplementPending", "redirect supplement link merge"),
        (.referral, .opener, "disputed", "redirect withdraw submitDispute link"),
        (.referral, .opener, "accepted", "redirect link merge"),
        (.referral, .opener, "returned", "redirect close link orderDisposal"),
        (.referral, .opener, "recalled", "close orderDisposal"), (.referral, .opener, "merged", "close orderDisposal"),
        (.referral, .opener, "concluded", "redirect close link orderDisposal"),
        (.referral, .opener, "closed", "orderDisposal"),
        (.referral, .opener, "cancelled", ""),
        (
            .referral, .recipient, "sent",
            "open accept requestSupplement return forward contestJurisdiction link"
        ),
        (
            .referral, .recipient, "delivered",
            "open accept requestSupplement return forward contestJurisdiction link"
        ),
        (.referral, .recipient, "supplementPending", "return link"),
        (.referral, .recipient, "disputed", "agree submitDispute link"),
        (.referral, .recipient, "accepted", "verify file notFile progress link"),
        (.referral, .recipient, "returned", "link dispose"), (.referral, .recipient, "recalled", "dispose"),
        (.referral, .recipient, "merged", "dispose"), (.referral, .copy, "concluded", "dispose"),
        (.referral, .recipient, "concluded", "informReporter link dispose"), (.referral, .copy, "sent", ""),
        (.referral, .superior, "disputed", "assign"), (.referral, .superior, "accepted", ""),
        (.referral, .superior, "returned", ""),
        (.handoff, .opener, "investigating", "suspectCrime brief decide reportClue"),
        (.handoff, .opener, "teamNamed", "brief submitReport decide reportClue"),
        (.handoff, .opener, "reportSubmitted", "brief approve disapprove decide reportClue"),
        (.handoff, .opener, "approvedToTransfer", "brief transfer decide reportClue"),
        (.handoff, .opener, "transferRefusedInternally", "resume decide reportClue"),
        (.handoff, .opener, "transferred", "decide reportClue"),
        (.handoff, .opener, "received", "supplement decide reportClue"),
        (.handoff, .opener, "forwarded", "decide reportClue"),
        (.handoff, .opener, "returnedNotPolice", "acceptRefusal decide reportClue"),
        (.handoff, .opener, "policeOverdue", "supplement decide reportClue"),
        (.handoff, .opener, "filed", "supplement handOverGoods decide reportClue"),
        (.handoff, .opener, "notFiled", "supplement reconsider suggestSupervision acceptRefusal decide reportClue"),
        (.handoff, .opener, "reconsidering", "supplement decide reportClue"),
        (.handoff, .opener, "notFiledUpheld", "suggestSupervision acceptRefusal decide reportClue"),
        (.handoff, .opener, "supervision", "acceptRefusal decide reportClue"),
        (.handoff, .opener, "criminalInvestigation", "recordJudgment decide reportClue"),
        (.handoff, .opener, "notProsecuted", "decide reportClue"),
        (.handoff, .opener, "reverseHandoff", "replyOpinion reportClue"),
        (.handoff, .opener, "returnedToAdmin", "suggestSupervision decide resumeHandling reportClue"),
        (.handoff, .opener, "closed", "reportClue"),
        (.handoff, .recipient, "transferred", "signReceipt reportClue"),
        (.handoff, .recipient, "forwarded", "signReceipt reportClue"),
        (
            .handoff, .recipient, "received",
            "requestSupplement forward notPoliceFunction file refuseFiling reportClue"
        ),
        (
            .handoff, .recipient, "policeOverdue",
            "requestSupplement forward notPoliceFunction file refuseFiling replyReasons reportClue"
        ),
        (.handoff, .recipient, "filed", "returnToAdmin revokeCase reportClue"),
        (.handoff, .recipient, "notFiled", "reportClue"),
        (.handoff, .recipient, "reconsidering", "file refuseFiling reportClue"),
        (.handoff, .recipient, "notFiledUpheld", "reportClue"),
        (.handoff, .recipient, "supervision", "file replyReasons reportClue"),
        (.handoff, .recipient, "criminalInvestigation", "returnToAdmin revokeCase reportClue"),
        (.handoff, .recipient, "notProsecuted", "reportClue"),
        (.handoff, .recipient, "reverseHandoff", "reportClue"),
        (.handoff, .recipient, "returnedToAdmin", "reportClue"),
        (.handoff, .recipient, "returnedNotPolice", "reportClue"), (.handoff, .recipient, "closed", "reportClue"),
        (.handoff, .copy, "received", ""), (.handoff, .copy, "transferred", ""),
        (.handoff, .copy, "supervision", ""), (.handoff, .stranger, "received", ""),
        (.supervision, .opener, "opened", "withdraw issue"),
        (
            .supervision, .opener, "issued",
            "withdraw acceptCorrection rejectCorrection upholdObjection dismissObjection suspend resume"
        ),
        (
            .supervision, .opener, "notCorrected",
            "withdraw issueOpinion acceptCorrection rejectCorrection upholdObjection dismissObjection suspend resume"
        ),
        (
            .supervision, .opener, "opinionIssued",
            "withdraw acceptCorrection rejectCorrection upholdObjection dismissObjection suspend resume"
        ),
        (
            .supervision, .opener, "opinionNotFollowed",
            "withdraw issueDecision circulate acceptCorrection rejectCorrection upholdObjection dismissObjection "
                + "suspend resume"
        ),
        (
            .supervision, .opener, "decisionIssued",
            "withdraw circulate acceptCorrection upholdObjection dismissObjection suspend resume"
        ),
        (.supervision, .opener, "corrected", ""), (.supervision, .opener, "withdrawn", ""),
        (.supervision, .opener, "reported", ""), (.supervision, .recipient, "opened", ""),
        (.supervision, .recipient, "issued", "reportCorrection object"),
        (.supervision, .recipient, "notCorrected", "reportCorrection object"),
        (.supervision, .recipient, "opinionIssued", "reportCorrection object"),
        (.supervision, .recipient, "opinionNotFollowed", "reportCorrection object"),
        (.supervision, .recipient, "decisionIssued", "reportCorrection object"),
        (.supervision, .recipient, "corrected", ""), (.supervision, .recipient, "withdrawn", ""),
        (.supervision, .recipient, "reported", ""), (.supervision, .copy, "issued", ""),
        (.assistance, .opener, "draft", "revise cancel send"), (.assistance, .opener, "sent", "recall"),
        (.assistance, .opener, "delivered", "recall remind"), (.assistance, .opener, "answered", "close"),
        (.assistance, .opener, "recalled", "close"), (.assistance, .opener, "closed", ""),
        (.assistance, .opener, "cancelled", ""), (.assistance, .recipient, "sent", "accept"),
        (.assistance, .recipient, "delivered", "accept extend reply refuse"), (.assistance, .recipient, "answered", ""),
        (.assistance, .recipient, "recalled", ""), (.assistance, .copy, "delivered", ""),
        (.task, .opener, "proposed", "withdraw"), (.task, .opener, "withdrawn", ""), (.task, .opener, "declined", ""),
        (.task, .opener, "convened", "attend delegate noComment"),
        (.task, .opener, "planned", "attend delegate noComment report planVisit recordInspection"),
        (.task, .opener, "inProgress", "attend delegate noComment report planVisit recordInspection"),
        (.task, .opener, "summarised", ""), (.task, .opener, "closed", ""), (.task, .opener, "cancelled", ""),
        (.task, .recipient, "convened", "attend delegate noComment"),
        (.task, .recipient, "planned", "attend delegate noComment report planVisit recordInspection"),
        (.task, .recipient, "inProgress", "attend delegate noComment report planVisit recordInspection"),
        (.task, .recipient, "summarised", ""), (.task, .recipient, "closed", ""),
        (.task, .recipient, "cancelled", ""), (.task, .lead, "proposed", "decline convene"),
        (.task, .lead, "withdrawn", ""), (.task, .lead, "declined", ""),
        (.task, .lead, "convened", "plan summarise cancelTask"),
        (
            .task, .lead, "planned",
            "start report reschedule draw planVisit recordInspection summarise cancelTask"
        ),
        (.task, .lead, "inProgress", "report reschedule draw planVisit recordInspection summarise cancelTask"),
        (.task, .lead, "summarised", "close"), (.task, .lead, "closed", ""), (.task, .lead, "cancelled", ""),
        (.task, .copy, "inProgress", ""), (.commentRound, .opener, "draft", "revise cancel issue"),
        (.commentRound, .opener, "cancelled", ""), (.commentRound, .opener, "issued", "remind close"),
        (.commentRound, .opener, "answered", "close"), (.commentRound, .opener, "closed", ""),
        (.commentRound, .recipient, "issued", "comment noComment"), (.commentRound, .recipient, "closed", ""),
        (.slip, .opener, "draft", "revise submit cancel"),
        (.slip, .opener, "pendingReview", "agree doNotSend sendBack"),
        (.slip, .opener, "returned", "revise submit cancel"), (.slip, .opener, "cancelled", ""),
        (.slip, .opener, "sent", "recall remind"), (.slip, .opener, "answered", ""), (.slip, .opener, "done", "recall"),
        (.slip, .opener, "recalled", ""), (.slip, .recipient, "sent", "open feedback return"),
        (.slip, .recipient, "answered", ""), (.slip, .recipient, "done", "open return"),
        (.slip, .recipient, "recalled", ""), (.slip, .copy, "sent", ""),
        (
            .listEntry, .opener, "proposed",
            "revise cancel passReview failReview serveNotice requestConsent decide list"
        ),
        (.listEntry, .opener, "reviewed", "cancel serveNotice requestConsent decide list"),
        (.listEntry, .opener, "rejected", "revise cancel"), (.listEntry, .opener, "cancelled", ""),
        (.listEntry, .opener, "noticeServed", "cancel recordObjection recordNoObjection"),
        (.listEntry, .opener, "objectionReview", "cancel upholdObjection dismissObjection"),
        (.listEntry, .opener, "cleared", "cancel requestConsent decide list"),
        (.listEntry, .opener, "consentRequested", "recordConsent"),
        (.listEntry, .opener, "consented", "cancel decide list"),
        (
            .listEntry, .opener, "listed",
            """
            cancel serveDecision publish withholdPublication push recordPerformance recordCure recordError \
            recordSourceRevoked recordReorganisation linkPublication
            """
        ),
        (.listEntry, .opener, "notPublished", ""),
        (
            .listEntry, .opener, "published",
            """
            serveDecision recordPerformance recordCure recordError recordSourceRevoked recordReorganisation \
            linkPublication recordChallenge acceptChallenge declineChallenge upholdChallenge dismissChallenge proposeRevocation correct \
            extend liftMeasure shield acknowledge remove barRepair
            """
        ),
        (
            .listEntry, .opener, "shielded",
            """
            serveDecision recordPerformance recordCure recordError recordSourceRevoked recordReorganisation \
            linkPublication acceptChallenge declineChallenge upholdChallenge dismissChallenge liftMeasure unshield remove barRepair
            """
        ),
        (.listEntry, .opener, "removing", "restore barRepair"),
        (.listEntry, .opener, "removed", "restore barRepair"),
        (.listEntry, .superior, "consentRequested", "grantConsent refuseConsent"),
        (.listEntry, .superior, "consented", ""), (.listEntry, .superior, "rejected", ""),
        (.listEntry, .superior, "published", "acknowledge"), (.listEntry, .recipient, "listed", "post"),
        (.listEntry, .recipient, "published", "post acknowledge"),
        (.listEntry, .listener, "published", "acknowledge"), (.listEntry, .listener, "shielded", ""),
        (.listEntry, .listener, "removing", ""), (.listEntry, .listener, "removed", ""),
        (.publication, .opener, "pending", "revise clear exempt releaseWords refuseWords undoImport"),
        (.publication, .opener, "cleared", "revise exempt publish push"), (.publication, .opener, "notPublished", ""),
        (.publication, .opener, "pushed", "publish"),
        (
            .publication, .opener, "published",
            """
            publishOn correct approveOverride withdraw stop stopChannel restore barRepair shield \
            recordDecisionChanged recordError recordReorganisation push recordObjection upholdObjection rejectObjection
            """
        ),
        (
            .publication, .opener, "shielded",
            """
            withdraw stop stopChannel barRepair unshield recordDecisionChanged push recordObjection upholdObjection \
            rejectObjection
            """
        ),
        (.publication, .opener, "withdrawn", "barRepair archive"),
        (.publication, .opener, "stopped", "withdraw restore barRepair archive recordDecisionChanged"),
        (.publication, .opener, "archived", ""), (.publication, .recipient, "pushed", "post"),
        (.publication, .recipient, "published", "post"), (.publication, .recipient, "shielded", "post"),
        (.publication, .recipient, "stopped", ""), (.publication, .recipient, "withdrawn", ""),
        (.publication, .listener, "published", ""), (.publication, .listener, "shielded", ""),
        (.publication, .listener, "withdrawn", ""), (.publication, .listener, "stopped", ""),
        (.risk, .opener, "signalled", "pass dismiss warn consult refer"), (.risk, .opener, "dismissed", ""),
        (.risk, .opener, "warned", "consult refer recordReply resolve escalate publishNotice withdrawNotice"),
        (.risk, .opener, "escalated", "consult refer recordReply resolve publishNotice withdrawNotice"),
        (.risk, .opener, "consulted", ""), (.risk, .opener, "referred", ""), (.risk, .opener, "resolved", ""),
        (.risk, .opener, "peerWarned", ""), (.risk, .opener, "classified", ""), (.risk, .opener, "planned", ""),
        (.risk, .recipient, "warned", "note"), (.risk, .recipient, "escalated", "note"),
        (.risk, .recipient, "peerWarned", "note"), (.risk, .recipient, "classified", "updatePlan"),
        (.risk, .recipient, "resolved", ""), (.risk, .copy, "signalled", ""),
        (.repair, .opener, "atAgency", "withdraw"), (.repair, .opener, "supplementPending", "withdraw supplement"),
        (.repair, .opener, "withdrawn", ""), (.repair, .opener, "notAccepted", "recordObjection object"),
        (.repair, .opener, "accepted", ""), (.repair, .opener, "refused", "recordObjection object"),
        (.repair, .opener, "granted", "confirm"), (.repair, .opener, "done", ""),
        (.repair, .opener, "objectionReview", ""), (.repair, .opener, "revoked", ""),
        (.repair, .decider, "atAgency", "withdraw requestSupplement accept notAccept"),
        (.repair, .decider, "supplementPending", "withdraw supplement notAccept"), (.repair, .decider, "withdrawn", ""),
        (.repair, .decider, "notAccepted", "recordObjection object"),
        (.repair, .decider, "accepted", "extend verify decideConflict grant refuse"),
        (.repair, .decider, "refused", "recordObjection object"), (.repair, .decider, "granted", "revoke"),
        (.repair, .decider, "done", "revoke"),
        (.repair, .decider, "objectionReview", "extendObjection upholdObjection dismissObjection"),
        (.repair, .decider, "revoked", ""), (.repair, .recipient, "granted", "confirm"),
        (.repair, .recipient, "done", ""), (.repair, .recipient, "revoked", ""), (.repair, .copy, "granted", ""),
    ]

    private static func file(_ kind: CaseKind, _ standing: Standing, _ state: String) throws -> CaseFile {
        let owner = standing == .opener ? "420106-police" : "420106-tax"
        let id = try #require(CaseID("\(owner).01ARZ3NDEKTSV4RRFFQ69G5FAV"))
        let police: JSONValue = ["420106-police"]
        let event = CaseEvent(
            name: "made", at: try moment("2026-06-30T09:00"), office: id.office, officer: nil, letter: nil,
            body: [
                "from": "", "to": .string(state), "recording": "top",
                "opensParts": parts(kind, standing, state), "superior": standing == .superior ? "420106-police" : "",
                "content": [
                    "recipients": standing == .recipient ? police : [], "cc": standing == .copy ? police : [],
                    "lead": standing == .lead ? "420106-police" : "",
                    "recogniser": standing == .decider ? "420106-police" : "420106-customs",
                    "measures": [["code": "M13"]],
                ],
            ])
        return CaseFile.evolve(nil, event, id: id, kind: kind)
    }

    /// The parts with which a referral stands in a state: the receiver's own, or one of an office elsewhere.
    private static func parts(_ kind: CaseKind, _ standing: Standing, _ state: String) -> JSONValue {
        switch kind {
        case .task where !["proposed", "withdrawn", "declined"].contains(state):
            return ["420106-police": "asked", "item-1": "open", "subject-91420106XT0002028T": "drawn"]
        case .commentRound: return state == "issued" ? ["420106-police": "asked", "420106-tax": "asked"] : [:]
        case .assistance:
            let other: JSONValue = standing == .opener ? "420106-customs" : "420106-police"
            let part = state == "answered" ? "replied" : state
            return ["draft", "cancelled", "closed"].contains(state)
                ? [:] : .object([JSONMember(other.string ?? "", .string(part))])
        case .slip:
            let other = standing == .opener ? "420106-customs" : "420106-police"
            let part: JSONValue? = ["sent": "delivered", "done": "delivered", "answered": "answered"][state]
            return part.map { .object([JSONMember(other, $0)]) } ?? [:]
        case .risk:
            guard standing == .recipient, state != "resolved" else { return [:] }
            return ["420106-police": state == "classified" ? "informed" : "sent"]
        case .repair: return state == "granted" ? ["420106-police": "notified"] : [:]
        case .referral, .handoff, .listEntry, .publication, .supervision, .task: break
        }
        guard kind == .referral, !["draft", "approved", "cancelled", "closed"].contains(state) else { return [:] }
        switch standing {
        case .recipient: return ["420106-police": .string(state)]
        case .opener, .superior: return ["420106-customs": .string(state)]
        case .copy, .listener, .stranger, .lead, .decider: return [:]
        }
    }

    private static let refusals = ["STATE_CONFLICT", "NOT_COMPETENT", "NOT_LIST_OWNER", "READ_ONLY_COPY"]

    @Test(arguments: table)
    func `each pair of state and order is a row or a named refusal`(
        kind: CaseKind, standing: Standing, state: String, orders: String
    ) throws {
        let world = try DeskWorld(at: "2026-06-30T09:00")
        let context = try world.context(try world.id("police"))
        let file = try DeskTests.file(kind, standing, state)
        #expect(file.standing(of: context.own.id) == standing)
        let possible = Desk.possible(kind, file: file, officer: DeskTests.everybody, context: context)
        #expect(possible.map(\.order) == Workflow.of(kind).orders)
        #expect(possible.filter(\.isInPlace).map(\.order) == orders.split(separator: " ").map(String.init))
        let codes = possible.filter { !$0.isInPlace }.map { $0.refusal?.code ?? "" }
        #expect(codes.allSatisfy { DeskTests.refusals.contains($0) })
        for name in possible.filter({ $0.refusal != nil }).map(\.order) {
            var ids = FreshIDs(time: world.now, randomHigh: 1, randomLow: 1)
            let order = Order(
                id: "o", kind: kind, caseID: file.id, name: name, body: ["measureCode": "M13"],
                officer: DeskTests.everybody)
            #expect(throws: Refusal.self) {
                try Desk.step(file: file, input: .order(order), context: context, ids: &ids)
            }
        }
    }

    /// What the procuratorate may do on its copy of a handoff (domain D.2 rows 2a, 20 to 22, 25, 27): in each state.
    static let procuratorateTable: [(String, String)] = [
        ("investigating", "requireTransfer"), ("teamNamed", "requireTransfer"), ("reportSubmitted", "requireTransfer"),
        ("approvedToTransfer", "requireTransfer"), ("transferRefusedInternally", "requireTransfer"),
        ("transferred", ""), ("received", ""), ("forwarded", ""), ("returnedNotPolice", ""),
        ("policeOverdue", "requireReasons orderFiling"), ("filed", "decideNotToProsecute"),
        ("notFiled", "requireReasons orderFiling"), ("reconsidering", ""),
        ("notFiledUpheld", "requireReasons orderFiling"),
        ("supervision", "requireReasons acceptReasons orderFiling correctPolice"),
        ("criminalInvestigation", "decideNotToProsecute recordJudgment"), ("notProsecuted", "passOn issueOpinion"),
        ("reverseHandoff", ""), ("returnedToAdmin", ""), ("closed", ""),
    ]

    @Test(arguments: procuratorateTable)
    func `the procuratorate acts on its copy where the law lets it`(state: String, orders: String) throws {
        let world = try DeskWorld(at: "2026-06-30T09:00")
        let context = try world.context(try world.id("procuratorate"))
        let id = try #require(CaseID("420106-tax.01ARZ3NDEKTSV4RRFFQ69G5FAV"))
        let event = CaseEvent(
            name: "made", at: world.now, office: id.office, officer: nil, letter: nil,
            body: [
                "from": "", "to": .string(state), "recording": "top", "content": ["cc": ["420106-procuratorate"]],
            ])
        let file = CaseFile.evolve(nil, event, id: id, kind: .handoff)
        let possible = Desk.possible(.handoff, file: file, officer: DeskTests.everybody, context: context)
        #expect(possible.filter(\.isInPlace).map(\.order) == orders.split(separator: " ").map(String.init))
        let codes = possible.filter { !$0.isInPlace }.map { $0.refusal?.code ?? "" }
        #expect(codes.allSatisfy { ["STATE_CONFLICT", "READ_ONLY_COPY"].contains($0) })
    }

    @Test func `the table of the procuratorate names every state of a handoff`() {
        #expect(DeskTests.procuratorateTable.map(\.0).sorted() == Workflow.handoff.states.map(\.name).sorted())
    }

    @Test(arguments: CaseKind.allCases)
    func `the table of pairs names every state of the workflow at its opener`(kind: CaseKind) {
        let named = DeskTests.table.filter { $0.0 == kind && $0.1 == .opener }.map(\.2)
        #expect(named.sorted() == Workflow.of(kind).states.map(\.name).sorted())
    }

    @Test(arguments: CaseKind.allCases)
    func `rows name only states, letters and deadlines that exist`(kind: CaseKind) throws {
        let workflow = Workflow.of(kind)
        let states = workflow.states.map(\.name)
        let parts = workflow.partStates.map(\.name)
        let started = workflow.rows.flatMap(\.starts).map(\.key)
        for row in workflow.rows {
            #expect((row.from + row.seenFrom).allSatisfy { $0.isEmpty || states.contains($0) }, "\(row.number)")
            #expect(row.partFrom.allSatisfy { $0.isEmpty || parts.contains($0) }, "\(row.number)")
            if case .state(let state) = row.to { #expect(states.contains(state), "\(row.number)") }
            #expect(row.letters.allSatisfy { LetterCatalogue.contract(for: $0.type) != nil }, "\(row.number)")
            let ended = row.meets + row.stops + row.pauses + row.resumes
            #expect(ended.allSatisfy(started.contains), "\(row.number) ends \(ended)")
            #expect(row.order == nil || !row.roles.isEmpty, "\(row.number) may be ordered by nobody")
        }
        #expect(Set(workflow.rows.map(\.number)).count == workflow.rows.count)
    }

    @Test func `every letter type is written by a row, and no body has a place for personal numbers`() {
        let written = CaseKind.allCases.flatMap { Workflow.of($0).rows.flatMap(\.letters) }.map(\.type)
        // What befalls a deadline is told in every kind of case, and moves none.
        let rowless = [LetterCatalogue.movedDeadline, LetterCatalogue.escalation]
        for contract in LetterCatalogue.contracts {
            #expect(written.contains(contract.type) != rowless.contains(contract.type.name), "\(contract.type)")
            let names = DeskTests.names(contract.allFields)
            #expect(!names.contains("personIdNo") && !names.contains("legalRepIdNo"), "\(contract.type)")
            if case .broadcast = contract.carrier {
                #expect(!names.contains { $0.lowercased().contains("phone") }, "\(contract.type)")
            }
        }
        #expect(Set(LetterCatalogue.contracts.map(\.type)).count == LetterCatalogue.contracts.count)
    }

    private static func names(_ fields: [BodyField]) -> [String] { fields.flatMap { [$0.name] + names($0.kind) } }

    private static func names(_ kind: BodyKind) -> [String] {
        switch kind {
        case .object(let fields): names(fields)
        case .variant(let variants): names(variants.allFields)
        case .list(let element, _, _): names(element)
        case .text, .choice, .reasonCode, .date, .moment, .integer, .flag, .office, .uscc, .personToken, .region,
            .documentNumber, .letter, .digest, .evidenceFile, .record:
            []
        }
    }

    @Test func `penalty kinds of letters are those of the law`() {
        #expect(LetterFields.penaltyKind == .choice(PenaltyKind.allCases.map(\.rawValue)))
    }

    @Test func `every reason code that a row can refuse with has its words in the rule set`() throws {
        let rules = try RuleDocuments.ruleSet()
        let codes = CaseKind.allCases.flatMap { Workflow.of($0).rows.map(\.roleRefusal) }
        for code in codes { #expect((try? rules.reason(code)) != nil, "\(code)") }
    }

    // MARK: Orders

    @Test func `an order on nothing, on another kind, or of no name is refused`() throws {
        var world = try DeskWorld(at: "2026-06-30T09:00")
        let mr = "market-regulation"
        let id = try world.act(mr, .referral, "draft", Sample.referral(to: ["420106-tax"]), as: [.handler])
        let other = try #require(CaseID("420106-tax.01ARZ3NDEKTSV4RRFFQ69G5FAV"))
        #expect(try world.refusal(mr, .referral, "approve", on: other, as: [.headDeputy]) == "CASE_UNKNOWN")
        #expect(try world.refusal(mr, .handoff, "approve", on: id, as: [.headPrincipal]) == "CASE_MISMATCH")
        #expect(try world.refusal(mr, .referral, "fly", on: id, as: [.handler]) == "ORDER_UNKNOWN")
        #expect(try world.refusal(mr, .referral, "approve", as: [.headDeputy]) == "STATE_CONFLICT")
        #expect(
            try world.refusal(mr, .referral, "draft", Sample.referral(to: ["420106-tax"]), on: id, as: [.handler])
                == "STATE_CONFLICT")
    }

    @Test func `a refusal tells state, possibilities and roles in words`() throws {
        var world = try DeskWorld(at: "2026-06-30T09:00")
        let id = try world.act(
            "market-regulation", .referral, "draft", Sample.referral(to: ["420106-tax"]), as: [.handler])
        do {
            try world.act("market-regulation", .referral, "send", on: id, as: [.handler])
        } catch let refusal as Refusal {
            #expect(refusal.text.contains("草稿") && refusal.text.contains("approve"))
        }
        do {
            try world.act("market-regulation", .referral, "approve", on: id, as: [.auditor])
        } catch let refusal as Refusal {
            #expect(refusal.text.contains("主要负责人、分管负责人"))
        }
    }

    // MARK: Letters

    private func letter(_ world: DeskWorld, _ draft: LetterDraft, from: String, body: JSONValue? = nil) throws
        -> ReceivedLetter
    {
        ReceivedLetter(
            id: draft.id, type: draft.type, caseID: draft.caseID, subject: draft.subject, from: try world.id(from),
            to: "420106-tax", cause: draft.answers, body: body ?? draft.body, signedAt: world.now,
            arrivedAt: world.now)
    }

    private func transfer() throws -> (world: DeskWorld, draft: LetterDraft) {
        var world = try DeskWorld(at: "2026-06-30T09:00")
        let mr = "market-regulation"
        let id = try world.act(mr, .referral, "draft", Sample.referral(to: ["420106-tax"]), as: [.handler])
        try world.act(mr, .referral, "approve", on: id, as: [.headDeputy])
        let outcome = try world.order(
            mr, .referral, "send", ["documentNo": "武昌市监移〔2026〕3号"], on: id, as: [.handler])
        return (world, try #require(outcome.letters.first))
    }

    @Test func `a letter from an office that is no party moves nothing`() throws {
        var (world, draft) = try transfer()
        world.hear(try letter(world, draft, from: "customs"), at: try world.id("tax"))
        #expect(world.refused.last?.refusal.code == "SENDER_NOT_PARTY")
        try world.run()
        let opened = try world.order("tax", .referral, "open", on: draft.caseID, as: [.handler]).letters
        let forged = try letter(world, try #require(opened.first), from: "customs")
        world.hear(forged, at: try world.id("market-regulation"))
        #expect(world.refused.last?.refusal.code == "SENDER_NOT_PARTY")
        #expect(try world.file("market-regulation", draft.caseID).state == "delivered")
    }

    @Test func `a letter with a broken body is refused by the field's name`() throws {
        var (world, draft) = try transfer()
        let broken = draft.body.setting("limitationDate", "2026-13-01")
        world.hear(try letter(world, draft, from: "market-regulation", body: broken), at: try world.id("tax"))
        #expect(world.refused.last?.refusal.code == "DATE_INVALID")
        #expect(world.refused.last?.refusal.field == "limitationDate")
        let other = draft.body.setting("subject", Sample.subject.setting("uscc", "91510104XT00010175"))
        world.hear(try letter(world, draft, from: "market-regulation", body: other), at: try world.id("tax"))
        #expect(world.refused.last?.refusal.code == "SUBJECT_MISMATCH")
        #expect(world.files[try world.id("tax")] == nil)
    }

    @Test func `a field of a newer version is ignored`() throws {
        var (world, draft) = try transfer()
        let newer = draft.body.setting("colour", "red")
        world.hear(try letter(world, draft, from: "market-regulation", body: newer), at: try world.id("tax"))
        #expect(world.refused.isEmpty)
        #expect(try world.file("tax", draft.caseID).facts["colour"] == nil)
    }

    @Test func `an answer to an unknown case and an unknown type are refused`() throws {
        var (world, draft) = try transfer()
        try world.run()
        let opened = try world.order("tax", .referral, "open", on: draft.caseID, as: [.handler]).letters
        world.hear(try letter(world, try #require(opened.first), from: "tax"), at: try world.id("customs"))
        #expect(world.refused.last?.refusal.code == "CASE_UNKNOWN")
        let strange = ReceivedLetter(
            id: draft.id, type: LetterType(name: "ref.poem", version: 1), caseID: draft.caseID, subject: "",
            from: try world.id("tax"), to: "*", cause: "", body: [:], signedAt: world.now, arrivedAt: world.now)
        world.hear(strange, at: try world.id("customs"))
        #expect(world.refused.last?.refusal.code == "TYPE_UNKNOWN")
    }

    @Test func `a letter out of its order is kept and flagged and moves nothing`() throws {
        var (world, draft) = try transfer()
        try world.run()
        let mr = try world.id("market-regulation")
        let accepted = try world.order("tax", .referral, "accept", on: draft.caseID, as: [.handler]).letters
        let receipt = try letter(world, try #require(accepted.first), from: "tax")
        world.hear(receipt, at: mr)
        let before = try world.file("market-regulation", draft.caseID)
        world.hear(receipt, at: mr)
        let after = try world.file("market-regulation", draft.caseID)
        #expect(after.state == before.state)
        #expect(after.flags == before.flags + ["STATE_CONFLICT:accepted"])
        #expect(after.version == before.version + 1)
    }

    @Test func `a due date that differs from our own is shown as sent and flagged`() throws {
        var world = try DeskWorld(at: "2026-06-10T09:00")
        let mr = "market-regulation"
        let id = try world.act(mr, .handoff, "investigate", Sample.investigation, as: [.handler])
        try world.act(mr, .handoff, "suspectCrime", Sample.suspicion, on: id, as: [.handler])
        try world.act(mr, .handoff, "submitReport", ["specialTeam": ["甲", "乙"]], on: id, as: [.handler])
        try world.act(mr, .handoff, "approve", on: id, as: [.headPrincipal])
        let sent = try world.order(mr, .handoff, "transfer", Sample.transfer, on: id, as: [.handler])
        let draft = try #require(sent.letters.first)
        let due = try #require(draft.body["due"]?.array?.first)
        let later = draft.body.setting("due", [due.setting("at", "2026-06-20T09:00:00.000+08:00")])
        let changed = ReceivedLetter(
            id: draft.id, type: draft.type, caseID: id, subject: draft.subject, from: try world.id(mr),
            to: "420106-police", cause: "", body: later, signedAt: world.now, arrivedAt: world.now)
        world.hear(changed, at: try world.id("police"))
        let file = try world.file("police", id)
        #expect(file.flags == ["DUE_DATE_DIFFERS:receipt"])
        #expect(file.deadline("receipt")?.due?.shortDescription == "2026-06-20 09:00")
    }

    // MARK: Deadlines

    @Test func `a rung fires once and never early`() throws {
        var (world, draft) = try transfer()
        try world.run()
        let tax = try world.id("tax")
        let rung = try #require(world.files[tax]?[draft.caseID]?.openRungs.last)
        var ids = FreshIDs(time: world.now, randomHigh: 1, randomLow: 1)
        func fire() throws -> Outcome {
            try Desk.step(
                file: world.files[tax]?[draft.caseID], input: .rung(rung), context: try world.context(tax), ids: &ids)
        }
        world.now = rung.at - Span(milliseconds: 1)
        #expect { try fire() } throws: { ($0 as? Refusal)?.code == "RUNG_EARLY" }
        world.now = rung.at
        let before = try fire()
        #expect(before.events.map(\.name) == ["deadlineRung"])
        try world.fireRungs()
        #expect { try fire() } throws: { ($0 as? Refusal)?.code == "RUNG_STALE" }
    }

    @Test func `a deadline that touches an unscheduled year is provisional and says so`() throws {
        var world = try DeskWorld(at: "2026-12-31T09:00")
        let mr = "market-regulation"
        let id = try world.act(mr, .referral, "draft", Sample.referral(to: ["420106-tax"]), as: [.handler])
        try world.act(mr, .referral, "approve", on: id, as: [.headDeputy])
        try world.act(mr, .referral, "send", ["documentNo": "武昌市监移〔2026〕4号"], on: id, as: [.handler])
        #expect(try world.file("tax", id).deadline("accept/420106-tax")?.isProvisional == true)
        #expect(try world.file("tax", id).flags.contains("PROVISIONAL_CALENDAR:accept/420106-tax"))
    }
}
