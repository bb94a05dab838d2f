import Kafka
import Testing

@Suite struct LogSieveTests {
    @Test func `one line of a subject passes in a while and tells how many were held back`() {
        let sieve = LogSieve(pause: .seconds(60))
        let start = ContinuousClock.now
        #expect(sieve.pass("FAIL", at: start) == 0)
        #expect(sieve.pass("ERROR", at: start) == 0)
        for second in 1..<60 { #expect(sieve.pass("FAIL", at: start + .seconds(second)) == nil) }
        #expect(sieve.pass("FAIL", at: start + .seconds(60)) == 59)
        #expect(sieve.pass("FAIL", at: start + .seconds(61)) == nil)
        #expect(sieve.pass("ERROR", at: start + .seconds(61)) == 0)
    }
}
