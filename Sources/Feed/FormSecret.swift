import Crypto

/// The secret under which the feed gives out forms.
package enum FormSecret {
    /// Follows from the office's data key, one way: it is the same after a restart, nothing more is kept or backed up, and
    /// whoever learned it could not tell the key (HKDF-SHA256, RFC 5869).
    package static func derived(from dataKey: [UInt8]) -> [UInt8] {
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: dataKey), info: Array("liandong forms of the public feed 1".utf8),
            outputByteCount: 32)
        return key.withUnsafeBytes { Array($0) }
    }
}
