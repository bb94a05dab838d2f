import Offices

/// What cases are found by.
extension WriteSession {
    /// A name that was corrected stays: somebody may still ask for it.
    func writeSubjectKeys(_ index: Int, record: Int64, _ ready: SealingAhead.SealedCase?) throws {
        for key in ready?.subjectKeys ?? keys.subjects.keys(of: commit.cases[index]) {
            try sql.cases.putSubjectKey.run {
                $0.integer(key)
                $0.integer(record)
            }
        }
    }
}
