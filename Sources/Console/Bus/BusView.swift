import Casework
import Contracts
import Exchange
import Ledgers
import Offices
import Pages

/// How far the exchange with each office is, as of one moment.
struct BusView: Sendable {
    private struct Counterpart {
        var sent, acknowledged, inFlight, parkedThere, waiting: UInt64
        var disposed, parkedHere, quarantinedHere: UInt64
        var oldest, newestIn: Moment?

        static let none = Counterpart(
            sent: 0, acknowledged: 0, inFlight: 0, parkedThere: 0, waiting: 0, disposed: 0, parkedHere: 0,
            quarantinedHere: 0)
    }

    private var counterparts: [OfficeID: Counterpart] = [:]
    private let alarms: [AlarmRow]
    private let comparison: ListComparison
    private let visit: Console.Visit

    /// Hours after which silence, or a letter without acknowledgement, is old.
    private static let oldHours: Int64 = 24

    /// Adds the streams of each office up; `sentAt` and `receivedAt` tell when a letter was signed.
    init(
        accounts: [StreamAccount], incoming: [IncomingAccount], alarms: [AlarmRow], roots: [Checkpoint.ListRoot],
        visit: Console.Visit, sentAt: (StreamName, UInt64) throws -> Moment?,
        receivedAt: (StreamName, UInt64) throws -> Moment?
    ) throws {
        self.alarms = alarms
        comparison = ListComparison(visit.machine, roots: roots)
        self.visit = visit
        for account in accounts {
            guard let office = account.receiver else { continue }
            var sum = counterparts[office] ?? .none
            sum.sent += account.sent
            sum.acknowledged += account.acknowledged
            sum.inFlight += account.inFlight
            sum.parkedThere += account.parked + account.quarantined
            sum.waiting += account.waiting
            // Letters are acknowledged in their order: the oldest one is the first behind what was disposed.
            if account.inFlight > 0, let at = try sentAt(account.stream, account.sent - account.inFlight + 1) {
                sum.oldest = min(sum.oldest ?? at, at)
            }
            counterparts[office] = sum
        }
        for account in incoming {
            var sum = counterparts[account.stream.office] ?? .none
            sum.disposed += account.disposed
            sum.parkedHere += account.parked
            sum.quarantinedHere += account.quarantined
            if account.disposed > 0, let at = try receivedAt(account.stream, account.disposed) {
                sum.newestIn = max(sum.newestIn ?? at, at)
            }
            counterparts[account.stream.office] = sum
        }
    }

    /// For the template.
    var content: [String: PageValue] {
        let directory = visit.directory
        return [
            "streams": table.value, "keys": keyTable.value,
            "directoryVersion": .text(directory.map { String($0.version) } ?? "—"),
            "directoryUntil": .text(directory.map { $0.validUntil.shortDescription } ?? "—"),
            "directoryTone": .text(DirectoryTable(visit: visit).tone(until: directory?.validUntil).rawValue),
            "ruleSet": .text(visit.rules.version),
            "alarms": alarms.isEmpty ? .none : alarmTable.value,
        ]
    }

    private func columns(_ words: [Words], numbers: ClosedRange<Int>) -> [TableValue.Column] {
        words.enumerated().map { .init($1.in(visit.language), isNumber: numbers.contains($0)) }
    }

    private var table: TableValue {
        let headings = [
            Words("单位", "Office"), Words("已发", "Sent"), Words("已确认", "Acknowledged"), Words("在途", "In flight"),
            Words("对方搁置", "Held there"), Words("待编号", "Waiting"), Words("已收", "Received"),
            Words("本单位等待", "Parked here"),
            Words("本单位隔离", "Quarantined here"), Words("最早未确认", "Oldest unacknowledged"),
            Words("最近来函", "Last letter from it"),
        ]
        let rows = counterparts.sorted { $0.key < $1.key }.map { office, sum -> [TableValue.Cell] in
            [.init(visit.name(of: office), note: office.description, isChinese: true)]
                + [sum.sent, sum.acknowledged, sum.inFlight, sum.parkedThere, sum.waiting, sum.disposed].map {
                    .init(String($0))
                }
                + [held(sum.parkedHere, .warn), held(sum.quarantinedHere, .bad)]
                + [
                    .init(
                        sum.oldest?.shortDescription ?? "",
                        badge: isOld(sum.oldest) ? Badge("超过一日", .warn) : nil),
                    .init(
                        heard(office, sum.newestIn)?.shortDescription ?? "从未收到",
                        badge: isOld(heard(office, sum.newestIn)) ? Badge("超过一日没有来函", .gone) : nil),
                ]
        }
        return TableValue(columns(headings, numbers: 1...8), rows, label: visit.text("busStreams"))
    }

    private func held(_ count: UInt64, _ tone: Badge.Tone) -> TableValue.Cell {
        .init(String(count), url: count > 0 ? "/bus/held" : nil, badge: count > 0 ? Badge("待处理", tone) : nil)
    }

    /// When an office was heard of last: a letter of its own or the checkpoint in which it told its lists.
    private func heard(_ office: OfficeID, _ letter: Moment?) -> Moment? {
        [letter, visit.machine.lists.reports[office]?.at].compactMap(\.self).max()
    }

    private func isOld(_ at: Moment?) -> Bool {
        at.map { visit.clocks.machine.milliseconds - $0.milliseconds >= BusView.oldHours * 3_600_000 } ?? false
    }

    /// The worst of what an office's copies of lists are to ours; nil when there are no lists.
    private func badge(ofListsAt office: OfficeID) -> Badge? {
        let standings = comparison.rows.flatMap(\.copies).filter { $0.office == office }.map(\.standing)
        let words: [(ListComparison.Standing, Badge)] = [
            (.forked, Badge("版本冲突", .bad)), (.different, Badge("不一致", .bad)), (.holding, Badge("有函件搁置", .warn)),
            (.behind, Badge("落后于本单位", .warn)), (.ahead, Badge("先于本单位", .warn)), (.unheard, Badge("尚未收到", .gone)),
            (.equal, Badge("一致", .good)),
        ]
        return words.first { standings.contains($0.0) }?.1
    }

    /// When the keys of each office end: the last of those that were not revoked.
    private var keyTable: TableValue {
        let offices = visit.directory?.offices.filter { $0.status == .active } ?? []
        let rows = offices.map { office -> [TableValue.Cell] in
            [.init(visit.name(of: office.id), isChinese: true)] + DirectoryTable(visit: visit).keyCells(office)
                + [
                    .init(
                        visit.machine.lists.reports[office.id]?.at.shortDescription ?? "",
                        badge: badge(ofListsAt: office.id))
                ]
        }
        return TableValue(
            columns(
                [
                    Words("单位", "Office"), Words("签名密钥至", "Signing key until"),
                    Words("加密密钥至", "Sealing key until"), Words("最近名单核对", "Last comparison of lists"),
                ], numbers: 9...9),
            rows)
    }

    private var alarmTable: TableValue {
        TableValue(
            columns(
                [Words("告警", "Alarm"), Words("次数", "Times"), Words("首次", "First"), Words("最近", "Last")], numbers: 1...1),
            alarms.map { row in
                let words = visit.rules.reasons.first { $0.code == row.alarm.code }?.chinese
                return [
                    .init(words ?? row.alarm.code, note: row.alarm.text, isChinese: true), .init(String(row.count)),
                    .init(row.firstAt.shortDescription), .init(row.lastAt.shortDescription),
                ]
            })
    }
}
