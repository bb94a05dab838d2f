/// Changes inputs as broken clients, careless hands and attackers do; knows length fields, numbers and JSON marks.
package struct Mutator: Sendable {
    private var dice: FuzzDice
    private let dictionary: [[UInt8]]

    /// A mutator whose whole future is `seed`.
    package init(seed: UInt64, dictionary: [[UInt8]] = Mutator.dictionary) {
        dice = FuzzDice(seed: seed)
        self.dictionary = dictionary
    }

    /// An input made of one of `seeds`, changed one to six times; nothing but noise without seeds.
    package mutating func next(from seeds: [[UInt8]], limit: Int) -> [UInt8] {
        var bytes = seeds.isEmpty ? [] : seeds[dice.below(seeds.count)]
        if bytes.count > limit { bytes = Array(bytes.prefix(limit)) }
        for _ in 0...dice.below(6) { mutate(&bytes, seeds) }
        return bytes.count <= limit ? bytes : Array(bytes.prefix(limit))
    }

    private mutating func mutate(_ bytes: inout [UInt8], _ seeds: [[UInt8]]) {
        switch dice.below(11) {
        case 0: flip(&bytes)
        case 1: overwrite(&bytes)
        case 2: cut(&bytes)
        case 3: insert(word(), into: &bytes)
        case 4: insert(noise(), into: &bytes)
        case 5: splice(&bytes, seeds)
        case 6: repeatPart(&bytes)
        case 7: lieAboutLength(&bytes)
        case 8: changeNumber(&bytes)
        case 9: exchange(&bytes)
        default: bytes = Array(bytes.prefix(dice.below(bytes.count + 1)))
        }
    }

    private mutating func flip(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return bytes.append(UInt8(truncatingIfNeeded: dice.next())) }
        bytes[dice.below(bytes.count)] ^= 1 << UInt8(dice.below(8))
    }

    private mutating func overwrite(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let edges: [UInt8] = [0, 1, 0x7f, 0x80, 0xff, 0x20, 0x0a, 0x22, 0x2c, 0x30]
        bytes[dice.below(bytes.count)] =
            dice.below(2) == 0 ? edges[dice.below(edges.count)] : UInt8(truncatingIfNeeded: dice.next())
    }

    private mutating func cut(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let start = dice.below(bytes.count)
        bytes.removeSubrange(start..<min(bytes.count, start + 1 + dice.below(16)))
    }

    private mutating func insert(_ part: [UInt8], into bytes: inout [UInt8]) {
        bytes.insert(contentsOf: part, at: dice.below(bytes.count + 1))
    }

    private mutating func word() -> [UInt8] { dictionary.isEmpty ? [] : dictionary[dice.below(dictionary.count)] }

    private mutating func noise() -> [UInt8] {
        (0...dice.below(8)).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
    }

    /// The beginning of this input and the end of another one.
    private mutating func splice(_ bytes: inout [UInt8], _ seeds: [[UInt8]]) {
        guard !seeds.isEmpty else { return }
        let other = seeds[dice.below(seeds.count)]
        bytes = Array(bytes.prefix(dice.below(bytes.count + 1)) + other.suffix(dice.below(other.count + 1)))
    }

    private mutating func repeatPart(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let start = dice.below(bytes.count)
        let part = Array(bytes[start..<min(bytes.count, start + 1 + dice.below(64))])
        for _ in 0...dice.below(16) { bytes.insert(contentsOf: part, at: start) }
    }

    /// Four bytes that may be a big-endian length of protocol section 0 become another length.
    private mutating func lieAboutLength(_ bytes: inout [UInt8]) {
        let places = bytes.indices.dropLast(3).filter { bytes[$0] == 0 && bytes[$0 + 1] == 0 }
        guard let place = places.isEmpty ? nil : places[dice.below(places.count)] else { return }
        let true32 = UInt32(bytes[place + 2]) << 8 | UInt32(bytes[place + 3])
        let lies: [UInt32] = [
            0, 1, true32 &+ 1, true32 &- 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, UInt32(bytes.count), 0xfffc,
        ]
        withUnsafeBytes(of: lies[dice.below(lies.count)].bigEndian) { lie in
            bytes.replaceSubrange(place..<place + 4, with: lie)
        }
    }

    /// A run of digits becomes a number at an edge; where there is none, eight bytes become one.
    private mutating func changeNumber(_ bytes: inout [UInt8]) {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let places = bytes.indices.filter { digits.contains(bytes[$0]) }
        if places.isEmpty || dice.below(3) == 0 {
            guard bytes.count >= 8 else { return }
            let start = dice.below(bytes.count - 7)
            let edges: [UInt64] = [0, 1, UInt64(Int64.max), UInt64(Int64.max) + 1, .max, .max - 1, 1 << 32, 1 << 53]
            withUnsafeBytes(of: edges[dice.below(edges.count)].bigEndian) { edge in
                bytes.replaceSubrange(start..<start + 8, with: edge)
            }
            return
        }
        let start = places[dice.below(places.count)]
        let end = bytes[start...].firstIndex { !digits.contains($0) } ?? bytes.endIndex
        let edges = [
            "0", "-1", "+1", "01", "9223372036854775807", "9223372036854775808", "18446744073709551615",
            "-9223372036854775808", "1e400", "0.000001", "99999999999999999999999999", "4294967296", "2147483648",
        ]
        bytes.replaceSubrange(start..<end, with: Array(edges[dice.below(edges.count)].utf8))
    }

    private mutating func exchange(_ bytes: inout [UInt8]) {
        guard bytes.count >= 2 else { return }
        bytes.swapAt(dice.below(bytes.count), dice.below(bytes.count))
    }

    /// Words of our formats; `Deploy/fuzz` gives the same to libFuzzer.
    package static let dictionary: [[UInt8]] =
        words.map { Array($0.utf8) } + [
            [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xC2, 0x85], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x81, 0x30],
            [0, 0, 0, 0], [0, 0, 0, 8], [0, 0, 0, 32], [0xff, 0xff, 0xff, 0xff], [0x0d, 0x0a],
        ]

    private static let words = [
        "{", "}", "[", "]", ":", ",", "\"", "\\u0000", "\\ud800\\udc00", "null", "true", "-0", "1e9",
        "{\"a\":1,\"a\":2}",
        "liandong-leaf-1\n", "liandong-root-1\n", "liandong-envelope-1\n", "ed25519-sha256", "ref.transfer/1",
        "bus.listWanted/1", "bus.listShown/1",
        "bus.ack/1", "bus.handoffCount/1", "bus.position/1", "bus.claim/1", "bus.checkpoint/1", "bus.returned/1",
        "bus.streamEnd/1",
        "liandong/510100-tax/direct.510100-police/1/0", "liandong/510100-tax/lists/1/5", "510100-police", "*",
        "2026-07-03T16:30:00.000+08:00", "9999-12-31T23:59:59.999-23:59", "0001-01-01T00:00:00+23:59", "2026-02-29",
        "91510104XT00010175", "11010519491231002X", "成市监移〔2026〕3号", "p1-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "01KWKHJNT0NF6G28T5CY4TQKFF", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ", "3.00000000000000a1", "+3.+0000000000000a1",
        "18446744073709551615.ffffffffffffffff", "stateSecret", "application/json", "\u{3000}", "\u{FEFF}", "\"\"",
        "=1+1",
        "\u{1F468}\u{200D}\u{1F469}", "e\u{301}", "%00", "%", "../", "?limit=", "&cursor=",
    ]
}
