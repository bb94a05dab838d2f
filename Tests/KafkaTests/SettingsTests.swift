import Kafka
import Testing

struct SettingsTests {
    @Test func `settings pass through by the C library's names`() throws {
        _ = try KafkaSettings([
            "bootstrap.servers": "a:9092,b:9092", "security.protocol": "SASL_SSL", "sasl.mechanism": "SCRAM-SHA-256",
            "sasl.username": "510100-tax", "sasl.password": "secret", "linger.ms": "20",
        ])
    }

    @Test func `all mistakes are told at once, each with its key`() throws {
        let refusal = #expect(throws: KafkaSettings.Refusal.self) {
            _ = try KafkaSettings([
                "acks": "1", "enable.idempotence": "false", "auto.offset.reset": "latest", "no.such.key": "1",
                "linger.ms": "soon",
            ])
        }
        let mistakes = try #require(refusal).mistakes
        let keys = ["acks", "auto.offset.reset", "enable.idempotence", "linger.ms", "no.such.key", "bootstrap.servers"]
        #expect(mistakes.count == keys.count)
        for (mistake, key) in zip(mistakes, keys) { #expect(mistake.hasPrefix("'\(key)'")) }
    }

    @Test(arguments: [
        "message.timeout.ms", "delivery.timeout.ms", "enable.gapless.guarantee", "partitioner", "enable.auto.commit",
        "enable.auto.offset.store", "check.crcs", "allow.auto.create.topics", "log.queue", "enable.partition.eof",
        "transactional.id", "request.required.acks", "test.mock.num.brokers",
    ])
    func `a key that the promises rest on refuses to be set`(key: String) {
        #expect(throws: KafkaSettings.Refusal.self) {
            _ = try KafkaSettings(["bootstrap.servers": "a:9092", key: "1"])
        }
    }
}
