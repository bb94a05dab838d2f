/// The registrar's document: offices, keys, routes and who may say what (design section 2, *directory*; rule 26).
package struct DirectoryDocument: Hashable, Sendable {
    /// The namespace it speaks for.
    package var namespace: String
    /// From 1, one more each time; never falls.
    package var version: UInt64
    /// SHA-256 of the previous document's bytes; zero in version 1.
    package var predecessor: Digest
    /// When the registrar signed it.
    package var issuedAt: Moment
    /// A later document is due before this moment; offices warn long before and go on with the last good one.
    package var validUntil: Moment
    /// Whether this is a rehearsal, the only place where the official clock may be set (design section 4, two clocks).
    package var isRehearsal: Bool
    /// Who may sign the next version and the rule sets.
    package var registrarKeys: [RegistrarKey]
    /// Every generation above 1 of the shared topics (rule 40). The ones before the newest stay listed: whoever joins
    /// late reads them first.
    package var sharedTopics: [DirectoryOffice.Route]
    /// All offices that ever were, in the order of their ids.
    package var offices: [DirectoryOffice] {
        didSet {
            positions = DirectoryDocument.positions(of: offices)
            succeeded = DirectoryDocument.succeeded(offices)
        }
    }
    /// Who may send which letters.
    package var authority: [AuthorityRule]
    /// Only for lookups; never walked.
    private var positions: [OfficeID: Int]
    /// Retired offices with a successor: asked for each letter, and mostly none.
    private var succeeded: [OfficeID]

    /// A document from its parts; offices are put in the order of their ids.
    package init(
        namespace: String, version: UInt64, predecessor: Digest, issuedAt: Moment, validUntil: Moment,
        isRehearsal: Bool, registrarKeys: [RegistrarKey], sharedTopics: [DirectoryOffice.Route] = [],
        offices: [DirectoryOffice], authority: [AuthorityRule]
    ) {
        self.namespace = namespace
        self.version = version
        self.predecessor = predecessor
        self.issuedAt = issuedAt
        self.validUntil = validUntil
        self.isRehearsal = isRehearsal
        self.registrarKeys = registrarKeys
        self.sharedTopics = sharedTopics
        self.offices = offices.sorted { $0.id < $1.id }
        self.authority = authority
        positions = DirectoryDocument.positions(of: self.offices)
        succeeded = DirectoryDocument.succeeded(self.offices)
    }

    private static func succeeded(_ offices: [DirectoryOffice]) -> [OfficeID] {
        offices.filter { $0.status == .retired && $0.successor != nil }.map(\.id)
    }

    private static func positions(of offices: [DirectoryOffice]) -> [OfficeID: Int] {
        var positions: [OfficeID: Int] = [:]
        for (index, office) in offices.enumerated() where positions[office.id] == nil { positions[office.id] = index }
        return positions
    }

    // MARK: Lookups

    /// The entry of an office; nil when the directory does not know it.
    package func office(_ id: OfficeID) -> DirectoryOffice? { positions[id].map { offices[$0] } }

    /// The profile of an office; nil when the directory does not know it.
    package func profile(_ id: OfficeID) -> OfficeProfile? { office(id)?.profile }

    /// The keys of an office, oldest first; empty for an unknown one.
    package func keys(of id: OfficeID) -> [OfficeKey] { office(id)?.keys ?? [] }

    /// Who does the work of an office now: itself, or the last of its successors once it has retired.
    package func heir(of id: OfficeID) -> OfficeID {
        var heir = id
        // A directory that names successors in a circle must not hold anybody up.
        for _ in 0..<16 {
            guard let office = office(heir), office.status == .retired, let next = office.successor else { break }
            heir = next
        }
        return heir
    }

    /// An office and all who have taken over its work since, one after the other.
    package func succession(of id: OfficeID) -> [OfficeID] {
        var chain = [id]
        while let last = chain.last, let office = office(last), office.status == .retired,
            let next = office.successor, !chain.contains(next)
        {
            chain.append(next)
        }
        return chain
    }

    /// The offices above one, the nearest first; a directory that names superiors in a circle ends it.
    package func superiors(of id: OfficeID) -> [OfficeID] {
        var chain: [OfficeID] = []
        var next = profile(id)?.superior
        while let current = next, !chain.contains(current), chain.count < 8 {
            chain.append(current)
            next = profile(current)?.superior
        }
        return chain
    }

    /// The retired offices whose work this office has taken over, in the order of their ids.
    package func predecessors(of id: OfficeID) -> [OfficeID] {
        succeeded.filter { $0 != id && heir(of: $0) == id }
    }

    /// The offices that work, in the order of their ids.
    package var activeOffices: [DirectoryOffice] { offices.filter { $0.status == .active } }

    /// The working offices of an agency, in the order of their ids.
    package func activeOffices(agency: String) -> [DirectoryOffice] {
        activeOffices.filter { $0.profile.agency == agency }
    }

    /// The newest generation of a topic: a direct topic's from its office's route, a shared topic's from `sharedTopics`,
    /// else 1.
    package func generation(of topic: Topic) -> Int {
        switch topic {
        case .direct(let id): office(id)?.route.generation ?? 1
        case .lists, .measures, .publications, .checkpoints, .directory:
            sharedTopics.lazy.filter { $0.topic == topic }.map(\.generation).max() ?? 1
        }
    }

    /// How many partitions a generation of a topic has: what the directory says of it, else the contract (rule 40).
    package func partitionCount(of topic: Topic, generation: Int) -> Int {
        guard topic.isBroadcast else { return 1 }
        return sharedTopics.first { $0.topic == topic && $0.generation == generation }?.partitions
            ?? topic.partitionCount
    }

    /// Partition of a key in a generation of a topic.
    package func partition(of topic: Topic, generation: Int, forKey key: String) -> Int {
        topic.partition(forKey: key, of: partitionCount(of: topic, generation: generation))
    }

    /// Whether letters are sealed in this namespace at machine time `now`: from the first sealing key on that counts. Until
    /// the registrar lists keys, offices with an older program can neither seal nor open.
    package func isSealing(at now: Moment) -> Bool {
        offices.contains { $0.status == .active && $0.sealReader(at: now) != nil }
    }

    /// The registrar key of this id; nil when it is not listed.
    package func registrarKey(_ keyID: String) -> RegistrarKey? { registrarKeys.first { $0.keyID == keyID } }

    // MARK: Verdicts

    /// Rule 5, asked of the newest directory: may what this key signed be taken in now?
    package func mayKeySign(
        office id: OfficeID, keyID: String, at now: Moment, signedAt: Moment
    ) -> KeyVerdict {
        guard let office = office(id) else { return .unknownOffice }
        guard let key = office.key(keyID) else { return .unknownKey }
        return key.verdict(at: now, signedAt: signedAt)
    }

    /// Whether this document lets the office send the type (S1). A retired office may send letters of the bus only.
    package func maySend(office id: OfficeID, type: LetterType) -> Bool {
        guard let office = office(id) else { return false }
        switch office.status {
        case .active: break
        case .retired: guard type.name.hasPrefix("bus.") else { return false }
        }
        return authority.contains { $0.allows(office.profile, type: type) }
    }
}

