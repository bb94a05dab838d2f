package import Casework
import Contracts

/// What the command line tells of a workflow's orders, from the same table that decides them.
package enum OrderHelp {
    /// All orders with their Chinese names and who may give them.
    package static func orders(of kind: CaseKind) -> String {
        let workflow = Workflow.of(kind)
        let lines = workflow.orders.map { name in
            let rows = workflow.rows.filter { $0.order == name }
            let roles = rows.first?.roles.map(\.title).joined(separator: "、") ?? ""
            return
                "  \(DisplayWidth.padded(name, to: 20))\(DisplayWidth.padded(rows.first?.title ?? "", to: 30))\(roles)"
        }
        return (["可办理的事项："] + lines).joined(separator: "\n")
    }

    /// The fields of one order's content, members of objects and lists below their own.
    package static func fields(of kind: CaseKind, order: String) -> String {
        let rows = Workflow.of(kind).rows.filter { $0.order == order }
        var table = TextTable(["字段", "名称", "必填", "内容"])
        var seen: [String] = []
        for field in rows.flatMap(\.fields) where !seen.contains(field.name) {
            seen.append(field.name)
            add(field, under: "", to: &table)
        }
        return table.isEmpty ? "没有需要填写的内容" : table.text
    }

    /// A nested member stands under the name by which `--set` reaches it; `0` is the first element of a list.
    private static func add(_ field: BodyField, under path: String, to table: inout TextTable) {
        let name = path + field.name
        table.add([name, field.title, field.isRequired ? "是" : "", words(field.kind)])
        let (members, place) = members(of: field.kind)
        for member in members { add(member, under: name + place, to: &table) }
    }

    private static func members(of kind: BodyKind) -> (fields: [BodyField], place: String) {
        switch kind {
        case .object(let fields): return (fields, ".")
        case .list(let element, _, _):
            let (fields, place) = members(of: element)
            return (fields, ".0" + place)
        case .variant(let variants): return (variants.usualFields, ".")
        // Who names a file by `--file` writes no manifest.
        case .text, .choice, .reasonCode, .date, .moment, .integer, .flag, .office, .uscc, .personToken, .region,
            .documentNumber, .letter, .digest, .evidenceFile, .record:
            return ([], "")
        }
    }

    private static func words(_ kind: BodyKind) -> String {
        switch kind {
        case .text(let limit): "文字，不超过 \(limit) 字"
        case .choice(let words): words.joined(separator: " | ")
        case .reasonCode: "原因代码"
        case .date: "日期 YYYY-MM-DD"
        case .moment: "时间"
        case .integer(let range): "整数 \(range.lowerBound)–\(range.upperBound)"
        case .flag: "true | false"
        case .office: "单位编号"
        case .uscc: "统一社会信用代码"
        case .personToken: "自然人令牌"
        case .region: "六位行政区划代码"
        case .documentNumber: "文号"
        case .letter: "函件编号"
        case .digest: "SHA-256"
        case .evidenceFile: "附件，用 --file 路径 上传并附上"
        case .list(let element, let minimum, let maximum): "\(minimum)–\(maximum) 项：\(words(element))"
        case .object: "对象，各项如下"
        case .variant(let variants): "对象，各项随 \(variants.by) 而定，\(variants.usual) 的如下"
        case .record: "JSON 对象"
        }
    }
}
