import Casework
import Contracts
import Foundation
import Kafka
import Ledgers
import Logging
import Offices
import Signing
import Web
package import Workers

/// Goes through an office's configuration and everything that it names. It never stops at the first mistake: what can
/// be read is checked although something else cannot.
package struct ConfigurationCheck {
    /// How far it goes.
    package enum Depth: Sendable {
        /// What a start would otherwise meet one by one; the start itself reads rules and ledger.
        case start
        /// Rules, ledger and a Kafka client too, for `--check`.
        case whole
    }

    private let path: String
    private let depth: Depth
    private let environment: [String: String]
    private var mistakes: [ConfigurationMistakes.Mistake] = []

    /// A check of the configuration at this path.
    package init(_ path: String, depth: Depth, environment: [String: String]) {
        self.path = path
        self.depth = depth
        self.environment = environment
    }

    /// Checks.
    ///
    /// - Parameters:
    ///   - path: the configuration.
    ///   - agency: what the program works for; nil for any.
    ///   - depth: how far to go.
    ///   - environment: the process environment.
    /// - Returns: the settings, good in all that was looked at.
    /// - Throws: `ConfigurationMistakes` with all mistakes.
    package static func run(
        _ path: String, agency: String?, depth: Depth, environment: [String: String]
    ) async throws(ConfigurationMistakes) -> WorkerSettings {
        var check = ConfigurationCheck(path, depth: depth, environment: environment)
        let settings = check.read()
        if let settings { await check.look(at: settings, agency: agency) }
        guard check.mistakes.isEmpty, let settings else {
            throw ConfigurationMistakes(path: path, list: check.mistakes)
        }
        return settings
    }

    private mutating func note(_ code: String, _ text: String) {
        mistakes.append(ConfigurationMistakes.Mistake(code, text))
    }

    private mutating func note(_ text: String) { note(ConfigurationMistakes.code, text) }

    /// Reads something and notes why it cannot be read.
    private mutating func tried<Value>(_ field: String, _ work: () throws -> Value) -> Value? {
        do {
            return try work()
        } catch {
            guard let failure = FailureText(error) else {
                note("\(field)：\(error)")
                return nil
            }
            note(failure.code, "\(field)：\(failure.text)")
            return nil
        }
    }

    // MARK: The file itself

    /// The settings; when only some fields are wrong, the files that the others name are looked at all the same.
    private mutating func read() -> WorkerSettings? {
        let path = path
        guard let bytes = tried("配置", { try SafeFile.read(path, access: .shared, for: .configuration) }) else {
            return nil
        }
        do throws(DocumentMistakes) {
            return try WorkerSettings.read(bytes, path: path, environment: environment)
        } catch {
            for mistake in error.list { note(mistake.words) }
        }
        do throws(JSONFailure) {
            lookAtNamed(in: try JSONValue.parse(bytes))
        } catch {
            // The mistakes above say already that it is no JSON.
        }
        return nil
    }

    /// The secrets, the host and the Kafka settings of a configuration that is wrong elsewhere.
    private mutating func lookAtNamed(in json: JSONValue) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        func resolved(_ name: String) -> String? {
            json[name]?.string.flatMap { $0.isEmpty ? nil : $0.hasPrefix("/") ? $0 : "\(folder)/\($0)" }
        }
        if let path = resolved("signingKey") { _ = tried("signingKey") { try KeyFile.read(path, kind: .signing) } }
        if let path = resolved("dataKey") { _ = tried("dataKey") { try KeyFile.read(path, kind: .data) } }
        if let folder = resolved("sealingKeys") { _ = tried("sealingKeys") { try SealingKeys.load(folder: folder) } }
        if let path = resolved("personKey") { _ = tried("personKey") { try PersonTokenKey.load(path: path) } }
        if let path = resolved("officers") { _ = tried("officers") { try OfficerRegister.load(path: path) } }
        if let host = json["http"]?["host"]?.string { look(atHost: host, hasTLS: json["http"]?["certificate"] != nil) }
        var kafka: [String: String] = [:]
        for member in json["kafka"]?.object ?? [] { kafka[member.name] = member.value.string ?? member.value.text }
        // Where the brokers are missing, the settings' own mistakes say so.
        if kafka["bootstrap.servers", default: ""].isEmpty { kafka["bootstrap.servers"] = "127.0.0.1:9092" }
        _ = look(atKafka: kafka)
    }

    // MARK: What it names

    private mutating func look(at settings: WorkerSettings, agency: String?) async {
        if let agency, settings.agency != agency {
            note("agency：配置属于部门 \(settings.agency)，而本程序为部门 \(agency) 服务，请换程序或者换配置")
        }
        let dataKey = look(atKeysOf: settings)
        look(atDirectoryOf: settings)
        look(atHost: settings.http.host, hasTLS: settings.http.tls != nil)
        look(atTLSOf: settings)
        let kafka = look(atKafka: settings.kafka)
        look(atLedgerOf: settings, dataKey)
        if depth == .whole, let kafka { await look(atClient: kafka) }
    }

    /// - Returns: the data key, when it can be read.
    private mutating func look(atKeysOf settings: WorkerSettings) -> KeyFile? {
        _ = tried("signingKey") { try OfficeSigner.load(office: settings.office, path: settings.signingKey) }
        let dataKey = tried("dataKey") { try KeyFile.read(settings.dataKey, kind: .data) }
        if let personKey = settings.personKey { _ = tried("personKey") { try PersonTokenKey.load(path: personKey) } }
        _ = tried("officers") { try OfficerRegister.load(path: settings.officers) }
        return dataKey
    }

    private mutating func look(atDirectoryOf settings: WorkerSettings) {
        let opened = tried("directory") {
            try DirectoryFile.openBook(
                namespace: settings.namespace, pinned: settings.registrarKeys, path: settings.directory)
        }
        guard let book = opened?.book else { return }
        guard let newest = book.newest else {
            return note("DIRECTORY_EMPTY", "directory：\(settings.directory) 里没有由所列登记密钥签发的目录，请向登记机关索取")
        }
        if settings.officialClock != nil, !newest.isRehearsal {
            note("officialClock：目录不是演练目录，不得设定法定时间，请删去这一项")
        }
        look(atSealingKeysOf: settings, newest)
        if newest.office(settings.office) == nil {
            note("OFFICE_UNKNOWN", "office：目录第 \(newest.version) 版里没有单位 \(settings.office)，请核对编号或者索取新目录")
        }
        guard depth == .whole else { return }
        _ = tried("rules") { try OfficeAssembly.rules(settings, book) }
    }

    /// The key that the directory lists must be here: what others seal to it could not be opened. A start goes on all the
    /// same, for other letters are to be read, and those are parked.
    private mutating func look(atSealingKeysOf settings: WorkerSettings, _ newest: DirectoryDocument) {
        guard let keys = tried("sealingKeys", { try SealingKeys.load(folder: settings.sealingKeys) }), depth == .whole
        else { return }
        let listed = (newest.office(settings.office)?.sealingKeys ?? []).filter { $0.revokedAt == nil }
        for key in listed where keys.key(key.keyID)?.publicKey != key.publicKey {
            note(
                SealFault.keyUnknown.rawValue,
                "sealingKeys：目录列有加密密钥 \(key.keyID)，文件夹 \(settings.sealingKeys ?? "（未配置）") 里没有它的私钥，"
                    + "加密给本单位的函件将无法打开；请把密钥文件放回，或者请登记机关换发")
        }
    }

    private mutating func look(atHost host: String, hasTLS: Bool) {
        guard !hasTLS, !Loopback.contains(host) else { return }
        note(
            "http.host：“\(host)”不是本机地址；没有 http.certificate 和 http.key 的服务不带 TLS，只能监听 127.0.0.1，"
                + "请配置证书，或者在前面设置带 TLS 的反向代理")
    }

    /// A certificate that is over, or a key of another one: better told now than by every browser.
    private mutating func look(atTLSOf settings: WorkerSettings) {
        _ = tried("http") { try OfficeAccounts.tls(settings, at: OfficeClock.machine()) }
    }

    private mutating func look(atKafka given: [String: String]) -> KafkaSettings? {
        var settings: KafkaSettings?
        do throws(KafkaSettings.Refusal) {
            settings = try KafkaSettings(given)
        } catch {
            for mistake in error.mistakes { note("kafka：\(mistake)") }
        }
        let files = given.filter { $0.key.hasSuffix(".location") || $0.key.hasSuffix(".keytab") }
        for (key, file) in files.sorted(by: { $0.key < $1.key }) where file != "probe" && !SafeFile.exists(file) {
            note("FILE_MISSING", "kafka.\(key)：\(file) 不存在，请核对路径")
            settings = nil
        }
        return settings
    }

    /// The C library looks at certificates and mechanisms only when a client is made; no broker is needed for that.
    private mutating func look(atClient settings: KafkaSettings) async {
        var logger = Logger(label: "check")
        logger.logLevel = .critical
        do throws(KafkaFailure) {
            let client = try KafkaAdmin(settings: settings, logger: logger)
            _ = await client.close(within: .seconds(5))
        } catch {
            note("kafka：\(error.reason)，请改正这些设置")
        }
    }

    private mutating func look(atLedgerOf settings: WorkerSettings, _ dataKey: KeyFile?) {
        let folder = settings.ledger.lastIndex(of: "/").map { String(settings.ledger[..<$0]) } ?? "."
        guard access(folder.isEmpty ? "/" : folder, W_OK | X_OK) == 0 else {
            return note("FILE_SYSTEM", "ledger：文件夹 \(folder) 不存在或者不能写入，请核对路径、所有者和运行程序的用户")
        }
        guard depth == .whole, let dataKey, SafeFile.exists(settings.ledger) else { return }
        let owner = tried("ledger") {
            try LedgerReader(path: settings.ledger, dataKey: dataKey.secret).setting(.office)
        }
        if case .some(.some(let office)) = owner, office != settings.office.description {
            note("LEDGER_WRONG_OFFICE", "ledger：\(settings.ledger) 属于 \(office)，不属于 \(settings.office)")
        }
    }
}
