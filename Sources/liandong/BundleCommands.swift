import ArgumentParser
import Contracts
import Foundation
import Programs
import Signing
import Workers

extension CaseCommand {
    struct Bundle: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "出具证据包：一个文件，含全部函件原文、签名、散列路径、收发记载、目录和公钥。",
            discussion: """
                本单位用现行密钥封签；写出前先自验。对方只需 liandong 程序即可核验，不用网络和台账，格式见 Topics/bundle.md。

                示例：liandong case bundle --config office.json --as procuratorate-01 510100-tax.01K… --output case.jsonl
                """.folded)

        @OptionGroup var target: CaseArguments

        @Option(help: ArgumentHelp("写到哪个文件，不能已存在；不写则为 <案件编号>.bundle.jsonl。", valueName: "file"))
        var output: String?

        @OptionGroup var form: OutputForm

        func run() async throws {
            let bytes = try await target.office.client().download(
                "/api/v1/cases/\(OfficeClient.escaped(target.caseID))/bundle")
            let keys = try target.office.settings().registrarKeys
            let report = BundleVerification(Ed25519Verifier(), trust: .init(registrarKeys: keys)).run(bytes)
            // A pinned key may be older than the versions in the file: then the file's own keys must do.
            let own = report.isGood ? report : BundleVerification(Ed25519Verifier()).run(bytes)
            guard own.isGood else {
                throw ProgramEnding(
                    .failed, code: own.failures.first?.code ?? "BUNDLE_UNREADABLE",
                    "证据包没有通过自验，没有写出：\(own.failures.map(\.text).joined(separator: "；"))。请先运行 liandong ledger verify")
            }
            let path = output ?? "\(target.caseID).bundle.jsonl"
            try SafeFile.create(path, bytes, access: .secret)
            let json: JSONValue = [
                "file": .string(path), "bytes": .integer(Int64(bytes.count)),
                "letters": .integer(Int64(own.letters.count)), "digest": .string(Digest.sha256(bytes).description),
            ]
            Console.print(
                json, as: form,
                "已写出 \(path)：\(own.letters.count) 份函件，\(bytes.count) 字节\nSHA-256 \(Digest.sha256(bytes))\n"
                    + "核验：liandong case verify \(path)")
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "核验证据包：不用网络和台账；说明证明了什么、没有证明什么。",
            discussion: """
                改动一个字节即不成立，退出码为 1。登记机关的公钥应当另行取得：用 --registrar-key 写明，或者用 --config 取本单位
                配置里的；都没有时取包内的，并在“未证明”里列出，供人工核对。

                示例：
                  liandong case verify case.jsonl
                  liandong case verify case.jsonl --registrar-key registrar-1:MCowBQ… --json
                """.folded)

        @Argument(help: ArgumentHelp("证据包。", valueName: "file"))
        var file: String

        @Option(
            help: ArgumentHelp("登记机关公钥，密钥编号:base64，可重复。", valueName: "id:key"))
        var registrarKey: [String] = []

        @Option(help: ArgumentHelp("从单位配置 office.json 取登记机关公钥。", valueName: "file"))
        var config: String?

        @Option(help: ArgumentHelp("另行取得的目录 directory.jsonl，补足包内没有的旧版。", valueName: "file"))
        var directory: String?

        @OptionGroup var form: OutputForm

        func run() throws {
            let bytes = try SafeFile.read(file, access: .shared)
            let trust = BundleVerification<Ed25519Verifier>.Trust(
                registrarKeys: try keys(), documents: try directory.map { try DirectoryFile.read($0) } ?? [])
            let report = BundleVerification(Ed25519Verifier(), trust: trust).run(bytes)
            Console.print(report.json, as: form, BundleText(report, file: file).text)
            guard let first = report.failures.first else { return }
            throw ProgramEnding(.failed, code: first.code, "\(first.text)：不能作为证据使用，请向出具单位另取一份")
        }

        private func keys() throws -> [RegistrarKey] {
            let named = try registrarKey.map { text in
                let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
                guard parts.count == 2, let key = Base64.decode(parts[1].utf8), key.count == 32 else {
                    throw ProgramEnding(
                        .usage, code: "KEY_MALFORMED", "--registrar-key \(text)：应为 密钥编号:32 字节公钥的 base64")
                }
                return RegistrarKey(keyID: parts[0], publicKey: key, status: .active)
            }
            return try named + (config.map { try OfficeAssembly.readSettings($0).registrarKeys } ?? [])
        }
    }
}
