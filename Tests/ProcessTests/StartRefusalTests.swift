import Contracts
import Foundation
import Programs
import Signing
import Testing

/// What a worker refuses at its start, with words that help.
struct StartRefusalTests {
    @Test(.timeLimit(.minutes(5)))
    func `a second process on the same ledger is refused and the first goes on`() async throws {
        try await TestHouse.run { town in
            let program = try town.program("tax")
            try await town.crew.start([program])
            try await town.ready("tax")
            let first = try #require(await town.crew.children.first)
            let twin = ChildProgram(
                name: "twin", path: program.path, arguments: program.arguments, log: town.folder + "/logs/twin.log")
            let second = try town.spawn(twin)
            #expect(try await town.ending(of: second, within: .seconds(60)) == .exited(1))
            let words = try town.log(of: twin)
            #expect(words.contains("in use by another process (process \(first.id))"), "\(words)")
            #expect(words.contains("stop that worker first"))
            try await town.ready("tax")
            #expect(await town.crew.mishaps.isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: ["signing.key", "data.key", "officers.json"])
    func `a secret that others may read is refused by name`(file: String) async throws {
        try await TestHouse.run { town in
            let path = town.house.layout.office(try town.house.office("tax").id) + "/" + file
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
            let program = try town.program("tax")
            let worker = try town.spawn(program)
            #expect(try await town.ending(of: worker, within: .seconds(60)) == .exited(78))
            let words = try town.log(of: program)
            #expect(words.contains(path) && words.contains("chmod 600"), "\(words)")
        }
    }
}
