import Casework
import Contracts

/// The inspection report that follows the handoff, as a file: uploaded at market regulation, fetched chunk by chunk by the
/// police and the procuratorate, and given to nobody who has no part in the case.
struct AttachmentAct {
    private let stage: DemonstrationStage
    private let content: [UInt8]

    /// A report of this many bytes: three chunks, the last one short, unless something else is wanted.
    init(_ stage: DemonstrationStage, bytes: Int = 1_200_000, number: Int = 0) {
        self.stage = stage
        content = (0..<bytes).map { UInt8(truncatingIfNeeded: $0 &* 131 &+ $0 >> 11 &+ number) }
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

    /// Waits until the readers have it whole.
    ///
    /// - Returns: whether each of them gives it byte for byte.
    func arrives(of id: String, at readers: [DemonstrationHouse.Person]) async throws -> Bool {
        let digest = Digest.sha256(content)
        for reader in readers {
            let place = "/api/v1/cases/\(id)/evidence"
            _ = try await stage.until("\(reader.office) 取齐附件") {
                let answer = try await stage.ask("GET", reader.office, place, token: reader.token)
                let items = answer.body["items"]?.array ?? []
                return items.contains { $0["digest"] == .string(digest.description) && $0["isWhole"] == true }
                    ? true : nil
            }
            // A killed office is away for a moment.
            let bytes = try await stage.until("\(reader.office) 给出附件") {
                try await stage.downloadOnce(reader.office, "\(place)/\(digest)", token: reader.token)
            }
            guard bytes == content else { return false }
        }
        return true
    }

    /// Both readers have it whole, byte for byte; an administrator does not get it.
    func check(of id: String, at readers: [DemonstrationHouse.Person]) async throws {
        let digest = Digest.sha256(content)
        let isSame = try await arrives(of: id, at: readers)
        stage.narrator.check(
            "附件分块取齐，逐字节一致", passed: isSame,
            "\(content.count) 字节，\(EvidenceFile.chunkCount(ofSize: content.count)) 块，公安机关、检察院各一份，"
                + "SHA-256 \(digest.description.prefix(12))…")
        guard let reader = readers.first else { return }
        let administrator = try stage.house.person("police", .administrator)
        let refused = try await stage.ask(
            "GET", reader.office, "/api/v1/cases/\(id)/evidence/\(digest)", token: administrator.token)
        stage.narrator.check("附件不给非办案人员", passed: refused.status == 403, refused.words)
    }
}
