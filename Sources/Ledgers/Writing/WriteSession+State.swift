import Contracts
import Crypto
import Exchange
import Offices

/// Streams, positions, quarantine and the small tables.
extension WriteSession {
    mutating func writeStreams() throws {
        for stream in commit.outStreams {
            let row = try streamRow(stream.name)
            try note(.outStream(row))
            let seal = keys.rows.seal(of: stream)
            try sql.tables.putOutStream.run {
                $0.integer(row)
                $0.number(stream.number)
                $0.digest(stream.head)
                $0.number(stream.retired)
                bind(stream.reader, &$0)
                $0.number(stream.parkedAtReader)
                $0.number(stream.quarantinedAtReader)
                $0.blob(seal)
            }
        }
        for stream in commit.inStreams {
            let row = try streamRow(stream.name)
            try note(.inStream(row))
            let seal = keys.rows.seal(of: stream)
            try sql.tables.putInStream.run {
                $0.integer(row)
                $0.number(stream.disposed)
                $0.digest(stream.head)
                bind(stream.fence, &$0)
                $0.blob(seal)
            }
        }
        for reader in commit.readers {
            try note(.position(reader.partition))
            let seal = keys.rows.seal(of: reader)
            try sql.tables.putPosition.run {
                $0.text(reader.partition.topic.description)
                $0.integer(Int64(reader.partition.generation))
                $0.integer(Int64(reader.partition.partition))
                $0.integer(reader.next)
                $0.blob(reader.lastDigest?.bytes)
                $0.blob(seal)
            }
        }
        for delivery in commit.deliveries {
            let places = Place.range(try streamRow(delivery.stream), delivery.from...delivery.to)
            let seal = keys.rows.seal(of: places, at: delivery.at)
            try recount(.delivery, by: 1)
            try sql.letters.insertDelivery.run {
                $0.integer(places.lowerBound)
                $0.integer(places.upperBound)
                $0.moment(delivery.at)
                $0.blob(seal)
            }
        }
    }

    private func bind(_ writer: Writer?, _ arguments: inout PreparedStatement.Arguments) {
        arguments.integer(writer.map { Int64(bitPattern: $0.epoch) })
        arguments.integer(writer.map { Int64(bitPattern: $0.instance) })
    }

    mutating func writeRest() throws {
        try writeQuarantine()
        try writeEquivocations()
        try writeAnswers()
        for document in commit.documents {
            try sql.tables.insertDocument.run {
                $0.text(document.kind.rawValue)
                $0.text(document.keyID)
                $0.blob(document.payload)
                $0.blob(document.signature)
            }
        }
        for alarm in commit.alarms {
            try sql.tables.putAlarm.run {
                $0.text(alarm.code)
                $0.text(alarm.text)
                $0.moment(commit.machineTime)
            }
        }
        try writeFollowed()
        try writeSettings()
    }

    private mutating func writeQuarantine() throws {
        guard !commit.quarantined.isEmpty else { return }
        let office = try usableSlot("")
        guard let key = office.key else { return }
        for record in commit.quarantined {
            let digest = record.digest.bytes
            let known = try sql.tables.countRecord.run {
                $0.blob(digest)
                $0.moment(commit.machineTime)
            }
            guard known == 0 else { continue }
            let sealed = try sealing.seal(record.raw, key: key, purpose: SealedPurpose.record(record.digest))
            try sql.tables.insertRecord.run {
                $0.blob(digest)
                $0.text(record.partition.topic.description)
                $0.integer(Int64(record.partition.generation))
                $0.integer(Int64(record.partition.partition))
                $0.integer(record.offset)
                $0.blob(sealed)
                $0.text(record.reason)
                $0.text(record.claimed)
                $0.moment(commit.machineTime)
            }
        }
        try sql.tables.trimRecords.run { $0.integer(Int64(options.maximumQuarantinedRecords)) }
    }

    private mutating func writeEquivocations() throws {
        for proof in commit.equivocations {
            let leaf = proof.envelope.leaf
            let place = try Place.of(streamRow(leaf.stream), leaf.number)
            let slot = try usableSlot(leaf.caseID)
            guard let key = slot.key else { continue }
            let sealed = try sealing.seal(
                proof.envelope.packed, key: key, purpose: SealedPurpose.equivocation(place))
            let added = try sql.letters.insertEquivocation.run {
                $0.integer(place)
                $0.digest(proof.first)
                $0.digest(proof.envelope.leafHash)
                $0.integer(slot.record)
                $0.blob(sealed)
                $0.moment(commit.machineTime)
            }
            try recount(.equivocation, by: Int64(added))
        }
    }

    private mutating func writeAnswers() throws {
        guard !commit.answers.isEmpty else { return }
        guard let key = try usableSlot("").key else { return }
        for answer in commit.answers {
            let sealed = try sealing.seal(
                answer.answer.bytes, key: key, purpose: SealedPurpose.answer(answer.orderID))
            try sql.tables.putAnswer.run {
                $0.text(answer.orderID)
                $0.digest(answer.digest)
                $0.blob(sealed)
                $0.moment(commit.machineTime)
            }
        }
    }

    private mutating func writeFollowed() throws {
        for followed in commit.followed {
            let stream = try streamRow(followed.stream.stream)
            try note(.followed(followed.reader, stream))
            let seal = keys.rows.seal(of: followed)
            try sql.tables.putFollowed.run {
                $0.text(followed.reader.description)
                $0.integer(stream)
                $0.number(followed.stream.disposed)
                $0.digest(followed.stream.head)
                $0.number(followed.stream.parked)
                $0.number(followed.stream.quarantined)
                $0.blob(seal)
            }
        }
    }

    private mutating func writeSettings() throws {
        for setting in commit.settings {
            if let value = setting.value {
                try note(.setting(setting.name))
                let seal = keys.rows.seal(of: setting.name, value)
                try sql.tables.putSetting.run {
                    $0.text(setting.name.rawValue)
                    $0.text(value)
                    $0.blob(seal)
                }
            } else {
                let dropped = try sql.tables.dropSetting.run { $0.text(setting.name.rawValue) }
                tail.knownRows.remove(.setting(setting.name))
                try recount(.setting, by: -Int64(dropped))
            }
        }
    }
}
