package import Contracts

/// Figures of one office about itself and its peers. Every figure is a sum over `CaseMeasure`s, so that its parts add up to
/// its total under every filter.
package struct CaseStatistics: Hashable, Sendable {
    /// Which way.
    package enum Direction: String, CaseIterable, Hashable, Sendable {
        /// This office wanted something of a peer.
        case sent
        /// A peer wanted something of this office.
        case received
    }

    /// What is counted; all of what is given must hold.
    package struct Filter: Hashable, Sendable {
        /// Kind of case.
        package var kind: CaseKind?
        /// The peer.
        package var peer: OfficeID?
        /// Which way.
        package var direction: Direction?
        /// First day of sending, in China.
        package var from: CivilDate?
        /// Last day of sending.
        package var through: CivilDate?

        /// A filter; nothing given counts everything.
        package init(
            kind: CaseKind? = nil, peer: OfficeID? = nil, direction: Direction? = nil, from: CivilDate? = nil,
            through: CivilDate? = nil
        ) {
            self.kind = kind
            self.peer = peer
            self.direction = direction
            self.from = from
            self.through = through
        }
    }

    /// A deadline that is over and not met.
    package struct Overdue: Hashable, Sendable {
        /// What it belongs to.
        package let measure: CaseMeasure
        /// Which way.
        package let direction: Direction
        /// The deadline.
        package let deadline: DeadlineState
        /// Whole days since its end.
        package let days: Int
    }

    /// The office whose ledger is counted.
    package let own: OfficeID
    /// When, in official time.
    package let now: Moment
    /// What is counted.
    package let filter: Filter
    /// All together.
    package private(set) var total = CaseFigures()
    /// By peer and direction, ascending; peers with nothing are there with zeros.
    package private(set) var rows: [(peer: OfficeID, direction: Direction, figures: CaseFigures)] = []
    /// What is overdue, the oldest first once `finish` was called.
    package private(set) var overdue: [Overdue] = []

    /// Empty figures with a row for each of these peers.
    package init(own: OfficeID, peers: [OfficeID], filter: Filter, now: Moment) {
        self.own = own
        self.now = now
        self.filter = filter
        for peer in peers.sorted() where peer != own && (filter.peer ?? peer) == peer {
            for direction in Direction.allCases where (filter.direction ?? direction) == direction {
                rows.append((peer, direction, CaseFigures()))
            }
        }
    }

    /// Counts a case.
    package mutating func add(_ file: CaseFile) {
        guard filter.kind == nil || filter.kind == file.kind else { return }
        for measure in file.measures { add(measure) }
    }

    private mutating func add(_ measure: CaseMeasure) {
        let direction: Direction
        if measure.sender == own {
            direction = .sent
        } else if measure.receiver == own {
            direction = .received
        } else {
            return
        }
        let peer = direction == .sent ? measure.receiver : measure.sender
        let day = measure.sentAt.civilDate
        guard peer != own, (filter.peer ?? peer) == peer, (filter.direction ?? direction) == direction,
            filter.from.map({ day >= $0 }) ?? true, filter.through.map({ day <= $0 }) ?? true
        else { return }
        total.add(measure, now)
        if let index = rows.firstIndex(where: { $0.peer == peer && $0.direction == direction }) {
            rows[index].figures.add(measure, now)
        } else {
            var figures = CaseFigures()
            figures.add(measure, now)
            let place = rows.firstIndex { ($0.peer, $0.direction.rawValue) > (peer, direction.rawValue) } ?? rows.count
            rows.insert((peer, direction, figures), at: place)
        }
        for deadline in measure.deadlines {
            guard CaseFigures.Term(deadline, now) == .overdue, let due = deadline.due else { continue }
            let days = Int((now.milliseconds - due.milliseconds) / 86_400_000)
            overdue.append(Overdue(measure: measure, direction: direction, deadline: deadline, days: days))
        }
    }

    /// Puts the overdue list in order.
    package mutating func finish() {
        overdue.sort {
            ($0.deadline.due?.milliseconds ?? 0, $0.measure.caseID.description, $0.deadline.key)
                < ($1.deadline.due?.milliseconds ?? 0, $1.measure.caseID.description, $1.deadline.key)
        }
    }

    package static func == (left: CaseStatistics, right: CaseStatistics) -> Bool {
        left.own == right.own && left.now == right.now && left.filter == right.filter && left.total == right.total
            && left.overdue == right.overdue && left.rows.elementsEqual(right.rows) { $0 == $1 }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(own)
        hasher.combine(total)
    }
}

