/// Addresses that only this machine reaches: what goes there needs no TLS.
package enum Loopback {
    /// Whether a host or an address is one of them.
    package static func contains(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
