import Contracts
import Exchange
import Offices

/// What was there when a process began, as seen from outside, and what that process owes since.
struct Beginning: Sendable {
    /// The directory version on its topic (rule 9).
    var directoryVersion: UInt64 = 0
    /// The highest epoch in a claim of its office that lay on `checkpoints`; nil when that cannot be told (rule 10).
    var highestClaim: UInt64?
    /// Its ledger had been restored.
    var isRestored = false
    /// Its clock jumped since: keys in force may have been none to it.
    var hasJumped = false
    /// It has read `checkpoints` to their end.
    var hasReadClaims = true
    /// The highest claim of each office that it read before that (rule 38).
    var claimsRead: [OfficeID: Writer] = [:]
    /// Partitions that it has looked at, and those of which the record before its position is to be read again.
    var probed: Set<BusPartition> = []
    var isProbing: Set<BusPartition> = []
    /// Partitions whose log was another one than its ledger's when it looked first (rule 39).
    var otherLogs: Set<BusPartition> = []
    /// Streams that were closed when their log turned out to be another one (rule 13).
    var mustAsk: Set<StreamName> = []
    /// Streams that it opened, and under which writer.
    var opened: Set<Hello> = []
    /// Offices without which an administrator let it go on.
    var excused: Set<OfficeID> = []
    /// Streams of which it read a stale record and has not answered yet (rule 11).
    var unanswered: [StreamName: Moment] = [:]
}

/// A hello: a stream and the writer that wants to open it.
struct Hello: Hashable, Sendable {
    let stream: StreamName
    let writer: Writer
}

extension Network {
    /// What a process that starts now finds.
    func beginning(of place: Int) -> Beginning {
        var begun = Beginning()
        begun.directoryVersion = directory.version
        begun.isRestored = rooms[place].ledger.setting(.restored) != nil
        begun.hasJumped = rooms[place].skewUntil != nil
        begun.highestClaim = begun.hasJumped ? nil : highestClaim(of: rooms[place].office)
        return begun
    }

    /// The highest epoch among the claims of an office that lie on `checkpoints` under the key it has now.
    private func highestClaim(of id: OfficeID) -> UInt64 {
        let log = bus.logs.first { $0.partition == BusPartition(topic: .checkpoints, partition: 0) }
        var highest: UInt64 = 0
        for case .success(let envelope)? in (log?.records ?? []).lazy.map({ $0.reading?.envelope }) {
            guard envelope.leaf.type == ControlType.claim, envelope.statement.office == id,
                envelope.statement.keyID == registry.keys[id]?.keyID, checks.claimed.contains(envelope.statement.writer)
            else { continue }
            highest = max(highest, envelope.statement.writer.epoch)
        }
        return highest
    }

    /// The broker has lost records: what anybody finds on `checkpoints` cannot be told any more.
    mutating func forgetClaims() {
        checks.forgetOffsets()
        for place in rooms.indices { rooms[place].begun.highestClaim = nil }
    }

    /// Whether a log is still the one that a ledger tells of, asked at a process's first look (rule 39).
    mutating func noteOtherLog(_ place: Int, _ sight: Room.View, _ machine: OfficeMachine) {
        let reader = machine.reader(of: sight.partition)
        if reader.isProbing {
            rooms[place].begun.isProbing.insert(sight.partition)
        } else {
            rooms[place].begun.isProbing.remove(sight.partition)
        }
        guard rooms[place].begun.probed.insert(sight.partition).inserted else { return }
        guard reader.next > 0, let last = reader.lastDigest else { return }
        let records = bus.logs[sight.log].records
        if reader.next > Int64(records.count) || records[Int(reader.next - 1)].known != last {
            rooms[place].begun.otherLogs.insert(sight.partition)
        }
    }
}

extension BusRecord {
    /// Its digest, computed once for all its readers.
    var known: Digest { reading?.digest ?? digest }
}
