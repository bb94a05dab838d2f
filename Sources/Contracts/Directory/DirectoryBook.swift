/// All directory versions an office has accepted, and the rule by which it accepts the next (rules 25 and 26).
///
/// The version never falls: an older, empty or forged directory topic changes nothing.
package struct DirectoryBook: Sendable {
    /// One accepted version.
    package struct Page: Sendable {
        /// The document.
        package let document: DirectoryDocument
        /// As it was signed.
        package let signed: SignedDocument
    }

    /// What accepting a document did.
    package enum Acceptance: Hashable, Sendable {
        /// It is the newest now.
        case newest
        /// It was known already, byte for byte.
        case known
        /// An older version that the chain of hashes names; kept for judging old letters.
        case filledIn
    }

    /// Under which document a letter's authority is judged (rule 25).
    package enum Judgement: Sendable {
        /// The letter names a version above ours: hold it, read the directory, ask again.
        case ahead
        /// Judge by this document.
        case by(DirectoryDocument)
    }

    /// The namespace it speaks for.
    package let namespace: String
    /// Keys that may sign the first document an office ever sees; from its configuration.
    package let pinned: [RegistrarKey]
    /// Accepted versions, lowest first; there may be gaps.
    package private(set) var pages: [Page] = []

    /// An empty book.
    package init(namespace: String, pinned: [RegistrarKey]) {
        self.namespace = namespace
        self.pinned = pinned
    }

    /// The newest accepted document; nil in an empty book.
    package var newest: DirectoryDocument? { pages.last?.document }

    /// The newest accepted version; 0 in an empty book.
    package var version: UInt64 { newest?.version ?? 0 }

    /// The accepted documents as they were signed, lowest version first: what the file of the last good one holds.
    package var signedDocuments: [SignedDocument] { pages.map(\.signed) }

    /// Rule 25: authority is judged by max(version the letter names, lowest version still accepted for its sender). A
    /// version missing from the book is judged by the next higher one.
    package func judgement(namedVersion: UInt64, sender: OfficeID) -> Judgement {
        guard let newest, namedVersion <= newest.version else { return .ahead }
        let wanted = max(namedVersion, newest.office(sender)?.lowestAcceptedVersion ?? 0)
        let page = pages.first { $0.document.version >= wanted }
        return .by(page?.document ?? newest)
    }

    // MARK: Accepting

    /// Takes one document in, if the rules allow.
    ///
    /// - Throws: why it is refused; the book is unchanged then.
    package mutating func accept(
        _ signed: SignedDocument, verifying: some RootVerifying
    ) throws(DirectoryRefusal) -> Acceptance {
        // What is known is not read again.
        if pages.contains(where: { $0.signed == signed }) { return .known }
        let document = try readDirectory(signed)
        if document.version > version {
            try check(signed, document, verifying)
            pages.append(Page(document: document, signed: signed))
            return .newest
        }
        if let known = pages.first(where: { $0.document.version == document.version }) {
            guard known.signed.payload == signed.payload else { throw .fork(version: document.version) }
            return .known
        }
        guard let next = pages.firstIndex(where: { $0.document.version == document.version + 1 }),
            pages[next].document.predecessor == signed.digest
        else { throw .older(version: document.version, newest: version) }
        pages.insert(Page(document: document, signed: signed), at: next)
        return .filledIn
    }

    /// Takes in what a topic or file holds, in any order: upwards first, then the older ones from the top down.
    ///
    /// - Returns: why documents were refused, lowest version first; an unreadable one counts as version 0.
    package mutating func acceptAll(_ documents: [SignedDocument], verifying: some RootVerifying) -> [DirectoryRefusal]
    {
        var refusals: [DirectoryRefusal] = []
        var older: [SignedDocument] = []
        for signed in DirectoryBook.byVersion(documents) {
            do throws(DirectoryRefusal) {
                _ = try accept(signed, verifying: verifying)
            } catch .older {
                older.append(signed)
            } catch {
                refusals.append(error)
            }
        }
        for signed in older.reversed() {
            do throws(DirectoryRefusal) {
                _ = try accept(signed, verifying: verifying)
            } catch {
                refusals.append(error)
            }
        }
        return refusals
    }

    /// Whether a rule set was signed by a registrar key of the newest directory, for this namespace.
    ///
    /// - Throws: why it is refused.
    package func readRules(
        _ signed: SignedDocument, verifying: some RootVerifying
    ) throws(DirectoryRefusal) -> RulesDocument {
        guard signed.kind == .rules else { throw .wrongKind(signed.kind) }
        try checkSignature(signed, keys: newest?.registrarKeys ?? pinned, verifying)
        let rules: RulesDocument
        do throws(DocumentMistakes) {
            rules = try RulesDocument.read(signed.payload)
        } catch {
            throw .unreadable(error)
        }
        guard rules.namespace == namespace else { throw .wrongNamespace(rules.namespace) }
        return rules
    }

    private func readDirectory(_ signed: SignedDocument) throws(DirectoryRefusal) -> DirectoryDocument {
        guard signed.kind == .directory else { throw .wrongKind(signed.kind) }
        let document: DirectoryDocument
        do throws(DocumentMistakes) {
            document = try DirectoryDocument.read(signed.payload)
        } catch {
            throw .unreadable(error)
        }
        guard document.namespace == namespace else { throw .wrongNamespace(document.namespace) }
        return document
    }

    private func check(
        _ signed: SignedDocument, _ document: DirectoryDocument, _ verifying: some RootVerifying
    ) throws(DirectoryRefusal) {
        try checkSignature(signed, keys: newest?.registrarKeys ?? pinned, verifying)
        guard let last = pages.last, document.version == last.document.version + 1 else { return }
        guard document.predecessor == last.signed.digest else { throw .brokenChain(version: document.version) }
    }

    private func checkSignature(
        _ signed: SignedDocument, keys: [RegistrarKey], _ verifying: some RootVerifying
    ) throws(DirectoryRefusal) {
        guard let key = keys.first(where: { $0.keyID == signed.keyID }) else { throw .unknownKey(signed.keyID) }
        guard key.status.maySign else { throw .revokedKey(signed.keyID) }
        guard verifying.isValid(signature: signed.signature, over: signed.signedBytes, publicKey: key.publicKey) else {
            throw .badSignature(signed.keyID)
        }
    }

    private static func byVersion(_ documents: [SignedDocument]) -> [SignedDocument] {
        let versions = documents.map { signed -> UInt64 in
            do throws(DocumentMistakes) {
                return try DirectoryDocument.read(signed.payload).version
            } catch {
                return 0
            }
        }
        return zip(versions, documents).enumerated().sorted { left, right in
            (left.element.0, left.offset) < (right.element.0, right.offset)
        }.map(\.element.1)
    }
}

