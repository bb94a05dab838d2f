package import Contracts
import Exchange
import Offices

extension HistoryEntry {
    /// The line without its end: `{"at":…,"event":"committing",…}`.
    package var json: JSONValue {
        .members([("at", .integer(at.milliseconds)), ("event", .string(event.name))] + event.members)
    }

    /// Reads a line; nil for anything else.
    package init?(_ json: JSONValue) {
        guard let at = json["at"]?.integer, let name = json["event"]?.string, let event = HistoryEvent(name, json)
        else { return nil }
        self.init(at: Moment(milliseconds: at), event)
    }

    /// Reads the bytes of a line; nil for anything else, a torn line too.
    package init?(line: some Collection<UInt8>) {
        do throws(JSONFailure) {
            self.init(try JSONValue.parse(Array(line)))
        } catch {
            return nil
        }
    }

    /// The bytes of the line with its end.
    package var line: [UInt8] { json.bytes + [UInt8(ascii: "\n")] }
}

extension HistoryEvent {
    var name: String {
        switch self {
        case .start: "start"
        case .committing: "committing"
        case .committed: "committed"
        case .failed: "failed"
        case .told: "told"
        case .published: "published"
        case .stop: "stop"
        case .cut: "cut"
        }
    }

    var members: [(String, JSONValue?)] {
        switch self {
        case .start(let start): start.members
        case .committing(let commit): commit.members
        case .committed(let end): [("journal", end?.json)]
        case .failed: []
        case .told(let answers): [("orders", .list(answers) { $0.json })]
        case .published(let publication): publication.members
        case .stop(let stop): [("reason", .string(stop.rawValue))]
        case .cut(let reason): [("reason", .string(reason))]
        }
    }

    init?(_ name: String, _ json: JSONValue) {
        switch name {
        case "start":
            guard let start = HistoryStart(json) else { return nil }
            self = .start(start)
        case "committing":
            guard let commit = HistoryCommit(json) else { return nil }
            self = .committing(commit)
        case "committed":
            let end = json["journal"].map { JournalEnd($0) }
            if case .some(.none) = end { return nil }
            self = .committed(end ?? nil)
        case "failed": self = .failed
        case "told":
            guard let answers = json.all("orders", { HistoryAnswer($0) }) else { return nil }
            self = .told(answers)
        case "published":
            guard let publication = HistoryPublication(json) else { return nil }
            self = .published(publication)
        case "stop":
            guard let stop = json["reason"]?.string.flatMap({ HistoryStop(rawValue: $0) }) else { return nil }
            self = .stop(stop)
        case "cut":
            guard let reason = json["reason"]?.string else { return nil }
            self = .cut(reason: reason)
        default: return nil
        }
    }
}

// MARK: - Starts and ends

extension HistoryStart {
    fileprivate var members: [(String, JSONValue?)] {
        [
            ("office", .string(office.description)), ("writer", .string(writer.description)),
            ("found", found?.json), ("begun", begun?.json), ("restore", restore.map { .string($0.description) }),
            ("waiting", .number(waiting)), ("out", .list(outgoing) { $0.json }), ("in", .list(incoming) { $0.json }),
        ]
    }

    fileprivate init?(_ json: JSONValue) {
        guard let office = json["office"]?.string.flatMap({ OfficeID($0) }), let writer = json.writer("writer"),
            let outgoing = json.all("out", { HistoryOutEnd($0) }), let incoming = json.all("in", { HistoryInEnd($0) })
        else { return nil }
        self.init(
            office: office, writer: writer, found: json["found"].flatMap { JournalEnd($0) },
            begun: json["begun"].flatMap { JournalEnd($0) }, restore: json["restore"]?.string.map { RestoreMark($0) },
            waiting: json.unsigned("waiting") ?? 0, outgoing: outgoing, incoming: incoming)
    }
}

extension JournalEnd {
    fileprivate var json: JSONValue {
        .members([("rows", .integer(rows)), ("head", head.map { .string($0.description) })])
    }

    fileprivate init?(_ json: JSONValue) {
        guard let rows = json["rows"]?.integer else { return nil }
        self.init(rows: rows, head: json.digest("head"))
    }
}

extension HistoryOutEnd {
    fileprivate var json: JSONValue {
        .members([
            ("stream", .string(stream.description)), ("n", .number(number)), ("head", .string(head.description)),
            ("retired", .number(retired)), ("reader", reader.map { .string($0.description) }),
            ("parked", .number(unlessZero: parked)), ("quarantined", .number(unlessZero: quarantined)),
        ])
    }

