import Casework
import Contracts

/// What differs between a rule document that is in force and a draft of it, row by row.
struct RuleDifference: Hashable, Sendable {
    /// What becomes of the row.
    enum Kind: Hashable, Sendable {
        case added, removed, ended, changed
    }

    /// A field that differs.
    struct Field: Hashable, Sendable {
        let name, before, after: String
    }

    let kind: Kind
    let key, name: String
    /// First day of the row.
    let from: CivilDate?
    let fields: [Field]

    /// All differences, in the order of the draft; those that are only in force stand last.
    static func between(_ before: RulePaper?, _ after: RulePaper) -> [RuleDifference] {
        if after.year != nil { return days(before, after) }
        var old: [Place: RuleLine] = [:]
        for line in before?.lines ?? [] { old[Place(line)] = line }
        var seen: Set<Place> = []
        var found: [RuleDifference] = after.lines.compactMap { line in
            seen.insert(Place(line))
            guard let former = old[Place(line)] else {
                return RuleDifference(kind: .added, key: line.key, name: line.name, from: line.from, fields: [])
            }
            return changed(former, line)
        }
        for line in before?.lines ?? [] where !seen.contains(Place(line)) {
            found.append(RuleDifference(kind: .removed, key: line.key, name: line.name, from: line.from, fields: []))
        }
        return found
    }

    private struct Place: Hashable {
        let section, key: String
        let from: CivilDate?

        init(_ line: RuleLine) {
            section = line.section
            key = line.key
            from = line.from
        }
    }

    private static func changed(_ before: RuleLine, _ after: RuleLine) -> RuleDifference? {
        guard before.json != after.json else { return nil }
        var names = (after.json.object ?? []).map(\.name)
        names += (before.json.object ?? []).map(\.name).filter { !names.contains($0) }
        let fields = names.compactMap { name -> Field? in
            let (old, new) = (before.json[name], after.json[name])
            guard old != new else { return nil }
            return Field(name: RuleWords.name(name), before: RuleWords.text(old), after: RuleWords.text(new))
        }
        guard !fields.isEmpty else { return nil }
        let isEnd = before.through == nil && after.through != nil && fields.count == 1
        return RuleDifference(
            kind: isEnd ? .ended : .changed, key: after.key, name: after.name, from: after.from, fields: fields)
    }

    /// A calendar differs by its days.
    private static func days(_ before: RulePaper?, _ after: RulePaper) -> [RuleDifference] {
        let sets = [
            ("放假日", before?.daysOff ?? [], after.daysOff), ("调休上班日", before?.makeUpDays ?? [], after.makeUpDays),
        ]
        return sets.flatMap { name, old, new in
            let added = new.filter { !old.contains($0) }.map { ($0, Kind.added) }
            let removed = old.filter { !new.contains($0) }.map { ($0, Kind.removed) }
            return (added + removed).sorted { $0.0 < $1.0 }.map { day, kind in
                RuleDifference(kind: kind, key: day.description, name: name, from: nil, fields: [])
            }
        }
    }
}

/// A draft of one document, read as a part of the set in force.
struct RuleDraft: Sendable {
    /// The draft; nil when it is no rule document.
    let paper: RulePaper?
    /// The document in whose place it stands; nil for one that is new.
    let former: RulePaper?
    let differences: [RuleDifference]
    /// What is wrong with it; empty when it could be signed.
    let mistakes: [RuleMistake]
    /// The set with the draft in it; nil when something is wrong.
    let rules: RuleSet?

    private static let name = "draft.json"

    init(_ bytes: [UInt8], in book: RuleBook) {
        guard let paper = RulePaper(name: RuleDraft.name, bytes: bytes) else {
            self.paper = nil
            former = nil
            differences = []
            rules = nil
            mistakes = RuleDraft.read([RuleDocument(name: RuleDraft.name, bytes: bytes)]).mistakes.filter {
                $0.document == RuleDraft.name
            }
            return
        }
        let former = book.paper(paper.id)
        self.paper = paper
        self.former = former
        differences = RuleDifference.between(former, paper)
        let kept = book.papers.filter { $0.id != paper.id }.map { RuleDocument(name: $0.name, bytes: $0.bytes) }
        let name = former?.name ?? "\(paper.id).json"
        (rules, mistakes) = RuleDraft.read(kept + [RuleDocument(name: name, bytes: bytes)])
    }

    private static func read(_ documents: [RuleDocument]) -> (rules: RuleSet?, mistakes: [RuleMistake]) {
        do throws(RuleMistakes) {
            return (try RuleSet.read(version: "draft", documents: documents), [])
        } catch {
            return (nil, error.list)
        }
    }
}
