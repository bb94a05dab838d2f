import Casework
import Contracts
import Exchange
import Foundation
import Ledgers
import Offices
import Signing
import Testing
import Workers

/// Fills the ledger of an office with list entries of another, as their letters would have left them, before the office
/// opens it.
struct ListScene {
    static let owner = "510000-credit-platform"
    private let ledger: SQLiteLedger
    private let signer: OfficeSigner
    private let stream: StreamName
    private var number: UInt64 = 0
    private var head: Digest
    private var cases: [CaseID: CaseFile] = [:]

    init(_ province: Province, _ name: String) throws {
        let id = try #require(OfficeID(name))
        let path = province.layout.configuration(id)
        let settings = try WorkerSettings.read(SafeFile.read(path, access: .shared), path: path, environment: [:])
        ledger = try SQLiteLedger(
            LedgerOptions(path: settings.ledger, dataKey: try KeyFile.read(settings.dataKey, kind: .data).secret))
        let owner = try #require(OfficeID(ListScene.owner))
        let ownerPath = province.layout.configuration(owner)
        let ownerSettings = try WorkerSettings.read(
            SafeFile.read(ownerPath, access: .shared), path: ownerPath, environment: [:])
        signer = try OfficeSigner.load(office: owner, path: ownerSettings.signingKey)
        stream = StreamName(namespace: settings.namespace, office: owner, topic: .lists, generation: 1, partition: 0)
        head = stream.seed
    }

    static func entry(_ number: UInt64) throws -> CaseID {
        let day = try #require(Moment("2026-06-01T00:00:00.000+08:00"))
        return CaseID(
            office: try #require(OfficeID(owner)), number: LetterID(time: day, randomHigh: 1, randomLow: number))
    }

    /// A letter of the owner that came on a day.
    mutating func letter(
        _ entry: UInt64, _ event: String, from: String, to: String, _ content: JSONValue, code: String, type: String,
        happened: String, heard: String
    ) throws {
        let id = try ListScene.entry(entry)
        number += 1
        let at = try #require(CivilDate(heard)).start + .hours(10)
        let letter = LetterID(time: at, randomHigh: 2, randomLow: number)
        let body = content.bytes
        let leaf = Leaf(
            stream: stream, number: number, previous: head, epoch: 1, letter: letter,
            salt: [UInt8](repeating: 1, count: 16), type: LetterType(name: type, version: 1), caseID: id.description,
            subject: code, to: "*", cause: "", classification: .internal, contentType: "application/json",
            directoryVersion: 1, ruleSetVersion: "", time: try #require(CivilDate(happened)).start + .hours(9),
            bodyLength: UInt64(body.count), bodyDigest: Digest.sha256(body))
        head = StreamName.extend(head, with: leaf.hash)
        let writer = Writer(epoch: 1, instance: 1)
        let envelope = EnvelopeBatch.seal([(leaf, body)], signer: signer, writer: writer, at: leaf.time)[0]
        let told = CaseEvent(
            name: event, at: at, office: stream.office, officer: nil, letter: letter,
            body: [
                "from": .string(from), "to": .string(to), "recording": "top", "content": content,
                "subject": .string(code), "actedAt": .string(leaf.time.description),
            ])
        cases[id] = CaseFile.evolve(cases[id], told, id: id, kind: .listEntry)
        var commit = Commit(machineTime: at, officialTime: at)
        commit.contents = [
            Content(caseID: id.description, content: JournalContent(events: [told], body: body))
        ]
        commit.journal = [
            JournalEntry(
                kind: .letterIn, office: stream.office, caseID: id.description, leafHash: envelope.leafHash, content: 0,
                note: type)
        ]
        commit.incoming = [IncomingLetter(envelope: envelope, disposition: .effect, reason: "", content: 0)]
        commit.cases = [try #require(cases[id])]
        commit.inStreams = [InStream(name: stream, disposed: number, head: head, fence: writer)]
        try ledger.apply(commit)
    }

    /// A firm is listed.
    mutating func list(
        _ entry: UInt64, _ name: String, code: String, happened: String = "2026-06-01", heard: String = "2026-06-02"
    ) throws {
        try letter(
            entry, "listed", from: "", to: "published",
            [
                "listKind": "seriousViolation", "listedOn": .string(happened), "scheduledRemovalOn": "2029-06-01",
                "subject": ["name": .string(name), "subjectKind": "organisation", "uscc": .string(code)],
                "cause": "无证经营", "listingDecisionNo": "成市监列〔2026〕1号",
                "measures": [["code": "M04", "name": "限制享受优惠政策"]],
            ], code: code, type: "list.published", happened: happened, heard: heard)
    }

    /// It is taken off.
    mutating func remove(_ entry: UInt64, code: String, happened: String, heard: String) throws {
        try letter(
            entry, "removalOrdered", from: "published", to: "removing", ["kind": "early"], code: code,
            type: "list.remove", happened: happened, heard: heard)
    }
}
