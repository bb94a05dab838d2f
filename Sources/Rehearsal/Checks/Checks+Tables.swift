/// The states before each event of domain D.6 and D.9, of slips, and of the newer rows of D.1, written down apart from the
/// workflows: for orders and letters together.
extension Checks {
    private static let standing: Set = [
        "issued", "notCorrected", "opinionIssued", "opinionNotFollowed", "decisionIssued",
    ]

    static let supervision: [String: Set<String>] = [
        "supervisionWithdrawn": standing.union(["opened"]), "supervisionLetterIssued": ["opened"],
        "correctionOverdue": ["issued"], "opinionIssued": ["notCorrected", "issued"],
        "opinionOverdue": ["opinionIssued"], "decisionIssued": ["opinionNotFollowed", "opinionIssued"],
        "circulated": ["opinionNotFollowed", "decisionIssued", "opinionIssued"],
        "correctionReported": standing, "correctionAccepted": standing,
        "correctionRejected": ["issued", "notCorrected"], "opinionUnmet": ["opinionIssued", "opinionNotFollowed"],
        "objected": standing, "objectionUpheld": standing, "objectionDismissed": standing,
        "supervisionSuspended": standing, "supervisionResumed": standing,
    ]

    private static let asked: Set = ["sent", "delivered", "answered"]
    /// The asker may have taken it back or closed it while an answer was on its way.
    private static let askedOrCrossed = asked.union(["recalled", "closed"])

    static let assistance: [String: Set<String>] = [
        "assistanceRevised": ["draft"], "assistanceCancelled": ["draft"], "assistanceRequested": ["draft"],
        "assistanceDelivered": asked, "assistanceRecalled": ["sent", "delivered"],
        "assistanceRecallHeard": askedOrCrossed, "assistanceAccepted": askedOrCrossed,
        "assistanceExtended": askedOrCrossed, "assistanceReplied": askedOrCrossed,
        "assistanceRefused": askedOrCrossed, "assistanceReminded": asked, "assistanceClosed": ["answered", "recalled"],
    ]

    static let commentRound: [String: Set<String>] = [
        "commentsRevised": ["draft"], "commentsCancelled": ["draft"], "commentsAsked": ["draft"],
        "commented": ["issued", "closed"], "noCommentGiven": ["issued", "closed"], "commentsComplete": ["issued"],
        "commentReminded": ["issued", "answered"], "commentsClosed": ["issued", "answered"],
    ]

    private static let written: Set = ["draft", "returned"]
    private static let copied: Set = ["sent", "answered", "done"]

    static let slip: [String: Set<String>] = [
        "slipRevised": written, "slipSubmitted": written, "slipCancelled": written, "slipAgreed": ["pendingReview"],
        "slipRejected": ["pendingReview"], "slipReturned": ["pendingReview"], "slipDelivered": copied,
        "slipRecalled": ["sent", "done"], "slipRecallHeard": copied.union(["recalled"]), "slipReminded": copied,
        "slipOpened": copied.union(["recalled"]), "slipProgressed": copied.union(["recalled"]),
        "slipAnswered": copied.union(["recalled"]), "slipNotOurs": copied.union(["recalled"]),
    ]

    private static let toldOf: Set = ["warned", "escalated", "consulted", "referred", "resolved"]
    private static let underWatch: Set = ["warned", "escalated"]

    static let risk: [String: Set<String>] = [
        "riskSignalPassed": ["signalled"], "riskDismissed": ["signalled"],
        // The public notice may come before the letter to a single office.
        "riskWarned": toldOf.union(["signalled"]), "riskConsulted": underWatch.union(["signalled"]),
        "riskReferred": underWatch.union(["signalled"]), "riskReplied": underWatch, "riskResolved": underWatch,
        "riskEscalated": underWatch, "riskReplyOverdue": underWatch, "riskNoted": toldOf.union(["peerWarned"]),
        "riskNoticePublished": toldOf, "riskNoticeWithdrawn": toldOf, "samplingPlanned": ["classified", "planned"],
        "samplingComplete": ["classified"],
    ]

    private static let undecided: Set = ["atAgency", "supplementPending", "withdrawn"]
    private static let refusedRepair: Set = ["refused", "notAccepted"]

    static let repair: [String: Set<String>] = [
        // The applicant may take it back while the agency takes it up.
        "repairWithdrawn": undecided.union([
            "accepted", "notAccepted", "granted", "refused", "done", "objectionReview", "revoked",
        ]), "repairSupplementAsked": ["atAgency", "withdrawn"],
        "repairSupplemented": ["supplementPending", "notAccepted"],
        "repairAccepted": ["atAgency", "withdrawn"], "repairNotAccepted": undecided, "repairExtended": ["accepted"],
        "repairVerified": ["accepted"], "repairConflictDecided": ["accepted"], "repairGranted": ["accepted"],
        "repairRefused": ["accepted"], "repairConfirmed": ["granted", "revoked"], "repairCompleted": ["granted"],
        "repairObjectionReceived": refusedRepair, "repairObjected": refusedRepair,
        "repairObjectionExtended": ["objectionReview"], "repairObjectionUpheld": ["objectionReview"],
        "repairObjectionDismissed": ["objectionReview"], "repairRevoked": ["granted", "done"],
    ]

    private static let convened: Set = ["convened", "planned", "inProgress", "summarised", "closed", "cancelled"]
    private static let working: Set = ["planned", "inProgress"]

    static let task: [String: Set<String>] = [
        "taskWithdrawn": convened.union(["proposed", "declined"]), "taskDeclined": ["proposed", "withdrawn"],
        "taskConvened": ["proposed", "withdrawn"], "attendReplied": convened, "delegateReplied": convened,
        "noCommentReplied": convened, "everyoneReplied": ["convened"], "replyOverdue": ["convened"],
        "taskPlanned": ["convened"], "taskStarted": ["planned"], "itemReported": convened, "itemRescheduled": working,
        "itemOverdue": convened, "subjectsDrawn": working, "visitPlanned": convened, "inspectionRecorded": convened,
        "resultPublished": working.union(["summarised"]), "taskSummarised": working.union(["convened"]),
        "taskClosed": ["summarised"], "taskCancelled": working.union(["convened"]),
    ]

    private static let underWay: Set = [
        "sent", "delivered", "supplementPending", "disputed", "accepted", "returned", "concluded",
    ]
    private static let takenBack = underWay.union(["recalled", "merged", "closed"])

    /// Rows of D.1 beside the plain way of a referral.
    static let referralBranches: [String: Set<String>] = [
        "revised": ["draft"], "cancelled": ["draft", "approved"], "redirected": underWay,
        "recalled": ["sent", "delivered"], "recallHeard": takenBack, "supplementRequested": takenBack,
        "supplemented": underWay, "forwarded": takenBack, "jurisdictionContested": takenBack,
        "jurisdictionAgreed": takenBack, "jurisdictionYielded": underWay, "disputeSubmitted": underWay,
        "disputeSubmittedBySender": underWay, "assigned": underWay, "verificationBegun": underWay,
        "verificationExtended": underWay, "notFiled": takenBack, "decisionExtended": underWay,
        "merged": ["sent", "delivered", "supplementPending", "accepted"], "mergerHeard": takenBack,
        "linked": underWay, "linkedByReceiver": underWay, "closedBySilence": ["concluded"],
    ]
}
