import Contracts

/// The channels on which the rules of the day let an agency show a record (domain B.5).
struct PublicationChannels {
    /// One of them, with the row that covers the record.
    struct Lawful {
        let channel: PublicationChannel
        let coverage: PublicationChannel.Coverage
    }

    let facts: JSONValue
    let own: OfficeProfile
    let context: DeskContext

    var kind: RecordKind? { RecordKind(in: facts) }

    var record: JSONValue { facts["record"] ?? facts["payload"] ?? .object([]) }

    var severity: PublicationChannel.Severity? {
        facts["severity"]?.string.flatMap { PublicationChannel.Severity(rawValue: $0) }
    }

    /// Channels on which records of the kind are shown by the agency, whatever stands in this one's way.
    var all: [Lawful] {
        guard let kind else { return [] }
        return context.rules.channels.filter { $0.validity.contains(context.today) }.compactMap { channel in
            channel.coverage(of: kind, by: own.agency).map { Lawful(channel: channel, coverage: $0) }
        }
    }

    /// Those on which nothing stands in its way; `named` are those that an officer holds necessary by name.
    func lawful(named: [String] = []) -> [Lawful] {
        all.filter { item in
            guard exclusion(on: item.channel) == nil, !isPushed(item.coverage), !isOver(item) else { return false }
            switch practice(item.coverage) {
            case .published: return true
            case .onlyIfNecessary: return named.contains(item.channel.channel)
            case .never: return false
            }
        }
    }

    /// Whether its last public day is past: what was not shown in its time is not shown after it (NDRC36 art 12).
    private func isOver(_ item: Lawful) -> Bool {
        standing(item, publishedOn: context.today).maxUntil.map { $0 < context.today } ?? false
    }

    /// What keeps the record off a channel (domain E.1).
    func exclusion(on channel: PublicationChannel) -> PublicationChannel.Exclusion? {
        channel.exclusions.first { applies($0.ground) }
    }

    /// Whether facts of this severity are shown; a kind without severities always is.
    func practice(_ coverage: PublicationChannel.Coverage) -> PublicationChannel.Practice {
        guard !coverage.periods.isEmpty, let severity else { return .published }
        return coverage.period(severity)?.practice ?? .never
    }

    /// Whether the registrar of another province publishes there, and this office pushes to it (SAMR45 art 10).
    func isPushed(_ coverage: PublicationChannel.Coverage) -> Bool {
        coverage.deadlines.count > 1 && isElsewhere
    }

    /// Whether the firm is registered in another province: its code says where (GB 32100, positions 3 to 8).
    var isElsewhere: Bool {
        guard let code = record["uscc"]?.string, code.utf8.count == 18 else { return false }
        return code.dropFirst(2).prefix(2) != own.region.prefix(2)
    }

    /// Where the firm is registered.
    var registration: String { String((record["uscc"]?.string ?? "").dropFirst(2).prefix(6)) }

    /// How it stands on a channel from a day on.
    func standing(_ item: Lawful, publishedOn day: CivilDate) -> ChannelStanding {
        var standing = ChannelStanding(
            channel: item.channel.channel, name: item.channel.name, standing: .published, publishedOn: day)
        if let period = severity.flatMap({ item.coverage.period($0) }) {
            let decided = record["decisionDate"]?.string.flatMap { CivilDate($0) }
            let start =
                switch period.countedFrom {
                case .decisionDate: decided ?? day
                case .publicationDate: day
                }
            standing.minUntil = period.repairableFrom(start)
            standing.maxUntil = period.lastDay(start).map { max($0, runningTerm ?? $0) }
        }
        if let last = item.coverage.endsOn.flatMap({ last($0) }) { standing.maxUntil = last }
        return standing
    }

    /// Penalties with a term are shown until it ends (PB-08, PB-12).
    private var runningTerm: CivilDate? {
        let kinds = (record["penaltyKinds"]?.array ?? []).compactMap(\.string)
        guard kinds.contains(where: PublicationChannels.lasting.contains) else { return nil }
        return last("validUntil")
    }

    /// The day in a field of the record; nil for the one that means that there is none.
    private func last(_ field: String) -> CivilDate? {
        record[field]?.string.flatMap { $0 == "2099-12-31" ? nil : CivilDate($0) }
    }

    private static let lasting = ["restrictActivity", "suspendBusiness", "careerBan", "suspendLicence"]

    private func applies(_ ground: PublicationChannel.Exclusion.Ground) -> Bool {
        let told = (facts["exclusions"]?.array ?? []).compactMap(\.string)
        if told.contains(ground.rawValue) { return true }
        switch ground {
        case .naturalPerson: return record["counterpartyKind"]?.string == CounterpartyKind.naturalPerson.rawValue
        case .warningOnly: return record["penaltyKinds"] == ["warning"]
        case .minorViolation: return severity == .minor
        case .summaryProcedure, .publicSecurityPenalty, .minorPerson, .criminalSecrecy, .stateSecret, .workSecret:
            return false
        }
    }
}
