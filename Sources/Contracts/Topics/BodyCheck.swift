/// Reads bodies by their field tables: what is wrong is told at once and by name, what is right comes out normalised.
package struct BodyCheck: Sendable {
    /// What happens to members that the table does not know.
    package enum Unknown: Sendable {
        /// An officer's order: most likely misspelt, so refused.
        case refused
        /// A letter: a newer version's field, left out (design section 5).
        case ignored
    }

    /// What was wrong, in the order of the table.
    package private(set) var faults: [BodyFault] = []
    private let unknown: Unknown

    /// A check with nothing found yet.
    package init(unknown: Unknown) {
        self.unknown = unknown
    }

    /// The body with only the table's fields, normalised, in the table's order.
    package mutating func read(_ body: JSONValue, _ fields: [BodyField], at path: String = "") -> JSONValue {
        guard let members = body.object else {
            add(path, "BODY_NOT_OBJECT", "应为JSON对象")
            return .object([])
        }
        if case .refused = unknown {
            for member in members where !fields.contains(where: { $0.name == member.name }) {
                add(BodyCheck.join(path, member.name), "FIELD_UNKNOWN", "不是本事项的字段")
            }
        }
        var kept: [JSONMember] = []
        kept.reserveCapacity(min(members.count, fields.count))
        var cursor = 0
        for field in fields {
            if let member = member(field, of: members, &cursor, path) { kept.append(member) }
        }
        return .object(kept)
    }

    private mutating func member(
        _ field: BodyField, of members: [JSONMember], _ cursor: inout Int, _ path: String
    ) -> JSONMember? {
        // Bodies that we wrote have their members in the table's order: the next one is nearly always the right one.
        let index =
            members.indices.contains(cursor) && members[cursor].name == field.name
            ? cursor : members.firstIndex { $0.name == field.name }
        guard let index, members[index].value != .null else {
            if field.isRequired { add(BodyCheck.join(path, field.name), "FIELD_MISSING", "（\(field.title)）必填") }
            return nil
        }
        cursor = index + 1
        if case .variant(let variants) = field.kind {
            // A word that no table has is a fault of its own field.
            return variants.fields(for: members).map {
                JSONMember(field.name, read(members[index].value, $0, at: BodyCheck.join(path, field.name)))
            }
        }
        return read(members[index].value, field.kind, BodyCheck.join(path, field.name)).map {
            JSONMember(field.name, $0)
        }
    }

    private mutating func read(_ value: JSONValue, _ kind: BodyKind, _ path: String) -> JSONValue? {
        switch kind {
        case .text(let maximum): text(value, maximum, path)
        case .choice(let words): choice(value, words, path)
        case .flag: value.bool.map { .bool($0) } ?? fault(path, "FIELD_TYPE", "应为true或false")
        case .integer(let range): integer(value, range, path)
        case .list(let kind, let minimum, let maximum): list(value, kind, minimum...maximum, path)
        case .object(let fields): read(value, fields, at: path)
        case .variant(let variants): read(value, variants.usualFields, at: path)
        case .record(let maximum): record(value, maximum, path)
        case .evidenceFile: evidenceFile(value, path)
        case .reasonCode, .date, .moment, .office, .uscc, .personToken, .region, .documentNumber, .letter, .digest:
            word(value, kind, path)
        }
    }

    /// A manifest whose size and count of chunks differ would be fetched for ever.
    private mutating func evidenceFile(_ value: JSONValue, _ path: String) -> JSONValue? {
        let before = faults.count
        let read = read(value, EvidenceFile.fields, at: path)
        guard faults.count == before else { return nil }
        guard EvidenceFile(json: read) != nil else {
            return fault(path, "EVIDENCE_MANIFEST", "文件大小与分块数不符（每块512 KiB）")
        }
        return read
    }

    private mutating func text(_ value: JSONValue, _ maximum: Int, _ path: String) -> JSONValue? {
        guard let text = value.string else { return fault(path, "FIELD_TYPE", "应为文本") }
        let scan = BodyCheck.scan(text)
        guard scan.count <= maximum else { return fault(path, "TEXT_TOO_LONG", "最多\(maximum)字，实为\(scan.count)字") }
        guard scan.isSurelyNotBlank || !HalfWidth.trimmed(text).isEmpty else {
            return fault(path, "FIELD_MISSING", "不能为空白")
        }
        guard !scan.hasControl else { return fault(path, "TEXT_CONTROL_CHARACTER", "含有控制字符") }
        return value
    }

    /// One pass over the bytes: the Unicode scalars, whether one is a control character other than line end and tab
    /// (U+0000–001F, U+007F–009F), and whether a letter, digit or ideograph is among them.
    private static func scan(_ text: String) -> (count: Int, hasControl: Bool, isSurelyNotBlank: Bool) {
        var count = 0
        var hasControl = false
        var isSurelyNotBlank = false
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte & 0xC0 != 0x80 { count += 1 }
            if byte < 0x20, byte != 0x0A, byte != 0x09 { hasControl = true }
            if byte == 0x7F || previous == 0xC2 && byte < 0xA0 { hasControl = true }
            if (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || (0xE4...0xE9).contains(byte)
            {
                isSurelyNotBlank = true
            }
            previous = byte
        }
        return (count, hasControl, isSurelyNotBlank)
    }

    private mutating func choice(_ value: JSONValue, _ words: [String], _ path: String) -> JSONValue? {
        guard let word = value.string, words.contains(word) else {
            return fault(path, "ENUM_UNKNOWN", "应为下列之一：\(words.joined(separator: "、"))")
        }
        return value
    }

    private mutating func integer(_ value: JSONValue, _ range: ClosedRange<Int64>, _ path: String) -> JSONValue? {
        guard let number = value.integer, range.contains(number) else {
            return fault(path, "NUMBER_OUT_OF_RANGE", "应为\(range.lowerBound)至\(range.upperBound)的整数")
        }
        return value
    }

    private mutating func list(
        _ value: JSONValue, _ kind: BodyKind, _ range: ClosedRange<Int>, _ path: String
    ) -> JSONValue? {
        guard let elements = value.array, range.contains(elements.count) else {
            return fault(path, "LIST_SIZE", "应为\(range.lowerBound)至\(range.upperBound)项的列表")
        }
        var kept: [JSONValue] = []
        for (index, element) in elements.enumerated() {
            if let element = read(element, kind, "\(path)[\(index)]") { kept.append(element) }
        }
        return .array(kept)
    }

    private mutating func record(_ value: JSONValue, _ maximum: Int, _ path: String) -> JSONValue? {
        guard value.object != nil else { return fault(path, "FIELD_TYPE", "应为JSON对象") }
        guard BodyCheck.size(value) <= maximum else { return fault(path, "TEXT_TOO_LONG", "最多\(maximum)字节") }
        return value
    }

    /// Kinds that are one word with a form of its own.
    private mutating func word(_ value: JSONValue, _ kind: BodyKind, _ path: String) -> JSONValue? {
        guard let text = value.string, text.utf8.count <= 400 else { return fault(path, "FIELD_TYPE", "应为文本") }
        if case .uscc = kind { return code(text, path) }
        let (normal, fault) = BodyCheck.normalised(text, kind)
        guard let normal else { return self.fault(path, fault.code, fault.words) }
        return .string(normal)
    }

    private mutating func code(_ text: String, _ path: String) -> JSONValue? {
        do throws(USCCRefusal) {
            return .string(try USCC(text).text)
        } catch {
            return fault(path, error.reasonCode, error.words)
        }
    }

    private static func normalised(_ text: String, _ kind: BodyKind) -> (String?, (code: String, words: String)) {
        switch kind {
        case .reasonCode: (isReasonCode(text) ? text : nil, ("REASON_UNKNOWN", "应为原因代码（大写字母、数字和下划线）"))
        case .date: (CivilDate(text) == nil ? nil : text, ("DATE_INVALID", "应为存在的日期，格式YYYY-MM-DD"))
        case .moment: (moment(text), ("DATE_INVALID", "应为带时区的时刻，如2026-07-03T16:30:00+08:00"))
        case .office: (OfficeID(text) == nil ? nil : text, ("UNKNOWN_OFFICE", "不是单位编号"))
        case .personToken: (isPersonToken(text) ? text : nil, ("PERSON_TOKEN_INVALID", "应为自然人令牌，不得填写证件号码"))
        case .region: (RegionCode(text)?.description, ("REGION_INVALID", "应为GB/T 2260的六位行政区划代码"))
        case .documentNumber: (documentNumber(text), ("DOCUMENT_NUMBER_INVALID", "文号应如“成市监移〔2026〕3号”"))
        case .letter: (LetterID(text) == nil ? nil : text, ("FIELD_TYPE", "应为函件编号"))
        case .digest: (isDigest(text) ? text : nil, ("DIGEST_INVALID", "应为64位小写十六进制的SHA-256"))
        case .uscc, .text, .choice, .integer, .flag, .list, .object, .variant, .record, .evidenceFile:
            (nil, ("FIELD_TYPE", "应为文本"))
        }
    }

    private static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
    }

    private static func documentNumber(_ text: String) -> String? {
        DocumentNumber.isWritten(text) ? text : DocumentNumber(text)?.text
    }

    /// Most instants come in the one written form and need no writing anew.
    private static func moment(_ text: String) -> String? {
        guard let moment = Moment(text) else { return nil }
        let bytes = text.utf8
        let isWritten =
            bytes.count == 29 && text.hasSuffix("+08:00") && bytes[bytes.index(bytes.startIndex, offsetBy: 10)] == 0x54
        return isWritten ? text : moment.description
    }

    private mutating func fault(_ path: String, _ code: String, _ words: String) -> JSONValue? {
        add(path, code, words)
        return nil
    }

    /// A hundred faults are enough for one answer.
    private mutating func add(_ path: String, _ code: String, _ words: String) {
        guard faults.count < 100 else { return }
        faults.append(BodyFault(path: path, code: code, words: words))
    }

    private static func join(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    private static func isReasonCode(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
            }
    }

    /// `p<key version>-` and the base32 of 16 bytes: 26 characters.
    private static func isPersonToken(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].first == "p", let version = Int(parts[0].dropFirst()),
            (1...9999).contains(version),
            parts[1].utf8.count == 26
        else { return false }
        return parts[1].utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "2")...UInt8(ascii: "7")).contains(byte)
        }
    }

    private static func size(_ value: JSONValue) -> Int {
        switch value {
        case .null, .bool, .integer: 8
        case .decimal(let text), .string(let text): text.utf8.count
        case .array(let elements): elements.reduce(2) { $0 + size($1) }
        case .object(let members): members.reduce(2) { $0 + $1.name.utf8.count + size($1.value) }
        }
    }
}

/// One thing wrong with a body.
package struct BodyFault: Hashable, Sendable {
    /// The field, as `subject.uscc` or `measures[2].code`.
    package let path: String
    /// Reason code.
    package let code: String
    /// What is wrong, in Chinese.
    package let words: String
}
