import Casework
import Contracts
import Offices
import Testing

/// Scenario S3 of domain F: refusal, reconsideration and supervision over Mid-Autumn and National Day, with its
/// branches; every date to the minute.
struct HandoffS3Tests {
    private let mr = "market-regulation"

    private func received() throws -> Stage {
        var stage = try Stage(seed: 4, region: "330106")
        try stage.at("2026-09-20T09:00")
        let name = "杭州演示商贸有限公司"
        let code = "91330106XT0003039K"
        try stage.must(mr, "investigate", Script.investigation(name, code, "销售假冒注册商标商品", filedOn: "2026-09-01"))
        let suspicion = Script.suspicion(Script.firm(name, code), "销售假冒注册商标的商品罪", "刑法第二百一十四条").removing(
            "amountInvolvedFen"
        ).setting("ipReasonableSuspicion", true)
        try stage.must(mr, "suspectCrime", suspicion)
        try stage.must(mr, "submitReport", Script.team)
        try stage.must(mr, "approve", by: .headPrincipal)
        try stage.at("2026-09-21T09:00")
        try stage.must(mr, "transfer", Script.transfer)
        try stage.at("2026-09-21T10:00")
        try stage.must("police", "signReceipt", Script.receipt)
        #expect(try stage.due("police", "policeDecision") == "2026-09-24 23:59")
        return stage
    }

