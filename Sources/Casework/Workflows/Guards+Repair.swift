import Contracts

/// What rows of a credit repair ask (domain D.5, B.6).
package enum RepairGuard: String, CaseIterable, Hashable, Sendable {
    /// The application is not dated ahead.
    case appliedByNow
    /// One office, in the directory and at work, made all targets, and one rule covers them.
    case recogniserKnown
    /// Whoever took the application in acts for the applicant.
    case ownIntake
    /// The targets are known here, public, and this office's own where it decides.
    case targetsRepairable
    /// The least time of publication has passed (RP-04).
    case minimumReached
    /// False material does not bar it (RP-09).
    case notBarred
    /// No career ban or other statutory measure runs (SL-10).
    case noTermRunning
    /// Every duty is done (RP-04).
    case fullyPerformed
    /// The commitment is signed (RP-04).
    case commitmentSigned
    /// What is missing is told once (RP-05).
    case notAskedBefore
    /// A case that waits for papers is not closed before their time is over.
    case supplementOver
    /// The term may be prolonged, and is not over.
    case decisionExtensible
    case objectionExtensible
    /// Somebody has verified it.
    case verified
    /// Who decides has not verified.
    case deciderIsNotVerifier
    /// What was found on verifying lets it be granted.
    case verifiedFavourably
    /// Further receivers are in the directory.
    case receiversKnown
    /// Rules of two channels differ.
    case conflictThere
    /// Where they differ, a person has decided.
    case conflictDecided
    /// Nothing of the targets is applied here any more.
    case allStopped
    /// A refusal is contested once.
    case noObjectionBefore
    /// The objection was recorded.
    case objectionRecorded
    /// The rule set knows how long false material bars another repair.
    case barInForce
    /// The bar names the case that it comes from.
    case barTold
}

extension Attempt {
    func checkRepair(_ condition: RepairGuard) throws(Refusal) {
        switch condition {
        case .appliedByNow: try checkAppliedOn()
        case .recogniserKnown: try checkRecogniser()
        case .ownIntake: try checkIntake()
        case .targetsRepairable: try checkTargets()
        case .minimumReached: try checkMinimum()
        case .notBarred: try checkBar()
        case .noTermRunning: try checkTerm()
        case .fullyPerformed: try checkPerformed()
        case .commitmentSigned: try checkCommitment()
        case .notAskedBefore: try checkAskedOnce()
        case .supplementOver: try checkSupplementOver()
        case .decisionExtensible: try checkWholeExtension("decide")
        case .objectionExtensible: try checkWholeExtension("objection")
        case .verified, .deciderIsNotVerifier, .verifiedFavourably: try checkVerification(condition)
        case .receiversKnown: try checkReceivers()
        case .conflictThere, .conflictDecided: try checkConflict(condition)
        case .allStopped: try checkStopped()
        case .noObjectionBefore, .objectionRecorded: try checkObjection(condition)
        case .barInForce: try checkBarRule()
        case .barTold: try checkBarCase()
        }
    }

    private var targets: [RepairTarget?] { RepairTarget.all(known("targets"), context) }
    private var knownTargets: [RepairTarget] { targets.compactMap(\.self) }
    private var readings: [RepairReading] { knownTargets.flatMap { $0.readings(context, on: context.today) } }

    /// What the rule by which the application is decided asks for.
    private func asks(_ condition: RepairRule.Condition) -> Bool {
        knownTargets.contains { target in
            target.rules(context, on: context.today).contains { $0.part == .own && $0.conditions.contains(condition) }
        }
    }

    // MARK: Who and what

    private func checkAppliedOn() throws(Refusal) {
        guard let day = content["appliedOn"]?.string.flatMap({ CivilDate($0) }), day <= context.today else {
            throw refuse("DATE_IN_FUTURE", "申请日期不得晚于今日", field: "appliedOn")
        }
    }

    /// 谁认定、谁修复: entries of several offices are applied for one by one.
    private func checkRecogniser() throws(Refusal) {
        for (index, target) in targets.enumerated() where target == nil {
            throw refuse("TARGET_UNKNOWN", "本单位没有该名单条目或者公示，请核对案件编号", field: "targets[\(index)].caseId")
        }
        let owners = CaseFile.distinct(knownTargets.map(\.file.owner))
        guard owners.count == 1, let recogniser = content["recogniser"]?.string else {
            throw refuse("TARGETS_OF_SEVERAL", "申请修复的信息由不同单位认定，请分别申请（谁认定、谁修复）", field: "targets")
        }
        if recogniser != own.id.description { try checkOffice(recogniser, at: "targets") }
        let rules = Set(
            knownTargets.compactMap { target in target.rules(context, on: context.today).first { $0.part == .own }?.id }
        )
        guard rules.count <= 1 else {
            throw refuse("TARGETS_OF_SEVERAL", "申请修复的信息适用不同的修复规则，请分别申请", field: "targets")
        }
    }

