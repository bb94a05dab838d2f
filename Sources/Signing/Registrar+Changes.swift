package import Contracts

extension Registrar {
    /// A key is good for this long unless it is rotated or revoked before.
    package static let keyValidity = Span.hours(24 * 730)

    /// Lists a new office.
    ///
    /// - Throws: `OFFICE_EXISTS` for an id ever used: ids are never given again.
    package mutating func addOffice(
        _ office: DirectoryOffice, at now: Moment
    ) throws(RegistrarRefusal) -> SignedDocument {
        try next(at: now) { document throws(RegistrarRefusal) in
            guard document.office(office.id) == nil else {
                throw RegistrarRefusal(
                    code: "OFFICE_EXISTS", "\(office.id) is listed already and ids are never reused: choose another id")
            }
            var added = office
            added.lowestAcceptedVersion = document.version + 1
            document.offices.append(added)
        }
    }

    /// Lists a new key of an office; its other keys end after `overlap`.
    ///
    /// - Throws: an unknown office, or a key id or public key that it had before.
    package mutating func rotateKey(
        of office: OfficeID, to keyID: String, publicKey: [UInt8], overlap: Span, at now: Moment
    ) throws(RegistrarRefusal) -> SignedDocument {
        try changeOffice(office, at: now) { entry throws(RegistrarRefusal) in
            guard !entry.keys.contains(where: { $0.keyID == keyID || $0.publicKey == publicKey }) else {
                throw RegistrarRefusal(
                    code: "KEY_EXISTS", "\(office) had key \(keyID), or this public key, before: make a new key")
            }
            for index in entry.keys.indices where entry.keys[index].revokedAt == nil {
                let key = entry.keys[index]
                entry.keys[index].validTo = max(min(key.validTo, now + overlap), key.validFrom + .seconds(1))
            }
            entry.keys.append(
                OfficeKey(
                    keyID: keyID, publicKey: publicKey, validFrom: now, validTo: now + Registrar.keyValidity))
        }
    }

    /// Lists a new key to which letters for an office are sealed from `start` on; the office keeps its other keys, which are
    /// good for what is under way until `overlap` after that, and open old letters for ever.
    ///
    /// - Throws: an unknown office, a key of the wrong length, or one that it had before.
    package mutating func rotateSealingKey(
        of office: OfficeID, to keyID: String, publicKey: [UInt8], start: Moment, overlap: Span, at now: Moment
    ) throws(RegistrarRefusal) -> SignedDocument {
        try changeOffice(office, at: now) { entry throws(RegistrarRefusal) in
            guard !entry.sealingKeys.contains(where: { $0.keyID == keyID || $0.publicKey == publicKey }) else {
                throw RegistrarRefusal(
                    code: "KEY_EXISTS", "\(office) had sealing key \(keyID), or this public key, before: make a new key"
                )
            }
            for index in entry.sealingKeys.indices {
                let key = entry.sealingKeys[index]
                entry.sealingKeys[index].validTo = max(min(key.validTo, start + overlap), key.validFrom + .seconds(1))
            }
            entry.sealingKeys.append(Registrar.sealingKey(keyID, publicKey, from: start))
        }
    }

    /// The entry of a sealing key in the directory.
    static func sealingKey(_ keyID: String, _ publicKey: [UInt8], from start: Moment) -> OfficeKey {
        OfficeKey(
            keyID: keyID, suite: SealedBody.suiteX25519, publicKey: publicKey, validFrom: start,
            validTo: start + keyValidity)
    }

    /// Marks a key as never good again, whatever time it claims (rule 5).
    ///
    /// - Throws: an unknown office or key, or one revoked before.
    package mutating func revokeKey(
        of office: OfficeID, keyID: String, at now: Moment
    ) throws(RegistrarRefusal) -> SignedDocument {
        try changeOffice(office, at: now) { entry throws(RegistrarRefusal) in
            guard let index = entry.keys.firstIndex(where: { $0.keyID == keyID }) else {
                throw RegistrarRefusal(code: "KEY_UNKNOWN", "\(office) has no key \(keyID): see directory show")
            }
            guard entry.keys[index].revokedAt == nil else {
                throw RegistrarRefusal(code: "KEY_REVOKED", "key \(keyID) of \(office) is revoked already")
            }
            entry.keys[index].revokedAt = now
        }
    }

