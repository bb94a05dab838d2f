import Casework
import Contracts
import Exchange
import Offices

/// Rule 13: how a broadcast stream opens.
extension Checks {
    /// Before the transaction: streams that it opens.
    mutating func opensRightly(_ commit: Commit, _ room: Room, _ clock: Clockwork) {
        guard let machine = room.machine else { return }
        for stream in commit.outStreams where stream.isOpen && stream.name.topic.isBroadcast {
            let hello = Hello(stream: stream.name, writer: machine.writer)
            guard !room.begun.opened.contains(hello) else { continue }
            hasReadItsHello(hello, machine, room, clock)
            hasAskedReaders(hello, machine, room, clock)
        }
        guard commit.settings.contains(where: { $0.name == .restored && $0.value == nil }) else { return }
        for topic in Topic.broadcast {
            for partition in 0..<topic.partitionCount {
                let stream = StreamName(
                    namespace: machine.namespace, office: room.office, topic: topic, generation: 1,
                    partition: partition)
                expect(
                    seen.hellos.contains(Hello(stream: stream, writer: machine.writer)), "rule 13",
                    "\(room.name) ends its restore and has not asked about \(stream)", at: clock)
            }
        }
    }

    private mutating func hasReadItsHello(
        _ hello: Hello, _ machine: OfficeMachine, _ room: Room, _ clock: Clockwork
    ) {
        expect(
            seen.hellos.contains(hello), "rule 13", "\(room.name) opens \(hello.stream) without a hello", at: clock)
        guard let offset = seen.offsets[hello] else { return }
        let partition = BusPartition(
            topic: hello.stream.topic, generation: hello.stream.generation, partition: hello.stream.partition)
        expect(
            machine.reader(of: partition).next > offset, "rule 13",
            "\(room.name) opens \(hello.stream) before it has read its own hello", at: clock)
    }

    /// After a restore, or over another log, every office has answered this writer.
    private mutating func hasAskedReaders(
        _ hello: Hello, _ machine: OfficeMachine, _ room: Room, _ clock: Clockwork
    ) {
        guard let directory = machine.book.newest, hello.stream.generation == 1,
            room.ledger.setting(.restored) != nil || room.begun.mustAsk.contains(hello.stream)
        else { return }
        for reader in directory.activeOffices.map(\.id) where reader != room.office {
            guard !room.begun.excused.contains(reader) else { continue }
            expect(
                answered.contains(Answer(stream: hello.stream, writer: hello.writer, reader: reader)), "rule 13",
                "\(room.name) opens \(hello.stream), \(reader) has not answered", at: clock)
        }
    }
}
