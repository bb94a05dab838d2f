package import Contracts
import NIOSSL

/// With what a server speaks TLS: checked when it is made, so that no server starts with what no client would take.
package struct ServerTLS: Sendable {
    let configuration: TLSConfiguration
    /// Until when the certificate is worth something.
    package let expiresAt: Moment

    /// From the content of PEM files.
    ///
    /// - Parameters:
    ///   - certificate: the server's certificate, and those that lead up to an authority.
    ///   - key: its private key.
    ///   - clientAuthorities: who must have signed the certificates of clients; nil when clients need none.
    ///   - now: machine time.
    /// - Throws: a certificate that is over or not yet begun, a key of another one, what is no PEM.
    package init(
        certificate: [UInt8], key: [UInt8], clientAuthorities: [UInt8]?, at now: Moment
    ) throws(ServerRefusal) {
        let chain = try ServerTLS.certificates(certificate, "http.certificate")
        guard let own = chain.first else {
            throw ServerRefusal(description: "http.certificate has no certificate: give a PEM file")
        }
        let (begin, end) = (Int64(own.notValidBefore) * 1000, Int64(own.notValidAfter) * 1000)
        expiresAt = Moment(milliseconds: end)
        guard begin <= now.milliseconds else {
            throw ServerRefusal(
                description:
                    "http.certificate is valid from \(Moment(milliseconds: begin)) only: check the clock, or give another"
            )
        }
        guard now.milliseconds < end else {
            throw ServerRefusal(description: "http.certificate has been invalid since \(expiresAt): renew it")
        }
        let privateKey: NIOSSLPrivateKey
        do {
            privateKey = try NIOSSLPrivateKey(bytes: key, format: .pem)
        } catch {
            throw ServerRefusal(description: "http.key is no private key without a passphrase in PEM: check the file")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(privateKey))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        if let clientAuthorities {
            let roots = try ServerTLS.certificates(clientAuthorities, "http.clientAuthorities")
            configuration.trustRoots = .certificates(roots)
            configuration.certificateVerification = .noHostnameVerification
        }
        do {
            _ = try NIOSSLContext(configuration: configuration)
        } catch {
            throw ServerRefusal(
                description: "http.key is not the key of http.certificate: give the two that belong together")
        }
        self.configuration = configuration
    }

    private static func certificates(_ bytes: [UInt8], _ name: String) throws(ServerRefusal) -> [NIOSSLCertificate] {
        do {
            return try NIOSSLCertificate.fromPEMBytes(bytes)
        } catch {
            throw ServerRefusal(description: "\(name) has no certificates in PEM: check the file")
        }
    }
}
