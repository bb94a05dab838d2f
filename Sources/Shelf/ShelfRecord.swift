import Casework
package import Contracts

/// What the shelf knows of a public record: the members that items are found, filtered and counted by.
///
/// It reads records of one channel (`channel`) and of several (`channels`).
package struct ShelfRecord: Sendable {
    /// Whether it is shown.
    package enum Standing: Int64, Sendable {
        /// Not shown at all, or erased.
        case withheld = 0
        /// That it was there, and why it is not.
        case ended = 1
        /// With its payload.
        case stands = 2
    }

    /// A channel as far as its days go.
    struct Channel: Hashable {
        let name: String
        let due: String
        let published: String
    }

    /// Whether it is shown.
    package let standing: Standing
    let kind: String
    let office: String?
    let code: String
    let name: String
    let number: String
    let objection: String
    /// The last day on which a channel that shows it may do so; nil where only a decision ends it.
    let lastDay: CivilDate?
    let decided: String
    let channels: [Channel]

    /// Nothing is known of it.
    static let none = ShelfRecord()

    private init() {
        standing = .withheld
        kind = ""
        office = nil
        code = ""
        name = ""
        number = ""
        objection = ""
        lastDay = nil
        decided = ""
        channels = []
    }

    /// What a record says; withheld when the bytes are none.
    package init(_ bytes: [UInt8]?) {
        guard let bytes, let record = ShelfRecord.parsed(bytes) else {
            self = .none
            return
        }
        let payload = record["payload"]
        let shown = (record["channels"]?.array ?? []).filter { $0["standing"] == "published" }
        if record["action"] == "withhold" {
            standing = .withheld
        } else {
            standing = payload != nil && (record["channels"] == nil || !shown.isEmpty) ? .stands : .ended
        }
        kind = record["recordKind"]?.string ?? ""
        office = record["responsibleOffice"]?.string
        objection = record["objection"]?["state"]?.string ?? ""
        let text = { (name: String) in payload?[name]?.string ?? "" }
        let isFound = standing == .stands
        code = isFound ? HalfWidth.code(text("uscc")) : ""
        name = isFound ? SubjectName(text("counterpartyName")).normal : ""
        number = isFound ? ShelfRecord.number(ShelfRecord.numberMember(of: payload)) : ""
        lastDay = isFound ? ShelfRecord.lastDay(record) : nil
        decided = text("decisionDate")
        channels = ShelfRecord.channels(record)
    }

    /// The record of bytes; nil when they are no JSON.
    static func parsed(_ bytes: [UInt8]) -> JSONValue? {
        do throws(JSONFailure) {
            return try JSONValue.parse(bytes)
        } catch {
            return nil
        }
    }

    /// A document number as it is compared: one way of brackets and width.
    static func number(_ text: String) -> String {
        DocumentNumber(text)?.text ?? HalfWidth.code(text)
    }

    /// `decisionNo`; of kinds without a decision their first other number.
    private static func numberMember(of payload: JSONValue?) -> String {
        if let number = payload?["decisionNo"]?.string { return number }
        return payload?.object?.first { $0.name.hasSuffix("No") }?.value.string ?? ""
    }

    /// The last day of a record that stands: the latest of the channels that show it, nil when one of them has none
    /// (domain 0.3(8)).
    package static func lastDay(_ record: JSONValue) -> CivilDate? {
        let shown = (record["channels"]?.array ?? [record]).filter {
            $0["standing"] == "published" || $0["standing"] == nil
        }
        let days = shown.map { $0["maxUntil"]?.string.flatMap { CivilDate($0) } }
        return days.contains(nil) ? nil : days.compactMap { $0 }.max()
    }

    /// What is left of a record whose last day is past while the letter that stops it is on its way: no payload, and the
    /// reason of the law.
    static func over(_ record: JSONValue, since lastDay: CivilDate) -> JSONValue {
        .members(
            ["publicationId", "recordKind", "version", "responsibleOffice"].map { ($0, record[$0]) } + [
                ("action", "stop"), ("reasonCode", "PERIOD_EXPIRED"), ("lastDay", .string(lastDay.description)),
            ])
    }

    private static func channels(_ record: JSONValue) -> [Channel] {
        guard let channels = record["channels"]?.array else {
            return record["channel"]?.string.map { [Channel(name: $0, due: "", published: "")] } ?? []
        }
        return channels.compactMap { channel in
            channel["channel"]?.string.map {
                Channel(
                    name: $0, due: channel["dueOn"]?.string ?? "", published: channel["publishedOn"]?.string ?? "")
            }
        }
    }
}
