import Foundation
import Testing

/// The threat model names tests and files; a name that leads nowhere proves nothing.
@Suite struct ThreatModelTests {
    private static let path = "Deploy/THREATS.md"

    private static func lines() throws -> [String] {
        try String(contentsOfFile: "\(TidyTests.root)/\(path)", encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
    }

    /// What stands between backticks.
    private static func quoted(_ text: some StringProtocol) -> [String] {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }.map {
            String($0.element)
        }
    }

    /// Rows of the tables whose last column is *proof*, as that column.
    private static func proofs() throws -> [String] {
        var isProof = false
        var proofs: [String] = []
        for line in try lines() {
            guard line.hasPrefix("|") else {
                isProof = false
                continue
            }
            let last = line.split(separator: "|").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
            if isProof, !last.hasPrefix("---") { proofs.append(last) }
            if last == "proof" { isProof = true }
        }
        return proofs
    }

    @Test func `every threat names a test, and every test named in the threat model is there`() throws {
        var names: Set<String> = []
        for file in try TidyTests.files(under: "Tests") {
            for line in file.lines where line.contains("func `") {
                let name = line.split(separator: "`", omittingEmptySubsequences: false).dropFirst().first
                names.insert(String(name ?? ""))
            }
        }
        let proofs = try Self.proofs()
        #expect(proofs.count >= 30)
        for proof in proofs {
            let tests = Self.quoted(proof)
            #expect(!tests.isEmpty, "no test proves it: \(proof)")
            for test in tests { #expect(names.contains(test), "\(Self.path) names a test that is not there: \(test)") }
        }
    }

    @Test func `every file that the threat model names is there`() throws {
        let folders = ["Sources/", "Tests/", "Deploy/", "Topics/"]
        for line in try Self.lines() {
            for name in Self.quoted(line) where folders.contains(where: name.hasPrefix) {
                let path = "\(TidyTests.root)/\(name)"
                #expect(FileManager.default.fileExists(atPath: path), "\(Self.path) names \(name)")
            }
        }
    }

    @Test func `the gaps are told`() throws {
        let lines = try Self.lines()
        let gaps = try #require(lines.firstIndex(of: "## Gaps"))
        #expect(lines[gaps...].count { $0.hasPrefix("- **") } >= 5)
    }
}
