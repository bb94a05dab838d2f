package import Contracts
package import Ledgers
import Signing
package import Workers

/// The public keys by which the letters of a ledger are tested: those of its configuration's directory file and of the
/// directories that the ledger itself accepted later, all of them led back to the pinned registrar keys.
package struct LedgerKeys: Sendable {
    private let directory: DirectoryDocument

    /// - Throws: a file that cannot be read, or no directory that a pinned key leads to.
    package init(_ settings: WorkerSettings, reader: LedgerReader) throws {
        var book = try DirectoryFile.openBook(
            namespace: settings.namespace, pinned: settings.registrarKeys, path: settings.directory
        ).book
        _ = book.acceptAll(try reader.documents().filter { $0.kind == .directory }, verifying: Ed25519Verifier())
        guard let newest = book.newest else {
            throw AssemblyFailure.noDirectory(settings.directory)
        }
        directory = newest
    }

    /// Whether the office's key of this name signed the statement. A key that was revoked later tests its old letters
    /// all the same: they were accepted while it was good.
    package func isSigned(
        _ statement: [UInt8], _ signature: [UInt8], _ office: OfficeID, _ keyID: String
    ) -> Bool {
        guard let key = directory.office(office)?.key(keyID) else { return false }
        return Ed25519Verifier().isValid(signature: signature, over: statement, publicKey: key.publicKey)
    }
}
