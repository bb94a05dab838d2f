import Casework
import Contracts
import Offices
import Testing

/// A scenario of domain F over a town: official time stands still until it is set, and everything that an act sets off
/// has arrived before the next one.
struct Stage {
    var town: Town
    private(set) var caseID: CaseID?
    private let region: String

    init(seed: UInt64, region: String, others: [String] = [], start: String = "2026-06-01T09:00") throws {
        let own = ["market-regulation", "police", "procuratorate"].map { "\(region)-\($0)" }
        town = try Town(seed: seed, names: own + others)
        self.region = region
        town.official = try Stage.moment(start)
        try town.run(rounds: 12)
    }

    static func moment(_ text: String) throws -> Moment {
        guard let moment = Moment(text + ":00+08:00") else { throw TownFailure("no moment: \(text)") }
        return moment
    }

    /// An agency's office in the scenario's region, or an office by its whole name.
    func office(_ name: String) -> String { name.first?.isNumber == true ? name : "\(region)-\(name)" }

    /// It is this time now; what falls due until then falls due.
    mutating func at(_ time: String) throws {
        town.official = try Stage.moment(time)
        try town.run(rounds: 8)
    }

    /// The reason code with which an order is refused; nil when it is done.
    mutating func refusal(
        _ agency: String, _ name: String, _ body: JSONValue = [:], by role: Role = .handler, kind: CaseKind = .handoff
    ) throws -> String? {
        let officer = Town.officer("\(agency)-\(role.rawValue)", [role])
        let answer = try town.order(office(agency), kind, name, on: caseID, body, by: officer)
        try town.run(rounds: 8)
        guard case .failure(let refusal) = answer else { return nil }
        return refusal.code
    }

    /// An order that must be done.
    mutating func must(
        _ agency: String, _ name: String, _ body: JSONValue = [:], by role: Role = .handler, kind: CaseKind = .handoff
    ) throws {
        let officer = Town.officer("\(agency)-\(role.rawValue)", [role])
        let answer = try town.order(office(agency), kind, name, on: caseID, body, by: officer)
        try town.run(rounds: 8)
        switch answer {
        case .failure(let refusal): throw TownFailure("\(agency) \(name): \(refusal.code) \(refusal.text)")
        case .success(let done): caseID = caseID ?? done["caseId"]?.string.flatMap { CaseID($0) }
        }
    }

    func file(_ agency: String) throws -> CaseFile {
        guard let caseID, let file = town.file(office(agency), caseID) else {
            throw TownFailure("\(agency) has no such case")
        }
        return file
    }

    func state(_ agency: String) throws -> String { try file(agency).state }

    /// When a deadline ends, to the minute.
    func due(_ agency: String, _ key: String) throws -> String? {
        try file(agency).deadline(key)?.due?.shortDescription
    }

    func isLate(_ agency: String, _ key: String) throws -> Bool? { try file(agency).deadline(key)?.isLate }

    /// Every letter sent has one disposition at its reader, and no reader refused or set one aside.
    func expectQuiet(sourceLocation: SourceLocation = #_sourceLocation) throws {
        try town.expectSettled(sourceLocation: sourceLocation)
        for (name, resident) in town.residents {
            let odd = resident.ledger.incoming.values.joined().filter { $0.disposition != .effect }
            #expect(odd.isEmpty, "\(name): \(odd.map(\.reason))", sourceLocation: sourceLocation)
        }
    }
}

/// Bodies of the scenarios; fictional firms and persons of domain F.
enum Script {
    static func investigation(_ name: String, _ uscc: String, _ cause: String, filedOn: String) -> JSONValue {
        [
            "caseName": .string(cause), "caseSource": "监督抽检", "subject": firm(name, uscc), "filedOn": .string(filedOn),
        ]
    }

    static func firm(_ name: String, _ uscc: String) -> JSONValue {
        ["subjectKind": "organisation", "name": .string(name), "uscc": .string(uscc)]
    }

    static func suspicion(_ suspect: JSONValue, _ crime: String, _ article: String) -> JSONValue {
        [
            "suspects": [suspect], "suspectedCrime": .string(crime), "criminalLawArticle": .string(article),
            "factsSummary": "现场查获涉案货物。", "amountInvolvedFen": 120_000_000,
        ]
    }

    static let team: JSONValue = ["specialTeam": ["李样", "王例"]]

    static let transfer: JSONValue = [
        "documentNo": "武昌市监移〔2026〕5号",
        "attachments": [
            "transferLetter": ["state": "present"], "investigationReport": ["state": "present"],
            "goodsList": ["state": "present"], "inspectionReports": ["state": "pending"],
            "otherMaterials": ["state": "notApplicable", "reason": "没有其他材料"],
        ],
    ]

    static let receipt: JSONValue = [
        "receivingOfficer": "警员甲", "itemsCounted": 4, "missingItems": ["检验报告"],
    ]
    static let noFiling: JSONValue = [
        "decisionNo": "杭上公不立字〔2026〕2号", "reasonCode": "NO_CRIMINAL_FACTS", "reason": "没有犯罪事实",
        "returnedMaterials": ["全部移送材料"],
    ]
    static let filing: JSONValue = ["decisionNo": "武昌公立字〔2026〕9号"]
    static let fine: JSONValue = [
        "penaltyKinds": ["fine"], "decisionNo": "武昌市监处罚〔2026〕12号", "fineAmountFen": 20_000_000,
    ]
    static let goods: JSONValue = ["items": ["涉案原料十袋"], "receivedBy": "警员甲"]
    static func document(_ number: String, _ reason: String) -> JSONValue {
        ["documentNo": .string(number), "reason": .string(reason)]
    }
}
