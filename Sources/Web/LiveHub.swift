import Synchronization
import Workers

/// What is new for those who listen: the last events as text, once for all of them, and a bell for each.
///
/// Nothing is kept for a reader who is slow: it reads on from where it stands, from here or from the store, and one that
/// takes nothing for a while is cut off. So memory does not grow with readers.
package final class LiveHub: Sendable {
    /// What a reader gets next.
    package enum Next: Hashable, Sendable {
        /// Text of events, and the place of the last of them.
        case events(String, place: UInt64)
        /// It is so far behind that the store must be asked.
        case behind
        /// Nothing for now.
        case nothing
        /// The program stops.
        case closed
    }

    private struct Event {
        let place: UInt64
        let text: String
    }

    private struct Listener {
        let bell: Bell
        let cutOff: @Sendable () -> Void
        var writingSince: ContinuousClock.Instant?
    }

    private struct State {
        var events: [Event] = []
        /// Events up to this place are not here any more.
        var forgotten: UInt64?
        var last: UInt64?
        var listeners: [Int: Listener] = [:]
        var count = 0
        var isClosed = false
    }

    /// So many events are kept for all readers.
    package static let kept = 512
    /// So many listen at once.
    package static let mostListeners = 1000
    private let state: Mutex<State>

    /// A hub behind the first `size` leaves.
    package init(from size: UInt64) {
        var state = State()
        state.last = size == 0 ? nil : size - 1
        state.forgotten = state.last
        self.state = Mutex(state)
    }

    /// Begins behind the first `size` leaves; whoever listens already and stands before them asks the store.
    package func begin(from size: UInt64) {
        state.withLock { state in
            state.last = size == 0 ? nil : size - 1
            state.forgotten = state.last
            state.events = []
        }
    }

    /// The place of the last event that was told.
    package var lastPlace: UInt64? { state.withLock { $0.last } }

    /// How many listen.
    package var listeners: Int { state.withLock { $0.listeners.count } }

    /// Tells events in the order of their places.
    package func tell(_ events: [(place: UInt64, text: String)]) {
        guard !events.isEmpty else { return }
        let bells = state.withLock { state -> [Bell] in
            for event in events {
                state.events.append(Event(place: event.place, text: event.text))
                state.last = event.place
            }
            let surplus = state.events.count - LiveHub.kept
            if surplus > 0 {
                state.forgotten = state.events[surplus - 1].place
                state.events.removeFirst(surplus)
            }
            return state.listeners.values.map(\.bell)
        }
        for bell in bells { bell.ring() }
    }

    /// Begins to listen; nil when too many do.
    package func join(cutOff: @escaping @Sendable () -> Void) -> Int? {
        state.withLock { state in
            guard state.listeners.count < LiveHub.mostListeners, !state.isClosed else { return nil }
            state.count += 1
            state.listeners[state.count] = Listener(bell: Bell(), cutOff: cutOff, writingSince: nil)
            return state.count
        }
    }

    /// Listens no more.
    package func leave(_ listener: Int) { state.withLock { $0.listeners[listener] = nil } }

    /// What comes behind a place.
    package func next(after place: UInt64?) -> Next {
        state.withLock { state in
            if state.isClosed { return .closed }
            guard let last = state.last, place.map({ $0 < last }) ?? true else { return .nothing }
            if let forgotten = state.forgotten, place.map({ $0 < forgotten }) ?? true { return .behind }
            let new = state.events.drop { event in place.map { event.place <= $0 } ?? false }.prefix(64)
            guard let end = new.last else { return .nothing }
            return .events(new.map(\.text).joined(), place: end.place)
        }
    }

    /// Waits for the next event, or until `bound` has passed.
    package func wait(_ listener: Int, atMost bound: Duration) async {
        let bell = state.withLock { $0.isClosed ? nil : $0.listeners[listener]?.bell }
        await bell?.wait(atMost: bound)
    }

    /// A reader is being written to, or is done with it.
    package func note(_ listener: Int, isWriting: Bool) {
        state.withLock { $0.listeners[listener]?.writingSince = isWriting ? .now : nil }
    }

    /// Cuts off those who took nothing for so long; returns how many.
    @discardableResult
    package func cutOffSlow(after patience: Duration) -> Int {
        let now = ContinuousClock.now
        let slow = state.withLock { state in
            state.listeners.values.filter { $0.writingSince.map { now - $0 > patience } ?? false }.map(\.cutOff)
        }
        for cut in slow { cut() }
        return slow.count
    }

    /// Ends all streams.
    package func close() {
        let bells = state.withLock { state -> [Bell] in
            state.isClosed = true
            return state.listeners.values.map(\.bell)
        }
        for bell in bells { bell.ring() }
    }
}
