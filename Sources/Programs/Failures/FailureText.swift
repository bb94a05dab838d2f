import Casework
import Contracts
import Kafka
import Ledgers
import Offices
import Signing
import Web
import Workers

/// Why a program did not do what it was asked: one place turns what the parts throw into an exit code, a reason code
/// and Chinese words.
package struct FailureText: Hashable, Sendable {
    /// How the program ends.
    package let exit: ProgramExit
    /// The reason code.
    package let code: String
    /// What was tried, why it failed, what to do.
    package let text: String

    /// A failure from its parts.
    package init(_ exit: ProgramExit, code: String, _ text: String) {
        self.exit = exit
        self.code = code
        self.text = text
    }

    /// `CODE：words`, as refused orders are told.
    package var line: String { text.hasPrefix(code) ? text : "\(code)：\(text)" }

    /// Nil for what is none of ours.
    package init?(_ error: any Error) {
        switch error {
        case let mistakes as ConfigurationMistakes:
            self.init(.configuration, code: ConfigurationMistakes.code, mistakes.description)
        case let refusal as FileRefusal: self.init(refusal)
        case let mistakes as DocumentMistakes:
            let lines = mistakes.list.map { "\(mistakes.document)：\($0.words)" }
            self.init(.refused, code: "DOCUMENT_REFUSED", lines.joined(separator: "\n"))
        case let mistakes as RuleMistakes:
            self.init(.refused, code: "RULES_REFUSED", "规则集有错误，请改正后重试：\n\(mistakes)")
        case let refusal as Refusal: self.init(.refused, code: refusal.code, refusal.text)
        case let refusal as RegistrarRefusal: self.init(.refused, code: refusal.code, refusal.words)
        case let refusal as DirectoryRefusal: self.init(.refused, code: refusal.code, "登记机关的文件没有采信（\(refusal)）")
        case let refusal as KafkaSettings.Refusal:
            self.init(.refused, code: "KAFKA_SETTINGS", "Kafka 设置有误：\n" + refusal.mistakes.joined(separator: "\n"))
        case let refusal as ServerRefusal:
            self.init(.configuration, code: ConfigurationMistakes.code, "服务地址有误（\(refusal)）")
        case let failure as AssemblyFailure:
            self.init(.configuration, code: failure.code, failure.description)
        case let failure as HistoryFailure:
            self.init(.configuration, code: "HISTORY_FILE", "不能写入历史文件 \(failure.path)（\(failure.reason)）：请核对 --history")
        default: self.init(running: error)
        }
    }

    /// What may happen to a bus and a ledger.
    private init?(running error: any Error) {
        switch error {
        case let failure as KafkaFailure: self.init(.failed, code: failure.name, FailureText.words(failure))
        case let fault as LedgerFault: self.init(fault.exit, code: fault.code, fault.words)
        case let reason as StopReason: self.init(.superseded, code: "SUPERSEDED", FailureText.words(reason))
        case let ledger as SupersededLedger: self.init(.superseded, code: "SUPERSEDED", ledger.description)
        default: return nil
        }
    }

    private init(_ refusal: FileRefusal) {
        let exit: ProgramExit =
            switch refusal.code {
            case .open, .exists, .format: .refused
            case .missing, .empty, .system: .failed
            }
        self.init(exit, code: refusal.code.rawValue, refusal.words)
    }

    private static func words(_ failure: KafkaFailure) -> String {
        if failure.isBrokerAway { return "\(failure)\n没有连上 Kafka：请核对地址，确认代理已启动后重试" }
        if failure.isUnknownTopicOrPartition { return "\(failure)\n主题不存在：请先运行 liandong topics apply" }
        if failure.isUnsupported { return "\(failure)\n内嵌开发代理不支持这项管理操作：它在启动时自己建好主题" }
        return failure.description
    }

    private static func words(_ reason: StopReason) -> String {
        switch reason {
        case .superseded(let writer, let unacknowledged):
            "本台账已不是最新的一份：写入者 \(writer) 正在或者曾经在其后运行。"
                + (unacknowledged.isEmpty ? "它的函件都已确认。" : "从未确认的函件：\(unacknowledged.joined(separator: "、"))。")
                + "请停止其他所有副本，再对要继续使用的一份运行 liandong ledger restore"
        case .fork(let stream, let first, let last):
            "流 \(stream) 分成了两条线：本台账的第 \(first) 至 \(last) 件从未在这条线上得到确认。请保留这份文件，"
                + "用第 \(first) 件之前的最近备份运行 liandong ledger restore，对方会交回它采用的一条线，缺少的再重新办理"
        }
    }
}

