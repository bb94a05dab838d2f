import ArgumentParser
import Casework
import Contracts
import Programs

struct ListEntryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list-entry", abstract: "失信联合惩戒名单：列入、措施、更正、移出；名单种类和措施建议。",
        discussion: """
            \(OrderHelp.orders(of: .listEntry))

            示例：
              liandong list-entry kinds --config office.json --as tax-01
              liandong list-entry measures --config office.json --as tax-01 --kind majorTaxViolation
              liandong list-entry propose --config office.json --as tax-01 --body entry.json
              liandong list-entry apply --config office.json --as customs-01 --case ID --set measureCode=M11
            """.folded,
        subcommands: [ListEntryOrderCommand.self, ListKindsCommand.self, ListMeasuresCommand.self],
        defaultSubcommand: ListEntryOrderCommand.self)
}

struct ListEntryOrderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "order", abstract: "办理一个事项；可以省略 order。",
        discussion: """
            \(OrderHelp.orders(of: .listEntry))

            示例：
              liandong list-entry acknowledge --config office.json --as customs-01 --case ID
            """.folded)

    @OptionGroup var order: OrderArguments

    func run() async throws { try await order.give(.listEntry) }
}

struct ListKindsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kinds", abstract: "有哪些名单：认定机关、依据、期限；不能使用的写明原因。",
        discussion: "示例：liandong list-entry kinds --config office.json --as tax-01".folded)

    @OptionGroup var office: OfficeOptions
    @OptionGroup var form: OutputForm

    func run() async throws {
        let page = try await office.client().get("/api/v1/list-kinds", [])
        var table = TextTable(["名单", "名称", "认定机关", "最长", "移出途径", "不能使用的原因"])
        for row in page["items"]?.array ?? [] {
            table.add([
                row["kind"]?.string ?? "", row["name"]?.string ?? "", words(row["owners"]),
                row["maximum"]?.string ?? "—", words(row["removals"]), row["unavailable"]?.string ?? "",
            ])
        }
        Console.print(page, as: form, table.text)
    }

    private func words(_ value: JSONValue?) -> String {
        (value?.array ?? []).compactMap(\.string).joined(separator: "、")
    }
}

struct ListMeasuresCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measures", abstract: "由列入事由提出惩戒措施和实施单位的建议，可以修改后提出列入。",
        discussion: """
            --json 输出的 measures 可以放进提出列入的内容里；每项措施的依据由规则库给出，没有依据的不会出现。

            示例：
              liandong list-entry measures --config office.json --as market-regulation-01 --kind seriousViolation \
            --instrument 市场监督管理严重违法失信名单管理办法 --article 第五条第二项
            """.folded)

    @OptionGroup var office: OfficeOptions

    @Option(help: ArgumentHelp("名单种类，见 liandong list-entry kinds。", valueName: "kind"))
    var kind: String

    @Option(help: ArgumentHelp("列入依据：法律文件名称。", valueName: "title"))
    var instrument: String?

    @Option(help: ArgumentHelp("列入依据：条款。", valueName: "article"))
    var article: String?

    @Option(name: .customLong("class"), help: ArgumentHelp("名单内类别。", valueName: "class"))
    var listClass: String?

    @OptionGroup var form: OutputForm

    func run() async throws {
        let proposal = try await office.client().get(
            "/api/v1/list-entries/measures",
            [("kind", kind), ("instrument", instrument), ("article", article), ("class", listClass)])
        var table = TextTable(["措施", "名称", "类", "建议", "依据", "实施单位", "说明"])
        for row in proposal["items"]?.array ?? [] {
            table.add([
                row["code"]?.string ?? "", row["name"]?.string ?? "", row["class"]?.string ?? "",
                row["isSelected"] == true ? "列入" : "不列入", words(row["basis"]), words(row["offices"]),
                row["remark"]?.string ?? "",
            ])
        }
        Console.print(proposal, as: form, table.text)
    }

    private func words(_ value: JSONValue?) -> String {
        (value?.array ?? []).compactMap(\.string).joined(separator: "、")
    }
}
