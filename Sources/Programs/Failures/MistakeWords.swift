package import Contracts

extension DocumentMistake {
    /// Where, what is wrong and what to do, in Chinese as far as the wording is one that configurations meet.
    package var words: String {
        let place = path.isEmpty ? "整个文件" : path
        switch reason {
        case "is missing": return "\(place)：没有填写，\(DocumentMistake.wish(fix))"
        case "is not a known field": return "\(place)：不是已知的字段，请删去或者改正（\(fix)）"
        default:
            guard reason.hasPrefix("is not ") else { return "\(place)：\(reason)（\(fix)）" }
            return "\(place)：填写有误，\(DocumentMistake.wish(fix))"
        }
    }

    /// `give <what is expected>`, as readers of documents say it.
    private static func wish(_ fix: String) -> String {
        guard fix.hasPrefix("give ") else { return fix }
        let expected = String(fix.dropFirst(5))
        return "应为" + (expectations[expected] ?? bounded(expected) ?? " " + expected)
    }

    private static func bounded(_ expected: String) -> String? {
        let words = expected.split(separator: " ")
        guard words.count == 7, expected.hasPrefix("a text of 1 to ") else { return nil }
        return "1 至 \(words[5]) 字节的文字"
    }

    private static let expectations = [
        "an office id <6 digits>-<agency>[-<unit>]": "单位编号，例如 510100-tax",
        "1 to 64 bytes of [a-z0-9.-]": "1 至 64 个小写字母、数字、点或者短横",
        "a port from 0 to 65535": "0 至 65535 的端口", "an object": "JSON 对象", "a list of objects": "JSON 对象的列表",
        "a list of texts": "文字的列表", "32 bytes in base64": "32 字节的 base64",
        "active, offline or revoked": "active、offline 或者 revoked",
    ]
}
