import MutationProof
import Testing

@Suite struct WeavingTests {
    static let first = Mutant.sample("no-check", file: "Desk/Door.swift", "if isLocked {", "if isLocked, !MUTANT {")

    @Test func `a mutant is taken only while it is the active one`() throws {
        let woven = try Weaving([Self.first]).woven(
            "import Contracts\nif isLocked { stay() }\n", file: "Desk/Door.swift")
        #expect(woven == "import Contracts\nif isLocked, !(ActiveMutant.active == .noCheck) { stay() }\n")
    }

    @Test func `a file that no mutant changes stays as it is`() throws {
        let text = "if isLocked { stay() }\n"
        #expect(try Weaving([Self.first]).woven(text, file: "Desk/Window.swift") == text)
    }

    @Test func `a changed file sees the module of the question, unless it lies in it`() throws {
        let woven = try Weaving([Self.first]).woven("if isLocked {}\n", file: "Desk/Door.swift")
        #expect(woven.hasPrefix("import Contracts\n"))
        let own = Mutant.sample("no-check", file: "Contracts/Door.swift", "if isLocked {", "if !MUTANT {")
        #expect(try Weaving([own]).woven("if isLocked {}\n", file: "Contracts/Door.swift").hasPrefix("if "))
    }

    @Test func `several mutants of one file stand beside each other`() throws {
        let second = Mutant.sample("stay-out", file: "Desk/Door.swift", "stay()", "MUTANT ? leave() : stay()")
        let woven = try Weaving([second, Self.first]).woven("if isLocked { stay() }", file: "Desk/Door.swift")
        #expect(woven.contains("!(ActiveMutant.active == .noCheck) {"))
        #expect(woven.contains("(ActiveMutant.active == .stayOut) ? leave() : stay()"))
    }

    @Test(arguments: [("open {}", "0 times"), ("if isLocked {} if isLocked {}", "2 times")])
    func `a snippet that does not stand exactly once is refused`(_ text: String, _ words: String) {
        let mistake = #expect(throws: WeavingMistake.self) {
            try Weaving([Self.first]).woven(text, file: "Desk/Door.swift")
        }
        #expect(mistake?.mutant == "no-check")
        #expect(mistake?.text.contains(words) ?? false)
    }

    @Test func `two mutants of the same words are refused`() {
        let second = Mutant.sample("other-check", file: "Desk/Door.swift", "isLocked {", "MUTANT {")
        let mistake = #expect(throws: WeavingMistake.self) {
            try Weaving([Self.first, second]).woven("if isLocked {}", file: "Desk/Door.swift")
        }
        #expect(mistake?.text.contains("overlaps") ?? false)
    }

    @Test func `a replacement that does not ask is refused`() {
        let second = Mutant.sample("other-check", file: "Desk/Door.swift", "isLocked", "true")
        #expect(throws: WeavingMistake.self) { try Weaving([second]).woven("isLocked", file: "Desk/Door.swift") }
    }
}

extension Mutant {
    /// A mutant of one edit, for tests.
    static func sample(_ name: String, file: String, _ original: String, _ replacement: String) -> Mutant {
        Mutant(name, "rule 1", "a check", Edit(file, original, replacement))
    }
}
