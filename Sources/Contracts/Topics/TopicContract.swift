/// The contract of one topic as `Topics/<name>.json` tells it (design section 5): how it is made on a cluster, who may
/// write and who may read it.
package struct TopicContract: Hashable, Sendable {
    /// Which topics the contract is for.
    package enum Pattern: Hashable, Sendable, CustomStringConvertible {
        /// `direct.<office>`: one for each office of the directory.
        case directOfEachOffice
        /// One topic of this name.
        case shared(Topic)

        /// Reads `direct.<office>` or a shared topic's name; nil for any other text.
        package init?(_ text: String) {
            if text == Pattern.directText {
                self = .directOfEachOffice
                return
            }
            guard let topic = Topic(text) else { return nil }
            if case .direct = topic { return nil }
            self = .shared(topic)
        }

        /// The name without its namespace.
        package var description: String {
            switch self {
            case .directOfEachOffice: Pattern.directText
            case .shared(let topic): topic.description
            }
        }

        private static let directText = "direct.<office>"
    }

    /// A group of Kafka principals.
    package enum Audience: String, CaseIterable, Hashable, Sendable {
        /// Every working office of the directory.
        case everyOffice
        /// The office that the topic is named after.
        case owner
        /// The working offices that the directory lets send a letter which travels on the topic.
        case senders
        /// The registrar.
        case registrar
    }

    /// What the key of a record is.
    package enum Key: String, CaseIterable, Hashable, Sendable {
        /// The case id; control records have the sender's office id.
        case caseID = "caseId"
        /// USCC or person token, else the case id.
        case subject
        /// The sender's office id.
        case office
        /// None.
        case none
    }

    /// How long records stay.
    package enum Retention: Hashable, Sendable {
        /// For ever.
        case unlimited
        /// Whole days.
        case days(Int64)

        /// Kafka's `retention.ms`.
        package var milliseconds: Int64 {
            switch self {
            case .unlimited: -1
            case .days(let count): count * 86_400_000
            }
        }
    }

    /// Which topics.
    package let pattern: Pattern
    /// What it is for, in Chinese.
    package let title: String
    /// Part of the contract and immutable within a generation (rule 40).
    package let partitions: Int
    /// What the key of a record is.
    package let key: Key
    /// How long records stay at least.
    package let retention: Retention
    /// Copies of each partition on a cluster of enough brokers.
    package let replication: Int
    /// `min.insync.replicas`.
    package let minimumInSync: Int
    /// `max.message.bytes`: our limit of a record and what Kafka's batch adds.
    package let maximumBatchBytes: Int64
    /// Who may write.
    package let writers: Audience
    /// Who may read.
    package let readers: Audience

    /// The topic settings by Kafka's names, sorted. Deleting by age is the only policy: compaction would take numbers
    /// out of streams.
    package func settings(replication copies: Int) -> [TopicSetting] {
        [
            TopicSetting(name: "cleanup.policy", value: "delete"),
            TopicSetting(name: "max.message.bytes", value: String(maximumBatchBytes)),
            TopicSetting(name: "min.insync.replicas", value: String(min(minimumInSync, copies))),
            TopicSetting(name: "retention.bytes", value: "-1"),
            TopicSetting(name: "retention.ms", value: String(retention.milliseconds)),
            TopicSetting(name: "unclean.leader.election.enable", value: "false"),
        ]
    }

    /// Whether an office belongs to an audience of the topic.
    package func includes(
        _ office: DirectoryOffice, in audience: Audience, of topic: Topic, by directory: DirectoryDocument
    ) -> Bool {
        guard office.status == .active else { return false }
        return switch audience {
        case .everyOffice: true
        case .owner: topic == .direct(office.id)
        case .senders:
            LetterCatalogue.contracts.contains { contract in
                contract.carrier == .broadcast(topic) && directory.maySend(office: office.id, type: contract.type)
            }
        case .registrar: false
        }
    }
}

/// One setting of a topic by Kafka's name.
package struct TopicSetting: Hashable, Comparable, Sendable {
    /// Such as `retention.ms`.
    package let name: String
    /// Such as `-1`.
    package let value: String

    /// A setting.
    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    package static func < (left: TopicSetting, right: TopicSetting) -> Bool {
        (left.name, left.value) < (right.name, right.value)
    }
}

// MARK: Reading

extension TopicContract {
    static let format = "liandong-topic-1"

    /// The names of the contract files in `Topics/`.
    package static let fileNames = [
        "checkpoints.json", "direct.json", "directory.json", "lists.json", "measures.json", "publications.json",
    ]

    /// Reads one contract file.
    ///
    /// - Throws: all mistakes at once.
    package static func read(_ bytes: [UInt8], named name: String) throws(DocumentMistakes) -> TopicContract {
        let reader = try DocumentReader.open(bytes, document: name)
        return try reader.finish(read(reader), document: name)
    }

