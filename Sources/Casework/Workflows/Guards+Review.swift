package import Contracts

/// What a person must decide before a publication goes on, and what the list of restricted publications forbids.
extension Attempt {
    private var recordKind: RecordKind {
        RecordKind(in: (file?.facts ?? .object([])).overlaid(by: content)) ?? .penalty
    }

    private var texts: [String] { PublicationPayload.texts(of: record) }

    /// A draft waits for the review of its words; a correction of what is shown already is confirmed by two persons.
    func checkWords() throws(Refusal) {
        guard row.event == "corrected" else {
            guard let review = file?.facts["wordReview"], WordReview.isHeld(review) else { return }
            let words = WordReview.words(of: review).joined(separator: "、")
            let isRefused = review["decision"] == "refused"
            throw refuse(
                "SENSITIVE_WORDS_HELD", "命中敏感词“\(words)”，\(isRefused ? "复核不予放行，请修改后重新提交" : "须先经人工复核放行")",
                field: "record")
        }
        let released = WordReview.words(of: file?.facts["wordReview"] ?? .object([]))
        let hits = context.rules.sensitiveWords(in: texts, on: context.today).map(\.word)
        guard let word = hits.first(where: { !released.contains($0) }) else { return }
        guard content["overrideReason"] != nil else {
            throw refuse("SENSITIVE_WORDS_HELD", "更正后的文本命中敏感词“\(word)”；确认可以公示的，请填写确认理由", field: "record")
        }
        try checkApproved()
    }

    func checkWordsHeld() throws(Refusal) {
        guard let review = file?.facts["wordReview"], WordReview.isHeld(review), review["decision"] == nil else {
            throw refuse("STATE_CONFLICT", "没有待复核的敏感词")
        }
    }

    func checkImported() throws(Refusal) {
        guard file?.facts["batch"] != nil else {
            throw refuse("STATE_CONFLICT", "该信息不是导入的，请办理“修改”或者“不予公示”")
        }
    }

    /// What the list says is never published (限制公开清单).
    func checkRestricted() throws(Refusal) {
        let matters = context.rules.restricted(
            agency: own.agency, recordKind: recordKind.rawValue, texts: texts, on: context.today)
        guard let matter = matters.first(where: { $0.extent == .never }) else { return }
        let basis = matter.basis.map(\.citation).joined(separator: "、")
        throw refuse(
            "RESTRICTED_PUBLICATION", "属于限制公开清单所列“\(matter.name)”（\(basis)），请办理“不予公示”", field: "record")
    }

    /// SAMR45 art 7: what is published is what was served, but for what may be masked.
    func checkDifference(_ payload: JSONValue) throws(Refusal) {
        let withheld = context.rules.restricted(
            agency: own.agency, recordKind: recordKind.rawValue, texts: texts, on: context.today
        ).flatMap(\.fields)
        let differences = PublicationPayload.differences(
            of: payload, from: record, third: PublicationPayload.names(known("thirdPersons")), withheld: withheld)
        guard let bad = differences.first(where: { !$0.unlawful.isEmpty }) else { return }
        throw refuse("TEXT_DIFFERS", "“\(bad.field)”的公示文本与送达文本不一致，且不是依法隐去的内容", field: "record.\(bad.field)")
    }
}

/// The review of the words at which a publication was held, as the facts have it.
package enum WordReview {
    /// Whether it waits, or must be rewritten.
    package static func isHeld(_ review: JSONValue) -> Bool {
        !(review["hits"]?.array ?? []).isEmpty && review["decision"] != "released"
    }

    /// The words that were found.
    package static func words(of review: JSONValue) -> [String] {
        (review["hits"]?.array ?? []).compactMap { $0["word"]?.string }
    }

    /// The review of a draft in which these words stand: what was released already stays so, and a clock that runs is not
    /// set anew by another draft.
    static func review(of hits: [SensitiveWord], after old: JSONValue?, on day: CivilDate) -> JSONValue {
        let list = JSONValue.array(
            hits.map { hit in
                ["code": .string(hit.code), "word": .string(hit.word), "kind": .string(hit.kind.rawValue)]
            })
        guard let first = hits.first, !first.word.isEmpty else { return ["hits": list] }
        let known = words(of: old ?? .object([]))
        if old?["decision"] == "released", hits.allSatisfy({ known.contains($0.word) }) {
            return (old ?? .object([])).setting("hits", list)
        }
        let isWaiting = old?["decision"] == nil && !known.isEmpty
        let since = isWaiting ? old?["heldOn"] : nil
        return ["hits": list, "heldOn": since ?? .string(day.description)]
    }
}
