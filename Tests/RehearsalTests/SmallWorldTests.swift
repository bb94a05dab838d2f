import Casework
import Contracts
import Rehearsal
import Testing

@Suite(.timeLimit(.minutes(20))) struct SmallWorldTests {
    @Test func `a small world without any fault does its three letters`() throws {
        let outcome = SmallWorld(rules: try RehearsalRules.set()).play([])
        #expect(outcome.failures == [])
        #expect(outcome.effects == 3)
    }

    /// A sample here; `liandong rehearse --small` plays every pair.
    @Test func `no crash point with a single fault breaks an invariant`() throws {
        let world = SmallWorld(rules: try RehearsalRules.set())
        let pairs = world.pairs(stride: 397)
        #expect(pairs.count > 20)
        for pair in pairs {
            let outcome = world.play(pair)
            #expect(outcome.failures == [], "\(pair)")
        }
    }
}
