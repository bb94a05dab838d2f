package import Contracts

/// An office's configuration, `office.json`. Relative paths count from the folder of the file.
///
/// `office`, `agency`, `namespace`: who it is. `ledger`: its SQLite file. `signingKey`, `dataKey`, `personKey`
/// (optional), `officers`: 0600 files. `sealingKeys` (optional): the folder of the keys that open sealed letters. `directory`, `rules`: the last good documents. `registrarKeys`: pinned keys.
/// `http`: host and port, loopback by default; `certificate` and `key`, and `clientAuthorities` for clients that must show
/// one too. `sessions` (optional): `idleMinutes` and `longestHours` of people's sessions. `kafka`: passed through to librdkafka by its names.
/// `register` (optional): the file of the register of firms; `register.sqlite` beside the ledger when it is left out.
/// `feed` (optional): how much the public feed gives to whom. `officialClock` (optional): only under a rehearsal's directory. `LIANDONG_KAFKA_BOOTSTRAP` overrides the brokers.
package struct WorkerSettings: Hashable, Sendable {
    /// Where the worker listens.
    package struct HTTP: Hashable, Sendable {
        /// An address or name.
        package let host: String
        /// 1 to 65535; 0 lets the system choose.
        package let port: Int
        /// With what it speaks TLS; nil for none, which only loopback may have.
        package let tls: TLS?
    }

    /// With what the worker speaks TLS.
    package struct TLS: Hashable, Sendable {
        /// Path of the certificate and those above it (PEM).
        package let certificate: String
        /// Path of its private key (PEM, 0600).
        package let key: String
        /// Path of the authorities whose certificates a client must have (PEM); nil when clients need none.
        package let clientAuthorities: String?
    }

    /// How long people stay signed in.
    package struct Sessions: Hashable, Sendable {
        /// A session that nobody used for so long has ended.
        package let idle: Span
        /// No session lasts longer.
        package let longest: Span

        /// Half an hour idle, twelve hours in all.
        package static let usual = Sessions(idle: .minutes(30), longest: .hours(12))
    }

    /// The office.
    package let office: OfficeID
    /// Its agency.
    package let agency: String
    /// The namespace.
    package let namespace: String
    /// Path of the ledger.
    package let ledger: String
    /// Path of the signing key file.
    package let signingKey: String
    /// Path of the data key file.
    package let dataKey: String
    /// Path of the folder with the keys that open sealed letters, old ones too; nil for an office that gets none.
    package let sealingKeys: String?
    /// Path of the namespace's person key file; nil for an office that must not have it.
    package let personKey: String?
    /// Path of the last good directory and its predecessors.
    package let directory: String
    /// Path of the last good rule sets.
    package let rules: String
    /// Keys that may sign the first directory of this office.
    package let registrarKeys: [RegistrarKey]
    /// Path of the officers file.
    package let officers: String
    /// Where the worker listens.
    package let http: HTTP
    /// How long people stay signed in.
    package let sessions: Sessions
    /// Path of the register of firms (登记库); there need be no file.
    package let register: String
    /// Settings of librdkafka by its names.
    package let kafka: [String: String]
    /// Settings of the public feed; nil for the usual ones, and at other offices.
    package let feed: JSONValue?
    /// Path of the file that sets the official clock; nil for real time.
    package let officialClock: String?

    /// The variable that overrides `bootstrap.servers`.
    package static let bootstrapVariable = "LIANDONG_KAFKA_BOOTSTRAP"

    /// Reads a configuration.
    ///
    /// - Parameters:
    ///   - bytes: the file's content.
    ///   - path: the file, for messages and for relative paths.
    ///   - environment: the process environment.
    /// - Returns: the settings, every path resolved.
    /// - Throws: all mistakes at once, unknown fields too.
    package static func read(
        _ bytes: [UInt8], path: String, environment: [String: String]
    ) throws(DocumentMistakes) -> WorkerSettings {
        let reader = try DocumentReader.open(bytes, document: path)
        reader.allow(only: fields)
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let settings = read(reader, folder: folder, bootstrap: environment[bootstrapVariable])
        return try reader.finish(settings, document: path)
    }

    private static let fields = [
        "office", "agency", "namespace", "ledger", "signingKey", "dataKey", "sealingKeys", "personKey", "directory",
        "rules",
        "registrarKeys", "officers", "http", "sessions", "register", "kafka", "feed", "officialClock",
    ]

    private static func read(_ reader: DocumentReader, folder: String, bootstrap: String?) -> WorkerSettings? {
        func path(_ name: String) -> String? { reader.text(name, limit: 1024).map { resolve($0, in: folder) } }
        func optionalPath(_ name: String) -> String? { reader.has(name) ? path(name) : nil }
        let office = reader.required("office", "an office id <6 digits>-<agency>[-<unit>]") { value in
            value.string.flatMap { OfficeID($0) }
        }
        let agency = reader.text("agency", limit: 64)
        let namespace = reader.required("namespace", "1 to 64 bytes of [a-z0-9.-]") { value in
            value.string.flatMap { StreamName.isNamespace($0) ? $0 : nil }
        }
        let ledger = path("ledger")
        let signingKey = path("signingKey")
        let dataKey = path("dataKey")
        let sealingKeys = optionalPath("sealingKeys")
        let personKey = optionalPath("personKey")
        let directory = path("directory")
        let rules = path("rules")
        let registrarKeys = reader.objects("registrarKeys").compactMap { RegistrarKey.read($0) }
        if reader.has("registrarKeys"), registrarKeys.isEmpty {
            reader.report("registrarKeys", "has no usable key", "pin the registrar's keys as init wrote them")
        }
        let officers = path("officers")
        let http = reader.object("http").flatMap { readHTTP($0, folder: folder) }
        let sessions = reader.has("sessions") ? reader.object("sessions").flatMap { readSessions($0) } : .usual
        let kafka = reader.object("kafka").map { readKafka($0, bootstrap: bootstrap) }
        let officialClock = optionalPath("officialClock")
        let register = reader.has("register") ? path("register") : ledger.map { besideLedger($0, "register.sqlite") }
        guard let office, let agency, let namespace, let ledger, let signingKey, let dataKey, let directory,
            let rules, let officers, let http, let sessions, let register,
            let kafka
        else { return nil }
        return WorkerSettings(
            office: office, agency: agency, namespace: namespace, ledger: ledger, signingKey: signingKey,
            dataKey: dataKey, sealingKeys: sealingKeys, personKey: personKey, directory: directory, rules: rules,
            registrarKeys: registrarKeys, officers: officers, http: http, sessions: sessions, register: register,
            kafka: kafka,
            feed: reader.value["feed"], officialClock: officialClock)
    }

    private static func readHTTP(_ reader: DocumentReader, folder: String) -> HTTP? {
        reader.allow(only: ["host", "port", "certificate", "key", "clientAuthorities"])
        let host = reader.has("host") ? reader.text("host") : "127.0.0.1"
        let port = reader.required("port", "a port from 0 to 65535") { value in
            value.integer.flatMap { (0...65_535).contains($0) ? Int($0) : nil }
        }
        func path(_ name: String) -> String? {
            reader.has(name) ? reader.text(name, limit: 1024).map { resolve($0, in: folder) } : nil
        }
        let (certificate, key, authorities) = (path("certificate"), path("key"), path("clientAuthorities"))
        if (certificate == nil) != (key == nil) || (certificate == nil && authorities != nil) {
            reader.report("certificate", "goes with key", "give both certificate and key, or neither")
        }
        guard let host, let port else { return nil }
        return HTTP(
            host: host, port: port,
            tls: certificate.flatMap { certificate in
                key.map { TLS(certificate: certificate, key: $0, clientAuthorities: authorities) }
            })
    }

    private static func readSessions(_ reader: DocumentReader) -> Sessions? {
        reader.allow(only: ["idleMinutes", "longestHours"])
        func number(_ name: String, _ range: ClosedRange<Int64>, usual: Int64) -> Int64? {
            guard reader.has(name) else { return usual }
            return reader.required(name, "a whole number from \(range.lowerBound) to \(range.upperBound)") { value in
                value.integer.flatMap { range.contains($0) ? $0 : nil }
            }
        }
        guard let idle = number("idleMinutes", 1...480, usual: 30),
            let longest = number("longestHours", 1...24, usual: 12)
        else { return nil }
        return Sessions(idle: .minutes(idle), longest: .hours(longest))
    }

    private static func readKafka(_ reader: DocumentReader, bootstrap: String?) -> [String: String] {
        var settings: [String: String] = [:]
        for member in reader.value.object ?? [] {
            switch member.value {
            case .string(let text): settings[member.name] = text
            case .integer(let number): settings[member.name] = String(number)
            case .bool(let flag): settings[member.name] = flag ? "true" : "false"
            case .decimal, .null, .array, .object:
                reader.report(member.name, "is no text, whole number or true/false", "write it as librdkafka names it")
            }
        }
        if let bootstrap, !bootstrap.isEmpty { settings["bootstrap.servers"] = bootstrap }
        if settings["bootstrap.servers", default: ""].isEmpty {
            reader.report(
                "bootstrap.servers", "is missing", "name at least one broker as host:port, or set \(bootstrapVariable)")
        }
        return settings
    }

    private static func besideLedger(_ ledger: String, _ name: String) -> String {
        ledger.lastIndex(of: "/").map { "\(ledger[...$0])\(name)" } ?? name
    }

    private static func resolve(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }
}
