import Foundation
import Testing

/// The repository checks itself: what a reviewer would otherwise have to notice by eye.
@Suite struct TidyTests {
    struct SourceFile: Sendable {
        let path: String
        let lines: [String]
        var module: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized.path()

    static let pureModules: Set<String> = ["Contracts", "Casework", "Exchange", "Transparency", "Offices", "Histories"]

    static func files(under folder: String, ending: String = ".swift") throws -> [SourceFile] {
        let enumerator = try #require(FileManager.default.enumerator(atPath: root + "/" + folder))
        var files: [SourceFile] = []
        for case let name as String in enumerator where name.hasSuffix(ending) {
            let path = folder + "/" + name
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isFolder),
                !isFolder.boolValue,
                !path.hasSuffix(".csv"), !path.hasSuffix(".xlsx")
            else { continue }
            let content = try String(contentsOfFile: root + "/" + path, encoding: .utf8)
            files.append(
                SourceFile(
                    path: path, lines: content.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                ))
        }
        return files.sorted { $0.path < $1.path }
    }

    @Test func `only the fixed names stand at the top level`() throws {
        let allowed: Set<String> = [
            "Package.swift", "Sources", "Tests", "Topics", "Deploy", "README.md", "Package.resolved",
        ]
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.root)
        let others = names.filter { !$0.hasPrefix(".") && !allowed.contains($0) }
        #expect(others.isEmpty, "\(others)")
    }

    @Test func `sources hold no word that marks unfinished or careless work`() throws {
        let banned = ["TODO", "FIXME", "XXX:", "try!", " as! ", "fatalError(", "not implemented"]
        for file in try Self.files(under: "Sources") {
            for (number, line) in file.lines.enumerated() {
                for word in banned where line.contains(word) {
                    Issue.record("\(file.path):\(number + 1) has '\(word)'")
                }
            }
        }
    }

    @Test func `an error is never thrown away without a word why`() throws {
        for file in try Self.files(under: "Sources") {
            for (number, line) in file.lines.enumerated() where line.contains(" try? ") {
                let before = number > 0 ? file.lines[number - 1] : ""
                #expect(
                    before.trimmingCharacters(in: .whitespaces).hasPrefix("//"),
                    "\(file.path):\(number + 1) drops an error without a reason above it")
            }
        }
    }

    @Test func `pure modules know no machine, no clock and no chance`() throws {
        let banned = [
            "import Foundation", "import Glibc", "import Dispatch", " Date()", " UUID(",
            "SystemRandomNumberGenerator()",
            ".random(in", "Task.sleep", " await ", "Thread(",
        ]
        for file in try Self.files(under: "Sources") where Self.pureModules.contains(file.module) {
            for (number, line) in file.lines.enumerated() {
                let code = line.trimmingCharacters(in: .whitespaces)
                guard !code.hasPrefix("//") else { continue }
                for word in banned where code.contains(word) {
                    Issue.record("\(file.path):\(number + 1) is pure and has '\(word)'")
                }
            }
        }
    }

    @Test func `each foreign library has its own few modules`() throws {
        let owners: [(String, Set<String>)] = [
            ("Crdkafka", ["Kafka", "KafkaMock"]), ("GRDB", ["Ledgers", "Shelf", "Accounts", "Registers", "Webhooks"]),
            ("GRDBSQLite", ["Ledgers", "Programs"]),
            ("Hummingbird", ["Web", "Pages", "OfficeAPI", "Console", "Feed"]), ("Mustache", ["Pages"]),
            ("ArgumentParser", ["liandong"]),
            ("Crypto", ["Contracts", "Signing", "Ledgers", "Accounts", "Feed", "Programs"]),
            ("AsyncHTTPClient", ["Webhooks"]),
        ]
        for file in try Self.files(under: "Sources") {
            for line in file.lines {
                let words = line.split(separator: " ").map(String.init)
                guard words.count >= 2, words.contains("import"), let library = words.last else { continue }
                for (name, modules) in owners where name == library {
                    #expect(modules.contains(file.module), "\(file.path) imports \(name)")
                }
            }
        }
    }

    @Test func `every type that other modules use says what it is`() throws {
        let kinds = ["struct ", "final class ", "class ", "enum ", "actor ", "protocol "]
        for file in try Self.files(under: "Sources") {
            for (number, line) in file.lines.enumerated() where line.hasPrefix("package ") {
                let rest = line.dropFirst(8)
                guard kinds.contains(where: { rest.hasPrefix($0) }) else { continue }
                var above = number - 1
                while above >= 0, file.lines[above].hasPrefix("@") { above -= 1 }
                #expect(
                    above >= 0 && file.lines[above].hasPrefix("///"), "\(file.path):\(number + 1) has no word above it")
            }
        }
    }

    @Test func `files have one subject and a bounded size`() throws {
        for file in try Self.files(under: "Sources") {
            #expect(file.lines.count <= 420, "\(file.path) has \(file.lines.count) lines")
        }
    }

    @Test func `no path of one machine and no switched-off test stands in the tree`() throws {
        for folder in ["Sources", "Tests", "Deploy", "Topics"] {
            for file in try Self.files(under: folder, ending: folder == "Tests" || folder == "Sources" ? ".swift" : "")
            {
                for (number, line) in file.lines.enumerated() {
                    let home = "/ho" + "me/"
                    let disabled = ".dis" + "abled("
                    #expect(!line.contains(home) && !line.contains(disabled), "\(file.path):\(number + 1)")
                }
            }
        }
    }

    @Test func `the read-me says of every folder of the sources what is in it`() throws {
        let text = try String(contentsOfFile: Self.root + "/README.md", encoding: .utf8)
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.root + "/Sources") {
            #expect(text.contains("`Sources/\(name)`") || text.contains("`\(name)`"), "README.md does not name \(name)")
        }
    }

    @Test func `the read-me names the two commands and every program`() throws {
        let text = try String(contentsOfFile: Self.root + "/README.md", encoding: .utf8)
        for word in [
            "Deploy/demo", "Deploy/test", "liandong", "market-regulation-worker", "credit-feed", "Topics/README.md",
        ] {
            #expect(text.contains(word), "README.md does not name \(word)")
        }
    }
}
