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
        var disposed, heldHere: UInt64
        var oldest: Moment?

        static let none = Counterpart(
            sent: 0, acknowledged: 0, inFlight: 0, parkedThere: 0, waiting: 0, disposed: 0, heldHere: 0)
    }

    private static let daysBefore = 30

    private var counterparts: [OfficeID: Counterpart] = [:]
    private let alarms: [AlarmRow]
    private let visit: Console.Visit

    /// Adds the streams of each office up; `time` tells when a letter of ours was signed.
    init(
        accounts: [StreamAccount], incoming: [IncomingAccount], alarms: [AlarmRow], visit: Console.Visit,
        time: (StreamName, UInt64) throws -> Moment?
    ) throws {
        self.alarms = alarms
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
            if account.inFlight > 0, let at = try time(account.stream, account.sent - account.inFlight + 1) {
                sum.oldest = min(sum.oldest ?? at, at)
            }
            counterparts[office] = sum
        }
        for account in incoming {
            var sum = counterparts[account.stream.office] ?? .none
            sum.disposed += account.disposed
            sum.heldHere += account.parked + account.quarantined
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
            "directoryTone": .text(tone(until: directory?.validUntil).rawValue),
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
            Words("对方搁置", "Held there"), Words("待编号", "Waiting"), Words("已收", "Received"), Words("本单位搁置", "Held here"),
            Words("最早未确认", "Oldest unacknowledged"),
        ]
        let rows = counterparts.sorted { $0.key < $1.key }.map { office, sum -> [TableValue.Cell] in
            let age = sum.oldest.map { (visit.clocks.machine.milliseconds - $0.milliseconds) / 3_600_000 }
            let isOld = age.map { $0 >= 24 } ?? false
            return [.init(visit.name(of: office), note: office.description, isChinese: true)]
                + [sum.sent, sum.acknowledged, sum.inFlight, sum.parkedThere, sum.waiting, sum.disposed].map {
                    .init(String($0))
                }
                + [
                    .init(
                        String(sum.heldHere), url: sum.heldHere > 0 ? "/bus/held" : nil,
                        badge: sum.heldHere > 0 ? Badge("待处理", .bad) : nil),
                    .init(sum.oldest?.shortDescription ?? "", badge: isOld ? Badge("超过一日", .warn) : nil),
                ]
        }
        return TableValue(columns(headings, numbers: 1...7), rows, label: visit.text("busStreams"))
    }

    private func tone(until end: Moment?) -> Badge.Tone {
        guard let end else { return .bad }
        let days = (end.milliseconds - visit.clocks.machine.milliseconds) / 86_400_000
        return days < 0 ? .bad : days < Int64(BusView.daysBefore) ? .warn : .good
    }

    /// When the keys of each office end: the last of those that were not revoked.
    private var keyTable: TableValue {
        let offices = visit.directory?.offices.filter { $0.status == .active } ?? []
        let rows = offices.map { office -> [TableValue.Cell] in
            let signing = office.keys.filter { $0.revokedAt == nil }.map(\.validTo).max()
            let sealing = office.sealingKeys.filter { $0.revokedAt == nil }.map(\.validTo).max()
            return [.init(visit.name(of: office.id), isChinese: true)]
                + [signing, sealing].map { end in
                    .init("", badge: Badge(end?.civilDate.description ?? "没有", tone(until: end)))
                }
                + [.init(visit.machine.lists.reports[office.id]?.at.shortDescription ?? "")]
        }
        return TableValue(
            columns(
                [
                    Words("单位", "Office"), Words("签名密钥至", "Signing key until"),
                    Words("加密密钥至", "Sealing key until"), Words("最近名单根", "Last list roots"),
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
