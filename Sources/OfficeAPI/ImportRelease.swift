import Casework
import Contracts

/// How far the release of a batch is: each accepted row becomes one order.
struct ImportRelease: Hashable, Sendable {
    /// Where it stands.
    enum State: String {
        /// Nobody released it yet.
        case staged
        /// Under way in this process.
        case releasing
        /// It stopped on the way; releasing again goes on.
        case interrupted
        /// All rows were given.
        case released
    }

    /// A row that the desk refused.
    struct Refused: Hashable, Sendable {
        let row: Int
        let code: String
        let text: String
    }

    var state = State.staged
    /// Who released it.
    var officer = ""
    /// Accepted rows given so far.
    var done = 0
    /// Cases opened.
    var recorded = 0
    /// Rows that another batch had recorded already.
    var duplicates = 0
    /// Rows that the desk refused.
    var refused: [Refused] = []
    /// Why it stopped on the way.
    var trouble: String?

    init() {}

    var json: JSONValue {
        .members([
            ("state", .string(state.rawValue)), ("officer", officer.isEmpty ? nil : .string(officer)),
            ("done", .integer(Int64(done))), ("recorded", .integer(Int64(recorded))),
            ("duplicates", .integer(Int64(duplicates))), ("trouble", trouble.map { .string($0) }),
            (
                "refused",
                .array(
                    refused.map { row in
                        ["row": .integer(Int64(row.row)), "code": .string(row.code), "text": .string(row.text)]
                    })
            ),
        ])
    }

    init?(stored json: JSONValue) {
        guard let state = json["state"]?.string.flatMap({ State(rawValue: $0) }), let done = json["done"]?.integer,
            let recorded = json["recorded"]?.integer, let duplicates = json["duplicates"]?.integer,
            let refused = json["refused"]?.array
        else { return nil }
        // Whatever was under way ended with the process that wrote this.
        self.state = state == .releasing ? .interrupted : state
        officer = json["officer"]?.string ?? ""
        self.done = Int(done)
        self.recorded = Int(recorded)
        self.duplicates = Int(duplicates)
        self.refused = refused.compactMap { Refused(stored: $0) }
        trouble = json["trouble"]?.string
    }

    /// The order of a row. Its id comes from the row's content: the same decision is recorded once, whoever releases
    /// which file how often.
    static func order(_ row: PenaltyBatch.Accepted, batch: String, officer: Officer) -> Order {
        Order(
            id: "import." + row.digest.description.prefix(48), kind: .publication, caseID: nil, name: "importRecord",
            body: [
                "record": row.record.orderRecord, "batch": .string(batch), "row": .integer(Int64(row.row)),
                "digest": .string(row.digest.description),
            ], officer: officer)
    }

    /// Takes in what became of a row; false when the ledger is away and the row is to be given again.
    mutating func note(_ refusal: Refusal?, row: Int) -> Bool {
        switch refusal?.code {
        case nil: recorded += 1
        case "ORDER_ID_TAKEN": duplicates += 1
        case "LEDGER_UNAVAILABLE", "SUPERSEDED": return false
        default:
            refused.append(Refused(row: row, code: refusal?.code ?? "", text: refusal?.text ?? ""))
        }
        return true
    }
}

extension ImportRelease.Refused {
    fileprivate init?(stored json: JSONValue) {
        guard let row = json["row"]?.integer, let code = json["code"]?.string, let text = json["text"]?.string else {
            return nil
        }
        self.init(row: Int(row), code: code, text: text)
    }
}
