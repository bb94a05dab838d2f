import Casework
import Contracts
import Testing

/// Files of cases: they go with the letters that name them, and every party's case lists them once.
struct EvidenceFileTests {
    private let mr = "market-regulation"

    private func file(_ number: UInt8, chunk: UInt8? = nil) -> JSONValue {
        [
            "digest": .string(Digest.sha256([number]).description), "name": "附件.pdf", "size": 1,
            "mediaType": "application/pdf", "chunks": [.string(Digest.sha256([chunk ?? number]).description)],
        ]
    }

    private func drafted(_ files: [JSONValue]) throws -> (world: DeskWorld, id: CaseID) {
        var world = try DeskWorld(at: "2026-06-29T09:00")
        let draft = Sample.referral(to: ["420106-tax"]).setting("files", .array(files))
        let id = try world.act(mr, .referral, "draft", draft, as: [.handler])
        return (world, id)
    }

    private func send(_ world: inout DeskWorld, _ id: CaseID, _ files: [JSONValue]) throws {
        try world.act(mr, .referral, "approve", on: id, as: [.headDeputy])
        let letter: JSONValue = ["documentNo": "武昌市监移〔2026〕3号"]
        try world.act(
            mr, .referral, "send", files.isEmpty ? letter : letter.setting("files", .array(files)), on: id,
            as: [.handler])
    }

    @Test func `files of the draft and of the act that sends it go together, each once`() throws {
        var (world, id) = try drafted([file(1), file(2)])
        try send(&world, id, [file(2), file(3)])
        for agency in [mr, "tax"] {
            let listed = try world.file(agency, id).evidence
            #expect(listed.map(\.digest) == [1, 2, 3].map { Digest.sha256([$0]) }, "\(agency)")
            #expect(listed.allSatisfy { $0.office.description == "420106-market-regulation" })
        }
    }

    @Test func `what a revision takes out of a draft is not sent`() throws {
        var (world, id) = try drafted([file(1), file(2)])
        let revised = Sample.referral(to: ["420106-tax"]).setting("files", [file(2)])
        try world.act(mr, .referral, "revise", revised, on: id, as: [.handler])
        try send(&world, id, [])
        #expect(try world.file("tax", id).evidence.map(\.digest) == [Digest.sha256([2])])
    }

    @Test func `another manifest of a file stands beside the first, so that a wrong one can be made good`() throws {
        var (world, id) = try drafted([file(1, chunk: 9)])
        try send(&world, id, [])
        try world.act("tax", .referral, "requestSupplement", ["missingItems": ["附件"]], on: id, as: [.handler])
        let supplement: JSONValue = ["items": ["重新提供附件"], "files": [file(1)]]
        try world.act(mr, .referral, "supplement", supplement, on: id, as: [.handler])
        let manifests = try world.file("tax", id).manifests(of: Digest.sha256([1]))
        #expect(Set(manifests.map(\.chunks)) == [[Digest.sha256([9])], [Digest.sha256([1])]])
        #expect(try world.file("tax", id).evidence.count == 1)
    }

    @Test func `a manifest that contradicts itself is refused with its field`() throws {
        var world = try DeskWorld(at: "2026-06-29T09:00")
        let draft = Sample.referral(to: ["420106-tax"]).setting(
            "files", [file(1).setting("size", .integer(Int64(EvidenceFile.chunkBytes) + 1))])
        #expect(try world.refusal(mr, .referral, "draft", draft, as: [.handler]) == "EVIDENCE_MANIFEST")
    }
}
