package import Contracts
import Exchange

/// Which chunks are asked of whom, pure: files one after the other, at most two megabytes on the way to this office at
/// once, a silent office asked again and then another party of the case.
package struct EvidenceTransfers: Sendable {
    /// A file that is being fetched.
    package struct Want: Sendable {
        /// A case whose letter names it.
        package let caseID: CaseID
        /// Its manifest.
        package let file: EvidenceFile
        /// Who may have it, the likeliest first.
        package let holders: [OfficeID]
        /// Chunks that are not here and not asked for, ascending.
        package fileprivate(set) var missing: [Int]
        /// Chunks that are not on disk yet.
        package fileprivate(set) var open: Int
        /// How often in a row nobody answered in time.
        package fileprivate(set) var silences = 0
        fileprivate var restsUntil: Moment?

        /// Whom to ask now.
        var holder: OfficeID? { holders.isEmpty ? nil : holders[silences % holders.count] }
    }

    /// One question.
    package struct Question: Hashable, Sendable {
        /// Whom.
        package let to: OfficeID
        /// Id of the record; the answers name it as their cause.
        package let id: LetterID
        /// What is asked.
        package let wanted: EvidenceWanted
    }

    /// What an arrived chunk is.
    package enum Verdict: Hashable, Sendable {
        /// To be written.
        case wanted
        /// Asked for by nobody, or not any more.
        case unknown
        /// Not what the manifest says (`HASH_MISMATCH`); it is asked for again.
        case mismatch(CaseID)
    }

    private struct Asked: Sendable {
        let file: Digest
        var chunks: Set<Int>
        let until: Moment
    }

    /// Files being fetched, in the order in which they were wanted.
    package private(set) var wants: [Want] = []
    private var asked: [LetterID: Asked] = [:]
    private var onTheWay = 0

    /// So many files are fetched at a time; the next begins while the last chunks of the one before are on the way.
    package static let filesAtOnce = 2

    /// Fetches nothing yet.
    package init() {}

    /// Whether another file may be begun.
    package var hasRoom: Bool { wants.count < EvidenceTransfers.filesAtOnce }

    /// Ids of questions that are not answered in full.
    package var questions: Set<LetterID> { Set(asked.keys) }

    /// Whether a file is being fetched.
    package func isFetching(_ file: Digest) -> Bool { wants.contains { $0.file.digest == file } }

    /// Begins a file; `present` are chunks that are on disk.
    package mutating func begin(
        _ file: EvidenceFile, of caseID: CaseID, from holders: [OfficeID], present: some Sequence<Int>
    ) {
        guard !isFetching(file.digest) else { return }
        let here = Set(present)
        let missing = file.chunks.indices.filter { !here.contains($0) }
        wants.append(
            Want(caseID: caseID, file: file, holders: holders, missing: missing, open: missing.count))
    }

    /// Nothing more is asked of this file.
    package mutating func end(_ file: Digest) {
        wants.removeAll { $0.file.digest == file }
        for (id, question) in asked where question.file == file {
            onTheWay -= question.chunks.count
            asked[id] = nil
        }
    }

    /// A chunk could not be written: it is asked for again after a pause.
    package mutating func failed(_ chunk: EvidenceChunk, at now: Moment) {
        guard let place = wants.firstIndex(where: { $0.file.digest == chunk.file }) else { return }
        wants[place].missing = (wants[place].missing + [chunk.index]).sorted()
        wants[place].restsUntil = now + .seconds(5)
    }

    /// Files whose chunks are all on disk; whoever assembles them ends them.
    package var assembled: [Want] { wants.filter { $0.open == 0 } }

    /// Chunks of a file turned out to be wrong on disk: they are fetched again.
    package mutating func renew(_ chunks: [Int], of file: Digest) {
        guard let place = wants.firstIndex(where: { $0.file.digest == file }) else { return }
        wants[place].missing = (wants[place].missing + chunks).sorted()
        wants[place].open += chunks.count
    }

    // MARK: Asking

    /// What to ask now; `freshID` gives ids of records.
    package mutating func ask(at now: Moment, freshID: () -> LetterID) -> [Question] {
        takeBackSilent(at: now)
        var questions: [Question] = []
        for place in wants.indices {
            guard wants[place].restsUntil.map({ $0 <= now }) ?? true, let holder = wants[place].holder else { continue }
            let room = EvidenceWanted.most - onTheWay
            let chunks = Array(wants[place].missing.prefix(room))
            guard room > 0, !chunks.isEmpty else { continue }
            wants[place].missing.removeFirst(chunks.count)
            let id = freshID()
            let file = wants[place].file.digest
            asked[id] = Asked(
                file: file, chunks: Set(chunks), until: now + EvidenceTransfers.patience(wants[place].silences))
            onTheWay += chunks.count
            questions.append(
                Question(
                    to: holder, id: id,
                    wanted: EvidenceWanted(caseID: wants[place].caseID, file: file, chunks: chunks)))
        }
        return questions
    }

    private mutating func takeBackSilent(at now: Moment) {
        for id in asked.keys.sorted() {
            guard let question = asked[id], question.until <= now else { continue }
            asked[id] = nil
            onTheWay -= question.chunks.count
            guard let place = wants.firstIndex(where: { $0.file.digest == question.file }) else { continue }
            wants[place].missing = (wants[place].missing + question.chunks).sorted()
            wants[place].silences += 1
            wants[place].restsUntil = now + EvidenceTransfers.rest(wants[place].silences)
        }
    }

    /// Five seconds, and longer for who was silent before.
    private static func patience(_ silences: Int) -> Span { .seconds(min(60, 5 << min(silences, 4))) }

    /// None the first time, then up to a minute.
    private static func rest(_ silences: Int) -> Span {
        silences <= 1 ? .seconds(0) : .seconds(min(60, 1 << min(silences, 6)))
    }

    // MARK: Answers

    /// Judges a chunk that answers the question `id`; one that is wanted is on nobody's way any more.
    package mutating func take(_ chunk: EvidenceChunk, answering id: LetterID, at now: Moment) -> Verdict {
        guard var question = asked[id], question.file == chunk.file, question.chunks.contains(chunk.index),
            let place = wants.firstIndex(where: { $0.file.digest == chunk.file })
        else { return .unknown }
        question.chunks.remove(chunk.index)
        onTheWay -= 1
        asked[id] = question.chunks.isEmpty ? nil : question
        let file = wants[place].file
        guard chunk.bytes.count == file.bytes(ofChunk: chunk.index),
            Digest.sha256(chunk.bytes) == file.chunks[chunk.index]
        else {
            wants[place].missing = (wants[place].missing + [chunk.index]).sorted()
            wants[place].silences += 1
            wants[place].restsUntil = now + EvidenceTransfers.rest(wants[place].silences)
            return .mismatch(wants[place].caseID)
        }
        wants[place].silences = 0
        wants[place].restsUntil = nil
        return .wanted
    }

    /// A chunk is on disk.
    package mutating func written(_ file: Digest) {
        guard let place = wants.firstIndex(where: { $0.file.digest == file }) else { return }
        wants[place].open -= 1
    }
}
