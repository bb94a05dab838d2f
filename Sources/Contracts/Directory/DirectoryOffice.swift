/// An office's entry in the directory: who it is, its keys, where its letters go, whether it still works.
package struct DirectoryOffice: Hashable, Sendable {
    /// Whether an office still works.
    package enum Status: String, CaseIterable, Hashable, Sendable {
        /// It works.
        case active
        /// It has ended; a successor may have taken its open cases.
        case retired
    }

    /// A topic in one generation: where an office's direct letters go, or a later generation of a shared topic.
    package struct Route: Hashable, Sendable {
        /// Its direct topic.
        package var topic: Topic
        /// The topic's generation, from 1 (rule 40).
        package var generation: Int
        /// How many partitions this generation has; nil for the contract's count. Direct topics always have one.
        package var partitions: Int?

        /// A route.
        package init(topic: Topic, generation: Int, partitions: Int? = nil) {
            self.topic = topic
            self.generation = generation
            self.partitions = partitions
        }
    }

    /// Codes of other registers; each may be missing.
    package struct Codes: Hashable, Sendable {
        /// 关区代码
        package var customs: String?
        /// 税务机关代码
        package var tax: String?
        /// 公安机关机构代码
        package var police: String?

        /// Codes of other registers.
        package init(customs: String? = nil, tax: String? = nil, police: String? = nil) {
            self.customs = customs
            self.tax = tax
            self.police = police
        }
    }

    /// Who it is; `isActive` follows `status`.
    package var profile: OfficeProfile
    /// All keys it ever had, oldest first; old ones stay for late joiners (rule 26).
    package var keys: [OfficeKey]
    /// Keys to which letters for it are sealed, oldest first; none for an office that can have no sealed letters.
    package var sealingKeys: [OfficeKey]
    /// Where its direct letters go.
    package var route: Route
    /// Its Kafka principal, for ACLs.
    package var principal: String
    /// Whether it still works.
    package var status: Status {
        didSet { profile.isActive = status == .active }
    }
    /// The office that took its open cases when it retired.
    package var successor: OfficeID?
    /// The lowest directory version that its letters may still name (rule 25).
    package var lowestAcceptedVersion: UInt64
    /// Codes of other registers.
    package var codes: Codes

    /// An entry from its parts.
    package init(
        profile: OfficeProfile, keys: [OfficeKey], sealingKeys: [OfficeKey] = [], route: Route, principal: String,
        status: Status = .active, successor: OfficeID? = nil, lowestAcceptedVersion: UInt64 = 1, codes: Codes = Codes()
    ) {
        self.profile = profile
        self.keys = keys
        self.sealingKeys = sealingKeys
        self.route = route
        self.principal = principal
        self.status = status
        self.successor = successor
        self.lowestAcceptedVersion = lowestAcceptedVersion
        self.codes = codes
        self.profile.isActive = status == .active
    }

    /// The id of the office.
    package var id: OfficeID { profile.id }

    /// The key of this id; nil when the office never had it.
    package func key(_ keyID: String) -> OfficeKey? { keys.first { $0.keyID == keyID } }

    /// The key to which a letter is sealed at machine time `now`: the last listed one that is valid, of a suite that this
    /// program knows; nil when there is none.
    package func sealReader(at now: Moment) -> SealReader? {
        let key = sealingKeys.last { key in
            key.suite == SealedBody.suiteX25519 && key.revokedAt == nil && key.validFrom <= now && now <= key.validTo
        }
        return key.map { SealReader(office: id, keyID: $0.keyID, publicKey: $0.publicKey) }
    }
}

/// One public key of an office with its validity (rule 5).
package struct OfficeKey: Hashable, Sendable {
    /// Its name, unique within the office.
    package var keyID: String
    /// The suite, `ed25519-sha256`.
    package var suite: String
    /// The public key, 32 bytes.
    package var publicKey: [UInt8]
    /// Valid from this machine time on.
    package var validFrom: Moment
    /// Valid up to this machine time, inclusive.
    package var validTo: Moment
    /// Set once the key was revoked; a revoked key is never good again.
    package var revokedAt: Moment?

    /// A key from its parts.
    package init(
        keyID: String, suite: String = RootStatement.suiteEd25519, publicKey: [UInt8], validFrom: Moment,
        validTo: Moment, revokedAt: Moment? = nil
    ) {
        self.keyID = keyID
        self.suite = suite
        self.publicKey = publicKey
        self.validFrom = validFrom
        self.validTo = validTo
        self.revokedAt = revokedAt
    }

    /// Clocks of two offices may differ by this much (rules 5 and 27).
    package static let clockTolerance = Span.minutes(10)

    /// Whether `moment` lies in the validity, ± `clockTolerance`.
    package func covers(_ moment: Moment) -> Bool {
        moment >= validFrom - OfficeKey.clockTolerance && moment <= validTo + OfficeKey.clockTolerance
    }

    /// Rule 5: revoked is never good; valid now is good; expired is good for what was signed within its validity.
    package func verdict(at now: Moment, signedAt: Moment) -> KeyVerdict {
        if revokedAt != nil { return .revoked }
        if covers(now) { return .good(self) }
        return now > validTo && covers(signedAt) ? .good(self) : .outsideValidity
    }
}

/// What the newest directory says of the key under a root statement (rule 5).
package enum KeyVerdict: Hashable, Sendable {
    /// It may sign; test the signature with this key.
    case good(OfficeKey)
    /// The directory does not know the office.
    case unknownOffice
    /// The office never had a key of this name.
    case unknownKey
    /// Revoked: quarantined whatever time the statement claims.
    case revoked
    /// Expired and signed outside its validity, or not yet valid.
    case outsideValidity
}
