/// How a published text differs from the text that was served: it must be the same but for what was masked (SAMR45 art 7).
/// All offsets count Unicode scalars.
package struct TextDifference: Hashable, Sendable {
    /// A place where the two differ.
    package struct Span: Hashable, Sendable {
        /// What was served there.
        package let served: Range<Int>
        /// What is published there.
        package let published: Range<Int>
        /// Whether the published side is nothing but a mask, in the place of something.
        package let isMask: Bool
    }

    /// The places in the order of the texts; none when they are equal.
    package let spans: [Span]

    /// What stands in the place of a field that the list of restricted publications withholds.
    package static let withheld = "（依法不予公开）"

    /// Compares a served text with the published one.
    package init(served: String, published: String) {
        let (old, new) = (Array(served.unicodeScalars), Array(published.unicodeScalars))
        spans =
            old == new ? [] : TextDifference.masks(old, new) ?? TextDifference.changes(old, new)
    }

    /// Whether nothing but masks makes the difference.
    package var isMasksOnly: Bool { spans.allSatisfy(\.isMask) }

    /// The differences that may not be: what is no mask, and masks over more than what may be masked.
    package func unlawful(maskable: [Range<Int>]) -> [Span] {
        // Ranges that touch or cross are one: a mask may lie over two of them.
        var joined: [Range<Int>] = []
        for range in maskable.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = joined.last, range.lowerBound <= last.upperBound {
                joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        return spans.filter { span in
            !span.isMask
                || !joined.contains {
                    $0.lowerBound <= span.served.lowerBound && span.served.upperBound <= $0.upperBound
                }
        }
    }

    // MARK: Masks

    /// The spans when the new text is the old one with masks; nil when it is not.
    ///
    /// Between two masks stands text as it was served; the first place where it fits is taken, so that a mask stands for as
    /// little as it can.
    private static func masks(_ old: [Unicode.Scalar], _ new: [Unicode.Scalar]) -> [Span]? {
        let tokens = tokens(new)
        var spans: [Span] = []
        var place = 0
        var read = 0
        for (index, token) in tokens.enumerated() {
            let text = new[read..<token.lowerBound]
            guard old[place...].starts(with: text) else { return nil }
            place += text.count
            let nextText = new[token.upperBound..<(index + 1 < tokens.count ? tokens[index + 1].lowerBound : new.count)]
            let isLast = index + 1 == tokens.count
            guard let end = isLast ? ending(nextText, old, after: place) : first(nextText, old, after: place) else {
                return nil
            }
            append(place..<end, token, old, new, &spans)
            place = end
            read = token.upperBound
        }
        guard !tokens.isEmpty, old[place...].elementsEqual(new[read...]) else { return nil }
        return spans
    }

    /// Where the text behind the last mask begins, so that it is the end of the old text; the mask stands for something.
    private static func ending(_ text: ArraySlice<Unicode.Scalar>, _ old: [Unicode.Scalar], after place: Int) -> Int? {
        let start = old.count - text.count
        return start > place && old[start...].elementsEqual(text) ? start : nil
    }

    private static func first(_ text: ArraySlice<Unicode.Scalar>, _ old: [Unicode.Scalar], after place: Int) -> Int? {
        var start = place + 1
        while start + text.count <= old.count {
            if old[start...].starts(with: text) { return start }
            start += 1
        }
        return nil
    }

    /// A span, without what is the same on both sides: 某 also stands in texts that were served with it.
    private static func append(
        _ served: Range<Int>, _ published: Range<Int>, _ old: [Unicode.Scalar], _ new: [Unicode.Scalar],
        _ spans: inout [Span]
    ) {
        guard !old[served].elementsEqual(new[published]) else { return }
        var (from, to, start, end) = (served.lowerBound, served.upperBound, published.lowerBound, published.upperBound)
        while from < to - 1, start < end - 1, old[from] == new[start] { (from, start) = (from + 1, start + 1) }
        while from < to - 1, start < end - 1, old[to - 1] == new[end - 1] { (to, end) = (to - 1, end - 1) }
        spans.append(Span(served: from..<to, published: start..<end, isMask: true))
    }

    /// The masks of a text: asterisks (with the digits that a masked number keeps), 某, a hidden date, a withheld field.
    private static func tokens(_ text: [Unicode.Scalar]) -> [Range<Int>] {
        var tokens: [Range<Int>] = []
        var place = 0
        while place < text.count {
            guard let end = tokenEnd(at: place, text) else {
                place += 1
                continue
            }
            tokens.append(place..<end)
            place = end
        }
        return tokens
    }

    private static let phrases = ["****年**月**日", "****年**月", withheld].map { Array($0.unicodeScalars) }

    private static func tokenEnd(at start: Int, _ text: [Unicode.Scalar]) -> Int? {
        for phrase in phrases where text[start...].starts(with: phrase) { return start + phrase.count }
        if text[start] == "某" { return run(of: ["某"], from: start, text) }
        let head = run(of: digits, from: start, text)
        let stars = run(of: ["*"], from: head, text)
        guard stars > head else { return nil }
        let tail = run(of: digits, from: stars, text)
        // 110105********002X is one mask; asterisks beside other digits are not.
        return head > start && tail > stars ? tail : head == start ? stars : nil
    }

    private static let digits = Array("0123456789X".unicodeScalars)

    private static func run(of scalars: [Unicode.Scalar], from start: Int, _ text: [Unicode.Scalar]) -> Int {
        var end = start
        while end < text.count, scalars.contains(text[end]) { end += 1 }
        return end
    }

    // MARK: Other changes

    /// Scalars that are compared one by one on each side; more are one change.
    private static let closely = 400

    private static func changes(_ old: [Unicode.Scalar], _ new: [Unicode.Scalar]) -> [Span] {
        var head = 0
        while head < min(old.count, new.count), old[head] == new[head] { head += 1 }
        var tail = 0
        while tail < min(old.count, new.count) - head, old[old.count - tail - 1] == new[new.count - tail - 1] {
            tail += 1
        }
        let (oldRange, newRange) = (head..<(old.count - tail), head..<(new.count - tail))
        guard oldRange.count <= closely, newRange.count <= closely else {
            return [Span(served: oldRange, published: newRange, isMask: false)]
        }
        return closeChanges(Array(old[oldRange]), Array(new[newRange]), from: head)
    }

    private static func closeChanges(_ old: [Unicode.Scalar], _ new: [Unicode.Scalar], from head: Int) -> [Span] {
        var removed = [Bool](repeating: false, count: old.count)
        var added = [Bool](repeating: false, count: new.count)
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed[offset] = true
            case .insert(let offset, _, _): added[offset] = true
            }
        }
        var spans: [Span] = []
        var (from, start) = (0, 0)
        while from < old.count || start < new.count {
            var (to, end) = (from, start)
            while to < old.count, removed[to] { to += 1 }
            while end < new.count, added[end] { end += 1 }
            if to > from || end > start {
                spans.append(
                    Span(served: (head + from)..<(head + to), published: (head + start)..<(head + end), isMask: false))
                (from, start) = (to, end)
            } else {
                (from, start) = (from + 1, start + 1)
            }
        }
        return spans
    }
}
