package import Contracts

/// Streams by name, walked in the order of their names: never in a hash's order, which differs between processes.
package struct StreamTable<Stream: Sendable>: Sendable {
    private var places: [StreamName: Int] = [:]
    /// All names, sorted.
    package private(set) var names: [StreamName] = []
    /// The streams in the order of their names.
    package private(set) var values: [Stream] = []

    /// No streams.
    package init() {}

    /// The stream of this name; a stream is added in its place and never removed.
    package subscript(name: StreamName) -> Stream? {
        get { places[name].map { values[$0] } }
        set {
            guard let newValue else { return }
            if let place = places[name] { return values[place] = newValue }
            let place = names.firstIndex { name < $0 } ?? names.endIndex
            names.insert(name, at: place)
            values.insert(newValue, at: place)
            for moved in place..<names.endIndex { places[names[moved]] = moved }
        }
    }

    /// The stream at a place of `names`.
    package subscript(place place: Int) -> Stream {
        get { values[place] }
        set { values[place] = newValue }
    }
}
