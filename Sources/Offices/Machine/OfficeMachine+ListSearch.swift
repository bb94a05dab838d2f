import Contracts
import Exchange

/// Finding the entries in which two copies of a list differ, in a few questions.
extension OfficeMachine {
    /// Begins to compare a share with another office's copy, part by part.
    mutating func search(_ share: ListShare, with partner: OfficeID, _ work: inout Workspace) {
        let now = work.clocks.timer
        guard partner != office, lists.searches[share] == nil, lists.searches.count < ListWatch.mostSearches,
            lists.lastSearch[share].map({ now - $0 >= ListWatch.searchPause }) ?? true
        else { return }
        lists.lastSearch[share] = now
        let stream = streamName(
            of: share.owner, on: BusPartition(topic: .lists, generation: 1, partition: share.slot))
        lists.searches[share] = ListSearch(partner: partner, stream: stream, retryAt: now)
        ask(share, at: now)
    }

    /// Asks for the next part; a search that has none left, or no answer for long, ends.
    private mutating func ask(_ share: ListShare, at now: Moment) {
        guard var search = lists.searches[share], let prefix = search.asked, search.tries < 10 else {
            return lists.searches[share] = nil
        }
        search.tries += 1
        search.retryAt = now + .seconds(Int64(2 * search.tries))
        lists.searches[share] = search
        let wanted = ListWanted(stream: search.stream, list: share.list, prefix: prefix)
        lists.owed.append(ListPost(to: search.partner, type: ControlType.listWanted, body: wanted.json.bytes))
    }

    /// Asks again what was not answered.
    mutating func retrySearches(at now: Moment) {
        for (share, search) in lists.searches.sorted(by: { $0.key < $1.key }) where search.retryAt <= now {
            ask(share, at: now)
        }
    }

    // MARK: Answering

    mutating func takeListWanted(
        _ wanted: ListWanted, _ envelope: Envelope, from sender: OfficeID, _ work: inout Workspace
    ) throws -> String? {
        guard isTimely(envelope, from: sender, work) else { return sender == office ? nil : "NOT_FOR_US" }
        guard phase == .serving, wanted.stream.namespace == namespace, directory?.office(sender)?.status == .active,
            !isMoving(work), lists.mayAnswer(sender, at: work.clocks.timer)
        else { return nil }
        let here = stance(in: wanted.stream)
        let share = ListShare(list: wanted.list, owner: wanted.stream.office, slot: wanted.stream.partition)
        let shown = ListShown(
            question: wanted, number: here.number, stance: here.digest,
            content: try content(of: share, wanted.prefix, work))
        lists.owed.append(ListPost(to: sender, type: ControlType.listShown, body: shown.json.bytes))
        return nil
    }

    private func content(
        of share: ListShare, _ prefix: [UInt8], _ work: Workspace
    ) throws -> ListShown.Content {
        guard let first = prefix.first else {
            return .parts(OfficeMachine.parts(try work.ledger.listRanges(share)?.sums ?? []))
        }
        var standings = try work.ledger.listStandings(ListPlace(share: share, range: first)).filter(\.isInForce)
        if prefix.count > 1 {
            standings.removeAll { ListRanges.place(of: $0.entry).second != prefix[1] }
        } else if standings.count > ListShown.mostEntries {
            return .parts(OfficeMachine.parts(OfficeMachine.secondSums(standings)))
        }
        return .entries(
            standings.prefix(1024).map { .init(id: $0.entry, version: $0.version, leafHash: $0.leafHash) })
    }

    private static func parts(_ sums: [ListSum]) -> [ListShown.Part] {
        sums.enumerated().compactMap { byte, sum in
            sum.count > 0 ? ListShown.Part(byte: UInt8(byte), count: sum.count, sum: sum.sum) : nil
        }
    }

    private static func secondSums(_ standings: [ListStanding]) -> [ListSum] {
        var sums = [ListSum](repeating: .empty, count: 256)
        for standing in standings { sums[Int(ListRanges.place(of: standing.entry).second)].add(standing) }
        return sums
    }

    // MARK: Comparing

    mutating func takeListShown(
        _ shown: ListShown, _ envelope: Envelope, from sender: OfficeID, _ work: inout Workspace
    ) throws -> String? {
        guard isTimely(envelope, from: sender, work) else { return sender == office ? nil : "NOT_FOR_US" }
        let question = shown.question
        let share = ListShare(list: question.list, owner: question.stream.office, slot: question.stream.partition)
        guard var search = lists.searches[share], search.partner == sender, search.stream == question.stream,
            search.asked == question.prefix
        else { return nil }
        // What is true at another number is asked again, once both may have come to the same.
        guard stance(in: question.stream).digest == shown.stance, !isMoving(work),
            try !isHolding(share.owner, work)
        else { return nil }
        search.pending.removeLast()
        search.tries = 0
        switch shown.content {
        case .parts(let parts):
            let theirs = OfficeMachine.sums(parts)
            let ours = try sums(of: share, question.prefix, work)
            let room = 512 - search.pending.count
            search.pending += (0..<256).filter { ours[$0] != theirs[$0] }.prefix(max(0, room))
                .map { question.prefix + [UInt8($0)] }
        case .entries(let entries):
            search.found += try resolve(entries, share, question.prefix, partner: sender, &work)
            if search.found >= 256 { search.pending = [] }
        }
        lists.searches[share] = search
        ask(share, at: work.clocks.timer)
        return nil
    }

