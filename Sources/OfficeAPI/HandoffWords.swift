package import Contracts

/// What the running count of an office comes to, in words.
package enum HandoffWords {
    /// One sentence about an office's row of `HandoffPage`.
    package static func verdict(_ row: JSONValue) -> String {
        let claimed = row["claimed"]?.integer ?? 0
        let complete = row["completeUpTo"]?.integer ?? 0
        let missing = (row["missing"]?.array ?? []).compactMap { $0["number"]?.integer.map { "\($0)" } }
        let numbers = missing.joined(separator: "、")
        return switch row["standing"]?.string {
        case "complete": claimed == 0 && complete == 0 ? "没有移送" : "核对至第\(complete)号，齐全"
        case "onTheWay": "核对至第\(complete)号，第\(numbers)号在途"
        case "missing": "核对至第\(complete)号，缺第\(numbers)号"
        case "conflict": "核对至第\(complete)号，申明与收到的不一致"
        case "unclaimed": complete == 0 && missing.isEmpty ? "没有移送" : "收到至第\(complete)号，尚无签名申明"
        default: ""
        }
    }

    /// Why a number is not here, by its code.
    package static let reasons = [
        "heldBack": "已到达，被隔离或者等待", "refused": "已到达，被拒收", "discarded": "已到达，由管理员废弃",
        "notArrived": "尚未到达", "notSent": "函件流已读完，其中没有",
    ]
}
