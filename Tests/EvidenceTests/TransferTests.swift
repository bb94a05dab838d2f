import Contracts
import Evidence
import Testing

/// Asking for chunks, as a table of what happens: pure, so that every order of things can be tried.
struct TransferTests {
    private let owner = OfficeID("510100-market-regulation")
    private let police = OfficeID("510100-police")
    private let now = Moment(milliseconds: 1_800_000_000_000)

    private struct Play {
        var transfers = EvidenceTransfers()
        var number: UInt64 = 0

        mutating func ask(at now: Moment) -> [EvidenceTransfers.Question] {
            transfers.ask(at: now) {
                number += 1
                return LetterID(time: now, randomHigh: 0, randomLow: number)
            }
        }
    }

    private func content(_ index: Int, last: Bool = false) -> [UInt8] {
        [UInt8](repeating: UInt8(index), count: last ? 5 : EvidenceFile.chunkBytes)
    }

    private func file(_ chunks: Int) throws -> EvidenceFile {
        let bytes = (0..<chunks).map { content($0, last: $0 == chunks - 1) }
        return try #require(
            EvidenceFile(
                digest: Digest.sha256(bytes.flatMap(\.self)), name: "录像.mp4", size: bytes.reduce(0) { $0 + $1.count },
                mediaType: "video/mp4", custodian: nil, chunks: bytes.map { Digest.sha256($0) }))
    }

    private func begin(_ play: inout Play, _ file: EvidenceFile, present: [Int] = []) throws {
        let caseID = try #require(CaseID("510100-market-regulation.01K1Z3NDEKTSV4RRFFQ69G5FAV"))
        play.transfers.begin(file, of: caseID, from: [try #require(owner), try #require(police)], present: present)
    }

    private func chunk(_ index: Int, of file: EvidenceFile) -> EvidenceChunk {
        EvidenceChunk(file: file.digest, index: index, bytes: content(index, last: index == file.chunks.count - 1))
    }

    @Test func `no more than two megabytes are ever on the way`() throws {
        var play = Play()
        let file = try file(20)
        try begin(&play, file)
        var open: [(LetterID, Int)] = []
        var written = 0
        var time = now
        while written < 20 {
            for question in play.ask(at: time) { open += question.wanted.chunks.map { (question.id, $0) } }
            #expect(open.count <= 4)
            let (id, index) = open.removeFirst()
            #expect(play.transfers.take(chunk(index, of: file), answering: id, at: time) == .wanted)
            play.transfers.written(file.digest)
            written += 1
            #expect(play.transfers.assembled.isEmpty == (written < 20))
            time = time + .milliseconds(10)
        }
    }

    @Test func `only what is missing is asked for`() throws {
        var play = Play()
        try begin(&play, try file(6), present: [0, 1, 3, 4])
        #expect(play.ask(at: now).map(\.wanted.chunks) == [[2, 5]])
        #expect(play.ask(at: now).isEmpty)
    }

    @Test func `who is silent is asked again, and then another party`() throws {
        var play = Play()
        try begin(&play, try file(2))
        #expect(play.ask(at: now).map(\.to) == [owner])
        #expect(play.ask(at: now + .seconds(4)).isEmpty)
        #expect(play.ask(at: now + .seconds(5)).map(\.to) == [police])
        #expect(play.ask(at: now + .seconds(60)).isEmpty)
        #expect(play.ask(at: now + .seconds(70)).map(\.to) == [owner])
    }

    @Test func `a late answer to an old question is nobody's`() throws {
        var play = Play()
        let file = try file(1)
        try begin(&play, file)
        let old = try #require(play.ask(at: now).first)
        let new = try #require(play.ask(at: now + .seconds(6)).first)
        #expect(play.transfers.take(chunk(0, of: file), answering: old.id, at: now) == .unknown)
        #expect(play.transfers.take(chunk(0, of: file), answering: new.id, at: now) == .wanted)
        #expect(play.transfers.take(chunk(0, of: file), answering: new.id, at: now) == .unknown)
    }

    @Test func `a wrong chunk is told and asked of another`() throws {
        var play = Play()
        let file = try file(3)
        try begin(&play, file)
        let question = try #require(play.ask(at: now).first)
        let wrong = EvidenceChunk(file: file.digest, index: 1, bytes: content(9))
        guard case .mismatch = play.transfers.take(wrong, answering: question.id, at: now) else {
            Issue.record("a wrong chunk was taken")
            return
        }
        let again = try #require(play.ask(at: now + .seconds(1)).first)
        #expect(again.to == police)
        #expect(again.wanted.chunks == [1])
    }

    @Test func `a chunk that could not be written is asked for again, after a pause`() throws {
        var play = Play()
        let file = try file(2)
        try begin(&play, file)
        let question = try #require(play.ask(at: now).first)
        #expect(play.transfers.take(chunk(0, of: file), answering: question.id, at: now) == .wanted)
        play.transfers.failed(chunk(0, of: file), at: now)
        #expect(play.transfers.take(chunk(1, of: file), answering: question.id, at: now) == .wanted)
        play.transfers.written(file.digest)
        #expect(play.transfers.assembled.isEmpty)
        #expect(play.ask(at: now + .seconds(6)).map(\.wanted.chunks) == [[0]])
    }

    @Test func `a chunk of another length is wrong even when it begins alike`() throws {
        var play = Play()
        let file = try file(2)
        try begin(&play, file)
        let question = try #require(play.ask(at: now).first)
        let short = EvidenceChunk(file: file.digest, index: 0, bytes: Array(content(0).dropLast()))
        #expect(play.transfers.take(short, answering: question.id, at: now) != .wanted)
    }

    @Test func `an ended file frees its place on the way`() throws {
        var play = Play()
        let (first, second) = (try file(9), try file(4))
        try begin(&play, first)
        try begin(&play, second)
        #expect(play.ask(at: now).map(\.wanted.file) == [first.digest])
        play.transfers.end(first.digest)
        #expect(play.transfers.questions.isEmpty)
        #expect(play.ask(at: now).map(\.wanted.file) == [second.digest])
    }
}
