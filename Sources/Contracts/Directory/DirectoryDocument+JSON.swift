extension DirectoryDocument {
    /// The name of the form; another form gets another name.
    package static let format = "liandong-directory-1"

    /// The bytes that are signed and hashed: compact JSON in a fixed order.
    package var bytes: [UInt8] { json.bytes }

    /// The document as JSON.
    package var json: JSONValue {
        .members([
            ("format", .string(DirectoryDocument.format)), ("namespace", .string(namespace)),
            ("version", .integer(Int64(clamping: version))), ("predecessor", .string(predecessor.description)),
            ("issuedAt", .string(issuedAt.description)), ("validUntil", .string(validUntil.description)),
            ("rehearsal", .bool(isRehearsal)), ("registrarKeys", .array(registrarKeys.map(\.json))),
            ("sharedTopics", .array(sharedTopics.map(\.json))), ("offices", .array(offices.map(\.json))),
            ("authority", .array(authority.map(\.json))),
        ])
    }

    /// Reads a document; unknown fields are ignored.
    ///
    /// - Throws: all mistakes at once.
    package static func read(_ bytes: [UInt8]) throws(DocumentMistakes) -> DirectoryDocument {
        let reader = try DocumentReader.open(bytes, document: "directory")
        let document = read(reader)
        if let document { checkReferences(of: document, reader) }
        return try reader.finish(document, document: "directory")
    }

    private static func read(_ reader: DocumentReader) -> DirectoryDocument? {
        _ = reader.required("format", "\"\(format)\"") { $0.string == format ? format : nil }
        let namespace = reader.required("namespace", "1 to 64 bytes of [a-z0-9.-]") { value in
            value.string.flatMap { StreamName.isNamespace($0) ? $0 : nil }
        }
        let version = reader.required("version", "a whole number from 1") { value in
            value.integer.flatMap { $0 > 0 ? UInt64($0) : nil }
        }
        let predecessor = reader.required("predecessor", "64 hexadecimal digits") { value in
            value.string.flatMap { Digest(hex: $0) }
        }
        let issuedAt = reader.moment("issuedAt")
        let validUntil = reader.moment("validUntil")
        let isRehearsal = reader.flag("rehearsal")
        let registrarKeys = reader.objects("registrarKeys").map { RegistrarKey.read($0) }
        let shared = reader.has("sharedTopics") ? reader.objects("sharedTopics") : []
        let sharedTopics = shared.map { DirectoryOffice.Route.read($0) }
        let offices = reader.objects("offices").map { DirectoryOffice.read($0) }
        let authority = reader.objects("authority").map { AuthorityRule.read($0) }
        guard let namespace, let version, let predecessor, let issuedAt, let validUntil, let isRehearsal else {
            return nil
        }
        return DirectoryDocument(
            namespace: namespace, version: version, predecessor: predecessor, issuedAt: issuedAt,
            validUntil: validUntil, isRehearsal: isRehearsal, registrarKeys: registrarKeys.compactMap(\.self),
            sharedTopics: sharedTopics.compactMap(\.self), offices: offices.compactMap(\.self),
            authority: authority.compactMap(\.self))
    }

    private static func checkReferences(of document: DirectoryDocument, _ reader: DocumentReader) {
        if document.validUntil <= document.issuedAt {
            reader.report("validUntil", "is not after issuedAt", "give a later instant")
        }
        if !document.registrarKeys.contains(where: \.status.maySign) {
            reader.report("registrarKeys", "has no key that may sign", "list at least one active or offline key")
        }
        reportRepeats(document.registrarKeys.map(\.keyID), "registrarKeys", reader)
        reportRepeats(document.offices.map(\.id.description), "offices", reader)
        for office in document.offices {
            let path = "offices.\(office.id)"
            reportRepeats(office.keys.map(\.keyID), path + ".keys", reader)
            reportRepeats(office.sealingKeys.map(\.keyID), path + ".sealingKeys", reader)
            let profile = office.profile
            let references = [
                ("superior", profile.superior), ("sameLevelProcuratorate", profile.sameLevelProcuratorate),
                ("sameLevelPolice", profile.sameLevelPolice), ("successor", office.successor),
            ]
            for (name, other) in references {
                guard let other, document.office(other) == nil else { continue }
                reader.report("\(path).\(name)", "names \(other), which is not listed", "add that office or remove it")
            }
            if office.route.topic != .direct(office.id) {
                reader.report("\(path).route.topic", "is not its own direct topic", "give direct.\(office.id)")
            }
        }
    }

    private static func reportRepeats(_ names: [String], _ path: String, _ reader: DocumentReader) {
        var seen: Set<String> = []
        for name in names where !seen.insert(name).inserted {
            reader.report(path, "lists \(name) twice", "give every entry its own id")
        }
    }
}

extension RegistrarKey {
    /// The key as JSON.
    package var json: JSONValue {
        [
            "keyId": .string(keyID), "publicKey": .string(Base64.encode(publicKey)),
            "status": .string(status.rawValue),
        ]
    }

    /// Reads a key; a missing status is `active`.
    package static func read(_ reader: DocumentReader) -> RegistrarKey? {
        let keyID = reader.text("keyId", limit: 64)
        let publicKey = reader.base64("publicKey", count: 32)
        let status = reader.optional("status", "active, offline or revoked") { value in
            value.string.flatMap { Status(rawValue: $0) }
        }
        guard let keyID, let publicKey else { return nil }
        return RegistrarKey(keyID: keyID, publicKey: publicKey, status: status ?? .active)
    }
}

extension AuthorityRule {
    fileprivate var json: JSONValue {
        .members([
            ("agencies", .array(agencies.map { .string($0) })), ("offices", .array(offices.map { .string($0) })),
            ("types", .array(types.map { .string($0) })),
        ])
    }

    fileprivate static func read(_ reader: DocumentReader) -> AuthorityRule {
        let rule = AuthorityRule(
            agencies: reader.texts("agencies"), offices: reader.texts("offices"), types: reader.texts("types"))
        if rule.agencies.isEmpty && rule.offices.isEmpty {
            reader.report("agencies", "and offices are both empty", "name at least one sender pattern")
        }
        if rule.types.isEmpty { reader.report("types", "is empty", "name at least one letter type pattern") }
        return rule
    }
}
