/// Names of the office's single values.
package enum SettingName: String, Sendable, CaseIterable {
    /// The office id; a ledger belongs to one office for ever.
    case office
    /// The namespace.
    case namespace
    /// The epoch of the last start.
    case epoch
    /// The instance of the last start.
    case instance
    /// The writer that beat this ledger (rule 14).
    case supersededBy
    /// `ledger restore` was run: the next start goes above the highest epoch seen (rule 10). A `RestoreMark`.
    case restored
    /// The last stop was clean (rule 24).
    case cleanStop
    /// The highest writer that each other office claimed, as JSON: the fence of streams first seen later (rule 38).
    case claims
    /// Recovered letters of ours whose cases are not here yet, by case, as JSON: what they say is applied once the case is.
    case forgotten
    /// What the salts of this office's letters are made from (rule 15), with the epoch since which they are.
    case emissionSecret
    /// The last number that a slip of each year got, as JSON (practice 2.3).
    case slipNumbers
    /// The numbers of this office's handoffs, by procuratorate, as JSON.
    case handoffsGiven
    /// What other offices numbered and counted for this one, as JSON.
    case handoffsHeard
    /// What people lately removed from the office's own lists, and who confirmed more of it, as JSON.
    case listRemovals
    /// The biggest checkpoint of each log that this office has verified, as JSON.
    case logsSeen
    /// Why the office's own log is not signed any further.
    case logHeld
    /// Digest of the calendar by which all open deadlines were counted last.
    case calendar
}
