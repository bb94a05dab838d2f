import Casework
import Contracts
import Foundation
import Ledgers
import Offices
import Signing
import Transparency
import Workers

/// A public log of firms that do not exist, written straight into a feed's ledger, with a signed checkpoint at its end.
struct FeedFiller {
    private let house: BenchmarkHouse
    private let settings: WorkerSettings
    private let owner: OfficeID
    /// When all of it was published: the same in every run, so that a log can be made up again.
    private let start = CivilDate("2026-08-07")?.start ?? Moment(milliseconds: 0)

    /// Items of one transaction.
    private static let step = 2000

    init(_ house: BenchmarkHouse, _ settings: WorkerSettings) {
        self.house = house
        self.settings = settings
        owner = house.sender.office
    }

    /// Writes `count` publications.
    func fill(_ path: String, count: Int, _ progress: (String) -> Void) throws {
        let ledger = try SQLiteLedger(try BenchmarkOffice.ledgerOptions(settings, path))
        var frontier = LogFrontier()
        while frontier.size < UInt64(count) {
            var commit = Commit(machineTime: start, officialTime: start)
            let last = min(count, Int(frontier.size) + FeedFiller.step)
            for number in Int(frontier.size)..<last { try add(number, to: &commit, &frontier) }
            if last == count { commit.log.checkpoints = [try checkpoint(frontier)] }
            try ledger.apply(commit)
            progress("写入公示 \(last)/\(count)")
        }
    }

    /// The id of publication `number`.
    func id(_ number: Int) -> CaseID {
        CaseID(office: owner, number: LetterID(time: start, randomHigh: 8, randomLow: UInt64(number)))
    }

    /// The name of the firm of publication `number`: a city, a word of three characters of its own, a trade.
    static func name(_ number: Int) -> String {
        "\(cities[number % cities.count])\(word(number))\(trades[number / 7 % trades.count])有限公司"
    }

    /// The firm's own word; so many are different as there are triples of characters, eleven millions.
    static func word(_ number: Int) -> String {
        // Neighbouring numbers are far apart, as firms of one day are.
        var rest = number &* 7_368_787 % (characters.count * characters.count * characters.count)
        var word = ""
        for _ in 0..<3 {
            word.append(characters[rest % characters.count])
            rest /= characters.count
        }
        return word
    }

    private static let trades = ["食品", "餐饮管理", "商贸", "科技", "建筑工程", "物流", "医药", "农业开发"]
    private static let characters = Array(
        "鑫源恒达盛泰和兴隆顺昌瑞丰华茂德信诚嘉润博雅宏远聚福康宁安吉祥云天海川江山河林森松柏竹梅兰菊荷莲桂枫樱杏桃李柳杨槐榕椿楠"
            + "金银铜玉珠宝石翠琼瑶琳琅璞珍琪瑾瑜旭阳晨曦晓明辉煌耀灿星辰月影虹霞霖露雪霜风雷电光影春夏秋冬东南西北原蜀渝锦绣"
            + "巴岷沱涪嘉陵青城峨眉龙凤麒麟鹏鹤鸿雁燕鹭鹰虎豹骏驰飞腾跃翔迅捷畅通达联合众创新思睿智慧明德厚道仁义礼善美佳优良尚品"
            + "味香甜鲜醇浓淡清纯净洁素朴真诺言信守恪勤勉进取拓展卓越超群冠领先锋尖端精工匠心妙手巧艺文墨书画琴棋诗歌舞韵律乐悦欣怡"
    ).reduce(into: [Character]()) { if !$0.contains($1) { $0.append($1) } }
    private static let cities = ["成都", "绵阳", "德阳", "宜宾", "南充", "达州", "泸州", "内江", "乐山", "眉山", "广安", "雅安"]

    /// The public record of publication `number`, as the case's letters make it.
    func record(_ number: Int) -> JSONValue {
        let payload: JSONValue = [
            "counterpartyName": .string(FeedFiller.name(number)), "counterpartyKind": "organisation",
            "uscc": .string(SubjectCodes.code(number)), "legalRepName": "示例",
            "decisionNo": .string("成锦市监处罚〔2026〕\(number + 1)号"), "violationType": "无证经营",
            "violationFacts": "未取得食品经营许可从事餐饮服务（示例数据）", "legalBasisText": "《中华人民共和国食品安全法》第一百二十二条第一款",
            "penaltyKinds": ["fine", "confiscateGains"], "penaltyContent": "处以罚款50000.00元，没收违法所得3200.00元",
            "fineAmountFen": 5_000_000, "confiscatedAmountFen": 320_000, "decisionDate": "2026-07-30",
            "validUntil": "2099-12-31", "penaltyAgency": "成都市锦江区市场监督管理局", "penaltyAgencyUscc": "11510104XT9000117K",
        ]
        return [
            "publicationId": .string(id(number).description), "recordKind": "penalty", "version": 1,
            "action": "publish", "responsibleOffice": .string(owner.description),
            "channels": [
                [
                    "channel": "creditChina", "name": "信用中国网站", "standing": "published", "publishedOn": "2026-08-07",
                    "minUntil": "2026-10-30", "maxUntil": "2027-07-30",
                ]
            ], "maskingProfile": "orgDecision", "payload": payload,
            "payloadSha256": .string(Digest.sha256(payload.bytes).description),
        ]
    }

    private func add(_ number: Int, to commit: inout Commit, _ frontier: inout LogFrontier) throws {
        let (entry, content) = leaf(number)
        frontier.append(entry.hash)
        commit.log.contents.append(content)
        commit.log.entries.append(entry)
    }

    /// Leaf `number` of the log: the publication of that number.
    func leaf(_ number: Int) -> (LogEntry, LogContent) {
        let salt = Array(Digest.sha256(Array("salt \(number)".utf8)).bytes.prefix(16))
        let content = LogContent(publication: id(number), salt: salt, content: record(number).bytes)
        let entry = LogEntry(
            index: UInt64(number), publication: content.publication, version: 1, kind: "publish", time: start,
            commitment: content.commitment)
        return (entry, content)
    }

    private func checkpoint(_ frontier: LogFrontier) throws -> LoggedCheckpoint {
        let origin = LogCheckpoint.origin(namespace: house.namespace, office: settings.office)
        let signer = try house.signer(of: settings)
        let checkpoint = LogCheckpoint(origin: origin, size: frontier.size, root: frontier.root)
        guard let key = house.directory.newest?.office(settings.office)?.keys.first,
            let noteKey = NoteKey(name: origin, kind: .ed25519, publicKey: key.publicKey),
            let note = SignedNote(
                text: checkpoint.text,
                signatures: [
                    .init(name: origin, keyID: noteKey.id, signature: signer.sign(Array(checkpoint.text.utf8)))
                ])
        else { throw BenchmarkFault("the feed's checkpoint cannot be signed") }
        return LoggedCheckpoint(size: frontier.size, note: note.description)
    }
}
