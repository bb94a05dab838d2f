package import Contracts
import Offices

extension LedgerReader {
    /// The numbered letters of a case as they were signed, in the order of a dossier's rows; waiting ones are left out.
    package func bundledLetters(_ rows: [LetterRow]) throws -> [BundledLetter] {
        try rows.compactMap { row in
            let envelope =
                switch row.direction {
                case .received: try received(stream: row.leaf.stream, number: row.leaf.number)
                case .sent: try sent(stream: row.leaf.stream, number: row.leaf.number)
                case .waiting: Envelope?.none
                }
            return envelope.map {
                BundledLetter(
                    envelope: $0,
                    record: BundledLetter.Record(
                        disposition: row.disposition?.rawValue, reason: row.reason, disposedAt: row.disposedAt,
                        deliveredAt: row.deliveredAt))
            }
        }
    }
}
