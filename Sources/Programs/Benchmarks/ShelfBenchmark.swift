import Contracts
import Offices
import Shelf
import Transparency
import Web
import Workers

/// The shelf of a very long log by itself: how fast it is read, how large it is, how long questions to it take. The log is made
/// up as it is read, so that no ledger of that length must be written first.
package enum ShelfBenchmark {
    /// Leaves of one transaction.
    private static let batch = 20_000

    /// Measures. A shelf that is in the folder already and agrees with the log is gone on with.
    ///
    /// - Throws: what the system says, and a fault when an answer is not the right one.
    package static func run(_ options: BenchmarkOptions) async throws -> BenchmarkReport {
        let house = try BenchmarkHouse.make(at: options.folder + "/feed", rules: options.rules, bootstrap: nil)
        let filler = FeedFiller(house, try house.office("credit-platform"))
        return try await Aside.run {
            let path = options.folder + "/shelf.sqlite"
            let file = try ShelfFile(path: path, source: MadeUpLog(filler: filler, count: options.cases))
            let today = OfficeClock.machine().civilDate
            let shelf = file.reader { today }
            let before = Int(try shelf.place)
            let seconds = try read(file, filler, options)
            options.progress("公示架：查询")
            let times = try ShelfQuestions.ask(shelf, options)
            var report = BenchmarkReport("shelf")
            let rate = Double(options.cases - before) / max(0.001, seconds)
            report.add(
                "公示信息", "\(options.cases) 条，读入 \(options.cases - before) 条，每秒 \(Figure.text(rate, digits: 0)) 条")
            report.add(times.all)
            let bytes = BenchmarkFiles.size(path) / Double(options.cases)
            report.add("公示架文件", "每条 \(Figure.text(bytes, digits: 0)) 字节")
            report.add("常驻内存", "\(Figure.text(ProcessMemory.resident(), digits: 0)) MB")
            report.set("items", .integer(Int64(options.cases)))
            report.set("readPerSecond", rate)
            report.set("bytesPerItem", bytes)
            report.set("residentMegabytes", ProcessMemory.resident())
            return report
        }
    }

    /// Seconds until the shelf has read the log.
    private static func read(_ file: ShelfFile, _ filler: FeedFiller, _ options: BenchmarkOptions) throws -> Double {
        let begin = ContinuousClock.now
        let projector = ShelfProjector(
            file: file, source: MadeUpLog(filler: filler, count: options.cases), batch: batch)
        var progress = try projector.step()
        while progress.hasMore {
            options.progress("公示架：读入 \(progress.size)/\(options.cases)")
            progress = try projector.step(looksForErasures: false)
        }
        return (ContinuousClock.now - begin).inSeconds
    }
}

/// The log that a feed's filler would write, leaf by leaf as it is asked for.
private struct MadeUpLog: ShelfSource {
    let filler: FeedFiller
    let count: Int

    func entries(from place: UInt64, limit: Int) throws -> [ShelfEntry] {
        let first = Int(clamping: place)
        return (first..<max(first, min(count, first + limit))).map { number in
            let (entry, content) = filler.leaf(number)
            return ShelfEntry(entry: entry, content: content.content)
        }
    }

    func entry(at place: UInt64) throws -> ShelfEntry? { try entries(from: place, limit: 1).first }

    func root(of size: UInt64) throws -> Digest? {
        guard size <= UInt64(count) else { return nil }
        var frontier = LogFrontier()
        for number in 0..<Int(clamping: size) { frontier.append(filler.leaf(number).0.hash) }
        return frontier.root
    }

    func waiting(limit: Int) throws -> [ShelfWaiting] { [] }

    func erasures(since moment: Moment) throws -> ShelfErasures { ShelfErasures(publications: [], latest: moment) }
}
