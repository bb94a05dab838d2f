import Casework
import Contracts

/// Offices of one county in memory: orders are decided, drafts are handed over as received letters, and what comes of
/// them is folded, in the order in which it happened.
struct DeskWorld {
    /// A letter on its way.
    struct Parcel {
        let from: OfficeID
        let to: OfficeID
        let draft: LetterDraft
        /// What one office says to another on one topic comes in order.
        let stream: String

        init(from: OfficeID, to: OfficeID, draft: LetterDraft) {
            self.from = from
            self.to = to
            self.draft = draft
            let topic =
                switch draft.destination {
                case .offices: "direct"
                case .broadcast(let topic, _): topic.description
                }
            stream = "\(from) \(to) \(topic)"
        }
    }

    /// A letter that a desk refused.
    struct Refused {
        let office: OfficeID
        let type: LetterType
        let refusal: Refusal
    }

    let region: String
    let directory: DirectoryDocument
    var rules: RuleSet
    var now: Moment
    var files: [OfficeID: [CaseID: CaseFile]] = [:]
    var journal: [(office: OfficeID, caseID: CaseID, kind: CaseKind, event: CaseEvent)] = []
    var parcels: [Parcel] = []
    var sent: [LetterDraft] = []
    var refused: [Refused] = []
    /// Orders that were offered and then refused for what no body could have mended.
    var vain: [String] = []
    private var ids: FreshIDs
    private var orders = 0
    /// The last number of a slip, by office and year.
    private var slips: [String: Int64] = [:]

    static let agencies = ["market-regulation", "tax", "customs", "cyberspace", "police", "procuratorate"]

    /// A county's offices, and further ones by their ids.
    init(at start: String, region: String = "420106", others: [String] = []) throws {
        self.region = region
        now = try moment(start)
        rules = try RuleDocuments.ruleSet()
        ids = FreshIDs(time: now, randomHigh: 7, randomLow: 1)
        directory = DirectoryDocument(
            namespace: "test", version: 1, predecessor: .zero, issuedAt: now, validUntil: now, isRehearsal: true,
            registrarKeys: [],
            offices: DeskWorld.agencies.compactMap { DeskWorld.office(region, $0) }
                + others.compactMap { DeskWorld.office(String($0.prefix(6)), String($0.dropFirst(7))) }, authority: [])
    }

    private static func office(_ region: String, _ agency: String) -> DirectoryOffice? {
        guard let id = OfficeID("\(region)-\(agency)") else { return nil }
        return DirectoryOffice(
            profile: OfficeProfile(
                id: id, agency: agency, level: level(of: region), region: region, name: agency, shortName: agency,
                uscc: "11510104XT9000117K",
                superior: region.hasSuffix("00") ? nil : OfficeID("\(region.prefix(4))00-\(agency)"),
                sameLevelProcuratorate: OfficeID("\(region)-procuratorate"),
                sameLevelPolice: OfficeID("\(region)-police")),
            keys: [], route: DirectoryOffice.Route(topic: .direct(id), generation: 1), principal: "User:\(id)",
            status: .active)
    }

    private static func level(of region: String) -> OfficeProfile.Level {
        region.hasSuffix("0000") ? .province : region.hasSuffix("00") ? .prefecture : .county
    }

    /// The office of an agency in the county, or one by its id.
    func id(_ agency: String) throws -> OfficeID {
        if let id = OfficeID(agency), directory.profile(id) != nil { return id }
        guard let id = OfficeID("\(region)-\(agency)"), directory.profile(id) != nil else {
            throw NotWritten(text: agency)
        }
        return id
    }

    func context(_ office: OfficeID) throws -> DeskContext {
        guard let profile = directory.profile(office) else { throw NotWritten(text: office.description) }
        return DeskContext(own: profile, offices: directory, rules: rules, now: now, machineNow: now)
    }

    func file(_ agency: String, _ id: CaseID) throws -> CaseFile {
        guard let file = files[try self.id(agency)]?[id] else { throw NotWritten(text: "\(agency) has no \(id)") }
        return file
    }

