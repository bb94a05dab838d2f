import Contracts
import Signing
import Testing
import Transparency

/// Paths, bundles, notes, checkpoints and cosignatures as C2SP writes them.
struct NoteTests {
    private let origin = "test/510000-credit-platform"

    @Test(arguments: [
        (0, 0 as UInt64, 256, "tile/0/000"), (1, 5, 256, "tile/1/005"), (0, 1_234_067, 256, "tile/0/x001/x234/067"),
        (0, 1000, 7, "tile/0/x001/000.p/7"), (2, 0, 1, "tile/2/000.p/1"),
    ])
    func `tiles are named in groups of three digits`(_ level: Int, _ index: UInt64, _ count: Int, _ path: String) throws
    {
        let tile = try #require(LogTile(level: level, index: index, count: count))
        #expect(tile.path == path)
        #expect(LogTile.resource(String(path.dropFirst(5))) == .hashes(tile))
        if level == 0 {
            let entries = tile.entriesPath.dropFirst(5)
            #expect(LogTile.resource(String(entries)) == .entries(tile))
        }
    }

    @Test(arguments: [
        "", "0", "0/0", "0/0000", "0/x000/000", "0/1000", "00/000", "0/000.p/0", "0/000.p/256", "0/000.p/01", "64/000",
        "-1/000", "0/x001/x234", "entries/x000/001", "data/000", "0/000/", "0/+01", "0/001.p",
    ])
    func `another spelling names nothing`(_ path: String) { #expect(LogTile.resource(path) == nil) }

    @Test func `bundles and tiles are read back, and cut ones are refused`() throws {
        let entries: [[UInt8]] = [[], [1], Array(repeating: 7, count: 300)]
        let bytes = LogBytes.bundle(entries)
        #expect(LogBytes.entries(bytes) == entries)
        #expect(LogBytes.entries(Array(bytes.dropLast())) == nil)
        let hashes = ProofTests.leaves(3)
        #expect(LogBytes.hashes(LogBytes.tile(hashes)) == hashes)
        #expect(LogBytes.hashes([1, 2, 3]) == nil)
    }

    @Test func `the note of the specification's reference is verified with its key`() throws {
        let key = try #require(NoteKey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"))
        let text =
            "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
        let line =
            "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
        let note = try #require(SignedNote(text + "\n" + line + "\n"))
        #expect(note.text == text)
        #expect(note.signatures.map(\.line) == [line])
        let signature = try #require(note.signatures.first)
        #expect(signature.keyID == key.id)
        #expect(
            Ed25519Verifier().isValid(
                signature: signature.signature, over: Array(text.utf8), publicKey: key.publicKey))
        #expect(key.description.hasPrefix("PeterNeumann+c74f20a3+"))
    }

    @Test(arguments: [
        "", "text\n", "text\n\n", "text\n\n— a\n", "text\n\n- a AAAAAAA=\n", "text\r\n\n— a AAAAAAA=\n",
        "text\n\n— a AAAAAAA=",
    ])
    func `what is no signed note is refused`(_ note: String) { #expect(SignedNote(note) == nil) }

    @Test(arguments: ["", "a\n1\n", "a\n01\nAAAA\n", "a\n-1\nAAAA\n", "\n1\nAAAA\n", "a\n1\nAAAA\n"])
    func `what is no checkpoint is refused`(_ text: String) { #expect(LogCheckpoint(text: text) == nil) }

    @Test func `a checkpoint is signed by its log and by witnesses, and nothing of it may be changed`() throws {
        let log = SigningKey.generate(keyID: "k1")
        let witness = SigningKey.generate(keyID: "w1")
        let logKey = try #require(NoteKey(name: origin, kind: .ed25519, publicKey: log.publicKey))
        let witnessKey = try #require(
            NoteKey(name: "test/510100-tax", kind: .cosignature, publicKey: witness.publicKey))
        let checkpoint = LogCheckpoint(origin: origin, size: 12, root: LogHash.leaf([1]))
        let text = checkpoint.text
        let own = SignedNote.Signature(name: origin, keyID: logKey.id, signature: log.sign(Array(text.utf8)))
        let seen = LogCosignature.line(text, at: 1_700_000_000, key: witnessKey) { witness.sign($0) }
        let made = try #require(SignedNote(text: text, signatures: [own, seen]))
        let note = try #require(SignedNote(made.description))
        #expect(note == made)
        let verifier = Ed25519Verifier()
        #expect(LogCheckpoint.read(note, key: logKey, verifier: verifier) == checkpoint)
        #expect(LogCosignature.time(of: seen, over: text, key: witnessKey, verifier: verifier) == 1_700_000_000)

        let other = LogCheckpoint(origin: origin, size: 13, root: LogHash.leaf([1])).text
        let forged = try #require(SignedNote(text: other, signatures: [own, seen]))
        #expect(LogCheckpoint.read(forged, key: logKey, verifier: verifier) == nil)
        #expect(LogCosignature.time(of: seen, over: other, key: witnessKey, verifier: verifier) == nil)
        let stranger = try #require(
            NoteKey(name: origin, kind: .ed25519, publicKey: SigningKey.generate(keyID: "x").publicKey))
        #expect(LogCheckpoint.read(note, key: stranger, verifier: verifier) == nil)
        // A signature of the log is no cosignature, and the other way round.
        #expect(LogCosignature.time(of: own, over: text, key: witnessKey, verifier: verifier) == nil)
        let later = SignedNote.Signature(
            name: seen.name, keyID: seen.keyID, signature: [0, 0, 0, 0, 1] + seen.signature.dropFirst(5))
        #expect(LogCosignature.time(of: later, over: text, key: witnessKey, verifier: verifier) == nil)
    }

    @Test func `a leaf is read back whole, and not with a byte more or less`() throws {
        let publication = try #require(CaseID("510100-tax.01J000000000000000000000TA"))
        let entry = LogEntry(
            index: 7, publication: publication, version: 2, kind: "correct",
            time: Moment(milliseconds: 1_783_000_000_000),
            commitment: LogEntry.commitment(salt: [1], content: Array("{}".utf8)))
        #expect(LogEntry(bytes: entry.bytes) == entry)
        #expect(LogEntry(bytes: entry.bytes + [0]) == nil)
        #expect(LogEntry(bytes: Array(entry.bytes.dropLast())) == nil)
        #expect(LogEntry(bytes: []) == nil)
    }
}