/// A key of the registrar: signs directory documents and rule sets.
package struct RegistrarKey: Hashable, Sendable {
    /// Where the private half is, and whether it counts.
    package enum Status: String, CaseIterable, Hashable, Sendable {
        /// In daily use.
        case active
        /// Kept offline, to replace a lost or stolen one; signs as validly as an active one.
        case offline
        /// Never again.
        case revoked

        /// Whether a signature of such a key is taken.
        package var maySign: Bool {
            switch self {
            case .active, .offline: true
            case .revoked: false
            }
        }
    }

    /// Its name.
    package var keyID: String
    /// The public key, 32 bytes of Ed25519.
    package var publicKey: [UInt8]
    /// Whether it counts.
    package var status: Status

    /// A key from its parts.
    package init(keyID: String, publicKey: [UInt8], status: Status) {
        self.keyID = keyID
        self.publicKey = publicKey
        self.status = status
    }
}

/// One row of the authority matrix: the named agencies and offices may send the named types.
///
/// In a pattern the first `*` stands for any text: `crim.*`, `*-customs-antismuggling`, `*`.
package struct AuthorityRule: Hashable, Sendable {
    /// Patterns of agency names.
    package var agencies: [String]
    /// Patterns of office ids.
    package var offices: [String]
    /// Patterns of letter types without version, or with one (`ref.transfer/1`).
    package var types: [String]

    /// A row of the matrix.
    package init(agencies: [String] = [], offices: [String] = [], types: [String]) {
        self.agencies = agencies
        self.offices = offices
        self.types = types
    }

    /// Whether the row covers this sender and type.
    package func allows(_ sender: OfficeProfile, type: LetterType) -> Bool {
        let isSender =
            agencies.contains { AuthorityRule.matches($0, sender.agency) }
            || offices.contains { AuthorityRule.matches($0, sender.id.description) }
        guard isSender else { return false }
        let (name, full) = (type.name, type.description)
        return types.contains { AuthorityRule.matches($0, name) || AuthorityRule.matches($0, full) }
    }

    /// Whether `text` fits `pattern`.
    package static func matches(_ pattern: String, _ text: String) -> Bool {
        let bytes = pattern.utf8
        guard let star = bytes.firstIndex(of: UInt8(ascii: "*")) else { return pattern == text }
        let start = bytes[..<star]
        let end = bytes[bytes.index(after: star)...]
        let rest = text.utf8.count - start.count - end.count
        return rest >= 0 && text.utf8.starts(with: start) && text.utf8.dropFirst(start.count + rest).elementsEqual(end)
    }
}
