import Contracts

/// What the desk adds to an order before its guards see it.
struct Preparation {
    let row: Transition
    let file: CaseFile?
    let context: DeskContext
    /// Who orders it.
    let officer: String

    func complete(_ content: JSONValue) -> JSONValue {
        switch row.preparation {
        case .none: content
        case .policeAndCopy: addressed(content)
        case .reportReceived: content.setting("reportReceivedAt", .string(context.now.description))
        case .upheld: content.setting("upheld", true)
        case .suggestion: isLate ? content.setting("isLate", true) : content
        case .addressee: meant(content)
        case .commonSuperior: superior.map { content.setting("superior", .string($0.description)) } ?? content
        case .feedback: content.setting("number", .integer(Int64(feedbackNumber)))
        case .judgment: setOff(content)
        case .membership: membership(content)
        case .slip: slip(content)
        case .review: review(content)
        case .draw: RandomDraw(content).map { content.merging($0.json) } ?? content
        case .disposal: context.disposal.map { content.merging($0.fields) } ?? content
        case .list(let preparation): list(preparation, content)
        case .publication(let preparation): publication(preparation, content)
        case .repairRouting: routed(content)
        case .repairReadings: reread(content)
        case .repairResult: resulting(content)
        case .repairObjection: objection(content)
        case .repairRevocation: barred(content)
        case .samplingPlan: planned(content)
        }
    }

    /// The officer may leave both out; whoever names copies without the procuratorate is refused by the guard.
    private func addressed(_ content: JSONValue) -> JSONValue {
        var content = content
        if content["recipients"] == nil, let police = context.own.sameLevelPolice {
            content = content.setting("recipients", CaseFile.texts([police]))
        }
        if content["cc"] == nil, let procuratorate = context.own.sameLevelProcuratorate {
            content = content.setting("cc", CaseFile.texts([procuratorate]))
        }
        guard let count = context.handoffNumber else { return content }
        return content.setting("handoffNumber", .integer(count.number)).setting(
            "numberedFor", .string(count.procuratorate.description))
    }

    /// Whether a time that this act would have met has run out, or the case came back because of that.
    private var isLate: Bool {
        let isPast = (file?.deadlines ?? []).contains { deadline in
            row.meets.contains(deadline.key) && deadline.status == .running
                && deadline.due.map { $0 < context.now } ?? false
        }
        return isPast || file?.facts["windowLapsed"] != nil && file?.state == "returnedToAdmin"
    }

    /// The office whose part is meant, when no other could be.
    private func meant(_ content: JSONValue) -> JSONValue {
        let fitting = (file?.parts ?? []).filter { row.partFrom.contains($0.state) }
        guard content["office"] == nil, fitting.count == 1, let only = fitting.first else { return content }
        return content.setting("office", .string(only.key))
    }

    /// The nearest office above both sides that takes part.
    private var superior: OfficeID? {
        guard let file else { return nil }
        let others = context.offices.superiors(of: file.owner)
        return context.offices.superiors(of: context.own.id).first { others.contains($0) }
    }

    private func membership(_ content: JSONValue) -> JSONValue {
        let members = (file?.facts["members"]?.array ?? []).compactMap { $0.string.flatMap { OfficeID($0) } }
        let all = CaseFile.distinct(members + [file?.owner].compactMap(\.self)).filter { $0 != context.own.id }
        return content.setting("recipients", CaseFile.texts(all))
    }

    /// Ratio and frequency, by class and agency (domain D.8).
    private func planned(_ content: JSONValue) -> JSONValue {
        let name = file?.facts["classAfter"]?.string ?? ""
        guard let effect = context.rules.riskClass(name, agency: context.own.agency, on: context.today) else {
            return content
        }
        return content.merging([
            "riskClass": .string(name), "samplingPercent": .integer(Int64(effect.samplingPercent)),
            "visitsPerYear": .integer(Int64(effect.visitsPerYear)),
        ])
    }

    private var feedbackNumber: Int {
        let own = file?.facts["parts"]?[context.own.id.description]
        let interim = own?["progressed"]?.array?.count ?? 0
        return interim + (own?["filed"] == nil ? 0 : 1) + 1
    }

    /// 罚款折抵罚金: what was fined before is set off, up to the fine of the court.
    private func setOff(_ content: JSONValue) -> JSONValue {
        guard let fine = content["criminalFineFen"]?.integer else { return content }
        let earlier = (file?.facts["priorDecisions"]?.array ?? []).filter { $0["kind"] == "fine" }
        let total = earlier.compactMap { $0["fineAmountFen"]?.integer }.reduce(0, +)
        return total == 0 ? content : content.setting("setOffFen", .integer(min(fine, total)))
    }
}
