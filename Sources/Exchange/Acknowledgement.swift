package import Contracts

/// `bus.ack` (reader to writer): how far a stream is disposed, by whom, and what is wanted (protocol section 0).
package struct Acknowledgement: Hashable, Sendable {
    /// A number that is disposed without effect yet, with the reason.
    package struct Exception: Hashable, Sendable {
        /// Its number.
        package let number: UInt64
        /// Reason code.
        package let reason: String

        /// An exception from its parts.
        package init(number: UInt64, reason: String) {
            self.number = number
            self.reason = reason
        }
    }

    /// The stream that is acknowledged.
    package let stream: StreamName
    /// m.
    package let disposed: UInt64
    /// H(m).
    package let head: Digest
    /// The reader's own writer.
    package let reader: Writer
    /// The fence that the reader holds for the stream.
    package let fence: Writer?
    /// Something above m is missing.
    package let wants: Bool
    /// Total parked.
    package let parked: UInt64
    /// Total quarantined.
    package let quarantined: UInt64
    /// The lowest hundred of both.
    package let exceptions: [Exception]

    /// An acknowledgement from its parts.
    package init(
        stream: StreamName, disposed: UInt64, head: Digest, reader: Writer, fence: Writer?, wants: Bool,
        parked: UInt64, quarantined: UInt64, exceptions: [Exception]
    ) {
        self.stream = stream
        self.disposed = disposed
        self.head = head
        self.reader = reader
        self.fence = fence
        self.wants = wants
        self.parked = parked
        self.quarantined = quarantined
        self.exceptions = exceptions
    }

    /// The body on the wire.
    package var json: JSONValue {
        .members([
            ("stream", .string(stream.description)),
            ("m", .integer(Int64(disposed))),
            ("head", .string(head.description)),
            ("reader", .string(reader.description)),
            ("fence", fence.map { .string($0.description) }),
            ("want", .bool(wants)),
            ("parked", .integer(Int64(parked))),
            ("quarantined", .integer(Int64(quarantined))),
            (
                "lowest",
                .array(
                    exceptions.map { ["n": .integer(Int64($0.number)), "reason": .string($0.reason)] as JSONValue })
            ),
        ])
    }

    /// Reads the body; nil when a field is missing or malformed.
    package init?(_ json: JSONValue) {
        guard let stream = json["stream"]?.string.flatMap({ StreamName($0) }), let disposed = json.unsigned("m"),
            let head = json["head"]?.string.flatMap({ Digest(hex: $0) }),
            let reader = json["reader"]?.string.flatMap({ Writer($0) }), let wants = json["want"]?.bool,
            let parked = json.unsigned("parked"), let quarantined = json.unsigned("quarantined"),
            let lowest = json["lowest"]?.array, lowest.count <= 100
        else { return nil }
        let fence = json["fence"]?.string.flatMap { Writer($0) }
        guard fence != nil || json["fence"] == nil else { return nil }
        let exceptions = lowest.compactMap { item -> Exception? in
            guard let number = item.unsigned("n"), let reason = item["reason"]?.string else { return nil }
            return Exception(number: number, reason: reason)
        }
        self.init(
            stream: stream, disposed: disposed, head: head, reader: reader, fence: fence, wants: wants,
            parked: parked, quarantined: quarantined, exceptions: exceptions)
    }
}

extension JSONValue {
    /// A member that is an integer of zero or more.
    package func unsigned(_ name: String) -> UInt64? {
        self[name]?.integer.flatMap { UInt64(exactly: $0) }
    }
}
