/// The columns of a kind of 双公示 file, in the order of its present layout.
package protocol ImportColumn: CaseIterable, Hashable, Sendable, RawRepresentable
where RawValue == String, AllCases == [Self] {
    /// The Chinese header.
    var header: String { get }
    /// Longest text allowed, in characters.
    var limit: Int { get }
    /// Whether a file must have the column.
    var isRequired: Bool { get }
    /// Other headers the column is known by, ids of the layout of 2016 among them.
    var aliases: [String] { get }
    /// Whether the cells are personal numbers and are never shown in full.
    var isPersonalNumber: Bool { get }
    /// A column that the layout of 2016 had twice, and the headers of its second half.
    static var joined: (column: Self, headers: [String])? { get }
    /// Headers of the layout of 2016 that have no place any more.
    static var retired: [String] { get }
    /// The columns about the party.
    static var party: PartyColumns<Self> { get }
}

extension ImportColumn {
    /// Column id as credit platforms use it.
    package var id: String { rawValue }
}

/// The columns about the party (行政相对人), which all kinds of file have.
package struct PartyColumns<Column: ImportColumn>: Sendable {
    let name, kind, uscc: Column
    /// Codes 2–6: older registration numbers.
    let olderCodes: [Column]
    let legalRepName: Column
    /// Nil where the layout has only the number, which is that of an identity card.
    let legalRepIdType: Column?
    let legalRepIdNo, personIdType, personIdNo: Column
}