    /// An order without delivering what it sends.
    mutating func order(
        _ agency: String, _ kind: CaseKind, _ name: String, _ body: JSONValue = [:], on caseID: CaseID? = nil,
        as roles: [Role], by officer: String? = nil
    ) throws -> Outcome {
        let office = try id(agency)
        orders += 1
        let person = Officer(
            id: officer ?? "\(agency)-\(roles.map(\.rawValue).joined())", name: "测试人员", roles: roles,
            region: office.region)
        let order = Order(id: "order-\(orders)", kind: kind, caseID: caseID, name: name, body: body, officer: person)
        var context = try context(office)
        context.related = body["with"]?.string.flatMap { CaseID($0) }.flatMap { files[office]?[$0] }
        var open = Desk.concerned(by: order, caseID.flatMap { files[office]?[$0] })
        while !open.isEmpty {
            let id = open.removeFirst()
            guard context.others[id] == nil, id != caseID, let file = files[office]?[id] else { continue }
            context.others[id] = OtherCase(file: file, own: context.own)
            open += Desk.concerned(by: file)
        }
        let year = "\(office) \(context.today.components.year)"
        context.slipSerial = slips[year, default: 0] + 1
        if let subject = Desk.subjectOfNewEntry(order) {
            context.entries = (files[office] ?? [:]).values.filter { $0.kind == .listEntry && $0.subject == subject }
        }
        let file = caseID.flatMap { files[office]?[$0] }
        let possibility = Desk.possibility(
            of: name, kind, file: file, officer: person, context: try self.context(office))
        let outcome: Outcome
        do throws(Refusal) {
            outcome = try Desk.step(file: file, input: .order(order), context: context, ids: &ids)
        } catch {
            note(error, of: order, possibility)
            throw error
        }
        if let told = possibility?.refusal {
            throw NotWritten(text: "\(name) was done, and was told to be impossible: \(told.text)")
        }
        if outcome.events.contains(where: { $0.name == "slipDrafted" }) { slips[year, default: 0] += 1 }
        take(outcome, at: office)
        return outcome
    }

    /// Notes a refusal that names nothing in the body, of an act that was offered. Which part of the case is meant, and
    /// which other case, the body says; and what a letter takes from the case is missed when the letter is written.
    private mutating func note(_ refusal: Refusal, of order: Order, _ possibility: Possibility?) {
        guard let possibility, possibility.refusal == nil, refusal.code != "FIELD_MISSING" else { return }
        let rows = Workflow.of(order.kind).rows.filter { $0.order == order.name }
        let field = refusal.field?.prefix { $0 != "." && $0 != "[" }
        let isOfBody = possibility.fields.contains { $0.name == field ?? "" }
        guard !isOfBody, rows.allSatisfy({ $0.scope == .whole || $0.scope == .office }) else { return }
        vain.append("\(order.kind) \(order.name): \(refusal.code) \(refusal.text) (\(refusal.field ?? "no field"))")
    }

    /// An order and everything that follows from it.
    @discardableResult
    mutating func act(
        _ agency: String, _ kind: CaseKind, _ name: String, _ body: JSONValue = [:], on caseID: CaseID? = nil,
        as roles: [Role], by officer: String? = nil, at time: String? = nil
    ) throws -> CaseID {
        if let time { now = try moment(time) }
        let outcome = try order(agency, kind, name, body, on: caseID, as: roles, by: officer)
        if let refusal = outcome.refusal {
            try run()
            throw refusal
        }
        try run()
        return outcome.caseID
    }

    /// The reason code with which an order is refused; nil when it is not.
    mutating func refusal(
        _ agency: String, _ kind: CaseKind, _ name: String, _ body: JSONValue = [:], on caseID: CaseID? = nil,
        as roles: [Role], by officer: String? = nil
    ) throws -> String? {
        do {
            try act(agency, kind, name, body, on: caseID, as: roles, by: officer)
            return nil
        } catch let refusal as Refusal {
            return refusal.code
        }
    }