    private func checkIntake() throws(Refusal) {
        guard file?.owner == own.id else {
            throw refuse("NOT_COMPETENT", "“\(row.title)”应由收件单位办理")
        }
    }

    private func checkTargets() throws(Refusal) {
        for (index, target) in targets.enumerated() {
            let field = "targets[\(index)]"
            guard let target else { throw refuse("TARGET_UNKNOWN", "本单位没有该名单条目或者公示", field: field) }
            guard target.isPublished else {
                let title = Workflow.of(target.file.kind).title(ofState: target.file.state)
                throw refuse("TARGET_NOT_PUBLISHED", "该信息当前为“\(title)”，没有需要修复的公示", field: field)
            }
            guard let rule = target.rules(context, on: context.today).first, rule.part == .own else {
                throw refuse("REPAIR_NOT_PROVIDED", "规则集中没有该类信息的修复规则；经营异常名录以改正后移出办理", field: field)
            }
            guard !rule.dependsOnSeverity || target.severity != nil else {
                throw refuse("FIELD_MISSING", "须先确定失信程度（轻微、一般、严重）", field: "\(field).severity")
            }
            let party = known("subject")
            guard target.file.subject.isEmpty || target.file.subject == CaseFile.subject(of: ["subject": party ?? [:]])
            else { throw refuse("SUBJECT_MISMATCH", "该信息的当事人不是申请人", field: field) }
        }
    }

    // MARK: Conditions

    private func checkMinimum() throws(Refusal) {
        for reading in readings where reading.isOwn && !reading.isReached {
            let basis = reading.rule.basis.first?.citation
            guard let from = reading.eligibleFrom, !reading.isExcluded else {
                throw refuse("REPAIR_NOT_PROVIDED", reading.words, field: "targets", basis: basis)
            }
            throw refuse("MIN_PERIOD_NOT_REACHED", "最短公示期尚未届满，自\(from)起可以申请", field: "targets", basis: basis)
        }
    }

    private func checkBar() throws(Refusal) {
        for (index, target) in knownTargets.enumerated() {
            guard let until = target.barredUntil(on: context.today) else { continue }
            throw refuse("REPAIR_BARRED", "因提供虚假材料或者违背承诺，\(until)以前不得修复", field: "targets[\(index)]")
        }
    }

    private func checkTerm() throws(Refusal) {
        guard asks(.noTermRunning) else { return }
        for (index, target) in knownTargets.enumerated() {
            guard let until = target.runningTerm(on: context.today) else { continue }
            throw refuse("TERM_RUNNING", "依法实施的限制期限至\(until)届满，届满前不得修复", field: "targets[\(index)]")
        }
    }

    private func checkPerformed() throws(Refusal) {
        guard asks(.fullyPerformed) else { return }
        for (index, duty) in (known("performance")?.array ?? []).enumerated() where duty["state"] == "open" {
            throw refuse("NOT_FULLY_PERFORMED", "处罚决定等规定的义务尚未全部履行", field: "performance[\(index)]")
        }
    }

    private func checkCommitment() throws(Refusal) {
        guard asks(.commitment) else { return }
        let signedOn = known("commitment")?["signedOn"]?.string.flatMap { CivilDate($0) }
        guard let signedOn, signedOn <= context.today else {
            throw refuse("COMMITMENT_MISSING", "须提交已签署的信用承诺（材料真实及违背承诺的后果）", field: "commitment")
        }
    }

    // MARK: Steps

    private func checkAskedOnce() throws(Refusal) {
        guard file?.facts["repairSupplementAsked"] == nil else {
            throw refuse("SUPPLEMENT_ASKED_BEFORE", "需要补正的材料已经一次性告知，不得再次要求补正")
        }
    }

    private func checkSupplementOver() throws(Refusal) {
        guard file?.state == "supplementPending" else { return }
        guard let due = file?.deadline("supplement")?.due, due < context.now else {
            throw refuse("TERM_RUNNING_STILL", "补正期限尚未届满")
        }
    }

