import Casework
import Contracts
import Feed
import Foundation
import Fuzzing
import Hummingbird
import OfficeAPI
import Testing
import Web

/// Requests that nobody's client makes: each is answered, in words when it is refused, and never as our own defect.
@Suite(.timeLimit(.minutes(20))) struct HostileRequestTests {
    private let desk: Desktop
    private let feed: Caller

    init() throws {
        let province = try Province()
        desk = try province.open(Province.market).desk
        feed = Caller(FeedRoutes.router(try province.open(Province.platform).feed()))
    }

    /// Requests as they stand in the corpus: method and address, header lines, an empty line, the body.
    private struct Letter {
        let method: HTTPRequest.Method
        let path: String
        let headers: HTTPFields
        let body: [UInt8]

        init?(_ bytes: [UInt8]) {
            let head = bytes.firstIndex(of: 0x0a) ?? bytes.endIndex
            let words = String(decoding: bytes[..<head], as: UTF8.self).split(separator: " ", maxSplits: 1)
            guard words.count == 2, let method = HTTPRequest.Method(String(words[0])) else { return nil }
            self.method = method
            // The server in front of the router hands over only what is an address in ASCII.
            path = String(words[1].unicodeScalars.filter { $0.value > 0x20 && $0.value < 0x7f }.map(Character.init))
            var headers = HTTPFields()
            var rest = bytes[min(bytes.endIndex, head + 1)...]
            while let end = rest.firstIndex(of: 0x0a), end > rest.startIndex {
                let parts = String(decoding: rest[..<end], as: UTF8.self).split(separator: ":", maxSplits: 1)
                rest = rest[(end + 1)...]
                guard parts.count == 2, let name = HTTPFields.Element.Name(String(parts[0])) else { continue }
                headers[name] = String(parts[1]).trimmingCharacters(in: .whitespaces)
            }
            self.headers = headers
            body = Array(rest.drop { $0 == 0x0a })
        }
    }

    private static let corpus = Province.path("Tests/FuzzCorpus/http")

    /// Feeds one request to the office, as one of its officers and as nobody, and to the public feed.
    private func feed(_ bytes: [UInt8]) async throws {
        guard let letter = Letter(bytes) else { return }
        for role in [Role.handler, .administrator, .headPrincipal] {
            try await check(desk.as(role), letter)
        }
        try await check(desk.caller, letter)
        try await check(feed, letter)
    }

    private func check(_ caller: Caller, _ letter: Letter) async throws {
        let answer = try await caller.send(letter.method, letter.path, letter.body, headers: letter.headers)
        // 503 is what an office says that has not met the bus yet: its health, no problem.
        #expect(answer.status < 500 || answer.status == 503, "\(letter.method) \(letter.path): \(answer.text)")
        guard answer.status >= 400, answer.status != 503, letter.method != .head else { return }
        #expect(answer.code?.isEmpty == false, "\(letter.method) \(letter.path): \(answer.text)")
        #expect(answer.json?["detail"]?.string?.isEmpty == false, "\(letter.method) \(letter.path): \(answer.text)")
    }

    @Test func `every request of the corpus is answered`() async throws {
        let files = try FuzzCorpus(folder: Self.corpus).files
        #expect(files.count >= 20)
        for file in files { try await feed(file.bytes) }
    }

    @Test func `mutations of the corpus are answered`() async throws {
        let corpus = try FuzzCorpus(folder: Self.corpus).inputs
        let seconds = ProcessInfo.processInfo.environment["LIANDONG_FUZZ_SECONDS"].flatMap { Int($0) } ?? 3
        let end = ContinuousClock.now + .seconds(seconds)
        let last = try FuzzCorpus.lastInput(of: "http")
        var mutator = Mutator(seed: 23)
        var count = 0
        while ContinuousClock.now < end {
            let input = mutator.next(from: corpus, limit: 16_384)
            last.keep(input)
            try await feed(input)
            count += 1
        }
        #expect(count > 0)
        last.remove()
    }
}
