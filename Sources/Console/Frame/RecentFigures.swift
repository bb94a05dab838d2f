/// Figures that cost a walk through thousands of cases, kept for a short time and made once for all who ask at once. The
/// page that shows them says as of when they are.
actor RecentFigures<Key: Hashable & Sendable, Value: Sendable> {
    private struct Entry {
        let at: ContinuousClock.Instant
        let value: Task<Value, any Error>
    }

    /// Questions whose figures are kept; the oldest makes room.
    private static var most: Int { 16 }

    private let lifetime: Duration
    private var entries: [Key: Entry] = [:]

    init(lifetime: Duration) { self.lifetime = lifetime }

    /// The figures of a question: those at hand, or new ones.
    func value(_ key: Key, _ make: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let now = ContinuousClock.now
        entries = entries.filter { now - $0.value.at < lifetime }
        if let entry = entries[key] { return try await entry.value.value }
        if entries.count >= RecentFigures.most, let oldest = entries.min(by: { $0.value.at < $1.value.at })?.key {
            entries[oldest] = nil
        }
        let task = Task { try await make() }
        entries[key] = Entry(at: now, value: task)
        do {
            return try await task.value
        } catch {
            entries[key] = nil
            throw error
        }
    }
}
