package import Casework
package import Contracts
import Exchange

/// Officers' orders.
extension OfficeMachine {
    mutating func answer(_ order: Order, _ work: inout Workspace) throws -> Result<JSONValue, Refusal> {
        let digest = Digest.sha256(order.json.bytes)
        if let before = try known(order, work) {
            guard before.digest == digest else {
                return .failure(
                    Refusal(
                        code: "ORDER_ID_TAKEN", text: "请求编号 \(order.id) 已用于另一项内容不同的操作，请更换编号后重试。", basis: nil,
                        field: "orderId"))
            }
            return OfficeMachine.result(before.answer)
        }
        if directory?.office(office)?.status == .retired { return .failure(retired()) }
        let file = try order.caseID.flatMap { try work.caseFile($0) }
        if let id = order.caseID, file == nil {
            counters.ordersRefused += 1
            return .failure(Refusal(code: "UNKNOWN_CASE", text: "没有案件 \(id)。", basis: nil, field: "caseId"))
        }
        let proof: DisposalProof?
        switch try disposalProof(for: order, work) {
        case .failure(let refusal):
            counters.ordersRefused += 1
            return .failure(refusal)
        case .success(let told): proof = told
        }
        switch try ask(.order(order), about: file, destroying: proof, &work) {
        case .failure(let refusal):
            counters.ordersRefused += 1
            return .failure(refusal)
        case .success(let outcome):
            if let refusal = try admitRemovals(outcome, by: order.officer, &work) {
                counters.ordersRefused += 1
                return .failure(refusal)
            }
            return OfficeMachine.result(try record(outcome, of: order, digest, &work))
        }
    }

    /// An answer that holds a refusal was refused, though the attempt itself was recorded.
    private static func result(_ answer: JSONValue) -> Result<JSONValue, Refusal> {
        answer["refusal"].flatMap { Refusal($0) }.map { .failure($0) } ?? .success(answer)
    }

    private func retired() -> Refusal {
        let heir = ownHeir.map { "，案件由 \($0) 承接" } ?? ""
        return Refusal(code: "OFFICE_RETIRED", text: "本单位已停用\(heir)，不再办理案件。", basis: nil, field: nil)
    }

    private func known(_ order: Order, _ work: Workspace) throws -> OrderAnswer? {
        try work.commit.answers.first { $0.orderID == order.id } ?? work.ledger.answer(orderID: order.id)
    }

    private mutating func record(
        _ outcome: Outcome, of order: Order, _ digest: Digest, _ work: inout Workspace
    ) throws -> JSONValue {
        let caseID = outcome.caseID.description
        let content = work.content(JournalContent(events: outcome.events, body: order.json.bytes), caseID: caseID)
        try carryOut(outcome, &work)
        work.journal(
            .order, by: office, caseID: caseID, content: content,
            note: "\(order.kind.rawValue) \(order.name) by \(order.officer.id)")
        destroyContents(after: order, outcome, &work)
        try record(outcome.consequences, &work)
        counters.orders += 1
        let file = try work.caseFile(outcome.caseID)
        let answer = JSONValue.members([
            ("caseId", .string(caseID)),
            ("state", .string(file?.state ?? "")),
            ("version", .integer(Int64(file?.version ?? 0))),
            ("events", .array(outcome.events.map { .string($0.name) })),
            ("letters", .array(outcome.letters.map { .string($0.id.description) })),
            ("number", file?.kind == .slip ? file?.facts["number"]?["text"] : nil),
            ("also", OfficeMachine.also(outcome)),
            ("refusal", outcome.refusal?.json),
        ])
        work.commit.answers.append(OrderAnswer(orderID: order.id, digest: digest, answer: answer))
        return answer
    }

    /// What followed from an order on other cases, in the order's own transaction; its letters have emission keys of the
    /// following orders' ids (rule 15).
    private mutating func record(_ consequences: [Consequence], _ work: inout Workspace) throws {
        for consequence in consequences {
            let (order, outcome) = (consequence.order, consequence.outcome)
            let caseID = outcome.caseID.description
            let content = work.content(
                JournalContent(events: outcome.events, body: order.json.bytes), caseID: caseID)
            try carryOut(outcome, &work)
            work.journal(
                .order, by: office, caseID: caseID, content: content,
                note: "\(order.kind.rawValue) \(order.name) by \(order.officer.id), as \(order.id)")
            try record(outcome.consequences, &work)
        }
    }

    /// The other cases that an order moved too; nil for none.
    private static func also(_ outcome: Outcome) -> JSONValue? {
        guard !outcome.consequences.isEmpty else { return nil }
        return .array(
            outcome.consequences.map { consequence in
                let outcome = consequence.outcome
                return [
                    "caseId": .string(outcome.caseID.description), "state": .string(outcome.file?.state ?? ""),
                    "events": .array(outcome.events.map { .string($0.name) }),
                    "letters": .array(outcome.letters.map { .string($0.id.description) }),
                ]
            })
    }

    /// An acknowledgement covered letters that open a case at their reader: the sender's case learns it.
    mutating func noteDelivery(
        of letters: [Envelope], by reader: OfficeID, at moment: Moment,
        _ work: inout Workspace
    ) throws {
        for letter in letters {
            let leaf = letter.leaf
            guard LetterCatalogue.contract(for: leaf.type)?.reportsDelivery ?? false, let id = CaseID(leaf.caseID),
                let file = try work.caseFile(id)
            else { continue }
            let part = party(reader, in: id, file, on: leaf.stream.topic)
            let input = CaseInput.delivered(letter: leaf.letter, office: part, at: moment)
            guard case .success(let outcome) = try ask(input, about: file, &work), !outcome.events.isEmpty else {
                continue
            }
            let content = work.content(JournalContent(events: outcome.events, body: []), caseID: leaf.caseID)
            try carryOut(outcome, &work)
            work.journal(
                .delivered, by: reader, caseID: leaf.caseID, leafHash: letter.leafHash, content: content,
                note: "\(leaf.stream)#\(leaf.number)")
        }
    }
}

extension Refusal {
    /// The form in answers.
    package var json: JSONValue {
        .members([
            ("code", .string(code)), ("text", .string(text)), ("basis", basis.map { .string($0) }),
            ("field", field.map { .string($0) }),
        ])
    }

    /// Reads the form in answers; nil for anything else.
    package init?(_ json: JSONValue) {
        guard let code = json["code"]?.string, let text = json["text"]?.string else { return nil }
        self.init(code: code, text: text, basis: json["basis"]?.string, field: json["field"]?.string)
    }
}

extension Order {
    /// What makes two orders of one id the same order.
    package var json: JSONValue {
        .members([
            ("id", .string(id)), ("kind", .string(kind.rawValue)), ("caseId", caseID.map { .string($0.description) }),
            ("name", .string(name)), ("body", body), ("officer", .string(officer.id)),
        ])
    }
}
