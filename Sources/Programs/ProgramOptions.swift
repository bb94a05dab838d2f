import Foundation
package import Logging

/// The few options that every worker program has; anything richer is in the configuration file.
package struct ProgramOptions: Sendable {
    /// Path of `office.json`.
    package let configuration: String
    /// What is logged.
    package let logLevel: Logger.Level
    /// Checks the configuration and the files it names, and ends.
    package let onlyChecks: Bool
    /// File to which the office's history is appended; nil for none.
    package let history: String?

    /// The version of all programs.
    package static let version = "0.1.0"

    /// Options given by another program.
    package init(configuration: String, logLevel: Logger.Level, onlyChecks: Bool, history: String? = nil) {
        self.configuration = configuration
        self.logLevel = logLevel
        self.onlyChecks = onlyChecks
        self.history = history
    }

    /// Reads the arguments; ends the process for `--help`, `--version` and anything unknown.
    package static func read(program: String, purpose: String, arguments: [String]? = nil)
        -> ProgramOptions
    {
        var configuration: String?
        var logLevel = Logger.Level.info
        var onlyChecks = false
        var history: String?
        var rest = (arguments ?? given).dropFirst()[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--config": configuration = rest.popFirst()
            case "--log-level":
                guard let level = rest.popFirst().flatMap({ Logger.Level(rawValue: $0) }) else {
                    ProgramExit.usage.end("--log-level 只能是 trace、debug、info、notice、warning、error、critical")
                }
                logLevel = level
            case "--check": onlyChecks = true
            case "--history":
                history = rest.popFirst()
                if history == nil { ProgramExit.usage.end("\(program)：--history 后没有写文件\n\n\(help(program, purpose))") }
            case "--version": end(version)
            case "--help", "-h": end(help(program, purpose))
            default: ProgramExit.usage.end("\(program)：没有参数“\(argument)”\n\n\(help(program, purpose))")
            }
        }
        guard let configuration else {
            ProgramExit.usage.end("\(program)：没有写 --config\n\n\(help(program, purpose))")
        }
        return ProgramOptions(
            configuration: configuration, logLevel: logLevel, onlyChecks: onlyChecks, history: history)
    }

    /// The arguments of this process. A preloaded library that moves the environment, as libfaketime does, hides them from
    /// the language's own way of finding them; the system knows them all the same.
    private static var given: [String] {
        let found = CommandLine.arguments
        guard found.count <= 1, let line = FileManager.default.contents(atPath: "/proc/self/cmdline") else {
            return found
        }
        return line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func end(_ text: String) -> Never {
        print(text)
        exit(ProgramExit.done.rawValue)
    }

    private static func help(_ program: String, _ purpose: String) -> String {
        """
        \(purpose)

        用法：\(program) --config office.json [--log-level info] [--check] [--history FILE]

          --config FILE      本机关配置文件（liandong init 生成）
          --log-level LEVEL  trace、debug、info、notice、warning、error、critical，默认 info
          --check            检查配置及其引用的全部文件，一次报出所有错误，不启动
          --history FILE     演练用：把收发和提交的经过追加到文件（只有散列和编号），供 liandong history check 核对
          --version          版本
          --help             本说明

        示例：\(program) --config /var/lib/liandong/offices/510100-tax/office.json
        退出码：0 正常，1 失败，3 台账已被更新的进程取代，64 用法错误，78 配置有误；后三种不得自动重启
        """
    }
}
