package import Contracts
import GRDB

extension LedgerReader {
    /// The registrar's documents that the office accepted, oldest first; their signatures are the reader's to test.
    package func documents() throws -> [SignedDocument] {
        try reading { database in
            try Row.fetchAll(database, sql: LedgerSQL.selectDocuments).map { row in
                guard let kind = SignedDocument.Kind(rawValue: row[0]) else { throw Stored.damage("document") }
                return SignedDocument(kind: kind, keyID: row[1], payload: row.bytes(2), signature: row.bytes(3))
            }
        }
    }
}
