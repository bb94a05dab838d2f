import Contracts

/// What must be true before a subject is listed and published (domain B.3, B.7, D.3).
extension Attempt {
    var kindName: String { known("listKind")?.string ?? "" }

    func listKind() throws(Refusal) -> ListKind {
        do throws(RuleRefusal) {
            return try context.rules.listKind(kindName, on: context.today)
        } catch {
            throw refuse("LIST_KIND_UNKNOWN", error.text, field: "listKind")
        }
    }

    func day(_ name: String) -> CivilDate? { known(name)?.string.flatMap { CivilDate($0) } }

    /// The days of the entry as this act would leave them.
    func listDays() throws(Refusal) -> ListDays {
        ListDays(try listKind(), (file?.facts ?? .object([])).overlaid(by: content), context)
    }

    // MARK: Owner

    func checkOwned() throws(Refusal) {
        try checkClassIsNoGround(known("ground")?["instrument"]?.string, "ground")
        let kind = try listKind()
        if let reason = kind.unavailable { throw refuse("LIST_KIND_UNAVAILABLE", reason, field: "listKind") }
        if let reason = kind.receivedOnly { throw refuse("NOT_LIST_OWNER", reason, field: "listKind") }
        guard !kind.owners.contains(own.agency) else { return }
        guard kind.isDelegable else {
            throw refuse("NOT_LIST_OWNER", "本单位无权认定“\(kind.name)”", field: "listKind")
        }
        guard let organ = known("delegation")?["organ"]?.string.flatMap({ OfficeID($0) }) else {
            throw refuse("DELEGATION_MISSING", "本单位不是“\(kind.name)”的认定机关，受委托办理的须写明委托机关和委托文书", field: "delegation")
        }
        guard let agency = context.offices.profile(organ)?.agency, kind.owners.contains(agency) else {
            throw refuse("NOT_LIST_OWNER", "委托机关“\(organ)”无权认定“\(kind.name)”", field: "delegation.organ")
        }
    }

    /// A receiver applies nothing for an entry that its owner had no right to make.
    func checkOwnerEntitled() throws(Refusal) {
        let kind = try listKind()
        let delegating = known("delegation")?["organ"]?.string.flatMap { OfficeID($0) }
        let owners = [file?.owner, kind.isDelegable ? delegating : nil].compactMap(\.self)
        guard owners.contains(where: { context.offices.profile($0).map { kind.owners.contains($0.agency) } ?? false })
        else { throw refuse("NOT_LIST_OWNER", "该条目的列入单位无权认定“\(kind.name)”，不得据此实施措施") }
    }

    // MARK: Ground

    /// TX-01, CU-02: where the law counts, the case must reach its numbers; an entry that only improves by a step needs
    /// no new ground.
    func checkCriterion() throws(Refusal) {
        let kind = try listKind()
        try checkClass(kind)
        guard !kind.criteria.isEmpty, try !isStepDown(to: kind) else { return }
        guard let criterion = kind.criterion(known("criterion")?.string) else {
            let codes = kind.criteria.map { "\($0.code)（\($0.text)）" }.joined(separator: "；")
            throw refuse("CRITERIA_NOT_MET", "“\(kind.name)”须写明列入标准，可用：\(codes)", field: "criterion")
        }
        let figures = known("figures")
        guard criterion.isMet(by: { figures?[$0.rawValue]?.integer }) else {
            throw refuse(
                "CRITERIA_NOT_MET", "未达到\(criterion.basis.citation)的标准“\(criterion.text)”（\(criterion.thresholds)）",
                field: "figures", basis: criterion.basis.citation)
        }
    }

    private func checkClass(_ kind: ListKind) throws(Refusal) {
        guard !kind.classes.isEmpty else { return }
        guard let name = known("listClass")?.string, let found = kind.classes.first(where: { $0.name == name }) else {
            let names = kind.classes.map { "\($0.name)（\($0.title)）" }.joined(separator: "；")
            throw refuse("CRITERIA_NOT_MET", "“\(kind.name)”须写明类别，可用：\(names)", field: "listClass")
        }
        guard found.period.countedFrom != .given || day("periodFrom") != nil else {
            throw refuse("FIELD_MISSING", "“\(found.title)”的惩戒期限自刑罚执行完毕等日期起算，须填写起算日", field: "periodFrom")
        }
    }

