/// How a command ended, as scripts see it (design section 7).
package enum ExitStatus: Int32, CaseIterable, Sendable {
    /// Done.
    case done = 0
    /// Something broke: try again, or look at the message.
    case failed = 1
    /// The domain or an authority said no; nothing was changed.
    case refused = 2
    /// Another copy of this ledger is newer; this process must not go on.
    case superseded = 3
    /// The command line itself was wrong.
    case usage = 64
}
