/// The longer statements of the writing connection.
enum LedgerSQL {
    static let journalEnd = "SELECT sequence, hash FROM journal ORDER BY sequence DESC LIMIT 1"

    static let tableEnds = """
        SELECT
            (SELECT coalesce(max(id), 0) FROM content),
            (SELECT coalesce(max(id), 0) FROM case_record),
            (SELECT coalesce(max(id), 0) FROM stream),
            (SELECT coalesce(max(id), 0) FROM statement),
            (SELECT coalesce(max(id), 0) FROM waiting_letter),
            EXISTS (SELECT 1 FROM attempt)
        """

    static let putSetting = """
        INSERT INTO setting (name, value, seal) VALUES (?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value, seal = excluded.seal
        """

    static let selectSlot = """
        SELECT record.id, key.wrapped, key.erased_through
        FROM case_record AS record JOIN case_key AS key ON key.case_record = record.id
        WHERE record.case_id = ?
        """

    static let insertCase = """
        INSERT INTO case_record (id, case_id, kind, state, subject, version, updated_at, next_due, file)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (case_id) DO NOTHING
        """

    static let updateCase = """
        UPDATE case_record
        SET kind = ?, state = ?, subject = ?, version = ?, updated_at = ?, next_due = ?, file = ?
        WHERE id = ?
        """

    static let insertDeadline = """
        INSERT INTO deadline (case_record, ordinal, key, rule, rung, rings_at) VALUES (?, ?, ?, ?, ?, ?)
        """

    static let insertOpenDeadline = """
        INSERT INTO open_deadline (case_record, ordinal, key, rule, kind, holder, due, provisional, opener, area)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, \(LedgerSchema.places) FROM case_record WHERE id = ?1
        """

    static let putFacet = """
        INSERT INTO case_facet (case_record, kind, state, side, actors, opener, subject, opened_at, updated_at, due)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (case_record) DO UPDATE SET
            kind = excluded.kind, state = excluded.state, side = excluded.side, actors = excluded.actors,
            opener = excluded.opener, subject = excluded.subject, opened_at = excluded.opened_at,
            updated_at = excluded.updated_at, due = excluded.due
        """

    static let dueRungs = """
        SELECT record.case_id, ordinal, key, rule, rung, rings_at
        FROM deadline JOIN case_record AS record ON record.id = deadline.case_record
        WHERE rings_at <= ?
        ORDER BY rings_at, record.case_id, ordinal, rung
        LIMIT ?
        """

    static let caseIDs = """
        SELECT case_id FROM case_record WHERE kind IS NOT NULL AND case_id > ?1 ORDER BY case_id LIMIT ?2
        """

    static let entriesOfSubject = """
        SELECT case_id FROM case_record INDEXED BY case_by_subject
        WHERE subject = ?1 AND subject <> '' AND kind = 'listEntry' ORDER BY case_id
        """

    static let openCaseIDs = """
        SELECT case_id FROM case_record
        WHERE case_id > ?1 AND EXISTS (SELECT 1 FROM open_deadline WHERE open_deadline.case_record = case_record.id)
        ORDER BY case_id LIMIT ?2
        """

    static let blockedCases = """
        SELECT DISTINCT record.case_id
        FROM incoming_letter INDEXED BY incoming_held_case
        JOIN case_record AS record ON record.id = incoming_letter.case_record
        WHERE disposition IN ('parked', 'quarantined')
        ORDER BY record.case_id
        """

    static let selectContent = """
        SELECT content.sealed, record.case_id
        FROM content JOIN case_record AS record ON record.id = content.case_record
        WHERE content.id = ?
        """

    static let insertJournal = """
        INSERT INTO journal (
            sequence, previous, hash, kind, office, case_record, leaf_hash, content, content_digest,
            machine_time, official_time, note, detail)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    static let insertOutgoing = """
        INSERT INTO outgoing_letter (
            place, letter, case_record, content, statement, leaf, path, head_after, record_key, journal)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    static let selectOutgoing = """
        SELECT leaf, path, statement.bytes, statement.signature, content, record_key
        FROM outgoing_letter JOIN statement ON statement.id = outgoing_letter.statement
        WHERE place BETWEEN ? AND ?
        ORDER BY place
        """

    static let insertWaiting = """
        INSERT INTO waiting_letter (id, stream, letter, case_record, sealed, urgent) VALUES (?, ?, ?, ?, ?, ?)
        """

    static let selectWaiting = waiting("WHERE stream = ? ORDER BY waiting_letter.id")

    static let nextWaiting = waiting("WHERE stream = ? ORDER BY urgent DESC, waiting_letter.id LIMIT ?")

    static let waitingOfCase = waiting(
        """
        WHERE waiting_letter.case_record = (SELECT id FROM case_record WHERE case_id = ?) AND stream = ?
        ORDER BY waiting_letter.id
        """)

    private static func waiting(_ condition: String) -> String {
        """
        SELECT waiting_letter.id, sealed, record.case_id, emission.key, urgent
        FROM waiting_letter
        JOIN case_record AS record ON record.id = waiting_letter.case_record
        JOIN emission ON emission.waiting = waiting_letter.id
        \(condition)
        """
    }

    static let streamsWithWaiting = """
        SELECT name FROM stream WHERE id IN (SELECT stream FROM waiting_letter) ORDER BY name
        """

    static let insertIncoming = """
        INSERT INTO incoming_letter (
            place, letter, case_record, content, statement, leaf, path, disposition, reason, replays, disposed_at,
            journal)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)
        """

    static let updateDisposition = """
        UPDATE incoming_letter SET disposition = ?, reason = ?, replays = replays + 1 WHERE place = ?
        """

