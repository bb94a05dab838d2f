import Contracts
import Kafka
import Synchronization

/// Puts stored letters onto `lists`, never further ahead of the reader than the brokers keep.
struct LetterFeeder: Sendable {
    private let house: BenchmarkHouse
    private let bus: BenchmarkBus
    /// The next letters, none at the end.
    private let next: @Sendable (Int) throws -> [StoredLetter]

    private static let chunk = 512
    /// Bursts in which a rate is kept.
    private static let burstsPerSecond = 50

    init(_ file: LetterFile, _ house: BenchmarkHouse, _ bus: BenchmarkBus) throws {
        let letters = Mutex(try file.open())
        self.init(house, bus) { limit in try letters.withLock { try $0.next(limit) } }
    }

    /// Feeds what `next` gives, until it gives nothing.
    init(
        _ house: BenchmarkHouse, _ bus: BenchmarkBus, next: @escaping @Sendable (Int) throws -> [StoredLetter]
    ) {
        self.house = house
        self.bus = bus
        self.next = next
    }

    /// Publishes all letters, `rate` a second when one is given; `read` tells the next offset that the reader wants of a
    /// partition.
    func feed(rate: Int? = nil, _ read: @Sendable (Int) -> Int64) async throws {
        let producer = try KafkaProducer(settings: bus.settings, logger: BenchmarkBus.quiet)
        let partitions = BenchmarkBus.lists(house)
        var sent = [SentBytes](repeating: SentBytes(), count: partitions.count)
        let begin = ContinuousClock.now
        var count = 0
        while true {
            if let rate { try await Task.sleep(until: begin + .milliseconds(1000 * count / rate), clock: .continuous) }
            let chunk = try next(rate.map { LetterFeeder.due($0, behind: count, since: begin) } ?? LetterFeeder.chunk)
            count += chunk.count
            guard !chunk.isEmpty else { break }
            for letter in chunk { sent[letter.partition].add(letter.size) }
            if let window = bus.window {
                for partition in partitions.indices {
                    while sent[partition].unread(from: read(partition)) > window {
                        try await Task.sleep(for: .milliseconds(1))
                    }
                }
            }
            let records = chunk.map { letter in
                KafkaOutgoing(
                    partition: partitions[letter.partition], key: letter.key, value: letter.body,
                    headers: letter.headers.map { KafkaHeader($0.name, $0.value) })
            }
            for result in await producer.publish(records) { _ = try result.get() }
        }
        _ = await producer.close(within: .seconds(5))
    }

    /// A burst, and what is late: a broker that answers slowly must not slow the rate down.
    private static func due(_ rate: Int, behind count: Int, since begin: ContinuousClock.Instant) -> Int {
        let late = Int((ContinuousClock.now - begin).inSeconds * Double(rate)) - count
        return min(LetterFeeder.chunk, max(1, late + rate / LetterFeeder.burstsPerSecond))
    }
}

/// Sizes of the records of one partition that its reader may still have before it; record n has offset n.
private struct SentBytes {
    private var sizes: [Int] = []
    /// Place in `sizes`, and offset, of the first that is unread.
    private var place = 0
    private var offset: Int64 = 0
    private var bytes = 0

    private static let kept = 4096

    mutating func add(_ size: Int) {
        sizes.append(size)
        bytes += size
    }

    mutating func unread(from next: Int64) -> Int {
        while offset < next, place < sizes.count {
            bytes -= sizes[place]
            place += 1
            offset += 1
        }
        if place > SentBytes.kept {
            sizes.removeFirst(place)
            place = 0
        }
        return bytes
    }
}
