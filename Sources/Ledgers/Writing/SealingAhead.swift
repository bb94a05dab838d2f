import Casework
import Contracts
import Crypto
import Dispatch
import Offices
import Synchronization

/// Seals the cases and contents of a big commit on a second thread, in the order in which the transaction asks for
/// them: encoding and sealing take half as long as SQLite takes for the rows.
///
/// It only guesses the keys: a case without a slot is taken for a new one. Whoever finds the guess wrong seals anew.
final class SealingAhead: Sendable {
    /// A case ready to be written.
    struct SealedCase {
        /// Its key, when it is taken for a new case.
        let fresh: FreshKey?
        /// Its sealed file; nil when it must be sealed by the transaction.
        let sealed: [UInt8]?
        /// What it is found by.
        let subjectKeys: [Int64]
    }

    /// A content ready to be written.
    struct SealedContent {
        let sealed: [UInt8]
        /// SHA-256 of the sealed bytes.
        let digest: [UInt8]
    }

    /// Fewer cases are sealed sooner by the transaction itself.
    static let fewestCases = 64

    private let commit: Commit
    private let caseIDs: [String]
    private let known: [CaseKeys.Slot?]
    private let maker: KeyMaker
    private let subjects: SubjectHash
    private let firstContent: Int64
    private let cases = Handover<SealedCase>()
    private let contents = Handover<SealedContent?>()

    /// Begins; `known` are the slots of the commit's cases as far as they are at hand, and `firstContent` is the row of
    /// its first content.
    init(_ commit: Commit, caseIDs: [String], known: [CaseKeys.Slot?], keys: CaseKeys, firstContent: Int64) {
        self.commit = commit
        self.caseIDs = caseIDs
        self.known = known
        maker = keys.maker
        subjects = keys.subjects
        self.firstContent = firstContent
        // A queue of its own has a thread of its own: the shared ones may be busy, and the ledger's thread waits.
        DispatchQueue(label: "ledger-sealing").async { self.work() }
    }

    /// The next case, in the order of the commit; waits for it.
    func nextCase() -> SealedCase { cases.next() }

    /// The next content, in the order of the commit; nil when its case is not one of the commit's.
    func nextContent() -> SealedContent? { contents.next() }

    private func work() {
        var sealing = Sealing()
        var keys: [String: SymmetricKey] = [:]
        keys.reserveCapacity(caseIDs.count)
        for index in caseIDs.indices {
            let sealed = sealCase(index, &sealing)
            keys[caseIDs[index]] = known[index].map(\.key) ?? sealed.fresh?.key
            cases.put(sealed)
        }
        cases.finish()
        for index in commit.contents.indices { contents.put(sealContent(index, keys, &sealing)) }
        contents.finish()
    }

    private func sealCase(_ index: Int, _ sealing: inout Sealing) -> SealedCase {
        let subjectKeys = subjects.keys(of: commit.cases[index])
        do {
            let fresh = known[index] == nil ? try maker.fresh(caseIDs[index], &sealing) : nil
            guard let key = known[index].map(\.key) ?? fresh?.key else {
                return SealedCase(fresh: nil, sealed: nil, subjectKeys: subjectKeys)
            }
            let sealed = try sealing.seal(
                commit.cases[index].json.bytes, key: key, purpose: SealedPurpose.caseFile(caseIDs[index]))
            return SealedCase(fresh: fresh, sealed: sealed, subjectKeys: subjectKeys)
        } catch {
            // The transaction meets the same when it seals by itself, and tells it.
            return SealedCase(fresh: nil, sealed: nil, subjectKeys: subjectKeys)
        }
    }

    private func sealContent(
        _ index: Int, _ keys: [String: SymmetricKey], _ sealing: inout Sealing
    ) -> SealedContent? {
        guard let key = keys[commit.contents[index].caseID] else { return nil }
        do {
            let sealed = try sealing.seal(
                commit.contents[index].bytes, key: key, purpose: SealedPurpose.content(firstContent + Int64(index)))
            return SealedContent(sealed: sealed, digest: SHA256.bytes(of: sealed))
        } catch {
            return nil
        }
    }
}

/// Values from one thread to another, in order and in chunks.
private final class Handover<Value: Sendable>: Sendable {
    private struct State {
        /// Being filled by the one side.
        var filling: [Value] = []
        /// Filled chunks.
        var chunks: [[Value]] = []
        /// Being emptied by the other side.
        var emptying: ArraySlice<Value> = []
    }

    private let state = Mutex(State())
    private let arrival = DispatchSemaphore(value: 0)
    private let chunk = 64

    func put(_ value: Value) {
        let isFull = state.withLock { state in
            state.filling.append(value)
            guard state.filling.count == chunk else { return false }
            state.chunks.append(state.filling)
            state.filling = []
            return true
        }
        if isFull { arrival.signal() }
    }

    /// Nothing more will be put.
    func finish() {
        state.withLock { state in
            state.chunks.append(state.filling)
            state.filling = []
        }
        arrival.signal()
    }

    /// The next value; must not be asked for more than are put.
    func next() -> Value {
        while true {
            if let value = state.withLock({ $0.emptying.popFirst() }) { return value }
            arrival.wait()
            state.withLock { $0.emptying = $0.chunks.removeFirst()[...] }
        }
    }
}
