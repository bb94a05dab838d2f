import Casework
import Contracts

/// The inspection report that follows the handoff, as a file: uploaded at market regulation, fetched chunk by chunk by the
/// police and the procuratorate, and given to nobody who has no part in the case.
struct AttachmentAct {
    private let stage: DemonstrationStage
    private let content: [UInt8]

    init(_ stage: DemonstrationStage) {
        self.stage = stage
        // Three chunks, the last one short.
        content = (0..<1_200_000).map { UInt8(truncatingIfNeeded: $0 &* 131 &+ $0 >> 11) }
    }

    /// Uploads it.
    ///
    /// - Returns: how an order names it.
    func upload(by person: DemonstrationHouse.Person) async throws -> JSONValue {
        let answer = try await stage.ask(
            "POST", person.office, "/api/v1/evidence", token: person.token, content: content,
            type: "application/octet-stream")
        guard answer.isDone, let digest = answer.body["digest"] else {
            throw DemonstrationFailure("附件没有上传：\(answer.code) \(answer.words)")
        }
        return [
            "digest": digest, "name": "检验报告.pdf", "mediaType": "application/pdf", "custodian": .string(person.name),
        ]
    }

    /// Both readers have it whole, byte for byte; an administrator does not get it.
    func check(of id: String, at readers: [DemonstrationHouse.Person]) async throws {
        let digest = Digest.sha256(content)
        let path = "/api/v1/cases/\(id)/evidence/\(digest)"
        var isSame = true
        for reader in readers {
            let place = "/api/v1/cases/\(id)/evidence"
            _ = try await stage.until("\(reader.office) 取齐附件") {
                let answer = try await stage.ask("GET", reader.office, place, token: reader.token)
                let items = answer.body["items"]?.array ?? []
                return items.contains { $0["digest"] == .string(digest.description) && $0["isWhole"] == true }
                    ? true : nil
            }
            isSame = try await stage.download(reader.office, path, token: reader.token) == content && isSame
        }
        stage.narrator.check(
            "附件分块取齐，逐字节一致", passed: isSame,
            "\(content.count) 字节，\(EvidenceFile.chunkCount(ofSize: content.count)) 块，公安机关、检察院各一份，SHA-256 \(digest.description.prefix(12))…"
        )
        guard let reader = readers.first else { return }
        let administrator = try stage.house.person("police", .administrator)
        let refused = try await stage.ask("GET", reader.office, path, token: administrator.token)
        stage.narrator.check("附件不给非办案人员", passed: refused.status == 403, refused.words)
    }
}
