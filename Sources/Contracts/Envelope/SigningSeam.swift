/// Signs root statements for one office; the private key stays behind it (protocol section 0, *Root statement*).
package protocol RootSigning: Sendable {
    /// The office whose key signs.
    var office: OfficeID { get }
    /// Which of its keys in the directory.
    var keyID: String { get }
    /// The signature over the bytes of a root statement. It cannot fail: a key that cannot sign is refused at load.
    func sign(_ statementBytes: [UInt8]) -> [UInt8]
}

/// Tests signatures of the suite `ed25519-sha256`; knows nothing of offices, validity or revocation.
package protocol RootVerifying: Sendable {
    /// Whether `signature` was made over `statementBytes` with the private half of `publicKey` (32 bytes); false for
    /// bytes that are no key or no signature.
    func isValid(signature: [UInt8], over statementBytes: [UInt8], publicKey: [UInt8]) -> Bool
}
