import Contracts
import Testing
import Transparency

/// Tree, proofs and tiles against the definition of RFC 6962, written down a second time, slow and plain.
struct ProofTests {
    /// MTH of RFC 6962 section 2.1.
    static func plainRoot(_ leaves: ArraySlice<Digest>) -> Digest {
        guard leaves.count > 1 else { return leaves.first ?? Digest.sha256([]) }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        let middle = leaves.startIndex + split
        return Digest.sha256([1], plainRoot(leaves[..<middle]).bytes, plainRoot(leaves[middle...]).bytes)
    }

    static func leaves(_ count: Int) -> [Digest] { (0..<count).map { LogHash.leaf(Array("leaf \($0)".utf8)) } }

    /// All tiles of a tree that grew in steps.
    static func tiles(_ leaves: [Digest], step: Int) -> [LogGrowth.Place: [Digest]] {
        var stored: [LogGrowth.Place: [Digest]] = [:]
        for start in stride(from: 0, to: leaves.count, by: step) {
            let added = Array(leaves[start..<min(start + step, leaves.count)])
            let changed = LogGrowth.tiles(appending: added, to: UInt64(start)) { stored[$0] ?? [] }
            for tile in changed { stored[tile.place] = tile.hashes }
        }
        return stored
    }

    static func proofs(over tiles: [LogGrowth.Place: [Digest]]) -> LogProofs {
        LogProofs { tile in
            Array((tiles[LogGrowth.Place(level: tile.level, index: tile.index)] ?? []).prefix(tile.count))
        }
    }

    @Test func `the roots are those of the certificate transparency vectors`() throws {
        let inputs: [[UInt8]] = [
            [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43], Array(0x50...0x57),
            Array(0x60...0x6f),
        ]
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ]
        var frontier = LogFrontier()
        #expect(frontier.root.description == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        for (input, root) in zip(inputs, roots) {
            frontier.append(LogHash.leaf(input))
            #expect(frontier.root.description == root)
        }
    }

    @Test func `every root, frontier and inclusion proof up to 300 leaves holds, and no tampered one does`() throws {
        let leaves = Self.leaves(300)
        var proofs = Self.proofs(over: Self.tiles(leaves, step: 7))
        var frontier = LogFrontier()
        for size in 1...300 {
            frontier.append(leaves[size - 1])
            let root = Self.plainRoot(leaves[..<size])
            #expect(frontier.root == root)
            #expect(try proofs.root(of: UInt64(size)) == root)
            #expect(try proofs.frontier(of: UInt64(size)) == frontier)
            for index in 0..<size {
                let path = try proofs.inclusion(of: UInt64(index), in: UInt64(size))
                func holds(_ leaf: Digest, _ place: Int, _ path: [Digest]) -> Bool {
                    LogCheck.isIncluded(leaf, at: UInt64(place), size: UInt64(size), root: root, path: path)
                }
                guard holds(leaves[index], index, path) else {
                    Issue.record("no proof of \(index) in \(size)")
                    return
                }
                guard index % 13 == size % 13 else { continue }
                #expect(!holds(LogHash.leaf([1]), index, path))
                #expect(!holds(leaves[index], index, path + [root]))
                if !path.isEmpty { #expect(!holds(leaves[index], index, Array(path.dropLast()))) }
                #expect(!holds(leaves[index], size, path))
                if size > 1 { #expect(!holds(leaves[index], (index + 1) % size, path)) }
            }
        }
    }

    @Test func `every consistency proof up to 300 leaves holds, and no tampered one does`() throws {
        let leaves = Self.leaves(300)
        var proofs = Self.proofs(over: Self.tiles(leaves, step: 300))
        let roots = (0...300).map { Self.plainRoot(leaves[..<$0]) }
        for size in 0...300 {
            for old in 0...size {
                let proof = try proofs.consistency(from: UInt64(old), to: UInt64(size))
                func holds(_ first: Digest, _ second: Digest, _ proof: [Digest]) -> Bool {
                    LogCheck.isConsistent(
                        from: (UInt64(old), first), to: (UInt64(size), second), proof: proof)
                }
                guard holds(roots[old], roots[size], proof) else {
                    Issue.record("no proof from \(old) to \(size)")
                    return
                }
                guard old % 11 == size % 11 || old == size else { continue }
                let other = LogHash.leaf([2])
                #expect(!holds(other, roots[size], proof))
                if old > 0 { #expect(!holds(roots[old], other, proof)) }
                #expect(!holds(roots[old], roots[size], proof + [other]))
                if !proof.isEmpty {
                    #expect(!holds(roots[old], roots[size], Array(proof.dropFirst())))
                    #expect(!holds(roots[old], roots[size], [other] + proof.dropFirst()))
                }
            }
        }
        #expect(!LogCheck.isConsistent(from: (5, roots[5]), to: (4, roots[4]), proof: []))
    }

    @Test func `a tree of 70,000 leaves has three levels of tiles, whatever the steps it grew in`() throws {
        let leaves = Self.leaves(70_000)
        let tiles = Self.tiles(leaves, step: 1_000)
        #expect(tiles == (Self.tiles(leaves, step: 70_000)))
        let named = LogTile.all(of: 70_000)
        #expect(named.count == tiles.count)
        #expect(named.map(\.level).max() == 2)
        #expect(named.allSatisfy { tiles[LogGrowth.Place(level: $0.level, index: $0.index)]?.count == $0.count })
        var proofs = Self.proofs(over: tiles)
        let root = Self.plainRoot(leaves[...])
        #expect(try proofs.root(of: 70_000) == root)
        for index in stride(from: 0, to: 70_000, by: 997) {
            let path = try proofs.inclusion(of: UInt64(index), in: 70_000)
            #expect(LogCheck.isIncluded(leaves[index], at: UInt64(index), size: 70_000, root: root, path: path))
        }
        let old = Self.plainRoot(leaves[..<65_537])
        let proof = try proofs.consistency(from: 65_537, to: 70_000)
        #expect(LogCheck.isConsistent(from: (65_537, old), to: (70_000, root), proof: proof))
    }

    @Test func `a tile that is too short is named, and nothing is proved beyond the tree`() throws {
        var tiles = Self.tiles(Self.leaves(300), step: 300)
        tiles[LogGrowth.Place(level: 0, index: 1)]?.removeLast()
        var proofs = Self.proofs(over: tiles)
        let broken = try #require(LogTile(level: 0, index: 1, count: 44))
        #expect(throws: LogProofs.Fault.brokenTile(broken)) { try proofs.root(of: 300) }
        #expect(throws: LogProofs.Fault.outOfRange) { try proofs.inclusion(of: 300, in: 300) }
        #expect(throws: LogProofs.Fault.outOfRange) { try proofs.consistency(from: 301, to: 300) }
    }
}