extension LedgerFault {
    /// The reason code of the rule set where it has one.
    package var code: String {
        switch reason {
        case .alreadyOpen: "LEDGER_LOCKED"
        case .newerVersion: "LEDGER_NEWER"
        case .diskFull: "LEDGER_DISK_FULL"
        case .inputOutput: "LEDGER_INPUT_OUTPUT"
        case .busy: "LEDGER_BUSY"
        case .damaged: "LEDGER_DAMAGED"
        case .missing: "LEDGER_MISSING"
        case .wrongKey: "LEDGER_WRONG_KEY"
        case .wrongOffice: "LEDGER_WRONG_OFFICE"
        case .conflict: "LEDGER_CONFLICT"
        case .refused: "LEDGER_REFUSED"
        }
    }

    fileprivate var exit: ProgramExit {
        switch reason {
        case .newerVersion, .alreadyOpen, .wrongKey, .wrongOffice, .refused: .refused
        case .diskFull, .inputOutput, .busy, .damaged, .missing, .conflict: .failed
        }
    }

    /// What is wrong and what to do, in Chinese; the ledger's own words stand in brackets.
    package var words: String { "\(chinese)（\(text)）" }

    private var chinese: String {
        switch reason {
        case .alreadyOpen: "另一个进程正在使用该台账：一份台账只能由一个进程打开，请先停止另一个进程"
        case .newerVersion: "台账由更高版本的程序写成：请改用新版程序，或者恢复升级前的备份"
        case .diskFull: "台账所在磁盘已满：请腾出空间"
        case .inputOutput: "台账文件不能读写：请核对磁盘和文件权限"
        case .busy: "台账被其他程序占用过久：请关闭占用它的程序后重试"
        case .damaged: "台账文件损坏：请停止服务，保留文件，用最近的备份恢复（liandong ledger restore）"
        case .missing: "没有台账文件：请核对 office.json 的 ledger；单位服务首次启动时才生成台账"
        case .wrongKey: "数据密钥不是该台账的密钥：请核对 office.json 的 dataKey，用与台账配套的密钥"
        case .wrongOffice: "台账属于另一个单位：请核对 office.json 的 ledger"
        case .conflict: "写入与台账已有内容矛盾，没有写入：请运行 liandong ledger verify 并报告结果"
        case .refused: "现在不能办理"
        }
    }
}

extension RegistrarRefusal {
    /// In Chinese where the reason is a common one, with the registrar's own words behind.
    package var words: String {
        guard let chinese = RegistrarRefusal.chinese[code] else { return description }
        return "\(chinese)（\(description)）"
    }

    private static let chinese = [
        "OFFICE_UNKNOWN": "目录里没有该单位：请用 directory show 核对单位编号", "OFFICE_EXISTS": "该单位编号已经登记过，编号不再使用：请换一个编号",
        "OFFICE_RETIRED": "该单位已停用", "SUCCESSOR_NOT_ACTIVE": "承接单位不是在用的其他单位：请另行指明或者先登记",
        "KEY_UNKNOWN": "没有该密钥：请用 directory show 核对", "KEY_EXISTS": "该密钥编号或者公钥已经用过：请生成新密钥",
        "KEY_REVOKED": "该密钥已经吊销", "REGISTRAR_KEY_MISSING": "登记机关文件夹里没有可以签发的登记密钥：请先放回",
        "DIRECTORY_EMPTY": "还没有目录：请先运行 liandong init", "PLAN_REFUSED": "清单有误",
        "PARTITIONS_REFUSED": "分区数不合要求", "TOPIC_FIXED": "该主题没有代", "FILE_MISSING": "文件不存在",
        "FILE_EXISTS": "文件已经存在，不会覆盖", "FILE_OPEN_TO_OTHERS": "其他用户可以使用该文件", "FILE_EMPTY": "文件是空的",
        "FILE_FORMAT": "文件内容不合格式", "FILE_SYSTEM": "系统不能读写文件", "RULES_EMPTY": "没有规则文件",
        "RULES_UNREADABLE": "规则文件不能读取", "RULES_TOO_LARGE": "规则集过大：请移出旧规则",
    ]
}
