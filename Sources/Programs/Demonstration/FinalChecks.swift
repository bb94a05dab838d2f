import Casework
import Contracts
import Exchange
import Ledgers

/// What must be true when the play is over: nothing waits, both ends of every stream agree, all offices have the same
/// lists, the feed shows what the owner's ledger says, every ledger verifies.
package enum FinalChecks {
    /// Waits until nothing is under way, then makes the checks that need the running processes.
    package static func run(on stage: DemonstrationStage) async throws {
        stage.narrator.act("检查")
        let accounts = try await settled(stage)
        for account in accounts { checkOutbox(account, stage) }
        checkStreams(accounts, stage)
        checkNothingAside(accounts, stage)
        try await checkFeed(stage)
        try await checkPublicLog(stage)
        try await checkLedgers(stage)
        let mishaps = await stage.crew.mishaps
        stage.narrator.check(
            "没有进程意外退出", passed: mishaps.isEmpty,
            mishaps.isEmpty ? "被强行终止后重新启动 \(await stage.crew.revivals.count) 次" : mishaps.joined(separator: "；"))
    }

    /// Waits until nothing is under way; what still is when that does not happen in time.
    static func unsettled(_ stage: DemonstrationStage, within patience: Duration) async throws -> [String] {
        let end = ContinuousClock.now + patience
        while true {
            let accounts = try stage.house.offices.map { try read($0, stage.house) }
            // What ended for good keeps everybody waiting; it is told by itself.
            guard await stage.crew.mishaps.isEmpty, !isSettled(accounts) else { return [] }
            guard ContinuousClock.now < end else {
                return differences(accounts)
                    + accounts.filter { waiting($0) > 0 }.map { "\($0.office.shortName)：仍有 \(waiting($0)) 件在途或者未编号" }
            }
            for _ in 0..<10 { try await stage.rest() }
        }
    }

    /// One office's book-keeping, read from its file while it runs.
    private struct Account {
        let office: OfficeProfile
        let sent: [StreamAccount]
        let received: [IncomingAccount]
        let counts: LedgerCounts
        /// Records that used no number. Those of a writer that was killed and has a successor are not among them: they are
        /// refused as they must be, and their letters come again under the successor (protocol rules 11 and 20).
        let refusedRecords: Int
    }

    /// What a wiped broker forgot before a killed reader had read it, the reader misses only at the next heartbeat, which
    /// comes each minute (protocol rules 34 and 35); undisturbed offices are settled at once.
    private static let patience = Duration.seconds(180)

    /// The accounts once nothing is under way, or as they are when that does not happen in time.
    private static func settled(_ stage: DemonstrationStage) async throws -> [Account] {
        let end = ContinuousClock.now + patience
        while true {
            let accounts = try stage.house.offices.map { try read($0, stage.house) }
            if isSettled(accounts) || ContinuousClock.now > end { return accounts }
            try await stage.rest()
        }
    }

    private static func read(_ office: OfficeProfile, _ house: DemonstrationHouse) throws -> Account {
        let reader = try LedgerReader(path: house.ledger(of: office), dataKey: nil)
        return Account(
            office: office, sent: try reader.accounts(), received: try reader.incomingAccounts(),
            counts: try reader.counts(),
            refusedRecords: try reader.quarantine(limit: 10_000).count { $0.reason != "STALE_WRITER" })
    }

    private static func isSettled(_ accounts: [Account]) -> Bool {
        differences(accounts).isEmpty && accounts.allSatisfy { waiting($0) == 0 }
    }

    /// Letters without a number, and numbered ones of direct streams that are not acknowledged yet.
    private static func waiting(_ account: Account) -> UInt64 {
        account.sent.filter { !$0.stream.topic.isBroadcast }.reduce(UInt64(account.counts.waiting)) { $0 + $1.inFlight }
    }

    private static func checkOutbox(_ account: Account, _ stage: DemonstrationStage) {
        let direct = account.sent.filter { !$0.stream.topic.isBroadcast }
        let sent = direct.reduce(0) { $0 + $1.sent }
        let acknowledged = direct.reduce(0) { $0 + $1.acknowledged }
        let aside = direct.reduce(0) { $0 + $1.parked + $1.quarantined }
        let inFlight = direct.reduce(0) { $0 + $1.inFlight }
        stage.narrator.check(
            "\(account.office.shortName)发件箱为空，收支平衡",
            passed: waiting(account) == 0 && sent == acknowledged + inFlight + aside,
            "直达函件：已发 \(sent) = 已确认 \(acknowledged) + 在途 \(inFlight) + 搁置 \(aside)；未编号 \(account.counts.waiting)")
    }

    /// What a writer numbered and what each reader disposed must be the same, and all readers have the same line.
    private static func checkStreams(_ accounts: [Account], _ stage: DemonstrationStage) {
        let wrong = differences(accounts)
        let streams = accounts.reduce(0) { $0 + $1.received.count }
        stage.narrator.check(
            "收发双方逐流一致", passed: wrong.isEmpty,
            wrong.isEmpty ? "\(streams) 个流的条数和滚动散列一致" : wrong.joined(separator: "；"))
    }

    private static func differences(_ accounts: [Account]) -> [String] {
        accounts.flatMap { writer in
            ends(of: writer).flatMap { stream, number in
                let readers = accounts.filter { reads($0.office.id, stream, of: writer.office.id) }
                let ends = readers.map { reader in reader.received.first { $0.stream == stream } }
                let heads = ends.compactMap { $0?.head }
                let forked = heads.contains { $0 != heads.first } ? ["\(stream)：各收件方的散列不一致"] : []
                return forked
                    + zip(readers, ends).compactMap { reader, end in
                        let disposed = end?.disposed ?? 0
                        return disposed == number
                            ? nil : "\(stream)：发 \(number)，\(reader.office.shortName)收 \(disposed)"
                    }
            }
        }
    }

    /// Each stream of a writer, once, with its last number.
    private static func ends(of writer: Account) -> [(StreamName, UInt64)] {
        var ends: [(StreamName, UInt64)] = []
        for account in writer.sent where ends.last?.0 != account.stream {
            ends.append((account.stream, account.sent))
        }
        return ends
    }

    private static func reads(_ reader: OfficeID, _ stream: StreamName, of writer: OfficeID) -> Bool {
        switch stream.topic {
        case .direct(let office): office == reader
        case .lists, .measures, .publications: reader != writer
        case .checkpoints, .directory: false
        }
    }

    private static func checkNothingAside(_ accounts: [Account], _ stage: DemonstrationStage) {
        let aside = accounts.flatMap { account -> [String] in
            let counts = account.counts
            let numbers = [
                ("搁置", counts.parked), ("隔离", counts.quarantined), ("隔离记录", account.refusedRecords),
                ("警报", counts.alarms),
            ]
            return numbers.filter { $0.1 > 0 }.map { "\(account.office.shortName)：\($0.0) \($0.1)" }
        }
        stage.narrator.check(
            "没有搁置、隔离和警报", passed: aside.isEmpty, aside.isEmpty ? "七本台账均为零" : aside.joined(separator: "；"))
    }

    static func checkLedgers(_ stage: DemonstrationStage) async throws {
        for office in stage.house.offices {
            let program = stage.house.verification(of: office)
            let ending = try await stage.crew.run(program, within: .seconds(60))
            stage.narrator.check(
                "\(office.shortName)台账核验", passed: ending == .exited(0),
                ending == .exited(0) ? "散列链、签名、流和状态一致" : "\(ending)，见 \(program.log)")
        }
    }
}
