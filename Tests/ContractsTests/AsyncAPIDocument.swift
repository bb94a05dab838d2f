import Contracts

/// The AsyncAPI 3.0 document over all topics and letters, made from the tables; schemas are referred to by file.
enum AsyncAPIDocument {
    static func make(contracts: [LetterContract], control: [LetterType]) -> JSONValue {
        let letters = contracts.sorted { $0.type < $1.type }
        let messages =
            letters.map { JSONMember(name($0.type), message($0)) }
            + control.sorted().map { JSONMember(name($0), controlMessage($0)) }
            + [JSONMember("document", documentMessage)]
        return [
            "asyncapi": "3.0.0",
            "info": [
                "title": "联动 Liandong",
                "version": "1.0.0",
                "description":
                    "Letters between enforcement offices over Kafka. Read README.md first: numbering, chaining, signing and acknowledging are not optional.",
            ],
            "defaultContentType": "application/json",
            "channels": .object(channels(letters)),
            "operations": .object(operations),
            "components": [
                "messages": .object(messages),
                "messageTraits": ["envelope": ["headers": headers]],
            ],
        ]
    }

    private static func name(_ type: LetterType) -> String { "\(type.name).v\(type.version)" }

    private static func message(_ contract: LetterContract) -> JSONValue {
        .members([
            ("name", .string(contract.type.description)), ("title", .string(contract.title)),
            ("traits", [["$ref": "#/components/messageTraits/envelope"]]),
            ("payload", schema("letters/\(contract.type)/schema.json")),
        ])
    }

    private static func controlMessage(_ type: LetterType) -> JSONValue {
        let contentTypes: [String: JSONValue] = [
            "bus.returned": "application/vnd.liandong.envelope", "bus.caseLetter": "application/vnd.liandong.envelope",
            "bus.evidenceChunk": "application/vnd.liandong.sealed",
        ]
        return .members([
            ("name", .string(type.description)),
            ("contentType", contentTypes[type.name]),
            ("traits", [["$ref": "#/components/messageTraits/envelope"]]),
            ("payload", schema("letters/\(type)/schema.json")),
        ])
    }

    private static let documentMessage: JSONValue = [
        "name": "liandong-signed-1", "title": "通讯录与规则集",
        "summary": "A directory or rule set signed by the registrar; the record has no ce_ headers.",
        "payload": schema("directory.schema.json"),
    ]

    private static func schema(_ file: String) -> JSONValue {
        [
            "schemaFormat": "application/schema+json;version=draft-2020-12",
            "schema": ["$ref": .string("./\(file)")],
        ]
    }

    private static func channels(_ letters: [LetterContract]) -> [JSONMember] {
        let shared = Topic.broadcast.map { topic in
            channel(
                topic.description, address: "{namespace}.\(topic)", partitions: topic.partitionCount,
                letters.filter { $0.carrier == .broadcast(topic) }.map { name($0.type) } + [
                    "bus.position.v1", "bus.streamEnd.v1",
                ])
        }
        return [
            channel(
                "direct", address: "{namespace}.direct.{office}", partitions: 1,
                letters.filter { $0.carrier == .direct }.map { name($0.type) }
                    + [
                        "bus.ack.v1", "bus.caseHandover.v1", "bus.caseLetter.v1", "bus.evidenceChunk.v1",
                        "bus.evidenceWanted.v1", "bus.handoffCount.v1", "bus.listShown.v1", "bus.listWanted.v1",
                        "bus.logCheckpoint.v1", "bus.logWitness.v1", "bus.position.v1", "bus.returned.v1",
                        "bus.streamEnd.v1",
                    ])
        ] + shared + [
            channel(
                "checkpoints", address: "{namespace}.checkpoints", partitions: 1,
                ["bus.checkpoint.v1", "bus.claim.v1", "bus.logCheckpoint.v1"]),
            channel("directory", address: "{namespace}.directory", partitions: 1, ["document"]),
        ]
    }

    private static func channel(
        _ name: String, address: String, partitions: Int, _ messages: [String]
    ) -> JSONMember {
        let parameters: [(String, JSONValue?)] = [
            ("namespace", ["default": "liandong", "description": "1 to 64 bytes of [a-z0-9.-]"]),
            ("office", name == "direct" ? ["description": "id of the receiving office, 510100-police"] : nil),
        ]
        return JSONMember(
            name,
            [
                "address": .string(address),
                "description": .string("Contract: \(name).json. Generation N > 1 has .gN behind its name."),
                "parameters": .members(parameters),
                "messages": .object(
                    messages.map { JSONMember($0, ["$ref": .string("#/components/messages/\($0)")]) }),
                "bindings": ["kafka": ["partitions": .integer(Int64(partitions)), "replicas": 3]],
            ])
    }

    private static let operations: [JSONMember] =
        ["direct", "lists", "measures", "publications", "checkpoints"]
        .flatMap { channel in
            ["send", "receive"].map { action in operation(action, channel) }
        } + [operation("receive", "directory")]

    private static func operation(_ action: String, _ channel: String) -> JSONMember {
        JSONMember(
            "\(action).\(channel)",
            ["action": .string(action), "channel": ["$ref": .string("#/channels/\(channel)")]])
    }

    private static let headers: JSONValue = {
        let base64 = ["type": "string", "contentEncoding": "base64"] as JSONValue
        let text = ["type": "string"] as JSONValue
        return [
            "type": "object",
            "required": [
                "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_stream", "ce_number",
                "content-type", "ce_leaf", "ce_path", "ce_root", "ce_sig",
            ],
            "properties": [
                "ce_specversion": ["const": "1.0"], "ce_id": text, "ce_source": text, "ce_type": text,
                "ce_time": text, "ce_stream": text, "ce_number": text, "ce_subject": text, "content-type": text,
                "ce_leaf": base64, "ce_path": base64, "ce_root": base64, "ce_sig": base64,
            ],
        ]
    }()
}
