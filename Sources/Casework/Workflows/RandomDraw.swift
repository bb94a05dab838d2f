package import Contracts

/// A random draw that anybody repeats from the seed and the list: each candidate's rank is a hash over seed, list and
/// candidate, and the lowest ranks are drawn. Nobody who fixes the list before the seed is known can choose who is drawn.
///
/// Candidates stand in the order of their UTF-8 bytes, as unsigned numbers, and two are the same only if their bytes are:
/// no normal form is made of them. Swift's own order of texts follows canonical equivalence and is no total order ("é" of
/// two signs and "éE" of one and another: neither comes first), so it would give another list each time.
package struct RandomDraw: Hashable, Sendable {
    /// How it is drawn; another way joins under another name.
    package static let algorithm = "lowest-sha256-1"

    /// Known only after the list was fixed.
    package let seed: String
    /// SHA-256 of the list: in the order of bytes, each once, each with a line feed.
    package let candidateHash: Digest
    /// How many different candidates there are.
    package let candidateCount: Int
    /// Who was drawn, the lowest rank first.
    package let drawn: [String]

    /// Draws `count` of the candidates; fewer when there are no more. Their order and repetitions do not matter.
    package init(seed: String, candidates: [String], count: Int) {
        let list = candidates.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
            .reduce(into: [[UInt8]]()) { if $0.last != $1 { $0.append($1) } }
        let hash = Digest.sha256(list.flatMap { $0 + [UInt8(ascii: "\n")] })
        self.seed = seed
        candidateHash = hash
        candidateCount = list.count
        let head = Array("\(RandomDraw.algorithm)\n\(seed)\n\(hash)\n".utf8)
        // Different bytes have different ranks.
        drawn = list.map { (rank: Digest.sha256(head, $0), name: $0) }.sorted { $0.rank < $1.rank }
            .prefix(max(0, count)).map { String(decoding: $0.name, as: UTF8.self) }
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
