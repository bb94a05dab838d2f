import Foundation
import Programs
import Testing

/// The help of `liandong`, as all its commands say it of themselves.
@Suite struct HelpTests {
    private struct Tree: Decodable { let command: Command }

    private struct Command: Decodable {
        let commandName: String
        let discussion: String?
        let subcommands: [Command]?

        var all: [Command] { [self] + (subcommands ?? []).flatMap(\.all) }
    }

    @Test(.timeLimit(.minutes(1)))
    func `no example is broken by the width of the help`() async throws {
        let run = try await CommandRun.liandong(["--experimental-dump-help"])
        #expect(run.ending == .exited(0))
        let commands = try JSONDecoder().decode(Tree.self, from: Data(run.words.utf8)).command.all
        #expect(commands.count > 50)
        let lines = commands.flatMap { ($0.discussion ?? "").split(separator: "\n") }
        #expect(lines.contains { $0.contains("liandong ") })
        #expect(lines.filter { $0.contains("liandong ") && $0.count > 80 } == [])
    }
}
