import Foundation
import MutationProof
import Testing

/// The list cannot rot: each mutant still says where it bites.
@Suite struct MutantListTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

    static func text(_ file: String) throws -> String {
        try String(contentsOf: root.appending(path: "Sources/\(file)"), encoding: .utf8)
    }

    @Test(arguments: Weaving(Mutant.all).files)
    func `every snippet of a mutant stands once in its file, and none overlaps another`(_ file: String) throws {
        let text = try Self.text(file)
        let woven = try Weaving(Mutant.all).woven(text, file: file)
        #expect(woven != text)
    }

    @Test func `names are unique, in lower-case words joined by hyphens`() {
        let names = Mutant.all.map(\.name)
        #expect(Set(names).count == names.count)
        for name in names {
            #expect(name.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil, "\(name)")
        }
    }

    @Test func `at least forty protections must be caught`() {
        #expect(Mutant.all.filter(\.mustBeCaught).count >= 40)
    }

    @Test(arguments: Mutant.all.map(\.name))
    func `a mutant says which rule it breaks, and why when nothing can find it`(_ name: String) throws {
        let mutant = try #require(Mutant.all.first { $0.name == name })
        let rule = /rule \d+[a-c]?|S\d+|L1|section \d+|design \d+|domain [A-Z]\.\d+|practice \d/
        #expect(mutant.rule.wholeMatch(of: rule) != nil, "\(mutant.rule)")
        #expect(!mutant.words.isEmpty)
        #expect(!mutant.edits.isEmpty)
        if case .isEquivalent(let reason) = mutant.verdict { #expect(reason.count > 20) }
    }

    @Test func `each mutant changes only what is copied`() {
        for mutant in Mutant.all {
            for edit in mutant.edits {
                let module = edit.file.split(separator: "/").first.map(String.init) ?? ""
                #expect(WovenPackage.modules.contains(module), "\(mutant.name) changes \(edit.file)")
            }
        }
    }

    @Test func `the manifest of the copy has all of its modules`() throws {
        let tree = try String(contentsOf: Self.root.appending(path: "Package.swift"), encoding: .utf8)
        let manifest = try #require(WovenPackage.manifest(from: tree))
        for module in WovenPackage.modules { #expect(manifest.contains("(\"\(module)\"")) }
        // Whatever a module of the copy needs is in the copy.
        let needed = manifest.matches(of: /(?:library|program)\("[^"]+", \[([^\]]*)\]/).flatMap { call in
            call.output.1.matches(of: /"([^"]+)"/).map { String($0.output.1) }
        }
        #expect(needed.count > WovenPackage.modules.count)
        #expect(Set(needed).subtracting(WovenPackage.modules) == [])
    }
}
