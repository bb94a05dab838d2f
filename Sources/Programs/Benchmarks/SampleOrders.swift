import Casework
import Contracts
import Foundation
import Offices
import Workers

/// Officers' orders on referrals about firms that do not exist.
enum SampleOrders {
    /// The draft of referral `number` to an office.
    static func draft(_ number: Int, to recipient: OfficeID, about party: BenchmarkOptions.Party) -> JSONValue {
        let draft = draft(number, to: recipient)
        switch party {
        case .firm: return draft
        case .person:
            return draft.setting(
                "subject", ["subjectKind": "naturalPerson", "name": "示例某", "personToken": .string(token(number))])
        }
    }

    /// A token that is nobody's.
    private static func token(_ number: Int) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        return "p1-" + String((0..<26).map { letters[number >> (5 * ($0 % 6)) & 31] })
    }

    private static func draft(_ number: Int, to recipient: OfficeID) -> JSONValue {
        [
            "caseName": .string("涉嫌偷税线索（示例\(number)）"), "caseSource": "日常检查",
            "subject": [
                "subjectKind": "organisation", "name": .string("成都示例食品有限公司第\(number)号"),
                "uscc": .string(SubjectCodes.code(number)), "registeredRegion": "510104",
            ],
            "facts": "检查中发现当事人账簿与实际经营情况不符，涉嫌少缴税款（示例数据）。", "evidence": ["现场检查笔录", "账簿复印件"],
            "reasonForTransfer": "notOurJurisdiction", "legalBasis": "《中华人民共和国行政处罚法》第二十五条",
            "limitationDate": "2028-12-31", "recipients": [.string(recipient.description)],
        ]
    }

    /// Gives an order; returns its answer, which comes when it is on disk.
    ///
    /// - Throws: a fault when it was refused.
    static func give(
        _ kind: CaseKind, _ name: String, on id: CaseID?, _ body: JSONValue, by officer: String,
        _ role: Role, of office: OfficeID, to runtime: OfficeRuntime
    ) async throws -> JSONValue {
        let order = Order(
            id: UUID().uuidString, kind: kind, caseID: id, name: name, body: body,
            officer: Officer(id: officer, name: "示例人员", roles: [role], region: office.region))
        switch await runtime.submit(.order(order)) {
        case .success(let answer): return answer
        case .failure(let refusal): throw BenchmarkFault("order \(name) was refused: \(refusal.code) \(refusal.text)")
        }
    }
}
