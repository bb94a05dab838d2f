package import Casework
package import Contracts
import CreditTables
import Ledgers
import Logging
import Offices
import Tables
import Workers

/// What this office published, compared once a day with its 双公示 files and its ledger, without anybody asking.
/// The comparison is a job like any other: its result is kept beside the ledger, heads and auditors see it in the list of
/// jobs, and the status tells the last one.
package struct DailyReconciliation: Sendable {
    private let desk: JobDesk
    private let backend: OfficeBackend

    /// Who starts it.
    private static let officer = Officer(id: "daily-reconciliation", name: "每日对账", roles: [], region: "")
    /// The rule that says when: the minute of the day, official time.
    private static let rule = "reconciliationMinuteOfDay"

    /// The timer of an office, with jobs of its own.
    package init(_ backend: OfficeBackend) {
        self.init(desk: JobDesk(backend), backend: backend)
    }

    /// The timer beside the jobs that the process has already.
    init(desk: JobDesk, backend: OfficeBackend) {
        self.desk = desk
        self.backend = backend
    }

    /// Looks every minute whether it is time, until the process ends.
    func run() async {
        while !Task.isCancelled {
            do {
                try await tick(at: backend.clock.now().official)
            } catch {
                backend.logger.warning("the daily reconciliation did not begin", metadata: ["error": "\(error)"])
            }
            do { try await Task.sleep(for: .seconds(60)) } catch { return }
        }
    }

    /// Starts the comparison of the day when it is time and there has been none.
    ///
    /// - Parameter now: official time.
    /// - Returns: the job that it started; nil for none.
    /// - Throws: why it could not be started.
    @discardableResult
    package func tick(at now: Moment) async throws -> String? {
        let machine = await backend.runtime.snapshot()
        guard let agency = agency(machine), let due = DailyReconciliation.due(machine.rules, agency, on: now.civilDate),
            now >= due
        else { return nil }
        let today = JSONValue.string(now.civilDate.description)
        guard try await last()?.wishes["day"] != today else { return nil }
        return try await desk.start(
            .dailyReconciliation, wishes: ["format": "csv", "day": today], by: DailyReconciliation.officer
        ).id
    }

    private func agency(_ machine: OfficeMachine) -> String? {
        machine.deskContext(backend.clock.now(), as: backend.office)?.own.agency
    }

    /// The last one, at whatever state; nil before the first.
    private func last() async throws -> Job? {
        try await desk.all().first { $0.kind == .dailyReconciliation }
    }

    /// When it is due on a day; nil where the rules name no time, or the agency publishes nothing.
    package static func due(_ rules: RuleSet, _ agency: String, on day: CivilDate) -> Moment? {
        let channels = rules.channels.filter { $0.validity.contains(day) }
        let publishes = RecordKind.allCases.contains { kind in
            channels.contains { $0.coverage(of: kind, by: agency) != nil }
        }
        let minute = rules.limits.last { $0.name == rule && $0.validity.contains(day) }?.value
        return publishes ? minute.map { day.start + .minutes(Int64($0)) } : nil
    }

    /// What the status says of it: the last one with its counts, and when the next is due.
    package func status() async throws -> JSONValue {
        let machine = await backend.runtime.snapshot()
        let now = backend.clock.now().official
        let today = now.civilDate
        let days = [today, today.adding(days: 1)]
        let next = agency(machine).flatMap { agency in
            days.compactMap { DailyReconciliation.due(machine.rules, agency, on: $0) }.first { $0 > now }
        }
        let job = try await last()
        return .members([
            ("nextAt", next.map { .string($0.description) }), ("jobId", job.map { .string($0.id) }),
            ("day", job?.wishes["day"]), ("state", job.map { .string($0.state.rawValue) }),
            ("differences", job?.outcome["differences"]), ("outcome", job?.outcome),
        ])
    }
}

extension CreditWork {
    /// Compares all publications of this office, and keeps a line for each that is not as it should be.
    func compareDaily(_ job: Job) throws -> Job {
        let reader = work.backend.reader
        let sink = try work.folder.sink(job.id, .result)
        let result = try job.format.writer(to: sink, sheet: "每日对账")
        try result.write(["结果", "行政相对人名称", "文书号", "案件编号", "说明"])
        var comparison = DailyComparison()
        var counts: [String: Int64] = [:]
        var rows = 0
        try CreditLedger(reader).each { row, file in
            if rows.isMultiple(of: JobWork.stride) { try work.control.step(rows, of: 0) }
            rows += 1
            let told = file.facts["version"] == nil ? nil : try CreditWork.told(row.id, reader)
            for line in comparison.take(DailyComparison.Item(file: file, told: told)) {
                counts[line.finding.rawValue, default: 0] += 1
                try result.write([line.finding.title, line.name, line.number, line.caseID.description, line.text])
            }
        }
        try result.finish()
        try sink.finish()
        let differences = counts.values.reduce(0, +)
        counts["differences"] = differences
        counts["equal"] = Int64(comparison.equal)
        counts["rows"] = Int64(rows)
        if differences > 0 {
            work.backend.logger.warning(
                "the daily reconciliation found differences",
                metadata: ["job": "\(job.id)", "differences": "\(differences)"])
        }
        return ended(
            job, rows, "每日对账",
            .object(counts.sorted { $0.key < $1.key }.map { JSONMember($0.key, .integer($0.value)) }))
    }

    /// What the newest letter said that told all how a publication stands; nil when none has its number yet.
    private static func told(_ id: CaseID, _ reader: LedgerReader) throws -> JSONValue? {
        let letters = try reader.dossier(id, in: .office)?.letters ?? []
        for letter in letters.reversed() where letter.direction == .sent && letter.leaf.type.name.hasPrefix("pub.") {
            guard letter.leaf.stream.topic.isBroadcast,
                let envelope = try reader.sent(stream: letter.leaf.stream, number: letter.leaf.number)
            else { continue }
            let body = try JSONValue.parse(envelope.body)
            if body["version"] != nil { return body }
        }
        return nil
    }
}
