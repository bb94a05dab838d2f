package import Contracts

/// Holds the histories of many offices to the invariants, line by line: what one file shows is judged as it is read, what
/// only two files together show is judged at the end. Of the letters it keeps twelve bytes for each end of a stream.
package struct HistoryCheck: Sendable {
    /// What may be asked of the end.
    package enum Ending: Hashable, Sendable {
        /// Processes may have been at work, and faults may have stood, when the histories end.
        case any
        /// All faults were mended, everybody had time, and all stopped in good order (L1).
        case healed
    }

    private var books: [Book] = []
    private var findings = Findings()

    /// Nothing read yet.
    package init() {}

    /// Begins a file; the result names it in `take`.
    package mutating func open(_ name: String) -> Int {
        books.append(Book(file: name))
        return books.count - 1
    }

    /// Takes the next line of a file, without its end.
    ///
    /// A process that is killed may leave its last line torn; behind such a line only the start of the next process may
    /// follow, or nothing.
    ///
    /// - Throws: `HistoryFault` for what no process of ours writes.
    package mutating func take(_ line: some Collection<UInt8>, of file: Int) throws(HistoryFault) {
        books[file].line += 1
        books[file].counts.lines += 1
        let entry = try read(Array(line), books[file].place)
        if let torn = books[file].torn {
            guard case .start = entry?.event else {
                throw HistoryFault(place: books[file].place(torn), text: "不是完整的记录，其后又不是启动")
            }
            books[file].torn = nil
        }
        guard let entry else {
            books[file].torn = books[file].line
            books[file].counts.torn += 1
            return
        }
        if books[file].writer == nil {
            guard case .start = entry.event else {
                throw HistoryFault(place: books[file].place, text: "记录应从启动（start）开始")
            }
        }
        books[file].take(entry.event, &findings)
    }

    /// Takes the next event of a file whose lines were never written down, as a simulated office tells them.
    package mutating func take(_ event: HistoryEvent, of file: Int) {
        books[file].line += 1
        books[file].counts.lines += 1
        books[file].take(event, &findings)
    }

    /// Begins a file with all that another one has told: the process that told it was cloned.
    package mutating func copy(_ file: Int, as name: String) -> Int {
        books.append(books[file].copied(as: name))
        return books.count - 1
    }

    /// An entry; nil for a line that is torn.
    private func read(_ line: [UInt8], _ place: HistoryPlace) throws(HistoryFault) -> HistoryEntry? {
        let json: JSONValue
        do throws(JSONFailure) {
            json = try JSONValue.parse(line)
        } catch {
            // Whether the line was torn by a kill or is garbage shows in what follows it: `take` keeps its place for that.
            return nil
        }
        guard let entry = HistoryEntry(json) else {
            throw HistoryFault(place: place, text: "不是历史记录的行；文件是否由更新的版本写成？")
        }
        return entry
    }

    /// What was found, once all files were taken.
    package consuming func report(_ ending: Ending) -> HistoryReport {
        var crossing = Crossing(books)
        crossing.check(&findings)
        switch ending {
        case .any: break
        case .healed: crossing.checkSettled(&findings)
        }
        var counts = HistoryCounts()
        for book in books { counts.add(book.counts) }
        return HistoryReport(
            findings: findings.list, suppressed: findings.suppressed, comparisons: findings.comparisons,
            counts: counts, offices: crossing.offices, unseen: crossing.unseen.sorted(), held: crossing.held)
    }
}

/// What came of holding histories to the rules.
package struct HistoryReport: Sendable {
    /// Breaches, at most a thousand.
    package let findings: [HistoryFinding]
    /// How many more there were.
    package let suppressed: Int
    /// How many single comparisons were made.
    package let comparisons: UInt64
    /// What the histories tell, counted.
    package let counts: HistoryCounts
    /// The offices that were seen, sorted.
    package let offices: [OfficeID]
    /// Offices that wrote or were written to and of which there is no history.
    package let unseen: [OfficeID]
    /// Letters that stand in quarantine or parking at the end.
    package let held: Int

    /// True when nothing was found.
    package var isClean: Bool { findings.isEmpty && suppressed == 0 }
}