/// Why a directory or rule set is not taken in.
package enum DirectoryRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The payload is no such document.
    case unreadable(DocumentMistakes)
    /// Another kind was expected.
    case wrongKind(SignedDocument.Kind)
    /// It speaks for another namespace.
    case wrongNamespace(String)
    /// The last good directory lists no registrar key of this name.
    case unknownKey(String)
    /// The registrar key was revoked.
    case revokedKey(String)
    /// The signature does not fit.
    case badSignature(String)
    /// It is older than what we have; the version never falls.
    case older(version: UInt64, newest: UInt64)
    /// It names another predecessor than the document we have.
    case brokenChain(version: UInt64)
    /// Two documents under one version: the registrar's key was used twice.
    case fork(version: UInt64)

    /// The reason code.
    package var code: String {
        switch self {
        case .unreadable: "DIRECTORY_UNREADABLE"
        case .wrongKind: "DIRECTORY_WRONG_KIND"
        case .wrongNamespace: "WRONG_NAMESPACE"
        case .unknownKey: "KEY_UNKNOWN"
        case .revokedKey: "KEY_REVOKED"
        case .badSignature: "SIGNATURE_INVALID"
        case .older: "DIRECTORY_OLDER"
        case .brokenChain: "DIRECTORY_CHAIN_BROKEN"
        case .fork: "DIRECTORY_FORK"
        }
    }

    /// What was tried, why it failed, what to do.
    package var description: String {
        switch self {
        case .unreadable(let mistakes): "the document cannot be read:\n\(mistakes)"
        case .wrongKind(let kind): "a \(kind.rawValue) document stands where another kind is expected: check the file"
        case .wrongNamespace(let name): "it speaks for namespace \(name): check which registrar the file comes from"
        case .unknownKey(let key): "registrar key \(key) is not listed in the last good directory: ask the registrar"
        case .revokedKey(let key): "registrar key \(key) was revoked: the registrar must sign with another key"
        case .badSignature(let key): "the signature of registrar key \(key) does not fit: the document was changed"
        case .older(let version, let newest): "version \(version) is older than version \(newest), which stays in force"
        case .brokenChain(let version):
            "version \(version) names another predecessor than the one in force: ask the registrar"
        case .fork(let version): "a second document has version \(version): the registrar's key was used twice, ask it"
        }
    }
}
