package import Metrics
import Synchronization

/// Keeps what swift-metrics counts, and writes it in the Prometheus text format.
///
/// Names get the prefix `liandong_` and, for counters and timers, the endings `_total` and `_seconds`. A name that is
/// used for two kinds of metric keeps the first; the second counts nothing.
package final class PrometheusRegistry: MetricsFactory {
    private enum Series {
        case counter(CounterSeries)
        case gauge(GaugeSeries)
        case histogram(HistogramSeries)

        var kind: PrometheusText.Kind {
            switch self {
            case .counter: .counter
            case .gauge: .gauge
            case .histogram: .histogram
            }
        }
    }

    private struct Labels: Hashable {
        let pairs: [[String]]

        init(_ dimensions: [(String, String)]) {
            pairs = dimensions.map { [$0.0, $0.1] }.sorted { $0[0] < $1[0] }
        }

        var list: [(name: String, value: String)] { pairs.map { ($0[0], $0[1]) } }
        var order: String { pairs.map { $0.joined(separator: "\u{0}") }.joined(separator: "\u{1}") }
    }

    private let families = Mutex<[String: [Labels: Series]]>([:])

    /// A registry that knows no metric yet.
    package init() {}

    // MARK: Metrics

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(label, dimensions)
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler { counter(label, dimensions) }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions)
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else { return gauge(label, dimensions) }
        return histogram(PrometheusRegistry.name(label, ending: ""), dimensions, HistogramSeries.sizeBounds)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(PrometheusRegistry.name(label, ending: "_seconds"), dimensions, HistogramSeries.secondsBounds)
    }

    package func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }
    package func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    package func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    package func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

    private func counter(_ label: String, _ dimensions: [(String, String)]) -> CounterSeries {
        let new = CounterSeries()
        let name = PrometheusRegistry.name(label, ending: "_total")
        guard case .counter(let kept)? = keep(.counter(new), name, dimensions) else { return new }
        return kept
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeSeries {
        let new = GaugeSeries()
        let name = PrometheusRegistry.name(label, ending: "")
        guard case .gauge(let kept)? = keep(.gauge(new), name, dimensions) else { return new }
        return kept
    }

    private func histogram(
        _ name: String, _ dimensions: [(String, String)], _ bounds: [Double]
    ) -> HistogramSeries {
        let new = HistogramSeries(bounds: bounds)
        guard case .histogram(let kept)? = keep(.histogram(new), name, dimensions) else { return new }
        return kept
    }

    /// The series under this name and labels, the given one when there was none; nil when the name is of another kind.
    private func keep(_ series: Series, _ name: String, _ dimensions: [(String, String)]) -> Series? {
        families.withLock { families in
            let labels = Labels(dimensions)
            var family = families[name] ?? [:]
            guard family.values.allSatisfy({ $0.kind == series.kind }) else { return nil }
            let kept = family[labels] ?? series
            family[labels] = kept
            families[name] = family
            return kept
        }
    }

    private func remove(_ handler: AnyObject) {
        families.withLock { families in
            families = families.mapValues { family in
                family.filter { _, series in
                    switch series {
                    case .counter(let kept): kept !== handler
                    case .gauge(let kept): kept !== handler
                    case .histogram(let kept): kept !== handler
                    }
                }
            }.filter { !$0.value.isEmpty }
        }
    }

    private static func name(_ label: String, ending: String) -> String {
        let name = PrometheusText.metricName(label)
        let prefixed = name.hasPrefix("liandong_") ? name : "liandong_" + name
        return prefixed.hasSuffix(ending) ? prefixed : prefixed + ending
    }

    // MARK: Text

    /// All metrics, families by name and samples by labels.
    package func write(into text: inout PrometheusText) {
        let families = families.withLock { families in
            families.sorted { $0.key < $1.key }.map { name, family in
                (name, family.sorted { $0.key.order < $1.key.order })
            }
        }
        for (name, family) in families {
            guard let kind = family.first?.value.kind else { continue }
            text.family(name, kind, "\(name) of this process")
            for (labels, series) in family {
                switch series {
                case .counter(let counter): text.sample(name, labels: labels.list, counter.value)
                case .gauge(let gauge): text.sample(name, labels: labels.list, gauge.value)
                case .histogram(let histogram): write(histogram, name, labels.list, into: &text)
                }
            }
        }
    }

    private func write(
        _ histogram: HistogramSeries, _ name: String, _ labels: [(name: String, value: String)],
        into text: inout PrometheusText
    ) {
        let counts = histogram.counts
        var below: UInt64 = 0
        for (bound, count) in zip(histogram.bounds, counts.buckets) {
            below += count
            text.sample(name + "_bucket", labels: labels + [("le", PrometheusText.number(bound))], Double(below))
        }
        text.sample(name + "_bucket", labels: labels + [("le", "+Inf")], Double(counts.count))
        text.sample(name + "_sum", labels: labels, counts.sum)
        text.sample(name + "_count", labels: labels, Double(counts.count))
    }
}
