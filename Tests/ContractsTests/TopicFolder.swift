import Contracts
import Foundation
import Testing

/// The folder `Topics/` beside `Tests/`, and the one way to write into it: `LIANDONG_REGENERATE=1 swift test`.
enum TopicFolder {
    static let path: URL = {
        // Through the path as the compiler saw it, so that a checkout under another name works.
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Topics")
    }()

    static let isRegenerating = ProcessInfo.processInfo.environment["LIANDONG_REGENERATE"] == "1"

    /// `LIANDONG_RELEASE=1`: what is in the tables now becomes what later changes are measured against.
    static let isReleasing = ProcessInfo.processInfo.environment["LIANDONG_RELEASE"] == "1"

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: path.appendingPathComponent(name)))
    }

    static func json(_ name: String) throws -> JSONValue { try JSONValue.parse(try bytes(name)) }

    static func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path.appendingPathComponent(name).path)
    }

    /// Names of the folders in a folder, sorted.
    static func folders(in name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path.appendingPathComponent(name).path).sorted()
    }

    static func write(_ name: String, _ content: JSONValue) throws {
        let file = path.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data((content.prettyText + "\n").utf8).write(to: file)
    }

    /// The file holds exactly `expected`; when regenerating it is written first.
    static func expect(
        _ name: String, holds expected: JSONValue, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        if isRegenerating { try write(name, expected) }
        #expect(
            try json(name) == expected,
            "Topics/\(name) differs from what the tables give: run LIANDONG_REGENERATE=1 swift test --filter Topics",
            sourceLocation: sourceLocation)
    }
}
