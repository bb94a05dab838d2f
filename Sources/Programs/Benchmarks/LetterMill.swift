import Casework
import Contracts
import Exchange
import Offices
import Signing
import Workers

/// Signed list entries as an owner's office publishes them: numbered and chained in the streams of `lists`, one root
/// statement for each batch.
struct LetterMill {
    /// Letters under one root: what a writer gathers within a few milliseconds of load.
    static let batch = 256

    private let signer: OfficeSigner
    private let writer = Writer(epoch: 1, instance: UInt64.random(in: 1...UInt64.max))
    private let ruleSet: String
    private let start: Moment
    private var streams: [OutStream]
    private var chance = Chance(SystemRandomNumberGenerator())
    private var made = 0

    /// A mill for the house's sender, whose letters end at `now`.
    init(_ house: BenchmarkHouse, letters: Int, endingAt now: Moment) throws {
        signer = try house.signer(of: house.sender)
        ruleSet = house.rules.version
        start = now - .milliseconds(Int64(letters / LetterMill.perMillisecond + 1))
        streams = (0..<Topic.lists.partitionCount).map { partition in
            OutStream(
                name: StreamName(
                    namespace: house.namespace, office: house.sender.office, topic: .lists, generation: 1,
                    partition: partition))
        }
    }

    private static let perMillisecond = 100

    /// The next `count` letters, at most a batch, under one signature.
    mutating func next(_ count: Int) -> [StoredLetter] {
        let keys = (made..<made + count).map { SubjectCodes.code($0) }
        let items = keys.map { next($0) }
        let envelopes = EnvelopeBatch.seal(items, signer: signer, writer: writer, at: now)
        return zip(envelopes, keys).map { envelope, key in
            StoredLetter(
                partition: envelope.leaf.stream.partition, key: Array(key.utf8), headers: envelope.headers,
                body: envelope.body)
        }
    }

    private var now: Moment { start + .milliseconds(Int64(made / LetterMill.perMillisecond)) }

    private mutating func next(_ key: String) -> (leaf: Leaf, body: [UInt8]) {
        let partition = Topic.lists.partition(forKey: key)
        let body = Array(LetterMill.body(key, number: made, at: now).utf8)
        let leaf = Leaf(
            stream: streams[partition].name, number: streams[partition].number + 1,
            previous: streams[partition].head, epoch: writer.epoch, letter: chance.letterID(at: now),
            salt: chance.salt(), type: LetterType(name: "list.published", version: 1),
            caseID: CaseID(office: signer.office, number: chance.letterID(at: now)).description, subject: key, to: "*",
            cause: "", classification: .internal, contentType: "application/json", directoryVersion: 1,
            ruleSetVersion: ruleSet, time: now, bodyLength: UInt64(body.count), bodyDigest: Digest.sha256(body))
        streams[partition].append(leaf.hash)
        made += 1
        return (leaf, body)
    }

    /// A list entry of about 1.1 KB in the form of the letter's contract.
    private static func body(_ code: String, number: Int, at now: Moment) -> String {
        """
        {"event":"listed","at":"\(now)","recipients":[],"cc":[],"state":"published","due":[],\
        "listKind":"seriousViolation","subject":{"subjectKind":"organisation",\
        "name":"成都示例食品有限公司第\(number)号","uscc":"\(code)","legalRepName":"示例甲","registeredRegion":"510104"},\
        "ground":{"instrument":"市场监督管理严重违法失信名单管理办法","article":"第五条"},\
        "cause":"生产经营不符合食品安全标准的食品，受到较重行政处罚（示例数据，第\(number)件）",\
        "sourceDecisionNo":"成市监罚〔2026〕\(number % 900_000 + 1)号","sourceDecisionDate":"2026-06-15",\
        "heavyPenalty":true,"measures":[{"code":"M13","name":"列为重点监管对象，提高检查频次"},{"code":"M14",\
        "name":"不适用告知承诺制","basis":{"instrument":"市场监督管理严重违法失信名单管理办法","article":"第十六条"},\
        "targetAgencies":["tax","customs"],"until":"2029-07-01"}],"note":"示例",\
        "listingDecisionNo":"成市监信列〔2026〕\(number % 900_000 + 1)号","listedOn":"2026-07-01",\
        "scheduledRemovalOn":"2029-07-01"}
        """
    }
}

/// A record for `lists` as it will lie on the bus.
struct StoredLetter: Sendable {
    let partition: Int
    let key: [UInt8]
    let headers: [RecordHeader]
    let body: [UInt8]

    /// Bytes on the bus, near enough to bound what is in flight.
    var size: Int { headers.reduce(key.count + body.count + 64) { $0 + $1.name.utf8.count + $1.value.count + 4 } }
}
