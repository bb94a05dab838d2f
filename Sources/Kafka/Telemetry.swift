internal import Crdkafka
import Logging

/// Where a client's log lines and statistics go.
struct Telemetry: Sendable {
    let logger: Logger
    let onStatistics: (@Sendable (String) -> Void)?
    private let sieve = LogSieve()

    init(logger: Logger, onStatistics: (@Sendable (String) -> Void)?) {
        self.logger = logger
        self.onStatistics = onStatistics
    }

    func statistics(_ event: OpaquePointer) {
        guard let text = rd_kafka_event_stats(event) else { return }
        onStatistics?(String(cString: text))
    }

    func log(_ event: OpaquePointer) {
        var facility: UnsafePointer<CChar>?
        var text: UnsafePointer<CChar>?
        var level: Int32 = 0
        guard rd_kafka_event_log(event, &facility, &text, &level) == 0, let text else { return }
        let subject = facility.map { String(cString: $0) } ?? ""
        let own = Telemetry.level(level, subject)
        guard own >= .info else {
            return logger.log(level: own, "\(String(cString: text))", metadata: ["kafka": "\(subject)"])
        }
        guard let heldBack = sieve.pass(subject) else { return }
        logger.log(
            level: own, "\(String(cString: text))",
            metadata: ["kafka": "\(subject)", "heldBack": "\(heldBack)"])
    }

    func commit(_ event: OpaquePointer) {
        let error = rd_kafka_event_error(event)
        guard error != RD_KAFKA_RESP_ERR_NO_ERROR, error != RD_KAFKA_RESP_ERR__NO_OFFSET else { return }
        logger.debug("positions could not be shown to lag tools: \(KafkaFailure.words(error))")
    }

    func note(_ failure: KafkaFailure) {
        guard let heldBack = sieve.pass(failure.name) else { return }
        logger.info("\(failure)", metadata: ["heldBack": "\(heldBack)"])
    }

    /// The C library's levels, mapped down by one: what it calls an error is often normal life, and a broker that
    /// goes away is always.
    private static func level(_ level: Int32, _ subject: String) -> Logger.Level {
        if subject == "FAIL" || subject == "ERROR" { return .info }
        if subject == "CONFWARN" || subject == "AUTOCREATE" { return .debug }
        switch level {
        case ...2: return .error
        case 3: return .warning
        case 4: return .notice
        case 5: return .info
        case 6: return .debug
        default: return .trace
        }
    }
}
