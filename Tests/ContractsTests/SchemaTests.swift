import Contracts
import Signing
import Testing

/// Schemas, examples, the AsyncAPI document and what was released: all agree with the tables in the code.
struct SchemaTests {
    /// The bus's own records; their schemas are written by hand.
    static let control = [
        "bus.ack/1", "bus.caseHandover/1", "bus.caseLetter/1", "bus.checkpoint/1", "bus.claim/1",
        "bus.evidenceChunk/1", "bus.evidenceWanted/1", "bus.handoffCount/1", "bus.listShown/1",
        "bus.listWanted/1", "bus.logCheckpoint/1", "bus.logWitness/1", "bus.position/1", "bus.returned/1",
        "bus.streamEnd/1",
    ]
    /// Their bodies are no JSON.
    static let packed = ["bus.returned/1", "bus.caseLetter/1", "bus.evidenceChunk/1"]

    static var contracts: [LetterContract] { LetterCatalogue.contracts }

    @Test(arguments: SchemaTests.contracts)
    func `the schema of a letter type is what its table gives`(_ contract: LetterContract) throws {
        try TopicFolder.expect("letters/\(contract.type)/schema.json", holds: contract.jsonSchema)
    }

    @Test(arguments: SchemaTests.contracts)
    func `the example of a letter type is good by table and by schema`(_ contract: LetterContract) throws {
        let name = "letters/\(contract.type)/example.json"
        try TopicFolder.expect(name, holds: LetterExamples.body(of: contract))
        let example = try TopicFolder.json(name)
        var check = BodyCheck(unknown: .refused)
        let normal = check.read(example, contract.allFields)
        #expect(check.faults.isEmpty)
        #expect(normal == example)
        #expect(SchemaCheck.faults(of: example, by: contract.jsonSchema).isEmpty)
        #expect(example.bytes.count <= Envelope.maximumBodyBytes)
    }

    /// Both ways: each required field is missed, and no other.
    @Test(arguments: SchemaTests.contracts)
    func `schema and table miss the same fields`(_ contract: LetterContract) throws {
        let example = LetterExamples.body(of: contract)
        for member in example.object ?? [] {
            let body = example.removing(member.name)
            var check = BodyCheck(unknown: .ignored)
            _ = check.read(body, contract.allFields)
            let faults = SchemaCheck.faults(of: body, by: contract.jsonSchema)
            #expect(check.faults.isEmpty == faults.isEmpty, "\(contract.type) without \(member.name)")
        }
    }

    @Test(arguments: SchemaTests.contracts)
    func `a number in the place of any member is refused by schema and table`(_ contract: LetterContract) throws {
        for member in LetterExamples.body(of: contract).object ?? [] where member.value.integer == nil {
            let body = LetterExamples.body(of: contract).setting(member.name, 7)
            var check = BodyCheck(unknown: .ignored)
            _ = check.read(body, contract.allFields)
            #expect(!check.faults.isEmpty, "\(contract.type) \(member.name)")
            #expect(!SchemaCheck.faults(of: body, by: contract.jsonSchema).isEmpty, "\(contract.type) \(member.name)")
        }
    }

