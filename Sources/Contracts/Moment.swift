/// A point in time in whole milliseconds since 1970-01-01T00:00:00Z.
///
/// In JSON it is always written `2026-07-03T16:30:00.000+08:00`; other offsets are read and normalised
/// (design, two clocks).
package struct Moment: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Milliseconds since 1970 UTC.
    package let milliseconds: Int64

    /// China has one zone, UTC+8, and no daylight saving.
    package static let chinaOffset = Span.hours(8)

    /// The moment `milliseconds` after 1970-01-01T00:00:00Z.
    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// The moments that can be written, the years 1 to 9999 in China; with any two of them arithmetic cannot overflow.
    package static let writable =
        Moment(milliseconds: -62_135_625_600_000)...Moment(milliseconds: 253_402_271_999_999)

    /// A moment as a peer's signed bytes tell it, Int64 milliseconds; nil for one that cannot be written.
    init?(wire bits: UInt64) {
        self.init(milliseconds: Int64(bitPattern: bits))
        guard Moment.writable.contains(self) else { return nil }
    }

    /// Reads RFC 3339 with an offset (`Z` or `±hh:mm`), with or without up to nine digits of a second's fraction
    /// (cut to milliseconds); nil for any other form, a day that does not exist, a leap second, or a moment that is not
    /// `writable` with China's offset.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 35, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let date = CivilDate(String(decoding: bytes[0..<10], as: UTF8.self)),
            let hour = CivilDate.digits(bytes[11..<13]), hour < 24,
            let minute = CivilDate.digits(bytes[14..<16]), minute < 60,
            let second = CivilDate.digits(bytes[17..<19]), second < 60,
            let tail = Moment.tail(bytes[19...])
        else { return nil }
        let local = Int64(date.dayNumber) * 86_400_000 + Int64(hour * 3600 + minute * 60 + second) * 1000
        self.init(milliseconds: local + tail.fraction - tail.offset)
        guard Moment.writable.contains(self) else { return nil }
    }

    /// The calendar day in China.
    package var civilDate: CivilDate {
        let local = milliseconds + Moment.chinaOffset.milliseconds
        let day = local >= 0 ? local / 86_400_000 : (local - 86_399_999) / 86_400_000
        return CivilDate(dayNumber: Int(day))
    }

    /// Milliseconds since 00:00 of the calendar day in China.
    package var millisecondsOfDay: Int64 { milliseconds - civilDate.start.milliseconds }

    /// The one written form, `2026-07-03T16:30:00.000+08:00`.
    package var description: String {
        let date = civilDate
        let parts = date.components
        let rest = milliseconds - date.start.milliseconds
        guard (0...9999).contains(parts.year) else { return longDescription(date, rest) }
        return String(unsafeUninitializedCapacity: 29) { text in
            let end = CivilDate.write(parts, into: text)
            let seconds = Int(rest / 1000)
            text[end] = UInt8(ascii: "T")
            CivilDate.write(seconds / 3600, 2, at: 11, into: text)
            text[13] = UInt8(ascii: ":")
            CivilDate.write(seconds / 60 % 60, 2, at: 14, into: text)
            text[16] = UInt8(ascii: ":")
            CivilDate.write(seconds % 60, 2, at: 17, into: text)
            text[19] = UInt8(ascii: ".")
            CivilDate.write(Int(rest % 1000), 3, at: 20, into: text)
            _ = UnsafeMutableBufferPointer(rebasing: text[23..<29]).update(from: "+08:00".utf8)
            return 29
        }
    }

    /// Outside the years 0 to 9999 the year has other than four digits.
    private func longDescription(_ date: CivilDate, _ rest: Int64) -> String {
        let clock = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map { CivilDate.padded(Int($0), 2) }
        return date.description + "T" + clock.joined(separator: ":") + "."
            + CivilDate.padded(Int(rest % 1000), 3) + "+08:00"
    }

    /// For people: `2026-07-03 16:30` in China.
    package var shortDescription: String {
        let text = Array(description.utf8)
        return String(decoding: text[0..<10], as: UTF8.self) + " " + String(decoding: text[11..<16], as: UTF8.self)
    }

    package static func + (moment: Moment, span: Span) -> Moment {
        Moment(milliseconds: moment.milliseconds + span.milliseconds)
    }

    package static func - (left: Moment, right: Moment) -> Span {
        Span(milliseconds: left.milliseconds - right.milliseconds)
    }

    package static func - (moment: Moment, span: Span) -> Moment {
        Moment(milliseconds: moment.milliseconds - span.milliseconds)
    }

    package static func < (left: Moment, right: Moment) -> Bool { left.milliseconds < right.milliseconds }

    private static func tail(_ bytes: ArraySlice<UInt8>) -> (fraction: Int64, offset: Int64)? {
        var rest = bytes
        var fraction: Int64 = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            guard !digits.isEmpty, digits.count <= 9 else { return nil }
            let padded = Array(digits.prefix(3)) + Array(repeating: UInt8(ascii: "0"), count: max(0, 3 - digits.count))
            fraction = Int64(CivilDate.digits(padded[...]) ?? 0)
            rest = rest.dropFirst(1 + digits.count)
        }
        if rest.elementsEqual([UInt8(ascii: "Z")]) { return (fraction, 0) }
        let parts = Array(rest)
        guard parts.count == 6, parts[3] == UInt8(ascii: ":"), let hours = CivilDate.digits(parts[1..<3]), hours < 24,
            let minutes = CivilDate.digits(parts[4..<6]), minutes < 60
        else { return nil }
        let size = Int64(hours * 60 + minutes) * 60_000
        switch parts[0] {
        case UInt8(ascii: "+"): return (fraction, size)
        case UInt8(ascii: "-"): return (fraction, -size)
        default: return nil
        }
    }
}
