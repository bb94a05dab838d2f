import Contracts

/// What rows of a criminal handoff ask (domain D.2).
package enum HandoffGuard: String, CaseIterable, Hashable, Sendable {
    /// At least two officers in the special team (O310 art 5).
    case teamLargeEnough
    /// The directory names a procuratorate of the same level.
    case procuratorateKnown
    /// The directory names a police office of the same level.
    case policeKnown
    /// The copy to the procuratorate was not left out (CR-06).
    case procuratorateCopied
    /// The addressee is the police of the same level (CR-03).
    case sameLevelPolice
    /// Each of the five attachments is there, to follow, or has a reason (O310 art 6).
    case attachmentsComplete
    /// No request for supplements stands unanswered.
    case supplementNotPending
    /// A request for supplements stands.
    case supplementPending
    /// The named office is another police office.
    case forwardedToPolice
    /// No fine instead of a transfer (O310 art 11, APL arts 8 and 82).
    case noFineInsteadOfCrime
    /// Smuggling goes to the customs anti-smuggling police (CR-30).
    case smugglingToCustomsPolice
    /// The case came back because the time to object had run out, not because the refusal was accepted.
    case returnedByLapse
    /// The procuratorate asked for reasons that were not given yet (CR-14).
    case reasonsAwaited
    /// Police gave their reasons.
    case reasonsGiven
    /// The term to file after the order has ended (CR-18).
    case filingOverdue
    /// A penalty is told with its kinds and its number.
    case penaltyDescribed
    /// The organ is not police (O310 art 19).
    case organNotPolice
    /// A decision of the police not to file may not rest on incomplete material (MPS-CR art 180).
    case notForMissingMaterial
}

extension Attempt {
    func checkHandoff(_ condition: HandoffGuard) throws(Refusal) {
        switch condition {
        case .teamLargeEnough: try checkTeam()
        case .procuratorateKnown: try checkProcuratorateKnown()
        case .policeKnown: try checkPoliceKnown()
        case .procuratorateCopied: try checkCopy()
        case .sameLevelPolice: try checkPolice()
        case .attachmentsComplete: try checkAttachments()
        case .supplementNotPending, .supplementPending: try checkSupplement(condition)
        case .forwardedToPolice: try checkForwarding()
        case .noFineInsteadOfCrime: try checkFine()
        case .smugglingToCustomsPolice: try checkSmuggling()
        case .returnedByLapse, .reasonsAwaited, .reasonsGiven, .filingOverdue, .penaltyDescribed, .organNotPolice,
            .notForMissingMaterial:
            try checkSupervisionOfFiling(condition)
        }
    }

    private func checkTeam() throws(Refusal) {
        let members = (content["specialTeam"]?.array ?? []).compactMap(\.string)
        let distinct = members.enumerated().filter { !members[..<$0.offset].contains($0.element) }.count
        let minimum: Int
        do throws(RuleRefusal) {
            minimum = try context.rules.limit("teamMinimumPersons", on: context.today)
        } catch {
            throw Refusal(code: error.code, text: error.text)
        }
        guard distinct >= minimum else {
            throw refuse("TEAM_LT_2", "专案组应由\(minimum)名以上执法人员组成，现为\(distinct)名", field: "specialTeam")
        }
    }

    private func checkProcuratorateKnown() throws(Refusal) {
        guard own.sameLevelProcuratorate != nil else {
            throw refuse("CC_PROCURATORATE_MISSING", "名录中没有本单位的同级人民检察院，请先由名录管理员补充", field: "cc")
        }
    }

    private func checkPoliceKnown() throws(Refusal) {
        guard own.sameLevelPolice != nil else {
            throw refuse("RECIPIENT_NOT_SAME_LEVEL", "名录中没有本单位的同级公安机关，请先由名录管理员补充", field: "recipients")
        }
    }

    private func checkCopy() throws(Refusal) {
        try checkProcuratorateKnown()
        let copies = (content["cc"]?.array ?? []).compactMap(\.string)
        guard let owed = own.sameLevelProcuratorate, copies.contains(owed.description) else {
            throw refuse("CC_PROCURATORATE_MISSING", "移送涉嫌犯罪案件须抄送同级人民检察院，不得从抄送单位中删除", field: "cc")
        }
    }

    /// 同级公安机关 as the directory names it: for customs that is the anti-smuggling police (CR-30), to which others may
    /// turn with a case of smuggling as well.
    private func checkPolice() throws(Refusal) {
        let addressees = (content["recipients"]?.array ?? []).compactMap(\.string)
        if known("policeKind") == "customsAntiSmuggling", addressees.count == 1,
            Attempt.isCustomsPolice(addressees[0])
        {
            return
        }
        guard let police = own.sameLevelPolice, addressees == [police.description] else {
            throw refuse(
                "RECIPIENT_NOT_SAME_LEVEL",
                "涉嫌犯罪案件应移送同级公安机关“\(own.sameLevelPolice?.description ?? "（名录中缺）")”", field: "recipients")
        }
    }

