import Foundation
import Programs
import Workers

/// Kills processes of a house at moments and in an order that a seed decides.
final class Storm: Sendable {
    private let crew: ProcessCrew
    private let kills: Int
    private let over = StopFlag()

    /// A storm that ends behind this many kills.
    init(_ crew: ProcessCrew, kills: Int) {
        self.crew = crew
        self.kills = kills
    }

    /// Whether all kills are done.
    var isOver: Bool { over.isSet }

    /// Kills until enough were killed; whatever ended is started again, at once or a little later.
    func rage(_ dice: ChaosDice) async throws {
        defer { over.set() }
        var dice = dice
        while await crew.revivals.count < kills {
            try await Task.sleep(for: dice.pause(150...1200))
            let victim = try dice.pick(await crew.children)
            victim.send(SIGKILL)
            try await Task.sleep(for: dice.pause(0...300))
            try await crew.tend()
        }
    }

    /// Kills all at once, as a power cut does, and starts all again.
    func blackout() async throws {
        for child in await crew.children { child.send(SIGKILL) }
        try await Task.sleep(for: .milliseconds(100))
        try await crew.tend()
    }
}
