import Casework
import Contracts
import Hummingbird
import Web
import Workers

/// Where an uploaded file came from and what was found when it was staged: everything that a later look needs to come
/// to the same batch again, since rows are never stored twice.
struct ImportBatch: Hashable, Sendable {
    /// A decision that the ledger held when the file was staged.
    struct Recorded: Hashable, Sendable {
        let agency: String
        let decisionNo: String
        let digest: Digest
    }

    /// First half of the SHA-256 of the file's bytes: the same file is the same batch.
    let id: String
    /// Who gave the file, as the officer named it.
    let source: String
    /// Name of the file.
    let name: String
    /// Who uploaded it.
    let officer: String
    /// Official time of the upload; its day is the day of the checks.
    let receivedAt: Moment
    /// `UTF-8` or `GB18030`.
    let encoding: String
    /// What the ledger held.
    var recorded: [Recorded]
    /// Data rows.
    var rows: Int
    /// Rows to be recorded.
    var accepted: Int
    /// Rows with mistakes.
    var rejected: Int
    /// Rows whose decision is kept already with the same content.
    var duplicates: Int

    static func id(of file: [UInt8]) -> String { String(Digest.sha256(file).description.prefix(32)) }

    static func isID(_ text: String) -> Bool {
        text.utf8.count == 32 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    var json: JSONValue {
        [
            "batchId": .string(id), "source": .string(source), "name": .string(name), "officer": .string(officer),
            "receivedAt": .string(receivedAt.description), "encoding": .string(encoding),
            "rows": .integer(Int64(rows)), "accepted": .integer(Int64(accepted)),
            "rejected": .integer(Int64(rejected)), "duplicates": .integer(Int64(duplicates)),
        ]
    }

    /// The counts as a second upload finds them: what was released is kept already, and nothing is left to be recorded.
    func json(after release: ImportRelease) -> JSONValue {
        guard release.state == .released else { return json }
        return json.merging([
            "accepted": 0, "duplicates": .integer(Int64(duplicates + release.recorded + release.duplicates)),
        ])
    }

    /// The form on disk.
    var stored: JSONValue {
        json.setting(
            "recorded",
            .array(
                recorded.map { row in
                    .array([.string(row.agency), .string(row.decisionNo), .string(row.digest.description)])
                }))
    }

    init?(stored json: JSONValue) {
        guard let id = json["batchId"]?.string, let source = json["source"]?.string, let name = json["name"]?.string,
            let officer = json["officer"]?.string, let encoding = json["encoding"]?.string,
            let receivedAt = json["receivedAt"]?.string.flatMap({ Moment($0) }), let rows = json["rows"]?.integer,
            let accepted = json["accepted"]?.integer, let rejected = json["rejected"]?.integer,
            let duplicates = json["duplicates"]?.integer, let recorded = json["recorded"]?.array
        else { return nil }
        self.init(
            id: id, source: source, name: name, officer: officer, receivedAt: receivedAt, encoding: encoding,
            recorded: recorded.compactMap { Recorded(stored: $0) }, rows: Int(rows), accepted: Int(accepted),
            rejected: Int(rejected), duplicates: Int(duplicates))
    }

    init(
        id: String, source: String, name: String, officer: String, receivedAt: Moment, encoding: String,
        recorded: [Recorded] = [], rows: Int = 0, accepted: Int = 0, rejected: Int = 0, duplicates: Int = 0
    ) {
        self.id = id
        self.source = source
        self.name = name
        self.officer = officer
        self.receivedAt = receivedAt
        self.encoding = encoding
        self.recorded = recorded
        self.rows = rows
        self.accepted = accepted
        self.rejected = rejected
        self.duplicates = duplicates
    }

    mutating func count(_ batch: PenaltyBatch) {
        rows = batch.rowCount
        accepted = batch.accepted.count
        rejected = batch.rejected.count
        duplicates = batch.unchanged.count
    }
}

extension ImportBatch.Recorded {
    fileprivate init?(stored json: JSONValue) {
        guard let parts = json.array?.compactMap(\.string), parts.count == 3, let digest = Digest(hex: parts[2]) else {
            return nil
        }
        self.init(agency: parts[0], decisionNo: parts[1], digest: digest)
    }
}

/// Reads a file's bytes into a batch of rows.
enum ImportReading {
    /// UTF-8 and the name of the encoding it came in.
    static func text(of file: [UInt8]) throws(Problem) -> (utf8: [UInt8], encoding: String) {
        switch TextEncoding.detect(file) {
        case .utf8: return (file, "UTF-8")
        case .utf16: throw Problem(ImportRefusal.encoding)
        case .gb18030:
            do throws(GB18030Failure) {
                return (try GB18030.utf8(file), "GB18030")
            } catch {
                throw Problem(.unprocessableContent, ImportRefusal.encoding.reasonCode, error.words + "。")
            }
        }
    }

    /// The rows as they were, or would be, staged.
    static func rows(
        of utf8: [UInt8], today: CivilDate, recorded: [ImportBatch.Recorded]
    ) throws(Problem) -> PenaltyBatch {
        var digests: [[String]: Digest] = [:]
        for row in recorded { digests[[row.agency, row.decisionNo]] = row.digest }
        let checks = PenaltyChecks(
            today: today, recorded: { key in digests[[key.agency.text, key.decisionNo.text]] })
        do throws(ImportRefusal) {
            return try PenaltyImport.batch(utf8, checks: checks)
        } catch {
            throw Problem(error)
        }
    }
}

extension Problem {
    init(_ refusal: ImportRefusal) {
        self.init(.unprocessableContent, refusal.reasonCode, refusal.words + "。")
    }
}
