package import Contracts

/// The files in which an office or the registrar keeps signed documents: the whole history, one a line, so that a
/// start can follow the chain of registrar keys from the pinned ones.
package enum DirectoryFile {
    /// A file of documents; a file that is not there is an empty history.
    ///
    /// - Throws: what the system said, or the first line that is no signed document.
    package static func read(_ path: String) throws(FileRefusal) -> [SignedDocument] {
        guard SafeFile.exists(path) else { return [] }
        let bytes = try SafeFile.read(path, access: .shared)
        do throws(DocumentMistakes) {
            return try SignedDocument.readFile(bytes, named: path)
        } catch {
            throw FileRefusal(
                code: .format, path: path, reason: "cannot be read: \(error)",
                fix: "take the registrar's file again; the directory topic fills what is missing")
        }
    }

    /// Replaces the file at once.
    package static func write(_ documents: [SignedDocument], to path: String) throws(FileRefusal) {
        try SafeFile.replace(path, SignedDocument.fileBytes(documents), access: .shared)
    }

    /// The book of an office at its start: what its file holds, judged from the pinned keys on.
    ///
    /// - Throws: a file that cannot be read. Documents that are refused are returned beside the book.
    package static func openBook(
        namespace: String, pinned: [RegistrarKey], path: String
    ) throws(FileRefusal) -> (book: DirectoryBook, refusals: [DirectoryRefusal]) {
        var book = DirectoryBook(namespace: namespace, pinned: pinned)
        let refusals = book.acceptAll(try read(path), verifying: Ed25519Verifier())
        return (book, refusals)
    }
}
