import Contracts

/// What rows of a list entry ask (domain D.3).
package enum ListGuard: String, CaseIterable, Hashable, Sendable {
    /// The legal review has passed, where the kind asks for one.
    case legalReviewPassed
    /// The office may own entries of this list kind, or names whose delegation it acts by.
    case listOwned
    /// The subject does not stand on the list for the same cause already.
    case causeNotListed
    /// No measure of an entry ends before the entry begins.
    case measuresEndLater
    /// No ban that the entry tells of ends before the entry begins.
    case restrictionEndsLater
    /// The ground is one of the kind's, and its numbers reach the thresholds.
    case groundsMet
    /// Each class A measure cites a provision that carries it (LG-01).
    case measuresHaveBasis
    /// The subject of a proposal that another office knows stays the same.
    case subjectKeptOnceTold
    /// A correction does not move the entry to another list.
    case listKindUnchanged
    /// The party was told and has had its time, where the kind asks for that (LG-04).
    case noticeOver
    /// The source decision can no longer be contested, where the kind asks for that (TX-02).
    case decisionFinal
    /// The superior has agreed, at the levels where it must (SL-07).
    case consentGiven
    /// The superior takes part in the exchange.
    case superiorReached
    /// What the list kind asks for beside that.
    case listConditions
    /// The notice of credit repair went with the decision (两书同达).
    case repairNoticeServed
    /// Nothing keeps the entry from being published.
    case publishable
    /// Payment in full before publication keeps it from being published (TX-04).
    case publicationWaived
    /// No other office has the entry yet.
    case notPushed
    /// The office named is the registrar of another province.
    case registrarFits
    /// The owner's agency may own this list kind.
    case ownerEntitled
    /// The version at hand is not confirmed yet.
    case versionOpen
    /// The version at hand is confirmed.
    case versionConfirmed
    /// The entry orders or offers this measure.
    case measureInEntry
    /// The measure lies within this office's agency.
    case measureCompetent
    /// The measure has its ground here (LG-01, LG-07).
    case measureLawful
    /// A longer ban prolongs the entry (SL-14).
    case extensionLawful
    /// The way off the list is one of the kind's, and open now.
    case removalLawful
    /// An early removal may be undone (SL-13).
    case restorable
    /// The party may object to the published entry now, and has not yet (AB-06).
    case challengeOpen
    /// An objection waits to be accepted.
    case challengeReceived
    /// An objection was accepted and is being verified.
    case challengeAccepted
    /// The licence may be revoked (AB-07).
    case revocationFounded
}

extension Attempt {
    func checkList(_ condition: ListGuard) throws(Refusal) {
        switch condition {
        case .legalReviewPassed: try checkReviewPassed()
        case .listOwned: try checkOwned()
        case .causeNotListed: try checkCauseNotListed()
        case .measuresEndLater: try checkMeasureEnds()
        case .restrictionEndsLater: try checkRestrictionEnd()
        case .groundsMet: try checkCriterion()
        case .measuresHaveBasis: try checkMeasures()
        case .subjectKeptOnceTold: try checkSubjectKept()
        case .listKindUnchanged: try checkListKindKept()
        case .noticeOver: try checkNoticeOver()
        case .decisionFinal: try checkFinal()
        case .consentGiven: try checkConsent()
        case .superiorReached: try checkSuperiorReached()
        case .listConditions: try checkConditions()
        case .repairNoticeServed: try checkRepairNotice()
        case .publishable: try checkPublishable()
        case .publicationWaived: try checkWaiver()
        case .notPushed: try checkNotPushed()
        case .registrarFits: try checkRegistrar()
        case .ownerEntitled: try checkOwnerEntitled()
        case .versionOpen: try checkVersion(isConfirmed: false)
        case .versionConfirmed: try checkVersion(isConfirmed: true)
        case .measureInEntry: _ = try entryMeasure()
        case .measureCompetent: try checkCompetence()
        case .measureLawful: try checkLawful()
        case .extensionLawful: try checkExtensionLawful()
        case .removalLawful: try checkRemoval()
        case .restorable: try checkRestorable()
        case .challengeOpen, .challengeReceived, .challengeAccepted: try checkChallenge(condition)
        case .revocationFounded: try checkRevocationFounded()
        }
    }

