import Contracts
import Foundation
import Programs

/// Where a command writes: results on standard output, everything else on standard error.
enum Console {
    /// Whether a person watches standard error.
    static var isWatched: Bool { isatty(FileHandle.standardError.fileDescriptor) == 1 }

    /// A result.
    static func print(_ text: String) {
        write(text + "\n", to: .standardOutput)
    }

    /// A result for machines, or for people.
    static func print(_ json: JSONValue, as form: OutputForm, _ text: @autoclosure () -> String) {
        print(form.isJSON ? json.text : text())
    }

    /// A failure or a remark.
    static func error(_ text: String) {
        write(text + "\n", to: .standardError)
    }

    static func write(_ text: String, to handle: FileHandle) {
        do {
            try handle.write(contentsOf: Data(text.utf8))
        } catch {
            // Whoever read us has gone; there is nobody left to tell.
            exit(ProgramExit.failed.rawValue)
        }
    }
}

/// One line on a terminal that is written over as long work goes on; silent where nobody watches.
final class ProgressLine {
    private let isShown = Console.isWatched
    private var last = ContinuousClock.now - .seconds(1)
    private var isDirty = false

    /// Does the work with a line, which is gone when the work ends or fails.
    static func during<Result>(_ work: (ProgressLine) throws -> Result) rethrows -> Result {
        let line = ProgressLine()
        defer { line.finish() }
        return try work(line)
    }

    /// Shows the text, at most ten times a second.
    func show(_ text: @autoclosure () -> String) {
        guard isShown, ContinuousClock.now - last >= .milliseconds(100) else { return }
        last = .now
        isDirty = true
        Console.write("\r\u{1b}[K" + DisplayWidth.cut(text(), to: 100), to: .standardError)
    }

    /// Takes the line away.
    func finish() {
        guard isDirty else { return }
        isDirty = false
        Console.write("\r\u{1b}[K", to: .standardError)
    }
}
