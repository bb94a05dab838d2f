import Foundation
import MutationProof

/// The sources on disk, and the copy that is woven from them.
struct SourceTree {
    private let root: URL

    init(_ path: String) {
        root = URL(filePath: path, directoryHint: .isDirectory)
    }

    /// Writes the woven package; files that did not change since the last time keep their dates, so that only what did
    /// is built again.
    func weave(into folder: String) throws {
        let target = URL(filePath: folder, directoryHint: .isDirectory)
        let weaving = Weaving(Mutant.all)
        let replaced = WovenPackage.replacedFiles(for: Mutant.all)
        var written: Set<String> = []
        for module in WovenPackage.modules {
            for file in try files(of: module) where !replaced.contains(where: { $0.file == file }) {
                let text = try String(contentsOf: root.appending(path: "Sources/\(file)"), encoding: .utf8)
                try write(try weaving.woven(text, file: file), to: target.appending(path: "Sources/\(file)"))
                written.insert(file)
            }
        }
        for (file, text) in replaced {
            try write(text, to: target.appending(path: "Sources/\(file)"))
            written.insert(file)
        }
        try removeOthers(than: written, in: target.appending(path: "Sources"))
        let manifest = try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)
        guard let woven = WovenPackage.manifest(from: manifest) else {
            throw WeavingMistake(
                mutant: "all", text: "Package.swift does not name the modules that are woven, one a line")
        }
        try write(woven, to: target.appending(path: "Package.swift"))
    }

    private func files(of module: String) throws -> [String] {
        try SourceTree.swiftFiles(in: root.appending(path: "Sources/\(module)")).map { "\(module)/\($0)" }
    }

    private static func swiftFiles(in folder: URL) throws -> [String] {
        guard let found = FileManager.default.enumerator(atPath: folder.path()) else {
            throw WeavingMistake(mutant: "all", text: "\(folder.path()) cannot be listed; name the root of the tree")
        }
        return found.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted()
    }

    private func write(_ text: String, to file: URL) throws {
        let bytes = Data(text.utf8)
        if FileManager.default.contents(atPath: file.path()) == bytes { return }
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try bytes.write(to: file)
    }

    private func removeOthers(than kept: Set<String>, in folder: URL) throws {
        for file in try SourceTree.swiftFiles(in: folder) where !kept.contains(file) {
            try FileManager.default.removeItem(at: folder.appending(path: file))
        }
    }
}
