package import Casework
import Contracts

/// What lies behind a journal row: the events it made, and the letter's body or the order.
package struct JournalContent: Equatable, Sendable {
    /// Events in order; empty for a letter of ours, whose decision stands in another row.
    package let events: [CaseEvent]
    /// The body on the wire, or the order as JSON.
    package let body: [UInt8]

    static let magic = "liandong-content-1\n"

    /// A content from its parts.
    package init(events: [CaseEvent], body: [UInt8]) {
        self.events = events
        self.body = body
    }

    /// The framed bytes.
    package var bytes: [UInt8] {
        var writer = FieldWriter(magic: JournalContent.magic)
        writer.field(events.isEmpty ? [] : JSONValue.array(events.map(\.json)).bytes)
        writer.field(body)
        return writer.bytes
    }

    /// Reads the framed bytes back; nil when they are something else.
    package init?(bytes: [UInt8]) {
        guard var reader = FieldReader(bytes, magic: JournalContent.magic), let eventBytes = reader.field(),
            let body = reader.field(), reader.isAtEnd, let events = JournalContent.events(eventBytes)
        else { return nil }
        self.init(events: events, body: body)
    }

    private static func events(_ bytes: [UInt8]) -> [CaseEvent]? {
        guard !bytes.isEmpty else { return [] }
        do {
            guard let list = try JSONValue.parse(bytes).array else { return nil }
            let events = list.compactMap { CaseEvent(json: $0) }
            return events.count == list.count ? events : nil
        } catch {
            return nil
        }
    }
}
