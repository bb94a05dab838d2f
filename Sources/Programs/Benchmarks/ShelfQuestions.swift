import Contracts
import Ledgers
import Shelf

/// The questions that people put to the public feed, asked of its shelf and its log, each answer looked at.
enum ShelfQuestions {
    /// Milliseconds of each question.
    struct Times: Sendable {
        var code: [Double] = []
        var name: [Double] = []
        var part: [Double] = []

        /// With what people and machines call them.
        var all: [(title: String, key: String, times: [Double])] {
            [("按代码查询", "code", code), ("按名称开头查询", "name", name), ("按名称一部分查询", "part", part)]
        }
    }

    /// Asks for firms by chance.
    static func ask(_ shelf: ShelfReader, _ options: BenchmarkOptions) throws -> Times {
        var times = Times()
        for round in 0..<options.trips {
            let number = Int.random(in: 0..<options.cases)
            times.code.append(
                try timed({ try shelf.search(SubjectCodes.code(number)) }) { matches($0).first == .code })
            // Beginnings that many names have, and such that one has.
            let name = FeedFiller.name(number)
            let start = String(name.prefix(round % 2 == 0 ? 3 : name.count - 4))
            times.name.append(try timed({ try shelf.search(start) }) { matches($0).contains(.nameStart) })
            times.part.append(
                try timed({ try shelf.search(FeedFiller.word(number) + name.dropFirst(5).prefix(2)) }) {
                    !matches($0).isEmpty
                })
        }
        return times
    }

    /// Milliseconds of proofs of inclusion.
    static func proofs(_ ledger: LedgerReader, _ options: BenchmarkOptions) throws -> [Double] {
        let size = UInt64(options.cases)
        return try (0..<options.trips).map { _ in
            let number = UInt64.random(in: 0..<size)
            return try timed({ try ledger.logInclusion(of: number, in: size) }) { !$0.isEmpty || size == 1 }
        }
    }

    private static func matches(_ answer: ShelfAnswer) -> [ShelfMatch] {
        guard case .found(let hits, _) = answer else { return [] }
        return hits.map(\.match)
    }

    private static func timed<Value>(_ work: () throws -> Value, _ check: (Value) -> Bool) throws -> Double {
        let begin = ContinuousClock.now
        let value = try work()
        let time = (ContinuousClock.now - begin).inSeconds * 1000
        guard check(value) else { throw BenchmarkFault("a question was answered with \(value)") }
        return time
    }
}

extension BenchmarkReport {
    /// A row of times in milliseconds for each question.
    mutating func add(_ questions: [(title: String, key: String, times: [Double])]) {
        for (title, key, times) in questions {
            let (p50, p99) = (Figure.percentile(0.5, of: times), Figure.percentile(0.99, of: times))
            add(
                title,
                "p50 \(Figure.text(p50, digits: 3))，p99 \(Figure.text(p99, digits: 3)) 毫秒（\(times.count) 次）")
            set("\(key)P50Milliseconds", p50)
            set("\(key)P99Milliseconds", p99)
        }
    }
}
