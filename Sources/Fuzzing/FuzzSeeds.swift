import Casework
import Contracts
import Exchange
import Foundation
import Offices

/// Where the corpus begins: golden vectors, examples of every letter type, sample files and rules of the repository.
package struct FuzzSeeds {
    /// One seed.
    package struct Seed: Hashable, Sendable {
        /// The target it is for.
        package let target: String
        /// Name of its file.
        package let name: String
        /// The input.
        package let bytes: [UInt8]
    }

    /// The seeds, in order.
    package private(set) var seeds: [Seed] = []
    private let root: String

    /// Reads the repository at `root`.
    ///
    /// - Throws: what the system says, and what of the repository cannot be read.
    package init(repository root: String) throws {
        self.root = root
        try addVectors()
        try addLetters()
        try addFiles()
        addWords()
        try addOffice()
    }

    mutating func add(_ target: String, _ name: String, _ bytes: [UInt8]) {
        seeds.append(Seed(target: target, name: name, bytes: bytes))
    }

    private func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(root)/\(path)")))
    }

    private func json(_ path: String) throws -> JSONValue { try JSONValue.parse(bytes(path)) }

    // MARK: Topics/vectors

    private mutating func addVectors() throws {
        for (index, leaf) in (try json("Topics/vectors/leaf.json").array ?? []).enumerated() {
            add("leaf", "vector-\(index)", Hexadecimal.decode(leaf["bytes"]?.string ?? "") ?? [])
        }
        let root = try json("Topics/vectors/root.json")
        add("root", "vector", Hexadecimal.decode(root["bytes"]?.string ?? "") ?? [])
        let packed = try json("Topics/vectors/packed.json")["packed"]?.string ?? ""
        add("packed", "vector", Base64.decode(packed.utf8) ?? [])
        let records = try json("Topics/vectors/records.json")["records"]?.array ?? []
        for (index, record) in records.enumerated() { addRecord(record, "vector-\(index)") }
        for (index, row) in (try json("Topics/vectors/broken.json").array ?? []).enumerated() {
            add("record", "broken-\(index)", FuzzSeeds.record(row["record"] ?? .null))
        }
        let lines = try json("Topics/vectors/bundle.json")["lines"]?.array ?? []
        add("bundle", "vector", lines.flatMap { Array(($0.string ?? "").utf8) + [UInt8(ascii: "\n")] })
        let sealed = try json("Topics/vectors/sealed.json")
        add("sealed", "vector", Base64.decode((sealed["sealed"]?.string ?? "").utf8) ?? [])
        add("chunk", "small", EvidenceChunk(file: Digest.sha256([1]), index: 3, bytes: [1, 2, 3]).packed)
        let directory = try json("Topics/vectors/directory.json")
        let line = Array((directory["record"]?.string ?? "").utf8)
        add("signed-document", "vector", line)
        add("directory", "vector", try SignedDocument.read(line).payload)
    }

    private static func value(of record: JSONValue) -> [UInt8] {
        let text = record["value"]?.string ?? ""
        return Base64.decode(text.utf8).flatMap { $0.isEmpty ? nil : $0 } ?? Array(text.utf8)
    }

    private static func headers(of record: JSONValue) -> [(name: String, value: String)] {
        (record["headers"]?.array ?? []).compactMap { header in
            guard let pair = header.array, pair.count == 2, let name = pair[0].string, let value = pair[1].string else {
                return nil
            }
            return (name, value)
        }
    }

    private static func record(_ record: JSONValue) -> [UInt8] {
        let lines = headers(of: record).map { "\($0.name): \($0.value)\n" }.joined() + "\n"
        return Array(lines.utf8) + value(of: record)
    }

    private mutating func addRecord(_ record: JSONValue, _ name: String) {
        add("record", name, FuzzSeeds.record(record))
        let headers = FuzzSeeds.headers(of: record)
        let signed = ["ce_leaf", "ce_path", "ce_root", "ce_sig"].map { wanted in
            headers.first { $0.name == wanted }.flatMap { Base64.decode($0.value.utf8) } ?? []
        }
        var writer = FieldWriter(magic: "")
        for part in signed { writer.field(part) }
        writer.field(FuzzSeeds.value(of: record))
        add("envelope", name, writer.bytes)
        let count = RootStatement(bytes: signed[2])?.leafCount ?? 1
        add("path", name, withUnsafeBytes(of: count.bigEndian) { Array($0) } + signed[1])
    }

    // MARK: Topics/letters

    private mutating func addLetters() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(root)/Topics/letters").sorted() {
            let path = "Topics/letters/\(name)/1/example.json"
            // Bodies that are no JSON have no example of their own.
            guard FileManager.default.fileExists(atPath: "\(root)/\(path)") else { continue }
            let body = try json(path).bytes
            add("body", name, Array("\(name)/1\n".utf8) + body)
            if name.hasPrefix("bus."), name != "bus.returned" { add("control", name, body) }
        }
    }

    // MARK: Deploy

    private mutating func addFiles() throws {
        let rules = try FileManager.default.contentsOfDirectory(atPath: "\(root)/Deploy/rules").sorted()
        for name in rules where name.hasSuffix(".json") {
            let content = try bytes("Deploy/rules/\(name)")
            // The two long tables repeat rows of one form: their beginning is enough of a seed, as broken JSON.
            add("rule-document", name, Array(content.prefix(16_384)))
        }
        let calendar = String(decoding: try bytes("Deploy/rules/calendar-2026.json"), as: UTF8.self)
        let document = RulesDocument(
            namespace: "liandong", version: 1, issuedAt: Moment(milliseconds: 1_783_067_400_000),
            documents: [.init(name: "calendar-2026.json", text: calendar)])
        add("rules", "calendar", document.bytes)
        for name in ["penalties-utf8.csv", "penalties-utf8-bom.csv", "penalties-gb18030.csv"] {
            let content = try bytes("Deploy/samples/\(name)")
            add("import", name, Array(content.prefix(12_288)))
            add("gb18030", name, Array(content.prefix(2048)))
            add("table", name, Array(content.prefix(4096)))
        }
        for name in ["licences.csv", "penalties-utf8.csv"] {
            add("credit", name, Array(try bytes("Deploy/samples/\(name)").prefix(4096)))
        }
        for name in ["lists.csv", "lists.xlsx"] { add("table", name, try bytes("Deploy/samples/\(name)")) }
    }

    // MARK: An office

    private mutating func addOffice() throws {
        let town = try FuzzTown(FuzzRules(folder: root + "/Deploy/rules"))
        guard let ours = OfficeID(FuzzTown.ours) else { return }
        var letters: [FuzzLetter] = []
        for record in town.logs.values.flatMap({ $0 }).sorted(by: FuzzSeeds.comesFirst) {
            guard case .success(let envelope) = RecordReading(of: record).envelope, envelope.statement.office != ours
            else { continue }
            let repairs: FuzzLetter.Repairs =
                envelope.leaf.number == 0 ? [.control, .stream, .recipient, .time] : .all
            letters.append(FuzzLetter(repairs: repairs, leaf: envelope.leaf, body: envelope.body))
        }
        guard let leaf = letters.first?.leaf else { return }
        for (index, letter) in letters.suffix(12).enumerated() { add("office", "said-\(index)", letter.bytes) }
        for seed in seeds where seed.target == "body" {
            guard let end = seed.bytes.firstIndex(of: UInt8(ascii: "\n")),
                let type = LetterType(String(decoding: seed.bytes[..<end], as: UTF8.self))
            else { continue }
            var leaf = leaf
            leaf.type = type
            let isControl = type.name.hasPrefix("bus.") && type.name != "bus.streamEnd"
            let letter = FuzzLetter(
                repairs: isControl ? [.control, .stream, .recipient, .time] : .all, leaf: leaf,
                body: Array(seed.bytes[(end + 1)...]))
            add("office", seed.name, letter.bytes)
        }
    }

    private static func comesFirst(_ left: BusRecord, _ right: BusRecord) -> Bool {
        (left.partition, left.offset) < (right.partition, right.offset)
    }
}
