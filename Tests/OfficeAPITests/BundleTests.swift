import Casework
import Contracts
import OfficeAPI
import Signing
import Testing
import Workers

/// One case across offices, and as a file of evidence, between two running offices.
struct CaseBundleTests {
    private func verify(_ bytes: [UInt8], _ office: OpenOffice) -> BundleReport {
        let trust = BundleVerification<Ed25519Verifier>.Trust(registrarKeys: office.settings.registrarKeys)
        return BundleVerification(Ed25519Verifier(), trust: trust).run(bytes)
    }

    @Test func `sender and receiver each make a bundle that holds, and one changed byte fails it`() async throws {
        let province = try Province()
        let sender = try province.open(Province.market)
        let receiver = try province.open(Province.platform)
        let transfer = Sample.referral.setting("recipients", .array([.string(Province.platform)]))
        try await province.run([sender, receiver]) {
            let id = try await sender.desk.open(.referral, "draft", transfer, as: .handler)
            _ = try await sender.desk.order(.referral, "approve", on: id, as: .headPrincipal)
            _ = try await sender.desk.order(
                .referral, "send", ["documentNo": "成市监移〔2026〕3号"], on: id, as: .handler)
            try await eventually("the referral comes") {
                try await receiver.desk.as(.handler).get("/api/v1/cases/\(id)").status == 200
            }
            let accepted = try await receiver.desk.order(.referral, "accept", on: id, as: .handler)
            try #require(accepted.status == 200, "\(accepted.text)")
            try await eventually("the receipt comes") {
                try await sender.desk.as(.handler).get("/api/v1/cases/\(id)").json?["state"] == "accepted"
            }
            for office in [sender, receiver] {
                let answer = try await office.desk.as(.handler).get("/api/v1/cases/\(id)/bundle")
                #expect(answer.status == 200)
                let report = verify(answer.bytes, office)
                #expect(report.failures == [])
                #expect(report.letters.map(\.title).sorted() == ["接收回执", "案件移送函"])
                #expect(report.letters.contains { $0.body?["documentNo"] == "成市监移〔2026〕3号" })
                var changed = answer.bytes
                changed[changed.count / 2] ^= 1
                #expect(!verify(changed, office).isGood)
            }
            let bundle = try await sender.desk.as(.handler).get("/api/v1/cases/\(id)/bundle")
            #expect(verify(bundle.bytes, sender).proved.contains { $0.contains("收件单位签名的答复") })
            let trace = try #require(try await sender.desk.as(.auditor).get("/api/v1/cases/\(id)/trace").json)
            let offices = trace["offices"]?.array ?? []
            #expect(offices.map { $0["office"]?.string } == [Province.market, Province.platform])
            #expect(offices.last?["partTitle"] == "已接收")
            #expect(offices.last?["acceptedAt"] != nil)
            #expect(offices.last?["lettersFrom"] == 1)
            #expect(trace["rows"]?.array?.isEmpty == false)
        }
    }

    @Test func `a case that is not there has neither trace nor bundle`() async throws {
        let desk = try Province.shared.get()
        for path in ["trace", "bundle"] {
            for id in ["x", "510100-market-regulation.01J000000000000000000000QZ"] {
                #expect(try await desk.as(.handler).get("/api/v1/cases/\(id)/\(path)").status == 404)
            }
        }
    }

    @Test func `letters without a number stay out and are counted`() async throws {
        let office = try Province().open(Province.market)
        let id = try await office.desk.open(.referral, "draft", Sample.referral, as: .handler)
        _ = try await office.desk.order(.referral, "approve", on: id, as: .headPrincipal)
        _ = try await office.desk.order(.referral, "send", ["documentNo": "成市监移〔2026〕3号"], on: id, as: .handler)
        let report = verify(try await office.desk.as(.handler).get("/api/v1/cases/\(id)/bundle").bytes, office)
        #expect(report.isGood)
        #expect(report.letters.isEmpty)
        #expect(report.unproved.contains { $0.contains("还有 1 份函件没有编号发出") })
    }
}
