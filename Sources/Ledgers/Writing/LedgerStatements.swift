import GRDB

/// All statements of the writing connection, prepared when the ledger is opened.
final class LedgerStatements {
    let cases: CaseStatements
    let letters: LetterStatements
    let tables: TableStatements
    let watches: WatchStatements
    let lists: ListStatements
    let log: LogStatements

    init(_ database: Database, fault: WriteFault?) throws {
        cases = try CaseStatements(database, fault)
        letters = try LetterStatements(database, fault)
        tables = try TableStatements(database, fault)
        watches = try WatchStatements(database, fault)
        lists = try ListStatements(database, fault)
        log = try LogStatements(database, fault)
    }
}

/// Cases and their deadlines.
struct CaseStatements {
    let selectSlot, insertCase, updateCase, insertKey, renewKey, selectCaseFile, dropDeadlines: PreparedStatement
    let insertDeadline, dueRungs, nextRung, caseIDs, blockedCases, putSubjectKey: PreparedStatement
    let entriesOfSubject: PreparedStatement
    let putEvidence, dropOpenDeadlines, insertOpenDeadline, openCaseIDs, putFacet, putParty: PreparedStatement

    init(_ database: Database, _ fault: WriteFault?) throws {
        func read(_ sql: String) throws -> PreparedStatement { try PreparedStatement(database, sql) }
        func write(_ sql: String) throws -> PreparedStatement { try PreparedStatement(database, sql, fault: fault) }
        selectSlot = try read(LedgerSQL.selectSlot)
        insertCase = try write(LedgerSQL.insertCase)
        updateCase = try write(LedgerSQL.updateCase)
        insertKey = try write("INSERT INTO case_key (case_record, wrapped) VALUES (?, ?)")
        renewKey = try write("UPDATE case_key SET wrapped = ? WHERE case_record = ? AND wrapped IS NULL")
        selectCaseFile = try read("SELECT file FROM case_record WHERE id = ?")
        dropDeadlines = try write("DELETE FROM deadline WHERE case_record = ?")
        insertDeadline = try write(LedgerSQL.insertDeadline)
        dropOpenDeadlines = try write("DELETE FROM open_deadline WHERE case_record = ?")
        insertOpenDeadline = try write(LedgerSQL.insertOpenDeadline)
        openCaseIDs = try read(LedgerSQL.openCaseIDs)
        dueRungs = try read(LedgerSQL.dueRungs)
        nextRung = try read("SELECT min(rings_at) FROM deadline")
        caseIDs = try read(LedgerSQL.caseIDs)
        blockedCases = try read(LedgerSQL.blockedCases)
        entriesOfSubject = try read(LedgerSQL.entriesOfSubject)
        putFacet = try write(LedgerSQL.putFacet)
        putParty = try write("INSERT OR IGNORE INTO case_party (office, case_record) VALUES (?, ?)")
        putSubjectKey = try write("INSERT OR IGNORE INTO subject_key (key, case_record) VALUES (?, ?)")
        putEvidence = try write("INSERT OR IGNORE INTO evidence (case_record, name) VALUES (?, ?)")
    }
}

/// Letters in and out.
struct LetterStatements {
    let insertStatement, insertOutgoing, selectOutgoing, outgoingHead, insertEmission: PreparedStatement
    let dropEmission, hasEmission, insertWaiting, dropWaiting, selectWaiting, streamsWithWaiting: PreparedStatement
    let nextWaiting, waitingOfCase: PreparedStatement
    let insertIncoming, updateDisposition, incomingLeaf, selectIncoming, knowsLetter, heldOfCase: PreparedStatement
    let heldOne, exceptionCounts, lowestExceptions, insertEquivocation, insertDelivery: PreparedStatement

    init(_ database: Database, _ fault: WriteFault?) throws {
        func read(_ sql: String) throws -> PreparedStatement { try PreparedStatement(database, sql) }
        func write(_ sql: String) throws -> PreparedStatement { try PreparedStatement(database, sql, fault: fault) }
        insertStatement = try write("INSERT INTO statement (id, bytes, signature) VALUES (?, ?, ?)")
        insertOutgoing = try write(LedgerSQL.insertOutgoing)
        selectOutgoing = try read(LedgerSQL.selectOutgoing)
        outgoingHead = try read("SELECT head_after FROM outgoing_letter WHERE place = ?")
        insertEmission = try write("INSERT INTO emission (key, place, waiting) VALUES (?, ?, ?)")
        dropEmission = try write("DELETE FROM emission WHERE waiting = ?")
        hasEmission = try read("SELECT 1 FROM emission WHERE key = ?")
        insertWaiting = try write(LedgerSQL.insertWaiting)
        dropWaiting = try write("DELETE FROM waiting_letter WHERE id = ?")
        selectWaiting = try read(LedgerSQL.selectWaiting)
        nextWaiting = try read(LedgerSQL.nextWaiting)
        waitingOfCase = try read(LedgerSQL.waitingOfCase)
        streamsWithWaiting = try read(LedgerSQL.streamsWithWaiting)
        insertIncoming = try write(LedgerSQL.insertIncoming)
        updateDisposition = try write(LedgerSQL.updateDisposition)
        incomingLeaf = try read("SELECT leaf FROM incoming_letter WHERE place = ?")
        selectIncoming = try read(LedgerSQL.selectIncoming)
        knowsLetter = try read(LedgerSQL.knowsLetter)
        heldOfCase = try read(LedgerSQL.heldOfCase)
        heldOne = try read(LedgerSQL.heldOne)
        exceptionCounts = try read(LedgerSQL.exceptionCounts)
        lowestExceptions = try read(LedgerSQL.lowestExceptions)
        insertEquivocation = try write(LedgerSQL.insertEquivocation)
        insertDelivery = try write(
            "INSERT INTO delivery (first, last, acknowledged_at, seal) VALUES (?, ?, ?, ?)")
    }
}

