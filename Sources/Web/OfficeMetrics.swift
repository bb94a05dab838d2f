import Contracts
import Exchange
import Ledgers
import Offices
import Workers

/// What a collector sees of an office.
struct OfficeMetrics {
    let machine: OfficeMachine
    /// Nil when the ledger could not be read.
    let counts: LedgerCounts?
    let isBusAvailable: Bool
    let isLedgerWritable: Bool
    let now: Moment

    func write(into text: inout PrometheusText) {
        writeCounters(into: &text)
        writeStreams(into: &text)
        writeCounts(into: &text)
        writeStanding(into: &text)
    }

    private func writeCounters(into text: inout PrometheusText) {
        let counters = machine.counters
        text.family("liandong_intake_letters_total", .counter, "records read from the bus, by what became of them")
        let outcomes: [(String, UInt64)] = [
            ("effect", counters.effects), ("refused", counters.refusals), ("parked", counters.parked),
            ("quarantined", counters.quarantined), ("rejected", counters.rejected),
            ("duplicate", counters.duplicates), ("stale", counters.stale),
        ]
        for (outcome, count) in outcomes {
            text.sample("liandong_intake_letters_total", labels: [("outcome", outcome)], Double(count))
        }
        text.family("liandong_orders_total", .counter, "orders of officers")
        text.sample("liandong_orders_total", labels: [("outcome", "done")], Double(counters.orders))
        text.sample("liandong_orders_total", labels: [("outcome", "refused")], Double(counters.ordersRefused))
        let singles: [(String, String, UInt64)] = [
            ("liandong_acknowledgements_total", "acknowledgements read", counters.acknowledgements),
            ("liandong_letters_republished_total", "letters published again", counters.republished),
            ("liandong_deadline_rungs_total", "deadline rungs rung", counters.rungs),
            ("liandong_equivocations_total", "two leaves under one number, and forks", counters.equivocations),
        ]
        for (name, help, count) in singles { text.single(name, .counter, help, Double(count)) }
    }

    private func writeStreams(into text: inout PrometheusText) {
        let streams = machine.outStreams.values
        text.family("liandong_outbox_unacknowledged", .gauge, "numbered letters that no acknowledgement covers")
        for stream in streams {
            text.sample(
                "liandong_outbox_unacknowledged", labels: [("stream", stream.name.description)],
                Double(stream.number - min(stream.number, stream.retired)))
        }
        text.single(
            "liandong_streams_closed", .gauge, "own streams that are not open yet",
            Double(streams.count { !$0.isOpen }))
    }

    private func writeCounts(into text: inout PrometheusText) {
        text.single("liandong_ledger_readable", .gauge, "1 when the ledger could be read", counts == nil ? 0 : 1)
        guard let counts else { return }
        text.single("liandong_outbox_waiting", .gauge, "letters that have no number yet", Double(counts.waiting))
        text.family("liandong_held_back", .gauge, "letters of peers that had no effect yet")
        text.sample("liandong_held_back", labels: [("disposition", "parked")], Double(counts.parked))
        text.sample("liandong_held_back", labels: [("disposition", "quarantined")], Double(counts.quarantined))
        text.single(
            "liandong_quarantined_records", .gauge, "records that used no number", Double(counts.quarantinedRecords))
        text.single("liandong_alarms", .gauge, "different alarms", Double(counts.alarms))
        text.single("liandong_deadline_rungs_open", .gauge, "rungs still to ring", Double(counts.rungs))
        text.family("liandong_cases", .gauge, "cases by kind and state")
        for row in counts.cases {
            text.sample("liandong_cases", labels: [("kind", row.kind), ("state", row.state)], Double(row.count))
        }
    }

    private func writeStanding(into text: inout PrometheusText) {
        text.single("liandong_ledger_writable", .gauge, "1 when the last commit was written", isLedgerWritable ? 1 : 0)
        text.single("liandong_bus_available", .gauge, "1 while the bus answers", isBusAvailable ? 1 : 0)
        text.single("liandong_writer_epoch", .gauge, "epoch of this process", Double(machine.writer.epoch))
        text.single("liandong_directory_version", .gauge, "directory in force", Double(machine.book.version))
        if let directory = machine.book.newest {
            text.single(
                "liandong_directory_valid_seconds", .gauge, "until the directory in force ends",
                Double((directory.validUntil - now).milliseconds) / 1000)
        }
        text.family("liandong_phase", .gauge, "1 for the phase of the start that the office is in")
        for phase in OfficeMachine.Phase.all {
            text.sample("liandong_phase", labels: [("phase", phase.name)], phase == machine.phase ? 1 : 0)
        }
    }
}
