/// One partition of one topic.
package struct KafkaPartition: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The topic's full name.
    package let topic: String
    /// The partition's number, from 0.
    package let number: Int32

    package init(topic: String, number: Int32) {
        self.topic = topic
        self.number = number
    }

    package var description: String { "\(topic)/\(number)" }

    package static func < (left: KafkaPartition, right: KafkaPartition) -> Bool {
        (left.topic, left.number) < (right.topic, right.number)
    }
}

/// Where reading of a partition begins.
package enum KafkaPosition: Hashable, Sendable {
    /// At the oldest record the partition still keeps.
    case beginning
    /// At this offset; one that is not kept any more is told as a failure, never skipped in silence.
    case offset(Int64)
}

/// A partition to read and where to begin.
package struct KafkaPartitionStart: Hashable, Sendable {
    package let partition: KafkaPartition
    package let position: KafkaPosition

    package init(_ partition: KafkaPartition, at position: KafkaPosition) {
        self.partition = partition
        self.position = position
    }
}

/// One header of a record: names may repeat, order is kept.
package struct KafkaHeader: Hashable, Sendable {
    package let name: String
    /// The bytes; a header without a value reads as empty.
    package let value: [UInt8]

    package init(_ name: String, _ value: [UInt8]) {
        self.name = name
        self.value = value
    }
}

/// A record to publish to one partition, which the caller chooses.
package struct KafkaOutgoing: Hashable, Sendable {
    package let partition: KafkaPartition
    /// Nil is no key, which differs from an empty one.
    package let key: [UInt8]?
    /// Nil is no value (a tombstone), which differs from an empty one.
    package let value: [UInt8]?
    package let headers: [KafkaHeader]

    package init(partition: KafkaPartition, key: [UInt8]?, value: [UInt8]?, headers: [KafkaHeader] = []) {
        self.partition = partition
        self.key = key
        self.value = value
        self.headers = headers
    }
}

/// A record as it was read.
package struct KafkaRecord: Hashable, Sendable {
    package let partition: KafkaPartition
    /// The record's place in its partition.
    package let offset: Int64
    /// Milliseconds since 1970 UTC as the producer or the broker wrote them; nil when there is none.
    package let timestamp: Int64?
    package let key: [UInt8]?
    package let value: [UInt8]?
    package let headers: [KafkaHeader]

    package init(
        partition: KafkaPartition, offset: Int64, timestamp: Int64?, key: [UInt8]?, value: [UInt8]?,
        headers: [KafkaHeader]
    ) {
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.value = value
        self.headers = headers
    }
}

/// What a consumer has to tell.
package enum KafkaConsumerEvent: Hashable, Sendable {
    /// A record, in order within its partition.
    case record(KafkaRecord)
    /// Everything the partition held when asked has been handed over.
    case endReached(KafkaPartition)
    /// One partition cannot be read on (its position is gone, it does not exist, access is refused); the others go on.
    case partitionFailed(KafkaPartition, KafkaFailure)
    /// The client as a whole met a failure; unless it is fatal it mends by itself.
    case failed(KafkaFailure)
}

/// How a bounded close ended.
package enum KafkaClosing: Hashable, Sendable {
    /// All was released.
    case clean
    /// The time was over before the C library let go; its threads end with the process.
    case abandoned
}
