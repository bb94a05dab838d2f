import Casework
package import Contracts

/// Work at an office that takes longer than a request: a list taken in, written out, or compared with a file.
package struct Job: Hashable, Sendable {
    /// What is done.
    package enum Kind: String, CaseIterable, Sendable {
        /// Rows of a file become proposals of list entries.
        case listImport
        /// The lists go into a file.
        case listExport
        /// The rows of a file are looked up in the lists.
        case screening
        /// Rows of a 双公示 file become records of publications.
        case creditImport
        /// The records of an import are taken back.
        case creditUndo
        /// Records go into a 双公示 file.
        case creditExport
        /// A work list goes into a file.
        case caseExport
        /// What a platform shows is compared with what stands published here.
        case reconciliation
        /// What stands published here is compared with the files that came and with the letters that went out, each day.
        case dailyReconciliation
    }

    /// Where it stands.
    package enum State: String, CaseIterable, Sendable {
        /// Its turn has not come.
        case waiting
        /// Under way in this process.
        case running
        /// All rows were read and wait for a second person.
        case staged
        /// The second person gave it back.
        case returned
        /// The process ended on the way; it can be started again.
        case interrupted
        /// Somebody stopped it.
        case cancelled
        /// It could not be done.
        case failed
        /// Done.
        case finished

        /// Whether nothing will happen to it by itself.
        package var isAtRest: Bool { self != .waiting && self != .running }
    }

    /// What an import goes through: rows are read first, and given after somebody approved them.
    package enum Phase: String, Sendable {
        case reading, giving
    }

    /// Why it stopped.
    package struct Trouble: Hashable, Sendable {
        /// Reason code.
        package let code: String
        /// What happened and what to do.
        package let text: String
    }

    /// Its name: 32 hexadecimal digits.
    package let id: String
    /// What is done.
    package let kind: Kind
    /// Who started it.
    package let officer: String
    /// The name of that person.
    package let officerName: String
    /// Official time of its start.
    package let createdAt: Moment
    /// What was asked for: names of list and format, headings.
    package let wishes: JSONValue
    /// Name of the file that came with it; empty for none.
    package let fileName: String
    /// Where it stands.
    package internal(set) var state = State.waiting
    /// Which half of an import it is in.
    package internal(set) var phase = Phase.reading
    /// Rows done; of a file being read, its bytes tell how far it is.
    package internal(set) var done = 0
    /// What `done` goes to; 0 while nobody knows.
    package internal(set) var total = 0
    /// What came out: counts, root, positions.
    package internal(set) var outcome = JSONValue.object([])
    /// Why it stopped.
    package internal(set) var trouble: Trouble?
    /// Name of the result file; empty while there is none.
    package internal(set) var result = ""
    /// Who approved or returned it.
    package internal(set) var decidedBy = ""
    /// Official time of its end.
    package internal(set) var endedAt: Moment?

    /// Whether what it did is outside its files: letters, records.
    var hasGiven: Bool { phase == .giving || kind == .creditUndo || kind == .dailyReconciliation }

    /// As the interface shows it.
    var json: JSONValue {
        .members([
            ("jobId", .string(id)), ("kind", .string(kind.rawValue)), ("state", .string(state.rawValue)),
            ("phase", .string(phase.rawValue)), ("officer", .string(officer)), ("officerName", .string(officerName)),
            ("createdAt", .string(createdAt.description)), ("endedAt", endedAt.map { .string($0.description) }),
            ("wishes", wishes), ("fileName", fileName.isEmpty ? nil : .string(fileName)),
            ("progress", ["done": .integer(Int64(done)), "total": .integer(Int64(total))]), ("outcome", outcome),
            (
                "trouble",
                trouble.map { trouble -> JSONValue in ["code": .string(trouble.code), "text": .string(trouble.text)] }
            ), ("result", result.isEmpty ? nil : .string(result)),
            ("decidedBy", decidedBy.isEmpty ? nil : .string(decidedBy)),
        ])
    }

    init(
        id: String, kind: Kind, officer: Officer, createdAt: Moment, wishes: JSONValue, fileName: String
    ) {
        self.id = id
        self.kind = kind
        self.officer = officer.id
        officerName = officer.name
        self.createdAt = createdAt
        self.wishes = wishes
        self.fileName = fileName
    }

    /// Reads what `json` wrote; nil for anything else. What was under way ended with the process that wrote it.
    init?(stored json: JSONValue) {
        guard let id = json["jobId"]?.string, Job.isID(id), let kind = json["kind"]?.string.flatMap(Kind.init),
            let state = json["state"]?.string.flatMap(State.init), let officer = json["officer"]?.string,
            let phase = json["phase"]?.string.flatMap(Phase.init), let officerName = json["officerName"]?.string,
            let createdAt = json["createdAt"]?.string.flatMap({ Moment($0) }), let wishes = json["wishes"],
            let done = json["progress"]?["done"]?.integer, let total = json["progress"]?["total"]?.integer
        else { return nil }
        self.id = id
        self.kind = kind
        self.officer = officer
        self.officerName = officerName
        self.createdAt = createdAt
        self.wishes = wishes
        self.phase = phase
        fileName = json["fileName"]?.string ?? ""
        self.state = state.isAtRest ? state : .interrupted
        self.done = Int(done)
        self.total = Int(total)
        outcome = json["outcome"] ?? .object([])
        result = json["result"]?.string ?? ""
        decidedBy = json["decidedBy"]?.string ?? ""
        endedAt = json["endedAt"]?.string.flatMap { Moment($0) }
        if let trouble = json["trouble"], let code = trouble["code"]?.string, let text = trouble["text"]?.string {
            self.trouble = Trouble(code: code, text: text)
        }
        if !state.isAtRest {
            trouble = Trouble(code: "JOB_INTERRUPTED", text: "服务重新启动，任务中断。请重新开始，已办理的行不会重复")
        }
    }

    static func isID(_ text: String) -> Bool {
        text.utf8.count == 32 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