    fileprivate init?(_ json: JSONValue) {
        guard let stream = json.stream, let number = json.unsigned("n"), let head = json.digest("head"),
            let retired = json.unsigned("retired")
        else { return nil }
        self.init(
            stream: stream, number: number, head: head, retired: retired, reader: json.writer("reader"),
            parked: json.unsigned("parked") ?? 0, quarantined: json.unsigned("quarantined") ?? 0)
    }
}

extension HistoryInEnd {
    fileprivate var json: JSONValue {
        .members([
            ("stream", .string(stream.description)), ("m", .number(disposed)), ("head", .string(head.description)),
            ("fence", fence.map { .string($0.description) }),
        ])
    }

    fileprivate init?(_ json: JSONValue) {
        guard let stream = json.stream, let disposed = json.unsigned("m"), let head = json.digest("head") else {
            return nil
        }
        self.init(stream: stream, disposed: disposed, head: head, fence: json.writer("fence"))
    }
}

extension HistoryLeaf {
    fileprivate var members: [(String, JSONValue?)] {
        [
            ("stream", .string(stream.description)), ("n", .number(number)), ("leaf", .string(hash.description)),
            ("prev", .string(previous.description)), ("epoch", .number(epoch)),
        ]
    }

    fileprivate init?(_ json: JSONValue) {
        guard let stream = json.stream, let number = json.unsigned("n"), let hash = json.digest("leaf"),
            let previous = json.digest("prev"), let epoch = json.unsigned("epoch")
        else { return nil }
        self.init(stream: stream, number: number, hash: hash, previous: previous, epoch: epoch)
    }
}

// MARK: - Transactions

extension HistoryCommit {
    fileprivate var members: [(String, JSONValue?)] {
        [
            ("official", .integer(official.milliseconds)), ("numbered", .list(numbered) { $0.json }),
            ("disposed", .list(disposed) { $0.json }), ("redisposed", .list(redisposed) { $0.json }),
            ("out", .list(outgoing) { $0.json }), ("in", .list(incoming) { $0.json }),
            ("waiting", .number(unlessZero: waiting)), ("waitingDone", .number(unlessZero: waitingDone)),
            ("rows", .integer(rows)), ("rungs", .list(rungs) { $0.json }), ("answers", .list(answers) { $0.json }),
            ("stop", stop.map { .string($0.rawValue) }),
        ]
    }

    fileprivate init?(_ json: JSONValue) {
        guard let official = json["official"]?.integer, let rows = json["rows"]?.integer,
            let numbered = json.all("numbered", { Numbered($0) }),
            let disposed = json.all("disposed", { Disposed($0) }),
            let redisposed = json.all("redisposed", { Redisposed($0) }),
            let outgoing = json.all("out", { HistoryOutEnd($0) }), let incoming = json.all("in", { HistoryInEnd($0) }),
            let rungs = json.all("rungs", { Rung($0) }), let answers = json.all("answers", { HistoryAnswer($0) })
        else { return nil }
        self.init(official: Moment(milliseconds: official))
        self.rows = rows
        self.numbered = numbered
        self.disposed = disposed
        self.redisposed = redisposed
        self.outgoing = outgoing
        self.incoming = incoming
        self.rungs = rungs
        self.answers = answers
        waiting = json.unsigned("waiting") ?? 0
        waitingDone = json.unsigned("waitingDone") ?? 0
        stop = json["stop"]?.string.flatMap { HistoryStop(rawValue: $0) }
    }
}

extension HistoryCommit.Numbered {
    fileprivate var json: JSONValue {
        .members(
            leaf.members + [
                ("letter", .string(letter)), ("case", .string(caseID)), ("type", .string(type)),
                ("emission", .string(emission.description)),
            ])
    }

    fileprivate init?(_ json: JSONValue) {
        guard let leaf = HistoryLeaf(json), let letter = json["letter"]?.string, let caseID = json["case"]?.string,
            let type = json["type"]?.string, let emission = json.digest("emission")
        else { return nil }
        self.init(leaf: leaf, letter: letter, caseID: caseID, type: type, emission: emission)
    }
}

extension HistoryCommit.Disposed {
    fileprivate var json: JSONValue {
        .members(
            leaf.members + [
                ("signer", .string(signer.description)), ("disposition", .string(disposition.rawValue)),
                ("reason", reason.isEmpty ? nil : .string(reason)),
            ])
    }