    @Test(arguments: SchemaTests.contracts.filter(\.isBroadcast))
    func `a broadcast body may have no number of a document and no phone at any depth`(
        _ contract: LetterContract
    ) throws {
        let example = LetterExamples.body(of: contract)
        for name in ["personIdNo", "legalRepIdNo", "contactPhone", "mobile"] {
            let bodies = [example.setting(name, "x")] + nested(example, adding: name)
            for body in bodies {
                #expect(
                    SchemaCheck.faults(of: body, by: contract.jsonSchema).contains { $0.contains("forbidden") },
                    "\(contract.type) lets \(name) pass in \(body.text.prefix(120))")
            }
        }
        #expect(!names(in: contract.allFields).contains { $0.contains("IdNo") || $0.contains("hone") })
    }

    @Test(arguments: SchemaTests.control)
    func `the example of a control record fits its schema`(_ type: String) throws {
        let schema = try TopicFolder.json("letters/\(type)/schema.json")
        #expect(schema["x-type"]?.string == type)
        guard !SchemaTests.packed.contains(type) else { return }
        #expect(SchemaCheck.faults(of: try TopicFolder.json("letters/\(type)/example.json"), by: schema).isEmpty)
    }

    /// A schema that refers to one part of a document of definitions.
    private func part(_ name: String, of schema: JSONValue) throws -> JSONValue {
        let definitions = try #require(schema["$defs"])
        return try #require(definitions[name]).setting("$defs", definitions)
    }

    @Test func `a signed directory and a rule set fit the registrar's schema`() throws {
        let schema = try TopicFolder.json("directory.schema.json")
        let signed = try Sample.directory()
        let wrapper = try JSONValue.parse(signed.bytes)
        #expect(SchemaCheck.faults(of: wrapper, by: schema) == [])
        let payload = try JSONValue.parse(signed.payload)
        #expect(SchemaCheck.faults(of: payload, by: try part("directory", of: schema)) == [])
        let rules = RulesDocument(
            namespace: "liandong", version: 1, issuedAt: Sample.time, documents: [.init(name: "a.json", text: "{}")])
        let published = try JSONValue.parse(rules.bytes)
        #expect(SchemaCheck.faults(of: published, by: try part("rules", of: schema)) == [])
        #expect(!SchemaCheck.faults(of: published, by: try part("directory", of: schema)).isEmpty)
    }

    @Test func `the guide names every file and every topic`() throws {
        let guide = String(decoding: try TopicFolder.bytes("README.md"), as: UTF8.self)
        let names =
            TopicContract.fileNames + ["directory.schema.json", "asyncapi.json", "released/letters.json"]
            + (try TopicFolder.folders(in: "vectors"))
        for name in names { #expect(guide.contains("`\(name)`"), "README.md does not name \(name)") }
        for fault in [EnvelopeFault.tooLarge, .unreadable, .mismatch, .bodyMismatch] {
            #expect(guide.contains("`\(fault.rawValue)`"))
        }
        for refusal in EnvelopeRefusal.allCases { #expect(guide.contains("`\(refusal.rawValue)`")) }
    }

    @Test func `no folder lies in letters that no table knows`() throws {
        var found: [String] = []
        for name in try TopicFolder.folders(in: "letters") {
            for version in try TopicFolder.folders(in: "letters/\(name)") { found.append("\(name)/\(version)") }
        }
        let known = SchemaTests.contracts.map(\.type.description) + SchemaTests.control
        #expect(found.sorted() == known.sorted())
    }

    @Test func `each letter type stands once in the catalogue`() {
        let types = SchemaTests.contracts.map(\.type)
        #expect(Set(types).count == types.count)
        #expect(types.allSatisfy { LetterType($0.description) == $0 })
    }

    @Test func `the AsyncAPI document is what the tables give`() throws {
        let control = try SchemaTests.control.map { try #require(LetterType($0)) }
        let document = AsyncAPIDocument.make(contracts: SchemaTests.contracts, control: control)
        try TopicFolder.expect("asyncapi.json", holds: document)
        let messages = try #require(document["components"]?["messages"]?.object).map(\.name)
        #expect(messages.count == SchemaTests.contracts.count + control.count + 1)
        #expect(document["channels"]?.object?.count == 6)
    }

    @Test(arguments: [
        (#"{"required":["a"]}"#, #"{"required":["a","b"]}"#),
        (#"{"properties":{"a":{"type":"string"}}}"#, #"{"properties":{}}"#),
        (#"{"type":"string"}"#, #"{"type":"integer"}"#), (#"{"enum":["x","y"]}"#, #"{"enum":["x"]}"#),
        (#"{"enum":["x"]}"#, #"{"enum":["x","y"]}"#), (#"{"maxLength":5}"#, #"{"maxLength":4}"#),
        (#"{"minItems":0}"#, #"{"minItems":1}"#), (#"{"maximum":5}"#, #"{"maximum":4}"#), ("{}", #"{"pattern":"x"}"#),
        (#"{"items":{"maxLength":5}}"#, #"{"items":{"maxLength":4}}"#),
        (#"{"x-topic":"lists"}"#, #"{"x-topic":"measures"}"#),
    ])
    func `a change that breaks old readers or writers is found`(_ old: String, _ new: String) throws {
        let (old, new) = (try JSONValue.parse(old), try JSONValue.parse(new))
        #expect(!SchemaChange.breaks(from: old, to: new).isEmpty)
        #expect(SchemaChange.breaks(from: old, to: old).isEmpty)
    }

    @Test(arguments: [
        (#"{"properties":{"a":{"type":"string"}}}"#, #"{"properties":{"a":{"type":"string"},"b":{"type":"integer"}}}"#),
        (#"{"required":["a","b"]}"#, #"{"required":["a"]}"#), (#"{"maxLength":4}"#, #"{"maxLength":5}"#),
        (#"{"title":"一"}"#, #"{"title":"二"}"#),
    ])
    func `a change that old readers can live with is allowed`(_ old: String, _ new: String) throws {
        #expect(SchemaChange.breaks(from: try JSONValue.parse(old), to: try JSONValue.parse(new)).isEmpty)
    }

    @Test func `nothing that was released is broken`() throws {
        let released = "released/letters.json"
        if TopicFolder.isReleasing {
            let all = SchemaTests.contracts.sorted { $0.type < $1.type }.map {
                JSONMember($0.type.description, $0.jsonSchema)
            }
            try TopicFolder.write(released, .object(all))
        }
        for old in try #require(try TopicFolder.json(released).object) {
            let type = try #require(LetterType(old.name))
            let now = try #require(LetterCatalogue.contract(for: type), "\(type) was released and is gone")
            #expect(SchemaChange.breaks(from: old.value, to: now.jsonSchema) == [], "\(type)")
        }
    }

    // MARK: -

    private func nested(_ value: JSONValue, adding name: String) -> [JSONValue] {
        (value.object ?? []).flatMap { member -> [JSONValue] in
            if member.value.object != nil {
                let inner = [member.value.setting(name, "x")] + nested(member.value, adding: name)
                return inner.map { value.setting(member.name, $0) }
            }
            guard let first = member.value.array?.first, first.object != nil else { return [] }
            return [value.setting(member.name, [first.setting(name, "x")])]
        }
    }

    private func names(in fields: [BodyField]) -> [String] {
        fields.flatMap { field -> [String] in
            switch field.kind {
            case .object(let inner), .list(.object(let inner), _, _): [field.name] + names(in: inner)
            case .variant(let variants): [field.name] + names(in: variants.allFields)
            case .text, .choice, .reasonCode, .date, .moment, .integer, .flag, .office, .uscc, .personToken, .region,
                .documentNumber, .letter, .digest, .evidenceFile, .list, .record:
                [field.name]
            }
        }
    }
}

/// What a new schema breaks for those who know the old one (design section 5: such a change is a new version).
enum SchemaChange {
    static func breaks(from old: JSONValue, to new: JSONValue, at path: String = "") -> [String] {
        if old == new { return [] }
        guard old.object != nil, new.object != nil else { return ["\(path): \(old.text) became \(new.text)"] }
        var names = (old.object ?? []).map(\.name)
        for name in (new.object ?? []).map(\.name) where !names.contains(name) { names.append(name) }
        return names.flatMap { breaks(keyword: $0, old[$0], new[$0], path) }
    }

    private static func breaks(
        keyword: String, _ old: JSONValue?, _ new: JSONValue?, _ path: String
    ) -> [String] {
        guard old != new else { return [] }
        let place = "\(path)/\(keyword)"
        switch keyword {
        case "title", "description", "$comment", "$id": return []
        // When letters begin to be sealed, the directory says: no program has to before its office has a key.
        case "x-sealed" where old == nil || old == "aboutPersons" && new == "always": return []
        case "required":
            let before = old?.array ?? []
            return (new?.array ?? []).filter { !before.contains($0) }.map { "\(place): \($0.text) was added" }
        case "properties", "$defs":
            return (old?.object ?? []).flatMap { member -> [String] in
                guard let now = new?[member.name] else {
                    return keyword == "$defs" ? [] : ["\(place)/\(member.name): was removed"]
                }
                return breaks(from: member.value, to: now, at: "\(place)/\(member.name)")
            }
        case "items": return breaks(from: old ?? [:], to: new ?? [:], at: place)
        case "maxLength", "maxItems", "maximum": return rose(old, new) ? [] : ["\(place): was lowered"]
        case "minLength", "minItems", "minimum": return rose(new, old) ? [] : ["\(place): was raised"]
        default: return ["\(place): \(old?.text ?? "nothing") became \(new?.text ?? "nothing")"]
        }
    }

    private static func rose(_ old: JSONValue?, _ new: JSONValue?) -> Bool {
        guard let old = old?.integer, let new = new?.integer else { return false }
        return new >= old
    }
}
