import Contracts

/// What the case alone decides: an act that no body could make lawful is told as impossible before anybody fills its form.
extension Guard {
    /// How far a guard can be asked before there is a body.
    enum Footing {
        /// Only of the case and the officer: what it refuses no body mends.
        case ofCase
        /// Of the case too: what it refuses a body mends only in the field that the refusal names.
        case ofBoth
        /// Of the body, or of other cases.
        case ofBody
    }

    var footing: Footing {
        switch self {
        case .common(let condition): condition.footing
        case .referral(let condition): condition.footing
        case .handoff(let condition): condition.footing
        case .list(let condition): condition.footing
        case .publication(let condition): condition.footing
        case .supervision(let condition): condition.footing
        case .assistance(.replyExtensible): .ofCase
        case .task(let condition): condition.footing
        case .slip(let condition): condition.footing
        case .repair(let condition): condition.footing
        case .risk(let condition): condition.footing
        case .dayReached: .ofBody
        }
    }
}

extension Attempt {
    /// Why no body makes any of these rows possible; nil when some row is open.
    static func refusalOfCase(
        _ rows: [Transition], _ file: CaseFile?, _ officer: Officer, _ context: DeskContext
    ) -> Refusal? {
        var first: Refusal?
        for row in rows where officer.roles.contains(where: row.roles.contains) {
            let attempt = Attempt(row: row, file: file, officer: officer, content: .object([]), context: context)
            guard let refusal = attempt.refusalOfCase else { return nil }
            first = first ?? refusal
        }
        return first
    }

    private var refusalOfCase: Refusal? {
        for condition in row.guards where condition.footing != .ofBody {
            // A case that is not there has told nothing yet.
            if condition.footing == .ofBoth, file == nil { continue }
            do throws(Refusal) {
                try check(condition)
            } catch {
                if condition.footing == .ofCase || !isMendable(error) { return error }
            }
        }
        return nil
    }

    /// Whether the body has the field that a refusal names; a review may change any.
    private func isMendable(_ refusal: Refusal) -> Bool {
        guard let field = refusal.field?.prefix(while: { $0 != "." && $0 != "[" }) else { return false }
        return row.fields.contains { $0.name == field || $0.name == "changes" }
    }
}

extension CommonGuard {
    fileprivate var footing: Guard.Footing {
        switch self {
        case .notDrafter, .reviewerIsNotHandler: .ofCase
        case .recipientsKnown: .ofBoth
        case .subjectIdentified, .reasonKnown, .subjectUnchanged: .ofBody
        }
    }
}

extension ReferralGuard {
    fileprivate var footing: Guard.Footing {
        switch self {
        case .unopened, .supplementNotAskedBefore, .someoneReturned, .superiorKnown, .verificationExtensible,
            .decisionExtensible, .reporterNamed, .nothingConcluded, .disposalOrdered, .someoneHasData:
            .ofCase
        case .limitationOpen, .mayPassOn: .ofBoth
        case .competentAgencyNamed, .newPartyKnown, .assigneeKnown, .outcomeDescribed, .notFinedBefore, .sameSubject:
            .ofBody
        }
    }
}

extension HandoffGuard {
    fileprivate var footing: Guard.Footing {
        switch self {
        case .procuratorateKnown, .policeKnown, .supplementNotPending, .supplementPending, .returnedByLapse,
            .reasonsAwaited, .reasonsGiven, .filingOverdue:
            .ofCase
        case .teamLargeEnough, .procuratorateCopied, .sameLevelPolice, .attachmentsComplete, .forwardedToPolice,
            .noFineInsteadOfCrime, .smugglingToCustomsPolice, .penaltyDescribed, .organNotPolice,
            .notForMissingMaterial:
            .ofBody
        }
    }
}

extension ListGuard {
    fileprivate var footing: Guard.Footing {
        switch self {
        case .legalReviewPassed, .superiorReached, .publicationWaived, .notPushed, .ownerEntitled, .versionOpen,
            .versionConfirmed, .restorable, .challengeReceived, .challengeAccepted:
            .ofCase
        case .listOwned, .groundsMet, .measuresHaveBasis, .measuresEndLater, .restrictionEndsLater, .listConditions,
            .publishable, .registrarFits, .extensionLawful, .challengeOpen, .revocationFounded:
            .ofBoth
        case .causeNotListed, .subjectKeptOnceTold, .listKindUnchanged, .noticeOver, .decisionFinal, .consentGiven,
            .repairNoticeServed, .measureInEntry, .measureCompetent,
            .measureLawful, .removalLawful:
            .ofBody
        }
    }
}

extension PublicationGuard {
    fileprivate var footing: Guard.Footing {
        switch self {
        case .wordsHeld, .wasImported, .noOpenObjection, .openObjection: .ofCase
        case .severityDecided, .publishable, .wordsReviewed, .overrideConfirmed, .wasStopped, .registrarFits: .ofBoth
        case .recordIdentified, .sourceKnown, .kindUnchanged, .severityGrounded, .reviewsDone, .channelsLawful,
            .channelsShown, .privacyClean, .payloadClean, .groundTrue:
            .ofBody
        }
    }
}

extension SupervisionGuard {
    fileprivate var footing: Guard.Footing {
        switch self {
        case .notSuspended, .suspended, .correctionReported, .objectionPending, .noObjectionPending: .ofCase
        case .notUnderReview, .timeLeft: .ofBody
        }
    }
}

extension TaskGuard {
    fileprivate var footing: Guard.Footing {
        switch self {
        case .everyoneAnsweredOrLate, .itemsDone, .inspectionTask: .ofCase
        case .partiesKnown, .matrixSound, .leadsItem, .dayAhead, .countWithinCandidates, .teamsSound: .ofBody
        }
    }
}

extension SlipGuard {
    fileprivate var footing: Guard.Footing {
        switch self {
        case .reviewerIsNotAuthor: .ofCase
        case .matterKnown, .partiesSound: .ofBoth
        case .numberGiven: .ofBody
        }
    }
}

extension RepairGuard {
    fileprivate var footing: Guard.Footing {
        switch self {
        case .ownIntake, .notAskedBefore, .supplementOver, .decisionExtensible, .objectionExtensible, .verified,
            .deciderIsNotVerifier, .verifiedFavourably, .noObjectionBefore, .objectionRecorded, .barInForce:
            .ofCase
        case .appliedByNow, .recogniserKnown, .targetsRepairable, .minimumReached, .notBarred, .noTermRunning,
            .fullyPerformed, .commitmentSigned, .receiversKnown, .conflictThere, .conflictDecided, .allStopped,
            .barTold:
            .ofBody
        }
    }
}

extension RiskGuard {
    fileprivate var footing: Guard.Footing {
        switch self {
        case .replied, .noticeWithdrawn, .noticePublic, .mayBePublic, .classRuled: .ofCase
        case .officeKnown, .replyAhead, .classUnnamed, .taskNamed, .referralNamed, .offenderUnnamed, .classOfFirm:
            .ofBody
        }
    }
}
