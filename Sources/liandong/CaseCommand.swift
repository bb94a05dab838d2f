import ArgumentParser
import Casework
import Contracts
import Foundation
import Programs
import Signing

struct CaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "case", abstract: "案件：列表、内容、全程追踪、证据包、可办理的事项、函件、恢复后的确认。",
        subcommands: [
            List.self, Show.self, Trace.self, Bundle.self, Verify.self, Actions.self, Letter.self,
            ConfirmRecovered.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "案件列表，新案在前。",
            discussion: "示例：liandong case list --config office.json --as tax-01 --kind handoff --state filed".folded)

        @OptionGroup var office: OfficeOptions

        @Option(
            help: ArgumentHelp("案件种类：\(CaseKind.allCases.map(\.rawValue).joined(separator: "、"))。", valueName: "kind"))
        var kind: String?

        @Option(help: ArgumentHelp("状态。", valueName: "state"))
        var state: String?

        @Option(help: ArgumentHelp("统一社会信用代码或者自然人令牌。", valueName: "code"))
        var subject: String?

        @Option(help: ArgumentHelp("每页多少件，最多 500。", valueName: "n"))
        var limit = 50

        @Option(help: ArgumentHelp("从上一页给出的位置继续。", valueName: "cursor"))
        var cursor: String?

        @OptionGroup var form: OutputForm

        func run() async throws {
            let page = try await office.client().get(
                "/api/v1/cases",
                [
                    ("kind", kind), ("state", state), ("subject", subject), ("limit", String(limit)),
                    ("cursor", cursor),
                ])
            Console.print(page, as: form, text(page))
        }

        private func text(_ page: JSONValue) -> String {
            var table = TextTable(["案件", "种类", "状态", "当事人", "更新", "下一期限"])
            for row in page["items"]?.array ?? [] {
                let kind = CaseKind(rawValue: row["kind"]?.string ?? "")
                table.add([
                    row["caseId"]?.string ?? "", kind.map { Workflow.of($0).title } ?? "",
                    row["stateTitle"]?.string ?? "", row["subject"]?.string ?? "", Time.short(row["updatedAt"]),
                    Time.short(row["nextDue"]),
                ])
            }
            guard !table.isEmpty else { return "没有案件" }
            guard let next = page["nextCursor"]?.string else { return table.text }
            return table.text + "\n还有更多：加 --cursor \(next)"
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "一个案件的状态、各单位进度、期限和内容。",
            discussion: "示例：liandong case show --config office.json --as tax-01 510100-tax.01K…".folded)

        @OptionGroup var target: CaseArguments
        @OptionGroup var form: OutputForm

        func run() async throws {
            let page = try await target.get("")
            Console.print(page, as: form, CaseText(page).text)
        }
    }

    struct Trace: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "全程追踪：本单位所知的各单位进度，何时、何单位、何人、何事、期限、函件。",
            discussion: "示例：liandong case trace --config office.json --as tax-01 510100-tax.01K…".folded)

        @OptionGroup var target: CaseArguments
        @OptionGroup var form: OutputForm

        func run() async throws {
            let trace = try await target.get("/trace")
            guard !form.isJSON else { return Console.print(trace.text) }
            let page = trace["erased"] == nil && trace["state"] != nil ? try await target.get("") : .null
            let head = page == .null ? "案件 \(target.caseID)" : CaseText(page).head
            Console.print(head + "\n\n" + CaseTrace(trace, page: page).text)
        }
    }

    struct Actions: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "现在可以办理的事项；不能办理的说明理由。",
            discussion: "示例：liandong case actions --config office.json --as police-01 510100-tax.01K…".folded)

        @OptionGroup var target: CaseArguments
        @OptionGroup var form: OutputForm

        func run() async throws {
            let page = try await target.get("/actions")
            Console.print(page, as: form, text(page))
        }

        private func text(_ page: JSONValue) -> String {
            var table = TextTable(["事项", "名称", "可办理", "不能办理的理由"])
            for row in page["items"]?.array ?? [] {
                let refusal = row["refusal"]
                table.add([
                    row["order"]?.string ?? "", row["title"]?.string ?? "", refusal == nil ? "是" : "",
                    refusal.map { "\($0["code"]?.string ?? "")：\($0["text"]?.string ?? "")" } ?? "",
                ])
            }
            return table.text
        }
    }
}

extension CaseCommand {
    struct Letter: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "一份函件：收发各方、编号、送达和正文。",
            discussion: "示例：liandong case letter --config office.json --as tax-01 01K…".folded)

        @Argument(help: ArgumentHelp("函件编号。", valueName: "letter"))
        var letter: String

        @OptionGroup var office: OfficeOptions
        @OptionGroup var form: OutputForm

        func run() async throws {
            let page = try await office.client().get("/api/v1/letters/\(OfficeClient.escaped(letter))")
            Console.print(page, as: form, page.prettyText)
        }
    }
}

extension CaseCommand {
    struct ConfirmRecovered: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "恢复台账后，负责人确认从对方找回的函件；确认前该案件不自动对外发文。",
            discussion: """
                带有“recoveredLetter”标记的案件须经确认；先用 case show 和 case trace 核对找回的函件。

                示例：liandong case confirm-recovered --config office.json --as tax-05 510100-tax.01K…
                """.folded)

        @OptionGroup var target: CaseArguments
        @OptionGroup var form: OutputForm

        func run() async throws {
            let answer = try await target.post("/confirm-recovered")
            let count = answer["confirmed"]?.integer ?? 0
            Console.print(
                answer, as: form, count > 0 ? "已确认 \(count) 件找回的函件" : "案件 \(target.caseID) 没有待确认的函件")
        }
    }
}

/// One case at one office.
struct CaseArguments: ParsableArguments {
    @Argument(help: ArgumentHelp("案件编号。", valueName: "case"))
    var caseID: String

    @OptionGroup var office: OfficeOptions

    func get(_ part: String) async throws -> JSONValue {
        try await office.client().get("/api/v1/cases/\(OfficeClient.escaped(caseID))\(part)")
    }

    func post(_ part: String) async throws -> JSONValue {
        try await office.client().post("/api/v1/cases/\(OfficeClient.escaped(caseID))\(part)", .object([]))
    }
}

/// Instants for people.
enum Time {
    /// `2026-07-03 16:30`; empty for none.
    static func short(_ value: JSONValue?) -> String {
        guard let text = value?.string else { return "" }
        return Moment(text)?.shortDescription ?? text
    }
}