    static let selectIncoming = """
        SELECT leaf, path, statement.bytes, statement.signature, content
        FROM incoming_letter JOIN statement ON statement.id = incoming_letter.statement
        WHERE place BETWEEN ? AND ?
        ORDER BY place
        """

    static let knowsLetter = """
        SELECT EXISTS (
                SELECT 1 FROM incoming_letter WHERE letter = ?1 AND disposition IN ('effect', 'refused'))
            OR EXISTS (SELECT 1 FROM outgoing_letter WHERE letter = ?1)
            OR EXISTS (SELECT 1 FROM waiting_letter WHERE letter = ?1)
        """

    static let heldOfCase = """
        SELECT leaf, path, statement.bytes, statement.signature, content, disposition, reason, disposed_at, replays
        FROM incoming_letter INDEXED BY incoming_held_case
        JOIN statement ON statement.id = incoming_letter.statement
        WHERE case_record = ? AND disposition IN ('parked', 'quarantined')
        ORDER BY journal, place
        """

    static let heldOne = """
        SELECT leaf, path, statement.bytes, statement.signature, content, disposition, reason, disposed_at, replays
        FROM incoming_letter JOIN statement ON statement.id = incoming_letter.statement
        WHERE place = ? AND disposition IN ('parked', 'quarantined')
        """

    static let exceptionCounts = """
        SELECT count(*) FILTER (WHERE disposition = 'parked'), count(*) FILTER (WHERE disposition = 'quarantined')
        FROM incoming_letter INDEXED BY incoming_held
        WHERE disposition IN ('parked', 'quarantined') AND place BETWEEN ? AND ?
        """

    static let lowestExceptions = """
        SELECT place, reason
        FROM incoming_letter INDEXED BY incoming_held
        WHERE disposition IN ('parked', 'quarantined') AND place BETWEEN ? AND ?
        ORDER BY place
        LIMIT 100
        """

    static let insertEquivocation = """
        INSERT INTO equivocation (place, first_leaf_hash, second_leaf_hash, case_record, sealed, found_at)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """

    static let insertRecord = """
        INSERT INTO quarantined_record (
            digest, topic, generation, partition, record_offset, sealed, reason, claimed, count, first_at, last_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, ?9, ?9)
        """

    static let countRecord = """
        UPDATE quarantined_record SET count = count + 1, last_at = ?2 WHERE digest = ?1
        """

    static let trimRecords = """
        DELETE FROM quarantined_record WHERE id <= (
            SELECT id FROM quarantined_record ORDER BY id DESC LIMIT 1 OFFSET ?)
        """

    static let putOutStream = """
        INSERT INTO out_stream (
            stream, number, head, retired, reader_epoch, reader_instance, parked_at_reader, quarantined_at_reader,
            seal)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        ON CONFLICT (stream) DO UPDATE
        SET number = ?2, head = ?3, retired = ?4, reader_epoch = ?5, reader_instance = ?6, parked_at_reader = ?7,
            quarantined_at_reader = ?8, seal = ?9
        """

    static let selectOutStreams = """
        SELECT name, number, head, retired, reader_epoch, reader_instance, parked_at_reader, quarantined_at_reader
        FROM out_stream JOIN stream ON stream.id = out_stream.stream
        ORDER BY name
        """

    static let putInStream = """
        INSERT INTO in_stream (stream, disposed, head, fence_epoch, fence_instance, seal)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (stream) DO UPDATE
        SET disposed = ?2, head = ?3, fence_epoch = ?4, fence_instance = ?5, seal = ?6
        """

    static let selectInStreams = """
        SELECT name, disposed, head, fence_epoch, fence_instance
        FROM in_stream JOIN stream ON stream.id = in_stream.stream
        ORDER BY name
        """

    static let putPosition = """
        INSERT INTO position (topic, generation, partition, next_offset, last_digest, seal)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (topic, generation, partition) DO UPDATE SET next_offset = ?4, last_digest = ?5, seal = ?6
        """

    static let selectPositions = """
        SELECT topic, generation, partition, next_offset, last_digest FROM position
        ORDER BY topic, generation, partition
        """

    static let putAnswer = """
        INSERT INTO answer (order_id, digest, sealed, answered_at) VALUES (?, ?, ?, ?)
        """

    static let insertDocument = """
        INSERT INTO signed_document (kind, key_id, payload, signature) VALUES (?, ?, ?, ?)
        """

    static let selectDocuments = """
        SELECT kind, key_id, payload, signature FROM signed_document ORDER BY id
        """

    static let putAlarm = """
        INSERT INTO alarm (code, text, count, first_at, last_at) VALUES (?1, ?2, 1, ?3, ?3)
        ON CONFLICT (code, text) DO UPDATE SET count = count + 1, last_at = ?3
        """

    static let putFollowed = """
        INSERT INTO followed (reader, stream, disposed, head, parked, quarantined, seal)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (reader, stream) DO UPDATE
        SET disposed = ?3, head = ?4, parked = ?5, quarantined = ?6, seal = ?7
        """

    static let putRowCount = """
        INSERT INTO row_count (name, count, seal) VALUES (?1, ?2, ?3)
        ON CONFLICT (name) DO UPDATE SET count = ?2, seal = ?3
        """

    static let hasPosition = """
        SELECT EXISTS (SELECT 1 FROM position WHERE topic = ? AND generation = ? AND partition = ?)
        """

    static let noteAttempt = """
        INSERT INTO attempt (place, count) VALUES (?, 1) ON CONFLICT (place) DO UPDATE SET count = count + 1
        """
}
