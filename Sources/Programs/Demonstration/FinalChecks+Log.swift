import Contracts
import Offices
import Signing
import Workers

/// The public log, checked as a stranger would.
extension FinalChecks {
    /// The list that the public sees is what the signed log says, and half of the offices have signed it.
    static func checkPublicLog(_ stage: DemonstrationStage) async throws {
        let report = try await publicLog(stage)
        stage.narrator.check(
            "公示日志核验通过", passed: report.isGood && report.newer == 0 && report.listed > 0,
            report.isGood
                ? "\(report.leaves) 项，公示 \(report.listed) 条，\(report.witnesses.count) 个机关见证"
                : report.findings.joined(separator: "；"))
    }

    /// What `liandong feed verify` says, once it finds nothing, or as it is when that does not happen in time.
    static func publicLog(
        _ stage: DemonstrationStage, within patience: Duration = .seconds(30)
    ) async throws -> FeedCheck.Report {
        guard let feed = stage.feed else { throw DemonstrationFailure("没有信用平台") }
        let documents = try DirectoryFile.read(stage.house.layout.registrar.path + "/directory.jsonl")
        guard let newest = documents.last(where: { $0.kind == .directory }) else {
            throw DemonstrationFailure("登记机关没有签署目录")
        }
        let directory = try DirectoryDocument.read(newest.payload)
        let trust = FeedCheck.Trust(directory: directory, required: directory.activeOffices.count / 2)
        let day = OfficeClock(officialFile: stage.house.clock).now().official.civilDate
        let check = FeedCheck(trust: trust, on: day) { path in
            guard let bytes = try await stage.downloadOnce(feed, path, token: "") else {
                throw DemonstrationFailure("\(feed) 没有给出 \(path)")
            }
            return bytes
        }
        // What came last is signed and witnessed within seconds.
        let end = ContinuousClock.now + patience
        var report: FeedCheck.Report
        repeat {
            report = try await check.run()
            if report.isGood && report.newer == 0 { break }
            try await stage.rest()
        } while ContinuousClock.now < end
        return report
    }
}