    /// Fires all rungs whose moment has come, in all offices.
    mutating func fireRungs(delivering: Bool = true) throws {
        for office in directory.offices.map(\.id) {
            for id in (files[office] ?? [:]).keys.sorted() {
                while let rung = files[office]?[id]?.openRungs.first(where: { $0.at <= now }) {
                    let outcome = try Desk.step(
                        file: files[office]?[id], input: .rung(rung), context: try context(office), ids: &ids)
                    take(outcome, at: office)
                    try goOnBehind(id, at: office)
                }
            }
        }
        if delivering { try run() }
    }

    /// What a case that moved by itself sets off in the cases that it names, as the office does it.
    private mutating func goOnBehind(_ id: CaseID, at office: OfficeID) throws {
        guard let file = files[office]?[id], file.kind == .listEntry else { return }
        for named in Desk.concerned(by: file) where files[office]?[named] != nil {
            let context = try context(office)
            let input = CaseInput.followed(OtherCase(file: file, own: context.own))
            take(try Desk.step(file: files[office]?[named], input: input, context: context, ids: &ids), at: office)
        }
    }

    /// Counts all open deadlines of all offices by the calendar of `rules`, and delivers what that writes.
    mutating func recount() throws {
        for office in directory.offices.map(\.id) {
            for id in (files[office] ?? [:]).keys.sorted() {
                let outcome = try Desk.step(
                    file: files[office]?[id], input: .recount, context: try context(office), ids: &ids)
                take(outcome, at: office)
            }
        }
        try run()
    }

    /// Delivers all letters on their way, and those that follow.
    mutating func run() throws {
        while !parcels.isEmpty {
            let parcel = parcels.removeFirst()
            try deliver(parcel)
        }
    }

    mutating func deliver(_ parcel: Parcel) throws {
        let letter = DeskWorld.received(parcel.draft, from: parcel.from, to: parcel.to, at: now)
        hear(letter, at: parcel.to)
        guard case .offices = parcel.draft.destination else { return }
        let ack = CaseInput.delivered(letter: parcel.draft.id, office: parcel.to, at: now)
        let outcome = try Desk.step(
            file: files[parcel.from]?[parcel.draft.caseID], input: ack, context: try context(parcel.from), ids: &ids)
        take(outcome, at: parcel.from)
    }

    mutating func hear(_ letter: ReceivedLetter, at office: OfficeID) {
        do {
            let outcome = try Desk.step(
                file: letter.caseID.flatMap { files[office]?[$0] }, input: .letter(letter),
                context: try context(office), ids: &ids)
            take(outcome, at: office)
        } catch let refusal as Refusal {
            refused.append(Refused(office: office, type: letter.type, refusal: refusal))
        } catch {
            refused.append(
                Refused(office: office, type: letter.type, refusal: Refusal(code: "BROKEN", text: "\(error)")))
        }
    }

    static func received(_ draft: LetterDraft, from: OfficeID, to: OfficeID, at now: Moment) -> ReceivedLetter {
        let address: String =
            switch draft.destination {
            case .offices: to.description
            case .broadcast: "*"
            }
        return ReceivedLetter(
            id: draft.id, type: draft.type, caseID: draft.caseID, subject: draft.subject, from: from, to: address,
            cause: draft.answers, body: draft.body, signedAt: now, arrivedAt: now)
    }

    private mutating func take(_ outcome: Outcome, at office: OfficeID) {
        for event in outcome.events {
            let file = files[office]?[outcome.caseID]
            files[office, default: [:]][outcome.caseID] = CaseFile.evolve(
                file, event, id: outcome.caseID, kind: outcome.kind)
            journal.append((office, outcome.caseID, outcome.kind, event))
        }
        for consequence in outcome.consequences { take(consequence.outcome, at: office) }
        for draft in outcome.letters {
            sent.append(draft)
            switch draft.destination {
            case .offices(let offices): parcels += offices.map { Parcel(from: office, to: $0, draft: draft) }
            case .broadcast:
                let others = directory.offices.map(\.id).filter { $0 != office }
                parcels += others.map { Parcel(from: office, to: $0, draft: draft) }
            }
        }
    }
}

