import Metrics
import Testing
import Workers

/// The Prometheus text.
struct TelemetryTests {
    private func text(_ fill: (PrometheusRegistry) -> Void) -> String {
        let registry = PrometheusRegistry()
        fill(registry)
        var text = PrometheusText()
        registry.write(into: &text)
        return text.text
    }

    @Test func `counters have a type, an ending and labels in order`() {
        let text = text { registry in
            let counter = registry.makeCounter(
                label: "intake_letters", dimensions: [("outcome", "effect"), ("a", "b")])
            counter.increment(by: 3)
            counter.increment(by: -5)
            registry.makeCounter(label: "intake_letters", dimensions: [("a", "b"), ("outcome", "effect")]).increment(
                by: 1)
        }
        #expect(
            text == """
                # HELP liandong_intake_letters_total liandong_intake_letters_total of this process
                # TYPE liandong_intake_letters_total counter
                liandong_intake_letters_total{a="b",outcome="effect"} 4

                """)
    }

    @Test func `names are cleaned and values of labels escaped`() {
        let text = text { registry in
            registry.makeMeter(label: "kafka.queue-size", dimensions: [("broker-id", "a\"b\\c\nd")]).set(2.5)
        }
        #expect(text.contains(#"liandong_kafka_queue_size{broker_id="a\"b\\c\nd"} 2.5"#))
    }

    @Test(arguments: [("plain_name:x", "plain_name:x"), ("9lives", "_9lives"), ("", "_"), ("重放", "__")])
    func `a name is a name of Prometheus`(label: String, name: String) {
        #expect(PrometheusText.metricName(label) == name)
    }

    @Test func `timers are histograms of seconds whose buckets add up`() {
        let text = text { registry in
            let timer = registry.makeTimer(label: "commit_seconds", dimensions: [])
            timer.recordNanoseconds(1_000_000)
            timer.recordNanoseconds(30_000_000)
            timer.recordNanoseconds(60_000_000_000)
        }
        #expect(text.contains("# TYPE liandong_commit_seconds histogram"))
        #expect(text.contains(#"liandong_commit_seconds_bucket{le="0.001"} 1"#))
        #expect(text.contains(#"liandong_commit_seconds_bucket{le="0.05"} 2"#))
        #expect(text.contains(#"liandong_commit_seconds_bucket{le="10"} 2"#))
        #expect(text.contains(#"liandong_commit_seconds_bucket{le="+Inf"} 3"#))
        #expect(text.contains("liandong_commit_seconds_count 3"))
        #expect(text.contains("liandong_commit_seconds_sum 60.031"))
    }

    @Test func `a recorder is a gauge, or a histogram when it aggregates`() {
        let text = text { registry in
            registry.makeRecorder(label: "depth", dimensions: [], aggregate: false).record(Int64(7))
            registry.makeRecorder(label: "batch", dimensions: [], aggregate: true).record(Int64(7))
        }
        #expect(text.contains("liandong_depth 7"))
        #expect(text.contains(#"liandong_batch_bucket{le="10"} 1"#))
    }

    @Test func `a destroyed metric is gone and a name keeps its first kind`() {
        let text = text { registry in
            let meter = registry.makeMeter(label: "gone", dimensions: [])
            registry.destroyMeter(meter)
            registry.makeMeter(label: "kept", dimensions: []).set(Int64(1))
            registry.makeRecorder(label: "kept", dimensions: [], aggregate: true).record(Int64(5))
        }
        #expect(!text.contains("gone"))
        #expect(text.contains("# TYPE liandong_kept gauge\nliandong_kept 1\n"))
        #expect(!text.contains("bucket"))
    }

    @Test(arguments: [
        (Double.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (0, "0"), (1e15, "1000000000000000"),
    ])
    func `special numbers are written as Prometheus reads them`(value: Double, words: String) {
        var text = PrometheusText()
        text.single("x", .gauge, "a\\b\nc", value)
        #expect(text.text == "# HELP x a\\\\b\\nc\n# TYPE x gauge\nx \(words)\n")
    }
}