    /// 海关侦查走私犯罪公安机构 (海关法 art 4).
    private static func isCustomsPolice(_ office: String) -> Bool { office.hasSuffix("-customs-antismuggling") }

    private func checkSmuggling() throws(Refusal) {
        let crime = known("suspectedCrime")?.string ?? ""
        let addressees = (content["recipients"]?.array ?? []).compactMap(\.string)
        guard crime.contains("走私"), known("policeKind") == nil,
            !addressees.contains(where: { Attempt.isCustomsPolice($0) })
        else { return }
        throw refuse(
            "SMUGGLING_TO_CUSTOMS_POLICE", "走私犯罪案件应当移送海关侦查走私犯罪公安机构；按照分工由地方公安机关管辖的，请写明受移送公安机关种类",
            field: "recipients")
    }

    private func checkAttachments() throws(Refusal) {
        guard case .object(let fields) = LetterFields.attachments.kind else { return }
        for field in fields {
            let place = "attachments.\(field.name)"
            guard let item = content["attachments"]?[field.name] else {
                throw refuse("MISSING_ATTACHMENT", "缺少“\(field.title)”；没有的材料须注明不适用并说明理由", field: place)
            }
            if item["state"]?.string == "notApplicable", item["reason"] == nil {
                throw refuse("MISSING_ATTACHMENT", "“\(field.title)”注明不适用，须说明理由", field: place + ".reason")
            }
        }
    }

    private func checkSupplement(_ condition: HandoffGuard) throws(Refusal) {
        let isPending = file?.isSupplementPending ?? false
        if condition == .supplementPending, !isPending {
            throw refuse("SUPPLEMENT_NOT_REQUESTED", "没有待答复的补充材料通知")
        }
        if condition == .supplementNotPending, isPending {
            throw refuse("SUPPLEMENT_PENDING", "已通知补充材料，尚未收到，不得重复通知")
        }
    }

    private func checkForwarding() throws(Refusal) {
        let text = content["forwardedTo"]?.string ?? ""
        guard let id = OfficeID(text), let profile = context.offices.profile(id), profile.isActive else {
            throw refuse("UNKNOWN_OFFICE", "单位“\(text)”不在名录中", field: "forwardedTo")
        }
        let isPolice = profile.agency == "police" || Attempt.isCustomsPolice(text)
        guard id != own.id, id != file?.owner, isPolice else {
            throw refuse("NOT_COMPETENT", "应转送另一有管辖权的公安机关", field: "forwardedTo")
        }
    }

    /// 严禁以罚代刑: fines always; confiscation too unless the rule set answers Q7 otherwise.
    private func checkFine() throws(Refusal) {
        let kinds = (content["penaltyKinds"]?.array ?? []).compactMap {
            $0.string.flatMap { PenaltyKind(rawValue: $0) }
        }
        let isWide = context.rules.choices.first { $0.question == "Q7" }?.choice != "finesOnly"
        let blocked = kinds.filter { kind in
            kind == .fine || isWide && (kind == .confiscateGains || kind == .confiscateGoods)
        }
        guard !blocked.isEmpty else { return }
        let names = blocked.map(\.name).joined(separator: "、")
        let state = Workflow.handoff.title(ofState: file?.state ?? "")
        throw refuse(
            "FINE_BLOCKED", "案件涉嫌犯罪，处于“\(state)”，在退回行政机关处理前不得作出“\(names)”（严禁以罚代刑）；本次操作已记录并通报同级人民检察院",
            field: "penaltyKinds", basis: "《行政执法机关移送涉嫌犯罪案件的规定》第十一条；《行政处罚法》第八条、第八十二条")
    }
}

extension CaseFile {
    /// Whether a request of the police that has the case now waits for its answer: what the police asked for that passed
    /// the case on has lapsed, and the new one never heard of it.
    fileprivate var isSupplementPending: Bool {
        let current = Set(recipients.map(\.description))
        let asked = moments("supplementRequested") { current.contains($0["office"]?.string ?? "") }
        guard let first = asked.first else { return false }
        return asked.count > moments("supplemented") { _ in true }.count { $0 >= first }
    }

    private func moments(_ list: String, where isMeant: (JSONValue) -> Bool) -> [Moment] {
        (facts[list]?.array ?? []).filter(isMeant).compactMap { $0["at"]?.string.flatMap { Moment($0) } }
    }
}
