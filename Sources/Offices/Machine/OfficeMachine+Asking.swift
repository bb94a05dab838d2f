import Casework
import Contracts
import Exchange

/// What the desk is asked, in whose name and about which cases, and what is made of its answer.
extension OfficeMachine {
    /// The desk's answer as a value.
    func ask(
        _ input: CaseInput, about file: CaseFile?, destroying proof: DisposalProof? = nil, _ work: inout Workspace
    ) throws -> Result<Outcome, Refusal> {
        guard var context = deskContext(work.clocks, as: actor(for: input, about: file)) else {
            return .failure(
                Refusal(code: "UNKNOWN_OFFICE", text: "目录中没有本机关，暂不能办理；请等待目录同步。", basis: nil, field: nil))
        }
        if case .order(let order) = input, let other = order.body["with"]?.string.flatMap({ CaseID($0) }) {
            context.related = try work.caseFile(other)
        }
        if case .order(let order) = input { context.others = try others(order, file, &work) }
        if case .order(let order) = input, order.kind == .slip {
            context.slipSerial = mayNumber(toldTo: otherOffices) ? try work.nextSlip(on: context.today) : nil
        }
        if case .order(let order) = input, let subject = Desk.subjectOfNewEntry(order) {
            context.entries = try work.listEntries(of: subject)
        }
        context.disposal = proof
        do throws(Refusal) {
            if case .order(let order) = input { try giveNumber(to: order, &context) }
            var ids = work.freshIDs()
            let outcome = try Desk.step(file: file, input: input, context: context, ids: &ids)
            // What a recovered letter says was written already.
            if case .recovered = input { return .success(outcome) }
            try seal(outcome.allLetters, &work)
            return .success(outcome)
        } catch {
            return .failure(error)
        }
    }

    /// The other cases that an order is about, each with the office in whose name it is acted in here.
    private func others(
        _ order: Order, _ file: CaseFile?, _ work: inout Workspace
    ) throws -> [CaseID: OtherCase] {
        var others: [CaseID: OtherCase] = [:]
        var open = Desk.concerned(by: order, file)
        while !open.isEmpty {
            let id = open.removeFirst()
            guard others[id] == nil, id != order.caseID, let other = try work.caseFile(id),
                let own = deskContext(work.clocks, for: other)?.own
            else { continue }
            others[id] = OtherCase(file: other, own: own)
            // What follows on it may go on to the case that it names.
            open += Desk.concerned(by: other)
        }
        return others
    }

    /// Numbers that an order's letter carries; none while a restored ledger may have forgotten some.
    private func giveNumber(to order: Order, _ context: inout DeskContext) throws(Refusal) {
        if order.kind == .slip, order.caseID == nil, context.slipSerial == nil {
            throw numbersForgotten(otherOffices)
        }
        if order.kind == .handoff, order.name == "transfer" {
            context.handoffNumber = try nextHandoffNumber(context)
        }
    }

    private func actor(for input: CaseInput, about file: CaseFile?) -> OfficeID {
        switch input {
        case .letter(let letter): hearer(of: letter, about: file)
        case .recovered(let letter): letter.from
        case .order, .confirmed, .rung, .recount, .followed, .delivered: actingParty(in: file)
        }
    }

    /// What a retired office said before its end is heard by its successor as by any other office, not as its own words.
    private func hearer(of letter: ReceivedLetter, about file: CaseFile?) -> OfficeID {
        let party = actingParty(in: file, opening: letter)
        return party == letter.from ? office : party
    }

    /// Events into the case, letters into the drafts.
    mutating func carryOut(_ outcome: Outcome, _ work: inout Workspace) throws {
        work.evolve(outcome)
        try work.noteSlips(outcome, by: office)
        for letter in outcome.letters { noteGiven(letter.id, letter.type, letter.body, &work) }
        // The same cause may make two letters of one type to one office: they are told apart by their order.
        var issued: [String: Int] = [:]
        for letter in outcome.letters { try draft(letter, issued: &issued, &work) }
    }
}
