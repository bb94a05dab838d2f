import Casework
import Contracts
import Programs

// The cases a clerk plays; fictional parties (domain.md F).

extension Clerk {
    /// One office refers a case to up to three others; each accepts and concludes, or returns it.
    func referral() async throws {
        let shuffled = Clerk.agencies.shuffled(using: &dice)
        let sender = shuffled[0]
        let receivers = Array(shuffled[1...Int.random(in: 1...3, using: &dice)])
        let offices = try receivers.map { try stage.house.office($0).id.description }
        let id = try await refer(from: sender, to: receivers)
        for receiver in receivers { try await handle(id, at: receiver) }
        try await until(id, at: sender, "is answered by all") { file in
            ["concluded", "returned"].contains(file["state"]?.string ?? "")
                && offices.allSatisfy { Papers.isAnswered(file, by: $0) }
        }
        try await give(sender, .handler, .referral, "close", on: id)
    }

    /// One office drafts, approves and sends a referral; its letters are on their way when this returns.
    @discardableResult
    func refer(from sender: String, to receivers: [String]) async throws -> String {
        let number = nextSerial()
        let offices = try receivers.map { try stage.house.office($0).id.description }
        let id = try await give(sender, .handler, .referral, "draft", Papers.referral(number, to: offices))
        try await give(sender, .headPrincipal, .referral, "approve", on: id)
        return try await give(
            sender, .handler, .referral, "send", on: id, ["documentNo": .string("成示移〔2026〕\(number)号")])
    }

    /// Letters that nobody waits for: a referral from each office to all others, and a publication.
    func scatter() async throws {
        for sender in Clerk.agencies.shuffled(using: &dice) {
            try await refer(from: sender, to: Clerk.agencies.filter { $0 != sender })
        }
        try await publication()
    }

    private func handle(_ id: String, at receiver: String) async throws {
        try await until(id, at: receiver, "has arrived") { _ in true }
        if dice.isLucky(percent: 50) { try await give(receiver, .handler, .referral, "open", on: id) }
        guard dice.isLucky(percent: 80) else {
            try await give(receiver, .handler, .referral, "return", on: id, Papers.notCompetent)
            return
        }
        try await give(receiver, .handler, .referral, "accept", on: id)
        for step in 0..<Int.random(in: 0...2, using: &dice) {
            try await give(
                receiver, .handler, .referral, "progress", on: id, ["text": .string("第\(step + 1)次反馈：正在核实。")])
        }
        try await give(
            receiver, .handler, .referral, "conclude", on: id, ["outcome": "noFacts", "text": "经核实，违法事实不成立。"])
    }

    /// Market regulation publishes a penalty, sometimes corrects or withdraws it.
    func publication() async throws {
        let agency = "market-regulation"
        let record = Papers.penalty(nextSerial())
        let id = try await give(agency, .handler, .publication, "draft", ["record": record, "severity": "general"])
        try await give(
            agency, .legalReviewer, .publication, "clear", on: id, ["secrecyReviewed": true, "privacyReviewed": true])
        try await give(agency, .headPrincipal, .publication, "publish", on: id)
        if dice.isLucky(percent: 40) {
            let better = record.setting("penaltyContent", "处以罚款人民币五万元")
            try await give(
                agency, .headPrincipal, .publication, "correct", on: id,
                ["record": better, "reason": "金额写法不规范", "evidence": "处罚决定书原件"])
        }
        if dice.isLucky(percent: 20) {
            try await give(
                agency, .headPrincipal, .publication, "withdraw", on: id,
                ["reasonCode": "NOT_PUBLISHABLE", "reason": "处罚决定被依法撤销"])
        }
    }

