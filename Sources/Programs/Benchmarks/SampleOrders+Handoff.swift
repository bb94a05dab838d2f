import Casework
import Contracts

extension SampleOrders {
    /// A criminal handoff up to the approval of the principal head: the orders before the transfer, with who gives them.
    static func handoff(_ number: Int) -> [(name: String, body: JSONValue, officer: String, role: Role)] {
        let firm: JSONValue = [
            "subjectKind": "organisation", "name": .string("成都示例食品有限公司第\(number)号"),
            "uscc": .string(SubjectCodes.code(number)), "registeredRegion": "510104",
        ]
        let investigation: JSONValue = [
            "caseName": .string("涉嫌在食品中掺入非食品原料案（示例\(number)）"), "caseSource": "监督抽检", "subject": firm,
            "filedOn": "2026-06-10",
        ]
        let suspicion: JSONValue = [
            "suspects": [firm], "suspectedCrime": "生产、销售有毒、有害食品罪",
            "criminalLawArticle": "《中华人民共和国刑法》第一百四十四条", "factsSummary": "抽检发现食品中掺有非食品原料（示例数据）。",
        ]
        return [
            ("investigate", investigation, "handler", .handler), ("suspectCrime", suspicion, "handler", .handler),
            ("submitReport", ["specialTeam": ["李样", "王例"]], "handler", .handler),
            ("approve", .object([]), "head", .headPrincipal),
        ]
    }

    /// The letter of transfer, with files or none.
    static func transfer(_ number: Int, files: [JSONValue]) -> JSONValue {
        let letter: JSONValue = [
            "documentNo": .string("成市监移〔2026〕\(number + 1)号"),
            "attachments": [
                "transferLetter": ["state": "present"], "investigationReport": ["state": "present"],
                "goodsList": ["state": "present"], "inspectionReports": ["state": "present"],
                "otherMaterials": ["state": "notApplicable", "reason": "没有其他材料"],
            ],
        ]
        return files.isEmpty ? letter : letter.setting("files", .array(files))
    }
}