    /// CU-05: the entry below, for a subject that another entry of this office has just left by one step.
    private func isStepDown(to kind: ListKind) throws(Refusal) -> Bool {
        if file?.facts["with"] != nil, content["with"] == nil || content["with"] == file?.facts["with"] { return true }
        guard content["with"] != nil else { return false }
        guard let other = context.related, other.kind == .listEntry else {
            throw refuse("CASE_UNKNOWN", "本单位没有名单条目“\(content["with"]?.string ?? "")”", field: "with")
        }
        guard other.facts["removalOrdered"]?["reclassifiedTo"]?.string == kind.kind else {
            throw refuse("RECLASSIFY_ONE_STEP", "原条目没有调整为“\(kind.name)”", field: "with")
        }
        guard other.subject == CaseFile.subject(of: content) else {
            throw refuse("SUBJECT_MISMATCH", "原条目的当事人不同", field: "with")
        }
        return true
    }

    func checkSubjectKept() throws(Refusal) {
        guard file?.facts["consentRequested"] != nil else { return }
        try checkCommon(.subjectUnchanged)
    }

    func checkListKindKept() throws(Refusal) {
        guard content["listKind"] != file?.facts["listKind"] else { return }
        throw refuse("LIST_KIND_UNKNOWN", "更正不得改变名单种类，请移出后另行列入", field: "listKind")
    }

    // MARK: Procedure

    func checkReviewPassed() throws(Refusal) {
        guard file?.state == "proposed", try listKind().guards.contains(.legalReview) else { return }
        throw refuse("LEGAL_REVIEW_MISSING", "尚未经法制审核通过，不得作出列入决定")
    }

    /// The notice was served here and its time is over, or its papers are those of the penalty (SL-06).
    func checkNoticeOver() throws(Refusal) {
        guard try listKind().guards.contains(.noticeServed) else { return }
        guard !["cleared", "consented"].contains(file?.state ?? ""), try !isStepDown(to: listKind()) else { return }
        try checkNotice()
    }

    /// TX-02: both times are over, or a judgment or decision on reconsideration is in force.
    func checkFinal() throws(Refusal) {
        guard try listKind().guards.contains(.finality) else { return }
        let computed = try listDays().final
        if let computed, computed < context.today { return }
        let isDocumented = computed == nil || known("finalDocumentNo") != nil
        if isDocumented, let told = day("finalOn"), told <= context.today { return }
        let until = computed.map { "，复议、诉讼期限至\($0)届满" } ?? "，请填写决定送达日期或者生效日期"
        throw refuse("NOT_FINAL", "复议、诉讼期限尚未届满或者程序尚未终结，不得确定失信主体\(until)", field: "finalOn")
    }

    func checkConsent() throws(Refusal) {
        let kind = try listKind()
        guard kind.guards.contains(.superiorConsent), kind.consentLevels.contains(own.level),
            file?.state != "consented", content["superiorConsentNo"] == nil
        else { return }
        throw refuse(
            "SUPERIOR_CONSENT_REQUIRED", "县级、设区的市级机关列入“\(kind.name)”须报经上一级机关同意", field: "superiorConsentNo")
    }

    func checkSuperiorReached() throws(Refusal) {
        guard let superior = own.superior.flatMap({ context.offices.profile($0) }), superior.isActive else {
            throw refuse("SUPERIOR_NOT_REACHED", "名录中没有本单位的上一级机关，不能在线报请")
        }
    }

    func checkConditions() throws(Refusal) {
        let kind = try listKind()
        if !kind.decidingLevels.isEmpty, !kind.decidingLevels.contains(own.level) {
            throw refuse("DECIDING_LEVEL", "“\(kind.name)”须由设区的市级以上机关确定")
        }
        for condition in kind.guards { try checkCondition(condition, kind) }
    }

