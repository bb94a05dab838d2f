import Casework
import Contracts

/// What work lists find cases by.
extension WriteSession {
    func writeFacet(_ file: CaseFile, record: Int64) throws {
        let facet = CaseFacet(file, at: own)
        try sql.cases.putFacet.run { facet.bind(file, record: record, &$0) }
        // Who took part once is still found: the list says with whom a case was, not only with whom it is.
        for party in facet.parties {
            try sql.cases.putParty.run {
                $0.text(party.description)
                $0.integer(record)
            }
        }
    }
}

extension CaseFacet {
    /// Binds a row of `case_facet`.
    func bind(_ file: CaseFile, record: Int64, _ arguments: inout PreparedStatement.Arguments) {
        arguments.integer(record)
        arguments.text(file.kind.rawValue)
        arguments.text(file.state)
        arguments.integer(Int64(side.rawValue))
        arguments.integer(Role.bits(actors))
        arguments.text(file.owner.description)
        arguments.text(file.subject)
        arguments.moment(file.openedAt)
        arguments.moment(file.updatedAt)
        arguments.integer(due?.milliseconds ?? LedgerSchema.noEnd)
    }
}
