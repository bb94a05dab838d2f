/// What the office that made a bundle signs: that this is what it held, to the last byte.
package struct BundleSeal: Hashable, Sendable {
    /// The namespace.
    package let namespace: String
    /// Who sealed.
    package let office: OfficeID
    /// Which of its keys in the directory.
    package let keyID: String
    /// When, by its machine clock.
    package let time: Moment
    /// SHA-256 of all lines before the seal, line feeds included.
    package let digest: Digest

    static let format = "liandong-bundle-seal-1"
    static let magic = "liandong-bundle-1\n"

    /// The signed bytes, in the encoding of protocol section 0. The magic keeps them apart from every root statement.
    package var signedBytes: [UInt8] {
        var writer = FieldWriter(magic: BundleSeal.magic)
        writer.field(namespace)
        writer.field(office.description)
        writer.field(keyID)
        writer.field(UInt64(bitPattern: time.milliseconds))
        writer.field(digest)
        return writer.bytes
    }

    /// The last line of the file, without its line feed.
    func line(signature: [UInt8]) -> [UInt8] {
        let json: JSONValue = [
            "format": .string(BundleSeal.format), "namespace": .string(namespace),
            "office": .string(office.description), "keyId": .string(keyID), "time": .string(time.description),
            "digest": .string(digest.description), "signature": .string(Base64.encode(signature)),
        ]
        return json.bytes
    }

    /// Reads the line back; nil when it is not exactly one seal in its only spelling.
    static func read(_ line: [UInt8]) -> (seal: BundleSeal, signature: [UInt8])? {
        guard let json = BundleLines.json(line), json["format"]?.string == format,
            let namespace = json["namespace"]?.string, let office = json["office"]?.string.flatMap({ OfficeID($0) }),
            let keyID = json["keyId"]?.string, let time = json["time"]?.string.flatMap({ Moment($0) }),
            let digest = json["digest"]?.string.flatMap({ Digest(hex: $0) }),
            let signature = json["signature"]?.string.flatMap({ Base64.decode($0.utf8) })
        else { return nil }
        let seal = BundleSeal(namespace: namespace, office: office, keyID: keyID, time: time, digest: digest)
        // The seal covers what stands before it; its own line is covered by having one spelling only.
        return seal.line(signature: signature) == line ? (seal, signature) : nil
    }
}

/// A file taken apart into its lines, with the place of the seal.
struct BundleLines {
    /// Lines before the seal.
    let content: [[UInt8]]
    /// SHA-256 of these lines with their line feeds.
    let digest: Digest
    /// The last line.
    let seal: [UInt8]

    /// Nil when the file does not end in a line feed, or has fewer than two lines.
    init?(_ bytes: [UInt8]) {
        guard bytes.last == UInt8(ascii: "\n") else { return nil }
        var lines = bytes.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { Array($0) }
        guard lines.count >= 2, let last = lines.popLast() else { return nil }
        content = lines
        seal = last
        digest = Digest.sha256(Array(bytes.dropLast(last.count + 1)))
    }

    /// A line's object; nil when it is none.
    static func json(_ line: [UInt8]) -> JSONValue? {
        do throws(JSONFailure) {
            let value = try JSONValue.parse(line)
            return value.object == nil ? nil : value
        } catch {
            return nil
        }
    }
}
