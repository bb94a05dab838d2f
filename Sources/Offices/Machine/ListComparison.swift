package import Contracts
package import Exchange

/// Every list of every owner, with what each office told of it last: equal, behind, or different.
package struct ListComparison: Sendable {
    /// How another office's copy stands to ours.
    package enum Standing: String, CaseIterable, Sendable {
        /// Same numbers, same root.
        case equal
        /// Same numbers, another root.
        case different
        /// Same numbers, and other letters under them: the owner has signed two versions (rule 41).
        case forked
        /// It has not read as far as we have.
        case behind
        /// It has read further than we have.
        case ahead
        /// It holds letters of the owner back.
        case holding
        /// It has told nothing since our start.
        case unheard
    }

    /// Another office's copy.
    package struct Copy: Sendable {
        /// The office.
        package let office: OfficeID
        /// How it stands.
        package let standing: Standing
        /// What it told; nil for a list that it does not have, or when it told nothing.
        package let root: Checkpoint.ListRoot?
        /// When it told.
        package let at: Moment?
    }

    /// A list of an owner.
    package struct Row: Sendable {
        /// The list kind.
        package let list: String
        /// The owner.
        package let owner: OfficeID
        /// Our root; nil when no entry is in force here.
        package let root: Checkpoint.ListRoot?
        /// All others, in order.
        package let copies: [Copy]
    }

    /// By list and owner.
    package let rows: [Row]
    /// Entries that differed since our start, and what was done.
    package let findings: [ListFinding]
    /// Shares that are being compared now.
    package let searching: [ListShare]

    /// Compares what `machine` heard with our own roots.
    package init(_ machine: OfficeMachine, roots: [Checkpoint.ListRoot]) {
        let watch = machine.lists
        let ours = roots.filter { $0.algorithm == ListRanges.algorithm }
        let told = watch.reports.values.flatMap(\.roots)
        let names = Set((ours + told).map { ListShare(list: $0.list, owner: $0.owner, slot: 0) })
        let others = machine.book.newest?.activeOffices.map(\.id).filter { $0 != machine.office } ?? []
        rows = names.sorted().map { name in
            Row(
                list: name.list, owner: name.owner, root: ours.first { $0.list == name.list && $0.owner == name.owner },
                copies: others.sorted().map { ListComparison.copy(of: name, at: $0, machine, roots) })
        }
        findings = watch.findings
        searching = watch.searches.keys.sorted()
    }

    private static func copy(
        of name: ListShare, at other: OfficeID, _ machine: OfficeMachine, _ roots: [Checkpoint.ListRoot]
    ) -> Copy {
        guard let report = machine.lists.reports[other] else {
            return Copy(office: other, standing: .unheard, root: nil, at: nil)
        }
        let theirs = report.roots.filter { $0.list == name.list && $0.owner == name.owner }
        let standing: Standing =
            switch machine.distance(to: report, in: name.owner) {
            case nil: .holding
            case .some(let distance) where distance < 0: .behind
            case .some(let distance) where distance > 0: .ahead
            case .some where machine.isForked(report, in: name.owner): .forked
            case .some:
                ListReport.differing(roots, report.roots, owner: name.owner).contains(name.list) ? .different : .equal
            }
        let best = theirs.first { $0.algorithm == ListRanges.algorithm } ?? theirs.first
        return Copy(office: other, standing: standing, root: best, at: report.at)
    }
}

extension OfficeMachine {
    /// How many letters of an owner's lists another office has read more than we have, less where it is behind anywhere; nil
    /// when it holds some back.
    func distance(to report: ListReport, in owner: OfficeID) -> Int64? {
        var ahead: Int64 = 0
        var behind: Int64 = 0
        for (name, ours) in positions(in: owner) {
            guard let theirs = report.positions[name, default: 0] else { return nil }
            if theirs < ours {
                behind -= Int64(clamping: ours - theirs)
            } else {
                ahead += Int64(clamping: theirs - ours)
            }
        }
        return behind < 0 ? behind : ahead
    }

    /// Whether another office has read other letters than we have under the same numbers.
    func isForked(_ report: ListReport, in owner: OfficeID) -> Bool {
        positions(in: owner).contains { name, number in
            let ours = name.office == office ? outStreams[name]?.head : inStreams[name]?.head
            guard number > 0, report.positions[name, default: 0] == number, let theirs = report.heads[name] else {
                return false
            }
            return theirs != ours
        }
    }

    /// Where we stand in all streams that move an owner's lists.
    func positions(in owner: OfficeID) -> [(stream: StreamName, number: UInt64)] {
        let movers = Set([owner, directory?.heir(of: owner) ?? owner]).sorted()
        let partitions = generations(of: .lists).flatMap { partitionsOf(.lists, generation: $0) }
        return movers.flatMap { mover in
            partitions.map { partition in
                let name = streamName(of: mover, on: partition)
                let ours = mover == office ? outStreams[name]?.number : inStreams[name]?.disposed
                return (name, ours ?? 0)
            }
        }
    }
}
