import Contracts

/// What the desk adds for the review of words and the list of restricted publications.
extension Preparation {
    /// The words of the list that stand in the record's texts.
    func held(_ content: JSONValue) -> JSONValue {
        let texts = PublicationPayload.texts(of: content["record"] ?? .object([]))
        let hits = context.rules.sensitiveWords(in: texts, on: context.today)
        return content.setting(
            "wordReview", WordReview.review(of: hits, after: file?.facts["wordReview"], on: context.today))
    }

    func decided(_ content: JSONValue, _ decision: String) -> JSONValue {
        let review = file?.facts["wordReview"] ?? .object([])
        return content.setting(
            "wordReview",
            review.merging([
                "decision": .string(decision), "decidedOn": .string(context.today.description),
                "decidedBy": .string(officer), "reason": content["wordReviewReason"] ?? "",
            ]))
    }

    /// The payload without the fields that the list withholds.
    func withheld(_ payload: JSONValue, _ record: JSONValue, _ kind: RecordKind) -> JSONValue {
        let fields = context.rules.restricted(
            agency: context.own.agency, recordKind: kind.rawValue, texts: PublicationPayload.texts(of: record),
            on: context.today
        ).flatMap(\.fields)
        return fields.reduce(payload) { payload, field in
            guard payload[field]?.string != nil, RecordKind.freeTexts.contains(field) else { return payload }
            return payload.setting(field, .string(TextDifference.withheld))
        }
    }
}
