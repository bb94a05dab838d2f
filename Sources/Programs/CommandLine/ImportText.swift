package import Contracts

/// A staged import for a person: how many rows, which are wrong and why, how far its release is.
package struct ImportText: Sendable {
    private let batch: JSONValue
    private let rows: [JSONValue]

    /// Errors that are shown in the table; the error file has all of them.
    package static let shownErrors = 200

    /// The answer of `/api/v1/imports/{id}` and the results of its rows.
    package init(_ batch: JSONValue, rows: [JSONValue]) {
        self.batch = batch
        self.rows = rows
    }

    /// The batch of a file that was imported before, as this import finds it: nothing is new, all its rows are there.
    package static func again(_ batch: JSONValue) -> JSONValue {
        let release = batch["release"] ?? .object([])
        let kept = (release["recorded"]?.integer ?? 0) + (release["duplicates"]?.integer ?? 0)
        return batch.merging([
            "accepted": 0, "duplicates": .integer((batch["duplicates"]?.integer ?? 0) + kept), "isKnown": true,
            "release": release.merging(["done": 0, "recorded": 0, "duplicates": .integer(kept)]),
        ])
    }

    /// Every mistake of every rejected row, in the order of the file.
    package var errors: [JSONValue] { rows.flatMap { $0["errors"]?.array ?? [] } }

    /// The counts, remarks on the header, and the table of mistakes.
    package var text: String {
        var lines = [
            "批次 \(batch["batchId"]?.string ?? "")（\(batch["encoding"]?.string ?? "")）："
                + "共 \(count("rows")) 行，可导入 \(count("accepted")) 行，已有 \(count("duplicates")) 行，有误 \(count("rejected")) 行"
        ]
        lines += (batch["header"]?.array ?? []).compactMap(\.string).map { "表头：\($0)" }
        let errors = errors
        if !errors.isEmpty { lines.append(ImportText.table(errors.prefix(ImportText.shownErrors)).text) }
        if errors.count > ImportText.shownErrors {
            lines.append("另有 \(errors.count - ImportText.shownErrors) 处错误：加 --errors FILE 导出全部")
        }
        if let release { lines.append(release) }
        return lines.joined(separator: "\n")
    }

    private static func table(_ errors: some Sequence<JSONValue>) -> TextTable {
        var table = TextTable(["行", "列", "原值", "原因", "说明"], aligned: [.right])
        for error in errors {
            table.add([
                error["row"]?.integer.map { String($0) } ?? "", error["column"]?.string ?? "（整行）",
                DisplayWidth.cut(error["value"]?.string ?? "", to: 30), error["code"]?.string ?? "",
                error["words"]?.string ?? "",
            ])
        }
        return table
    }

    private var release: String? {
        guard let release = batch["release"], let state = release["state"]?.string, state != "staged" else {
            return count("accepted") > 0 ? "尚未提交：加 --release 提交可导入的行" : nil
        }
        func number(_ name: String) -> Int64 { release[name]?.integer ?? 0 }
        let head = batch["isKnown"]?.bool == true ? "该文件此前已导入并提交" : "已提交 \(number("done")) 行"
        var lines = ["\(head)：新录入 \(number("recorded")) 件，原已录入 \(number("duplicates")) 件"]
        for row in release["refused"]?.array ?? [] {
            let place = row["row"]?.integer.map { String($0) } ?? ""
            lines.append("  第 \(place) 行未录入：\(row["code"]?.string ?? "") \(row["text"]?.string ?? "")")
        }
        if let trouble = release["trouble"]?.string { lines.append(trouble) }
        return lines.joined(separator: "\n")
    }

    private func count(_ name: String) -> Int64 { batch[name]?.integer ?? 0 }
}
