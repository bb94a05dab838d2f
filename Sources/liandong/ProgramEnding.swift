import Casework
import Contracts
import Foundation
import Kafka
import Ledgers
import Offices
import Programs
import Signing

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
        case let refusal as RegistrarRefusal: self.init(.refused, code: refusal.code, refusal.description)
        case let refusal as FileRefusal: self.init(refusal)
        case let mistakes as DocumentMistakes: self.init(.refused, code: "DOCUMENT_REFUSED", mistakes.description)
        case let mistakes as RuleMistakes: self.init(.refused, code: "RULES_REFUSED", mistakes.description)
        case let mistakes as OrderBodyMistakes: self.init(.usage, code: "BODY_REFUSED", mistakes.description)
        case let refusal as Refusal: self.init(.refused, code: refusal.code, "\(refusal.code)：\(refusal.text)")
        case let refusal as KafkaSettings.Refusal: self.init(.refused, code: "KAFKA_SETTINGS", refusal.description)
        case let failure as KafkaFailure: self.init(.failed, code: failure.name, ProgramEnding.words(failure))
        case let fault as LedgerFault: self.init(fault)
        case let reason as StopReason: self.init(.superseded, code: "SUPERSEDED", reason.description)
        case let ledger as SupersededLedger: self.init(.superseded, code: "SUPERSEDED", ledger.description)
        case let failure as AssemblyFailure: self.init(.failed, code: "NOT_ASSEMBLED", failure.description)
        default: return nil
        }
    }

    private init(_ refusal: FileRefusal) {
        let status: ProgramExit =
            switch refusal.code {
            case .open, .exists, .format: .refused
            case .missing, .empty, .system: .failed
            }
        self.init(status, code: refusal.code.rawValue, refusal.description)
    }

    private init(_ fault: LedgerFault) {
        let status: ProgramExit =
            switch fault.reason {
            case .newerVersion, .alreadyOpen, .wrongKey, .wrongOffice, .refused: .refused
            case .diskFull, .inputOutput, .busy, .damaged, .missing, .conflict: .failed
            }
        self.init(status, code: "LEDGER_\(fault.reason.rawValue)", fault.text)
    }

    private static func words(_ failure: KafkaFailure) -> String {
        if failure.isBrokerAway { return "\(failure)\n没有连上 Kafka：请核对地址，确认代理已启动后重试" }
        if failure.isUnknownTopicOrPartition { return "\(failure)\n主题不存在：请先运行 liandong topics apply" }
        if failure.isUnsupported { return "\(failure)\n内嵌开发代理不支持这项管理操作：它在启动时自己建好主题" }
        return failure.description
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
        status.end(text)
    }
}
