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
        guard let id = batch["batchId"]?.string else { throw DemonstrationFailure("导入批次没有编号") }
        let accepted = batch["accepted"]?.integer ?? 0
        let rejected = batch["rejected"]?.integer ?? 0
        stage.narrator.done("上传 penalties-utf8.csv：合格 \(accepted) 行，不合格 \(rejected) 行")
        tell(try await stage.importErrors(id, by: officer), stage.narrator)
        stage.narrator.check(
            "坏行不影响好行", passed: accepted == 13 && rejected == 10, "合格 \(accepted)/13，不合格 \(rejected)/10")
        let released = try await stage.release(id, by: officer)
        stage.narrator.done("提交批次，录入待审查的公示案件 \(released["recorded"]?.integer ?? 0) 件")
        let before = try await stage.publicationCount()
        _ = try await stage.upload(content, by: officer)
        _ = try await stage.release(id, by: officer)
        let after = try await stage.publicationCount()
        stage.narrator.check(
            "重复导入不增加记录", passed: before == Int(accepted) && after == before,
            "公示案件 \(before) 件，再次导入同一文件后 \(after) 件")
    }

    private static func tell(_ errors: [JSONValue], _ narrator: Narrator) {
        var table = TextTable(["行", "列", "原因", "说明"], aligned: [.right])
        for error in errors {
            table.add([
                String(error["row"]?.integer ?? 0), error["columnId"]?.string ?? "–", error["code"]?.string ?? "",
                error["words"]?.string ?? "",
            ])
        }
        for line in table.lines { narrator.say("     " + line) }
    }
}