/// Bodies that the desk accepts; fictional firms of domain.md F.
enum Sample {
    static let subject: JSONValue = [
        "subjectKind": "organisation", "name": "武汉样例食品有限公司", "uscc": "91420106XT0002028T",
        "registeredRegion": "420106",
    ]

    static func referral(to recipients: [String]) -> JSONValue {
        [
            "caseName": "涉嫌虚开发票", "caseSource": "日常检查", "subject": subject, "facts": "检查中发现发票与货物不符。",
            "evidence": ["现场检查笔录", "发票复印件"], "reasonForTransfer": "notOurJurisdiction",
            "legalBasis": "《行政处罚法》第二十五条", "limitationDate": "2028-05-01",
            "recipients": .array(recipients.map { .string($0) }),
        ]
    }

    static func assistance(of offices: [String]) -> JSONValue {
        [
            "title": "调取开票记录", "request": "请提供该企业2026年上半年开票记录。", "purpose": "核查涉嫌虚假宣传案件",
            "legalBasis": "《行政处罚法》第二十六条", "items": ["开票记录"], "subject": subject,
            "recipients": .array(offices.map { .string($0) }),
        ]
    }

    static func task(_ kind: String) -> JSONValue {
        [
            "taskKind": .string(kind), "title": "外卖平台联合整治", "matter": "无照商户多，过度收集个人信息。",
            "legalBasis": "《电子商务法》第六条", "lead": "420106-cyberspace",
            "members": ["420106-tax", "420106-police"], "conferenceOffice": "420106-procuratorate",
        ]
    }

    static let convening: JSONValue = [
        "documentNo": "武昌网函〔2026〕3号", "meetsOn": "2026-10-15", "agenda": "研判分工",
    ]

    static let plan: JSONValue = [
        "documentNo": "武昌网函〔2026〕4号",
        "matrix": [
            [
                "number": 1, "title": "约谈平台并督促整改", "lead": ["420106-cyberspace"],
                "support": ["420106-police", "420106-tax"], "legalBasis": "《个人信息保护法》第六十四条",
                "deliverable": "整改报告", "dueOn": "2026-11-06",
            ],
            [
                "number": 2, "title": "检查无照商户", "lead": ["420106-market-regulation"],
                "legalBasis": "《食品安全法》第一百一十条", "deliverable": "检查记录", "dueOn": "2026-11-06",
            ],
        ],
    ]

    static let slip: JSONValue = [
        "slipType": "violationLead", "matterCode": "X01", "source": "inspection", "details": "检查中发现发票与货物不符。",
        "feedbackNeeded": true, "parties": [subject.setting("address", "武汉市武昌区")], "evidence": ["发票复印件"],
        "contactName": "张例", "contactPhone": "027-00000000", "recipients": ["420106-tax"],
    ]

    static let slipOther = slip.removing("matterCode").merging(["slipType": "other", "matter": "涉嫌违规收费"])

    static let drawCandidates = [
        "91420106XT0002028T", "91510104XT00010175", "91510107XT0006010Y", "92510107XT0006029Q",
    ]

    static func draw(_ count: Int64) -> JSONValue {
        [
            "seed": "2026-10-19第26281期", "candidates": .array(drawCandidates.map { .string($0) }),
            "count": .integer(count),
        ]
    }

    static func visit(_ code: JSONValue, on day: String, _ agencies: [String]) -> JSONValue {
        [
            "subjectCode": code, "visitOn": .string(day),
            "teams": .array(agencies.map { ["office": .string("420106-\($0)"), "officers": ["甲", "乙"]] }),
        ]
    }

    static let penaltyOutcome: JSONValue = [
        "outcome": "penalty", "text": "已作出处罚", "decisionNo": "昌税罚〔2026〕7号", "penaltyKinds": ["confiscateGains"],
    ]

    static let supervision: JSONValue = [
        "matter": "逾期未移送涉嫌犯罪案件", "ground": "overdue", "facts": "批准移送后逾期未移送。",
        "legalBasis": "《行政执法监督条例》第二十六条", "recipients": ["420106-tax"], "pendingReview": "none",
    ]

