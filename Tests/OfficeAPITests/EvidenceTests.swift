import Casework
import Contracts
import Evidence
import Exchange
import Foundation
import Hummingbird
import Ledgers
import OfficeAPI
import Offices
import Testing
import Workers

/// Evidence files between two running offices, over one bus.
struct EvidenceTests {
    private static func bytes(_ count: Int, seed: UInt8 = 7) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ Int(seed) &+ $0 >> 9) }
    }

    private static func upload(_ bytes: [UInt8], to office: OpenOffice, as role: Role = .handler) async throws -> Answer
    {
        try await office.desk.as(role).send(
            .post, "/api/v1/evidence", bytes, headers: [.contentType: "application/octet-stream"])
    }

    /// A referral that is sent with files.
    private static func refer(_ files: [JSONValue], from office: OpenOffice) async throws -> String {
        let draft = Sample.referral.setting("recipients", .array([.string(Province.platform)]))
            .setting("files", .array(files))
        let id = try await office.desk.open(.referral, "draft", draft, as: .handler)
        for (name, body, role) in [
            ("approve", .object([]), Role.headPrincipal), ("send", ["documentNo": "成市监移〔2026〕3号"], .handler),
        ] as [(String, JSONValue, Role)] {
            let answer = try await office.desk.order(.referral, name, body, on: id, as: role)
            try #require(answer.status == 200, "\(answer.text)")
        }
        return id
    }

    private static func named(_ stored: Answer, _ name: String) throws -> JSONValue {
        let digest = try #require(stored.json?["digest"], "\(stored.text)")
        return ["digest": digest, "name": .string(name), "custodian": "王例"]
    }

    private static func folder(_ office: OpenOffice) throws -> [String] {
        let path = office.settings.ledger + ".evidence"
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: path)
    }

    private static func isWhole(_ digest: JSONValue?, of id: String, at office: OpenOffice) async throws -> Bool {
        let items = try await office.desk.as(.handler).get("/api/v1/cases/\(id)/evidence").items
        return items.contains { $0["digest"] == digest && $0["isWhole"] == true }
    }

    @Test func `files of several chunks arrive whole, are stored once, and only officers of the case have them`()
        async throws
    {
        let province = try Province()
        let sender = try province.open(Province.market)
        let receiver = try province.open(Province.platform)
        let (large, small) = (EvidenceTests.bytes(3 * EvidenceFile.chunkBytes + 77), EvidenceTests.bytes(9, seed: 3))
        try await province.run([sender, receiver]) {
            let first = try await EvidenceTests.upload(large, to: sender)
            let again = try await EvidenceTests.upload(large, to: sender)
            #expect(first.json == again.json)
            #expect(first.json?["digest"]?.string == Digest.sha256(large).description)
            #expect(first.json?["chunks"]?.array?.count == 4)
            let second = try await EvidenceTests.upload(small, to: sender)
            #expect(try EvidenceTests.folder(sender).count == 2)
            let id = try await EvidenceTests.refer(
                [try EvidenceTests.named(first, "检验报告.pdf"), try EvidenceTests.named(second, "说明.txt")], from: sender)
            for digest in [first.json?["digest"], second.json?["digest"]] {
                try await eventually("the file comes") {
                    try await EvidenceTests.isWhole(digest, of: id, at: receiver)
                }
            }
            let path = "/api/v1/cases/\(id)/evidence/\(Digest.sha256(large))"
            let answer = try await receiver.desk.as(.handler).get(path)
            #expect(answer.status == 200)
            #expect(answer.bytes == large)
            #expect(answer.headers[.contentDisposition]?.contains("filename*=UTF-8''%E6%A3%80") == true)
            for role in [Role.administrator, .auditor] {
                #expect(try await receiver.desk.as(role).get(path).status == 403)
            }
            let dossier = try receiver.reader.dossier(try #require(CaseID(id)), in: .office)
            let notes = (dossier?.timeline ?? []).map(\.note)
            #expect(notes.contains { $0.contains("evidence \(Digest.sha256(large)) given to") })
            #expect(notes.contains { $0.contains("evidence \(Digest.sha256(small)) is here whole") })
        }
    }

    @Test func `neither the disk nor the bus shows what is in a file`() async throws {
        let province = try Province()
        let sender = try province.open(Province.market)
        let receiver = try province.open(Province.platform)
        let secret = Array("举报人王例的证言，".utf8) + EvidenceTests.bytes(1000)
        try await province.run([sender, receiver]) {
            let stored = try await EvidenceTests.upload(secret, to: sender)
            let id = try await EvidenceTests.refer([try EvidenceTests.named(stored, "证言.txt")], from: sender)
            try await eventually("the file comes") {
                try await EvidenceTests.isWhole(stored.json?["digest"], of: id, at: receiver)
            }
        }
        let words = Data("举报人王例".utf8)
        let place = try #require(Topic("direct.\(Province.platform)"))
        let records = province.bus.records(BusPartition(topic: place, partition: 0))
        #expect(records.count > 1)
        for record in records { #expect(Data(record.value).range(of: words) == nil) }
        for office in [sender, receiver] {
            let path = office.settings.ledger + ".evidence"
            for file in try FileManager.default.subpathsOfDirectory(atPath: path) {
                #expect(!file.contains(Digest.sha256(secret).description))
                let whole = URL(filePath: "\(path)/\(file)")
                guard !whole.hasDirectoryPath, let bytes = FileManager.default.contents(atPath: whole.path()) else {
                    continue
                }
                #expect(bytes.range(of: words) == nil)
            }
        }
    }

    @Test func `an order that names a file which was not uploaded is refused with its field`() async throws {
        let office = try Province().open(Province.market)
        let draft = Sample.referral.setting(
            "files", [["digest": .string(Digest.sha256([1]).description), "name": "没有上传.pdf"]])
        let answer = try await office.desk.order(.referral, "draft", draft, as: .handler)
        #expect(answer.status == 422)
        #expect(answer.code == "EVIDENCE_MISSING")
        #expect(answer.json?["field"] == "body.files[0].digest")
    }

    @Test func `what the caller says of size and chunks does not count`() async throws {
        let office = try Province().open(Province.market)
        let stored = try await EvidenceTests.upload([1, 2, 3], to: office)
        let file = try EvidenceTests.named(stored, "说明.txt").setting("size", 99).setting("chunks", [])
        let id = try await office.desk.open(
            .referral, "draft", Sample.referral.setting("files", [file]), as: .handler)
        let item = try await office.desk.as(.handler).get("/api/v1/cases/\(id)/evidence").items.first
        #expect(item?["size"] == 3)
        #expect(item?["isWhole"] == true)
        let facts = try await office.desk.as(.handler).get("/api/v1/cases/\(id)").json?["facts"]
        #expect(facts?["files"] == nil)
        #expect(facts?["evidenceFiles"]?.array?.first?["name"] == "说明.txt")
        #expect(facts?.text.contains("chunks") == false)
    }

    @Test(arguments: [(0, 400, "FIELD_MISSING"), (EvidenceFile.maximumBytes + 1, 413, "EVIDENCE_TOO_LARGE")])
    func `an empty and a too large upload are refused and leave nothing`(
        _ size: Int, _ status: Int, _ code: String
    ) async throws {
        let office = try Province().open(Province.market)
        let answer = try await EvidenceTests.upload([UInt8](repeating: 1, count: size), to: office)
        #expect(answer.status == status)
        #expect(answer.code == code)
        #expect(try EvidenceTests.folder(office) == [])
    }

    @Test func `a chunk that rotted on the disk is noticed when it is asked for, and fetched again`() async throws {
        let province = try Province()
        let sender = try province.open(Province.market)
        let receiver = try province.open(Province.platform)
        let bytes = EvidenceTests.bytes(2 * EvidenceFile.chunkBytes)
        try await province.run([sender, receiver]) {
            let stored = try await EvidenceTests.upload(bytes, to: sender)
            let id = try await EvidenceTests.refer([try EvidenceTests.named(stored, "录像.mp4")], from: sender)
            try await eventually("the file comes") {
                try await EvidenceTests.isWhole(stored.json?["digest"], of: id, at: receiver)
            }
            let folder = try #require(try EvidenceTests.folder(receiver).first)
            let place = URL(filePath: "\(receiver.evidence.store.path)/\(folder)/1")
            var raw = try Data(contentsOf: place)
            raw[raw.count / 2] ^= 1
            try raw.write(to: place)
            let path = "/api/v1/cases/\(id)/evidence/\(Digest.sha256(bytes))"
            await #expect(throws: EvidenceFault.damaged(Digest.sha256(bytes))) {
                try await receiver.desk.as(.handler).get(path)
            }
            try await eventually("it is whole again") {
                let answer = try await receiver.desk.as(.handler).get(path)
                return answer.status == 200 && answer.bytes == bytes
            }
        }
    }

    @Test func `whoever destroys a case destroys its files, and the orderer keeps his own`() async throws {
        let province = try Province()
        let sender = try province.open(Province.market)
        let receiver = try province.open(Province.platform)
        let bytes = EvidenceTests.bytes(EvidenceFile.chunkBytes + 1)
        try await province.run([sender, receiver]) {
            let stored = try await EvidenceTests.upload(bytes, to: sender)
            let id = try await EvidenceTests.refer([try EvidenceTests.named(stored, "录像.mp4")], from: sender)
            try await eventually("the file comes") {
                try await EvidenceTests.isWhole(stored.json?["digest"], of: id, at: receiver)
            }
            let refusal: JSONValue = ["reasonCode": "MISSING_ATTACHMENT", "reason": "材料不足"]
            for (office, name, body, state) in [
                (receiver, "return", refusal, "returned"),
                (sender, "orderDisposal", ["reason": "事项已办结"], "returned"),
            ] as [(OpenOffice, String, JSONValue, JSONValue)] {
                try await eventually("\(name) is possible") {
                    try await office.desk.order(.referral, name, body, on: id, as: .headPrincipal).status == 200
                }
                try await eventually("the case is over") {
                    try await sender.desk.as(.handler).get("/api/v1/cases/\(id)").json?["state"] == state
                }
            }
            try await eventually("the disposal is possible") {
                try await receiver.desk.order(.referral, "dispose", on: id, as: .headPrincipal).status == 200
            }
            try await eventually("the file is gone") { try EvidenceTests.folder(receiver) == [] }
            #expect(try EvidenceTests.folder(sender).count == 1)
            #expect(try await receiver.desk.as(.handler).get("/api/v1/cases/\(id)/evidence").status == 410)
        }
    }

    @Test func `a fetch that was cut off goes on with the chunks that are missing`() async throws {
        let province = try Province()
        let sender = try province.open(Province.market)
        let bytes = EvidenceTests.bytes(5 * EvidenceFile.chunkBytes)
        let digest = Digest.sha256(bytes)
        var id = ""
        do {
            let receiver = try province.open(Province.platform)
            id = try await EvidenceTests.sent(bytes, from: sender, to: receiver, in: province)
            // What a kill between two chunks leaves: some of them, and no manifest.
            let folder = receiver.evidence.store
            try FileManager.default.removeItem(
                atPath: "\(folder.path)/\(try EvidenceTests.folder(receiver)[0])/manifest")
            for chunk in [1, 3] {
                try FileManager.default.removeItem(
                    atPath: "\(folder.path)/\(try EvidenceTests.folder(receiver)[0])/\(chunk)")
            }
            #expect(try folder.state(of: digest) == .partial([0, 2, 4]))
        }
        let (before, asked) = (try EvidenceTests.chunksSent(province), try EvidenceTests.chunksAsked(province).count)
        let receiver = try province.open(Province.platform)
        let (known, caseID) = (sender, id)
        try await province.run([known, receiver]) {
            try await eventually("the rest comes") {
                try await EvidenceTests.isWhole(.string(digest.description), of: caseID, at: receiver)
            }
        }
        // Who waits long asks again: what counts is that nothing is asked for that is there, and nothing sent that is not asked.
        let wanted = try EvidenceTests.chunksAsked(province).dropFirst(asked)
        #expect(Set(wanted) == [1, 3])
        #expect((2...wanted.count).contains(try EvidenceTests.chunksSent(province) - before))
    }

    private static func sent(
        _ bytes: [UInt8], from sender: OpenOffice, to receiver: OpenOffice, in province: Province
    ) async throws -> String {
        let place = Place()
        try await province.run([sender, receiver]) {
            let stored = try await upload(bytes, to: sender)
            let id = try await refer([try named(stored, "录像.mp4")], from: sender)
            try await eventually("the file comes") { try await isWhole(stored.json?["digest"], of: id, at: receiver) }
            await place.set(id)
        }
        return await place.id
    }

    private actor Place {
        private(set) var id = ""
        func set(_ id: String) { self.id = id }
    }

    private static func chunksSent(_ province: Province) throws -> Int {
        try records("bus.evidenceChunk/1", to: Province.platform, in: province).count
    }

    /// The indexes that the platform asked the market office for, in the order of asking.
    private static func chunksAsked(_ province: Province) throws -> [Int] {
        try records("bus.evidenceWanted/1", to: Province.market, in: province).flatMap { record in
            try #require(EvidenceWanted(try JSONValue.parse(record.value))).chunks
        }
    }

    private static func records(_ type: String, to office: String, in province: Province) throws -> [BusRecord] {
        let topic = try #require(Topic("direct.\(office)"))
        return province.bus.records(BusPartition(topic: topic, partition: 0)).filter { record in
            record.headers.contains { $0.name == "ce_type" && $0.value == Array(type.utf8) }
        }
    }
}
