import ArgumentParser
import Contracts
import Programs
import Signing
import Workers

struct AddOfficeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-office", abstract: "登记新单位：生成密钥和配置，签发新一版目录。",
        discussion:
            "示例：liandong directory add-office --folder /var/lib/liandong/house --offices new.json --http-port 18090"
            .folded)

    @OptionGroup var registrar: RegistrarOptions

    @Option(help: ArgumentHelp("单位清单（JSON，含 offices）。", valueName: "file"))
    var offices: String

    @Option(help: ArgumentHelp("第一个新单位的本机 HTTP 端口。", valueName: "port"))
    var httpPort: Int

    @Option(help: ArgumentHelp("Kafka 地址 host:port。", valueName: "servers"))
    var bootstrap = "127.0.0.1:9092"

    @OptionGroup var form: OutputForm

    func run() async throws {
        let plans = try OfficePlan.readList(SafeFile.read(offices, access: .shared), named: offices)
        for (index, plan) in plans.enumerated() {
            _ = try Provisioning.addOffice(
                plan, bootstrap: bootstrap, httpPort: httpPort + index, to: registrar.layout,
                at: OfficeClock.machine())
        }
        let ids = plans.map(\.profile.id)
        try DirectoryChange(registrar).report(
            form, "已登记 \(ids.map(\.description).joined(separator: "、"))；配置在 \(registrar.folder)/offices")
    }
}

struct RotateKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-key", abstract: "为单位换签名密钥：写出新密钥文件，签发新一版目录，旧密钥在重叠期后失效。",
        discussion: """
            新密钥写在该单位文件夹的 signing-<编号>.key；把它换到 office.json 的 signingKey 后重启该单位。

            示例：liandong directory rotate-key --folder /var/lib/liandong/house --office 510100-tax --overlap-hours 168
            """.folded)

    @OptionGroup var registrar: RegistrarOptions

    @Option(help: ArgumentHelp("单位编号。", valueName: "office"))
    var office: OfficeID

    @Option(help: ArgumentHelp("旧密钥继续有效的小时数。", valueName: "hours"))
    var overlapHours: Int64 = 168

    @OptionGroup var form: OutputForm

    func validate() throws {
        guard (0...8760).contains(overlapHours) else { throw ValidationError("--overlap-hours 应在 0 到 8760 之间") }
    }

    func run() async throws {
        var signer = try registrar.open()
        let made = try signer.rotateKey(
            of: office, in: registrar.layout.office(office), overlap: .hours(overlapHours), at: OfficeClock.machine())
        try DirectoryChange(registrar).report(form, "已登记 \(office) 的新密钥 \(made.keyID)：\(made.path)")
    }
}

struct RotateSealingKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-sealing-key", abstract: "为单位换加密密钥：写出新密钥文件，签发新一版目录；旧密钥留用，以便打开旧函件。",
        discussion: """
            新密钥写在该单位文件夹的 sealing/<编号>.key。请在启用前把它放进该单位的 sealing 文件夹并重启该单位；旧密钥文件不得删除。
            也用于为原来没有加密密钥的单位登记第一把。

            示例：liandong directory rotate-sealing-key --folder /var/lib/liandong/house --office 510100-police --lead-hours 24
            """.folded)

    @OptionGroup var registrar: RegistrarOptions

    @Option(help: ArgumentHelp("单位编号。", valueName: "office"))
    var office: OfficeID

    @Option(help: ArgumentHelp("多少小时后其他单位开始使用新密钥。", valueName: "hours"))
    var leadHours: Int64 = 24

    @Option(help: ArgumentHelp("启用新密钥后，旧密钥继续列为有效的小时数。", valueName: "hours"))
    var overlapHours: Int64 = 168

    @OptionGroup var form: OutputForm

    func validate() throws {
        guard (0...8760).contains(overlapHours), (0...8760).contains(leadHours) else {
            throw ValidationError("--lead-hours 和 --overlap-hours 应在 0 到 8760 之间")
        }
    }

    func run() async throws {
        var signer = try registrar.open()
        let made = try signer.rotateSealingKey(
            of: office, in: registrar.layout.sealingKeys(office), lead: .hours(leadHours),
            overlap: .hours(overlapHours), at: OfficeClock.machine())
        try DirectoryChange(registrar).report(form, "已登记 \(office) 的新加密密钥 \(made.keyID)：\(made.path)")
    }
}

