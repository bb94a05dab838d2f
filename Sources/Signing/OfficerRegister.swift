package import Contracts

/// The officers that an office begins with, and the hashes of their tokens and passwords: its accounts are made from it.
package struct OfficerRegister: Hashable, Sendable {
    /// One officer.
    package struct Entry: Hashable, Sendable {
        /// Officer id, unique within the office.
        package let id: String
        /// Name.
        package let name: String
        /// Names of roles: `handler`, `firstReviewer`, `legalReviewer`, `headPrincipal`, `headDeputy`, `unitManager`,
        /// `areaManager`, `auditor`, `administrator`.
        package let roles: [String]
        /// Six digits of GB/T 2260: the region the officer works for.
        package let region: String
        /// SHA-256 of the token's text; the token itself is not kept.
        package let tokenDigest: Digest
        /// SHA-256 of a random password's text, made by `init`; nil for an officer without one. Accounts hash it slowly as
        /// soon as it is used.
        package let passwordDigest: Digest?

        /// An officer.
        package init(
            id: String, name: String, roles: [String], region: String, tokenDigest: Digest,
            passwordDigest: Digest? = nil
        ) {
            self.id = id
            self.name = name
            self.roles = roles
            self.region = region
            self.tokenDigest = tokenDigest
            self.passwordDigest = passwordDigest
        }
    }

    /// The officers in the order of the file.
    package let entries: [Entry]

    /// A register of officers.
    package init(entries: [Entry]) {
        self.entries = entries
    }

    /// The officer whose token this is. Hashes are compared, so the time tells nothing of a token.
    package func officer(token: String) -> Entry? {
        let digest = Digest.sha256(Array(token.utf8))
        return entries.first { $0.tokenDigest == digest }
    }

    static let format = "liandong-officers-1"

    /// The file's content.
    package var bytes: [UInt8] {
        let officers = entries.map { entry -> JSONValue in
            .members([
                ("id", .string(entry.id)), ("name", .string(entry.name)),
                ("roles", .array(entry.roles.map { .string($0) })), ("region", .string(entry.region)),
                ("tokenSha256", .string(entry.tokenDigest.description)),
                ("passwordSha256", entry.passwordDigest.map { .string($0.description) }),
            ])
        }
        let json: JSONValue = ["format": .string(OfficerRegister.format), "officers": .array(officers)]
        return Array((json.prettyText + "\n").utf8)
    }

    /// Reads an officers file, which must be 0600.
    ///
    /// - Throws: what the system said, or all mistakes in one refusal.
    package static func load(path: String) throws(FileRefusal) -> OfficerRegister {
        let bytes = try SafeFile.read(path, access: .secret, for: .officers)
        do throws(DocumentMistakes) {
            return try parse(bytes, named: path)
        } catch {
            throw FileRefusal(
                code: .format, path: path, reason: "has mistakes:\n\(error)", fix: "correct them and start again",
                purpose: .officers)
        }
    }

    /// Reads the content of an officers file; `name` is for the mistakes.
    ///
    /// - Throws: all mistakes at once.
    package static func parse(_ bytes: [UInt8], named name: String) throws(DocumentMistakes) -> OfficerRegister {
        let reader = try DocumentReader.open(bytes, document: name)
        _ = reader.required("format", "\"\(format)\"") { $0.string == format ? format : nil }
        let entries = reader.objects("officers").map { officer -> Entry? in
            let id = officer.text("id", limit: 64)
            let name = officer.text("name", limit: 64)
            let roles = officer.texts("roles")
            if roles.isEmpty { officer.report("roles", "is missing or empty", "name at least one role") }
            let region = officer.required("region", "six digits of GB/T 2260") { value in
                value.string.flatMap { RegionCode($0)?.description }
            }
            func digest(_ field: String) -> Digest? {
                officer.required(field, "64 hexadecimal digits") { value in value.string.flatMap { Digest(hex: $0) } }
            }
            let token = digest("tokenSha256")
            let password = officer.has("passwordSha256") ? digest("passwordSha256") : nil
            guard let id, let name, let region, let token else { return nil }
            return Entry(
                id: id, name: name, roles: roles, region: region, tokenDigest: token, passwordDigest: password)
        }
        let register = OfficerRegister(entries: entries.compactMap(\.self))
        if Set(register.entries.map(\.id)).count < register.entries.count {
            reader.report("officers", "has an id twice", "give every officer an id of their own")
        }
        return try reader.finish(register, document: name)
    }
}

/// The officers a new office begins with: every role once, two handlers, fictional names, random tokens.
struct FirstOfficers {
    let register: OfficerRegister
    /// The tokens themselves, for the first hand-out.
    let tokens: JSONValue

    private static let rows: [(name: String, roles: [String])] = [
        ("李样", ["handler"]), ("王例", ["handler"]), ("张拟", ["firstReviewer"]), ("刘试", ["legalReviewer"]),
        ("陈演", ["headPrincipal"]), ("杨虚", ["headDeputy"]), ("赵范", ["unitManager"]), ("黄设", ["areaManager"]),
        ("周景", ["auditor"]), ("吴示", ["administrator"]),
    ]

    init(office: OfficeProfile) {
        var entries: [OfficerRegister.Entry] = []
        var handedOut: [JSONValue] = []
        for (index, row) in FirstOfficers.rows.enumerated() {
            let id = "\(office.agency)-\(index + 1 < 10 ? "0" : "")\(index + 1)"
            let first = FirstOfficer(id: id, name: row.name, roles: row.roles, region: office.region)
            entries.append(first.entry)
            handedOut.append(first.handOut)
        }
        register = OfficerRegister(entries: entries)
        tokens = ["office": .string(office.id.description), "tokens": .array(handedOut)]
    }
}

/// An officer with a fresh random token and password: what the register keeps, and what is handed out.
package struct FirstOfficer: Sendable {
    /// What the register keeps.
    package let entry: OfficerRegister.Entry
    /// What is handed out.
    package let handOut: JSONValue

    /// A fresh officer.
    package init(id: String, name: String, roles: [String], region: String) {
        let token = Hexadecimal.encode(RandomBytes.make(32))
        let password = Hexadecimal.encode(RandomBytes.make(16))
        entry = OfficerRegister.Entry(
            id: id, name: name, roles: roles, region: region, tokenDigest: Digest.sha256(Array(token.utf8)),
            passwordDigest: Digest.sha256(Array(password.utf8)))
        handOut = [
            "id": .string(id), "name": .string(name), "roles": .array(roles.map { .string($0) }),
            "token": .string(token), "password": .string(password),
        ]
    }
}
