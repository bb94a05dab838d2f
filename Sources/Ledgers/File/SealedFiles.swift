package import Contracts
import Crypto

/// Seals files that lie beside a ledger and may hold personal data, such as uploaded import files. Each has a key of its
/// own at its head, wrapped under a key that is made from the office's data key: whoever has the file alone has nothing,
/// and whoever overwrites its head has erased it.
package struct SealedFiles: Sendable {
    private let wrapping: SymmetricKey
    private let naming: SymmetricKey

    private static let magic = Array("liandong-sealed-file-1\n".utf8)
    private static let wrappedBytes = 32 + Sealing.overhead

    /// So many bytes at the head of a sealed file hold its key: whoever overwrites them has erased it.
    package static let headBytes = magic.count + wrappedBytes

    init(office: SymmetricKey) {
        wrapping = SymmetricKey(
            data: HMAC<SHA256>.authenticationCode(for: Array("liandong-sealed-files".utf8), using: office))
        naming = SymmetricKey(
            data: HMAC<SHA256>.authenticationCode(for: Array("liandong-file-names".utf8), using: office))
    }

    /// The name under which a file of this digest lies here, 32 bytes: who has a file of his own cannot tell by it whether
    /// the office has the same.
    package func name(of digest: Contracts.Digest) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: digest.bytes, using: naming))
    }

    /// Seals the content of the file of this name.
    package func seal(_ content: [UInt8], name: String) throws -> [UInt8] {
        var sealing = Sealing()
        let key = sealing.freshKey()
        let wrapped = try sealing.seal(key, key: wrapping, purpose: "file key " + name)
        let sealed = try sealing.seal(content, key: SymmetricKey(data: key), purpose: "file " + name)
        return SealedFiles.magic + wrapped + sealed
    }

    /// Opens what `seal` made under the same name.
    ///
    /// - Throws: `damaged` for anything else: another name, another office's file, a changed byte, a plain file.
    package func open(_ bytes: [UInt8], name: String) throws -> [UInt8] {
        let head = SealedFiles.magic.count
        guard bytes.starts(with: SealedFiles.magic), bytes.count >= head + SealedFiles.wrappedBytes else {
            throw LedgerFault(
                .damaged, "the file \(name) is not a sealed file of this office: remove it and upload it again")
        }
        do {
            let key = try Sealing.open(
                Array(bytes[head..<head + SealedFiles.wrappedBytes]), key: wrapping, purpose: "file key " + name)
            return try Sealing.open(
                Array(bytes[(head + SealedFiles.wrappedBytes)...]), key: SymmetricKey(data: key),
                purpose: "file " + name)
        } catch is LedgerFault {
            throw LedgerFault(
                .damaged, "the file \(name) does not open under this office's data key: remove it and upload it again")
        }
    }
}

extension LedgerReader {
    /// What seals and opens the files beside the ledger.
    ///
    /// - Throws: `wrongKey` when the ledger was opened without its data key.
    package func sealedFiles() throws -> SealedFiles {
        guard let keys else {
            throw LedgerFault(.wrongKey, "files beside the ledger cannot be opened without the data key: give its file")
        }
        return keys.files
    }
}
