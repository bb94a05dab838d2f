import Contracts
import Exchange
import Offices

/// What only the histories of two offices together show. The order of their lines is unknown but for what one caused in
/// the other, so lines of letters are compared, never moments.
struct Crossing {
    let books: [Book]
    /// Of each office the history of the ledger that went on: copies of it end by being superseded.
    private let current: [OfficeID: Int]
    /// All histories of an office.
    private let all: [OfficeID: [Int]]
    /// The offices that were seen, sorted.
    let offices: [OfficeID]
    /// Offices of which there is no history.
    private(set) var unseen: Set<OfficeID> = []
    /// Letters set aside at the end.
    private(set) var held = 0

    init(_ books: [Book]) {
        self.books = books
        var current: [OfficeID: Int] = [:]
        var all: [OfficeID: [Int]] = [:]
        for (index, book) in books.enumerated() {
            guard let office = book.office else { continue }
            all[office, default: []].append(index)
            guard let best = current[office] else {
                current[office] = index
                continue
            }
            if book.goesOn(before: books[best]) { current[office] = index }
        }
        self.current = current
        self.all = all
        offices = all.keys.sorted()
    }

    /// Every reader of every stream beside its writer.
    mutating func check(_ findings: inout Findings) {
        for book in books {
            for name in book.incoming.keys.sorted() {
                guard let incoming = book.incoming[name] else { continue }
                guard let writers = all[name.office] else {
                    if incoming.line.number > 0 { unseen.insert(name.office) }
                    continue
                }
                checkLetters(incoming.line, name, at: book, writers.map { books[$0] }, &findings)
            }
            for name in book.outgoing.keys.sorted() {
                guard let outgoing = book.outgoing[name], case .direct(let reader) = name.topic else { continue }
                guard let readers = all[reader] else {
                    if outgoing.line.number > 0 { unseen.insert(reader) }
                    continue
                }
                checkAcks(outgoing, name, of: book, readers.map { books[$0] }, &findings)
            }
        }
    }

    // MARK: - S1 and S2: what is disposed was numbered, and it is the same everywhere

    private func checkLetters(
        _ line: Line, _ name: StreamName, at reader: Book, _ writers: [Book], _ findings: inout Findings
    ) {
        let known = writers.compactMap { $0.outgoing[name]?.line }
        let isWhole = !writers.contains(where: \.hasGaps)
        checkOrigin(line, name, at: reader, known, isWhole: isWhole, &findings)
        // What a copy that was beaten had read counts no more: its office's other ledger may have been given it anew.
        guard let own = reader.office.flatMap({ self.current[$0] }), books[own].file == reader.file else { return }
        guard let current = current[name.office], let writer = books[current].outgoing[name]?.line,
            books[current].stop != .fork
        else { return }
        let shared = min(writer.number, line.number)
        guard let difference = firstDifference(writer, line, upTo: shared) else {
            return findings.expect(true, .oneEffect, reader.office, name, shared, at: reader.place, "")
        }
        findings.expect(
            false, .oneEffect, reader.office, name, difference,
            at: reader.place(line.place(of: difference) ?? reader.line),
            "内容与发出单位台账中的同一编号不同（\(books[current].file) 第 \(writer.place(of: difference) ?? 0) 行）：一号两函")
    }

    /// S1: each letter that had an effect here, also one that a restore took away, was once numbered by its sender.
    private func checkOrigin(
        _ line: Line, _ name: StreamName, at reader: Book, _ writers: [Line], isWhole: Bool, _ findings: inout Findings
    ) {
        func check(_ number: UInt64, _ mark: UInt64, _ place: Int) -> Bool {
            let answers = writers.map { $0.everHad(mark, at: number) }
            let isKnown = answers.contains(true) || answers.contains(nil) || !isWhole
            findings.expect(
                isKnown, .oneLetter, reader.office, name, number, at: reader.place(place), "发出单位的历史里没有编过这件函件")
            return isKnown
        }
        if line.number > line.base {
            for number in (line.base + 1)...line.number {
                guard let mark = line.mark(at: number) else { continue }
                // Behind the first foreign letter all hashes differ.
                guard check(number, mark, line.place(of: number) ?? 0) else { break }
            }
        }
        for gone in line.lost where !check(gone.number, gone.mark, gone.place) { break }
    }