    private static func sums(_ parts: [ListShown.Part]) -> [ListSum] {
        var sums = [ListSum](repeating: .empty, count: 256)
        for part in parts { sums[Int(part.byte)] = ListSum(count: part.count, sum: part.sum) }
        return sums
    }

    private func sums(of share: ListShare, _ prefix: [UInt8], _ work: Workspace) throws -> [ListSum] {
        guard let first = prefix.first else {
            return try work.ledger.listRanges(share)?.sums ?? OfficeMachine.secondSums([])
        }
        return OfficeMachine.secondSums(try work.ledger.listStandings(ListPlace(share: share, range: first)))
    }

    /// Settles each entry that differs; returns how many did.
    private mutating func resolve(
        _ entries: [ListShown.Entry], _ share: ListShare, _ prefix: [UInt8], partner: OfficeID, _ work: inout Workspace
    ) throws -> Int {
        guard let range = prefix.first else { return 0 }
        let place = ListPlace(share: share, range: range)
        let ours = try work.ledger.listStandings(place).filter {
            $0.isInForce && (prefix.count < 2 || ListRanges.place(of: $0.entry).second == prefix[1])
        }
        let theirs = Dictionary(entries.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let known = Dictionary(ours.map { ($0.entry, $0) }, uniquingKeysWith: { first, _ in first })
        let differing = Set(theirs.keys).union(known.keys).filter { id in
            !(theirs[id].map { told in known[id].map { told.isLike($0) } ?? false } ?? false)
        }
        for id in differing.sorted(by: { $0.description < $1.description }).prefix(256)
        where id.office == share.owner && ListRanges.range(of: id) == range {
            try settle(id, place, theirs[id], partner: partner, &work)
        }
        return differing.count
    }

    // MARK: Who may ask, and where we stand

    /// Addressed to us, fresh, and of a process that nobody has beaten: others ask, and answer, anew (rule 38).
    private func isTimely(_ envelope: Envelope, from sender: OfficeID, _ work: Workspace) -> Bool {
        let leaf = envelope.leaf
        guard isForUs(leaf.stream), leaf.to == office.description, leaf.stream.office == sender, sender != office,
            work.clocks.machine - leaf.time < .minutes(5)
        else { return false }
        return claims.claim(of: sender).map { !envelope.statement.writer.isStale(against: $0) } ?? true
    }

    /// Where we stand in a stream, and in all others that move its entries: those of later generations, and of a successor.
    private func stance(in stream: StreamName) -> (number: UInt64, digest: Digest) {
        let own: (number: UInt64, head: Digest)
        if stream.office == office {
            own = outStreams[stream].map { ($0.number, $0.head) } ?? (0, stream.seed)
        } else {
            own = inStreams[stream].map { ($0.disposed, $0.head) } ?? (0, stream.seed)
        }
        guard generations(of: .lists).count > 1 || directory?.heir(of: stream.office) ?? stream.office != stream.office
        else { return (own.number, own.head) }
        var writer = FieldWriter(magic: "liandong-list-stance-1\n")
        for (name, number) in positions(in: stream.office) {
            writer.field(name.description)
            writer.field(number)
        }
        return (own.number, Digest.sha256(writer.bytes))
    }

    /// Whether this step moves lists: what the ledger tells is of before it.
    private func isMoving(_ work: Workspace) -> Bool {
        !work.movedLists.isEmpty || work.changedOut.contains { $0.topic == .lists } || !work.commit.redisposed.isEmpty
    }

    mutating func listTransmissions(at now: Moment, _ chance: inout Chance) -> [Transmission] {
        guard phase == .serving, !lists.owed.isEmpty else { return [] }
        let posts = lists.owed
        lists.owed = []
        let items = posts.map { post -> (leaf: Leaf, body: [UInt8]) in
            let leaf = Leaf(
                stream: streamName(of: office, .direct(post.to), partition: 0), number: 0, previous: .zero,
                epoch: writer.epoch, letter: chance.letterID(at: now), salt: chance.salt(), type: post.type, caseID: "",
                subject: "", to: post.to.description, cause: "", classification: .internal,
                contentType: "application/json", directoryVersion: book.version, ruleSetVersion: "", time: now,
                bodyLength: UInt64(post.body.count), bodyDigest: Digest.sha256(post.body))
            return (leaf, post.body)
        }
        return zip(EnvelopeBatch.seal(items, signer: signer, writer: writer, at: now), posts).map { envelope, post in
            Transmission(
                partition: busPartition(.direct(post.to), 0), key: office.description, envelope: envelope,
                purpose: .control)
        }
    }
}

extension ListShown.Entry {
    fileprivate func isLike(_ standing: ListStanding) -> Bool {
        standing.isInForce && version == standing.version && leafHash == standing.leafHash
    }
}