    /// Ends an office; `successor` takes its open cases. It may still end its streams.
    ///
    /// - Throws: an unknown or retired office, or a successor that does not work.
    package mutating func retireOffice(
        _ office: OfficeID, successor: OfficeID?, at now: Moment
    ) throws(RegistrarRefusal) -> SignedDocument {
        if let successor {
            guard successor != office, newest?.office(successor)?.status == .active else {
                throw RegistrarRefusal(
                    code: "SUCCESSOR_NOT_ACTIVE", "\(successor) is no other working office: name one, or add it first")
            }
        }
        return try changeOffice(office, at: now) { entry throws(RegistrarRefusal) in
            guard entry.status == .active else {
                throw RegistrarRefusal(code: "OFFICE_RETIRED", "\(office) is retired already")
            }
            entry.status = .retired
            entry.successor = successor
        }
    }

    /// Begins a new generation of a shared or direct topic, the only way to another partition count (rule 40): every
    /// office ends its streams in the old one and goes on in the new one.
    ///
    /// - Parameters:
    ///   - topic: which.
    ///   - partitions: of the new generation; nil keeps the count.
    ///   - now: machine time.
    /// - Returns: the signed directory.
    /// - Throws: the directory's own topic, a direct topic of an unknown office or with another count than 1, or a count
    ///   outside 1…999.
    package mutating func beginGeneration(
        of topic: Topic, partitions: Int?, at now: Moment
    ) throws(RegistrarRefusal) -> SignedDocument {
        guard topic.isBroadcast ? (1...999).contains(partitions ?? 1) : partitions ?? 1 == 1 else {
            throw RegistrarRefusal(
                code: "PARTITIONS_REFUSED",
                "\(topic) cannot have \(partitions ?? 0) partitions: lists, measures and publications may have 1 to 999, "
                    + "a direct topic has one")
        }
        switch topic {
        case .directory, .checkpoints:
            throw RegistrarRefusal(
                code: "TOPIC_FIXED", "\(topic) has no generations: every office begins its start by reading it")
        case .direct(let office):
            return try changeOffice(office, at: now) { entry in entry.route.generation += 1 }
        case .lists, .measures, .publications:
            return try next(at: now) { document in
                let newest = document.generation(of: topic)
                let count = partitions ?? document.partitionCount(of: topic, generation: newest)
                document.sharedTopics.append(
                    DirectoryOffice.Route(
                        topic: topic, generation: newest + 1, partitions: count == topic.partitionCount ? nil : count))
            }
        }
    }

    /// From now on letters of the office are judged at least by the version that is signed now, whatever older version
    /// they name (rule 25); used when an authority is taken away.
    package mutating func raiseLowestVersion(
        of office: OfficeID, at now: Moment
    ) throws(RegistrarRefusal) -> SignedDocument {
        let version = book.version + 1
        return try changeOffice(office, at: now) { entry in entry.lowestAcceptedVersion = version }
    }

    /// Lists a new registrar key and revokes another: so the offline key replaces a lost or stolen online one. The key
    /// that is revoked does not sign its own end: whoever stole it could do the same.
    ///
    /// - Throws: a key id listed before, an unknown key to revoke, no other key in the folder, or none left that may
    ///   sign.
    package mutating func replaceRegistrarKey(
        revoking old: String, adding new: RegistrarKey?, at now: Moment
    ) throws(RegistrarRefusal) -> SignedDocument {
        guard let listed = newest?.registrarKey(old) else {
            throw RegistrarRefusal(code: "KEY_UNKNOWN", "no registrar key \(old) is listed: see directory show")
        }
        guard listed.status.maySign else {
            throw RegistrarRefusal(code: "KEY_REVOKED", "registrar key \(old) is revoked already")
        }
        return try next(at: now, notSignedBy: old) { document throws(RegistrarRefusal) in
            for index in document.registrarKeys.indices where document.registrarKeys[index].keyID == old {
                document.registrarKeys[index].status = .revoked
            }
            guard let new else { return }
            let isKnown = document.registrarKeys.contains { $0.keyID == new.keyID || $0.publicKey == new.publicKey }
            guard !isKnown else {
                throw RegistrarRefusal(
                    code: "KEY_EXISTS",
                    "registrar key \(new.keyID), or this public key, is listed already: make a new one")
            }
            document.registrarKeys.append(new)
        }
    }

    private mutating func changeOffice(
        _ office: OfficeID, at now: Moment, _ change: (inout DirectoryOffice) throws(RegistrarRefusal) -> Void
    ) throws(RegistrarRefusal) -> SignedDocument {
        try next(at: now) { document throws(RegistrarRefusal) in
            guard let index = document.offices.firstIndex(where: { $0.id == office }) else {
                throw RegistrarRefusal(code: "OFFICE_UNKNOWN", "\(office) is not listed: see directory show")
            }
            try change(&document.offices[index])
        }
    }
}