    fileprivate init?(_ json: JSONValue) {
        guard let leaf = HistoryLeaf(json), let signer = json.writer("signer"),
            let disposition = json["disposition"]?.string.flatMap({ Disposition(rawValue: $0) })
        else { return nil }
        self.init(leaf: leaf, signer: signer, disposition: disposition, reason: json["reason"]?.string ?? "")
    }
}

extension HistoryCommit.Redisposed {
    fileprivate var json: JSONValue {
        [
            "stream": .string(stream.description), "n": .number(number), "disposition": .string(disposition.rawValue),
        ]
    }

    fileprivate init?(_ json: JSONValue) {
        guard let stream = json.stream, let number = json.unsigned("n"),
            let disposition = json["disposition"]?.string.flatMap({ Disposition(rawValue: $0) })
        else { return nil }
        self.init(stream: stream, number: number, disposition: disposition)
    }
}

extension HistoryCommit.Rung {
    fileprivate var json: JSONValue {
        .members([
            ("case", .string(caseID)), ("rung", .string(name)), ("due", due.map { .integer($0.milliseconds) }),
        ])
    }

    fileprivate init?(_ json: JSONValue) {
        guard let caseID = json["case"]?.string, let name = json["rung"]?.string else { return nil }
        self.init(caseID: caseID, name: name, due: json["due"]?.integer.map { Moment(milliseconds: $0) })
    }
}

extension HistoryAnswer {
    fileprivate var json: JSONValue { ["order": .string(order), "answer": .string(answer.description)] }

    fileprivate init?(_ json: JSONValue) {
        guard let order = json["order"]?.string, let answer = json.digest("answer") else { return nil }
        self.init(order: order, answer: answer)
    }
}

// MARK: - Publications

extension HistoryPublication {
    fileprivate var members: [(String, JSONValue?)] {
        [
            ("writer", .string(writer.description)), ("letters", .list(letters) { .members($0.members) }),
            ("acks", .list(acks) { $0.json }), ("positions", .list(positions) { $0.json }),
        ]
    }

    fileprivate init?(_ json: JSONValue) {
        guard let writer = json.writer("writer"), let letters = json.all("letters", { HistoryLeaf($0) }),
            let acks = json.all("acks", { Ack($0) }), let positions = json.all("positions", { Position($0) })
        else { return nil }
        self.init(writer: writer)
        self.letters = letters
        self.acks = acks
        self.positions = positions
    }
}

extension HistoryPublication.Ack {
    fileprivate var json: JSONValue {
        .members([
            ("stream", .string(stream.description)), ("m", .number(disposed)), ("head", .string(head.description)),
            ("fence", fence.map { .string($0.description) }),
        ])
    }

    fileprivate init?(_ json: JSONValue) {
        guard let stream = json.stream, let disposed = json.unsigned("m"), let head = json.digest("head") else {
            return nil
        }
        self.init(stream: stream, disposed: disposed, head: head, fence: json.writer("fence"))
    }
}

extension HistoryPublication.Position {
    fileprivate var json: JSONValue {
        [
            "stream": .string(stream.description), "n": .number(number), "head": .string(head.description),
            "hello": .bool(isHello),
        ]
    }

    fileprivate init?(_ json: JSONValue) {
        guard let stream = json.stream, let number = json.unsigned("n"), let head = json.digest("head"),
            let isHello = json["hello"]?.bool
        else { return nil }
        self.init(stream: stream, number: number, head: head, isHello: isHello)
    }
}

// MARK: - Reading and writing members

extension JSONValue {
    fileprivate static func number(_ number: UInt64) -> JSONValue { .integer(Int64(clamping: number)) }

    fileprivate static func number(unlessZero number: UInt64) -> JSONValue? { number == 0 ? nil : .number(number) }

    /// A list that is left out when it is empty: most transactions have few parts.
    fileprivate static func list<Element>(_ elements: [Element], _ json: (Element) -> JSONValue) -> JSONValue? {
        elements.isEmpty ? nil : .array(elements.map(json))
    }

    /// The elements of a list; none when it is not there, nil when one cannot be read.
    fileprivate func all<Element>(_ name: String, _ read: (JSONValue) -> Element?) -> [Element]? {
        guard let member = self[name] else { return [] }
        guard let elements = member.array else { return nil }
        let found = elements.compactMap(read)
        return found.count == elements.count ? found : nil
    }

    fileprivate var stream: StreamName? { self["stream"]?.string.flatMap { StreamName($0) } }

    fileprivate func digest(_ name: String) -> Digest? { self[name]?.string.flatMap { Digest(hex: $0) } }

    fileprivate func writer(_ name: String) -> Writer? { self[name]?.string.flatMap { Writer($0) } }
}
