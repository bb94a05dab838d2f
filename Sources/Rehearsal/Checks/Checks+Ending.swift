import Casework
import Contracts
import Exchange
import Histories
import Offices

/// What must hold once all faults are over and everybody had time (L1).
extension Network {
    /// Compares everything with everything.
    package mutating func judgeEnding() {
        for id in ids { judgeOffice(id) }
        for id in ids { judgeStreams(of: id) }
        judgeEffects()
        judgeRoots()
        judgeLists()
        judgePublicLogs()
        judgeCases()
        judgePublications()
        judgeHandoffs()
        judgeTogether()
        judgeOrders()
        judgeVillain()
        judgeHistories()
    }

    /// What the histories of real processes are held to.
    private mutating func judgeHistories() {
        for room in rooms where room.isRunning { histories.take(.stop(.clean), of: room.history) }
        let report = histories.report(.healed)
        checks.count(report.comparisons, of: "history")
        // The villain's letters may wait for ever for what they pretend to answer.
        for finding in report.findings.filter({ !isExcused($0.stream) }).prefix(5) {
            checks.fail("history \(finding.rule.rawValue)", finding.description, at: clock)
        }
    }

    /// A stream of the villain, one in which a retired office has passed its letters on, or one with letters that wait for
    /// what was forgotten.
    private func isExcused(_ stream: StreamName?) -> Bool {
        guard let stream else { return false }
        return stream.office == villain.office
            || rooms.contains { room in
                room.ledger.incoming[stream]?.contains {
                    isVillainsPassedOn($0) || isForgottenAndTold($0, room.ledger)
                } ?? false
            }
    }

    private mutating func judgeOffice(_ id: OfficeID) {
        guard let place = liveRoom(of: id), let machine = rooms[place].machine else {
            return checks.fail("L1", "\(id) does not run", at: clock)
        }
        let room = rooms[place]
        checks.expect(
            rooms(of: id).count { rooms[$0].isRunning } == 1, "S11", "\(id) runs more than once", at: clock)
        checks.expect(machine.phase == .serving, "L1", "\(id) does not serve", at: clock)
        if directory.office(id)?.status == .active {
            let overdue = room.ledger.dueRungs(at: clock.now + lead - .minutes(20), limit: 1)
            checks.expect(overdue.isEmpty, "L1", "\(id) has a rung that did not ring", at: clock)
        }
        checks.expect(
            machine.book.version == directory.version, "rule 26", "\(id) stands at directory \(machine.book.version)",
            at: clock)
        judgeFold(of: room)
        checks.judgeWaiting(in: room, clock)
    }

    /// S12: the fold of the journal is the state.
    private mutating func judgeFold(of room: Room) {
        var folded: [CaseID: CaseFile] = [:]
        for row in room.ledger.journal {
            guard let content = row.content, let id = CaseID(row.entry.caseID) else { continue }
            for event in content.content.events {
                let kind = folded[id]?.kind ?? room.ledger.cases[id]?.kind ?? .referral
                folded[id] = CaseFile.evolve(folded[id], event, id: id, kind: kind)
            }
        }
        // Of what was destroyed nothing is left to fold.
        let differing = Set(folded.keys).union(room.ledger.cases.keys).filter {
            folded[$0] != room.ledger.cases[$0] && !room.ledger.wasErased($0)
        }
        checks.expect(
            differing.isEmpty, "S12", "\(room.name): journal and cases differ in \(differing.sorted())", at: clock)
    }

    /// L1 and the accounting identity: outboxes are empty and both ends of every stream agree.
    private mutating func judgeStreams(of id: OfficeID) {
        guard let ledger = ledger(of: id), let machine = machine(of: id) else { return }
        for other in ids where other != id {
            for known in self.ledger(of: other)?.inStreams() ?? [] where known.name.office == id {
                checks.expect(
                    known.disposed <= machine.outStreams[known.name]?.number ?? 0, "L1",
                    "\(other) has read \(known.disposed) of \(known.name), which \(id) does not know", at: clock)
            }
        }
        for stream in machine.outStreams.values {
            let waiting = ledger.waiting(stream: stream.name).count
            checks.expect(waiting == 0, "L1", "\(stream.name) has \(waiting) letters without a number", at: clock)
            checks.expect(
                stream.number == stream.retired, "L1",
                "\(stream.name): \(stream.number - stream.retired) letters are not acknowledged", at: clock)
            guard stream.number > 0 else { continue }
            for reader in readers(of: stream.name) { compare(stream, ledger, with: reader) }
        }
    }

