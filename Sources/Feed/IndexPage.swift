import Casework
import Contracts
import Shelf

/// The page that explains the feed to people and lists the latest publications; no scripts.
struct IndexPage {
    let title: String
    let items: [PublicItem]
    let isRehearsal: Bool

    private static let style = """
        body{font-family:sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;line-height:1.6;color:#222}
        table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:.4rem .6rem;text-align:left}
        .mark{background:#a40000;color:#fff;padding:.3rem .6rem}.gone{color:#666}
        """

    /// Nothing is loaded from anywhere; the one style sheet is named by its hash.
    static let policy =
        "default-src 'none'; style-src 'sha256-\(Base64.encode(Digest.sha256(Array(style.utf8)).bytes))'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    var html: String {
        """
        <!DOCTYPE html>
        <html lang="zh-CN">
        <head><meta charset="utf-8"><title>\(escaped(title)) 信用公示</title><style>\(IndexPage.style)</style></head>
        <body>
        \(isRehearsal ? "<p class=\"mark\">演练数据，不具有法律效力</p>\n" : "")<h1>\(escaped(title)) 信用公示</h1>
        <p>本平台公示各行政机关依法作出并推送的行政处罚信息，由作出决定的机关对内容负责，已作去标识化处理。\
        信息经更正的，以最高版本为准；已撤回的信息不再公示，仅保留撤回标记。</p>
        <h2>查询接口</h2>
        <ul>
        <li><code>/api/v1/publications?limit=&amp;cursor=</code>：按首次公示先后分页列出，新的在前</li>
        <li><code>/api/v1/publications/{公示编号}</code>：一条公示信息</li>
        <li><code>/api/v1/subjects/{统一社会信用代码}</code>：一个经营主体现行的公示信息</li>
        <li><code>/api/v1/publications/{公示编号}/proof</code>：该信息在公示日志中的存在证明</li>
        <li><a href="/log/checkpoint">/log/checkpoint</a>：公示日志的检查点，可用 <code>liandong feed verify</code> 核验</li>
        <li><a href="/openapi.json">/openapi.json</a>：接口文档</li>
        </ul>
        <h2>最新公示</h2>
        \(table)
        </body>
        </html>

        """
    }

    private var table: String {
        guard !items.isEmpty else { return "<p>目前没有公示信息。</p>" }
        let rows = items.map(row).joined(separator: "\n")
        return """
            <table>
            <thead><tr><th>行政相对人</th><th>决定书文号</th><th>处罚类别</th><th>决定日期</th><th>公示机关</th></tr></thead>
            <tbody>
            \(rows)
            </tbody>
            </table>
            """
    }

    private func row(_ item: PublicItem) -> String {
        let id = item.item.publication.description
        let link = "/api/v1/publications/\(id)"
        let record = item.record
        guard item.item.standing == .stands, let payload = record?["payload"] else {
            let words =
                "公示信息 <a href=\"\(escaped(link))\">\(escaped(id))</a> \(record?["action"] == "withdraw" ? "已撤回" : "已停止公示")"
            return "<tr class=\"gone\"><td colspan=\"4\">\(words)</td><td>\(escaped(item.agency))</td></tr>"
        }
        func text(_ name: String) -> String { escaped(payload[name]?.string ?? "") }
        let kinds = (payload["penaltyKinds"]?.array ?? []).compactMap(\.string).map {
            PenaltyKind(rawValue: $0)?.name ?? $0
        }
        return """
            <tr><td><a href="\(escaped(link))">\(text("counterpartyName"))</a></td><td>\(text("decisionNo"))</td>\
            <td>\(escaped(kinds.joined(separator: "、")))</td><td>\(text("decisionDate"))</td>\
            <td>\(escaped(item.agency))</td></tr>
            """
    }

    private func escaped(_ text: String) -> String { HTMLText.escaped(text) }
}

/// Text for HTML, in elements and in quoted attributes alike.
enum HTMLText {
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
