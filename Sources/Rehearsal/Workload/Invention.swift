import Casework
import Contracts

/// Bodies of orders, made up from the fields that the desk asks for: what a case knows is drawn from the case, what the
/// rules name from the rules, and everything else from dice. Most are lawful; some name what the law does not allow.
struct Invention {
    let kind: CaseKind
    let row: Transition
    let file: CaseFile?
    let context: DeskContext
    /// Cases of this office that another may be linked with.
    let others: [CaseID]
    /// Public entries and penalties that this office knows.
    let published: [CaseFile]
    /// An office that no program runs.
    let silent: OfficeID
    /// A number of its own for each body.
    let number: UInt64
    var dice: Dice
    /// Rare circumstances are sought: several recipients, a superior in common, a registrar of another province, fines.
    var seeksRareThings = false

    /// The content of an order with these fields.
    mutating func body(_ fields: [BodyField]) -> JSONValue {
        switch row.event {
        case "taskProposed": return proposal()
        case "decided": return Workload.decision(objectionUntil: "2026-06-28")
        case "removalOrdered": return removal(fields)
        case "proposed", "revised", "corrected":
            if kind == .listEntry { return entry(fields) }
            if kind == .publication { return publication(fields) }
        case "drafted", "imported": if kind == .publication { return publication(fields) }
        case "listed": return Workload.decision(objectionUntil: dice.happens(100) ? "2099-06-28" : "2026-06-28")
        case "slipDrafted", "slipRevised": return slip(fields)
        case "repairApplied": return application(fields)
        default: break
        }
        return content(fields)
    }

    private mutating func content(_ fields: [BodyField]) -> JSONValue {
        var content = JSONValue.object([])
        for field in fields where isGiven(field) {
            if let value = value(field.name, field.kind) { content = content.setting(field.name, value) }
        }
        return content
    }

    private mutating func isGiven(_ field: BodyField) -> Bool {
        if field.isRequired { return true }
        // The desk adds police and procuratorate; other copies are few.
        if field.name == "recipients" || field.name == "cc" { return kind != .handoff && dice.happens(150) }
        if Invention.mostlyGiven.contains(field.name) { return dice.happens(850) }
        return field.name != "policeKind" && field.name != "thirdPersons" && dice.happens(300)
    }

    /// Optional to a form, but wanted by a guard.
    private static let mostlyGiven: Set = [
        "competentAgency", "decisionNo", "penaltyKinds", "office", "matterCode", "subject", "attachments",
        "transferLetter", "investigationReport", "goodsList", "inspectionReports", "otherMaterials",
        "criminalFineFen", "namedReporter", "commitment", "severityConfirmed", "overrideConfirmed", "objectionGround",
    ]

    mutating func value(_ name: String, _ kind: BodyKind) -> JSONValue? {
        if let known = known(name) { return known }
        switch kind {
        case .text: return text(name)
        case .choice(let words):
            if seeksRareThings, words.contains("fine"), dice.happens(500) { return "fine" }
            return .string(dice.pick(words))
        case .reasonCode: return reason()
        case .date: return day(name)
        case .moment: return .string(context.now.description)
        case .integer(let range):
            return .integer(min(max(range.lowerBound, Int64(1 + dice.below(5))), range.upperBound))
        case .flag: return .bool(dice.happens(Invention.mostlyTrue(name) ? 920 : 500))
        case .office: return office(name)
        case .uscc: return .string(dice.pick(Invention.codes))
        case .personToken: return .string(Invention.token)
        case .region: return "510104"
        case .documentNumber: return documentNo()
        case .digest: return .string(Digest.sha256([UInt8(dice.below(4))]).description)
        case .evidenceFile: return paper()
        case .letter, .record: return nil
        case .list(let kind, let minimum, let maximum):
            if name == "recipients" { return .array(offices(max(1, minimum), min(3, maximum))) }
            if name == "cc" { return .array(offices(0, 1)) }
            let count = max(minimum, min(maximum, 1 + dice.below(2)))
            return .array((0..<count).compactMap { _ in value("\(name)[]", kind) })
        case .object(let fields): return content(fields)
        case .variant(let variants): return content(variants.usualFields)
        }
    }

