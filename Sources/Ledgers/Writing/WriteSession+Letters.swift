import Contracts
import Exchange
import Offices

/// Letters in and out, waiting, held back, delivered.
extension WriteSession {
    mutating func dropWaiting() throws {
        for row in commit.waitingDone {
            try sql.letters.dropEmission.run { $0.integer(row) }
            let count = try sql.letters.dropWaiting.run { $0.integer(row) }
            guard count == 1 else { throw LedgerFault(.conflict, "waiting letter \(row) is not there any more") }
            try recount(.waiting, by: -1)
        }
    }

    mutating func writeIncoming() throws {
        incomingHashes.reserveCapacity(commit.incoming.count)
        for index in commit.incoming.indices {
            let content = commit.incoming[index].content
            // The journal row of its content names its leaf: hashing it once more would cost as much as writing it.
            let written = content.flatMap { contents[$0].recorded }
            let leafHash = written?.leafHash ?? commit.incoming[index].envelope.leafHash
            incomingHashes.append(leafHash)
            try insertIncoming(
                index, journal: written?.sequence ?? recorded[leafHash] ?? tail.sequence,
                content: content.map { contents[$0].row },
                record: record(of: commit.incoming[index].envelope.leaf.caseID, content: content))
        }
        if tail.hasAttempts { tail.hasAttempts = try sql.tables.hasAttempts.first { $0.integer(0) != 0 } ?? false }
    }

    private mutating func insertIncoming(_ index: Int, journal: Int64, content: Int64?, record: Int64?) throws {
        let stream = try streamRow(commit.incoming[index].envelope.leaf.stream)
        let place = try Place.of(stream, commit.incoming[index].envelope.leaf.number)
        let statement = try statementRow(
            commit.incoming[index].envelope.statementBytes, commit.incoming[index].envelope.signature)
        try sql.letters.insertIncoming.run {
            $0.integer(place)
            $0.text(commit.incoming[index].envelope.leaf.letter.description)
            $0.integer(record)
            $0.integer(content)
            $0.integer(statement)
            $0.blob(commit.incoming[index].envelope.leafBytes)
            $0.blob(commit.incoming[index].envelope.pathBytes)
            $0.text(commit.incoming[index].disposition.rawValue)
            $0.text(commit.incoming[index].reason)
            $0.moment(commit.machineTime)
            $0.integer(journal)
        }
        if tail.hasAttempts { try sql.tables.dropAttempt.run { $0.integer(place) } }
    }

    mutating func writeRedispositions() throws {
        for change in commit.redisposed {
            let place = try Place.of(streamRow(change.stream), change.number)
            let count = try sql.letters.updateDisposition.run {
                $0.text(change.disposition.rawValue)
                $0.text(change.reason)
                $0.integer(place)
            }
            guard count == 1 else {
                throw LedgerFault(.conflict, "\(change.stream)#\(change.number) was never disposed")
            }
        }
    }

    mutating func writeOutgoing() throws {
        for letter in commit.outgoing {
            let leaf = letter.envelope.leaf
            let place = try Place.of(streamRow(leaf.stream), leaf.number)
            let statement = try statementRow(letter.envelope.statementBytes, letter.envelope.signature)
            let record = leaf.caseID.isEmpty ? nil : try usableSlot(leaf.caseID).record
            let journal = recorded[letter.envelope.leafHash] ?? tail.sequence
            let content = contents[letter.content].row
            try sql.letters.insertOutgoing.run {
                $0.integer(place)
                $0.text(leaf.letter.description)
                $0.integer(record)
                $0.integer(content)
                $0.integer(statement)
                $0.blob(letter.envelope.leafBytes)
                $0.blob(letter.envelope.pathBytes)
                $0.digest(letter.headAfter)
                $0.text(letter.recordKey)
                $0.integer(journal)
            }
            try writeEmission(letter.emission, place: place, waiting: nil)
        }
    }

    mutating func writeWaiting() throws {
        for letter in commit.waiting {
            let slot = try usableSlot(letter.leaf.caseID)
            guard let key = slot.key else { continue }
            let stream = try streamRow(letter.leaf.stream)
            tail.waiting += 1
            let row = tail.waiting
            let sealed = try sealing.seal(
                WaitingFrame(letter).bytes, key: key, purpose: SealedPurpose.waiting(row))
            try sql.letters.insertWaiting.run {
                $0.integer(row)
                $0.integer(stream)
                $0.text(letter.leaf.letter.description)
                $0.integer(slot.record)
                $0.blob(sealed)
                $0.integer(letter.isUrgent ? 1 : 0)
            }
            try writeEmission(letter.emission, place: nil, waiting: row)
            try recount(.waiting, by: 1)
        }
    }

    private func writeEmission(_ key: String, place: Int64?, waiting: Int64?) throws {
        try sql.letters.insertEmission.run {
            $0.text(key)
            $0.integer(place)
            $0.integer(waiting)
        }
    }

    /// The row of the envelope's root statement, written once for its batch.
    private mutating func statementRow(_ bytes: [UInt8], _ signature: [UInt8]) throws -> Int64 {
        if let known = tail.statement(bytes, signature) { return known }
        tail.statement += 1
        let row = tail.statement
        try sql.letters.insertStatement.run {
            $0.integer(row)
            $0.blob(bytes)
            $0.blob(signature)
        }
        tail.keep(bytes, signature, id: row)
        return row
    }

    mutating func streamRow(_ name: StreamName) throws -> Int64 {
        if let row = streams.row(of: name) { return row }
        let text = name.description
        if let row = try sql.tables.selectStream.first({ $0.text(text) }, { $0.integer(0) }) {
            streams.remember(name, row)
            return row
        }
        tail.stream += 1
        let row = tail.stream
        try sql.tables.insertStream.run {
            $0.integer(row)
            $0.text(text)
        }
        streams.remember(name, row)
        return row
    }
}

/// A waiting letter as it is sealed.
struct WaitingFrame {
    let leafBytes: [UInt8]
    let body: [UInt8]
    let recordKey: String

    static let magic = "liandong-waiting-1\n"

    init(_ letter: WaitingLetter) {
        leafBytes = letter.leaf.bytes
        body = letter.body
        recordKey = letter.recordKey
    }

    init?(bytes: [UInt8]) {
        guard var reader = FieldReader(bytes, magic: WaitingFrame.magic), let leafBytes = reader.field(),
            let body = reader.field(), let recordKey = reader.text(), reader.isAtEnd
        else { return nil }
        self.leafBytes = leafBytes
        self.body = body
        self.recordKey = recordKey
    }

    var bytes: [UInt8] {
        var writer = FieldWriter(magic: WaitingFrame.magic)
        writer.field(leafBytes)
        writer.field(body)
        writer.field(recordKey)
        return writer.bytes
    }
}
