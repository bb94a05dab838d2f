import Synchronization

/// Makes the n-th write of a ledger fail, so that tests can stop a transaction at each of its statements in turn.
package final class WriteFault: Sendable {
    private let remaining: Mutex<Int?>

    /// Fails the write after `count` more have passed; nil lets all pass.
    package init(after count: Int?) {
        remaining = Mutex(count)
    }

    /// Sets anew how many writes pass before one fails; nil lets all pass.
    package func arm(after count: Int?) {
        remaining.withLock { $0 = count }
    }

    /// Counts one write.
    func strike() throws {
        let fails = remaining.withLock { left -> Bool in
            guard let count = left else { return false }
            left = count - 1
            return count <= 0
        }
        if fails { throw LedgerFault(.inputOutput, "cannot write the ledger: the test made this write fail") }
    }
}