    private func checkCondition(_ condition: ListKind.Guard, _ kind: ListKind) throws(Refusal) {
        switch condition {
        case .legalReview, .reviewerIsNotHandler, .decisionDocument, .noticeServed, .finality, .superiorConsent,
            .unpaidAtPublication, .naturalPersonConfirmed, .removedOnCure:
            return
        case .heavyPenalty:
            guard known("heavyPenalty")?.bool == true else {
                throw refuse("HEAVY_PENALTY_MISSING", "列入该名单须以受到较重行政处罚为前提", field: "heavyPenalty")
            }
        case .publicFacts:
            guard known("publicSource") != nil else {
                throw refuse("PUBLIC_FACTS_ONLY", "“\(kind.name)”只能提示已经公开的信息，须写明公开出处", field: "publicSource")
            }
        case .voluntaryOnly: try checkVoluntaryOnly(kind)
        }
    }

    private func checkVoluntaryOnly(_ kind: ListKind) throws(Refusal) {
        for (index, item) in (known("measures")?.array ?? []).enumerated() {
            guard let measure = measure(item["code"]?.string ?? ""), measure.measureClass != .voluntary else {
                continue
            }
            throw refuse(
                "MEASURE_WITHOUT_BASIS", "“\(kind.name)”只提供信息，不得附带措施“\(measure.name)”", field: "measures[\(index)]")
        }
    }

    // MARK: Publication

    func checkRepairNotice() throws(Refusal) {
        guard content["repairNoticeServed"]?.bool != true else { return }
        throw refuse("NOTICE_NOT_SERVED", "列入决定书应当与信用修复告知书一并送达（两书同达）", field: "repairNoticeServed")
    }

    func checkPublishable() throws(Refusal) {
        if try isWaived() {
            throw refuse("PAID_BEFORE_PUBLICATION", "公布前已缴清税款、滞纳金和罚款的，不予公布", field: "paidInFull")
        }
        guard try listKind().guards.contains(.naturalPersonConfirmed),
            known("subject")?["subjectKind"]?.string == CounterpartyKind.naturalPerson.rawValue,
            known("naturalPersonConfirmed")?.bool != true
        else { return }
        throw refuse("NATURAL_PERSON_UNCONFIRMED", "公布自然人须经人工确认", field: "naturalPersonConfirmed")
    }

    func checkWaiver() throws(Refusal) {
        guard try !isWaived() else { return }
        throw refuse("NOT_PERFORMED_WAIVER", "没有公布前缴清税款、滞纳金和罚款的记录，或者该列入事由不因缴清而免予公布，应当公布")
    }

    /// TX-04: paid in full, and listed on a ground that payment undoes.
    private func isWaived() throws(Refusal) -> Bool {
        let kind = try listKind()
        let isPaid = content["paidInFull"]?.bool == true || file?.facts["performed"]?["isFull"]?.bool == true
        guard kind.guards.contains(.unpaidAtPublication), isPaid else { return false }
        return kind.criterion(known("criterion")?.string)?.isWaivedByPayment ?? true
    }

    func checkNotPushed() throws(Refusal) {
        guard file?.facts["registrar"] != nil else { return }
        throw refuse("ALREADY_PUSHED", "列入信息已推送登记地机关“\(file?.facts["registrar"]?.string ?? "")”")
    }

    func checkRegistrar() throws(Refusal) {
        guard file?.facts["isCrossProvince"]?.bool == true else {
            throw refuse("REGISTRAR_INVALID", "当事人在本省登记，无需推送")
        }
        try checkOffice(content["registrar"]?.string ?? "", at: "registrar")
        let registrar = content["registrar"]?.string.flatMap { OfficeID($0) }.flatMap { context.offices.profile($0) }
        let region = file?.facts["subject"]?["registeredRegion"]?.string ?? ""
        guard let registrar, registrar.agency == own.agency, registrar.region.prefix(2) == region.prefix(2) else {
            throw refuse("REGISTRAR_INVALID", "请选择当事人登记地（\(region)）的同类机关", field: "registrar")
        }
    }
}
