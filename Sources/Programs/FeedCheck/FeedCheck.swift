package import Contracts
import Signing
package import Transparency

/// Checks a whole feed as a stranger: tree, checkpoint, witnesses, what every leaf said, and that the public list is the fold
/// of the tree. It believes nothing but the keys that it is given.
package struct FeedCheck {
    /// Gets a path of the feed; answers from 400 on are thrown.
    package typealias Fetch = (_ path: String) async throws -> [UInt8]

    /// Whose signatures count.
    package struct Trust: Sendable {
        /// Keys of the log; nothing of another name is believed.
        package let log: [NoteKey]
        /// Keys of witnesses.
        package let witnesses: [NoteKey]
        /// So many different witnesses must have signed the checkpoint.
        package let required: Int

        /// Keys that somebody wrote down.
        package init(log: [NoteKey], witnesses: [NoteKey], required: Int) {
            self.log = log
            self.witnesses = witnesses
            self.required = required
        }

        /// The keys of a directory: those of the offices that may keep a log, and of all others as witnesses.
        package init(directory: DirectoryDocument, required: Int) {
            var (log, witnesses): ([NoteKey], [NoteKey]) = ([], [])
            for office in directory.offices {
                let name = LogCheckpoint.origin(namespace: directory.namespace, office: office.id)
                let isKeeper = office.profile.agency == "credit-platform"
                for key in office.keys where key.revokedAt == nil {
                    let kind: NoteKey.Kind = isKeeper ? .ed25519 : .cosignature
                    guard let key = NoteKey(name: name, kind: kind, publicKey: key.publicKey) else { continue }
                    if isKeeper { log.append(key) } else { witnesses.append(key) }
                }
            }
            self.init(log: log, witnesses: witnesses, required: required)
        }
    }

    /// What was gone through and what is wrong.
    package struct Report: Sendable {
        /// The checkpoint that was checked; nil when none could be believed.
        package internal(set) var checkpoint: LogCheckpoint?
        /// Witnesses that have signed it.
        package internal(set) var witnesses: [String] = []
        /// Leaves that were hashed.
        package internal(set) var leaves = 0
        /// Contents that are what their leaf says.
        package internal(set) var contents = 0
        /// Contents that were erased.
        package internal(set) var erased = 0
        /// Contents that are not served because their publication has ended, as a later entry shows.
        package internal(set) var ended = 0
        /// Items of the list that are what the tree says.
        package internal(set) var listed = 0
        /// Items that are listed and that the checkpoint does not cover.
        package internal(set) var uncovered: Set<CaseID> = []
        /// How many they are.
        package var newer: Int { uncovered.count }
        /// What is wrong, in words; at most a hundred.
        package internal(set) var findings: [String] = []

        /// True when the feed holds what it signs.
        package var isGood: Bool { findings.isEmpty }

        mutating func find(_ text: String) { if findings.count < 100 { findings.append(text) } }

        /// For machines.
        package var json: JSONValue {
            .members([
                ("good", .bool(isGood)), ("origin", checkpoint.map { .string($0.origin) }),
                ("size", checkpoint.map { .integer(Int64(clamping: $0.size)) }),
                ("root", checkpoint.map { .string($0.root.description) }),
                ("witnesses", .array(witnesses.map { .string($0) })), ("leaves", .integer(Int64(leaves))),
                ("contents", .integer(Int64(contents))), ("erased", .integer(Int64(erased))),
                ("ended", .integer(Int64(ended))), ("listed", .integer(Int64(listed))),
                ("newer", .integer(Int64(newer))),
                ("findings", .array(findings.map { .string($0) })),
            ])
        }
    }

    let trust: Trust
    let today: CivilDate
    let fetch: Fetch
    let progress: (String) -> Void

    /// A check over a feed on a day: what was to be shown until the day before may be listed without its payload.
    package init(
        trust: Trust, on today: CivilDate, progress: @escaping (String) -> Void = { _ in }, fetch: @escaping Fetch
    ) {
        self.trust = trust
        self.today = today
        self.progress = progress
        self.fetch = fetch
    }

    /// Goes through everything once; what comes meanwhile is counted as newer.
    package func run() async throws -> Report {
        var report = Report()
        guard let checkpoint = try await checkpoint(&report) else { return report }
        let entries = try await tree(checkpoint, &report)
        guard report.isGood else { return report }
        let fold = try await contents(entries, size: checkpoint.size, &report)
        try await list(fold, size: checkpoint.size, &report)
        if report.isGood {
            try await changes(fold, size: checkpoint.size, &report)
            try await counts(fold, size: checkpoint.size, &report)
            try await proofs(fold, &report)
        }
        return report
    }

    /// Goes through everything until what was newer is covered, at most `times` times, with `pause` between them. What no
    /// checkpoint has covered in all that time is not newer, but missing in the log.
    package func run(times: Int, pause: Duration) async throws -> Report {
        var report = try await run()
        var always = report.uncovered
        for _ in 1..<times where report.isGood && !always.isEmpty {
            try await Task.sleep(for: pause)
            report = try await run()
            always.formIntersection(report.uncovered)
        }
        for id in always.sorted() { report.find("\(id) 在公示列表中，但多次核验都没有检查点覆盖它") }
        return report
    }

    // MARK: Checkpoint

    private func checkpoint(_ report: inout Report) async throws -> LogCheckpoint? {
        progress("检查点")
        guard let note = SignedNote(String(decoding: try await fetch("/log/checkpoint"), as: UTF8.self)) else {
            report.find("检查点不是签名文本")
            return nil
        }
        let checkpoint = read(note)
        guard let checkpoint else {
            report.find("检查点没有可信密钥的签名：签名者为\(note.signatures.map(\.name).joined(separator: "、"))")
            return nil
        }
        report.checkpoint = checkpoint
        report.witnesses = witnesses(of: note)
        if report.witnesses.count < trust.required {
            report.find("检查点只有\(report.witnesses.count)个见证机关联署，要求至少\(trust.required)个")
        }
        return checkpoint
    }

    func read(_ note: SignedNote) -> LogCheckpoint? {
        trust.log.lazy.compactMap { LogCheckpoint.read(note, key: $0, verifier: Ed25519Verifier()) }.first
    }

    private func witnesses(of note: SignedNote) -> [String] {
        let names = trust.witnesses.filter { key in
            note.signatures.contains {
                LogCosignature.time(of: $0, over: note.text, key: key, verifier: Ed25519Verifier()) != nil
            }
        }.map(\.name)
        return Set(names).sorted()
    }
}
