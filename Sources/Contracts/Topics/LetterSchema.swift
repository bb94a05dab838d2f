/// JSON Schema (2020-12) of bodies, made from the same tables by which bodies are checked; `Topics/letters` holds what
/// comes out here, and a test keeps the two equal.
package enum LetterSchema {
    /// `$schema` of every document.
    package static let dialect = "https://json-schema.org/draft/2020-12/schema"

    /// Names that no object in a broadcast body may have: numbers of identity documents and phones (design section 5).
    package static let forbiddenOnBroadcast = "([Ii]dNo|[Ii]dNumber|[Pp]hone|[Mm]obile|[Tt]elephone)"

    /// The schema of an object of these fields, without `$schema` and `$defs`.
    package static func object(_ fields: [BodyField], isBroadcast: Bool) -> JSONValue {
        let properties = fields.map { field in
            JSONMember(
                field.name,
                LetterSchema.of(field.kind, isBroadcast: isBroadcast).setting("title", .string(field.title)))
        }
        let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
        return .members([
            ("type", "object"), ("required", required.isEmpty ? nil : .array(required)),
            ("properties", .object(properties)),
            (
                "propertyNames",
                isBroadcast ? ["not": ["pattern": .string(forbiddenOnBroadcast)]] : nil
            ),
        ])
    }

    /// What the first letter of a transaction tells of its list, beside the fields of its contract.
    static let listRoot: JSONValue = [
        "type": "object", "required": ["algorithm", "list", "n", "root", "count"],
        "properties": [
            "algorithm": ["const": "lr1"], "list": ["type": "string", "maxLength": 64],
            "n": ["type": "integer", "minimum": 0, "description": "the last number before the letter's transaction"],
            "root": ["type": "string", "pattern": "^[0-9a-f]{64}$"], "count": ["type": "integer", "minimum": 0],
        ], "title": "该批函件之前名单的根",
    ]

    /// The schema of a kind; kinds with a form of their own are named in `definitions`.
    package static func of(_ kind: BodyKind, isBroadcast: Bool) -> JSONValue {
        switch kind {
        case .text(let maximum): reference("text").setting("maxLength", .integer(Int64(maximum)))
        case .choice(let words): ["type": "string", "enum": .array(words.map { .string($0) })]
        case .reasonCode: reference("reasonCode")
        case .date: reference("date")
        case .moment: reference("moment")
        case .integer(let range):
            ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
        case .flag: ["type": "boolean"]
        case .office: reference("office")
        case .uscc: reference("uscc")
        case .personToken: reference("personToken")
        case .region: reference("region")
        case .documentNumber: reference("documentNumber")
        case .letter: reference("letter")
        case .digest: reference("digest")
        case .evidenceFile: object(EvidenceFile.fields, isBroadcast: isBroadcast)
        case .list(let element, let minimum, let maximum):
            [
                "type": "array", "items": of(element, isBroadcast: isBroadcast),
                "minItems": .integer(Int64(minimum)), "maxItems": .integer(Int64(maximum)),
            ]
        case .object(let fields): object(fields, isBroadcast: isBroadcast)
        case .variant(let variants):
            [
                "x-by": .string(variants.by),
                "anyOf": .array(
                    variants.tables.map {
                        object($0.fields, isBroadcast: isBroadcast).setting("description", .string($0.word))
                    }),
            ]
        case .record(let maximum):
            ["type": "object", "description": .string("at most \(maximum) bytes in all its texts")]
        }
    }

    /// The forms of single words, by name.
    package static let definitions: [JSONMember] = [
        JSONMember(
            "text",
            form("^[^\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]*$", "not blank", nil)
                .setting("allOf", [["pattern": "\\S"]]).setting("minLength", 1)),
        JSONMember("reasonCode", form("^[A-Z0-9_]{1,64}$", "a code of the rule set in force", nil)),
        JSONMember("date", form("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "a day that exists", "date")),
        JSONMember(
            "moment",
            form(
                "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$",
                "written 2026-07-03T16:30:00.000+08:00; other offsets are read and normalised", "date-time")),
        JSONMember(
            "office",
            form("^[0-9]{6}-[a-z0-9]([a-z0-9-]*[a-z0-9])?$", "an office of the directory", nil)
                .setting("maxLength", 64)),
        JSONMember(
            "uscc",
            form(
                "^[0-9A-HJ-NPQRTUWXY]{18}$", "统一社会信用代码 (GB 32100-2015), upper case, both check digits right", nil)),
        JSONMember("personToken", form("^p[1-9][0-9]{0,3}-[A-Za-z2-7]{26}$", "never a number of a document", nil)),
        JSONMember("region", form("^[1-8][0-9]{5}$", "GB/T 2260", nil)),
        JSONMember("documentNumber", form("^.+〔[0-9]{4}〕[1-9][0-9]{0,7}号$", "文号", nil).setting("maxLength", 100)),
        JSONMember("digest", form("^[0-9a-f]{64}$", "SHA-256", nil)),
        JSONMember("letter", form("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "a ULID", nil)),
    ]

    private static func form(_ pattern: String, _ description: String, _ format: String?) -> JSONValue {
        .members([
            ("type", "string"), ("pattern", .string(pattern)), ("description", .string(description)),
            ("format", format.map { .string($0) }),
        ])
    }

    private static func reference(_ name: String) -> JSONValue { ["$ref": .string("#/$defs/\(name)")] }
}

extension LetterContract {
    /// Whether the whole network reads it.
    package var isBroadcast: Bool {
        switch carrier {
        case .direct: false
        case .broadcast: true
        }
    }

    /// The schema of a body of this type as one document; members beginning with `x-` tell how the letter travels.
    /// Unknown members are allowed: a reader ignores them (design section 5).
    package var jsonSchema: JSONValue {
        let head: [(String, JSONValue?)] = [
            ("$schema", .string(LetterSchema.dialect)),
            ("$id", .string("urn:liandong:letter:\(type.name):\(type.version)")),
            ("title", .string(title)),
            ("x-type", .string(type.description)),
            ("x-topic", .string(topicPattern)),
            ("x-opensCase", .bool(opensCase)),
            ("x-classification", .string(classification.rawValue)),
            ("x-sealed", secrecy == .open ? nil : .string(secrecy.rawValue)),
            ("x-owedCopy", owedCopy == .none ? nil : .string("sameLevelProcuratorate")),
        ]
        var body = LetterSchema.object(allFields, isBroadcast: isBroadcast)
        if case .broadcast(.lists) = carrier, let properties = body["properties"] {
            body = body.setting("properties", properties.setting("listRoot", LetterSchema.listRoot))
        }
        return JSONValue.members(head).merging(body).setting("$defs", .object(usedDefinitions(in: body)))
    }

    private var topicPattern: String {
        switch carrier {
        case .direct: "direct.<office>"
        case .broadcast(let topic): topic.description
        }
    }

    private func usedDefinitions(in body: JSONValue) -> [JSONMember] {
        let text = body.text
        return LetterSchema.definitions.filter { text.contains("#/$defs/\($0.name)\"") }
    }
}