    private static func mostlyTrue(_ name: String) -> Bool {
        name.hasSuffix("Reviewed") || name.hasPrefix("stopped")
            || ["performed", "materialTrue", "measuresLifted", "severityConfirmed", "overrideConfirmed"].contains(name)
    }

    /// The manifest of a file; the files themselves stay where they are, for they are no letters.
    private mutating func paper() -> JSONValue? {
        let digest = Digest.sha256([UInt8(dice.below(4))])
        let file = EvidenceFile(
            digest: digest, name: "现场照片.jpg", size: 1, mediaType: "image/jpeg", custodian: nil, chunks: [digest])
        return file?.json
    }

    // MARK: What the case or the rules know

    private mutating func known(_ name: String) -> JSONValue? {
        switch name {
        case "subject", "suspects[]", "parties[]": return party(withAddress: name == "parties[]")
        case "pendingReview": return .string(dice.happens(800) ? "none" : dice.pick(["suit", "reconsideration"]))
        case "measureCode": return pick((file?.facts["measures"]?.array ?? []).compactMap { $0["code"] })
        case "item": return pick((file?.facts["matrix"]?.array ?? []).compactMap { $0["number"] })
        case "subjectCode": return pick(parts("subject-"))
        case "matrix": return matrix()
        case "task": return proposal()
        case "offender": return dice.happens(100) ? Workload.firm : nil
        case "teams": return teams()
        case "candidates": return .array(Invention.codes.map { .string($0) })
        case "count": return .integer(dice.happens(900) ? Int64(1 + dice.below(3)) : 9)
        case "with": return pick(others.filter { $0 != file?.id }.map { .string($0.description) })
        case "specialTeam": return .array(Array(Invention.people.prefix(dice.happens(850) ? 2 : 1)))
        case "changes": return dice.happens(500) ? ["details": text("details")] : ["note": text("note")]
        case "channels[]": return .string(dice.pick(["creditChina", "gsxt", "taxSite", "customsCredit", "agencySite"]))
        case "exclusions", "priorDecisions": return name == "exclusions" ? .array([]) : fined()
        default: return nil
        }
    }

    private mutating func pick(_ values: [JSONValue]) -> JSONValue? { values.isEmpty ? nil : dice.pick(values) }

    /// The parts of a prefix that the row may move, without the prefix.
    private func parts(_ prefix: String) -> [JSONValue] {
        (file?.parts ?? []).filter { $0.key.hasPrefix(prefix) && row.partFrom.contains($0.state) }
            .map { .string(String($0.key.dropFirst(prefix.count))) }
    }

    private mutating func reason() -> JSONValue {
        let serving = context.rules.reasons.filter { $0.events.contains(row.event) }.map(\.code)
        return .string(serving.isEmpty || dice.happens(50) ? "MISSING_ATTACHMENT" : dice.pick(serving))
    }

    private mutating func fined() -> JSONValue {
        guard dice.happens(300) else { return .array([]) }
        let day = context.today.adding(days: -40)
        return [["kind": "fine", "decidedOn": .string(day.description), "fineAmountFen": 2_000_000]]
    }

    // MARK: Words and days

    mutating func text(_ name: String) -> JSONValue {
        switch name {
        case "suspectedCrime": return "销售假冒注册商标的商品罪"
        case "listKind": return "seriousViolation"
        // What a search finds, should it be kept where it was destroyed.
        case "facts" where kind == .referral: return .string(Invention.mark(number))
        case "code", "shieldedMeasures[]": return "M13"
        default: return .string(dice.pick(Invention.words) + "（\(1 + dice.below(99))）")
        }
    }

    /// A text that stands nowhere but in one referral.
    static func mark(_ number: UInt64) -> String { "现场检查发现线索〔\(number)〕待核实。" }

