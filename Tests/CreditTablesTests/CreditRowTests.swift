import Casework
import Contracts
import CreditTables
import ListTables
import Tables
import Testing

private let office = CreditOffice(name: "成都市锦江区市场监督管理局", uscc: "11510104XT9000117K")

private func checks() throws -> PenaltyChecks { PenaltyChecks(today: try #require(CivilDate("2026-08-10"))) }

private func read(_ cells: [(String, String)]) throws -> CreditRow {
    let reader = CreditRowReader(try CreditHeader(cells.map(\.0)), office: office, checks: try checks())
    return reader.read(TableRow(number: 2, cells: cells.map(\.1)))
}

private func mistakes(_ row: CreditRow) -> [String] {
    guard case .mistakes(let mistakes) = row else { return [] }
    return mistakes.map(\.code)
}

private func record(_ row: CreditRow) -> JSONValue? {
    guard case .record(let record, _) = row else { return nil }
    return record.orderRecord
}

private let licence: [(String, String)] = [
    ("行政相对人名称", "成都示例食品有限公司"), ("行政相对人类别", "法人及非法人组织"), ("统一社会信用代码", "91510104XT00010175"),
    ("行政许可决定文书名称", "准予许可决定书"), ("行政许可决定文书号", "川食许〔2026〕12号"), ("许可类别", "普通"), ("许可证书名称", "食品经营许可证"),
    ("许可编号", "JY15101040000001"), ("许可内容", "预包装食品销售"), ("许可决定日期", "2026/7/30"), ("有效期自", "2026-07-30"),
    ("有效期至", "2031-07-29"), ("许可机关", office.name), ("许可机关统一社会信用代码", "11510104XT9000117K"), ("当前状态", "1"),
    ("数据来源单位", office.name), ("数据来源单位统一社会信用代码", "11510104XT9000117K"),
]

private let oldPenalty: [(String, String)] = [
    ("CF_WSH", "成锦市监处罚〔2026〕88号"), ("CF_CFMC", "无证经营案"), ("CF_CFLB1", "罚款"), ("CF_CFLB2", "没收违法所得"),
    ("CF_SY", "未取得许可从事餐饮服务"), ("CF_YJ", "食品安全法第一百二十二条"), ("CF_XDR_MC", "成都示例食品有限公司"),
    ("CF_XDR_SHXYM", "91510104XT00010175"), ("CF_FR", "陈甲"), ("CF_JG", "罚款并没收违法所得"), ("CF_NR_FK", "5"),
    ("CF_NR_WFFF", "0.32"), ("CF_JDRQ", "2026-07-30"), ("CF_XZJG", office.name), ("CF_ZT", "0"), ("DFBM", "510104"),
]

private func changed(_ cells: [(String, String)], _ name: String, _ value: String) -> [(String, String)] {
    cells.map { $0.0 == name ? (name, value) : $0 }
}

struct CreditRowTests {
    @Test func `a licence row becomes the record of a publication`() throws {
        let record = try #require(record(try read(licence)))
        #expect(record["licenceKind"] == "ordinary")
        #expect(record["status"] == "valid")
        #expect(record["decisionDate"] == "2026-07-30")
        #expect(record["licensingAgencyUscc"] == "11510104XT9000117K")
        let fields = RecordKind.licence.recordFields
        let known = Set(fields.map(\.name))
        #expect((record.object ?? []).allSatisfy { known.contains($0.name) })
        #expect(fields.filter(\.isRequired).allSatisfy { record[$0.name] != nil })
    }

    @Test(arguments: [
        ("许可类别", "随便", "VALUE_UNKNOWN"), ("当前状态", "9", "VALUE_UNKNOWN"),
        ("统一社会信用代码", "91510104XT00010176", "USCC_CHECK_FAILED"),
        ("许可决定日期", "2026-08-11", "DATE_IN_FUTURE"), ("有效期至", "2026-07-01", "DATE_ORDER"), ("许可内容", "", "FIELD_MISSING"),
        ("有效期自", "明天", "DATE_INVALID"), ("行政相对人类别", "个体工商户", "SUBJECT_MISMATCH"),
    ])
    func `a bad cell of a licence row is told with its code`(column: String, value: String, code: String) throws {
        #expect(mistakes(try read(changed(licence, column, value))) == [code])
    }

    @Test func `the layout of 2016 is completed from the decision and the office`() throws {
        let header = try CreditHeader(oldPenalty.map(\.0))
        #expect(header.isOld && header.kind == .penalty)
        let record = try #require(record(try read(oldPenalty)))
        #expect(record["penaltyKinds"] == ["fine", "confiscateGains"])
        #expect(record["violationType"] == "无证经营案")
        #expect(record["counterpartyKind"] == "organisation")
        #expect(record["penaltyAgencyUscc"] == "11510104XT9000117K")
        #expect(record["validUntil"] == "2099-12-31")
        // Another agency's code is not known here: it is not made up.
        #expect(mistakes(try read(changed(oldPenalty, "CF_XZJG", "别的机关"))).contains("FIELD_MISSING"))
    }

    @Test func `a file of neither kind is refused with what is missing`() {
        #expect(throws: CreditFileRefusal.self) { try CreditHeader(["甲", "乙"]) }
        let refusal = #expect(throws: CreditFileRefusal.self) { try CreditHeader(licence.dropLast(3).map(\.0)) }
        #expect(refusal?.words.contains("数据来源单位") == true)
    }

    @Test func `a corrected row names its first submission, and a forged one is refused`() throws {
        let first = FirstSubmission(batch: "4f2a", row: 17, day: try #require(CivilDate("2026-08-01")))
        #expect(FirstSubmission(first.text) == first)
        guard case .record(_, let read?) = try read(licence + [("首次报送", first.text)]) else {
            Issue.record("the row was refused")
            return
        }
        #expect(read == first)
        for text in ["4f2a", "4f2a#0@2026-08-01", "4f2a#17@2026-08-11", "甲#17@2026-08-01", "4f2a#17@2026-02-30"] {
            #expect(mistakes(try CreditRowTests.chained(text)) == ["VALUE_UNKNOWN"])
        }
    }

    private static func chained(_ text: String) throws -> CreditRow { try read(licence + [("首次报送", text)]) }

    @Test func `what is exported is imported again with the same content`() throws {
        for cells in [licence, oldPenalty] {
            guard case .record(let first, _) = try read(cells) else {
                Issue.record("the row was refused")
                return
            }
            let headings = try #require(CreditRowWriter.headings(first.kind))
            let written = CreditRowWriter.cells(first.orderRecord, first.kind)
            guard case .record(let second, _) = try read(Array(zip(headings, written))) else {
                Issue.record("\(mistakes(try read(Array(zip(headings, written)))))")
                return
            }
            #expect(second.orderRecord == first.orderRecord)
            #expect(second.key == first.key)
        }
    }

    @Test func `a name of a natural person leaves masked`() {
        let record: JSONValue = ["counterpartyName": "王小五", "counterpartyKind": "naturalPerson"]
        #expect(CreditRowWriter.cells(record, .penalty).first == "王某某")
    }
}

struct ReconciliationTests {
    private func own(_ cells: [(String, String)], _ state: String = "published") throws -> (
        CreditRecord, Reconciliation.Own
    ) {
        guard case .record(let record, _) = try read(cells) else { throw CivilFailure() }
        let own = Reconciliation.Own(
            id: "case-1", state: state, payload: record.orderRecord, isShown: state == "published")
        return (record, own)
    }

    private struct CivilFailure: Error {}

    @Test func `equal rows say nothing and missing ones are told`() throws {
        let (record, own) = try own(licence)
        var equal = Reconciliation(.licence, own: [own])
        #expect(equal.take(record, row: 2) == nil)
        #expect(equal.equal == 1 && equal.missing().isEmpty)
        let empty = Reconciliation(.licence, own: [own])
        #expect(empty.missing().map(\.finding) == [.missing])
        #expect(empty.missing().first?.number == "川食许〔2026〕12号")
    }

    @Test(arguments: [
        ("withdrawn", Reconciliation.Finding.shouldBeGone), ("stopped", .shouldBeGone), ("pending", .unknown),
        ("shielded", .shouldBeGone),
    ])
    func `what may not be shown any more is told`(state: String, finding: Reconciliation.Finding) throws {
        let (record, own) = try own(licence, state)
        var reconciliation = Reconciliation(.licence, own: [own])
        #expect(reconciliation.take(record, row: 2)?.finding == finding)
        #expect(reconciliation.missing().isEmpty)
    }

    @Test func `differing fields are named, and what nobody knows is told`() throws {
        let (_, own) = try own(licence)
        var reconciliation = Reconciliation(.licence, own: [own])
        guard case .record(let other, _) = try read(changed(licence, "许可内容", "散装食品销售")),
            case .record(let strange, _) = try read(changed(licence, "行政许可决定文书号", "川食许〔2026〕13号"))
        else { return }
        let differing = reconciliation.take(other, row: 2)
        #expect(differing?.finding == .differing && differing?.fields == ["许可内容"])
        #expect(reconciliation.take(strange, row: 3)?.finding == .unknown)
    }
}
