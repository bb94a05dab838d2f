import Contracts
import Programs
import Testing

/// What a terminal shows of a subject.
struct SubjectTextTests {
    private static let entry: JSONValue = [
        "listName": "严重违法失信名单", "standingTitle": "在列", "subject": ["name": "成都示例食品有限公司", "code": "91510104XT00010175"],
        "ownerName": "成都市市场监管局", "decisionNo": "成市监列〔2026〕1号", "listedFrom": "2026-06-01",
        "listedThrough": "2029-06-01", "entryId": "510100-market-regulation.01K",
        "measures": [["code": "M04", "name": "限制享受优惠政策"]],
        "why": [["rule": "code", "text": "统一社会信用代码一致"]], "degreeTitle": "确定",
        "stretches": [["from": "2026-06-01", "through": "2026-06-30", "standingTitle": "在列"]],
        "proof": [
            [
                "letterId": "01KLETTER", "type": "list.published/1", "signer": "510100-market-regulation",
                "keyId": "k1", "stream": "s", "number": 7, "leafHash": "0123456789abcdef0123",
                "signedAt": "2026-06-01T09:00:00.000+08:00", "knownAt": "2026-06-02T10:00:00.000+08:00",
            ]
        ],
    ]

    @Test func `a screening says the verdict first, then why each entry matches`() {
        let text = ScreeningText([
            "query": ["code": "91510104XT00010175", "name": "别的名称"], "verdictTitle": "须人工核对",
            "mismatch": ["code": "SUBJECT_MISMATCH", "text": "名称与代码不一致。"], "hits": [SubjectTextTests.entry],
            "version": ["id": "abcdef0123456789abcdef"], "asOf": "2026-06-05T08:00:00.000+08:00",
        ]).text
        let lines = text.split(separator: "\n")
        #expect(lines.first == "91510104XT00010175 别的名称：须人工核对")
        #expect(lines[1] == "SUBJECT_MISMATCH 名称与代码不一致。")
        #expect(text.contains("相符：统一社会信用代码一致（确定）"))
        #expect(text.contains("措施：M04 限制享受优惠政策"))
        #expect(lines.last?.hasPrefix("名单版本 abcdef0123456789，截至 ") == true)
    }

    @Test func `a subject's days stand with the letters that prove them`() {
        let text = SubjectText([
            "subject": "91510104XT00010175", "names": ["成都新名有限公司", "成都旧名有限公司"], "answer": "在名单内。",
            "entries": [SubjectTextTests.entry],
        ]).text
        #expect(text.hasPrefix("91510104XT00010175 成都新名有限公司，曾用名 成都旧名有限公司\n在名单内。"))
        #expect(text.contains("2026-06-01 至 2026-06-30 在列"))
        #expect(text.contains("01KLETTER") && text.contains("0123456789abcdef"))
    }

    @Test func `freshness has a line for each list, and for an owner without any`() {
        let text = FreshnessText([
            "id": "abcdef0123456789abcdef",
            "owners": [
                [
                    "owner": "510100-tax", "freshnessTitle": "本单位名单",
                    "lists": [["listName": "重大税收违法失信主体名单", "count": 2, "root": "00", "isCurrent": false]],
                ], ["owner": "510100-customs", "freshnessTitle": "尚未收到该单位的检查点", "lists": []],
            ],
        ]).text
        #expect(text.contains("00（稍旧）") && text.contains("510100-customs") && text.contains("尚未收到"))
    }
}
