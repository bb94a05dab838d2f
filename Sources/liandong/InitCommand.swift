import ArgumentParser
import Casework
import Contracts
import Programs
import Signing
import Workers

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "新建登记机关、各单位的密钥、目录和配置。",
        discussion: """
            不指明 --offices 时生成演示用的六个单位和信用平台（名称、代码均为虚构）。

            示例：
              liandong init --folder /var/lib/liandong/house --offices offices.json --bootstrap kafka1:9092
              liandong init --folder ./house --rehearsal
            """.folded)

    @Option(help: ArgumentHelp("要新建的文件夹；已存在且非空的不会被覆盖。", valueName: "dir"))
    var folder: String

    @Option(help: ArgumentHelp("单位清单（JSON，含 offices）。", valueName: "file"))
    var offices: String?

    @Option(help: ArgumentHelp("命名空间。", valueName: "name"))
    var namespace = "liandong"

    @Option(help: ArgumentHelp("Kafka 地址 host:port。", valueName: "servers"))
    var bootstrap = "127.0.0.1:9092"

    @Option(help: ArgumentHelp("第一个单位的本机 HTTP 端口，其余依次加一。", valueName: "port"))
    var httpPortBase = 18_080

    @Flag(help: "演练：允许设定法定时间，不得用于正式业务。")
    var rehearsal = false

    @Option(help: ArgumentHelp("演练用的法定时间文件。", valueName: "file"))
    var officialClock: String?

    @Option(help: ArgumentHelp("规则文件夹；默认用随程序安装的。", valueName: "dir"))
    var rules: String?

    @OptionGroup var form: OutputForm

    func run() async throws {
        let documents = try RuleDocuments.checked(rules).entries
        let plans = try offices.map { try OfficePlan.readList(SafeFile.read($0, access: .shared), named: $0) }
        let plan = Provisioning.Plan(
            namespace: namespace, isRehearsal: rehearsal, offices: plans ?? OfficePlan.demo, rules: documents,
            bootstrap: bootstrap, httpPortBase: httpPortBase, officialClock: officialClock)
        let layout = try Provisioning(plan, at: OfficeClock.machine()).make(at: folder)
        let report = InitReport(plan: plan, layout: layout)
        Console.print(report.json, as: form, report.text)
    }
}

/// What `init` has made, where it lies and what must be done with it.
private struct InitReport {
    let plan: Provisioning.Plan
    let layout: Provisioning.Layout

    private func port(_ index: Int) -> Int { plan.httpPortBase + index }

    var text: String {
        var table = TextTable(["单位", "名称", "端口", "配置"], aligned: [.left, .left, .right])
        for (index, office) in plan.offices.enumerated() {
            let profile = office.profile
            table.add([
                profile.id.description, profile.shortName, String(port(index)), layout.configuration(profile.id),
            ])
        }
        let example = plan.offices.first.map { layout.tokens($0.profile.id) } ?? ""
        return """
            已生成 \(plan.offices.count) 个单位，命名空间 \(plan.namespace)\(plan.isRehearsal ? "（演练）" : "")
            \(table.text)

            登记机关：\(layout.registrar.path)
            各单位的首批令牌在各自文件夹的 tokens.json（例如 \(example)），请分发给本人后删除。
            \(layout.registrar.key("registrar-2")) 是备用登记密钥：请立即移到离线介质保存，不得留在本机。
            """.folded
    }

    var json: JSONValue {
        [
            "folder": .string(layout.path), "namespace": .string(plan.namespace),
            "rehearsal": .bool(plan.isRehearsal), "registrar": .string(layout.registrar.path),
            "takeOffline": .string(layout.registrar.key("registrar-2")),
            "offices": .array(
                plan.offices.enumerated().map { index, office in
                    [
                        "office": .string(office.profile.id.description), "port": .integer(Int64(port(index))),
                        "configuration": .string(layout.configuration(office.profile.id)),
                        "tokens": .string(layout.tokens(office.profile.id)),
                    ]
                }),
        ]
    }
}