    private func refused() throws -> Stage {
        var stage = try received()
        try stage.at("2026-09-24T15:00")
        try stage.must("police", "refuseFiling", Script.noFiling, by: .headPrincipal)
        #expect(try stage.isLate("police", "policeDecision") == false)
        for agency in [mr, "police", "procuratorate"] { #expect(try stage.state(agency) == "notFiled") }
        #expect(try stage.due(mr, "reconsider") == "2026-09-28 23:59")
        return stage
    }

    private func upheld() throws -> Stage {
        var stage = try refused()
        try stage.at("2026-09-28T10:00")
        try stage.must(mr, "reconsider", ["reason": "有新的证据"])
        #expect(try stage.isLate(mr, "reconsider") == false)
        #expect(try stage.state("procuratorate") == "reconsidering")
        #expect(try stage.due("police", "reconsideration") == "2026-10-08 23:59")
        try stage.at("2026-09-30T11:00")
        try stage.must("police", "refuseFiling", Script.noFiling, by: .headPrincipal)
        #expect(try stage.due(mr, "suggest") == "2026-10-08 23:59")
        for agency in [mr, "police", "procuratorate"] { #expect(try stage.state(agency) == "notFiledUpheld") }
        return stage
    }

    private func supervised() throws -> Stage {
        var stage = try upheld()
        try stage.at("2026-10-08T10:00")
        try stage.must(mr, "suggestSupervision", ["reason": "应当立案"])
        #expect(try stage.isLate(mr, "suggest") == false)
        try stage.at("2026-10-12T10:00")
        let question = Script.document("杭上检说明〔2026〕1号", "请说明不立案理由")
        #expect(try stage.refusal("police", "requireReasons", question) == "NOT_COMPETENT")
        #expect(try stage.refusal("police", "replyReasons", ["text": "证据不足"]) == "REASONS_NOT_REQUIRED")
        try stage.must("procuratorate", "requireReasons", question)
        #expect(try stage.due("police", "reasons") == "2026-10-19 23:59")
        try stage.at("2026-10-19T16:00")
        try stage.must("police", "replyReasons", ["text": "销售数额不足"])
        #expect(try stage.isLate("police", "reasons") == false)
        #expect(try stage.due("procuratorate", "reviewReasons") == "2026-10-29 23:59")
        return stage
    }

    private func ordered() throws -> Stage {
        var stage = try supervised()
        try stage.at("2026-10-26T09:30")
        let order = Script.document("杭上检立〔2026〕1号", "不立案理由不能成立")
        try stage.must("procuratorate", "orderFiling", order, by: .headPrincipal)
        #expect(try stage.isLate("procuratorate", "reviewReasons") == false)
        #expect(try stage.due("police", "orderedFiling") == "2026-11-10 23:59")
        return stage
    }

    @Test func `S3 runs over two holidays to the filing that the procuratorate ordered`() throws {
        var stage = try ordered()
        let tooEarly = Script.document("杭上检纠〔2026〕1号", "逾期未立案")
        #expect(
            try stage.refusal("procuratorate", "correctPolice", tooEarly, by: .headPrincipal) == "TERM_RUNNING_STILL")
        try stage.at("2026-11-09T10:00")
        try stage.must("police", "file", Script.filing, by: .headPrincipal)
        #expect(try stage.isLate("police", "orderedFiling") == false)
        for agency in [mr, "police", "procuratorate"] { #expect(try stage.state(agency) == "filed") }
        #expect(try stage.due(mr, "goods") == "2026-11-12 23:59")
        try stage.expectQuiet()
    }

    @Test func `S3 variant: a suggestion one day late is accepted and flagged at both`() throws {
        var stage = try upheld()
        try stage.at("2026-10-09T10:00")
        #expect(try stage.state(mr) == "returnedToAdmin")
        try stage.must(mr, "suggestSupervision", ["reason": "应当立案"])
        for agency in [mr, "procuratorate"] {
            #expect(try stage.state(agency) == "supervision")
            #expect(try stage.file(agency).flags.contains("LATE_SUPERVISION_SUGGESTION"), "\(agency)")
        }
        #expect(try stage.file(mr).deadline("adminDecision")?.status == .paused)
        try stage.expectQuiet()
    }

    @Test func `S3 where the reasons hold, the case goes back to the agency`() throws {
        var stage = try supervised()
        try stage.at("2026-10-29T10:00")
        let result = Script.document("杭上检监〔2026〕1号", "不立案理由成立")
        try stage.must("procuratorate", "acceptReasons", result, by: .headPrincipal)
        #expect(try stage.isLate("procuratorate", "reviewReasons") == false)
        for agency in [mr, "police", "procuratorate"] { #expect(try stage.state(agency) == "returnedToAdmin") }
        // 90 days from 1 September end on 30 November; the 38 days from 21 September to 29 October do not count.
        #expect(try stage.due(mr, "adminDecision") == "2027-01-07 23:59")
        #expect(try stage.refusal(mr, "suggestSupervision", ["reason": "再次建议"]) == "STATE_CONFLICT")
        try stage.must(mr, "decide", Script.fine, by: .headPrincipal)
        try stage.expectQuiet()
    }

    @Test func `S3 police that let the ordered term pass get a notice to correct`() throws {
        var stage = try ordered()
        try stage.at("2026-11-11T00:00")
        for agency in [mr, "police", "procuratorate"] {
            #expect(try stage.file(agency).flags.contains("OVERDUE:orderedFiling"), "\(agency)")
        }
        let notice = Script.document("杭上检纠〔2026〕1号", "逾期未立案")
        try stage.must("procuratorate", "correctPolice", notice, by: .headPrincipal)
        #expect(try stage.file("police").facts["correctionDemanded"]?.array?.count == 1)
        try stage.must("police", "file", Script.filing, by: .headPrincipal)
        #expect(try stage.isLate("police", "orderedFiling") == true)
        try stage.expectQuiet()
    }

    @Test func `S3 branch B: the agency accepts the refusal, and the days with the police do not count`() throws {
        var stage = try refused()
        try stage.at("2026-09-28T10:00")
        try stage.must(mr, "acceptRefusal", by: .headPrincipal)
        #expect(try stage.state(mr) == "returnedToAdmin")
        let clock = try #require(try stage.file(mr).deadline("adminDecision"))
        #expect(clock.pauses.map(\.from) == [try Stage.moment("2026-09-21T09:00")])
        #expect(clock.pauses.map(\.until) == [try Stage.moment("2026-09-28T10:00")])
        // 90 days from 1 September end on 30 November; seven days do not count.
        #expect(clock.due?.shortDescription == "2026-12-07 23:59")
        #expect(try stage.refusal(mr, "suggestSupervision", ["reason": "反悔"]) == "STATE_CONFLICT")
        try stage.must(mr, "decide", Script.fine, by: .headPrincipal)
        #expect(try stage.state(mr) == "closed")
        try stage.expectQuiet()
    }

    @Test func `S3 a window that nobody used gives the case back by itself`() throws {
        var stage = try refused()
        try stage.at("2026-09-28T23:59")
        #expect(try stage.state(mr) == "notFiled")
        try stage.at("2026-09-29T00:00")
        #expect(try stage.state(mr) == "returnedToAdmin")
        #expect(try !stage.file(mr).flags.contains("OVERDUE:reconsider"))
        #expect(try stage.file(mr).deadline("adminDecision")?.status == .running)
    }

    @Test func `S3 branch C: silent police are overdue at midnight, and the procuratorate knows`() throws {
        var stage = try received()
        try stage.at("2026-09-24T23:59")
        for agency in [mr, "police", "procuratorate"] { #expect(try stage.state(agency) == "received") }
        try stage.at("2026-09-25T00:00")
        for agency in [mr, "police", "procuratorate"] { #expect(try stage.state(agency) == "policeOverdue") }
        // Seven days end on 2 October, a holiday: the 8th.
        #expect(try stage.due("procuratorate", "explain") == "2026-10-08 23:59")
        try stage.at("2026-09-30T10:00")
        try stage.must("police", "replyReasons", ["text": "正在鉴定"])
        #expect(try stage.isLate("procuratorate", "explain") == false)
        let order = Script.document("杭上检立〔2026〕2号", "应当立案")
        try stage.must("procuratorate", "orderFiling", order, by: .headPrincipal)
        #expect(try stage.due("police", "orderedFiling") == "2026-10-15 23:59")
        try stage.must("police", "file", Script.filing, by: .headPrincipal)
        for agency in [mr, "police", "procuratorate"] { #expect(try stage.state(agency) == "filed") }
        try stage.expectQuiet()
    }

    @Test func `the procuratorate acts of its own motion where nobody suggested it`() throws {
        var stage = try refused()
        let question = Script.document("杭上检说明〔2026〕1号", "请说明不立案理由")
        try stage.must("procuratorate", "requireReasons", question)
        for agency in [mr, "police", "procuratorate"] { #expect(try stage.state(agency) == "supervision") }
        #expect(try stage.file(mr).deadline("reconsider")?.status == .stopped)
        try stage.expectQuiet()
    }
}
