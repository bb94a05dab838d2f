import ArgumentParser
import Contracts
import Foundation
import Programs

extension SubjectCommand {
    struct Watch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "保存一份关注名单：其中主体的名单条目列入、更正、移出时各记一条事件。",
            discussion: """
                文件每行一个统一社会信用代码或者自然人令牌，空行略过。

                示例：
                  liandong subject watch --config office.json --as tax-01 --name 投标人 --file codes.txt --reason 招标资格审查
                  liandong subject watch --config office.json --as tax-01 --name 重点企业 91510104XT00010175
                """.folded)

        @OptionGroup var office: OfficeOptions

        @Option(help: ArgumentHelp("关注名单的名称。", valueName: "name"))
        var name: String

        @Option(help: ArgumentHelp("关注事由。", valueName: "text"))
        var reason: String?

        @Option(help: ArgumentHelp("每行一个代码或者令牌的文件。", valueName: "path"))
        var file: String?

        @Argument(help: ArgumentHelp("统一社会信用代码或者自然人令牌。", valueName: "code"))
        var codes: [String] = []

        @OptionGroup var form: OutputForm

        func run() async throws {
            var subjects = codes
            if let file {
                let text = try String(contentsOf: URL(filePath: file), encoding: .utf8)
                subjects += text.split(whereSeparator: \.isNewline).map {
                    $0.trimmingCharacters(in: .whitespaces)
                }.filter { !$0.isEmpty }
            }
            let answer = try await office.client().post(
                "/api/v1/watch-lists",
                .members([
                    ("name", .string(name)), ("reason", reason.map { .string($0) }),
                    ("subjects", .array(subjects.map { .string($0) })),
                ]))
            let count = answer["subjects"]?.integer ?? 0
            Console.print(answer, as: form, "关注名单 \(answer["watchListId"]?.string ?? "")：\(count) 个主体")
        }
    }

    struct Watched: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "已保存的关注名单，附事件数。",
            discussion: "示例：liandong subject watched --config office.json --as tax-01".folded)

        @OptionGroup var office: OfficeOptions
        @OptionGroup var form: OutputForm

        func run() async throws {
            let page = try await office.client().get("/api/v1/watch-lists")
            var table = TextTable(["编号", "名称", "主体", "事件", "保存人", "停止"], aligned: [.left, .left, .right, .right])
            for row in page["items"]?.array ?? [] {
                table.add([
                    row["watchListId"]?.string ?? "", row["name"]?.string ?? "",
                    String(row["subjects"]?.integer ?? 0), String(row["events"]?.integer ?? 0),
                    row["officer"]?.string ?? "", Time.short(row["endedAt"]),
                ])
            }
            Console.print(page, as: form, table.isEmpty ? "没有关注名单" : table.text)
        }
    }

    struct Events: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "一份关注名单的事件，旧的在前。",
            discussion: "示例：liandong subject events --config office.json --as tax-01 01K… --cursor 12".folded)

        @OptionGroup var office: OfficeOptions

        @Argument(help: ArgumentHelp("关注名单编号。", valueName: "id"))
        var id: String

        @Option(help: ArgumentHelp("从上次读到的位置继续。", valueName: "cursor"))
        var cursor: String?

        @Option(help: ArgumentHelp("每页多少条，最多 500。", valueName: "n"))
        var limit = 50

        @OptionGroup var form: OutputForm

        func run() async throws {
            let page = try await office.client().get(
                "/api/v1/watch-lists/\(OfficeClient.escaped(id))/events",
                [("cursor", cursor), ("limit", String(limit))])
            var table = TextTable(["时间", "变化", "主体", "名称", "名单", "条目"])
            for row in page["items"]?.array ?? [] {
                table.add([
                    Time.short(row["at"]), row["changeTitle"]?.string ?? "",
                    row["entry"]?["subject"]?["code"]?.string ?? "", row["entry"]?["subject"]?["name"]?.string ?? "",
                    row["entry"]?["listName"]?.string ?? "", row["entryId"]?.string ?? "",
                ])
            }
            let next = page["nextCursor"]?.string.map { "\n下次从这里继续：--cursor \($0)" } ?? ""
            Console.print(page, as: form, (table.isEmpty ? "没有新的事件" : table.text) + next)
        }
    }

    struct Unwatch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "停止关注；已有事件保留。",
            discussion: "示例：liandong subject unwatch --config office.json --as tax-01 01K…".folded)

        @OptionGroup var office: OfficeOptions

        @Argument(help: ArgumentHelp("关注名单编号。", valueName: "id"))
        var id: String

        @OptionGroup var form: OutputForm

        func run() async throws {
            let answer = try await office.client().post(
                "/api/v1/watch-lists/\(OfficeClient.escaped(id))/end", .object([]))
            Console.print(answer, as: form, "已停止关注 \(id)")
        }
    }
}
