import Casework
import Contracts
import Ledgers
import Offices
import Pages

/// What happened to a case in one line of time: acts, letters with their delivery, clocks, people (practice 7.13).
struct CaseTimeline {
    let reading: CaseReading

    /// Newest first: what is asked most is what happened last.
    var value: PageValue {
        .list(reading.dossier.timeline.reversed().flatMap { row in entries(row) })
    }

    private func entries(_ row: TimelineRow) -> [PageValue] {
        if row.events.isEmpty { return bare(row).map { [$0] } ?? [] }
        let acts = row.events.filter { !$0.name.hasPrefix("deadline") }
        let clocks = row.events.filter { $0.name.hasPrefix("deadline") }.map(clock)
        guard !acts.isEmpty else {
            return [
                entry(
                    row.officialTime, row.office, nil, row.kind == .rung ? "期限提醒" : "期限变动", clocks: clocks, lines: [])
            ]
        }
        return acts.enumerated().reversed().map { index, event in
            entry(
                acted(event), event.office, officer(event),
                reading.workflow.title(ofEvent: event.name) ?? event.name, letter: event.letter,
                flags: (event.body["flags"]?.array ?? []).compactMap(\.string),
                clocks: index == acts.count - 1 ? clocks : [],
                lines: reading.sheet.lines(event.body["content"] ?? .null, ofEvent: event.name))
        }
    }

    private func entry(
        _ at: Moment, _ office: OfficeID, _ officer: String?, _ title: String, letter: LetterID? = nil,
        flags: [String] = [], clocks: [String], lines: [FactLine]
    ) -> PageValue {
        let letters = reading.dossier.letters.filter { letter != nil && $0.leaf.letter == letter }
        return [
            "at": .text(at.shortDescription), "office": .text(reading.visit.name(of: office)),
            "isOurs": .flag(office == reading.office), "officer": .optional(officer), "title": .text(title),
            "flags": .list(flags.map { .text(reading.sheet.words(ofFlag: $0, deadlines: reading.file.deadlines)) }),
            "letters": .list(letters.map { CaseTimeline.letter($0, reading) }),
            "clocks": .list(clocks.map { .text($0) }),
            "hasLines": .flag(!lines.isEmpty), "lines": .list(lines.map(\.value)),
        ]
    }

    /// When it was done, where that is not when this office learnt of it.
    private func acted(_ event: CaseEvent) -> Moment {
        event.body["actedAt"]?.string.flatMap { Moment($0) } ?? event.at
    }

    /// Who did it, and by what role (practice 7.13).
    private func officer(_ event: CaseEvent) -> String? {
        guard let name = event.body["officerName"]?.string ?? event.officer else { return nil }
        let roles = (event.body["officerRoles"]?.array ?? []).compactMap { $0.string.flatMap { Role(rawValue: $0) } }
        return roles.isEmpty ? name : "\(name)（\(roles.map(\.title).joined(separator: "、"))）"
    }

    /// A letter, which way it went, and when it arrived.
    static func letter(_ row: Ledgers.LetterRow, _ reading: CaseReading) -> PageValue {
        let title = LetterCatalogue.contract(for: row.leaf.type)?.title ?? row.leaf.type.name
        let to = OfficeID(row.leaf.to).map { reading.visit.name(of: $0) } ?? "全网"
        let way: String
        switch row.direction {
        case .received: way = "来自\(reading.visit.name(of: row.leaf.stream.office))"
        case .sent, .waiting: way = "发往\(to)"
        }
        let arrival: Badge
        switch row.direction {
        case .received:
            let when = row.disposedAt.map { "\($0.shortDescription)处理" } ?? "已收到"
            arrival = Badge(row.reason.isEmpty ? when : "\(when)：\(reading.sheet.reason(row.reason))", .good)
        case .waiting: arrival = Badge("等待发出", .warn)
        case .sent:
            arrival = row.deliveredAt.map { Badge("\($0.shortDescription)送达", .good) } ?? Badge("在途", .warn)
        }
        return [
            "title": .text(title), "way": .text(way), "at": .text(row.leaf.time.shortDescription),
            "id": .text(row.leaf.letter.description), "arrival": arrival.value,
        ]
    }

    private func clock(_ event: CaseEvent) -> String {
        let body = event.body["deadline"] ?? event.body
        let ordinal = event.body["ordinal"]?.integer.map { Int(clamping: $0) }
        let deadlines = reading.file.deadlines
        let known = ordinal.flatMap { deadlines.indices.contains($0) ? deadlines[$0] : nil }
        let started = event.body["deadline"].flatMap { DeadlineState(json: $0) }
        let name = (started ?? known).map { DeadlineReason($0, rules: reading.visit.rules).name } ?? ""
        let title = reading.workflow.title(ofEvent: event.name) ?? event.name
        let due = body["due"]?.string.flatMap { Moment($0) }.map { "，\($0.shortDescription)届满" } ?? ""
        return "\(title)：\(name)\(due)" + (body["isLate"] == true ? "（逾期）" : "")
    }

    /// Rows that made no event: what happened to a letter, or who looked.
    private func bare(_ row: TimelineRow) -> PageValue? {
        let title: String
        switch row.kind {
        case .refused: title = "来函不予受理"
        case .quarantined: title = "来函被隔离"
        case .parked: title = "来函等待前件"
        case .replayed: title = "重新处理来函"
        case .discarded: title = "不再处理来函"
        case .recovered: title = "找回函件"
        case .administration: title = "管理操作"
        case .letterOut, .delivered, .start, .superseded, .order, .letterIn, .rung, .recounted, .directory, nil:
            return nil
        }
        let letters = reading.dossier.letters.filter { row.leafHash != nil && $0.leafHash == row.leafHash }
        let note = FactLine(name: "note", title: "说明", text: row.note, lines: [])
        return [
            "at": .text(row.officialTime.shortDescription), "office": .text(reading.visit.name(of: row.office)),
            "isOurs": .flag(row.office == reading.office), "officer": .none, "title": .text(title), "flags": .list([]),
            "letters": .list(letters.map { CaseTimeline.letter($0, reading) }), "clocks": .list([]),
            "hasLines": .flag(!row.note.isEmpty), "lines": .list([note.value]),
        ]
    }
}

extension FactLine {
    /// A party that the register of firms does not have as it is written here.
    private var isWarned: Bool {
        name == LetterFields.registerCheck.name && text != ChoiceWords.title(of: RegisterFinding.confirmed, in: name)
    }

    /// The value for the template `facts`.
    var value: PageValue {
        [
            "title": .text(title), "text": .text(text), "hasLines": .flag(!lines.isEmpty),
            "lines": .list(lines.map(\.value)), "isWarned": .flag(isWarned),
        ]
    }
}
