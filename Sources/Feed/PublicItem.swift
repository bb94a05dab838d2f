package import Contracts
package import Shelf

/// One publication as the public sees it (domain C.11): its newest version while it stands, a tombstone afterwards.
///
/// What is shown is the very record that the log has committed to; beside it stand only when it came, the agency's name and
/// its place in the log.
package struct PublicItem: Hashable, Sendable {
    /// As the shelf has it.
    package let item: ShelfItem
    /// Name of the agency that answers for it.
    package let agency: String

    /// An item with the names of a directory.
    package init(_ item: ShelfItem, directory: DirectoryDocument?) {
        self.item = item
        let office = item.office ?? item.publication.office
        agency = directory?.profile(office)?.name ?? office.description
    }

    /// Its record, as JSON.
    package var record: JSONValue? { item.record }

    /// What the API answers, JSON.
    package var bytes: [UInt8] {
        var bytes = item.bytes ?? PublicItem.mark(item).bytes
        // The record is a JSON object: what is added comes before its last brace, and the rest stays byte for byte.
        bytes.removeLast()
        bytes += Array(",\"effectiveAt\":\"\(item.at)\",\"responsibleAgency\":".utf8) + JSONValue.string(agency).bytes
        if let place = item.place { bytes += Array(",\"logIndex\":\(place)".utf8) }
        bytes.append(0x7D)
        return bytes
    }

    /// What is left of an item whose record is gone.
    private static func mark(_ item: ShelfItem) -> JSONValue {
        [
            "publicationId": .string(item.publication.description),
            "action": item.place == nil ? "hide" : "erase",
        ]
    }

    /// As a server-sent event.
    var event: String {
        let id = item.place.map { "id: \($0)\n" } ?? ""
        return "\(id)event: \(item.event)\ndata: \(String(decoding: bytes, as: UTF8.self))\n\n"
    }

    /// Titles of the columns of `cells`.
    static let columns = [
        "publicationId", "recordKind", "action", "version", "responsibleOffice", "responsibleAgency",
        "counterpartyName", "uscc", "documentNo", "decisionDate", "penaltyKinds", "penaltyContent", "minUntil",
        "maxUntil", "objection", "reasonCode", "reason", "effectiveAt", "logIndex",
    ]

    /// One row of a table.
    var cells: [String] {
        let record = record ?? PublicItem.mark(item)
        let payload = record["payload"]
        func text(_ value: JSONValue?) -> String { value?.string ?? value?.integer.map { String($0) } ?? "" }
        let number = payload?["decisionNo"] ?? payload?.object?.first { $0.name.hasSuffix("No") }?.value
        let kinds = (payload?["penaltyKinds"]?.array ?? []).compactMap(\.string).joined(separator: " ")
        let channels = record["channels"]?.array ?? []
        func latest(_ name: String) -> String {
            text(record[name] ?? channels.compactMap { $0[name] }.max { text($0) < text($1) })
        }
        return [
            item.publication.description, text(record["recordKind"]), text(record["action"]), text(record["version"]),
            text(record["responsibleOffice"]), agency, text(payload?["counterpartyName"]), text(payload?["uscc"]),
            text(number), text(payload?["decisionDate"]), kinds, text(payload?["penaltyContent"]), latest("minUntil"),
            latest("maxUntil"), text(record["objection"]?["state"]), text(record["reasonCode"]), text(record["reason"]),
            item.at.description, item.place.map { String($0) } ?? "",
        ]
    }
}
