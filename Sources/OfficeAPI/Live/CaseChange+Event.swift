import Contracts
import Ledgers
import Webhooks

extension CaseChange {
    /// As a server-sent event; its id is where a reader goes on.
    var event: String { "id: \(sequence)\nevent: change\ndata: \(json.text)\n\n" }
}
