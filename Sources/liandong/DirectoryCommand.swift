import ArgumentParser
import Contracts
import Programs
import Signing
import Workers

struct DirectoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "directory", abstract: "登记机关的目录：单位、密钥、权限；查看、变更、发布。",
        subcommands: [
            Show.self, AddOfficeCommand.self, RotateKeyCommand.self, RotateSealingKeyCommand.self,
            BeginSealingCommand.self, RevokeKeyCommand.self,
            RetireOfficeCommand.self, NewGenerationCommand.self, NewRegistrarKeyCommand.self,
            ReplaceRegistrarKeyCommand.self, Publish.self,
        ])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "显示最新一版目录。", discussion: "示例：liandong directory show --folder /var/lib/liandong/house".folded)

        @OptionGroup var registrar: RegistrarOptions
        @OptionGroup var form: OutputForm

        func run() async throws {
            guard let newest = try registrar.open().newest else {
                throw ProgramEnding(.failed, code: "DIRECTORY_EMPTY", "还没有目录：请先运行 liandong init")
            }
            Console.print(newest.json, as: form, DirectoryPage(newest, at: OfficeClock.machine()).text)
        }
    }

    struct Publish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "把目录各版和规则集发布到目录主题；已在主题上的跳过。",
            discussion: """
                示例：
                  liandong directory publish --directory registrar/directory.jsonl --bootstrap kafka1:9092
                """.folded)

        @OptionGroup var cluster: ClusterOptions
        @OptionGroup var form: OutputForm

        func run() async throws {
            let settings = try cluster.settings()
            let documents = try PublishedDocuments.read(directory: cluster.directory)
            let topic = DirectoryTopic(settings: settings, topic: documents.directoryTopic, logger: .quiet)
            let done = try await topic.publish(documents.signed.map(\.bytes))
            Console.print(
                ["published": .integer(Int64(done.published)), "known": .integer(Int64(done.known))], as: form,
                "已发布 \(done.published) 份文件，\(done.known) 份原已在主题 \(documents.directoryTopic) 上")
        }
    }
}

/// A directory for reading on a terminal.
private struct DirectoryPage {
    private let document: DirectoryDocument
    private let now: Moment

    init(_ document: DirectoryDocument, at now: Moment) {
        self.document = document
        self.now = now
    }

    var text: String {
        var offices = TextTable(["单位", "名称", "部门", "状态", "在用密钥", "加密密钥", "直达主题"])
        for office in document.offices {
            // A retired office's keys sign only the ends of its streams.
            let keys = office.keys.filter { key in
                office.status == .active && key.revokedAt == nil && key.validFrom <= now && now < key.validTo
            }.map(\.keyID).joined(separator: ",")
            let state = office.status == .active ? "在用" : "已停用" + (office.successor.map { "→\($0)" } ?? "")
            offices.add([
                office.id.description, office.profile.shortName, office.profile.agency, state, keys,
                office.sealReader(at: now)?.keyID ?? "（无）",
                office.route.topic.kafkaName(namespace: document.namespace, generation: office.route.generation),
            ])
        }
        let keys = document.registrarKeys.map { "\($0.keyID)（\(DirectoryPage.words($0.status))）" }
        return """
            目录第 \(document.version) 版，命名空间 \(document.namespace)\(document.isRehearsal ? "（演练）" : "")
            签发于 \(document.issuedAt.shortDescription)，有效至 \(document.validUntil.shortDescription)
            登记密钥：\(keys.joined(separator: "、"))

            \(offices.text)
            """.folded
    }

    private static func words(_ status: RegistrarKey.Status) -> String {
        switch status {
        case .active: "在用"
        case .offline: "离线备用"
        case .revoked: "已吊销"
        }
    }
}
