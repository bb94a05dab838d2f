import Contracts
import Signing
import Workers

/// The whole service on one machine: embedded broker, six workers and the credit feed as processes of their own, and
/// one case played through all of them over HTTP, as officers would.
package struct Demonstration: Sendable {
    /// How it is run.
    package struct Options: Sendable {
        /// Where ledgers, keys and logs go; made anew unless `keepsState`.
        package var folder: String
        /// First of the ports on loopback; the offices take seven, the broker the twentieth behind it.
        package var portBase: Int
        /// Whether the processes end when the play is over.
        package var ends: Bool
        /// Whether the folder of an earlier run is opened again, with nothing played.
        package var keepsState: Bool
        /// Whether one JSON object is written instead of a story.
        package var isJSON: Bool
        /// The folder with `rules` and `samples`.
        package var deploy: String
        /// The folder for the offices' histories, made when it is not there; nil for none.
        package var histories: String?
        /// Brokers that are there already, and the namespace to use on them; nil for the embedded one.
        package var cluster: (bootstrap: String, namespace: String)?

        /// Options.
        package init(
            folder: String, portBase: Int, ends: Bool, keepsState: Bool, isJSON: Bool, deploy: String,
            histories: String? = nil, cluster: (bootstrap: String, namespace: String)? = nil
        ) {
            self.folder = folder
            self.portBase = portBase
            self.ends = ends
            self.keepsState = keepsState
            self.isJSON = isJSON
            self.deploy = deploy
            self.histories = histories
            self.cluster = cluster
        }
    }

    private let options: Options

    /// A demonstration with these options.
    package init(_ options: Options) {
        self.options = options
    }

    /// Plays it; the processes it started are gone when it returns.
    ///
    /// - Returns: whether every check passed.
    /// - Throws: why it could not begin: an occupied port, a foreign folder, a missing program.
    package func run() async throws -> Bool {
        let begin = ContinuousClock.now
        let narrator = Narrator(isJSON: options.isJSON)
        let claim = try FolderClaim(options.folder)
        defer { claim.release() }
        try await Orphans(folder: options.folder).end(telling: narrator)
        let house = try DemonstrationHouse.prepare(options, at: OfficeClock.machine())
        let crew = ProcessCrew(list: house.processList)
        let stage = DemonstrationStage(house: house, crew: crew, narrator: narrator)
        do {
            try await open(stage)
            try await play(stage)
            try await FinalChecks.run(on: stage)
            // Behind the checks: a copy that was changed by hand leaves alarms, and there may be none before it.
            if !options.keepsState {
                try await EqualityAct.play(on: stage)
                try await PortalAct.tamper(on: stage)
            }
            if !options.ends { try await stayOpen(stage) }
        } catch is CancellationError {
            narrator.say("\n收到停止信号")
        } catch {
            narrator.broken("演示", "\(error)")
        }
        let unclean = await crew.stop(last: DemonstrationHouse.broker)
        narrator.check(
            "全部进程干净停止", passed: unclean.isEmpty,
            unclean.isEmpty ? "退出码均为 0" : unclean.joined(separator: "；"))
        FinalChecks.checkClosedLedgers(house, narrator)
        FinalChecks.checkHistories(house, narrator)
        narrator.finish(seconds: (ContinuousClock.now - begin).components.seconds)
        return narrator.isGood
    }

    /// Starts all programs and waits until each says it is ready.
    private func open(_ stage: DemonstrationStage) async throws {
        let house = stage.house
        for office in house.offices where await stage.isAnswering(office.id) {
            throw DemonstrationFailure(
                "\(house.address(of: office.id)) 已有程序在用：请先停止它，或者用 --port-base 换一组端口")
        }
        stage.narrator.act("启动：开发代理、六个单位的服务、信用平台")
        try await stage.crew.start([house.brokerProgram])
        try await stage.crew.start(house.officePrograms)
        for office in house.offices {
            _ = try await stage.until("\(office.shortName)就绪（日志在 \(house.layout.path)/logs）") {
                let mishaps = await stage.crew.mishaps
                guard mishaps.isEmpty else { throw DemonstrationFailure(mishaps.joined(separator: "；")) }
                return await stage.isReady(office.id) ? true : nil
            }
            stage.narrator.done("\(DisplayWidth.padded(office.name, to: 30)) \(house.address(of: office.id))")
        }
    }

    /// The acts; one that breaks does not keep the others from being played.
    private func play(_ stage: DemonstrationStage) async throws {
        guard !options.keepsState else { return }
        let samples = options.deploy + "/samples"
        // In the order of their dates: official time never goes back.
        var handoff: String?
        try await act(HandoffAct.title, stage) { handoff = try await HandoffAct(stage).play() }
        try await act(ImportAct.title, stage) { try await ImportAct.play(on: stage, samples: samples) }
        try await act(PublicationAct.title, stage) { try await PublicationAct.play(on: stage) }
        try await act(PortalAct.title, stage) { try await PortalAct.play(on: stage) }
        try await act(ReferralAct.title, stage) { try await ReferralAct.play(on: stage) }
        try await act(ListingAct.title, stage) { try await ListingAct.play(on: stage) }
        try await act(SupervisionAct.title, stage) { try await SupervisionAct(stage).play() }
        try await act(EvidenceAct.title, stage) { try await EvidenceAct.play(on: stage) }
        guard let handoff else { return }
        try await act("判决之后", stage) { try await HandoffAct(stage).end(handoff) }
    }

    private func act(
        _ title: String, _ stage: DemonstrationStage, _ play: () async throws -> Void
    ) async throws {
        stage.narrator.act(title)
        do {
            try await play()
        } catch let cancellation as CancellationError {
            throw cancellation
        } catch {
            stage.narrator.broken(title, "\(error)")
        }
    }

    /// Leaves everything running, with what a visitor needs, until a signal comes.
    private func stayOpen(_ stage: DemonstrationStage) async throws {
        let house = stage.house
        var table = TextTable(["单位", "工作台和接口", "人员的账号、密码和令牌"])
        for office in house.offices {
            table.add([office.shortName, house.address(of: office.id), house.layout.tokens(office.id)])
        }
        stage.narrator.say("\n\(stage.narrator.tally)\n\n\(table.text)\n\n服务仍在运行，按 Ctrl-C 停止。例如：")
        if let example = house.people.first {
            stage.narrator.say(
                "  浏览器打开 \(house.address(of: example.office))/ ，以账号 \(example.id)、密码 \(example.password) 登录工作台")
            stage.narrator.say(
                "  curl -H 'Authorization: Bearer \(example.token)' \(house.address(of: example.office))/api/v1/cases")
        }
        while true { try await stage.rest() }
    }
}
