import Casework
import Contracts
import Signing

/// 双公示: a file of penalty decisions is read, bad rows are told in words, good rows are taken over.
enum ImportAct {
    static let title = "双公示数据导入"

    static func play(on stage: DemonstrationStage, samples: String) async throws {
        try stage.setClock("2026-08-03T09:00:00.000+08:00")
        let officer = try stage.house.person("market-regulation", .handler)
        let content = try SafeFile.read(samples + "/penalties-utf8.csv", access: .shared)
        let batch = try await stage.upload(content, by: officer)
        let accepted = batch["accepted"]?.integer ?? 0
        let rejected = batch["rejected"]?.integer ?? 0
        stage.narrator.done("上传 penalties-utf8.csv：接受 \(accepted) 行，拒绝 \(rejected) 行")
        for error in batch["errors"]?.array ?? [] {
            let column = error["column"]?.string ?? "–"
            stage.narrator.say(
                "     第 \(error["row"]?.integer ?? 0) 行　\(column)　\(error["reason"]?.string ?? "")　\(error["words"]?.string ?? "")")
        }
        stage.narrator.check(
            "坏行不影响好行", passed: accepted == 13 && rejected == 10, "接受 \(accepted)/13，拒绝 \(rejected)/10")
        guard let id = batch["id"]?.string else { throw DemonstrationFailure("导入批次没有编号") }
        let released = try await stage.release(id, by: officer)
        stage.narrator.done("放行批次，形成待审查的公示案件 \(released) 件")
        let again = try await stage.upload(content, by: officer)
        stage.narrator.check(
            "重复导入不增加记录", passed: again["accepted"]?.integer == 0,
            "第二次导入同一文件，新增 \(again["accepted"]?.integer ?? -1) 行")
    }
}
