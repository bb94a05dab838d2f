package import Contracts

/// Streams by name, walked in the order of their names: never in a hash's order, which differs between processes.
package struct StreamTable<Stream: Sendable>: Sendable {
    private var streams: [StreamName: Stream] = [:]
    /// All names, sorted.
    package private(set) var names: [StreamName] = []

    /// No streams.
    package init() {}

    /// The stream of this name; a stream is added in its place and never removed.
    package subscript(name: StreamName) -> Stream? {
        get { streams[name] }
        set {
            guard let newValue else { return }
            if streams.updateValue(newValue, forKey: name) == nil {
                let place = names.firstIndex { name < $0 } ?? names.endIndex
                names.insert(name, at: place)
            }
        }
    }

    /// The streams in the order of their names.
    package var values: [Stream] { names.compactMap { streams[$0] } }
}
