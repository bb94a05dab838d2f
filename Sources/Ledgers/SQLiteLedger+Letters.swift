package import Contracts
import Exchange
package import Offices

/// What the machine asks about letters in and out.
extension SQLiteLedger {
    package func incomingHash(stream: StreamName, number: UInt64) throws -> Digest? {
        try reading {
            guard let place = try place(stream, number) else { return nil }
            return try sql.letters.incomingLeaf.first({ $0.integer(place) }, { Leaf.hash(of: $0.bytes(0)) })
        }
    }

    package func incomingEnvelopes(stream: StreamName, numbers: ClosedRange<UInt64>) throws -> [Envelope] {
        try reading {
            guard let row = try streamRow(stream) else { return [] }
            let places = Place.range(row, numbers)
            var parts: [StoredEnvelope] = []
            try sql.letters.selectIncoming.rows({
                $0.integer(places.lowerBound)
                $0.integer(places.upperBound)
            }) { parts.append(StoredEnvelope($0)) }
            return try parts.map { try envelope($0) }
        }
    }

    package func knowsLetter(_ id: LetterID) throws -> Bool {
        try reading { try sql.letters.knowsLetter.first({ $0.text(id.description) }, { $0.integer(0) != 0 }) ?? false }
    }

    package func heldBack(caseID: String) throws -> [HeldBackLetter] {
        try reading {
            guard !caseID.isEmpty, let slot = try slot(caseID) else { return [] }
            var rows: [StoredHeldBack] = []
            try sql.letters.heldOfCase.rows({ $0.integer(slot.record) }) { rows.append(try StoredHeldBack($0)) }
            return try rows.map { try heldBack($0) }
        }
    }

    package func heldBack(stream: StreamName, number: UInt64) throws -> HeldBackLetter? {
        try reading {
            guard let place = try place(stream, number) else { return nil }
            let row = try sql.letters.heldOne.first({ $0.integer(place) }, { try StoredHeldBack($0) })
            return try row.map { try heldBack($0) }
        }
    }

    package func exceptions(stream: StreamName) throws -> StreamExceptions {
        try reading {
            guard let row = try streamRow(stream) else { return StreamExceptions() }
            let places = Place.range(row, 0...UInt64.max)
            var exceptions = StreamExceptions()
            try sql.letters.exceptionCounts.rows({
                $0.integer(places.lowerBound)
                $0.integer(places.upperBound)
            }) { row in
                exceptions.parked = row.number(0)
                exceptions.quarantined = row.number(1)
            }
            guard exceptions.parked + exceptions.quarantined > 0 else { return exceptions }
            try sql.letters.lowestExceptions.rows({
                $0.integer(places.lowerBound)
                $0.integer(places.upperBound)
            }) { row in
                exceptions.lowest.append(
                    Acknowledgement.Exception(number: Place.number(row.integer(0)), reason: row.text(1)))
            }
            return exceptions
        }
    }

    package func outgoingHead(stream: StreamName, number: UInt64) throws -> Digest? {
        guard number > 0 else { return stream.seed }
        return try reading {
            guard let place = try place(stream, number) else { return nil }
            return try sql.letters.outgoingHead.first({ $0.integer(place) }, { try $0.digest(0) })
        }
    }

    package func outgoing(
        stream: StreamName, numbers: ClosedRange<UInt64>
    ) throws -> [(envelope: Envelope, recordKey: String)] {
        try reading {
            guard let row = try streamRow(stream) else { return [] }
            let places = Place.range(row, numbers)
            var parts: [(StoredEnvelope, String)] = []
            try sql.letters.selectOutgoing.rows({
                $0.integer(places.lowerBound)
                $0.integer(places.upperBound)
            }) { parts.append((StoredEnvelope($0), $0.text(5))) }
            return try parts.map { (try envelope($0.0), $0.1) }
        }
    }

    package func waiting(stream: StreamName) throws -> [WaitingLetter] {
        try waiting(stream, sql.letters.selectWaiting) { $0.integer($1) }
    }

    package func nextWaiting(stream: StreamName, limit: Int) throws -> [WaitingLetter] {
        try waiting(stream, sql.letters.nextWaiting) {
            $0.integer($1)
            $0.integer(Int64(limit))
        }
    }

    package func waiting(stream: StreamName, caseID: String) throws -> [WaitingLetter] {
        try waiting(stream, sql.letters.waitingOfCase) {
            $0.text(caseID)
            $0.integer($1)
        }
    }

