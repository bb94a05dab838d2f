import Casework
import Contracts
import Exchange
import Offices

extension Town {
    /// Starts a process over a backup, as `ledger restore` leaves it.
    mutating func startRestored(_ name: String, from backup: MemoryLedger) throws {
        kill(name)
        var restored = backup
        var commit = Commit(machineTime: now, officialTime: now)
        commit.settings = [(.restored, "1")]
        try restored.apply(commit)
        try start(name, over: restored)
    }

    /// The first generation of an office's own topic.
    func partition(of name: String) -> BusPartition? {
        OfficeID(name).map { BusPartition(topic: .direct($0), partition: 0) }
    }

    /// How many numbered letters lie on a partition.
    func letters(on partition: BusPartition) -> Int {
        (logs[partition] ?? []).count { ($0.readAhead.number ?? 0) > 0 }
    }
}

extension BusRecord {
    /// The number of the letter in the record; nil when it holds none.
    var number: UInt64? {
        guard case .success(let envelope) = reading?.envelope else { return nil }
        return envelope.leaf.number
    }
}
