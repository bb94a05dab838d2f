import Foundation
import Glibc

/// The inputs of one target in a folder: seeds, what libFuzzer kept, and `regression-*`, each a finding once.
package struct FuzzCorpus: Sendable {
    /// File names, sorted, with their content.
    package let files: [(name: String, bytes: [UInt8])]

    /// The inputs alone.
    package var inputs: [[UInt8]] { files.map(\.bytes) }

    /// Reads a folder; an absent one is empty.
    ///
    /// - Throws: what the system says.
    package init(folder: String) throws {
        guard FileManager.default.fileExists(atPath: folder) else {
            files = []
            return
        }
        files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
            (name, Array(try Data(contentsOf: URL(filePath: folder).appending(path: name))))
        }
    }

    /// Where the input that is being fed lies, so that one that ends the process is not lost.
    ///
    /// - Throws: what the system says when the file cannot be made.
    package static func lastInput(of target: String) throws -> LastInput {
        try LastInput(
            path: FileManager.default.temporaryDirectory.appending(path: "liandong-fuzz-\(target).input").path())
    }
}

/// A file with the input that is being fed, written over in place: one call of the system for each input.
package final class LastInput: Sendable {
    /// Where it lies.
    package let path: String
    private let descriptor: CInt

    init(path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw FuzzFinding("cannot write \(path): errno \(errno)") }
    }

    deinit { close(descriptor) }

    /// Puts an input there; what was there is gone.
    package func keep(_ bytes: [UInt8]) {
        // A full disk costs the copy of an input that most likely does no harm; the seed makes it again.
        _ = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        _ = ftruncate(descriptor, bytes.count)
    }

    /// Nothing was found: the file is not needed.
    package func remove() { unlink(path) }
}