/// The journal, streams and the small tables.
struct TableStatements {
    let journalEnd, tableEnds, selectSetting, putSetting, dropSetting, selectStream, insertStream: PreparedStatement
    let insertContent, selectContent, insertJournal, insertRecord, countRecord, trimRecords: PreparedStatement
    let putOutStream, selectOutStreams, putInStream, selectInStreams, putPosition, selectPositions: PreparedStatement
    let putAnswer, selectAnswer, insertDocument, selectDocuments, putAlarm, putFollowed: PreparedStatement
    let noteAttempt, dropAttempt, selectAttempt, selectRowCounts, putRowCount, hasSetting: PreparedStatement
    let hasAttempts, hasOutStream, hasInStream, hasPosition, hasFollowed: PreparedStatement

    init(_ database: Database, _ fault: WriteFault?) throws {
        func read(_ sql: String) throws -> PreparedStatement { try PreparedStatement(database, sql) }
        func write(_ sql: String) throws -> PreparedStatement { try PreparedStatement(database, sql, fault: fault) }
        journalEnd = try read(LedgerSQL.journalEnd)
        tableEnds = try read(LedgerSQL.tableEnds)
        selectSetting = try read("SELECT value FROM setting WHERE name = ?")
        putSetting = try write(LedgerSQL.putSetting)
        dropSetting = try write("DELETE FROM setting WHERE name = ?")
        selectStream = try read("SELECT id FROM stream WHERE name = ?")
        insertStream = try write("INSERT INTO stream (id, name) VALUES (?, ?)")
        insertContent = try write("INSERT INTO content (id, case_record, sealed) VALUES (?, ?, ?)")
        selectContent = try read(LedgerSQL.selectContent)
        insertJournal = try write(LedgerSQL.insertJournal)
        insertRecord = try write(LedgerSQL.insertRecord)
        countRecord = try write(LedgerSQL.countRecord)
        trimRecords = try write(LedgerSQL.trimRecords)
        putOutStream = try write(LedgerSQL.putOutStream)
        selectOutStreams = try read(LedgerSQL.selectOutStreams)
        putInStream = try write(LedgerSQL.putInStream)
        selectInStreams = try read(LedgerSQL.selectInStreams)
        putPosition = try write(LedgerSQL.putPosition)
        selectPositions = try read(LedgerSQL.selectPositions)
        putAnswer = try write(LedgerSQL.putAnswer)
        selectAnswer = try read("SELECT digest, sealed FROM answer WHERE order_id = ?")
        insertDocument = try write(LedgerSQL.insertDocument)
        selectDocuments = try read(LedgerSQL.selectDocuments)
        putAlarm = try write(LedgerSQL.putAlarm)
        putFollowed = try write(LedgerSQL.putFollowed)
        noteAttempt = try write(LedgerSQL.noteAttempt)
        dropAttempt = try write("DELETE FROM attempt WHERE place = ?")
        selectAttempt = try read("SELECT count FROM attempt WHERE place = ?")
        hasAttempts = try read("SELECT EXISTS (SELECT 1 FROM attempt)")
        selectRowCounts = try read("SELECT name, count, seal FROM row_count")
        putRowCount = try write(LedgerSQL.putRowCount)
        hasSetting = try read("SELECT EXISTS (SELECT 1 FROM setting WHERE name = ?)")
        hasOutStream = try read("SELECT EXISTS (SELECT 1 FROM out_stream WHERE stream = ?)")
        hasInStream = try read("SELECT EXISTS (SELECT 1 FROM in_stream WHERE stream = ?)")
        hasPosition = try read(LedgerSQL.hasPosition)
        hasFollowed = try read("SELECT EXISTS (SELECT 1 FROM followed WHERE reader = ? AND stream = ?)")
    }
}
