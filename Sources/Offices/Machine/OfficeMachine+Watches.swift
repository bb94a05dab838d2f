import Casework
package import Contracts
import Exchange

/// Watch lists, and when other offices were heard last.
extension OfficeMachine {
    /// Saves a watch list under an id of its own; the journal keeps who did it and what it holds.
    mutating func watch(
        _ name: String, _ reason: String, _ subjects: [String], by officer: Officer, _ work: inout Workspace
    ) -> Result<JSONValue, Refusal> {
        var ids = work.freshIDs()
        let list = WatchList(id: ids.next(), name: name, reason: reason, officer: officer.id, subjects: subjects)
        let content = JournalContent(events: [], body: list.json.bytes)
        work.journal(
            .administration, by: office, content: work.content(content, caseID: ""),
            note: "watch list \(list.id) saved by \(officer.id)")
        work.commit.watches.append(.saved(list))
        return .success([
            "watchListId": .string(list.id.description), "name": .string(name),
            "subjects": .integer(Int64(subjects.count)),
        ])
    }

    /// Ends a watch list.
    mutating func unwatch(_ id: LetterID, by officer: Officer, _ work: inout Workspace) -> Result<JSONValue, Refusal> {
        work.journal(.administration, by: office, note: "watch list \(id) ended by \(officer.id)")
        work.commit.watches.append(.ended(id))
        return .success(["watchListId": .string(id.description), "ended": true])
    }

    /// Keeps how far an office said its own lists reach.
    func noteHeard(_ checkpoint: Checkpoint, _ envelope: Envelope, from sender: OfficeID, _ work: inout Workspace) {
        var announced: [StreamName: UInt64] = [:]
        for own in checkpoint.own where own.stream.topic == .lists && own.stream.office == sender {
            announced[own.stream] = own.number
        }
        work.commit.heard.append(
            HeardOffice(office: sender, signedAt: envelope.leaf.time, announced: announced))
    }
}

extension WatchList {
    /// The form in the journal.
    package var json: JSONValue {
        [
            "watchListId": .string(id.description), "name": .string(name), "reason": .string(reason),
            "officer": .string(officer), "subjects": .array(subjects.map { .string($0) }),
        ]
    }

    /// Reads the form in the journal; nil for anything else.
    package init?(_ json: JSONValue) {
        guard let id = json["watchListId"]?.string.flatMap({ LetterID($0) }), let name = json["name"]?.string,
            let reason = json["reason"]?.string, let officer = json["officer"]?.string,
            let subjects = json["subjects"]?.array
        else { return nil }
        self.init(id: id, name: name, reason: reason, officer: officer, subjects: subjects.compactMap(\.string))
    }
}
