import ArgumentParser
import Contracts
import Foundation
import Programs

struct PersonTokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person-token", abstract: "由证件号码生成自然人令牌，供案件内容的 personToken 使用。",
        discussion: """
            号码从标准输入读取一行，不作为参数：参数会留在命令历史和进程列表里。号码不保存，不记入日志。

            示例：
              liandong person-token --config office.json --as tax-01
              liandong person-token --config office.json --as tax-01 --kind passport < number.txt
            """.folded)

    @Option(help: ArgumentHelp("证件类型：\(kinds)。", valueName: "kind"))
    var kind = PersonDocument.Kind.identityCard.rawValue

    @OptionGroup var office: OfficeOptions
    @OptionGroup var form: OutputForm

    private static let kinds = PersonDocument.Kind.allCases.map { "\($0.rawValue)（\($0.name)）" }.joined(separator: "、")

    func validate() throws {
        guard PersonDocument.Kind(rawValue: kind) != nil else {
            throw ValidationError("--kind：没有证件类型“\(kind)”，可用：\(Self.kinds)")
        }
    }

    func run() async throws {
        let client = try office.client()
        if isatty(STDIN_FILENO) == 1 { Console.write("证件号码：", to: .standardError) }
        guard let number = readLine()?.trimmingCharacters(in: .whitespaces), !number.isEmpty else {
            throw ProgramEnding(.usage, code: "NUMBER_MISSING", "没有读到证件号码：请从标准输入给出一行")
        }
        let answer = try await client.post("/api/v1/person-token", ["kind": .string(kind), "number": .string(number)])
        Console.print(answer, as: form, answer["personToken"]?.string ?? "")
    }
}
