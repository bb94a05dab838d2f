import Casework
import Contracts
import Testing
import Workers

/// Scenario S2 of domain.md F by forms alone, in three offices, as officers do it in a browser without scripts.
@Suite(.timeLimit(.minutes(20))) struct HandoffByFormsTests {
    private let province: Province
    private let market, police, procuratorate: OpenOffice

    init() throws {
        province = try Province()
        market = try province.open(Province.market)
        police = try province.open(Province.police)
        procuratorate = try province.open(Province.procuratorate)
    }

    private static let party = [
        "subject.subjectKind": "organisation", "subject.name": "武汉样例食品有限公司", "subject.uscc": "91420106XT0002028T",
    ]

    @Test("From the first report to the police's filing, with a copy to the procuratorate, by forms alone")
    func play() async throws {
        try await province.run([market, police, procuratorate]) { try await walk() }
    }

    private func walk() async throws {
        let handler = try await Seat(market, .handler)
        let head = try await Seat(market, .headPrincipal)
        let id = try await handler.done(
            "/cases/new/handoff/investigate",
            ["caseName": "涉嫌在食品中掺入非食品原料案", "caseSource": "监督抽检", "filedOn": "2026-06-10"]
                .merging(HandoffByFormsTests.party) { $1 })
        let path = "/cases/\(id)"
        try await handler.done("\(path)/orders/brief", ["text": "监督抽检发现掺入非食品原料"])
        for office in [police, procuratorate] { try await reaches(office, path, "监督抽检发现掺入非食品原料") }
        try await suspect(handler, path)
        try await report(handler, head, path)
        try await transfer(handler, path)
        try await receive(id, handler)
        try await look(id, handler)
    }

    private func suspect(_ handler: Seat, _ path: String) async throws {
        let form = try await handler.form("\(path)/orders/suspectCrime")
        // What the case knows stands there already.
        #expect(form.fields["v.suspects[0].name"] == "武汉样例食品有限公司")
        try await handler.done(
            "\(path)/orders/suspectCrime",
            [
                "suspectedCrime": "生产、销售有毒、有害食品罪", "criminalLawArticle": "《中华人民共和国刑法》第一百四十四条",
                "factsSummary": "抽检发现食品中掺有非食品原料，现场查获原料十袋。", "amountInvolvedFen": "1,200,000.00",
                "measuresTaken": "扣押原料十袋",
            ])
        let page = try await handler.page(path)
        #expect(page.text.contains("1,200,000.00元") && page.text.contains("已指定专案组"))
    }

    private func report(_ handler: Seat, _ head: Seat, _ path: String) async throws {
        let alone = try await handler.fill("\(path)/orders/submitReport", ["specialTeam": "李样"])
        #expect(alone.status == 422)
        #expect(alone.text.contains("第五条") && alone.text.contains("李样</textarea>"), "\(Sheet.problem(alone.text))")
        try await handler.done("\(path)/orders/submitReport", ["specialTeam": "李样\n王例"])
        let deputy = try await Seat(market, .headDeputy)
        let refused = try await deputy.page("\(path)/orders/approve")
        #expect(refused.text.contains("须由本机关正职负责人"))
        try await head.done("\(path)/orders/approve", ["note": "同意移送公安机关"])
    }

    private func transfer(_ handler: Seat, _ path: String) async throws {
        let typed = [
            "documentNo": "成市监移〔2026〕5号", "attachments.transferLetter.state": "present",
            "attachments.transferLetter.title": "涉嫌犯罪案件移送书", "attachments.investigationReport.state": "present",
            "attachments.investigationReport.title": "调查报告", "attachments.goodsList.state": "present",
            "attachments.goodsList.title": "涉案物品清单", "attachments.inspectionReports.state": "pending",
            "attachments.otherMaterials.state": "notApplicable", "attachments.otherMaterials.reason": "没有其他材料",
        ]
        // A copy to somebody else alone leaves the procuratorate out.
        let alone = try await handler.fill(
            "\(path)/orders/transfer", press: ["add 0 cc"], typed.merging(["cc[0]": "市税务局"]) { $1 })
        #expect(alone.status == 422 && alone.text.contains("检察院"), "\(Sheet.problem(alone.text))")
        #expect(alone.text.contains("value=\"市税务局（510100-tax）\""))
        try await handler.done("\(path)/orders/transfer", typed)
        let page = try await handler.page("\(path)?done=transfer")
        #expect(page.text.contains("发往市公安局") && page.text.contains("发往市检察院"))
    }

    private func receive(_ id: String, _ handler: Seat) async throws {
        let path = "/cases/\(id)"
        for office in [police, procuratorate] { try await reaches(office, path, "已移送") }
        let officer = try await Seat(police, .handler)
        try await officer.done(
            "\(path)/orders/signReceipt", ["receivingOfficer": "周例", "itemsCounted": "4", "missingItems": "检验报告"])
        try await reaches(market, path, "公安机关已签收")
        try await officer.done("\(path)/orders/requestSupplement", ["missingItems": "检验报告"])
        try await reaches(market, path, "应补充的材料")
        try await handler.done("\(path)/orders/supplement", ["items": "检验报告一份"])
        try await reaches(police, path, "补充的材料")
        try await Seat(police, .headPrincipal).done("\(path)/orders/file", ["decisionNo": "成公立〔2026〕9号"])
        for office in [market, procuratorate] { try await reaches(office, path, "成公立〔2026〕9号") }
    }

    /// No code is left where a word belongs, and the fine in its place is refused with its article.
    private func look(_ id: String, _ handler: Seat) async throws {
        for office in [market, police, procuratorate] {
            let seat = try await Seat(office, .handler)
            for path in ["/cases/\(id)", "/cases/\(id)/print"] {
                let page = try await seat.page(path)
                let titles = page.text.components(from: "<dt>").map { $0.components(to: "</dt>") }
                let codes = titles.filter { !$0.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) } }
                #expect(codes.isEmpty, "\(office.id) \(path): \(Set(codes))")
                #expect(!page.text.contains("（未知）"))
            }
        }
        let fine = try await Seat(market, .headPrincipal).fill(
            "/cases/\(id)/orders/decide",
            ["penaltyKinds:fine": "yes", "decisionNo": "成市监处罚〔2026〕140号", "fineAmountFen": "200000"])
        #expect(fine.status == 422 && fine.text.contains("第十一条"), "\(Sheet.problem(fine.text))")
        #expect(fine.text.contains("value=\"200000\""))
        try await reaches(procuratorate, "/cases/\(id)", "以罚代刑被拦截")
    }

    private func reaches(_ office: OpenOffice, _ path: String, _ words: String) async throws {
        let seat = try await Seat(office, .handler)
        try await eventually("\(office.id) shows \(words)") { try await seat.page(path).text.contains(words) }
    }
}