struct BeginSealingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "begin-sealing", abstract: "为还没有加密密钥的在用单位各生成一把，自启用时起须加密的函件一律加密。",
        discussion: """
            用于由旧版本升级的命名空间（新建的命名空间一开始就加密）。先升级全部单位的程序，再运行本命令；
            在启用前把 sealing 文件夹交给各单位，在 office.json 中写明 "sealingKeys": "sealing"，然后重启。

            示例：liandong directory begin-sealing --folder /var/lib/liandong/house --lead-hours 72
            """.folded)

    @OptionGroup var registrar: RegistrarOptions

    @Option(help: ArgumentHelp("多少小时后开始加密。", valueName: "hours"))
    var leadHours: Int64 = 72

    @OptionGroup var form: OutputForm

    func validate() throws {
        guard (0...8760).contains(leadHours) else { throw ValidationError("--lead-hours 应在 0 到 8760 之间") }
    }

    func run() async throws {
        var signer = try registrar.open()
        let made = try signer.beginSealing(
            in: { registrar.layout.sealingKeys($0) }, lead: .hours(leadHours), at: OfficeClock.machine())
        guard !made.isEmpty else {
            return Console.print(["keys": []], as: form, "每个在用单位都已有加密密钥，目录没有改变")
        }
        let files = made.map { "\n  \($0.office)：\($0.key.path)" }.joined()
        try DirectoryChange(registrar).report(form, "已为 \(made.count) 个单位登记加密密钥：\(files)\n")
    }
}

struct RevokeKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke-key", abstract: "吊销单位的一把密钥：此后它签的任何函件都不再采信。",
        discussion: "示例：liandong directory revoke-key --folder /var/lib/liandong/house --office 510100-tax --key k1"
            .folded)

    @OptionGroup var registrar: RegistrarOptions

    @Option(help: ArgumentHelp("单位编号。", valueName: "office"))
    var office: OfficeID

    @Option(help: ArgumentHelp("密钥编号。", valueName: "key"))
    var key: String

    @OptionGroup var form: OutputForm

    func run() async throws {
        var signer = try registrar.open()
        _ = try signer.revokeKey(of: office, keyID: key, at: OfficeClock.machine())
        try DirectoryChange(registrar).report(form, "已吊销 \(office) 的密钥 \(key)")
    }
}

struct NewRegistrarKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new-registrar-key", abstract: "生成一对登记密钥：私钥文件（0600）和交给 replace-registrar-key 的公开部分。",
        discussion: """
            不需要登记机关的文件夹，可以在离线的机器上运行；公开部分写在私钥旁边的 .public.json。

            示例：liandong directory new-registrar-key --id registrar-3 --out registrar-3.key
            """.folded)

    @Option(help: ArgumentHelp("密钥编号，不能与用过的相同，例如 registrar-3。", valueName: "key"))
    var id: String

    @Option(help: ArgumentHelp("私钥文件。", valueName: "file"))
    var out: String

    @Flag(help: "日常签发用（active）；默认为离线备用（offline）。")
    var active = false

    @OptionGroup var form: OutputForm

    func run() async throws {
        let half = try Registrar.makeKeyPair(keyID: id, at: out, status: active ? .active : .offline)
        Console.print(
            ["key": .string(out), "public": .string(half)], as: form,
            "已生成登记密钥 \(id)：私钥 \(out)，公开部分 \(half)\n"
                + "请用 liandong directory replace-registrar-key --add \(half) 写入目录；私钥由专人保管")
    }
}

