import Foundation
import Testing

/// A folder for the time of some work, for its owner alone.
enum TemporaryFolder {
    /// Does `work` with the path of a new folder and takes the folder away behind it, whatever came of the work.
    static func with<Value>(_ work: (String) async throws -> Value) async throws -> Value {
        let path = FileManager.default.temporaryDirectory.appending(path: "liandong-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer {
            do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record("left behind: \(path)") }
        }
        return try await work(path)
    }
}