    /// The lowest number at which two lines differ: once they differ they do so for ever.
    private func firstDifference(_ one: Line, _ other: Line, upTo last: UInt64) -> UInt64? {
        let first = max(one.base, other.base)
        guard last > first, let a = one.mark(at: last), let b = other.mark(at: last), a != b else { return nil }
        var (low, high) = (first, last)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if one.mark(at: middle) == other.mark(at: middle) { low = middle } else { high = middle }
        }
        return high
    }

    // MARK: - Rules 12 and 32: the reader's acks were really sent

    private func checkAcks(
        _ stream: OutBook, _ name: StreamName, of writer: Book, _ readers: [Book], _ findings: inout Findings
    ) {
        guard !readers.contains(where: \.hasGaps), !writer.hasGaps else { return }
        let known = readers.compactMap { $0.incoming[name] }
        for (mark, ack) in stream.retirements.sorted(by: { $0.value.line < $1.value.line }) {
            findings.expect(
                known.contains { $0.acknowledged.contains(mark) }, .retiredByAck, writer.office, name, ack.number,
                at: writer.place(ack.line), "对方没有发出过到 \(ack.number) 的确认")
        }
        for (signer, line) in stream.publishers.sorted(by: { $0.value < $1.value }) {
            findings.expect(
                known.contains { $0.fencesTold.contains(signer) }, .answeredHello, writer.office, name,
                at: writer.place(line), "对方没有以 \(signer) 为栅栏答复过")
        }
    }

    // MARK: - L1: all is done

    /// What must hold once everything was mended and all have stopped.
    mutating func checkSettled(_ findings: inout Findings) {
        for office in offices {
            guard let index = current[office] else { continue }
            let book = books[index]
            findings.expect(
                book.stop == .clean && book.pending == nil && book.torn == nil, .settled, office, at: book.place,
                "没有干净地停止（\(book.stop?.rawValue ?? "最后一行之后再无记录")）")
            findings.expect(
                book.waiting == 0, .settled, office, at: book.place, "还有 \(book.waiting) 件函件没有编号")
            for name in book.outgoing.keys.sorted() { checkDelivered(name, of: book, &findings) }
            for name in book.incoming.keys.sorted() { checkAnswered(name, at: book, &findings) }
        }
    }

    private func readers(of name: StreamName) -> [OfficeID] {
        if case .direct(let reader) = name.topic { return [reader] }
        return offices.filter { $0 != name.office }
    }

    /// Every numbered letter is disposed by each addressee, on the same line; the outbox is empty.
    private func checkDelivered(_ name: StreamName, of writer: Book, _ findings: inout Findings) {
        guard let stream = writer.outgoing[name], stream.line.number > 0 else { return }
        findings.expect(
            stream.retired == stream.line.number, .settled, writer.office, name, stream.line.number, at: writer.place,
            "编到 \(stream.line.number)，销账到 \(stream.retired)")
        for reader in readers(of: name) {
            guard let index = current[reader] else { continue }
            let there = books[index].incoming[name]
            findings.expect(
                there?.line.number == stream.line.number && there?.line.head == stream.line.head, .settled,
                writer.office, name, stream.line.number, at: writer.place,
                "\(reader) 处置到 \(there?.line.number ?? 0)，本单位编到 \(stream.line.number)，或者散列不同")
            if case .direct = name.topic, let there, there.replayable == 0 {
                let parked = UInt64(there.held.values.count { $0 == .parked })
                let quarantined = UInt64(there.held.count) - parked
                findings.expect(
                    stream.parked == parked && stream.quarantined == quarantined, .accounts, writer.office, name,
                    stream.line.number, at: writer.place,
                    "所知搁置 \(stream.parked)、隔离 \(stream.quarantined)；\(reader) 实为 \(parked)、\(quarantined)")
            }
        }
    }

    /// The last ack of a direct stream covers all of it; nothing waits for something that will not come.
    private mutating func checkAnswered(_ name: StreamName, at reader: Book, _ findings: inout Findings) {
        guard let stream = reader.incoming[name] else { return }
        held += stream.held.count
        if !name.topic.isBroadcast, stream.line.number > stream.line.base {
            findings.expect(
                stream.lastAck == stream.line.number, .acknowledges, reader.office, name, stream.line.number,
                at: reader.place, "最后的确认是 \(stream.lastAck.map { String($0) } ?? "无")，处置到 \(stream.line.number)")
        }
        for (number, disposition) in stream.held.sorted(by: { $0.key < $1.key }) where disposition == .parked {
            findings.expect(
                false, .settled, reader.office, name, number, at: reader.place(stream.line.place(of: number) ?? 0),
                "仍在搁置")
        }
    }
}

extension Book {
    /// True when of two ledgers of an office this one is the one that went on: the newer, or of two clones with one epoch
    /// the one that did not have to stop.
    fileprivate func goesOn(before other: Book) -> Bool {
        let (own, others) = (highest?.epoch ?? 0, other.highest?.epoch ?? 0)
        return own > others || own == others && other.isBeaten && !isBeaten
    }

    private var isBeaten: Bool { stop == .superseded || stop == .fork }
}
