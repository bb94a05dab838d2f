import Contracts

/// What must be true of an objection to a published entry (AB-06), and before a licence is to be revoked (AB-07).
extension Attempt {
    func checkChallenge(_ condition: ListGuard) throws(Refusal) {
        let isReceived = file?.deadline("challengeAccept")?.status == .running
        let isAccepted = file?.deadline("challengeVerify")?.status == .running
        switch condition {
        case .challengeReceived where !isReceived:
            throw refuse("OBJECTION_NOT_RECORDED", "没有待决定是否受理的异议申请")
        case .challengeAccepted where !isAccepted:
            throw refuse("OBJECTION_NOT_RECORDED", "没有已受理、正在核实的异议申请")
        case .challengeOpen where isReceived || isAccepted:
            throw refuse("CHALLENGE_PENDING", "对该条目的异议正在办理，办结后再登记新的申请")
        case .challengeOpen: try checkChallengeInTime()
        default: return
        }
    }

    private func checkChallengeInTime() throws(Refusal) {
        guard let window = file?.deadline("challenge") else {
            throw refuse("CHALLENGE_NOT_PROVIDED", "“\(try listKind().name)”没有规定公示后的异议程序，当事人可以申请行政复议或者提起行政诉讼")
        }
        guard let last = window.due?.civilDate, let day = content["receivedOn"]?.string.flatMap({ CivilDate($0) }),
            day > last
        else { return }
        throw refuse("CHALLENGE_TOO_LATE", "异议应当自公示之日起的期限内提出，已于\(last)届满", field: "receivedOn")
    }

    /// Years without a report one after another, not put right, and nobody reached at the registered place.
    func checkRevocationFounded() throws(Refusal) {
        let kind = try listKind()
        guard kind.criterion(known("criterion")?.string)?.leadsToRevocation == true else {
            throw unfounded("列入事由不是连续未公示年度报告", "criterion")
        }
        guard file?.facts["cured"] == nil else { throw unfounded("当事人已经改正", nil) }
        let years = (content["unreportedYears"]?.array ?? []).compactMap(\.integer)
        let least = try limit("licenceRevocationYears")
        guard years.count >= least, zip(years, years.dropFirst()).allSatisfy({ $1 == $0 + 1 }) else {
            throw unfounded("须连续\(least)年以上未公示年度报告，年份依次填写", "unreportedYears")
        }
        guard let first = day("firstMailedOn"), let second = day("secondMailedOn") else { return }
        let (fewest, most) = (try limit("unreachableMailingLeastDays"), try limit("unreachableMailingMostDays"))
        guard (fewest...most).contains(second.dayNumber - first.dayNumber) else {
            throw unfounded("两次邮寄的间隔须不少于\(fewest)日、不超过\(most)日，均无人签收", "secondMailedOn")
        }
    }

    private func unfounded(_ text: String, _ field: String?) -> Refusal {
        refuse("LICENCE_REVOCATION_UNFOUNDED", "不符合吊销营业执照的条件：\(text)", field: field)
    }

    private func limit(_ name: String) throws(Refusal) -> Int {
        do throws(RuleRefusal) {
            return try context.rules.limit(name, on: context.today)
        } catch {
            throw Refusal(code: error.code, text: error.text)
        }
    }
}
