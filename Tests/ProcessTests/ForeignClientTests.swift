import Casework
import Contracts
import Foundation
import Ledgers
import Offices
import Programs
import Testing

/// A foreign office that knows `Topics/` alone writes to workers and is answered; what is changed on the way is kept
/// apart with its reason.
@Suite(
    .enabled("the Python packages cannot be had on this machine") { try await ForeignOffice.isAvailable() })
struct ForeignClientTests {
    private static let receiver = "market-regulation"

    @Test(.timeLimit(.minutes(20)))
    func `a foreign office refers a case and is answered, and answers one itself`() async throws {
        try await TestHouse.run { town in
            let foreign = try ForeignOffice(in: town)
            try await town.start([Self.receiver])
            let clerk = Clerk(1, stage: town.stage(), dice: ChaosDice(seed: 1))
            let to = try town.house.office(Self.receiver).id

            let sender = try foreign.start(["--to", to.description], log: "foreign-sender")
            let written = try await foreign.event("written", of: sender, clerk.stage)
            let id = try #require(written["case"]?.string)
            try await clerk.until(id, at: Self.receiver, "has arrived") { _ in true }
            try await clerk.give(Self.receiver, .handler, .referral, "open", on: id)
            try await clerk.give(Self.receiver, .handler, .referral, "accept", on: id, ["contactName": "李样"])
            #expect(try await foreign.ending(of: sender, within: .seconds(210)) == .exited(0))
            let answer = try #require(try foreign.events(of: sender).first { $0["event"] == "answered" })
            #expect(answer["type"] == "ref.receipt/1" && answer["body"]?["result"] == "accepted")

            let receiver = try foreign.start(["--answer"], log: "foreign-receiver")
            let own = try await clerk.give(
                Self.receiver, .handler, .referral, "draft", Papers.referral(1, to: [foreign.id.description]))
            try await clerk.give(Self.receiver, .headPrincipal, .referral, "approve", on: own)
            try await clerk.give(
                Self.receiver, .handler, .referral, "send", on: own, ["documentNo": "成示移〔2026〕1号"])
            try await clerk.until(own, at: Self.receiver, "is accepted") { $0["state"] == "accepted" }
            #expect(try await foreign.ending(of: receiver, within: .seconds(210)) == .exited(0))
        }
    }

    private static let tampers = [
        ("body", "HASH_MISMATCH"), ("leaf", "SIGNATURE_INVALID"), ("path", "SIGNATURE_INVALID"),
        ("signature", "SIGNATURE_INVALID"), ("header", "ENVELOPE_MISMATCH"), ("key", "KEY_UNKNOWN"),
        ("writer", "STALE_WRITER"), ("namespace", "WRONG_NAMESPACE"),
    ]

    @Test(.timeLimit(.minutes(20)))
    func `a changed letter is quarantined with its reason, and the right one still has its effect`() async throws {
        try await TestHouse.run { town in
            let foreign = try ForeignOffice(in: town)
            try await town.start([Self.receiver])
            let office = try town.house.office(Self.receiver)
            let ledger = try LedgerReader(path: town.house.ledger(of: office), dataKey: nil)
            let stage = town.stage()
            let person = try town.house.person(Self.receiver, .handler)
            for (count, (kind, reason)) in Self.tampers.enumerated() {
                let client = try await tampered(kind, foreign, to: office.id)
                let records = try ledger.quarantine(limit: 100)
                #expect(records.count == count + 1, "\(kind): \(records.map(\.reason))")
                #expect(records.first?.reason == reason, "\(kind)")
                let written = try await foreign.event("written", of: client, stage)
                let file = try await stage.caseFile(try #require(written["case"]?.string), at: person)
                #expect(file?["state"] == "delivered", "\(kind)")
            }
            // A letter that is whole but not the sender's to write uses its number.
            _ = try await tampered("type", foreign, to: office.id)
            let held = try ledger.heldBackLetters(limit: 10)
            #expect(held.map(\.reason) == ["NOT_AUTHORISED"] && held.first?.disposition == .quarantined)
            #expect(try ledger.counts().quarantinedRecords == Self.tampers.count)
        }
    }

    private func tampered(_ kind: String, _ foreign: ForeignOffice, to: OfficeID) async throws -> ChildProcess {
        let client = try foreign.start(
            ["--to", to.description, "--tamper", kind, "--until", "none", "--wait", "1.5"], log: "tampered-\(kind)")
        #expect(try await foreign.ending(of: client, within: .seconds(210)) == .exited(0), "see log of \(kind)")
        return client
    }
}
