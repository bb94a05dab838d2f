import Casework
import Contracts
import Exchange

/// Words with a form of their own: what was read and written again is the same, and normalising is done at once.
extension FuzzTarget {
    static let identifiers: [FuzzTarget] = [
        FuzzTarget("identifier", "one identifier, date, moment, number or code", maximumBytes: 512) {
            bytes throws(FuzzFinding) in
            let text = String(decoding: bytes, as: UTF8.self)
            try exact(text)
            try normalised(text)
            try binary(bytes)
        },
        FuzzTarget("text", "free text that is searched for personal data", maximumBytes: 4096) {
            bytes throws(FuzzFinding) in
            let text = String(decoding: bytes, as: UTF8.self)
            for finding in PrivacyGuard().findings(in: text) {
                try FuzzFinding.require(!finding.excerpt.isEmpty, "a finding without an excerpt")
            }
            _ = Masking.redact(text, under: .orgDecision)
            _ = Masking.number(text)
            _ = Masking.name(text)
            try FuzzFinding.require(HalfWidth.trimmed(HalfWidth.trimmed(text)) == HalfWidth.trimmed(text), "trimming")
            try FuzzFinding.require(HalfWidth.code(HalfWidth.code(text)) == HalfWidth.code(text), "folding a code")
        },
    ]

    /// Forms with one spelling: the text is what the value says of itself, byte for byte.
    private static func exact(_ text: String) throws(FuzzFinding) {
        let readings: [(String, String?)] = [
            ("office id", OfficeID(text)?.description), ("letter id", LetterID(text)?.description),
            ("case id", CaseID(text)?.description), ("letter type", LetterType(text)?.description),
            ("stream", StreamName(text)?.description), ("topic", Topic(text)?.description),
            ("writer", Writer(text)?.description), ("date", CivilDate(text)?.description),
        ]
        for (name, written) in readings {
            guard let written else { continue }
            try FuzzFinding.require(Array(written.utf8) == Array(text.utf8), "\(name) \(text) is written \(written)")
        }
    }

    /// Forms that are normalised: the normal form is read as itself.
    private static func normalised(_ text: String) throws(FuzzFinding) {
        if let moment = Moment(text) {
            try FuzzFinding.require(Moment(moment.description) == moment, "moment \(text) is written \(moment)")
            try FuzzFinding.require(moment.description.utf8.count == 29, "moment \(text) is written \(moment)")
        }
        if let region = RegionCode(text) {
            try FuzzFinding.require(RegionCode(region.description) == region, "region \(text)")
        }
        if let number = DocumentNumber(text) {
            try FuzzFinding.require(
                DocumentNumber(number.text)?.text == number.text, "document number \(text) is written \(number.text)")
        }
        if DocumentNumber.isWritten(text) {
            try FuzzFinding.require(DocumentNumber(text)?.text == text, "\(text) is no written document number")
        }
        if let money = Money(wanYuan: text) {
            try FuzzFinding.require(Money(wanYuan: money.wanYuan) == money, "money \(text) is written \(money.wanYuan)")
        }
        if let code = Foreign.attempt({ () throws(USCCRefusal) in try USCC(text) }) {
            let again = Foreign.attempt { () throws(USCCRefusal) in try USCC(code.text) }
            try FuzzFinding.require(again == code, "credit code \(text)")
        }
        for kind in PersonDocument.Kind.allCases {
            let read = Foreign.attempt { () throws(PersonNumberRefusal) in try PersonDocument(kind: kind, number: text)
            }
            guard let document = read else { continue }
            try FuzzFinding.require(!"\(document)".contains(document.revealed), "a person's number shows itself")
        }
    }

    private static func binary(_ bytes: [UInt8]) throws(FuzzFinding) {
        if let decoded = Base64.decode(bytes) {
            try FuzzFinding.require(Array(Base64.encode(decoded).utf8) == bytes, "base64 with two spellings")
        }
        try FuzzFinding.require(Base64.decode(Array(Base64.encode(bytes).utf8)) == bytes, "base64 loses bytes")
        if let digest = Digest(hex: String(decoding: bytes, as: UTF8.self)) {
            try FuzzFinding.require(Digest(hex: digest.description) == digest, "a digest cannot be read back")
        }
    }
}