    /// LG-01: a class A measure without a cited provision may be neither ordered nor applied, and no measure exists
    /// outside the catalogue (清单制).
    private func checkMeasures() throws(Refusal) {
        for (index, item) in (known("measures")?.array ?? []).enumerated() {
            let code = item["code"]?.string ?? ""
            let field = "measures[\(index)]"
            guard let measure = measure(code) else {
                throw refuse("MEASURE_WITHOUT_BASIS", "措施“\(item["name"]?.string ?? code)”不在惩戒措施清单内，没有依据", field: field)
            }
            try checkVoluntary(measure, item, field)
            try checkClassIsNoGround(item["basis"]?["instrument"]?.string, "\(field).basis")
            guard measure.measureClass == .rightsReducing else { continue }
            guard item["basis"] != nil else {
                throw refuse(
                    "MEASURE_WITHOUT_BASIS", "措施“\(measure.name)”减损权益或者增加义务，须引用法律、法规或者党中央、国务院政策文件",
                    field: "\(field).basis")
            }
            try checkGround(measure, cited: item["basis"], field: "\(field).basis")
        }
    }

    func measure(_ code: String) -> Measure? {
        context.rules.measures.first { $0.code == code && $0.validity.contains(context.today) }
    }

    private func checkGround(_ measure: Measure, cited: JSONValue?, field: String) throws(Refusal) {
        let grounds = measure.basis(for: kindName, ofClass: known("listClass")?.string)
        guard !grounds.isEmpty || measure.conditions.contains(.ownBasis) else {
            throw refuse("MEASURE_WITHOUT_BASIS", "措施“\(measure.name)”对该类名单没有法律依据", field: field)
        }
        let instrument = cited?["instrument"]?.string.map(Attempt.plainTitle)
        let isCarried =
            grounds.contains { Attempt.plainTitle($0.instrument) == instrument } || isBan(measure, of: instrument)
        guard isCarried || measure.conditions.contains(.ownBasis) else {
            let titles = grounds.map(\.citation).joined(separator: "、")
            throw refuse("BASIS_MISMATCH", "所引依据不能支持措施“\(measure.name)”，可引用：\(titles)", field: field)
        }
        try checkOfficeBan(measure, instrument, field)
    }

    /// LG-07: others are informed of class C measures, and never ordered to take them.
    private func checkVoluntary(_ measure: Measure, _ item: JSONValue, _ field: String) throws(Refusal) {
        guard measure.measureClass == .voluntary, item["informOnly"]?.bool != true else { return }
        throw refuse(
            "CLASS_C_NOT_ORDERABLE", "措施“\(measure.name)”由市场主体自主决定，只能提供信息（informOnly），不得要求实施",
            field: "\(field).informOnly")
    }

    /// A ban from office may rest on the decision of a career ban, whatever law that one cites (Q5).
    private func isBan(_ measure: Measure, of instrument: String?) -> Bool {
        measure.conditions.contains(.officeBanGround) && instrument != nil
            && (content["decisionNo"] != nil || row.scope == .whole)
    }