struct ReplaceRegistrarKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replace-registrar-key", abstract: "吊销一把登记密钥，可同时登记一把新的；由另一把登记密钥签发。",
        discussion: """
            被吊销的密钥不能签发这一版：先把离线的 registrar-2.key 放回登记机关的文件夹，办完再取走。

            示例：
              liandong directory replace-registrar-key --folder /var/lib/liandong/house --revoke registrar-1 \\
                --add registrar-3.key.public.json
            """.folded)

    @OptionGroup var registrar: RegistrarOptions

    @Option(help: ArgumentHelp("要吊销的登记密钥编号。", valueName: "key"))
    var revoke: String

    @Option(help: ArgumentHelp("新登记密钥的公开部分（new-registrar-key 所写）。", valueName: "file"))
    var add: String?

    @OptionGroup var form: OutputForm

    func run() async throws {
        let new = try add.map { try Registrar.readPublicKey($0) }
        var signer = try registrar.open()
        let signed = try signer.replaceRegistrarKey(revoking: revoke, adding: new, at: OfficeClock.machine())
        let added = new.map { "，登记 \($0.keyID)" } ?? ""
        try DirectoryChange(registrar).report(form, "已由 \(signed.keyID) 签发：吊销登记密钥 \(revoke)\(added)")
    }
}

struct RetireOfficeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire-office", abstract: "停用单位；未结案件由承接单位接办。",
        discussion:
            "示例：liandong directory retire-office --folder /var/lib/liandong/house --office 510104-tax --successor 510100-tax"
            .folded
    )

    @OptionGroup var registrar: RegistrarOptions

    @Option(help: ArgumentHelp("单位编号。", valueName: "office"))
    var office: OfficeID

    @Option(help: ArgumentHelp("承接单位编号。", valueName: "office"))
    var successor: OfficeID?

    @OptionGroup var form: OutputForm

    func run() async throws {
        var signer = try registrar.open()
        _ = try signer.retireOffice(office, successor: successor, at: OfficeClock.machine())
        try DirectoryChange(registrar).report(form, "已停用 \(office)")
    }
}

struct NewGenerationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new-generation", abstract: "启用主题的新一代（更改分区数的唯一办法）；各单位终结旧流后转入新一代。",
        discussion: """
            先发布目录并创建新主题（liandong topics apply），再由各单位自行转换，无需停机；旧主题保留，供后加入的单位读取。
            示例：liandong directory new-generation --folder /var/lib/liandong/house --topic lists --partitions 12
            """.folded)

    @OptionGroup var registrar: RegistrarOptions

    @Option(help: ArgumentHelp("主题：lists、measures、publications 或 direct.<单位编号>。", valueName: "topic"))
    var topic: Topic

    @Option(help: ArgumentHelp("新一代的分区数；默认不变。", valueName: "count"))
    var partitions: Int?

    @OptionGroup var form: OutputForm

    func run() async throws {
        var signer = try registrar.open()
        _ = try signer.beginGeneration(of: topic, partitions: partitions, at: OfficeClock.machine())
        let generation = signer.book.newest?.generation(of: topic) ?? 0
        try DirectoryChange(registrar).report(form, "\(topic) 已启用第 \(generation) 代")
    }
}

/// What is told after each change of the directory.
private struct DirectoryChange {
    private let registrar: RegistrarOptions

    init(_ registrar: RegistrarOptions) {
        self.registrar = registrar
    }

    func report(_ form: OutputForm, _ words: String) throws {
        let version = try registrar.open().book.version
        let file = registrar.layout.registrar.directory
        Console.print(
            ["version": .integer(Int64(version)), "directory": .string(file), "text": .string(words)], as: form,
            "\(words)；目录第 \(version) 版已签发，请运行 liandong directory publish --directory \(file) 发布")
    }
}

extension Topic: ExpressibleByArgument {
    /// A topic on the command line, without its namespace.
    package init?(argument: String) { self.init(argument) }
}

extension OfficeID: ExpressibleByArgument {
    /// An office id on the command line.
    package init?(argument: String) { self.init(argument) }
}
