import Contracts
import Exchange
import Offices

// What an office disposes and acknowledges.

extension Book {
    /// S2, S3, S11, rules 2, 21 and 28: each number once, in order, on the one line, by no stale writer.
    mutating func checkDisposed(_ commit: HistoryCommit, _ at: HistoryPlace, _ findings: inout Findings) {
        for letter in commit.disposed { checkDisposed(letter, at, &findings) }
        for change in commit.redisposed { checkReplayed(change, at, &findings) }
        for end in commit.incoming { checkEnd(end, at, &findings) }
    }

    private mutating func checkDisposed(
        _ letter: HistoryCommit.Disposed, _ at: HistoryPlace, _ findings: inout Findings
    ) {
        let leaf = letter.leaf
        counts.note(letter.disposition)
        var book = incoming[leaf.stream] ?? InBook(leaf.stream)
        findings.expect(
            leaf.number > book.line.number, .oneEffect, office, leaf.stream, leaf.number, at: at,
            "此前已处置到 \(book.line.number)")
        findings.expect(
            leaf.number <= book.line.number + 1, .inOrder, office, leaf.stream, leaf.number, at: at,
            "此前只处置到 \(book.line.number)")
        findings.expect(
            leaf.number != book.line.number + 1 || leaf.previous == book.line.head, .oneLine, office, leaf.stream,
            leaf.number, at: at, "所接的散列不是第 \(book.line.number) 件之后的散列")
        findings.expect(
            leaf.epoch >= book.line.epoch, .epochsRise, office, leaf.stream, leaf.number, at: at,
            "叶的纪元 \(leaf.epoch) 低于前一件的 \(book.line.epoch)")
        findings.expect(
            book.fence.map { !letter.signer.isStale(against: $0) } ?? true, .noStaleWriter, office, leaf.stream,
            leaf.number, at: at, "签发的写入者 \(letter.signer) 旧于栅栏 \(book.fence?.description ?? "")")
        findings.expect(
            letter.disposition != .discarded, .fourWays, office, leaf.stream, leaf.number, at: at, "未经处置即废弃")
        if leaf.number > book.line.number { book.line.append(leaf.number, leaf.head, at: at.line) }
        book.line.epoch = leaf.epoch
        if book.fence.map({ $0.isStale(against: letter.signer) }) ?? true { book.fence = letter.signer }
        book.dispose(leaf.number, letter.disposition, row: journal?.rows ?? 0)
        incoming[leaf.stream] = book
    }

    /// S2 and rule 23: only what is held back has its effect later.
    private mutating func checkReplayed(
        _ change: HistoryCommit.Redisposed, _ at: HistoryPlace, _ findings: inout Findings
    ) {
        counts.replayed += 1
        let book = incoming[change.stream]
        findings.expect(
            book?.held[change.number] != nil || change.number <= book?.replayable ?? 0, .replayedOnce, office,
            change.stream, change.number, at: at, "没有搁置或者隔离，却再次处置为 \(change.disposition.rawValue)")
        incoming[change.stream]?.dispose(change.number, change.disposition, row: journal?.rows ?? 0)
    }

    /// S3: the end that the ledger tells is where the letters lead; S11: the fence never falls.
    private mutating func checkEnd(_ end: HistoryInEnd, _ at: HistoryPlace, _ findings: inout Findings) {
        var book = incoming[end.stream] ?? InBook(end.stream)
        findings.expect(
            end.disposed == book.line.number && end.head == book.line.head, .inOrder, office, end.stream, end.disposed,
            at: at, "台账说处置到 \(end.disposed)，所处置的函件到 \(book.line.number)，或者散列不同")
        if end.head != book.line.head { book.restart(at: end.disposed, end.head) }
        findings.expect(
            book.fence.map { known in end.fence.map { !$0.isStale(against: known) } ?? false } ?? true, .noStaleWriter,
            office, end.stream, end.disposed, at: at,
            "栅栏从 \(book.fence?.description ?? "") 退到 \(end.fence?.description ?? "无")")
        book.fence = end.fence
        incoming[end.stream] = book
    }

    /// S5: an ack covers what is on disk, with its hash.
    mutating func checkAck(_ ack: HistoryPublication.Ack, _ findings: inout Findings) {
        counts.acks += 1
        let line = incoming[ack.stream]?.line
        findings.expect(
            ack.disposed <= line?.number ?? 0, .acknowledgedIsKept, office, ack.stream, ack.disposed, at: place,
            "确认时台账只处置到 \(line?.number ?? 0)")
        let mark = line == nil ? ack.stream.seed.mark : line?.mark(at: ack.disposed)
        if let mark {
            findings.expect(
                mark == ack.head.mark, .acknowledgedIsKept, office, ack.stream, ack.disposed, at: place,
                "确认的散列不在所处置的线上")
        }
        var book = incoming[ack.stream] ?? InBook(ack.stream)
        book.acknowledged.insert(ack.head.mark)
        if let fence = ack.fence { book.fencesTold.insert(fence) }
        book.lastAck = ack.disposed
        incoming[ack.stream] = book
    }
}
