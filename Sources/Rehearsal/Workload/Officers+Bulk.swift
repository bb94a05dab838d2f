import Casework
import Contracts
import Offices

/// An office that lists many at once, and all the others that have to do something with each entry: what a list of
/// hundreds means for roots, streams and measures.
struct Bulk: Sendable {
    /// Who lists.
    let owner: OfficeID
    /// Entries that are still to be proposed.
    var left: Int
    /// Those that it knows of.
    var entries: [CaseID] = []
    /// When somebody does the next of it.
    var nextAt: Moment

    /// Orders that one step takes.
    static let slice = 25
}

extension Officers {
    /// When anybody wants to order something.
    var wantsAt: Moment { min(nextAt, bulk?.nextAt ?? nextAt) }

    /// Some office of those that may own a list puts so many on it.
    mutating func listInBulk(_ entries: Int, _ network: Network) {
        let owners = network.ids.filter { $0.description.hasSuffix("-market-regulation") }
        guard entries > 0, !owners.isEmpty else { return }
        bulk = Bulk(owner: dice.pick(owners), left: entries, nextAt: network.clock.now + .minutes(3))
    }

    /// Entries that stand already are what the next slices are taken from.
    mutating func goOn(with entries: [CaseID], from moment: Moment) {
        guard let owner = entries.first?.office else { return }
        bulk = Bulk(owner: owner, left: 0, entries: entries, nextAt: moment)
    }

    /// The next slice: proposals first, and then whatever is possible with entries at some office.
    mutating func workInBulk(_ network: inout Network) {
        guard var work = bulk, network.clock.now >= work.nextAt else { return }
        work.nextAt = network.clock.now + .seconds(Int64(5 + dice.below(50)))
        if work.nextAt >= lastAt { work.nextAt = Moment(milliseconds: .max) }
        let files: [CaseFile?]
        let place: Int
        let running = network.rooms.indices.filter { network.rooms[$0].isRunning }
        let own = running.filter { network.rooms[$0].office == work.owner }
        if work.left > 0 {
            bulk = work
            guard let room = own.first else { return }
            place = room
            files = Array(repeating: nil, count: min(work.left, Bulk.slice))
            work.left -= files.count
        } else {
            bulk = work
            guard !running.isEmpty, !work.entries.isEmpty else { return }
            place = dice.happens(500) ? own.first ?? dice.pick(running) : dice.pick(running)
            let first = dice.below(work.entries.count)
            files = work.entries[first...].prefix(Bulk.slice).map { network.rooms[place].ledger.caseFile($0) }
        }
        work.entries += give(files, at: place, isNew: files.first == .some(nil), &network)
        bulk = work
    }

    /// Orders what is possible with each of them in one step; returns the cases that it began.
    private mutating func give(
        _ files: [CaseFile?], at place: Int, isNew: Bool, _ network: inout Network
    ) -> [CaseID] {
        var orders: [(order: Order, deed: Coverage.Deed)] = []
        // One wish for the whole slice, as those who work through a pile have.
        let whims = dice.next()
        for file in files where isNew || file != nil {
            let wish = { (row: Transition) in Int(Digest.sha256(Array("\(whims) \(row.event)".utf8)).bytes[0]) / 3
            }
            guard let choice = choose(.listEntry, file, at: place, network, by: wish) else { continue }
            let order = order(choice, .listEntry, file, at: place, network, as: [dice.pick(choice.row.roles)])
            orders.append((order, Coverage.Deed(.listEntry, choice.row.event)))
        }
        // Who does not hear an answer finds out by looking at the list.
        guard let answers = network.step(place, orders.map { .order($0.order) }) else { return [] }
        var begun: [CaseID] = []
        for (given, answer) in zip(orders, answers) {
            network.heard(answer, to: given.order, at: place)
            switch answer {
            case .success(let body):
                done += 1
                if given.order.caseID == nil, let id = body["caseId"]?.string.flatMap({ CaseID($0) }) {
                    begun.append(id)
                }
            case .failure(let refusal):
                refused += 1
                network.checks.coverage.refused(given.deed.kind, given.deed.event)
                network.confirmRemovals(behind: refusal, of: given.order, at: place, &dice)
            }
        }
        return begun
    }
}
