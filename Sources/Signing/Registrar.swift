package import Contracts

/// Why the registrar did not sign; nothing was changed.
package struct RegistrarRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reason code.
    package let code: String
    /// What was tried, why it failed, what to do.
    package let description: String

    /// A refusal.
    package init(code: String, _ description: String) {
        self.code = code
        self.description = description
    }

    init(_ refusal: FileRefusal) { self.init(code: refusal.code.rawValue, refusal.description) }
    init(_ refusal: DirectoryRefusal) { self.init(code: refusal.code, refusal.description) }
}

/// Where the registrar's files lie.
package struct RegistrarFolder: Hashable, Sendable {
    /// The folder.
    package let path: String

    /// The registrar's files under `path`.
    package init(_ path: String) {
        self.path = path
    }

    /// All directory versions, one a line.
    package var directory: String { path + "/directory.jsonl" }
    /// All rule sets, one a line.
    package var rules: String { path + "/rules.jsonl" }
    /// The namespace's person key, handed to new offices; never published.
    package var personKey: String { path + "/person.key" }
    /// A registrar key by its id.
    package func key(_ keyID: String) -> String { "\(path)/\(keyID).key" }
}

/// The registrar's work on its folder: each step signs the next document and writes it at once (rule 26).
package struct Registrar: Sendable {
    /// Where its files lie.
    package let folder: RegistrarFolder
    /// All directory versions.
    package private(set) var book: DirectoryBook
    /// All rule sets, oldest first.
    package private(set) var rules: [SignedDocument]
    private let verifier = Ed25519Verifier()

    /// A directory is renewed long before this time is over.
    package static let directoryValidity = Span.hours(24 * 400)

    /// The newest directory.
    package var newest: DirectoryDocument? { book.newest }

    /// What goes on the directory topic: all directories, then all rule sets, oldest first.
    package var publications: [SignedDocument] { book.signedDocuments + rules }

    // MARK: Opening

    /// Makes two registrar keys and signs the first directory; `registrar-2.key` is to be kept offline from then on.
    ///
    /// - Throws: `FILE_EXISTS` for a folder that was initialised before, or a directory with mistakes.
    package static func initialise(
        _ folder: RegistrarFolder, namespace: String, isRehearsal: Bool, offices: [DirectoryOffice],
        authority: [AuthorityRule], at now: Moment
    ) throws(RegistrarRefusal) -> Registrar {
        let online = SigningKey.generate(keyID: "registrar-1")
        let offline = SigningKey.generate(keyID: "registrar-2")
        do throws(FileRefusal) {
            try SafeFile.makeFolder(folder.path)
            try online.file(kind: .registrar).create(at: folder.key(online.keyID))
            try offline.file(kind: .registrar).create(at: folder.key(offline.keyID))
        } catch {
            throw RegistrarRefusal(error)
        }
        let keys = [
            RegistrarKey(keyID: online.keyID, publicKey: online.publicKey, status: .active),
            RegistrarKey(keyID: offline.keyID, publicKey: offline.publicKey, status: .offline),
        ]
        let first = DirectoryDocument(
            namespace: namespace, version: 1, predecessor: .zero, issuedAt: now,
            validUntil: now + directoryValidity, isRehearsal: isRehearsal, registrarKeys: keys, offices: offices,
            authority: authority)
        var registrar = Registrar(
            folder: folder, book: DirectoryBook(namespace: namespace, pinned: keys), rules: [])
        _ = try registrar.publish(first, key: online)
        return registrar
    }

    /// Reads a folder that was initialised before.
    ///
    /// - Throws: files that are missing or damaged.
    package static func open(_ folder: RegistrarFolder) throws(RegistrarRefusal) -> Registrar {
        do throws(FileRefusal) {
            let documents = try DirectoryFile.read(folder.directory)
            let first = try firstDirectory(documents, folder)
            let opened = try DirectoryFile.openBook(
                namespace: first.namespace, pinned: first.registrarKeys, path: folder.directory)
            if let refusal = opened.refusals.first { throw damaged(folder, refusal.description) }
            return Registrar(folder: folder, book: opened.book, rules: try DirectoryFile.read(folder.rules))
        } catch {
            throw RegistrarRefusal(error)
        }
    }

    private static func firstDirectory(
        _ documents: [SignedDocument], _ folder: RegistrarFolder
    ) throws(FileRefusal) -> DirectoryDocument {
        guard let first = documents.first else { throw damaged(folder, "holds no directory") }
        do throws(DocumentMistakes) {
            return try DirectoryDocument.read(first.payload)
        } catch {
            throw damaged(folder, error.description)
        }
    }

    private static func damaged(_ folder: RegistrarFolder, _ reason: String) -> FileRefusal {
        FileRefusal(
            code: .format, path: folder.directory, reason: reason,
            fix: "run init first, or restore the registrar's folder from its backup")
    }

    // MARK: Signing the next version

    /// Signs the next version: the newest one with `change` made to it.
    ///
    /// - Parameters:
    ///   - now: machine time.
    ///   - barred: a registrar key that must not sign it; nil for none.
    ///   - change: what is different in it.
    /// - Returns: the signed directory.
    /// - Throws: what `change` refuses, or a document with mistakes; nothing is written then.
    package mutating func next(
        at now: Moment, notSignedBy barred: String? = nil,
        _ change: (inout DirectoryDocument) throws(RegistrarRefusal) -> Void
    ) throws(RegistrarRefusal) -> SignedDocument {
        guard let last = book.pages.last else {
            throw RegistrarRefusal(code: "DIRECTORY_EMPTY", "there is no directory yet: run init first")
        }
        var document = last.document
        try change(&document)
        document.offices.sort { $0.id < $1.id }
        document.version = last.document.version + 1
        document.predecessor = last.signed.digest
        document.issuedAt = now
        document.validUntil = now + Registrar.directoryValidity
        return try publish(document, key: signingKey(except: barred))
    }

    /// Whether a listed registrar key lies in the folder, so that the next version can be signed.
    ///
    /// - Throws: `REGISTRAR_KEY_MISSING`, or why its file cannot be read.
    package func checkKeyIsThere() throws(RegistrarRefusal) {
        _ = try signingKey()
    }

    /// Signs a rule set, one version above the last.
    ///
    /// - Returns: the signed set; the last one again when nothing in it changed.
    /// - Throws: no documents, one that is no JSON, or a set too large for one record.
    package mutating func publishRules(
        _ documents: [RulesDocument.Entry], at now: Moment
    ) throws(RegistrarRefusal) -> SignedDocument {
        if let last = rules.last, try newestRules()?.documents == documents { return last }
        guard !documents.isEmpty else {
            throw RegistrarRefusal(code: "RULES_EMPTY", "there are no rule documents: name a folder with JSON files")
        }
        for document in documents {
            do throws(JSONFailure) {
                _ = try JSONValue.parse(document.text)
            } catch {
                throw RegistrarRefusal(code: "RULES_UNREADABLE", "\(document.name): \(error): correct the file")
            }
        }
        let version = try (newestRules()?.version ?? 0) + 1
        let set = RulesDocument(
            namespace: book.namespace, version: version, issuedAt: now, documents: documents)
        let signed = try signingKey().sign(.rules, payload: set.bytes)
        guard signed.bytes.count <= Envelope.maximumBodyBytes else {
            let size = "\(signed.bytes.count) bytes, more than \(Envelope.maximumBodyBytes)"
            throw RegistrarRefusal(code: "RULES_TOO_LARGE", "the rule set has \(size): take old rules out of it")
        }
        try write(rules + [signed], to: folder.rules)
        rules.append(signed)
        return signed
    }

    /// The newest rule set; nil before the first.
    ///
    /// - Throws: a rule set in the folder that is not the registrar's.
    package func newestRules() throws(RegistrarRefusal) -> RulesDocument? {
        guard let last = rules.last else { return nil }
        do throws(DocumentMistakes) {
            return try RulesDocument.read(last.payload)
        } catch {
            throw RegistrarRefusal(code: "RULES_UNREADABLE", "\(folder.rules): \(error)")
        }
    }

    private mutating func publish(
        _ document: DirectoryDocument, key: SigningKey
    ) throws(RegistrarRefusal) -> SignedDocument {
        let signed = key.sign(.directory, payload: document.bytes)
        var next = book
        do throws(DirectoryRefusal) {
            _ = try next.accept(signed, verifying: verifier)
        } catch {
            throw RegistrarRefusal(error)
        }
        try write(next.signedDocuments, to: folder.directory)
        book = next
        return signed
    }

    private func write(_ documents: [SignedDocument], to path: String) throws(RegistrarRefusal) {
        do throws(FileRefusal) {
            try DirectoryFile.write(documents, to: path)
        } catch {
            throw RegistrarRefusal(error)
        }
    }

    /// The first listed key whose file lies in the folder, so that the offline key put back there signs when the
    /// online one is gone.
    private func signingKey(except barred: String? = nil) throws(RegistrarRefusal) -> SigningKey {
        let listed = (newest?.registrarKeys ?? []).filter { $0.status.maySign && $0.keyID != barred }
        for listedKey in listed {
            let path = folder.key(listedKey.keyID)
            guard SafeFile.exists(path) else { continue }
            do throws(FileRefusal) {
                let file = try KeyFile.read(path, kind: .registrar)
                if let key = SigningKey(file), key.publicKey == listedKey.publicKey { return key }
            } catch {
                throw RegistrarRefusal(error)
            }
        }
        let names = listed.map { folder.key($0.keyID) }.joined(separator: ", ")
        throw RegistrarRefusal(
            code: "REGISTRAR_KEY_MISSING", "no listed registrar key lies in the folder: put one of \(names) there")
    }
}
