import Casework
import Contracts
import Exchange
import Ledgers
import Offices
import Pages

/// Letters and records that have had no effect yet, with the reason in words.
enum HeldLetter {
    private static func url(_ letter: Ledgers.LetterRow) -> String {
        PageQuery("/bus/letter").setting("stream", letter.leaf.stream.description)
            .setting("number", String(letter.leaf.number)).url
    }

    private static func words(_ code: String, _ visit: Console.Visit) -> String {
        visit.rules.reasons.first { $0.code == code }?.chinese ?? code
    }

    /// A reason may carry details behind its code.
    private static func code(_ reason: String) -> String { String(reason.prefix { $0 != " " && $0 != ":" }) }

    private static func badge(_ letter: Ledgers.LetterRow) -> Badge? {
        switch letter.disposition {
        case .parked: Badge("等待", .warn)
        case .quarantined: Badge("隔离", .bad)
        case .effect: Badge("已生效", .good)
        case .refused: Badge("已拒绝", .gone)
        case .discarded: Badge("已废弃", .gone)
        case nil: nil
        }
    }

    static func table(_ letters: [Ledgers.LetterRow], _ visit: Console.Visit) -> TableValue {
        TableValue(
            visit.columns([
                Words("函件", "Letter"), Words("状态", "State"), Words("来自", "From"), Words("原因", "Reason"),
                Words("案件", "Case"), Words("签发", "Signed"), Words("已重试", "Tries"),
            ]),
            letters.map { letter in
                [
                    .init(
                        letter.leaf.type.description, url: url(letter),
                        note: "\(letter.leaf.stream) #\(letter.leaf.number)"),
                    .init("", badge: badge(letter)),
                    .init(visit.name(of: letter.leaf.stream.office), isChinese: true),
                    .init(words(code(letter.reason), visit), note: letter.reason, isChinese: true),
                    .init(
                        letter.leaf.caseID.isEmpty ? "" : String(letter.leaf.caseID.suffix(8)),
                        url: letter.leaf.caseID.isEmpty ? nil : "/cases/\(letter.leaf.caseID)"),
                    .init(letter.leaf.time.shortDescription), .init(String(letter.replays)),
                ]
            })
    }

    static func table(_ records: [QuarantineRow], _ visit: Console.Visit) -> TableValue {
        TableValue(
            visit.columns([
                Words("记录", "Record"), Words("原因", "Reason"), Words("自称", "Claims to be"), Words("次数", "Times"),
                Words("最近", "Last"),
            ]),
            records.map { record in
                [
                    .init(String(record.digest.description.prefix(16)), note: "\(record.partition) @\(record.offset)"),
                    .init(words(code(record.reason), visit), note: record.reason, isChinese: true),
                    .init(record.claimed), .init(String(record.count)), .init(record.lastAt.shortDescription),
                ]
            })
    }

    /// One letter, decoded as far as this office can.
    static func facts(
        _ letter: Ledgers.LetterRow, _ envelope: Envelope, _ visit: Console.Visit
    ) -> [String: PageValue] {
        let leaf = letter.leaf
        let reason = visit.rules.reasons.first { $0.code == code(letter.reason) }
        let facts: [(Words, String)] = [
            (Words("来自", "From"), visit.fullName(of: leaf.stream.office)), (Words("发给", "To"), leaf.to),
            (Words("流", "Stream"), leaf.stream.description), (Words("流水号", "Number"), String(leaf.number)),
            (Words("案件", "Case"), leaf.caseID), (Words("主体", "Subject"), leaf.subject),
            (Words("签发时间", "Signed"), leaf.time.shortDescription),
            (Words("收到时间", "Received"), letter.disposedAt?.shortDescription ?? ""),
            (Words("密级", "Classification"), "\(leaf.classification)"), (Words("引起它的函件", "Cause"), leaf.cause),
            (Words("已重试", "Tries"), "\(letter.replays) / \(OfficeMachine.maximumReplays)"),
            (Words("摘要", "Hash"), letter.leafHash.description),
        ]
        return [
            "stream": .text(leaf.stream.description), "number": .text(String(leaf.number)),
            "state": .optional(badge(letter)?.value),
            "reason": .text(words(code(letter.reason), visit)), "reasonCode": .text(letter.reason),
            "advice": .optional(reason?.advice),
            "mayReplay": .flag(letter.replays < OfficeMachine.maximumReplays),
            "facts": .list(
                facts.filter { !$0.1.isEmpty }.map { ["name": .text($0.0.in(visit.language)), "value": .text($0.1)] }),
            "body": .optional(body(envelope)),
        ]
    }

    /// The content as text; nil for what is sealed, erased or no JSON.
    private static func body(_ envelope: Envelope) -> String? {
        guard !envelope.body.isEmpty, envelope.leaf.contentType == "application/json" else { return nil }
        do {
            return try JSONValue.parse(envelope.body).prettyText
        } catch {
            return nil
        }
    }
}
