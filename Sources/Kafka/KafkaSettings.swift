internal import Crdkafka

/// Settings of the C library, passed through by its own names (TLS and SASL included), except those this program
/// must decide itself because its promises rest on them.
package struct KafkaSettings: Hashable, Sendable {
    /// What a client is made for.
    package enum Role: Sendable {
        case producer, consumer, admin
    }

    /// Every mistake in a set of settings, told at once.
    package struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
        /// One sentence for each mistake, ordered by key.
        package let mistakes: [String]

        package var description: String {
            "the Kafka settings have \(mistakes.count) mistake(s): " + mistakes.joined(separator: "; ")
        }
    }

    /// What was given, without the defaults.
    package let given: [String: String]

    /// Takes settings as the C library names them (`bootstrap.servers`, `security.protocol`, `ssl.ca.location` ...);
    /// throws every mistake at once: a key that is ours, one that does not exist, a value that does not fit.
    package init(_ given: [String: String]) throws(Refusal) {
        var mistakes: [String] = []
        let trial = rd_kafka_conf_new()
        defer { rd_kafka_conf_destroy(trial) }
        for (key, value) in given.sorted(by: { $0.key < $1.key }) {
            if let reason = KafkaSettings.owned[key] {
                mistakes.append("'\(key)' must not be set: \(reason)")
            } else if let complaint = KafkaSettings.set(key, value, in: trial) {
                mistakes.append("'\(key)': \(complaint)")
            }
        }
        if given["bootstrap.servers", default: ""].isEmpty {
            mistakes.append("'bootstrap.servers' is missing: name at least one broker as host:port")
        }
        guard mistakes.isEmpty else { throw Refusal(mistakes: mistakes) }
        self.given = given
    }

    /// Keys that refuse to be set, with the reason.
    static let owned: [String: String] = [
        "enable.idempotence": "it is always on, or letters of a stream could change places",
        "acks": acknowledgedByAll, "request.required.acks": acknowledgedByAll,
        "message.timeout.ms": noTimeout, "delivery.timeout.ms": noTimeout,
        "enable.gapless.guarantee": "it is experimental and stays off",
        "partitioner": "every record names its partition",
        "transactional.id": "positions are kept with the data, transactions of the bus are not used",
        "enable.auto.commit": ownPositions, "auto.commit.enable": ownPositions,
        "enable.auto.offset.store": ownPositions,
        "auto.offset.reset": "a position that is gone must be told, never skipped in silence",
        "enable.partition.eof": "the end of a partition is always told",
        "check.crcs": "checksums of records are always checked",
        "allow.auto.create.topics": "a misspelt topic must be an error",
        "log.queue": "log lines go to the program's log",
        "test.mock.num.brokers": "use the embedded broker program instead",
    ]

    private static let acknowledgedByAll = "a record counts only when all replicas in sync have it"
    private static let noTimeout = "a record that is dropped would leave a hole; the outbox decides when to try again"
    private static let ownPositions = "positions are kept with the data, not on the broker"

    /// What is ours, for each role.
    private static func decided(for role: Role) -> [(String, String)] {
        switch role {
        case .producer:
            [
                ("log.queue", "true"), ("enable.idempotence", "true"), ("acks", "all"), ("message.timeout.ms", "0"),
                ("partitioner", "murmur2_random"), ("allow.auto.create.topics", "false"),
            ]
        case .consumer:
            [
                ("log.queue", "true"), ("enable.auto.commit", "false"), ("enable.auto.offset.store", "false"),
                ("auto.offset.reset", "error"), ("enable.partition.eof", "true"), ("check.crcs", "true"),
                ("allow.auto.create.topics", "false"),
            ]
        case .admin:
            [("log.queue", "true"), ("allow.auto.create.topics", "false")]
        }
    }

    /// What holds unless it is given.
    private static func defaults(for role: Role) -> [(String, String)] {
        let common = [
            ("socket.nagle.disable", "true"), ("socket.keepalive.enable", "true"), ("reconnect.backoff.ms", "100"),
            ("reconnect.backoff.max.ms", "2000"), ("message.max.bytes", "1048576"),
        ]
        switch role {
        case .producer:
            return common + [
                ("linger.ms", "1"), ("queue.buffering.max.messages", "100000"),
                ("queue.buffering.max.kbytes", "65536"),
            ]
        case .consumer:
            // The queue fills only when there is a backlog. 2.0.2 stops fetching until the next whole second when it
            // is full, so its size is also the most that can be read in a second.
            return common + [
                ("group.id", "positions-kept-elsewhere"), ("queued.min.messages", "100000"),
                // The end of a partition is told by a fetch that waited in vain, and a start reads three ends after
                // each other before it serves: half a second for each would be most of its time.
                ("queued.max.messages.kbytes", "32768"), ("fetch.wait.max.ms", "100"),
                ("fetch.error.backoff.ms", "200"), ("topic.metadata.refresh.interval.ms", "60000"),
            ]
        case .admin:
            return common
        }
    }

    /// A configuration object, which the caller owns.
    func configuration(for role: Role) throws(KafkaFailure) -> OpaquePointer {
        guard let made = rd_kafka_conf_new() else {
            throw KafkaFailure(RD_KAFKA_RESP_ERR__FAIL, "make a configuration")
        }
        let passed = given.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        for (key, value) in KafkaSettings.defaults(for: role) + passed + KafkaSettings.decided(for: role) {
            guard let complaint = KafkaSettings.set(key, value, in: made) else { continue }
            rd_kafka_conf_destroy(made)
            throw KafkaFailure(RD_KAFKA_RESP_ERR__INVALID_ARG, "set '\(key)'", detail: complaint)
        }
        rd_kafka_conf_set_events(made, KafkaEvent.wanted(by: role))
        return made
    }

    /// Nil when the key took the value, else what the C library says against it.
    private static func set(_ key: String, _ value: String, in configuration: OpaquePointer?) -> String? {
        var text = [CChar](repeating: 0, count: 512)
        guard rd_kafka_conf_set(configuration, key, value, &text, text.count) != RD_KAFKA_CONF_OK else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