    private mutating func day(_ name: String) -> JSONValue {
        switch name {
        case "until" where seeksRareThings: return .string(context.today.adding(days: 2 + dice.below(5)).description)
        case "validTo", "validUntil": return .string(context.today.adding(days: 1 + dice.below(12)).description)
        case "restrictionUntil": return .string(context.today.description)
        case "extendedUntil": return .string(context.today.adding(days: 1200).description)
        case "limitationDate": return dice.happens(960) ? "2028-01-01" : "2026-06-01"
        case "correctBy", "dueOn", "commentBy", "replyBy", "disposeBy", "meetsOn", "visitOn":
            let ahead = dice.happens(900) ? 1 + dice.below(dice.happens(500) ? 3 : 25) : -1
            return .string(context.today.adding(days: ahead).description)
        default: return .string(context.today.adding(days: -dice.below(9)).description)
        }
    }

    mutating func documentNo() -> JSONValue { .string("成市监函〔2026〕\(1 + Int(dice.next() % 90_000))号") }

    // MARK: Offices

    private mutating func office(_ name: String) -> JSONValue? {
        let own = context.own.id
        switch name {
        case "registrar" where seeksRareThings || kind == .publication: return pick(distant)
        case "office": return pick(parts(""))
        case "organ": return pick(agency("procuratorate", but: own))
        case "forwardedTo" where kind == .handoff && dice.happens(900):
            return pick(agency("police", but: own).filter { $0.string != file?.owner.description })
        case "assignedTo": return pick(active.map { .string($0.description) })
        default: return offices(1, 1).first
        }
    }

    private var active: [OfficeID] { context.offices.activeOffices.map(\.id).filter { $0 != silent } }

    func agency(_ agency: String, but own: OfficeID) -> [JSONValue] {
        active.filter { $0 != own && context.offices.profile($0)?.agency == agency }.map { .string($0.description) }
    }

    /// Some offices that are no party yet, each once.
    private mutating func offices(_ least: Int, _ most: Int) -> [JSONValue] {
        let parties = [file?.owner].compactMap(\.self) + (file?.recipients ?? []) + [context.own.id]
        var free = active.filter { !parties.contains($0) }
        var chosen: [JSONValue] = []
        if seeksRareThings, most > 1, dice.happens(700), let sibling = free.first(where: isSibling) {
            chosen = [.string(sibling.description)]
            free.removeAll { $0 == sibling }
        }
        for _ in 0..<(least + dice.below(most - least + 1)) where !free.isEmpty {
            chosen.append(.string(free.remove(at: dice.below(free.count)).description))
        }
        return chosen
    }

    // MARK: Bodies whose fields hang together

    private mutating func party(withAddress: Bool) -> JSONValue {
        var party: JSONValue =
            switch dice.below(5) {
            case 0:
                [
                    "subjectKind": "naturalPerson", "name": .string(Invention.person),
                    "personToken": .string(Invention.token),
                ]
            case 1: ["subjectKind": "soleTrader", "name": "成都示例杂货店", "uscc": "92510107XT0006029Q"]
            case 2: ["subjectKind": "organisation", "name": "武汉示例商贸有限公司", "uscc": "91420106XT0002028T"]
            default: Workload.firm
            }
        if withAddress { party = party.setting("address", "成都市示例路1号") }
        return party
    }

    private mutating func proposal() -> JSONValue {
        var others = offices(2, 4)
        let own = JSONValue.string(context.own.id.description)
        let lead = dice.happens(500) ? own : others.removeFirst()
        if lead != own { others.append(own) }
        var body: JSONValue = [
            "taskKind": dice.happens(600) ? "jointInspection" : "consultation", "title": text("title"),
            "matter": text("matter"), "legalBasis": text("legalBasis"), "lead": lead, "members": .array(others),
        ]
        let free = active.map { JSONValue.string($0.description) }.filter {
            $0 != lead && !others.contains($0) && $0 != own
        }
        if dice.happens(700), let conference = pick(free) { body = body.setting("conferenceOffice", conference) }
        return body
    }

    private var taskOffices: [JSONValue] {
        [file?.facts["lead"]].compactMap(\.self) + (file?.facts["recipients"]?.array ?? [])
    }

