import Casework
import Contracts
import Ledgers
import Offices
import Pages

/// What is wrong with the office's exchange with others, for those who keep it running.
struct HomeWarnings: Sendable {
    private static let daysBefore = 14

    let heldBack: Int
    let records: Int
    let alarms: Int
    let waiting: Int

    /// Reads the figures.
    init(_ reader: LedgerReader) throws {
        let held = try reader.heldBackCounts()
        heldBack = held.parked + held.quarantined
        records = held.records
        alarms = held.alarms
        waiting = held.waiting
    }

    /// One line for each thing that is wrong.
    func lines(_ visit: Console.Visit) -> [PageValue] {
        var lines: [PageValue] = []
        func add(_ words: String, _ url: String, _ tone: Badge.Tone = .warn) {
            lines.append(["words": .text(words), "url": .text(url), "tone": .text(tone.rawValue)])
        }
        if heldBack > 0 { add("\(heldBack)份函件在等待或者隔离，尚未生效", "/bus/held", .bad) }
        if records > 0 { add("\(records)条记录未能验证", "/bus/held") }
        if waiting > 0 { add("\(waiting)份函件等待编号发出", "/bus") }
        if alarms > 0 { add("\(alarms)项告警", "/bus") }
        if let directory = visit.directory {
            let days = (directory.validUntil.milliseconds - visit.clocks.machine.milliseconds) / 86_400_000
            if days < 0 {
                add("目录已于\(directory.validUntil.civilDate)失效", "/bus", .bad)
            } else if days < HomeWarnings.daysBefore {
                add("目录将于\(directory.validUntil.civilDate)失效（还有\(days)日）", "/bus")
            }
        } else {
            add("尚无有效目录", "/bus", .bad)
        }
        return lines
    }
}
