package import Contracts

/// How what is shown differs from what was served, field by field.
package struct FieldDifference: Hashable, Sendable {
    /// The field of the record.
    package let field: String
    /// The text as it was served, and as it is shown.
    package let served, published: String
    /// Where they differ.
    package let spans: [TextDifference.Span]
    /// Differences that are no lawful mask.
    package let unlawful: [TextDifference.Span]
}

extension PublicationPayload {
    /// Texts that people wrote in a record, in the order of their fields.
    package static func texts(of record: JSONValue) -> [String] {
        RecordKind.freeTexts.sorted().compactMap { record[$0]?.string }
    }

    /// Where the texts of a payload are not those of the record that was served. Names in `third` may be masked, fields in
    /// `withheld` left out as a whole.
    package static func differences(
        of payload: JSONValue, from record: JSONValue, third: [String], withheld: [String]
    ) -> [FieldDifference] {
        let guarding = PrivacyGuard(
            names: names(record["legalRepName"].map { .array([$0]) }) + third, findsMinors: false)
        return RecordKind.freeTexts.sorted().compactMap { field in
            guard let served = record[field]?.string, let shown = payload[field]?.string, served != shown else {
                return nil
            }
            let whole = 0..<served.unicodeScalars.count
            let maskable =
                guarding.findings(in: served).map(\.range) + TextScan(served).occurrences(of: third).map(\.range)
            let difference = TextDifference(served: served, published: shown)
            return FieldDifference(
                field: field, served: served, published: shown, spans: difference.spans,
                unlawful: difference.unlawful(maskable: withheld.contains(field) ? [whole] : maskable))
        }
    }
}