    private mutating func compare(_ stream: OutStream, _ ledger: MemoryLedger, with reader: OfficeID) {
        guard let there = self.ledger(of: reader) else { return }
        let end = there.inStream(stream.name)
        checks.expect(
            end?.disposed == stream.number && end?.head == stream.head, "L1",
            "\(stream.name): \(stream.number) at its writer, \(end?.disposed ?? 0) at \(reader)", at: clock)
        let held = there.exceptions(stream: stream.name)
        let passedOn = (there.incoming[stream.name] ?? []).filter { row in
            isVillainsPassedOn(row) || isForgottenAndTold(row, there)
        }.map(\.disposition)
        checks.expect(
            held.parked == passedOn.count { $0 == .parked }
                && held.quarantined == passedOn.count { $0 == .quarantined },
            "L1",
            "\(reader) holds \(held.parked)+\(held.quarantined) letters of \(stream.name) back: \(held.lowest)",
            at: clock)
        // sent = acknowledged + in flight + parked + quarantined, as the two ends tell it.
        if stream.name.topic.isBroadcast {
            let told = ledger.followed[reader]?[stream.name]
            checks.expect(
                told?.disposed == stream.number && told?.parked == held.parked
                    && told?.quarantined == held.quarantined, "accounting",
                "\(reader)'s checkpoint tells \(told?.disposed ?? 0) of \(stream.name), \(stream.number) were sent",
                at: clock)
        } else {
            checks.expect(
                stream.parkedAtReader == held.parked && stream.quarantinedAtReader == held.quarantined, "accounting",
                "\(stream.name): \(stream.parkedAtReader)+\(stream.quarantinedAtReader) held back at its writer, "
                    + "\(held.parked)+\(held.quarantined) at \(reader)", at: clock)
        }
    }

    /// What a retired office passed on of the villain's is held back by its successor, in the retired office's name.
    private func isVillainsPassedOn(_ row: MemoryLedger.Incoming) -> Bool {
        guard row.envelope.leaf.type == ControlType.caseLetter else { return false }
        do throws(EnvelopeFault) {
            return try ForwardedEnvelope.read(row.envelope.body, contentType: row.envelope.leaf.contentType)
                .envelope.leaf.stream.office == villain.office
        } catch {
            return false
        }
    }

    /// What the ledger of one office and the bus forgot at once is lost (rule 17), and a letter that answers it waits for
    /// ever; but never in silence.
    private func isForgottenAndTold(_ row: MemoryLedger.Incoming, _ reader: MemoryLedger) -> Bool {
        let leaf = row.envelope.leaf
        guard row.disposition == .parked, let id = CaseID(leaf.caseID) else { return false }
        let file = ledger(of: id.office)?.caseFile(id)
        let isLost = checks.restoredOffices.contains { office in
            office == id.office || office == leaf.stream.office
                || file.map { $0.standing(of: office) != .stranger } ?? false
        }
        return isLost
            && reader.alarms.contains { $0.code == "AWAITING_CAUSE" && $0.text.contains("\(id) ") }
    }

    /// The measure that a letter to all is about; empty for any other letter.
    private func measure(in envelope: Envelope) -> String {
        guard envelope.leaf.stream.topic == .measures else { return "" }
        return JSONValue.read(envelope.body)?["measureCode"]?.string ?? ""
    }

    private func readers(of stream: StreamName) -> [OfficeID] {
        if case .direct(let reader) = stream.topic { return [reader] }
        return ids.filter { $0 != stream.office }
    }