    /// Market regulation lists a firm, some offices acknowledge and apply a measure, half of the entries are removed.
    func listEntry() async throws {
        let owner = "market-regulation"
        let number = nextSerial()
        let id = try await give(owner, .handler, .listEntry, "propose", Papers.proposal(number))
        try await give(owner, .legalReviewer, .listEntry, "passReview", on: id)
        try await give(owner, .headPrincipal, .listEntry, "list", on: id, Papers.listing(number))
        for agency in Clerk.agencies.shuffled(using: &dice).prefix(3) {
            try await until(id, at: agency, "has arrived") { $0["state"]?.string == "published" }
            try await give(agency, .handler, .listEntry, "acknowledge", on: id)
            if ["market-regulation", "tax"].contains(agency) {
                try await give(agency, .handler, .listEntry, "apply", on: id, ["measureCode": "M14"])
            }
        }
        guard dice.isLucky(percent: 50) else { return }
        try await give(owner, .headPrincipal, .listEntry, "remove", on: id, Papers.removal(number))
    }
}

/// The bodies of the clerks' orders.
enum Papers {
    /// Whether an office has concluded or returned a referral.
    static func isAnswered(_ file: JSONValue, by office: String) -> Bool {
        ["concluded", "returned"].contains(file["facts"]?["parts"]?[office]?["state"]?.string ?? "")
    }

    static let notCompetent: JSONValue = [
        "reasonCode": "NOT_COMPETENT", "reason": "不属于本机关管辖", "competentAgency": "成都示例市人力资源和社会保障局",
    ]

    static func firm(_ number: Int) -> JSONValue {
        [
            "subjectKind": "organisation", "name": .string("成都虚构第\(number)贸易有限公司"),
            "uscc": .string(SubjectCodes.code(number)), "registeredRegion": "510104",
        ]
    }

    static func referral(_ number: Int, to offices: [String]) -> JSONValue {
        [
            "caseName": .string("涉嫌违法第\(number)号案"), "caseSource": "日常检查", "subject": firm(number),
            "facts": "当事人在其网站宣称产品“国家级检测第一”，不能提供证明材料。", "evidence": ["网页截图十二张"],
            "reasonForTransfer": "notOurJurisdiction", "legalBasis": "《中华人民共和国行政处罚法》第二十五条",
            "limitationDate": "2028-07-15", "replyBy": "2026-09-01",
            "recipients": .array(offices.map { .string($0) }),
        ]
    }

    static func penalty(_ number: Int) -> JSONValue {
        [
            "counterpartyName": .string("成都虚构第\(number)贸易有限公司"), "counterpartyKind": "organisation",
            "uscc": .string(SubjectCodes.code(number)), "decisionNo": .string("成示市监处罚〔2026〕\(number)号"),
            "violationType": "标签虚假", "violationFacts": "产品标签与实际不符。",
            "legalBasisText": "《中华人民共和国食品安全法》第一百二十五条", "penaltyKinds": ["fine"],
            "penaltyContent": "罚款50000元", "fineAmountFen": 5_000_000, "decisionDate": "2026-08-03",
            "validUntil": "2099-12-31", "penaltyAgency": "成都示例市市场监督管理局",
            "penaltyAgencyUscc": "11510100XT9000125L", "sourceAgency": "成都示例市市场监督管理局",
            "sourceAgencyUscc": "11510100XT9000125L",
        ]
    }

    private static let serious: JSONValue = "市场监督管理严重违法失信名单管理办法"

    static func proposal(_ number: Int) -> JSONValue {
        [
            "listKind": "seriousViolation", "subject": firm(number),
            "ground": ["instrument": serious, "article": "第二条"], "cause": "因违法添加被处以较重行政处罚",
            "sourceDecisionNo": .string("成示市监处罚〔2026〕\(number)号"), "sourceDecisionDate": "2026-07-10",
            "heavyPenalty": true,
            "measures": [["code": "M14", "basis": ["instrument": serious, "article": "第十五条第三项"]]],
        ]
    }

    static func listing(_ number: Int) -> JSONValue {
        [
            "listingDecisionNo": .string("成示市监信列〔2026〕\(number)号"), "noticeServedOn": "2026-07-30",
            "objectionUntil": "2026-08-06", "superiorConsentNo": "川示市监信复〔2026〕9号",
        ]
    }

    static func removal(_ number: Int) -> JSONValue {
        [
            "kind": "revoked", "reason": "原处罚决定被依法撤销",
            "decisionNo": .string("成示市监信移〔2026〕\(number)号"),
        ]
    }
}
