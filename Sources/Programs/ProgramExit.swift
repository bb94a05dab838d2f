import Foundation

/// How a program ends (design section 7); service units name 3, 64 and 78 in `RestartPreventExitStatus=`.
package enum ProgramExit: Int32, Sendable {
    /// Done.
    case done = 0
    /// Failed; doing it again may help.
    case failed = 1
    /// The rules or an officer's rights say no.
    case refused = 2
    /// Another process of this office is newer; do not start this one again by itself.
    case superseded = 3
    /// The command was written wrongly.
    case usage = 64
    /// The configuration, or a file that it names, is wrong (`EX_CONFIG`); starting again does not mend it.
    case configuration = 78

    /// Writes one line to standard error and ends the process.
    package func end(_ message: String) -> Never {
        FileHandle.standardError.write(Data((message + "\n").utf8))
        exit(rawValue)
    }
}