    private func checkWholeExtension(_ key: String) throws(Refusal) {
        guard let deadline = file?.deadline(key), deadline.status == .running, let due = deadline.due,
            due >= context.now
        else { throw refuse("EXTENSION_TOO_LATE", "期限已经届满或者没有计算，不能延长；延长须在届满前批准") }
        let rule = context.rules.deadlines.last { $0.id == deadline.rule }
        guard let rule, deadline.extensions < rule.extensions.count else {
            throw refuse("EXTENSION_SPENT", "该期限依法不能再延长")
        }
    }

    private func checkVerification(_ condition: RepairGuard) throws(Refusal) {
        guard let found = file?.facts["repairVerified"] else {
            throw refuse("REPAIR_NOT_VERIFIED", "尚未核实申请材料和义务履行情况")
        }
        if condition == .deciderIsNotVerifier, found["officer"]?.string == officer.id {
            throw refuse("SELF_APPROVAL", "核实人员不得作出修复决定，请由其他负责人决定")
        }
        guard condition == .verifiedFavourably else { return }
        guard found["performed"] == true else {
            throw refuse("NOT_FULLY_PERFORMED", "经核实，义务尚未全部履行")
        }
        guard found["materialTrue"] == true else {
            throw refuse("REPAIR_MATERIAL_FALSE", "经核实，申请材料不真实，不得准予修复")
        }
        if asks(.noNewViolation), found["newViolation"] == true {
            throw refuse("NEW_VIOLATION", "公示后又有新的违法行为，不得提前停止公示")
        }
        if asks(.listedOnce), found["listingsInFiveYears"]?.integer ?? 0 >= 2 {
            throw refuse("LISTED_REPEATEDLY", "五年内被列入两次以上，不得提前停止公示")
        }
    }

    private func checkReceivers() throws(Refusal) {
        for (index, value) in (content["receivers"]?.array ?? []).enumerated() {
            try checkOffice(value.string ?? "", at: "receivers[\(index)]")
        }
    }

    private func checkConflict(_ condition: RepairGuard) throws(Refusal) {
        let isThere = RepairReading.conflict(in: readings)
        if condition == .conflictThere {
            guard !isThere else { return }
            throw refuse("NO_RULE_CONFLICT", "各渠道规则没有冲突，无须决定")
        }
        guard isThere, file?.facts["repairConflictDecided"] == nil else { return }
        let words = readings.map(\.words).joined(separator: "；")
        throw refuse("RULE_CONFLICT", "各渠道的规则结论不一致，须先由负责人决定如何适用：\(words)")
    }

    /// 停止公示、停止共享、解除措施: one that still applies a measure, or has not heard of the removal, cannot say so.
    private func checkStopped() throws(Refusal) {
        for name in ["stoppedPublication", "stoppedSharing", "measuresLifted"] where content[name] != true {
            throw refuse("NOT_ALL_STOPPED", "停止公示、停止共享和解除措施均完成后方可确认", field: name)
        }
        for target in knownTargets where target.file.kind == .listEntry {
            let isApplied = target.file.parts.contains { part in
                part.key.hasPrefix("\(own.id)/") && part.state == "applied"
            }
            guard !target.isPublished, !isApplied else {
                throw refuse("MEASURES_NOT_LIFTED", "移出名单的函件尚未到达或者本单位仍在实施措施，解除后再确认", field: "measuresLifted")
            }
        }
    }

    private func checkObjection(_ condition: RepairGuard) throws(Refusal) {
        let isRecorded = file?.facts["repairObjectionReceived"] != nil
        switch condition {
        case .objectionRecorded where !isRecorded:
            throw refuse("OBJECTION_NOT_RECORDED", "请先登记收到的异议")
        case .objectionRecorded where file?.facts["repairObjected"] != nil,
            .noObjectionBefore where isRecorded:
            throw refuse("OBJECTED_BEFORE", "对同一决定的异议已经提出过")
        default: return
        }
    }

    private func checkBarRule() throws(Refusal) {
        do throws(RuleRefusal) {
            _ = try context.rules.deadline("RP-09", on: context.today)
        } catch {
            throw Refusal(code: error.code, text: error.text)
        }
    }

    private func checkBarCase() throws(Refusal) {
        guard content["repairCase"]?.string.flatMap({ CaseID($0) }) != nil else {
            throw refuse("CASE_UNKNOWN", "须写明作出撤销决定的信用修复案件编号", field: "repairCase")
        }
    }
}