    static func document(_ kind: String, correctBy: String = "2027-01-15") -> JSONValue {
        [
            "kind": .string(kind), "documentNo": "武昌督〔2026〕1号", "requirement": "限期整改并报告",
            "correctBy": .string(correctBy),
        ]
    }

    static let investigation: JSONValue = [
        "caseName": "在食品中掺入非食品原料", "caseSource": "监督抽检", "subject": subject, "filedOn": "2026-06-10",
    ]

    static let suspicion: JSONValue = [
        "suspects": [
            subject,
            ["subjectKind": "naturalPerson", "name": "李样", "personToken": "p1-abcdefghijklmnopqrstuvwxyz"],
        ], "suspectedCrime": "生产、销售有毒、有害食品罪", "criminalLawArticle": "刑法第一百四十四条",
        "factsSummary": "抽检发现产品中含有非食品原料。", "amountInvolvedFen": 120_000_000,
        "priorDecisions": [["kind": "suspendBusiness", "decidedOn": "2026-06-30"]],
    ]

    static let attachments: JSONValue = [
        "transferLetter": ["state": "present"], "investigationReport": ["state": "present"],
        "goodsList": ["state": "present"], "inspectionReports": ["state": "pending"],
        "otherMaterials": ["state": "notApplicable", "reason": "没有其他材料"],
    ]

    static let transfer: JSONValue = ["documentNo": "武昌市监移〔2026〕5号", "attachments": attachments]

    static let receipt: JSONValue = [
        "receivingOfficer": "警员甲", "itemsCounted": 4, "missingItems": ["检验报告"],
    ]

    static let refusalToFile: JSONValue = [
        "decisionNo": "武公（昌）不立字〔2026〕2号", "reasonCode": "NO_CRIMINAL_FACTS", "reason": "没有犯罪事实",
    ]

    static let entry: JSONValue = [
        "listKind": "seriousViolation", "subject": subject,
        "ground": ["instrument": "市场监督管理严重违法失信名单管理办法", "article": "第五条第二项"],
        "cause": "生产销售有毒有害食品，受到较重行政处罚", "sourceDecisionNo": "武昌市监处罚〔2026〕11号",
        "sourceDecisionDate": "2026-05-20", "heavyPenalty": true,
        "measures": [
            ["code": "M13"],
            [
                "code": "M14",
                "basis": ["instrument": "《市场监督管理严重违法失信名单管理办法》", "article": "第十五条第三项"],
            ],
        ],
    ]

    static let listing: JSONValue = [
        "listingDecisionNo": "武昌市监列〔2026〕1号", "noticeServedOn": "2026-05-21", "objectionUntil": "2026-05-28",
        "superiorConsentNo": "武市监同〔2026〕9号",
    ]

    static let removal: JSONValue = [
        "kind": "revoked", "reason": "原处罚决定被依法撤销", "decisionNo": "武昌市监移出〔2026〕1号",
    ]

    static let record: JSONValue = [
        "counterpartyName": "成都示例食品有限公司", "counterpartyKind": "organisation", "uscc": "91510104XT00010175",
        "legalRepName": "王某", "decisionNo": "成锦市监处罚〔2026〕88号", "violationType": "标签虚假",
        "violationFacts": "产品标签与实际不符。", "legalBasisText": "《食品安全法》第一百二十五条",
        "penaltyKinds": ["fine", "confiscateGains"], "penaltyContent": "罚款50000元，没收违法所得3200元",
        "fineAmountFen": 5_000_000, "confiscatedAmountFen": 320_000, "decisionDate": "2026-07-30",
        "validUntil": "2099-12-31", "penaltyAgency": "锦江区市场监督管理局", "penaltyAgencyUscc": "11510104XT9000117K",
        "sourceAgency": "锦江区市场监督管理局", "sourceAgencyUscc": "11510104XT9000117K",
    ]

    static let draft: JSONValue = ["record": record, "severity": "general"]
    static let reviews: JSONValue = ["secrecyReviewed": true, "privacyReviewed": true]
}
