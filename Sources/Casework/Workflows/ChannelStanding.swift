package import Contracts

/// How a publication stands on one channel: each has its own day, period and end (domain 0.3(8)).
package struct ChannelStanding: Hashable, Sendable {
    /// Whether it is shown there.
    package enum Standing: String, CaseIterable, Hashable, Sendable {
        case published, stopped, shielded, withdrawn
    }

    /// The channel's name in letters.
    package let channel: String
    /// Chinese name.
    package let name: String
    /// Whether it is shown.
    package var standing: Standing
    /// Since when.
    package let publishedOn: CivilDate
    /// From this day on repair may be asked for; nil where no rule gives a least time.
    package var minUntil: CivilDate?
    /// The last public day; nil where only a decision ends it.
    package var maxUntil: CivilDate?
    /// Since when it is not shown any more.
    package var endedOn: CivilDate?
    /// Why.
    package var reasonCode: String?

    /// The form in letters and records.
    package var json: JSONValue {
        .members([
            ("channel", .string(channel)), ("name", .string(name)), ("standing", .string(standing.rawValue)),
            ("publishedOn", .string(publishedOn.description)),
            ("minUntil", minUntil.map { .string($0.description) }),
            ("maxUntil", maxUntil.map { .string($0.description) }),
            ("endedOn", endedOn.map { .string($0.description) }), ("reasonCode", reasonCode.map { .string($0) }),
        ])
    }

    /// Reads that form; nil for anything else.
    package init?(json: JSONValue) {
        guard let channel = json["channel"]?.string,
            let standing = json["standing"]?.string.flatMap({ Standing(rawValue: $0) }),
            let publishedOn = ChannelStanding.day(json["publishedOn"])
        else { return nil }
        self.init(
            channel: channel, name: json["name"]?.string ?? channel, standing: standing, publishedOn: publishedOn,
            minUntil: ChannelStanding.day(json["minUntil"]), maxUntil: ChannelStanding.day(json["maxUntil"]),
            endedOn: ChannelStanding.day(json["endedOn"]), reasonCode: json["reasonCode"]?.string)
    }

    init(
        channel: String, name: String, standing: Standing, publishedOn: CivilDate, minUntil: CivilDate? = nil,
        maxUntil: CivilDate? = nil, endedOn: CivilDate? = nil, reasonCode: String? = nil
    ) {
        self.channel = channel
        self.name = name
        self.standing = standing
        self.publishedOn = publishedOn
        self.minUntil = minUntil
        self.maxUntil = maxUntil
        self.endedOn = endedOn
        self.reasonCode = reasonCode
    }

    /// Not shown any more, and why.
    func ended(_ standing: Standing, on day: CivilDate, _ code: String) -> ChannelStanding {
        var ended = self
        ended.standing = standing
        ended.endedOn = day
        ended.reasonCode = code
        return ended
    }

    /// Shown again.
    var back: ChannelStanding {
        var back = self
        back.standing = .published
        back.endedOn = nil
        back.reasonCode = nil
        return back
    }

    /// Whether it comes back when the repair that stopped it is revoked: no other end is undone, nor the end of its time.
    func isRestorable(on day: CivilDate) -> Bool {
        standing == .stopped && (reasonCode ?? PublicRecord.repairCode) == PublicRecord.repairCode
            && (maxUntil.map { $0 >= day } ?? true)
    }

    private static func day(_ value: JSONValue?) -> CivilDate? { value?.string.flatMap { CivilDate($0) } }
}

extension CaseFile {
    /// A publication's channels, in the order in which they came.
    package var channelStandings: [ChannelStanding] {
        let told = facts["channels"]?.array ?? []
        let read = told.compactMap { ChannelStanding(json: $0) }
        return read.isEmpty && kind == .publication ? firstVersionStandings(told.compactMap(\.string)) : read
    }

    /// Publications of the first version knew one channel, and named it only when it stopped.
    private func firstVersionStandings(_ stopped: [String]) -> [ChannelStanding] {
        guard let day = facts["published"]?["at"]?.string.flatMap({ Moment($0) })?.civilDate else { return [] }
        let name = "creditChina"
        let standing: ChannelStanding.Standing? =
            switch state {
            case "published": stopped.contains(name) ? .stopped : .published
            case "stopped": .stopped
            case "withdrawn": .withdrawn
            default: nil
            }
        return standing.map { standing in
            [
                ChannelStanding(
                    channel: name, name: "信用中国网站", standing: standing, publishedOn: day,
                    minUntil: facts["minUntil"]?.string.flatMap { CivilDate($0) },
                    maxUntil: facts["maxUntil"]?.string.flatMap { CivilDate($0) })
            ]
        } ?? []
    }

    /// Whether a channel shows it.
    func isShown(on channel: String) -> Bool {
        channelStandings.contains { $0.channel == channel && $0.standing == .published }
    }
}