    /// Reads all contract files of a folder; each topic must have exactly one.
    ///
    /// - Throws: all mistakes of all files at once.
    package static func readAll(
        _ files: [(name: String, bytes: [UInt8])]
    ) throws(DocumentMistakes) -> [TopicContract] {
        var contracts: [TopicContract] = []
        var mistakes: [DocumentMistake] = []
        for file in files {
            do throws(DocumentMistakes) {
                contracts.append(try read(file.bytes, named: file.name))
            } catch {
                mistakes += error.list.map {
                    DocumentMistake(path: "\(file.name) \($0.path)", reason: $0.reason, fix: $0.fix)
                }
            }
        }
        if mistakes.isEmpty {
            for pattern in patterns where contracts.filter({ $0.pattern == pattern }).count != 1 {
                mistakes.append(
                    DocumentMistake(
                        path: pattern.description, reason: "has not exactly one contract",
                        fix: "keep one file for each of \(fileNames.joined(separator: ", "))"))
            }
        }
        guard mistakes.isEmpty else { throw DocumentMistakes(document: "topic contracts", list: mistakes) }
        return contracts.sorted { $0.pattern.description < $1.pattern.description }
    }

    private static let patterns: [Pattern] =
        [.directOfEachOffice] + (Topic.broadcast + [.checkpoints, .directory]).map { .shared($0) }

    private static let fields = [
        "format", "topic", "title", "partitions", "key", "retentionDays", "cleanupPolicy", "replication",
        "minInsyncReplicas", "maximumBatchBytes", "writers", "readers", "letters", "control",
    ]

    private static func read(_ reader: DocumentReader) -> TopicContract? {
        reader.allow(only: fields)
        _ = reader.required("format", "\"\(format)\"") { $0.string == format ? true : nil }
        _ = reader.required("cleanupPolicy", "\"delete\" (compaction would make holes in streams)") { value in
            value.string == "delete" ? true : nil
        }
        let names = patterns.map(\.description).joined(separator: ", ")
        let pattern = reader.required("topic", "one of \(names)") { $0.string.flatMap { Pattern($0) } }
        let title = reader.text("title")
        let partitions = count(reader, "partitions", upTo: 10_000)
        let key = word(reader, "key", Key.self)
        let retention = reader.required("retentionDays", "days from 366, or \"unlimited\"", read: retention)
        let replication = count(reader, "replication", upTo: 100)
        let minimum = count(reader, "minInsyncReplicas", upTo: 100)
        let batch = reader.required("maximumBatchBytes", "at least 1048588") { value in
            value.integer.flatMap { $0 >= 1_048_588 ? $0 : nil }
        }
        let writers = word(reader, "writers", Audience.self)
        let readers = word(reader, "readers", Audience.self)
        guard let pattern, let title, let partitions, let key, let retention, let replication, let minimum, let batch,
            let writers, let readers
        else { return nil }
        let contract = TopicContract(
            pattern: pattern, title: title, partitions: partitions, key: key, retention: retention,
            replication: replication, minimumInSync: minimum, maximumBatchBytes: batch, writers: writers,
            readers: readers)
        contract.checkSense(reader)
        return contract
    }

    private func checkSense(_ reader: DocumentReader) {
        let fixed = fixedPartitions
        if partitions != fixed {
            reader.report(
                "partitions", "is \(partitions), where the protocol fixes \(fixed)",
                "write \(fixed); another count needs a new generation of the topic")
        }
        if minimumInSync > replication {
            reader.report("minInsyncReplicas", "is above replication", "give at most \(replication)")
        }
        if pattern != .directOfEachOffice, writers == .owner || readers == .owner {
            reader.report("readers", "or writers names an owner, which a shared topic has not", "name another audience")
        }
    }

    private var fixedPartitions: Int {
        switch pattern {
        case .directOfEachOffice: 1
        case .shared(let topic): topic.partitionCount
        }
    }

    private static func count(_ reader: DocumentReader, _ name: String, upTo limit: Int) -> Int? {
        reader.required(name, "a whole number from 1 to \(limit)") { value in
            value.integer.flatMap { (1...Int64(limit)).contains($0) ? Int($0) : nil }
        }
    }

    private static func word<Word: RawRepresentable & CaseIterable>(
        _ reader: DocumentReader, _ name: String, _: Word.Type
    ) -> Word? where Word.RawValue == String {
        reader.required(name, "one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))") { value in
            value.string.flatMap { Word(rawValue: $0) }
        }
    }

    /// Direct topics and checkpoints keep one year at least (design section 5).
    private static func retention(_ value: JSONValue) -> Retention? {
        if value.string == "unlimited" { return .unlimited }
        return value.integer.flatMap { (366...36_600).contains($0) ? .days($0) : nil }
    }
}
