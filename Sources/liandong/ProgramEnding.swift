import Contracts
import Foundation
import Programs

/// Why a command did not do what it was asked: one place turns every failure into words and an exit code.
struct ProgramEnding: Error {
    let status: ProgramExit
    /// A reason code where there is one.
    let code: String
    /// What was tried, why it failed, what to do.
    let text: String

    init(_ status: ProgramExit, code: String, _ text: String) {
        self.status = status
        self.code = code
        self.text = text
    }

    init(_ problem: ProblemText) {
        self.init(problem.ending, code: problem.code, problem.text)
    }

    /// Nil for what the argument parser itself throws.
    init?(_ error: any Error) {
        switch error {
        case let ending as ProgramEnding: self = ending
        case let mistakes as OrderBodyMistakes: self.init(.usage, code: "BODY_REFUSED", mistakes.description)
        default:
            guard let failure = FailureText(error) else { return nil }
            self.init(failure.exit, code: failure.code, failure.line)
        }
    }

    /// Tells why on standard error, as JSON when the command was asked for it, and ends the process.
    func leave() -> Never {
        if CommandLine.arguments.contains("--json") {
            let json: JSONValue = [
                "status": .integer(Int64(status.rawValue)), "code": .string(code), "text": .string(text),
            ]
            Console.error(json.text)
            exit(status.rawValue)
        }
        status.end(text.hasPrefix(code) ? text : "\(code)：\(text)")
    }
}
