import Casework
import Contracts
import Exchange
import Ledgers
import Offices
import Testing

/// A commit of many cases is sealed beside its transaction, under keys that are guessed: whatever the guess, every case
/// and content must open under the key that its case has.
@Suite struct BigCommitTests {
    private static let count = 300

    private static func file(_ number: Int, version: Int) throws -> CaseFile {
        try Scene.file(
            Scene.caseID(number), state: "sent", version: version, facts: ["note": .string("case \(number)")],
            rungs: [("due", Scene.start + .hours(Int64(number) + 1))])
    }

    /// A commit that changes cases `numbers`, with a letter for each.
    private static func commit(_ numbers: [Int], version: Int, _ script: inout StreamScript) throws -> Commit {
        var commit = Scene.commit()
        for number in numbers {
            commit.cases.append(try file(number, version: version))
            let body = "{\"number\":\(number),\"version\":\(version)}"
            commit.receive(script.next(number * 10 + version, caseID: Scene.caseID(number).description, body: body))
        }
        commit.inStreams = [script.inStream]
        return commit
    }

    @Test(arguments: LedgerKind.allCases)
    func `cases that are new, known, forgotten and erased all read back`(kind: LedgerKind) throws {
        var bureau = try Bureau(kind)
        var script = StreamScript(Scene.direct(Scene.tax, to: Scene.police))
        try bureau.ledger.apply(try BigCommitTests.commit(Array(0..<30), version: 1, &script))
        if kind == .sqlite, let ledger = bureau.ledger as? SQLiteLedger {
            var act = Scene.commit()
            act.journal = [
                JournalEntry(
                    kind: .administration, office: Scene.police, caseID: Scene.caseID(29).description, leafHash: nil,
                    content: nil, note: "erased")
            ]
            try ledger.erase(caseID: Scene.caseID(29), reason: "保存期限届满", act: act)
        }
        // Behind a new start the keys of stored cases are known only where somebody asked for the case.
        try bureau.reopen()
        for number in 20..<30 { _ = try bureau.ledger.caseFile(Scene.caseID(number)) }
        var big = try BigCommitTests.commit(Array(0..<BigCommitTests.count), version: 2, &script)
        let stray = script.next(9_999, caseID: Scene.caseID(9_999).description, body: "{\"stray\":true}")
        big.receive(stray)
        big.inStreams = [script.inStream]
        try bureau.ledger.apply(big)
        try bureau.reopen()
        for number in 0..<BigCommitTests.count {
            #expect(
                try bureau.ledger.caseFile(Scene.caseID(number)) == BigCommitTests.file(number, version: 2),
                "case \(number)")
        }
        let letters = try bureau.ledger.incomingEnvelopes(stream: script.name, numbers: 31...script.number)
        #expect(letters.count == BigCommitTests.count + 1 && letters.last == stray)
        for (number, letter) in letters.dropLast().enumerated() {
            #expect(letter.body == Array("{\"number\":\(number),\"version\":2}".utf8), "letter of case \(number)")
        }
    }

    @Test func `a big commit that fails leaves nothing, and the same commit goes through afterwards`() throws {
        let folder = try Folder()
        let fault = WriteFault(after: nil)
        var options = Scene.options(folder.path("office.ledger"))
        options.fault = fault
        let ledger = try SQLiteLedger(options)
        var script = StreamScript(Scene.direct(Scene.tax, to: Scene.police))
        let big = try BigCommitTests.commit(Array(0..<BigCommitTests.count), version: 1, &script)
        for place in [1, 200, 700, 1300] {
            fault.arm(after: place)
            #expect(throws: LedgerFault.self) { try ledger.apply(big) }
            fault.arm(after: nil)
            #expect(try ledger.caseFile(Scene.caseID(0)) == nil)
        }
        try ledger.apply(big)
        #expect(try ledger.caseFile(Scene.caseID(299)) == BigCommitTests.file(299, version: 1))
    }
}
