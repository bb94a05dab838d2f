import Casework
import Contracts
import Signing

/// The evidence bundle of the handoff: made at the procuratorate, verified by a program that has only the file, and
/// failing it with one changed byte.
enum EvidenceAct {
    static let title = "证据包：检察院出具，不用网络和台账核验"

    static func play(on stage: DemonstrationStage) async throws {
        let person = try stage.house.person("procuratorate", .handler)
        let cases = try await stage.ask(
            "GET", person.office, "/api/v1/cases?kind=\(CaseKind.handoff.rawValue)&limit=1", token: person.token)
        guard let id = cases.body["items"]?.array?.first?["caseId"]?.string else {
            throw DemonstrationFailure("检察院没有行刑衔接案件")
        }
        let bytes = try await stage.download(person.office, "/api/v1/cases/\(id)/bundle", token: person.token)
        let good = stage.house.layout.path + "/handoff.bundle.jsonl"
        try SafeFile.replace(good, bytes, access: .secret)
        var changed = bytes
        changed[bytes.count / 2] ^= 1
        let bad = stage.house.layout.path + "/handoff-changed.bundle.jsonl"
        try SafeFile.replace(bad, changed, access: .secret)
        let config = stage.house.layout.configuration(person.office)
        let whole = try await stage.crew.run(
            stage.house.bundleVerification(good, pins: config), within: .seconds(60))
        stage.narrator.check(
            "证据包核验", passed: whole == .exited(0), "\(bytes.count) 字节；再验：liandong case verify \(good)")
        let broken = try await stage.crew.run(stage.house.bundleVerification(bad, pins: config), within: .seconds(60))
        stage.narrator.check("改动一个字节的证据包不成立", passed: broken == .exited(1), "退出码 1，写明理由")
    }
}

extension DemonstrationHouse {
    /// The verification of a bundle, with the registrar's keys from an office's configuration.
    func bundleVerification(_ file: String, pins: String) -> ChildProgram {
        command("证据包核验", log: "verify-bundle", ["case", "verify", file, "--config", pins])
    }
}
