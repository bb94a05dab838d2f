import Casework
import Contracts
import Testing

/// Long random runs; each seed is one reproducible case.
struct DeskPropertyTests {
    /// A small generator, the same on every machine.
    struct Dice {
        var state: UInt64

        mutating func roll(_ sides: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(sides))
        }

        mutating func pick<Element>(_ elements: [Element]) -> Element { elements[roll(elements.count)] }
    }

    private static let eventNames =
        [
            "deadlineStarted", "deadlineMet", "deadlineStopped", "deadlinePaused", "deadlineResumed",
            "deadlineRecounted",
            "deadlineExtended", "deadlineRung",
            "flagged", "nonsense", "",
        ] + CaseKind.allCases.flatMap { Workflow.of($0).rows.map(\.event) }

    private static func value(_ dice: inout Dice, depth: Int = 0) -> JSONValue {
        switch dice.roll(depth > 2 ? 6 : 8) {
        case 0: .null
        case 1: .bool(dice.roll(2) == 0)
        case 2: .integer(Int64(dice.roll(7)) - 2)
        case 3: .string(dice.pick(["", "draft", "sent", "received", "420106-tax", "conflict", "due"]))
        case 4: .decimal("1.5")
        case 5: .string("2026-07-03T16:30:00.000+08:00")
        case 6: .array((0..<dice.roll(3)).map { _ in value(&dice, depth: depth + 1) })
        default: body(&dice, depth: depth + 1)
        }
    }

    private static func body(_ dice: inout Dice, depth: Int = 0) -> JSONValue {
        let names = [
            "from", "to", "part", "partFrom", "partTo", "opensParts", "recording", "content", "opening", "recipients",
            "subject", "flags", "deadline", "ordinal", "rung", "due", "rungs", "at", "key",
        ]
        return (0..<dice.roll(8)).reduce(JSONValue.object([])) { body, _ in
            body.setting(dice.pick(names), value(&dice, depth: depth))
        }
    }

    @Test(arguments: 0..<200)
    func `folding any events never traps and the result can be stored`(seed: Int) throws {
        var dice = Dice(state: UInt64(seed))
        let id = try #require(CaseID("420106-tax.01ARZ3NDEKTSV4RRFFQ69G5FAV"))
        var file: CaseFile?
        for step in 1...60 {
            let event = CaseEvent(
                name: dice.pick(DeskPropertyTests.eventNames), at: try moment("2026-06-30T09:00"), office: id.office,
                officer: nil, letter: nil, body: DeskPropertyTests.body(&dice))
            #expect(CaseEvent(json: event.json) == event)
            let next = CaseFile.evolve(file, event, id: id, kind: dice.pick(CaseKind.allCases))
            #expect(next.version == step)
            #expect(CaseFile(json: next.json) == next)
            file = next
        }
    }

    @Test func `an event that contradicts the state leaves a conflict with a flag`() throws {
        let id = try #require(CaseID("420106-tax.01ARZ3NDEKTSV4RRFFQ69G5FAV"))
        func event(_ from: String, _ to: String) throws -> CaseEvent {
            CaseEvent(
                name: "moved", at: try moment("2026-06-30T09:00"), office: id.office, officer: nil, letter: nil,
                body: ["from": .string(from), "to": .string(to)])
        }
        let draft = CaseFile.evolve(nil, try event("", "draft"), id: id, kind: .referral)
        #expect(draft.state == "draft")
        let wrong = CaseFile.evolve(draft, try event("sent", "closed"), id: id, kind: .referral)
        #expect(wrong.state == "conflict")
        #expect(wrong.flags == ["STATE_CONFLICT:moved"])
    }

    private static let bodies: [String: JSONValue] = [
        "draft": [:], "revise": [:], "cancel": ["reason": "不再需要"], "send": ["documentNo": "武昌市监移〔2026〕3号"],
        "return": ["reasonCode": "SUBJECT_MISMATCH", "reason": "主体不符"], "progress": ["text": "进展"],
        "conclude": ["outcome": "penalty", "text": "已处罚"], "suspectCrime": Sample.suspicion,
        "brief": ["text": "通报"], "submitReport": ["specialTeam": ["甲", "乙"]], "disapprove": ["reason": "不构成犯罪"],
        "resume": ["reason": "转回"], "transfer": Sample.transfer, "signReceipt": Sample.receipt,
        "requestSupplement": ["missingItems": ["检验报告"]], "supplement": ["items": ["检验报告"]],
        "notPoliceFunction": ["reason": "不属职能", "competentOrgan": "海关"],
        "file": ["decisionNo": "武公（昌）立字〔2026〕9号"], "refuseFiling": Sample.refusalToFile,
        "reconsider": ["reason": "不服"], "suggestSupervision": ["reason": "应当立案"],
        "handOverGoods": ["items": ["原料"], "receivedBy": "警员甲"], "returnToAdmin": ["reason": "无罪"],
        "decide": ["penaltyKinds": ["fine"], "decisionNo": "武昌市监处罚〔2026〕12号"],
        "recordJudgment": ["court": "法院", "judgmentNo": "1号", "judgedOn": "2026-12-15", "result": "罚金"],
        "failReview": ["reason": "依据不足"], "list": Sample.listing, "apply": ["measureCode": "M13"],
        "refuse": ["measureCode": "M14", "reasonCode": "MEASURE_WITHOUT_BASIS", "reason": "无依据"],
        "lift": ["measureCode": "M13", "reason": "整改"],
        "keep": [
            "measureCode": "M13", "basis": ["instrument": "某法", "article": "第一条"],
            "decisionNo": "武昌关决〔2026〕1号",
        ], "correct": Sample.entry.setting("reason", "更正"), "remove": Sample.removal,
    ]

    /// Opens a case and gives orders at random, here and there; letters arrive at random too, in order on each stream
    /// and never before what they answer.
    private static func wander(_ kind: CaseKind, _ seed: Int) throws -> (world: DeskWorld, id: CaseID) {
        var dice = Dice(state: UInt64(seed) &* 7919 &+ 13)
        let superior =
            kind == .listEntry ? ["420100-market-regulation"] : kind == .publication ? PublicationScene.others : []
        var world = try DeskWorld(at: "2026-06-10T09:00", others: superior)
        let mr = "market-regulation"
        let id: CaseID
        switch kind {
        case .referral:
            id = try world.act(
                mr, kind, "draft", Sample.referral(to: ["420106-tax", "420106-customs"]), as: [.handler])
        case .handoff: id = try world.act(mr, kind, "investigate", Sample.investigation, as: [.handler])
        case .listEntry: id = try world.act(mr, kind, "propose", Sample.entry, as: [.handler])
        case .publication: id = try world.act(mr, kind, "draft", Sample.draft, as: [.handler])
        case .supervision: id = try world.act(mr, kind, "open", Sample.supervision, as: [.handler])
        case .assistance:
            let both = Sample.assistance(of: ["420106-tax", "420106-customs"])
            id = try world.act(mr, kind, "draft", both, as: [.handler])
        case .task:
            id = try world.act(mr, kind, "propose", Sample.task("jointInspection"), as: [.handler])
        case .slip:
            let both = Sample.slip.setting("recipients", ["420106-tax", "420106-customs"])
            id = try world.act(mr, kind, "draft", both, as: [.handler], by: "author")
        case .commentRound:
            id = try world.act(mr, kind, "draft", commentRound, as: [.handler], by: "author")
        case .risk:
            if seed % 2 == 0 {
                id = try world.act(mr, kind, "signal", RiskScene.signal, as: [.handler])
            } else {
                let change = RiskScene.classChange(to: ["420106-tax", "420106-customs"])
                id = try world.act(mr, kind, "changeClass", change, as: [.headDeputy])
            }
        case .repair:
            let penalty = try RepairScene.publish(&world, number: "成锦市监处罚〔2026〕88号")
            world.now = try moment("2026-11-02T09:00")
            let body = RepairScene.application(on: "2026-11-02", penalty)
            id = try world.act("customs", kind, "apply", body, as: [.handler], by: "author")
        }
        for _ in 0..<60 {
            world.now = world.now + .hours(Int64(dice.roll(10)))
            if dice.roll(2) == 0 { try world.deliverOne { dice.roll($0) } }
            if kind == .listEntry || kind == .publication { try world.fireRungs(delivering: false) }
            let agency = dice.pick(DeskWorld.agencies + superior)
            guard let file = world.files[try world.id(agency)]?[id] else { continue }
            let officer = Officer(id: "x", name: "全权", roles: Role.allCases, region: "420106")
            let context = try world.context(try world.id(agency))
            let open = Desk.possible(kind, file: file, officer: officer, context: context).filter { $0.refusal == nil }
                .map(\.order).filter { $0 != "cancel" }
            guard !open.isEmpty else { continue }
            let name = dice.pick(open)
            let known = ownBodies[kind] ?? [:]
            let body = known[name] ?? bodies[name] ?? [:]
            let role: [Role] = name == "passReview" || name == "clear" ? [.legalReviewer] : Role.allCases
            _ = try? world.order(
                agency, kind, name, name == "clear" ? Sample.reviews : body, on: id, as: role,
                by: dice.pick(["a", "b", "c"]))
        }
        try world.settle()
        return (world, id)
    }

    private static let commentRound: JSONValue = [
        "title": "征求意见稿", "text": "正文",
        "recipients": ["420106-tax", "420106-customs"],
    ]

    private static let ofEntry: [String: JSONValue] = [
        "revise": Sample.entry, "serveNotice": ["documentNo": "武昌市监告〔2026〕1号", "noticeServedOn": "2026-06-09"],
        "recordObjection": ["receivedOn": "2026-06-10", "text": "不服"],
        "recordNoObjection": ["documentNo": "武昌市监卷〔2026〕1号"], "upholdObjection": ["reason": "成立"],
        "dismissObjection": ["reason": "不成立"],
        "requestConsent": Sample.listing.removing("listingDecisionNo").removing(
            "superiorConsentNo"),
        "grantConsent": ["superiorConsentNo": "武市监同〔2026〕9号"], "refuseConsent": ["reason": "证据不足"],
        "recordConsent": ["superiorConsentNo": "武市监同〔2026〕9号"], "decide": Sample.listing,
        "serveDecision": ["decisionServedOn": "2026-06-10", "repairNoticeServed": true],
        "withholdPublication": ["reason": "已缴清"], "push": ["registrar": "510104-market-regulation"],
        "post": ["postedOn": "2026-06-10"],
        "recordPerformance": ["performedOn": "2026-06-10", "isFull": true, "text": "已缴清罚款"],
        "recordCure": ["curedOn": "2026-06-10", "text": "已改正"],
        "recordError": ["foundOn": "2026-06-10", "text": "名称有误"],
        "recordSourceRevoked": ["revokedOn": "2026-06-10", "documentNo": "武复决〔2026〕1号", "text": "撤销"],
        "recordChallenge": ["receivedOn": "2026-06-10", "text": "不服"], "acceptChallenge": ["acceptedOn": "2026-06-10"],
        "recordReorganisation": ["ruledOn": "2026-06-10", "documentNo": "武破〔2026〕1号", "text": "裁定重整"],
        "extend": ["extendedUntil": "2035-01-01", "decisionNo": "武昌市监禁〔2026〕1号", "reason": "从业限制"],
        "liftMeasure": ["measureCode": "M14", "reason": "撤回", "decisionNo": "武昌市监撤〔2026〕1号"],
        "shield": [
            "rulingNo": "武破〔2026〕1号", "rulingOn": "2026-06-10", "reason": "重整", "shieldedMeasures": ["M13"],
        ], "unshield": ["reason": "计划未获批准"], "applyPartly": ["measureCode": "M13", "reason": "部分"],
        "markNotApplicable": ["measureCode": "M14", "reason": "无此许可"],
        "remove": [
            "kind": "early", "reason": "提前移出", "decisionNo": "武昌市监移出〔2026〕1号", "exemption": "disasterRelief",
        ],
        "restore": ["reason": "恢复", "decisionNo": "武昌市监恢〔2026〕1号", "falseMaterial": "伪造缴款凭证"],
    ]

    /// Bodies of orders that mean something else in another kind of case.
    private static let ownBodies: [CaseKind: [String: JSONValue]] = [
        .listEntry: ofEntry,
        .publication: PublicationScene.bodies,
        .referral: [
            "file": ["text": "已立案"], "notFile": ["ground": "firstSlight", "text": "首次轻微违法"],
            "forward": ["forwardedTo": "420106-cyberspace", "reason": "属网信部门职责"],
            "redirect": ["redirectedTo": "420106-police", "reason": "改由公安机关处理"], "recall": ["reason": "材料有误"],
            "contestJurisdiction": ["reason": "不属本局管辖", "disputeBasis": "《行政处罚法》第二十五条"],
            "agree": ["reason": "协商一致"], "withdraw": ["reason": "协商一致"], "conclude": Sample.penaltyOutcome,
            "extendVerification": ["reason": "案情复杂"], "extendDecision": ["reason": "案情复杂"],
        ],
        .handoff: [
            "requireReasons": ["documentNo": "武昌检说明〔2026〕1号", "reason": "应当立案"], "replyReasons": ["text": "证据不足"],
            "acceptReasons": ["documentNo": "武昌检监〔2026〕1号", "reason": "理由成立"],
            "orderFiling": ["documentNo": "武昌检立〔2026〕1号", "reason": "理由不成立"],
            "correctPolice": ["documentNo": "武昌检纠〔2026〕1号", "reason": "逾期未立案"],
            "requireTransfer": ["documentNo": "武昌检意〔2026〕1号", "text": "应当移送"],
            "revokeCase": ["decisionNo": "武公（昌）撤案字〔2026〕1号", "reason": "没有犯罪事实"],
            "decideNotToProsecute": ["nonProsecutionNo": "武昌检不诉〔2026〕1号", "reason": "情节轻微"],
            "issueOpinion": [
                "documentNo": "武昌检意〔2026〕2号", "text": "应当给予行政处罚", "nonProsecutionNo": "武昌检不诉〔2026〕1号",
            ],
            "replyOpinion": ["result": "noPenalty", "text": "不予处罚"],
            "reportClue": ["organ": "420106-procuratorate", "text": "线索"],
            "resumeHandling": ["reason": "恢复办理"],
        ],
        .assistance: [
            "draft": [:], "send": ["documentNo": "武昌市监协〔2026〕1号"], "recall": ["reason": "已自行查明"],
            "extend": ["reason": "需向外地调取"], "reply": ["result": "provided", "text": "已查明"],
            "refuse": ["reasonCode": "RECORDS_NOT_HELD", "reason": "没有记录"], "remind": ["text": "请尽快复函"],
        ],
        .task: [
            "withdraw": ["reason": "暂缓"], "decline": ["reason": "另有安排"], "convene": Sample.convening,
            "delegate": ["delegate": "支队"], "plan": Sample.plan.setting("matrix", longMatrix),
            "report": ["item": 1, "text": "完成", "evidence": ["报告"]],
            "reschedule": ["item": 2, "dueOn": "2027-03-01", "reason": "调整"], "draw": Sample.draw(2),
            "planVisit": Sample.visit(.string(Sample.drawCandidates[0]), on: "2026-10-20", ["tax"]),
            "summarise": ["text": "总结"], "cancelTask": ["reason": "取消"],
        ],
        .slip: [
            "revise": Sample.slip, "agree": ["opinion": "同意"], "sendBack": ["opinion": "修改"],
            "doNotSend": ["opinion": "不抄告"], "recall": ["reason": "重复"], "remind": ["text": "请反馈"],
            "feedback": ["result": "filed", "text": "已立案"],
            "return": ["reasonCode": "SUBJECT_MISMATCH", "reason": "主体不符"],
        ],
        .commentRound: [
            "revise": commentRound, "issue": ["documentNo": "武昌市监函〔2026〕8号", "commentBy": "2026-07-15"],
            "comment": ["text": "意见"], "remind": ["text": "请反馈"], "close": ["text": "采纳"],
        ],
        .risk: [
            "pass": ["passedTo": "420106-cyberspace", "reason": "属网信部门职责"], "dismiss": ["reason": "不属实"],
            "warn": RiskScene.warning.setting("recipients", ["420106-tax", "420106-customs"]),
            "consult": ["task": Sample.task("riskAssessment")],
            "recordReply": ["repliedOn": "2026-06-20", "text": "已经整改"], "resolve": ["reason": "已整改"],
            "escalate": ["reason": "未整改"], "publishNotice": RiskScene.notice, "withdrawNotice": ["reason": "已整改"],
            "updatePlan": ["appliesFrom": "2026-07-01"],
        ],
        .repair: [
            "withdraw": ["reason": "不再申请"], "requestSupplement": ["missingItems": ["缴款书"]],
            "supplement": ["items": ["缴款书"]], "extend": ["reason": "情况复杂"], "verify": RepairScene.verified,
            "notAccept": ["reasonCode": "MISSING_ATTACHMENT", "reason": "材料不全", "remedies": "可以复议"],
            "grant": RepairScene.grant.setting("receivers", ["420106-police"]),
            "refuse": [
                "decisionNo": "成市监修〔2026〕2号", "reasonCode": "NOT_FULLY_PERFORMED", "reason": "未缴清",
                "remedies": "可以复议",
            ],
            "confirm": RepairScene.allStopped, "recordObjection": ["receivedOn": "2026-11-03", "reason": "不服"],
            "extendObjection": ["reason": "情况复杂"], "upholdObjection": ["reason": "成立"],
            "dismissObjection": ["reason": "不成立"],
            "revoke": ["ground": "falseMaterial", "decisionNo": "成市监修撤〔2026〕1号", "reason": "伪造"],
        ],
        .supervision: [
            "withdraw": ["reason": "撤销"], "issue": Sample.document("supervisionLetter"),
            "issueOpinion": Sample.document("opinion"), "issueDecision": Sample.document("decision"),
            "circulate": Sample.document("circular").removing("kind"),
            "reportCorrection": ["text": "已整改", "evidence": ["照片"]], "acceptCorrection": ["reason": "已整改"],
            "rejectCorrection": ["reason": "未整改"], "object": ["reason": "不服"], "upholdObjection": ["reason": "成立"],
            "dismissObjection": ["reason": "不成立"], "suspend": ["ground": "suit", "reason": "已起诉"],
            "resume": ["reason": "诉讼终结"],
        ],
    ]

    private static let longMatrix: JSONValue = .array(
        (Sample.plan["matrix"]?.array ?? []).map { $0.setting("dueOn", "2027-01-15") })

    private static let walks = CaseKind.allCases.flatMap { kind in (0..<25).map { (kind, $0) } }

    @Test(arguments: walks)
    func `the fold of the journal is the state, and parties agree once all letters are in`(
        kind: CaseKind, seed: Int
    ) throws {
        let (world, id) = try DeskPropertyTests.wander(kind, seed)
        for office in world.directory.offices.map(\.id) {
            let events = world.journal.filter { $0.office == office && $0.caseID == id }
            let folded = events.reduce(CaseFile?.none) { CaseFile.evolve($0, $1.event, id: id, kind: $1.kind) }
            #expect(folded == world.files[office]?[id])
            // Rows from before the roles of officers were recorded make the same case.
            let bare = events.reduce(CaseFile?.none) { file, row in
                let event = row.event
                let body = event.body.removing("officerRoles")
                return CaseFile.evolve(
                    file,
                    CaseEvent(
                        name: event.name, at: event.at, office: event.office, officer: event.officer,
                        letter: event.letter, body: body), id: id, kind: row.kind)
            }
            #expect(bare == folded)
            #expect(folded?.state != "conflict")
        }
        #expect(world.refused.isEmpty, "\(world.refused.map { "\($0.office) \($0.type) \($0.refusal)" })")
        #expect(world.vain.isEmpty, "offered in vain: \(Set(world.vain).sorted())")
        let owner = try world.file(kind == .repair ? "customs" : "market-regulation", id)
        for (office, files) in world.files where office != owner.owner {
            guard let file = files[id] else { continue }
            switch kind {
            case .referral:
                // Verification is the receiver's own step: nobody is told.
                let there = file.state(ofPart: office.description)
                #expect(
                    owner.state(ofPart: office.description) == (there == "verifying" ? "accepted" : there),
                    "\(office): \(owner.flags) \(file.flags)")
            case .assistance, .commentRound, .slip:
                let part = office.description
                #expect(
                    owner.state(ofPart: part) == file.state(ofPart: part), "\(office): \(owner.flags) \(file.flags)")
            case .task:
                // The lead says where the whole stands, and every item and visit is told to all.
                guard office != file.copies.first, let leading = world.files[try world.id("cyberspace")]?[id] else {
                    break
                }
                #expect(leading.state == file.state, "\(office): \(leading.flags) \(file.flags)")
                for part in file.parts where part.key.hasPrefix("item-") {
                    #expect(leading.state(ofPart: part.key) == part.state, "\(office) \(part.key)")
                }
                #expect(file.state(ofPart: office.description) == leading.state(ofPart: office.description))
            case .handoff: break
            case .risk:
                let part = office.description
                guard owner.state(ofPart: part) != nil else { break }
                #expect(owner.state(ofPart: part) == file.state(ofPart: part), "\(owner.flags) \(file.flags)")
                #expect(owner.state == file.state || owner.state == "planned", "\(owner.flags) \(file.flags)")
            case .repair:
                guard let deciding = world.files[try world.id("market-regulation")]?[id] else { break }
                #expect(deciding.state == file.state, "\(office): \(deciding.flags) \(file.flags)")
                let part = office.description
                #expect(deciding.state(ofPart: part) == file.state(ofPart: part))
            case .supervision: #expect(owner.state == file.state)
            case .listEntry:
                // What comes before publication is between the owner and its superior.
                guard owner.entryVersion > 0 else { break }
                #expect(file.state == owner.state, "\(office): \(owner.flags) \(file.flags)")
                #expect(file.entryVersion == owner.entryVersion)
                #expect(file.facts["measures"] == owner.facts["measures"])
                #expect(
                    file.parts.sorted { $0.key < $1.key }.map(\.state)
                        == owner.parts.sorted { $0.key < $1.key }.map(\.state))
                if file.state == "removed" { #expect(!file.parts.contains { $0.state == "applied" }) }
            case .publication:
                // Nobody is told of the archive.
                if owner.state != "archived" { #expect(file.state == owner.state, "\(owner.flags) \(file.flags)") }
                #expect(file.facts["payload"] == owner.facts["payload"])
                #expect(file.facts["version"] == owner.facts["version"])
                #expect(file.channelStandings == owner.channelStandings)
                if office.description.hasSuffix("credit-platform") {
                    #expect(file.facts["objection"] == owner.facts["objection"])
                }
            }
        }
    }
}

extension DeskWorld {
    /// The next letter of each stream that may arrive now.
    private var heads: [Int] {
        var seen: Set<String> = []
        return parcels.indices.filter { seen.insert(parcels[$0].stream).inserted && mayArrive(parcels[$0]) }
    }

    /// A letter waits for the one it answers (protocol 21, *awaiting*).
    private func mayArrive(_ parcel: Parcel) -> Bool {
        guard !parcel.draft.answers.isEmpty else { return true }
        return !parcels.contains { $0.to == parcel.to && $0.draft.id == LetterID(parcel.draft.answers) }
    }

    mutating func deliverOne(_ choose: (Int) -> Int) throws {
        let heads = heads
        guard !heads.isEmpty else { return }
        try deliver(parcels.remove(at: heads[choose(heads.count)]))
    }

    mutating func settle() throws {
        while let next = firstHead { try deliver(parcels.remove(at: next)) }
    }

    private var firstHead: Int? {
        var seen: Set<String> = []
        return parcels.indices.first { seen.insert(parcels[$0].stream).inserted && mayArrive(parcels[$0]) }
    }
}