/// Sums over measures.
package struct CaseFigures: Hashable, Sendable {
    /// Where a deadline stands; each is in exactly one of these.
    package enum Term: String, CaseIterable, Hashable, Sendable {
        case metInTime, metLate, running, overdue, fallenAway

        init(_ deadline: DeadlineState, _ now: Moment) {
            self =
                switch deadline.status {
                case .met: deadline.isLate ? .metLate : .metInTime
                case .stopped: .fallenAway
                case .paused: .running
                case .running: (deadline.due ?? now) < now ? .overdue : .running
                }
        }
    }

    /// How long an answer took, in calendar days from the sending: whole days begun.
    package static let answerBands: [(name: String, days: ClosedRange<Int>)] = [
        ("upTo3", 0...3), ("upTo7", 4...7), ("upTo15", 8...15), ("upTo30", 16...30), ("over30", 31...Int.max),
    ]

    /// All of them.
    package private(set) var count = 0
    /// By standing.
    package private(set) var standings: [CaseMeasure.Standing: Int] = [:]
    /// Taken on within seven calendar days of the sending.
    package private(set) var acceptedIn7Days = 0
    /// Taken on later.
    package private(set) var acceptedLater = 0
    /// The receivers' deadlines, by where they stand.
    package private(set) var terms: [Term: Int] = [:]
    /// Refusals by reason code.
    package private(set) var refusals: [String: Int] = [:]
    /// Answers by what came of it.
    package private(set) var results: [String: Int] = [:]
    /// Days that each answer took.
    package private(set) var answerDays: [Int] = []

    mutating func add(_ measure: CaseMeasure, _ now: Moment) {
        count += 1
        standings[measure.standing, default: 0] += 1
        if let accepted = measure.acceptedAt {
            if CaseFigures.days(measure.sentAt, accepted) <= 7 { acceptedIn7Days += 1 } else { acceptedLater += 1 }
        }
        for deadline in measure.deadlines { terms[Term(deadline, now), default: 0] += 1 }
        if let reason = measure.reason { refusals[reason, default: 0] += 1 }
        if let result = measure.result { results[result, default: 0] += 1 }
        if measure.standing == .answered, let answered = measure.answeredAt {
            answerDays.append(CaseFigures.days(measure.sentAt, answered))
        }
    }

    private static func days(_ start: Moment, _ end: Moment) -> Int {
        max(0, end.civilDate.dayNumber - start.civilDate.dayNumber)
    }

    /// Median of the days that answers took; nil when there is none.
    package var medianDays: Int? {
        answerDays.isEmpty ? nil : answerDays.sorted()[(answerDays.count - 1) / 2]
    }

    private static func json(_ counts: [String: Int]) -> JSONValue {
        .object(counts.sorted { $0.key < $1.key }.map { JSONMember($0.key, .integer(Int64($0.value))) })
    }

    /// For machines; every part is there, zeros too.
    package var json: JSONValue {
        func counts<Key: RawRepresentable & CaseIterable & Hashable>(_ values: [Key: Int]) -> JSONValue
        where Key.RawValue == String {
            .object(Key.allCases.map { JSONMember($0.rawValue, .integer(Int64(values[$0] ?? 0))) })
        }
        let bands = CaseFigures.answerBands.map { band in
            JSONMember(band.name, .integer(Int64(answerDays.count { band.days.contains($0) })))
        }
        return .members([
            ("total", .integer(Int64(count))), ("byStanding", counts(standings)),
            (
                "acceptance",
                [
                    "in7Days": .integer(Int64(acceptedIn7Days)), "later": .integer(Int64(acceptedLater)),
                    "notYet": .integer(Int64(count - acceptedIn7Days - acceptedLater)),
                ]
            ),
            (
                "answers",
                .members([
                    ("count", .integer(Int64(answerDays.count))), ("byDays", .object(bands)),
                    ("medianDays", medianDays.map { .integer(Int64($0)) }),
                    ("longestDays", answerDays.max().map { .integer(Int64($0)) }),
                ])
            ),
            (
                "deadlines",
                JSONValue.members([("total", .integer(Int64(terms.values.reduce(0, +))))]).merging(counts(terms))
            ),
            ("results", CaseFigures.json(results)), ("refusals", CaseFigures.json(refusals)),
        ])
    }
}
