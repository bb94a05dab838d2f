import Contracts
import Exchange
import Offices

// What an office numbers, publishes and retires.

extension Book {
    /// Rules 1, 2, 15 and 28: numbers without a hole, one line, each emission once, epochs that do not fall.
    mutating func checkNumbered(_ commit: HistoryCommit, _ at: HistoryPlace, _ findings: inout Findings) {
        for letter in commit.numbered {
            let leaf = letter.leaf
            counts.numbered += 1
            var book = outgoing[leaf.stream] ?? OutBook(line: Line(leaf.stream))
            findings.expect(
                leaf.stream.office == office, .oneLetter, office, leaf.stream, leaf.number, at: at, "编入了别的单位的流")
            findings.expect(
                leaf.number == book.line.number + 1, .numbered, office, leaf.stream, leaf.number, at: at,
                "前一个编号是 \(book.line.number)")
            findings.expect(
                leaf.previous == book.line.head, .oneLine, office, leaf.stream, leaf.number, at: at,
                "所接的散列不是第 \(book.line.number) 件之后的散列")
            findings.expect(
                leaf.epoch >= book.line.epoch, .epochsRise, office, leaf.stream, leaf.number, at: at,
                "叶的纪元 \(leaf.epoch) 低于前一件的 \(book.line.epoch)")
            book.line.append(leaf.number, leaf.head, at: at.line)
            book.line.epoch = leaf.epoch
            outgoing[leaf.stream] = book
            checkEmission(letter, at, &findings)
        }
        for end in commit.outgoing { checkEnd(end, at, &findings) }
    }

    private mutating func checkEmission(
        _ letter: HistoryCommit.Numbered, _ at: HistoryPlace, _ findings: inout Findings
    ) {
        let before = emissions.updateValue(journal?.rows ?? 0, forKey: letter.emission.mark)
        findings.expect(
            before == nil, .emittedOnce, office, letter.leaf.stream, letter.leaf.number, at: at,
            "\(letter.type) \(letter.letter)（案件 \(letter.caseID)）的原因此前已发过同一函件")
    }

    /// Rules 31 to 33: what an ack covers is on our line; it goes down only when one side was started anew.
    private mutating func checkEnd(_ end: HistoryOutEnd, _ at: HistoryPlace, _ findings: inout Findings) {
        var book = outgoing[end.stream] ?? OutBook(line: Line(end.stream))
        findings.expect(
            end.number == book.line.number && end.head == book.line.head, .numbered, office, end.stream, end.number,
            at: at, "台账说编到 \(end.number)，所编的函件到 \(book.line.number)，或者散列不同")
        if end.head != book.line.head { book.line.restart(at: end.number, end.head) }
        findings.expect(
            end.retired <= end.number, .hashedAck, office, end.stream, end.retired, at: at, "销账到未编的编号")
        if !end.stream.topic.isBroadcast {
            findings.expect(
                end.retired >= book.retired || !book.isAcknowledgedInRun || end.reader != book.reader, .withdrawal,
                office, end.stream, end.retired, at: at,
                "同一写入者 \(end.reader?.description ?? "") 的确认从 \(book.retired) 退回")
            if end.retired != book.retired, let mark = book.line.mark(at: end.retired) {
                book.retirements[mark] = (end.retired, at.line)
            }
            if end.retired != book.retired || end.reader != book.reader { book.isAcknowledgedInRun = true }
        }
        book.isOpenedInRun = true
        book.take(end)
        outgoing[end.stream] = book
    }

    /// S4, rules 4, 8, 12 and 14: only what is committed is published, by this process, in streams that it opened.
    mutating func checkPublished(_ publication: HistoryPublication, _ findings: inout Findings) {
        checkWriter(publication.writer, &findings)
        for leaf in publication.letters { checkPublished(leaf, by: publication.writer, &findings) }
        for position in publication.positions {
            let line = outgoing[position.stream]?.line
            findings.expect(
                position.number <= line?.number ?? 0, .toldIsKept, office, position.stream, position.number, at: place,
                "位置超出已提交的 \(line?.number ?? 0)")
            if let mark = line?.mark(at: position.number) {
                findings.expect(
                    mark == position.head.mark, .committedFirst, office, position.stream, position.number, at: place,
                    "位置的散列不在本单位的线上")
            }
        }
        for ack in publication.acks { checkAck(ack, &findings) }
    }

    private mutating func checkWriter(_ signer: Writer, _ findings: inout Findings) {
        findings.expect(
            signer.instance == writer?.instance, .higherEpoch, office, at: place,
            "签发的写入者 \(signer) 不是本进程的 \(writer?.description ?? "")")
        findings.expect(
            highest.map { !signer.isStale(against: $0) } ?? true, .higherEpoch, office, at: place,
            "签发的写入者 \(signer) 旧于 \(highest?.description ?? "")")
        findings.expect(
            stop == nil, .supersededStops, office, at: place, "停止之后（\(stop?.rawValue ?? "")）仍在发布")
        highest = signer
    }

    private mutating func checkPublished(
        _ leaf: HistoryLeaf, by signer: Writer, _ findings: inout Findings
    ) {
        counts.published += 1
        let book = outgoing[leaf.stream]
        findings.expect(
            leaf.number <= book?.line.number ?? 0, .toldIsKept, office, leaf.stream, leaf.number, at: place,
            "发布时台账只编到 \(book?.line.number ?? 0)")
        if let mark = book?.line.mark(at: leaf.number) {
            findings.expect(
                mark == leaf.head.mark, .committedFirst, office, leaf.stream, leaf.number, at: place,
                "发布的叶不是台账里的叶")
        }
        guard !leaf.stream.topic.isBroadcast else { return }
        findings.expect(
            book?.isOpenedInRun ?? false, .answeredHello, office, leaf.stream, leaf.number, at: place,
            "本次启动后流还没有开放")
        if outgoing[leaf.stream]?.publishers[signer] == nil { outgoing[leaf.stream]?.publishers[signer] = line }
    }
}
