import Casework
import Contracts

// The cases a clerk plays; fictional parties (domain.md F).

extension Clerk {
    /// One office refers a case to up to three others; each accepts and concludes, or returns it.
    package func referral() async throws {
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
    package func refer(from sender: String, to receivers: [String]) async throws -> String {
        let number = nextSerial()
        let offices = try receivers.map { try stage.house.office($0).id.description }
        let id = try await give(sender, .handler, .referral, "draft", Papers.referral(number, to: offices))
        try await give(sender, .headPrincipal, .referral, "approve", on: id)
        return try await give(
            sender, .handler, .referral, "send", on: id, ["documentNo": .string("成示移〔2026〕\(number)号")])
    }

    /// Letters that nobody waits for: a referral from each office to all others, and a publication.
    package func scatter() async throws {
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
        try await give(receiver, .headPrincipal, .referral, "file", on: id, ["text": "已立案调查。"])
        try await give(
            receiver, .handler, .referral, "conclude", on: id, ["outcome": "noFacts", "text": "经核实，违法事实不成立。"])
    }

    /// Market regulation publishes a penalty, sometimes corrects or withdraws it.
    package func publication() async throws {
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

    /// Market regulation lists a firm, some offices acknowledge and apply a measure, a tenth of the entries are removed.
    package func listEntry() async throws {
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
        guard dice.isLucky(percent: 10) else { return }
        do {
            try await give(owner, .headPrincipal, .listEntry, "remove", on: id, Papers.removal(number))
        } catch let failure as DemonstrationFailure where "\(failure)".contains("MASS_REMOVAL_UNCONFIRMED") {
            // So many in so short a time want a second head.
            let deputy = try stage.house.person(owner, .headDeputy)
            _ = try await stage.ask(
                "POST", deputy.office, "/api/v1/lists/seriousViolation/removals/confirm", token: deputy.token,
                content: Array(#"{"count":50,"reason":"系列案判决撤销"}"#.utf8))
            try await give(owner, .headPrincipal, .listEntry, "remove", on: id, Papers.removal(number))
        }
    }

    /// Market regulation hands a counterfeit case to the police, which signs for it and files it, or gives it back.
    package func handoff() async throws {
        let owner = "market-regulation"
        let number = nextSerial()
        let id = try await give(owner, .handler, .handoff, "investigate", Papers.investigation(number))
        try await give(owner, .handler, .handoff, "suspectCrime", on: id, Papers.suspicion(number))
        try await give(owner, .handler, .handoff, "submitReport", on: id, ["specialTeam": ["李样", "王例"]])
        try await give(owner, .headPrincipal, .handoff, "approve", on: id, ["note": "同意移送公安机关"])
        let report = AttachmentAct(stage, bytes: Int.random(in: 1...1_500_000, using: &dice), number: number)
        let file = try await report.upload(by: stage.house.person(owner, .handler))
        try await give(
            owner, .handler, .handoff, "transfer", on: id, Papers.transfer(number).setting("files", [file]))
        try await until(id, at: "procuratorate", "has arrived") { $0["state"]?.string == "transferred" }
        try await until(id, at: "police", "has arrived") { $0["state"]?.string == "transferred" }
        let police = try stage.house.person("police", .handler)
        let readers = [police, try stage.house.person("procuratorate", .handler)]
        guard try await report.arrives(of: id, at: readers) else {
            throw DemonstrationFailure("附件与上传的不同：\(id)")
        }
        try await give(
            "police", .handler, .handoff, "signReceipt", on: id,
            ["receivingOfficer": .string(police.name), "itemsCounted": 4, "missingItems": ["检验报告"]])
        try await until(id, at: owner, "is received") { $0["state"]?.string == "received" }
        try await give(
            "police", .headPrincipal, .handoff, "file", on: id, ["decisionNo": .string("成公立〔2026〕\(number)号")])
        try await until(id, at: owner, "is filed") { $0["state"]?.string == "filed" }
    }
}
