package import Contracts

/// A random draw that anybody repeats from the seed and the list: each candidate's rank is a hash over seed, list and
/// candidate, and the lowest ranks are drawn. Nobody who fixes the list before the seed is known can choose who is drawn.
package struct RandomDraw: Hashable, Sendable {
    /// How it is drawn; another way joins under another name.
    package static let algorithm = "lowest-sha256-1"

    /// Known only after the list was fixed.
    package let seed: String
    /// SHA-256 of the list: sorted, each once, each with a line feed.
    package let candidateHash: Digest
    /// How many different candidates there are.
    package let candidateCount: Int
    /// Who was drawn, the lowest rank first.
    package let drawn: [String]

    /// Draws `count` of the candidates; fewer when there are no more. Their order and repetitions do not matter.
    package init(seed: String, candidates: [String], count: Int) {
        let list = candidates.sorted().reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
        let hash = Digest.sha256(list.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] })
        self.seed = seed
        candidateHash = hash
        candidateCount = list.count
        let head = Array("\(RandomDraw.algorithm)\n\(seed)\n\(hash)\n".utf8)
        drawn = list.map { (rank: Digest.sha256(head, Array($0.utf8)), name: $0) }
            .sorted { ($0.rank, $0.name) < ($1.rank, $1.name) }.prefix(max(0, count)).map(\.name)
    }

    /// A draw by an order's content; nil when its fields are missing.
    init?(_ content: JSONValue) {
        guard let seed = content["seed"]?.string, let candidates = content["candidates"]?.array,
            let count = content["count"]?.integer
        else { return nil }
        self.init(seed: seed, candidates: candidates.compactMap(\.string), count: Int(clamping: count))
    }

    /// What a letter tells of it; the list stays with the office that drew.
    package var json: JSONValue {
        [
            "algorithm": .string(RandomDraw.algorithm), "seed": .string(seed),
            "candidateHash": .string(candidateHash.description), "candidateCount": .integer(Int64(candidateCount)),
            "drawn": .array(drawn.map { .string($0) }),
        ]
    }
}
