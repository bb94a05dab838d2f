package import Contracts

/// An office's status on a terminal: whether it works, what waits, and the accounting with every peer.
package struct StatusText: Sendable {
    private let status: JSONValue
    private let recent: Span

    /// The answer of `/api/v1/status`; alarms and unreadable records are never cleared, so only those that were last
    /// met within `recent` need a person.
    package init(_ status: JSONValue, recent: Span = .hours(168)) {
        self.status = status
        self.recent = recent
    }

    /// True when nothing is wrong that a person must look at.
    package var isHealthy: Bool { troubles.isEmpty && status["phase"]?.string == "serving" }

    /// What is wrong, in words.
    package var troubles: [String] {
        var troubles: [String] = []
        if let reason = status["stopReason"]?.string { troubles.append("已停止：\(reason)") }
        if let trouble = status["ledgerTrouble"]?.string { troubles.append("台账不能写入：\(trouble)") }
        if let trouble = status["busTrouble"]?.string { troubles.append("Kafka 不可用：\(trouble)") }
        if status["directory"]?["isValid"]?.bool == false { troubles.append("目录已过有效期：请向登记机关索取新目录") }
        for account in unbalanced { troubles.append("流 \(account) 的发送核对数不平") }
        return troubles + heldBack + alarms
    }

    /// Letters that wait for an administrator.
    private var heldBack: [String] {
        let (parked, quarantined) = (
            StatusText.count(status["counts"], "parked"), StatusText.count(status["counts"], "quarantined")
        )
        var lines: [String] = []
        if parked + quarantined > 0 {
            lines.append(
                "有来函未能办理：搁置 \(parked) 件，隔离 \(quarantined) 件，请用 liandong ledger quarantine list 查看，排除原因后重放")
        }
        let records = StatusText.count(status["counts"], "quarantinedRecords")
        if records > 0, isRecent(status["lastQuarantinedRecordAt"]) {
            lines.append("主题上有无法识别的记录：\(records) 种，请用 liandong ledger quarantine list 查看")
        }
        return lines
    }

    private var alarms: [String] {
        let recent = (status["alarms"]?.array ?? []).filter { isRecent($0["lastAt"]) }
        return recent.isEmpty ? [] : ["有告警 \(recent.count) 条，见下"]
    }

    /// What has no time counts as recent: it is better looked at once too often.
    private func isRecent(_ time: JSONValue?) -> Bool {
        guard let now = status["machineTime"]?.string.flatMap({ Moment($0) }),
            let last = time?.string.flatMap({ Moment($0) })
        else { return true }
        return now - last <= recent
    }

    /// Streams whose sent letters are not all acknowledged, in flight, parked or quarantined (design section 3).
    private var unbalanced: [String] {
        (status["outgoing"]?.array ?? []).filter { account in
            let parts = ["acknowledged", "inFlight", "parked", "quarantined"]
            return StatusText.count(account, "sent") != parts.reduce(0) { $0 + StatusText.count(account, $1) }
        }.map { $0["stream"]?.string ?? "" }
    }

    /// The page.
    package var text: String {
        var blocks = [head, outgoing.text, incoming.text]
        let alarms = (status["alarms"]?.array ?? []).map { alarm in
            "  \(alarm["code"]?.string ?? "")（\(StatusText.count(alarm, "count")) 次）：\(alarm["text"]?.string ?? "")"
        }
        if !alarms.isEmpty { blocks.append((["告警："] + alarms).joined(separator: "\n")) }
        return blocks.joined(separator: "\n\n")
    }

    private var head: String {
        let directory = status["directory"]
        let counts = status["counts"]
        var lines = [
            "单位 \(string("office"))，\(StatusText.phases[string("phase")] ?? string("phase"))，写入者 \(string("writer"))",
            "法定时间 \(string("officialTime"))，目录第 \(StatusText.count(directory, "version")) 版，规则集 \(string("ruleSet"))",
            "台账 \(StatusText.count(counts, "journal")) 行，待编号 \(StatusText.count(counts, "waiting"))，"
                + "搁置 \(StatusText.count(counts, "parked"))，隔离 \(StatusText.count(counts, "quarantined"))，"
                + "无法识别的记录 \(StatusText.count(counts, "quarantinedRecords"))",
        ]
        let blocked = (status["blockedCases"]?.array ?? []).compactMap(\.string)
        if !blocked.isEmpty { lines.append("受阻案件：\(blocked.joined(separator: "、"))") }
        lines += troubles.map { "！" + $0 }
        return lines.joined(separator: "\n")
    }

    private var outgoing: TextTable {
        let names = ["sent", "acknowledged", "inFlight", "parked", "quarantined", "waiting"]
        var table = TextTable(
            ["发出的流", "对方", "已发", "已确认", "在途", "搁置", "隔离", "待编号", "状态"],
            aligned: [.left, .left] + Array(repeating: .right, count: names.count))
        for account in status["outgoing"]?.array ?? [] {
            table.add(
                [account["stream"]?.string ?? "", account["receiver"]?.string ?? ""]
                    + names.map { String(StatusText.count(account, $0)) } + [account["phase"]?.string ?? ""])
        }
        return table
    }

    private var incoming: TextTable {
        let names = ["disposed", "parked", "quarantined"]
        var table = TextTable(
            ["收到的流", "已处置", "搁置", "隔离"], aligned: [.left] + Array(repeating: .right, count: names.count))
        for account in status["incoming"]?.array ?? [] {
            table.add([account["stream"]?.string ?? ""] + names.map { String(StatusText.count(account, $0)) })
        }
        return table
    }

    private func string(_ name: String) -> String { status[name]?.string ?? "" }

    private static func count(_ value: JSONValue?, _ name: String) -> Int64 { value?[name]?.integer ?? 0 }

    private static let phases = [
        "readingDirectory": "正在读取目录", "readingCheckpoints": "正在读取检查点", "claiming": "正在确认写入权",
        "serving": "正常办理", "stopped": "已停止",
    ]
}
