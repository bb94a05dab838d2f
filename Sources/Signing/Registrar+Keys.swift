package import Contracts
import Foundation

extension Registrar {
    /// A key that was made for an office.
    package struct NewOfficeKey: Hashable, Sendable {
        /// Its name in the directory.
        package let keyID: String
        /// Its file, 0600.
        package let path: String
    }

    /// Makes a new key for an office, writes its file and lists it. Everything is checked before; when the signing fails
    /// all the same, the file is gone again, so that nothing bars the next attempt.
    ///
    /// - Parameters:
    ///   - office: whose key.
    ///   - folder: where the key's file goes; made when it is not there.
    ///   - overlap: how long its other keys stay good.
    ///   - now: machine time.
    /// - Returns: the key's name and file.
    /// - Throws: an unknown or retired office, no registrar key in the folder, a file that is there already.
    package mutating func rotateKey(
        of office: OfficeID, in folder: String, overlap: Span, at now: Moment
    ) throws(RegistrarRefusal) -> NewOfficeKey {
        let entry = try activeOffice(office)
        try checkKeyIsThere()
        let used = Set(entry.keys.map(\.keyID))
        let keyID = (1...(used.count + 1)).map { "k\($0)" }.last { !used.contains($0) } ?? "k\(used.count + 2)"
        let path = "\(folder)/signing-\(keyID).key"
        let key = SigningKey.generate(keyID: keyID)
        // The file first: a listed key that nobody holds would have to be rotated away again.
        do throws(FileRefusal) {
            try SafeFile.makeFolder(folder)
            try key.file(kind: .signing).create(at: path)
        } catch {
            throw RegistrarRefusal(error)
        }
        do throws(RegistrarRefusal) {
            _ = try rotateKey(of: office, to: keyID, publicKey: key.publicKey, overlap: overlap, at: now)
        } catch {
            throw Registrar.removing(path, after: error)
        }
        return NewOfficeKey(keyID: keyID, path: path)
    }

    /// Makes a new sealing key for an office, writes its file beside the older ones and lists it, as `rotateKey` does for
    /// signing keys.
    ///
    /// - Parameters:
    ///   - office: whose key.
    ///   - folder: the folder of its sealing keys; made when it is not there.
    ///   - lead: how long after now others begin to use it, so that the office has it before.
    ///   - overlap: how long after that its other keys are listed as good.
    ///   - now: machine time.
    /// - Returns: the key's name and file.
    /// - Throws: an unknown or retired office, no registrar key in the folder, a file that is there already.
    package mutating func rotateSealingKey(
        of office: OfficeID, in folder: String, lead: Span, overlap: Span, at now: Moment
    ) throws(RegistrarRefusal) -> NewOfficeKey {
        let entry = try activeOffice(office)
        try checkKeyIsThere()
        let used = Set(entry.sealingKeys.map(\.keyID))
        let keyID = (1...(used.count + 1)).map { "s\($0)" }.first { !used.contains($0) } ?? "s\(used.count + 2)"
        let path = "\(folder)/\(SealingKey.fileName(keyID))"
        let key = SealingKey.generate(keyID: keyID)
        do throws(FileRefusal) {
            try SafeFile.makeFolder(folder)
            try key.file.create(at: path)
        } catch {
            throw RegistrarRefusal(error)
        }
        do throws(RegistrarRefusal) {
            _ = try rotateSealingKey(
                of: office, to: keyID, publicKey: key.publicKey, start: now + lead, overlap: overlap, at: now)
        } catch {
            throw Registrar.removing(path, after: error)
        }
        return NewOfficeKey(keyID: keyID, path: path)
    }

