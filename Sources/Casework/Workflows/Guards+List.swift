import Contracts

/// What rows of a list entry ask (domain D.3).
package enum ListGuard: String, CaseIterable, Hashable, Sendable {
    /// The legal review has passed.
    case legalReviewPassed
    /// The office may own entries of this list kind.
    case listOwned
    /// Each class A measure cites a provision that carries it (LG-01).
    case measuresHaveBasis
    /// What the list kind asks for beside the review.
    case listConditions
    /// The entry orders or offers this measure.
    case measureInEntry
    /// The measure lies within this office's agency.
    case measureCompetent
    /// The measure has its ground here (LG-01, LG-07).
    case measureLawful
}

extension Attempt {
    func checkList(_ condition: ListGuard) throws(Refusal) {
        switch condition {
        case .legalReviewPassed: try checkReviewPassed()
        case .listOwned: try checkOwned()
        case .measuresHaveBasis: try checkMeasures()
        case .listConditions: try checkConditions()
        case .measureInEntry: _ = try entryMeasure()
        case .measureCompetent: try checkCompetence()
        case .measureLawful: try checkLawful()
        }
    }

    private var kindName: String { known("listKind")?.string ?? "" }

    private func checkReviewPassed() throws(Refusal) {
        guard file?.state == "reviewed" else {
            throw refuse("LEGAL_REVIEW_MISSING", "尚未经法制审核通过，不得作出列入决定")
        }
    }

    private func listKind() throws(Refusal) -> ListKind {
        do throws(RuleRefusal) {
            return try context.rules.listKind(kindName, on: context.today)
        } catch {
            throw refuse("LIST_KIND_UNKNOWN", error.text, field: "listKind")
        }
    }

    private func checkOwned() throws(Refusal) {
        try checkClassIsNoGround(known("ground")?["instrument"]?.string, "ground")
        let kind = try listKind()
        if let reason = kind.unavailable { throw refuse("LIST_KIND_UNAVAILABLE", reason, field: "listKind") }
        guard kind.owners.contains(own.agency) else {
            throw refuse("NOT_LIST_OWNER", "本单位无权认定“\(kind.name)”", field: "listKind")
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

    private func measure(_ code: String) -> Measure? {
        context.rules.measures.first { $0.code == code && $0.validity.contains(context.today) }
    }

    private func checkGround(_ measure: Measure, cited: JSONValue?, field: String) throws(Refusal) {
        let grounds = measure.basis(for: kindName)
        guard !grounds.isEmpty || measure.conditions.contains(.ownBasis) else {
            throw refuse("MEASURE_WITHOUT_BASIS", "措施“\(measure.name)”对该类名单没有法律依据", field: field)
        }
        let instrument = cited?["instrument"]?.string.map(Attempt.plainTitle)
        let isCarried = grounds.contains { Attempt.plainTitle($0.instrument) == instrument }
        guard isCarried || measure.conditions.contains(.ownBasis) else {
            let titles = grounds.map(\.citation).joined(separator: "、")
            throw refuse("BASIS_MISMATCH", "所引依据不能支持措施“\(measure.name)”，可引用：\(titles)", field: field)
        }
    }

    private static func plainTitle(_ text: String) -> String {
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
        if measure.conditions.contains(.separateDecision), content["decisionNo"] == nil {
            throw refuse("MEASURE_WITHOUT_BASIS", "措施“\(measure.name)”须另有决定，仅凭列入名单不得实施", field: "decisionNo")
        }
        guard measure.measureClass == .rightsReducing else { return }
        guard let cited = content["basis"] ?? item["basis"] else {
            throw refuse("MEASURE_WITHOUT_BASIS", "措施“\(measure.name)”没有法律依据，不得实施", field: "basis")
        }
        try checkGround(measure, cited: cited, field: "basis")
    }

    private func checkConditions() throws(Refusal) {
        for condition in try listKind().guards { try checkCondition(condition) }
    }

    private func checkCondition(_ condition: ListKind.Guard) throws(Refusal) {
        switch condition {
        case .legalReview, .reviewerIsNotHandler, .decisionDocument: return
        case .noticeServed: try checkNotice()
        case .heavyPenalty:
            guard known("heavyPenalty")?.bool == true else {
                throw refuse("HEAVY_PENALTY_MISSING", "列入该名单须以受到较重行政处罚为前提", field: "heavyPenalty")
            }
        case .superiorConsent:
            guard own.level == .county || own.level == .prefecture, content["superiorConsentNo"] == nil else { return }
            throw refuse("SUPERIOR_CONSENT_REQUIRED", "县级、设区的市级机关列入须报经上一级机关同意", field: "superiorConsentNo")
        case .finality:
            guard let day = content["finalOn"]?.string.flatMap({ CivilDate($0) }), day <= context.today else {
                throw refuse("NOT_FINAL", "复议、诉讼期限尚未届满或者程序尚未终结，不得确定失信主体", field: "finalOn")
            }
        case .unpaidAtPublication:
            guard content["paidInFull"]?.bool == true else { return }
            throw refuse("PAID_BEFORE_PUBLICATION", "公布前已缴清税款、滞纳金和罚款的，不予公布", field: "paidInFull")
        case .naturalPersonConfirmed:
            guard known("subject")?["subjectKind"]?.string == CounterpartyKind.naturalPerson.rawValue,
                content["naturalPersonConfirmed"]?.bool != true
            else { return }
            throw refuse("NATURAL_PERSON_UNCONFIRMED", "公布自然人须经人工确认", field: "naturalPersonConfirmed")
        }
    }

    /// LG-04: cause, basis and rights are told, and the time to object is over.
    private func checkNotice() throws(Refusal) {
        guard let served = content["noticeServedOn"]?.string.flatMap({ CivilDate($0) }), served <= context.today else {
            throw refuse("NOTICE_NOT_SERVED", "尚未送达列入告知书", field: "noticeServedOn")
        }
        guard let until = content["objectionUntil"]?.string.flatMap({ CivilDate($0) }), until < context.today else {
            throw refuse("NOTICE_NOT_SERVED", "陈述、申辩期限尚未届满", field: "objectionUntil")
        }
    }
}
