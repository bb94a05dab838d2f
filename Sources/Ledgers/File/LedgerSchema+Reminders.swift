extension LedgerSchema {
    /// The log of reminders out of the journal: without an index it is a walk through all that ever happened.
    static let reminders = """
        CREATE INDEX IF NOT EXISTS journal_of_reminders ON journal (sequence) WHERE \(reminding);
        """

    /// Journal rows that remind of a term: rungs that rang, and letters whose type, with which their notes begin, reminds
    /// of a duty or tells that its end has passed. The index is used only where a query has these very words.
    static let reminding = """
        (kind = 'rung' OR kind IN ('letterOut', 'letterIn') AND (
            note >= 'assist.reminder/' AND note < 'assist.reminder0' OR
            note >= 'comment.reminder/' AND note < 'comment.reminder0' OR
            note >= 'slip.reminder/' AND note < 'slip.reminder0' OR
            note >= 'sup.escalated/' AND note < 'sup.escalated0' OR
            note >= 'sup.overdue/' AND note < 'sup.overdue0'))
        """
}
