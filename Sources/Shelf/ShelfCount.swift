import Contracts

/// What a leaf adds to the counts: a function of the leaves of one publication, so that they can be taken back when
/// something of it is erased.
enum ShelfCount: Hashable {
    /// A channel on which a publication appeared.
    struct Timing: Hashable {
        let month: String
        let office: String
        let kind: String
        let channel: String
        let decided: String
        let due: String
        let published: String
    }

    case event(month: String, office: String, kind: String, event: String)
    case timing(Timing)

    /// Of one leaf behind another of its publication.
    static func of(
        _ line: ShelfWriter.Line, _ record: ShelfRecord, before: ShelfRecord?, _ publication: CaseID
    ) -> [ShelfCount] {
        let day = line.at.civilDate.description
        let month = String(day.prefix(7))
        let office = record.office ?? publication.office.description
        var counts = [ShelfCount.event(month: month, office: office, kind: record.kind, event: line.event)]
        guard record.standing == .stands else { return counts }
        let known = Set((before?.channels ?? []).map(\.name))
        for channel in record.channels where !known.contains(channel.name) {
            let published = channel.published.isEmpty ? day : channel.published
            counts.append(
                .timing(
                    Timing(
                        month: String(published.prefix(7)), office: office, kind: record.kind, channel: channel.name,
                        decided: record.decided, due: channel.due, published: published)))
        }
        return counts
    }

    /// Of all leaves of a publication.
    static func of(_ lines: [ShelfWriter.Line], _ publication: CaseID) -> [ShelfCount] {
        var counts: [ShelfCount] = []
        var before: ShelfRecord?
        for line in lines {
            let record = ShelfRecord(line.record)
            counts += of(line, record, before: before, publication)
            before = record
        }
        return counts
    }
}

/// The pairs of neighbouring characters of a name, as words of the index.
enum NamePairs {
    /// Letters, digits and ideographs; other characters are compared in the name itself.
    private static func characters(of name: String) -> [Character] {
        Array(name.filter { $0.isLetter || $0.isNumber })
    }

    /// What is indexed of pairs.
    static func text(_ pairs: [String]) -> String { pairs.joined(separator: " ") }

    /// Each pair once, in order.
    static func pairs(of name: String) -> [String] {
        let characters = characters(of: name)
        var seen: Set<String> = []
        return zip(characters, characters.dropFirst()).map { "\($0)\($1)" }.filter { seen.insert($0).inserted }
    }

    /// The question for names that have all of these pairs.
    static func question(_ pairs: [String]) -> String { pairs.map { "\"\($0)\"" }.joined(separator: " AND ") }
}
