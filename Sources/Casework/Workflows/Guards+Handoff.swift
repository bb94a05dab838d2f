import Contracts

extension Attempt {
    func checkHandoff(_ condition: Guard) throws(Refusal) {
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
        case .notDrafter, .recipientsKnown, .subjectIdentified, .reasonKnown, .competentAgencyNamed,
            .reviewerIsNotHandler, .legalReviewPassed, .listOwned, .measuresHaveBasis, .listConditions,
            .subjectUnchanged, .measureInEntry, .measureCompetent, .measureLawful, .recordIdentified, .reviewsDone,
            .publishable, .privacyClean, .payloadClean:
            preconditionFailure("no condition of the criminal handoff")
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

    /// 同级公安机关 as the directory names it: for customs that is the anti-smuggling police (CR-30).
    private func checkPolice() throws(Refusal) {
        let addressees = (content["recipients"]?.array ?? []).compactMap(\.string)
        guard let police = own.sameLevelPolice, addressees == [police.description] else {
            throw refuse(
                "RECIPIENT_NOT_SAME_LEVEL",
                "涉嫌犯罪案件应移送同级公安机关“\(own.sameLevelPolice?.description ?? "（名录中缺）")”", field: "recipients")
        }
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

    private func checkSupplement(_ condition: Guard) throws(Refusal) {
        let asked = file?.facts["supplementRequested"]?.array?.count ?? 0
        let answered = file?.facts["supplemented"]?.array?.count ?? 0
        if condition == .supplementPending, asked <= answered {
            throw refuse("SUPPLEMENT_NOT_REQUESTED", "没有待答复的补充材料通知")
        }
        if condition == .supplementNotPending, asked > answered {
            throw refuse("SUPPLEMENT_PENDING", "已通知补充材料，尚未收到，不得重复通知")
        }
    }

    private func checkForwarding() throws(Refusal) {
        let text = content["forwardedTo"]?.string ?? ""
        guard let id = OfficeID(text), let profile = context.offices.profile(id), profile.isActive else {
            throw refuse("UNKNOWN_OFFICE", "单位“\(text)”不在名录中", field: "forwardedTo")
        }
        guard id != own.id, id != file?.owner, profile.agency == own.agency else {
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