    private mutating func matrix() -> JSONValue {
        let offices = taskOffices
        return .array(
            (1...(1 + dice.below(3))).compactMap { number in
                guard let lead = pick(offices), let support = pick(offices) else { return nil }
                return [
                    "number": .integer(Int64(number)), "title": text("title"), "lead": [lead], "support": [support],
                    "legalBasis": text("legalBasis"), "deliverable": text("deliverable"), "dueOn": day("dueOn"),
                ]
            })
    }

    private mutating func teams() -> JSONValue {
        guard let office = pick(taskOffices) else { return .array([]) }
        return [["office": office, "officers": .array(Array(Invention.people.prefix(dice.happens(900) ? 2 : 1)))]]
    }

    private mutating func slip(_ fields: [BodyField]) -> JSONValue {
        let type = dice.pick(LetterFields.slipTypes)
        let matters = context.rules.slipMatters(type, agency: context.own.agency, on: context.today).map(\.code)
        var body = content(fields).setting("slipType", .string(type)).removing("matterCode").setting(
            "matter", text("matter"))
        if type != "other", !matters.isEmpty { body = body.setting("matterCode", .string(dice.pick(matters))) }
        return body.setting("parties", [party(withAddress: true)])
    }

    /// An application for one or two public facts of one party; mostly everything is done.
    private mutating func application(_ fields: [BodyField]) -> JSONValue {
        let body = content(fields).setting("appliedOn", .string(context.today.description)).setting(
            "performance", [["duty": "fine", "state": dice.happens(900) ? "done" : "open"]])
        guard !published.isEmpty else { return body }
        let first = dice.pick(published)
        let same = published.filter { $0.subject == first.subject && $0.owner == first.owner && $0.id != first.id }
        let second = same.isEmpty || dice.happens(600) ? nil : dice.pick(same)
        let targets = [first, second].compactMap(\.self).map { file -> JSONValue in
            ["caseId": .string(file.id.description), "severity": file.facts["severity"] ?? "general"]
        }
        let commitment: JSONValue = [
            "text": "承诺材料真实", "signer": "李样", "signedOn": .string(context.today.description),
        ]
        return body.setting("targets", .array(targets)).setting("subject", Workload.firm).setting(
            "commitment", commitment)
    }

    private mutating func entry(_ fields: [BodyField]) -> JSONValue {
        // Some officers propose again what stands already.
        let decision = number % 16 == 0 ? 99_999 : 100_000 + number % 100_000
        var body = Workload.proposal(
            cause: "因违法添加被处以较重行政处罚", measures: Workload.measures, decision: decision)
        if seeksRareThings, !distant.isEmpty, dice.happens(500) {
            body = body.setting("subject", Invention.distantFirm)
        }
        return fields.contains { $0.name == "reason" } ? body.setting("reason", text("reason")) : body
    }

    /// Mostly a removal that the list knows and that is open on any day.
    private mutating func removal(_ fields: [BodyField]) -> JSONValue {
        let body = content(fields)
        guard dice.happens(850) else { return body }
        let isEarly = dice.happens(400)
        let kind: JSONValue = isEarly ? "early" : "revoked"
        let lawful = body.removing("delegation").removing("repair").setting("kind", kind).setting(
            "exemption", "disasterRelief")
        // A repair that nobody granted, or that was granted for something else.
        guard isEarly, dice.happens(250) else { return lawful }
        return lawful.setting("repair", .string((others.first ?? file?.id)?.description ?? ""))
    }

    // MARK: Fictional

    /// The name of a person: it stands in sealed letters alone.
    static let person = "钱示例"
    private static let token = "p1-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    private static let codes = [
        "91510104XT00010175", "91420106XT0002028T", "91350100M0001TGQXM", "914403001922038216",
    ]
    private static let people: [JSONValue] = ["李样", "王例", "孙例"]
    private static let words = ["经核查予以办理", "已调取相关材料", "依照有关规定办理", "情况属实", "请及时处理", "现场检查记录"]
}
