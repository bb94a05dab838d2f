import Casework
import Contracts
import Pages

/// Differences of texts, field by field: what a reviewer changed (practice 7.12), and how a publication's shown text
/// differs from the text that was served (SAMR45 art 7).
struct CaseChanges {
    let reading: CaseReading

    /// Nothing while there is none of either.
    var value: PageValue {
        let reviewed = reviewed
        let published = published
        guard !reviewed.isEmpty || !published.isEmpty else { return .none }
        return ["reviewed": section(reviewed), "published": section(published)]
    }

    private func section(_ rows: [PageValue]) -> PageValue { rows.isEmpty ? .none : ["rows": .list(rows)] }

    private var reviewed: [PageValue] {
        (reading.facts["review"]?["changes"]?.array ?? []).map { change in
            let name = change["field"]?.string ?? ""
            let field = reading.workflow.rows.flatMap(\.fields).first { $0.name == name }
            return CaseChanges.row(
                change["title"]?.string ?? name, before: text(change["before"], field),
                after: text(change["after"], field))
        }
    }

    private var published: [PageValue] {
        guard let record = reading.facts["record"], let payload = reading.facts["payload"] else { return [] }
        let third = (reading.facts["thirdPartyNames"]?.array ?? []).compactMap(\.string)
        let differences = PublicationPayload.differences(of: payload, from: record, third: third, withheld: [])
        return differences.map { difference in
            let title = reading.sheet.title(of: difference.field)
            return CaseChanges.row(title, before: difference.served, after: difference.published)
        }
    }

    private func text(_ value: JSONValue?, _ field: BodyField?) -> String {
        guard let value, value != .null else { return "" }
        if value.object != nil || value.array?.contains(where: { $0.object != nil }) == true {
            let objects = value.array ?? [value]
            return objects.map { CaseChanges.plain(reading.sheet.lines($0)) }.joined(separator: "\n")
        }
        return reading.sheet.text(value, field?.kind, field?.name ?? "")
    }

    /// Lines of an object as text that can be compared.
    static func plain(_ lines: [FactLine]) -> String {
        lines.map { "\($0.title)：\($0.lines.isEmpty ? $0.text : plain($0.lines))" }.joined(separator: "；")
    }

    /// One field before and after, with what differs marked.
    static func row(_ title: String, before: String, after: String) -> PageValue {
        let difference = TextDifference(served: before, published: after)
        return [
            "title": .text(title),
            "before": .list(marked(before, difference.spans.map(\.served))),
            "after": .list(marked(after, difference.spans.map(\.published))),
        ]
    }

    private static func marked(_ text: String, _ ranges: [Range<Int>]) -> [PageValue] {
        let scalars = Array(text.unicodeScalars)
        var pieces: [PageValue] = []
        var place = 0
        func piece(_ range: Range<Int>, _ isMarked: Bool) {
            let held = range.clamped(to: 0..<scalars.count)
            guard !held.isEmpty else { return }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[held])
            pieces.append(["text": .text(String(view)), "isMarked": .flag(isMarked)])
        }
        for range in ranges {
            piece(place..<max(place, range.lowerBound), false)
            piece(range, true)
            place = max(place, range.upperBound)
        }
        piece(place..<max(place, scalars.count), false)
        return pieces
    }
}
