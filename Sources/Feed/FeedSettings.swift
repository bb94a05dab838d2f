package import Contracts
package import Shelf

/// How much the feed gives to whom; `feed` in the office's configuration, each member optional.
///
/// `requestsPerSecond` and `burst`: of one address; 0 for no bound. `searchesPerMinute`: of one address, since a search costs
/// more. `formsPerHour`: of one address, so many at once and so many an hour; 0 for no bound. `formHours`: how long a form may
/// be filled in. `generalWords`: words that find nothing by themselves.
package struct FeedSettings: Hashable, Sendable {
    /// Requests a second that one address may make for long; 0 for any number.
    package var requestsPerSecond = 20
    /// Requests that one address may make at once.
    package var burst = 200
    /// Searches a minute of one address; 0 for any number.
    package var searchesPerMinute = 60
    /// Forms an hour that one address may send; 0 for any number.
    package var formsPerHour = 5
    /// Hours within which a form that was given out may come back.
    package var formHours = 12
    /// Words that find nothing by themselves.
    package var generalWords = GeneralWords.usual

    /// The usual values.
    package init() {}

    /// Reads `feed` of a configuration; nil for the usual values.
    ///
    /// - Throws: all mistakes at once.
    package init(_ value: JSONValue?, path: String) throws(DocumentMistakes) {
        self.init()
        guard let value else { return }
        let reader = try DocumentReader.open(value.bytes, document: path)
        reader.allow(only: [
            "requestsPerSecond", "burst", "searchesPerMinute", "formsPerHour", "formHours", "generalWords",
        ])
        func number(_ name: String, _ range: ClosedRange<Int64>) -> Int? {
            guard reader.has(name) else { return nil }
            return reader.required(name, "a whole number from \(range.lowerBound) to \(range.upperBound)") { value in
                value.integer.flatMap { range.contains($0) ? Int($0) : nil }
            }
        }
        requestsPerSecond = number("requestsPerSecond", 0...1_000_000) ?? requestsPerSecond
        burst = number("burst", 1...1_000_000) ?? burst
        searchesPerMinute = number("searchesPerMinute", 0...1_000_000) ?? searchesPerMinute
        formsPerHour = number("formsPerHour", 0...1_000_000) ?? formsPerHour
        formHours = number("formHours", 1...168) ?? formHours
        if reader.has("generalWords") {
            let words = reader.required("generalWords", "a list of words") { value in
                value.array.map { $0.compactMap(\.string) }
            }
            generalWords = words.map { GeneralWords($0) } ?? generalWords
        }
        self = try reader.finish(self, document: path)
    }
}