    /// Q5: the ban of EIP article 18 holds where the entry itself rests on that article; for any other entry the order
    /// must rest on another provision, such as the decision of a career ban.
    private func checkOfficeBan(_ measure: Measure, _ instrument: String?, _ field: String) throws(Refusal) {
        guard measure.conditions.contains(.officeBanGround), let ban = measure.grounds.first?.basis,
            Attempt.plainTitle(ban.instrument) == instrument,
            !context.rules.choices.contains(where: { $0.question == "Q5" && $0.choice == "everySeriousEntry" })
        else { return }
        let ground = known("ground")
        let isOwn =
            ground?["instrument"]?.string.map(Attempt.plainTitle) == instrument
            && ground?["article"]?.string?.contains(ban.article.prefix(4)) ?? false
        guard isOwn else {
            throw refuse(
                "BASIS_MISMATCH", "列入依据不是\(ban.citation)，不得据此实施“\(measure.name)”，须引用从业限制等决定的依据", field: field)
        }
    }

    static func plainTitle(_ text: String) -> String {
        String(HalfWidth.code(text).filter { $0 != "《" && $0 != "》" })
    }

    private func entryMeasure() throws(Refusal) -> JSONValue {
        let code = content["measureCode"]?.string ?? ""
        guard let item = (file?.facts["measures"]?.array ?? []).first(where: { $0["code"]?.string == code }) else {
            throw refuse("MEASURE_NOT_IN_ENTRY", "该名单条目没有措施“\(code)”，不得加重或者增加措施", field: "measureCode")
        }
        return item
    }

    private func checkCompetence() throws(Refusal) {
        let code = content["measureCode"]?.string ?? ""
        guard let measure = measure(code) else {
            throw refuse("MEASURE_WITHOUT_BASIS", "措施“\(code)”不在惩戒措施清单内，没有依据", field: "measureCode")
        }
        guard measure.appliedBy.contains(own.agency) else {
            throw refuse("NOT_COMPETENT", "措施“\(measure.name)”不属于本单位职权", field: "measureCode")
        }
    }

    /// Class A needs a provision at the receiver too, and some measures a decision of their own (B.9: 阻止出境).
    private func checkLawful() throws(Refusal) {
        let item = try entryMeasure()
        try checkClassIsNoGround(content["basis"]?["instrument"]?.string, "basis")
        guard let measure = measure(content["measureCode"]?.string ?? "") else { return }
        guard measure.measureClass != .voluntary else {
            throw refuse(
                "CLASS_C_NOT_ORDERABLE", "措施“\(measure.name)”由市场主体自主决定，本单位只记录信息，请办理“不适用”", field: "measureCode")
        }
        try checkPriorNotice(measure)
        if measure.conditions.contains(.separateDecision), content["decisionNo"] == nil {
            throw refuse("MEASURE_WITHOUT_BASIS", "措施“\(measure.name)”须另有决定，仅凭列入名单不得实施", field: "decisionNo")
        }
        guard measure.measureClass == .rightsReducing else { return }
        guard let cited = content["basis"] ?? item["basis"] else {
            throw refuse("MEASURE_WITHOUT_BASIS", "措施“\(measure.name)”没有法律依据，不得实施", field: "basis")
        }
        try checkGround(measure, cited: cited, field: "basis")
    }

    /// PS-04: the subject is told in writing before the measure takes effect.
    private func checkPriorNotice(_ measure: Measure) throws(Refusal) {
        guard measure.conditions.contains(.priorNotice) else { return }
        guard let day = content["noticeServedOn"]?.string.flatMap({ CivilDate($0) }), day <= context.today else {
            throw refuse("PRIOR_NOTICE_REQUIRED", "实施“\(measure.name)”前须书面告知当事人", field: "noticeServedOn")
        }
    }

    /// LG-04: cause, basis and rights are told, and the time to object is over.
    func checkNotice() throws(Refusal) {
        guard let served = content["noticeServedOn"]?.string.flatMap({ CivilDate($0) }), served <= context.today else {
            throw refuse("NOTICE_NOT_SERVED", "尚未送达列入告知书", field: "noticeServedOn")
        }
        guard let until = content["objectionUntil"]?.string.flatMap({ CivilDate($0) }), until < context.today else {
            throw refuse("NOTICE_NOT_SERVED", "陈述、申辩期限尚未届满", field: "objectionUntil")
        }
    }
}
