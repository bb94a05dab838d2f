import Contracts
import Exchange

/// Somebody who may write to a topic but has no key.
extension Network {
    /// Garbage, a changed byte, an old record again, a record on another partition.
    mutating func forge() {
        ambush = luck.pick(Ambush.allCases, for: .forgery)
        guard !bus.filled.isEmpty else { return }
        let partition = bus.logs[luck.pick(bus.filled, for: .forgery)].partition
        let records = bus.logs[bus.place(of: partition)].records
        let victim = luck.pick(records, for: .forgery)
        switch luck.below(6, for: .forgery) {
        case 0: putForged(partition, headers: victim.headers, value: victim.value + [0])
        case 1: putForged(partition, headers: changed(victim.headers), value: victim.value)
        case 2: putForged(partition, headers: victim.headers, value: victim.value)
        case 3: putForged(partition, headers: [], value: Array("garbage".utf8))
        case 4: putForged(BusPartition(topic: .directory, partition: 0), headers: [], value: forgedDirectory())
        default:
            let other = bus.logs[luck.pick(bus.filled, for: .forgery)].partition
            putForged(other, headers: victim.headers, value: victim.value)
        }
        story.tell(clock, "bus", "fault", "takes a forged record on \(partition)")
    }

    private mutating func putForged(_ partition: BusPartition, headers: [RecordHeader], value: [UInt8]) {
        forged.insert(RecordPlace(partition: partition, offset: bus.logs[bus.place(of: partition)].end))
        put(partition, headers: headers, value: value)
    }

    private mutating func changed(_ headers: [RecordHeader]) -> [RecordHeader] {
        guard !headers.isEmpty else { return headers }
        var headers = headers
        let place = luck.below(headers.count, for: .forgery)
        var value = headers[place].value
        guard !value.isEmpty else { return headers }
        value[luck.below(value.count, for: .forgery)] ^= UInt8(1 + luck.below(255, for: .forgery))
        headers[place] = RecordHeader(name: headers[place].name, value: value)
        return headers
    }

    /// An old directory again, a next one that nobody signed, or one that the registrar signed and that does not follow:
    /// a draft that was thrown away.
    private mutating func forgedDirectory() -> [UInt8] {
        switch luck.below(4, for: .forgery) {
        case 0: luck.pick(registry.documents, for: .forgery).bytes
        case 1: registry.unsignedSuccessor(at: clock.now).bytes
        case 2: registry.thrownAway(version: directory.version + 1, at: clock.now).bytes
        default: registry.thrownAway(version: max(1, directory.version - 1), at: clock.now).bytes
        }
    }
}
