package import Casework
package import Contracts

/// The office that a file is brought to; layouts of 2016 leave out what it can supply.
package struct CreditOffice: Hashable, Sendable {
    /// Name as it stands in files.
    package let name: String
    /// Its code; nil when the directory has none.
    package let uscc: String?

    /// An office.
    package init(name: String, uscc: String?) {
        self.name = name
        self.uscc = uscc
    }
}

/// What kind of 双公示 file a header begins, in which layout.
package struct CreditHeader: Hashable, Sendable {
    /// The header by its kind.
    package enum Form: Hashable, Sendable {
        case penalty(PenaltyHeader)
        case licence(ImportHeader<LicenceColumn>)
    }

    /// The cells as they stand.
    package let cells: [String]
    /// The kind.
    package let form: Form
    /// Whether it is the layout of 2016: what that lacks is supplied row by row.
    package let isOld: Bool
    /// What is to be said about it though the file is taken.
    package let notes: [String]

    /// The heading under which a corrected row names its first submission, and those that say what was wrong with it.
    package static let first = "首次报送"
    /// Headings of the file of mistakes; they are no columns of the record.
    package static let addedHeaders = ErrorFile.addedHeaders + [first]

    /// Reads a header.
    ///
    /// - Throws: what is missing or stands twice, in words.
    package init(_ cells: [String]) throws(CreditFileRefusal) {
        let own = cells.map { cell in CreditHeader.addedHeaders.contains(HalfWidth.code(cell)) ? "" : cell }
        let penalty = PenaltyHeader(own)
        let licence = ImportHeader<LicenceColumn>(own)
        self.cells = cells
        if CreditHeader.fit(penalty) >= CreditHeader.fit(licence) {
            form = .penalty(penalty)
            (isOld, notes) = try CreditHeader.judge(penalty, supplied: OldLayout.penalty)
        } else {
            form = .licence(licence)
            (isOld, notes) = try CreditHeader.judge(licence, supplied: OldLayout.licence)
        }
    }

    /// Whether the file is of penalties or of licences.
    package var kind: RecordKind {
        switch form {
        case .penalty: .penalty
        case .licence: .licence
        }
    }

    /// The heading by which mistakes name the column at a place; nil for a cell that is no column of the record.
    package func heading(at place: Int) -> String? {
        switch form {
        case .penalty(let header): place < header.count ? header.column(at: place)?.header : nil
        case .licence(let header): place < header.count ? header.column(at: place)?.header : nil
        }
    }

    /// How many cells are columns of this kind.
    private static func fit<Column>(_ header: ImportHeader<Column>) -> Int {
        (0..<header.count).count { header.column(at: $0) != nil }
    }

    private static func judge<Column>(
        _ header: ImportHeader<Column>, supplied: Set<Column>
    ) throws(CreditFileRefusal) -> (isOld: Bool, notes: [String]) {
        var report = header.report
        let isOld = !report.missing.isEmpty && Set(report.missing).isSubset(of: supplied)
        if isOld { report.missing = [] }
        guard report.isUsable else { throw CreditFileRefusal(report.words.joined(separator: "；")) }
        return (isOld, (isOld ? ["按2016年版式读取；所缺的列由本单位和决定内容补齐"] : []) + report.words)
    }
}

/// Why a 双公示 file as a whole is not taken.
package struct CreditFileRefusal: Error, Hashable, Sendable {
    /// Reason code.
    package var code: String { "IMPORT_HEADER" }
    /// What is wrong and what to do.
    package let words: String

    init(_ words: String) {
        self.words = words
    }
}

/// What files of 2016 lack and rows of today need.
enum OldLayout {
    static let penalty: Set<PenaltyColumn> = [
        .counterpartyKind, .violationType, .validUntil, .agencyUscc, .sourceAgency, .sourceAgencyUscc,
    ]
    static let licence: Set<LicenceColumn> = [
        .counterpartyKind, .validFrom, .agencyUscc, .sourceAgency, .sourceAgencyUscc,
    ]

    /// An open end, as files write it.
    private static let openEnd = "2099-12-31"
    private static let caseNames = ["CF_CFMC", "处罚名称", "案件名称"]

    static func cells(_ header: PenaltyHeader, _ cells: [String], _ office: CreditOffice) -> [PenaltyColumn: String] {
        let agency = header.value(.agency, in: cells)
        let code = agency == office.name ? office.uscc ?? "" : ""
        let place = header.cells.firstIndex { caseNames.contains(HalfWidth.code($0)) }
        let name = place.flatMap { cells.indices.contains($0) ? HalfWidth.trimmed(cells[$0]) : nil } ?? ""
        return [
            .counterpartyKind: party(header.value(.uscc, in: cells), header.value(.personIdNo, in: cells)),
            .personIdType: PersonDocument.Kind.identityCard.name,
            .violationType: name.isEmpty ? header.value(.violationFacts, in: cells) : name, .validUntil: openEnd,
            .agencyUscc: code, .sourceAgency: agency, .sourceAgencyUscc: code,
        ]
    }

    static func cells(
        _ header: ImportHeader<LicenceColumn>, _ cells: [String], _ office: CreditOffice
    ) -> [LicenceColumn: String] {
        let agency = header.value(.agency, in: cells)
        let code = agency == office.name ? office.uscc ?? "" : ""
        return [
            .counterpartyKind: party(header.value(.uscc, in: cells), header.value(.personIdNo, in: cells)),
            .personIdType: PersonDocument.Kind.identityCard.name, .validFrom: header.value(.decisionDate, in: cells),
            .agencyUscc: code, .sourceAgency: agency, .sourceAgencyUscc: code,
        ]
    }

    /// In the old list of states 0 is valid; revoked, contested and others are not.
    static func today(_ header: ImportHeader<LicenceColumn>, _ cells: [String]) -> [String] {
        guard let place = (0..<header.count).first(where: { header.column(at: $0) == .status }),
            cells.indices.contains(place)
        else { return cells }
        var cells = cells
        let state = HalfWidth.trimmed(cells[place])
        cells[place] = state == "0" ? "1" : ["1", "2", "3"].contains(state) ? "2" : state
        return cells
    }

    private static func party(_ code: String, _ person: String) -> String {
        if code.isEmpty, !person.isEmpty { return CounterpartyKind.naturalPerson.name }
        return (HalfWidth.code(code).hasPrefix("92") ? CounterpartyKind.soleTrader : .organisation).name
    }
}