    private func waiting(
        _ stream: StreamName, _ statement: PreparedStatement,
        _ bind: (inout PreparedStatement.Arguments, Int64) -> Void
    ) throws -> [WaitingLetter] {
        try reading {
            guard let row = try streamRow(stream) else { return [] }
            var rows: [(row: Int64, sealed: [UInt8], caseID: String, emission: String, isUrgent: Bool)] = []
            try statement.rows({ bind(&$0, row) }) {
                rows.append(($0.integer(0), $0.bytes(1), $0.text(2), $0.text(3), $0.integer(4) != 0))
            }
            return try rows.map { row in
                guard let key = try slot(row.caseID)?.key,
                    let frame = WaitingFrame(
                        bytes: try Sealing.open(row.sealed, key: key, purpose: SealedPurpose.waiting(row.row))),
                    let leaf = Leaf(bytes: frame.leafBytes)
                else { throw Stored.damage("waiting letter") }
                return WaitingLetter(
                    row: row.row, leaf: leaf, body: frame.body, recordKey: frame.recordKey, emission: row.emission,
                    isUrgent: row.isUrgent)
            }
        }
    }

    package func streamsWithWaiting() throws -> [StreamName] {
        try reading {
            var names: [StreamName] = []
            try sql.letters.streamsWithWaiting.rows { names.append(try Stored.stream($0.text(0))) }
            return names
        }
    }

    package func hasEmission(_ key: String) throws -> Bool {
        try reading { try sql.letters.hasEmission.first({ $0.text(key) }, { _ in true }) ?? false }
    }

    // MARK: Envelopes

    private func envelope(_ parts: StoredEnvelope) throws -> Envelope {
        try parts.envelope(body: try parts.content.map { try body($0) } ?? [])
    }

    private func heldBack(_ row: StoredHeldBack) throws -> HeldBackLetter {
        HeldBackLetter(
            envelope: try envelope(row.parts), disposition: row.disposition, reason: row.reason, at: row.at,
            replays: row.replays)
    }

    /// The body in a content; empty when it was erased.
    private func body(_ content: Int64) throws -> [UInt8] {
        guard
            let stored = try sql.tables.selectContent.first(
                { $0.integer(content) }, { (sealed: $0.bytes(0), caseID: $0.text(1)) }),
            let slot = try slot(stored.caseID)
        else { throw Stored.damage("content") }
        guard content > slot.erasedThrough, let key = slot.key else { return [] }
        let bytes = try Sealing.open(stored.sealed, key: key, purpose: SealedPurpose.content(content))
        return try JournalContent.storedBody(bytes)
    }
}

/// The columns that make an envelope: leaf, path, statement, signature, content.
struct StoredEnvelope {
    let leafBytes: [UInt8]
    let pathBytes: [UInt8]
    let statementBytes: [UInt8]
    let signature: [UInt8]
    let content: Int64?

    init(_ row: PreparedStatement.Columns) {
        leafBytes = row.bytes(0)
        pathBytes = row.bytes(1)
        statementBytes = row.bytes(2)
        signature = row.bytes(3)
        content = row.optionalInteger(4)
    }

    init(leafBytes: [UInt8], pathBytes: [UInt8], statementBytes: [UInt8], signature: [UInt8], content: Int64?) {
        self.leafBytes = leafBytes
        self.pathBytes = pathBytes
        self.statementBytes = statementBytes
        self.signature = signature
        self.content = content
    }

    /// The envelope with the body that its content holds.
    func envelope(body: [UInt8]) throws -> Envelope {
        guard let leaf = Leaf(bytes: leafBytes), let path = Envelope.path(from: pathBytes),
            let statement = RootStatement(bytes: statementBytes)
        else { throw Stored.damage("letter") }
        return Envelope(
            leaf: leaf, leafBytes: leafBytes, leafIndex: path.index, path: path.siblings, statement: statement,
            statementBytes: statementBytes, signature: signature, body: body)
    }
}

private struct StoredHeldBack {
    let parts: StoredEnvelope
    let disposition: Disposition
    let reason: String
    let at: Moment
    let replays: Int

    init(_ row: PreparedStatement.Columns) throws {
        parts = StoredEnvelope(row)
        disposition = try Stored.disposition(row.text(5))
        reason = row.text(6)
        at = row.moment(7)
        replays = Int(row.integer(8))
    }
}

extension JournalContent {
    /// The body alone, without reading the events.
    static func storedBody(_ bytes: [UInt8]) throws -> [UInt8] {
        guard var reader = FieldReader(bytes, magic: "liandong-content-1\n"), reader.field() != nil,
            let body = reader.field()
        else { throw Stored.damage("content") }
        return body
    }
}
