package import Contracts
package import Signing

/// What the registrar has published, as its files hold it: directories and rule sets with the newest directory read.
package struct PublishedDocuments: Sendable {
    /// The newest directory.
    package let newest: DirectoryDocument
    /// All documents in the order they go on the directory topic.
    package let signed: [SignedDocument]

    /// Reads a directory file and the rule sets beside it (`rules.jsonl` in the same folder, when it is there).
    ///
    /// - Throws: a file that is missing, damaged, or whose signatures do not fit from its first document on.
    package static func read(directory path: String) throws(FileRefusal) -> PublishedDocuments {
        guard let first = try DirectoryFile.read(path).first else {
            throw FileRefusal(
                code: .missing, path: path, reason: "holds no directory",
                fix: "name the registrar's directory.jsonl, or run init first")
        }
        let document: DirectoryDocument
        do throws(DocumentMistakes) {
            document = try DirectoryDocument.read(first.payload)
        } catch {
            throw damaged(path, error.description)
        }
        let (book, refusals) = try DirectoryFile.openBook(
            namespace: document.namespace, pinned: document.registrarKeys, path: path)
        if let refusal = refusals.first { throw damaged(path, refusal.description) }
        guard let newest = book.newest else { throw damaged(path, "no version of it can be read") }
        return PublishedDocuments(newest: newest, signed: book.signedDocuments + (try rules(beside: path)))
    }

    private static func rules(beside path: String) throws(FileRefusal) -> [SignedDocument] {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        return try DirectoryFile.read(folder + "/rules.jsonl")
    }

    private static func damaged(_ path: String, _ reason: String) -> FileRefusal {
        FileRefusal(
            code: .format, path: path, reason: reason, fix: "take the registrar's file again, or its backup")
    }

    /// Every topic that these offices need, in all its generations, with its name on the broker and its partitions: the
    /// shared ones first.
    package var topics: [(name: String, partitions: Int)] {
        let shared: [Topic] = [.lists, .measures, .publications, .checkpoints, .directory]
        return (shared + newest.offices.map(\.route.topic)).flatMap { topic in
            (1...newest.generation(of: topic)).map { generation in
                (
                    topic.kafkaName(namespace: newest.namespace, generation: generation),
                    newest.partitionCount(of: topic, generation: generation)
                )
            }
        }
    }

    /// The directory topic on the broker.
    package var directoryTopic: String {
        Topic.directory.kafkaName(
            namespace: newest.namespace, generation: newest.generation(of: .directory))
    }
}