    /// Gives a first sealing key to each working office that has none, all in one version: from `lead` after now on, letters
    /// are sealed in the whole namespace.
    ///
    /// - Parameters:
    ///   - folder: the folder of an office's sealing keys.
    ///   - lead: how long the offices have to put their keys in place.
    ///   - now: machine time.
    /// - Returns: the offices with their new keys; none when all had one.
    /// - Throws: no registrar key in the folder, a file that is there already.
    package mutating func beginSealing(
        in folder: (OfficeID) -> String, lead: Span, at now: Moment
    ) throws(RegistrarRefusal) -> [(office: OfficeID, key: NewOfficeKey)] {
        try checkKeyIsThere()
        let offices = (newest?.activeOffices ?? []).filter(\.sealingKeys.isEmpty).map(\.id)
        guard !offices.isEmpty else { return [] }
        var made: [(office: OfficeID, key: NewOfficeKey)] = []
        var keys: [OfficeID: SealingKey] = [:]
        for office in offices {
            let key = SealingKey.generate(keyID: "s1")
            let path = "\(folder(office))/\(SealingKey.fileName(key.keyID))"
            do throws(FileRefusal) {
                try SafeFile.makeFolder(folder(office))
                try key.file.create(at: path)
            } catch {
                throw RegistrarRefusal(error)
            }
            keys[office] = key
            made.append((office, NewOfficeKey(keyID: key.keyID, path: path)))
        }
        let given = keys
        do throws(RegistrarRefusal) {
            _ = try next(at: now) { document throws(RegistrarRefusal) in
                for index in document.offices.indices {
                    guard let key = given[document.offices[index].id] else { continue }
                    let entry = Registrar.sealingKey(key.keyID, key.publicKey, from: now + lead)
                    document.offices[index].sealingKeys = [entry]
                }
            }
        } catch {
            throw made.reduce(error) { Registrar.removing($1.key.path, after: $0) }
        }
        return made
    }

    private func activeOffice(_ office: OfficeID) throws(RegistrarRefusal) -> DirectoryOffice {
        guard let entry = newest?.office(office) else {
            throw RegistrarRefusal(code: "OFFICE_UNKNOWN", "\(office) is not listed: see directory show")
        }
        guard entry.status == .active else {
            throw RegistrarRefusal(code: "OFFICE_RETIRED", "\(office) is retired and needs no new key")
        }
        return entry
    }

    /// Makes a registrar key pair: the secret half for the one who keeps it, the public half for the directory. Needs
    /// no registrar's folder, so that it can be done on the machine that stays offline.
    ///
    /// - Parameters:
    ///   - keyID: its name in the directory, never used before.
    ///   - path: where the secret goes (0600); the public half lies beside it with `.public.json` behind its name.
    ///   - status: what the directory shall say of it.
    /// - Returns: the path of the public half.
    /// - Throws: a name that is none, a file that is there already, what the system said.
    package static func makeKeyPair(
        keyID: String, at path: String, status: RegistrarKey.Status
    ) throws(RegistrarRefusal) -> String {
        let isName = keyID.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D }
        guard isName, (1...64).contains(keyID.utf8.count) else {
            throw RegistrarRefusal(
                code: "PLAN_REFUSED", "'\(keyID)' is no key id: write 1 to 64 small letters, digits and hyphens")
        }
        guard !SafeFile.exists(path) else {
            throw RegistrarRefusal(
                code: "FILE_EXISTS", "\(path) exists already and is never overwritten: choose another")
        }
        let key = SigningKey.generate(keyID: keyID)
        let half = RegistrarKey(keyID: keyID, publicKey: key.publicKey, status: status)
        let publicPath = path + ".public.json"
        do throws(FileRefusal) {
            try SafeFile.create(publicPath, Array((half.json.prettyText + "\n").utf8), access: .shared)
            try key.file(kind: .registrar).create(at: path)
        } catch {
            throw RegistrarRefusal(error)
        }
        return publicPath
    }

    /// Reads the public half of a registrar key.
    ///
    /// - Throws: what the system said, or all mistakes in one refusal.
    package static func readPublicKey(_ path: String) throws(FileRefusal) -> RegistrarKey {
        let bytes = try SafeFile.read(path, access: .shared)
        do throws(DocumentMistakes) {
            let reader = try DocumentReader.open(bytes, document: path)
            reader.allow(only: ["keyId", "publicKey", "status"])
            return try reader.finish(RegistrarKey.read(reader), document: path)
        } catch {
            throw FileRefusal(
                code: .format, path: path, reason: "is no public half of a registrar key: \(error)",
                fix: "give the .public.json that new-registrar-key wrote")
        }
    }

    private static func removing(_ path: String, after refusal: RegistrarRefusal) -> RegistrarRefusal {
        do {
            try FileManager.default.removeItem(atPath: path)
            return refusal
        } catch {
            return RegistrarRefusal(
                code: refusal.code, "\(refusal.description); also remove \(path), which holds an unused key")
        }
    }
}