    /// S2 and rule 15: at no reader has one cause of one sender an effect twice.
    private mutating func judgeEffects() {
        for id in ids {
            guard let ledger = ledger(of: id) else { continue }
            var seen: [String: StreamName] = [:]
            var answered: Set<String> = []
            for (stream, rows) in ledger.incoming.sorted(by: { $0.key < $1.key }) {
                for row in rows where row.disposition == .effect {
                    guard let issue = checks.issued[row.envelope.leafHash] else { continue }
                    let leaf = row.envelope.leaf
                    // What an officer answers may be many things; what a letter causes by itself it causes once. A removal
                    // ends each measure by itself (D.3/14a): two reports of it that say the same are one too many.
                    if !leaf.cause.isEmpty, issue.emission.hasPrefix("\(leaf.cause)|") {
                        let answer = "\(leaf.stream.office) \(leaf.caseID) \(leaf.type) \(leaf.cause)"
                        checks.expect(
                            answered.insert("\(answer) \(measure(in: row.envelope))").inserted,
                            "rule 15", "\(id): \(leaf.type) of \(leaf.caseID) answers \(leaf.cause) twice", at: clock)
                    }
                    let key = "\(issue.office) \(issue.emission)"
                    let other = seen.updateValue(stream, forKey: key)
                    checks.expect(
                        other == nil, "rule 15", "\(id): \(issue.emission) of \(issue.office) had two effects",
                        at: clock)
                }
            }
        }
    }

    /// S13: all list roots agree.
    private mutating func judgeRoots() {
        let roots = ids.compactMap { ledger(of: $0)?.listRoots() }
        checks.expect(
            roots.allSatisfy { $0 == roots.first }, "S13", "list roots differ: \(roots.map { $0.map(\.root) })",
            at: clock)
        let hasRotted = hasSpoiltRows || luck.counts.contains { $0.fault == .rot && $0.count > 0 }
        for id in ids {
            guard let ledger = ledger(of: id) else { continue }
            // Whatever rotted is put right to the entry; without rot nobody ever sees a difference at equal numbers.
            let codes = hasRotted ? ["LIST_ENTRY_UNMENDABLE"] : ["LIST_ROOT_DIFFERS", "LIST_COPY_SPOILT"]
            let alarm = ledger.alarms.first { codes.contains($0.code) }
            checks.expect(alarm == nil, "rule 34", "\(id): \(alarm?.text ?? "")", at: clock)
            checks.expect(
                ledger.inspectLists(after: nil, entries: .max).damages.isEmpty, "S12",
                "\(id): the sums of its lists are not those of their rows", at: clock)
            let standings = ledger.standings.sorted { $0.key.description < $1.key.description }
            for (entry, standing) in standings where !ledger.wasErased(entry) {
                let made = ledger.refold(entry).standing
                // A row that was forgotten with its sum while its entry ended is in no root: nobody can tell.
                let isForgotten = checks.forgottenRows[id]?.contains(entry) ?? false
                let isOutOfRoots = isForgotten && !standing.isInForce && made?.isInForce == false
                checks.expect(
                    isOutOfRoots || made?.isMade(like: standing) ?? false, "S12",
                    "\(id): \(entry) is not what the letters on the lists made it", at: clock)
            }
        }
    }

    /// S4: what an officer was told is in the ledger of the room that told it, unless that went back since.
    private mutating func judgeOrders() {
        for (orderID, told) in checks.told.sorted(by: { $0.key < $1.key }) {
            guard let room = rooms.first(where: { $0.name == told.room }),
                checks.restores(of: room) == told.restores
            else { continue }
            checks.expect(
                room.ledger.answer(orderID: orderID)?.answer == told.answer, "S4",
                "\(room.name) has forgotten \(orderID)", at: clock)
        }
    }

    /// Rules 18 and 19: a second leaf under a number never passes in silence.
    private mutating func judgeVillain() {
        let counts = Dictionary(uniqueKeysWithValues: luck.counts.map { ($0.fault, $0.count) })
        guard counts[.wipe] == nil, counts[.truncation] == nil else { return }
        for stream in villain.equivocated.sorted() {
            guard case .direct(let reader) = stream.topic, !checks.restoredOffices.contains(reader),
                let ledger = ledger(of: reader), let end = ledger.inStream(stream), end.disposed > 0
            else { continue }
            checks.expect(
                ledger.equivocations.contains { $0.envelope.leaf.stream == stream }
                    || ledger.quarantined.contains { $0.claimed.contains(stream.description) }, "rule 18",
                "\(reader) did not notice two letters under one number in \(stream)", at: clock)
        }
    }
}
