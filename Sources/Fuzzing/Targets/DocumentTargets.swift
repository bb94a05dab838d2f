import Casework
import Contracts
import Signing
import Workers

/// Documents that somebody wrote or sent: directory, rules, configuration, officers, offices, key files.
extension FuzzTarget {
    static let documents: [FuzzTarget] = [
        FuzzTarget("signed-document", "a line of the directory topic, or a file of them") { bytes throws(FuzzFinding) in
            try signedDocument(bytes)
        },
        FuzzTarget("directory", "the payload of a directory document") { bytes throws(FuzzFinding) in
            let read = try Foreign.reasoned { () throws(DocumentMistakes) in try DirectoryDocument.read(bytes) }
            guard let document = read else { return }
            let again = Foreign.attempt { () throws(DocumentMistakes) in try DirectoryDocument.read(document.bytes) }
            try FuzzFinding.require(again == document, "a directory that was written is read as another one")
        },
        FuzzTarget("rules", "the payload of a rule set") { bytes throws(FuzzFinding) in
            let read = try Foreign.reasoned { () throws(DocumentMistakes) in try RulesDocument.read(bytes) }
            guard let document = read else { return }
            let again = Foreign.attempt { () throws(DocumentMistakes) in try RulesDocument.read(document.bytes) }
            try FuzzFinding.require(again == document, "a rule set that was written is read as another one")
        },
        FuzzTarget("rule-document", "one document of a rule set", maximumBytes: 32_768) { bytes throws(FuzzFinding) in
            // One document alone is never a whole set: it always ends in a refusal, which must say why.
            _ = try Foreign.reasoned { () throws(RuleMistakes) in
                try RuleSet.read(version: "fuzz", documents: [RuleDocument(name: "fuzz.json", bytes: bytes)])
            }
        },
        FuzzTarget("configuration", "an office's office.json") { bytes throws(FuzzFinding) in
            _ = try Foreign.reasoned { () throws(DocumentMistakes) in
                try WorkerSettings.read(bytes, path: "office.json", environment: [:])
            }
        },
        FuzzTarget("officers", "an officers file") { bytes throws(FuzzFinding) in
            let read = try Foreign.reasoned { () throws(DocumentMistakes) in
                try OfficerRegister.parse(bytes, named: "officers.json")
            }
            guard let register = read else { return }
            let again = Foreign.attempt { () throws(DocumentMistakes) in
                try OfficerRegister.parse(register.bytes, named: "officers.json")
            }
            try FuzzFinding.require(again == register, "officers that were written are read as others")
        },
        FuzzTarget("offices", "the list of offices that init reads") { bytes throws(FuzzFinding) in
            _ = try Foreign.reasoned { () throws(DocumentMistakes) in
                try OfficePlan.readList(bytes, named: "offices.json")
            }
        },
        FuzzTarget("key-file", "a key file", maximumBytes: 4096) { bytes throws(FuzzFinding) in
            guard let key = KeyFile.parse(bytes) else { return }
            try FuzzFinding.require(key.secret.count == 32, "a key of \(key.secret.count) bytes")
            try FuzzFinding.require(
                !"\(key) \(String(reflecting: key))".contains(Base64.encode(key.secret)), "a key shows its secret")
            guard let again = KeyFile.parse(key.bytes) else { throw FuzzFinding("a written key cannot be read") }
            try FuzzFinding.require(
                again.kind == key.kind && again.id == key.id && again.secret == key.secret, "a key changes when written"
            )
        },
    ]

    private static func signedDocument(_ bytes: [UInt8]) throws(FuzzFinding) {
        let file = try Foreign.reasoned { () throws(DocumentMistakes) in
            try SignedDocument.readFile(bytes, named: "directory.jsonl")
        }
        for document in file ?? [] {
            let again = Foreign.attempt { () throws(DocumentMistakes) in try SignedDocument.read(document.bytes) }
            try FuzzFinding.require(again == document, "a signed document that was written is read as another one")
        }
        // The bus gives the same bytes as one document; none of these is signed by a key that is pinned.
        let read = try Foreign.reasoned { () throws(DocumentMistakes) in try SignedDocument.read(bytes) }
        guard let document = read else { return }
        var book = DirectoryBook(
            namespace: "liandong",
            pinned: [RegistrarKey(keyID: "registrar-1", publicKey: Array(repeating: 7, count: 32), status: .active)])
        let refusals = book.acceptAll([document], verifying: Ed25519Verifier())
        try FuzzFinding.require(book.version == 0, "a directory signed by nobody was accepted")
        try FuzzFinding.require(
            refusals.allSatisfy { !$0.code.isEmpty && !$0.description.isEmpty }, "a refusal without a word")
    }
}
