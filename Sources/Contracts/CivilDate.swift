/// A calendar day in China (UTC+8 without daylight saving), counted without any time-zone database.
///
/// Stored as the number of days since 1970-01-01, so that comparing and adding days is integer arithmetic.
package struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01.
    package let dayNumber: Int

    /// The day that lies `dayNumber` days after 1970-01-01.
    package init(dayNumber: Int) {
        self.dayNumber = dayNumber
    }

    /// The day `year`-`month`-`day`, or nil when the calendar has no such day (2026-02-29) or the year is not 1…9999.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
        guard day >= 1, day <= CivilDate.daysInMonth(year: year, month: month) else { return nil }
        // Days from civil: March is month 0, so the leap day is the last of the shifted year.
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(dayNumber: era * 146_097 + dayOfEra - 719_468)
    }

    /// Reads `YYYY-MM-DD`; nil for any other form or a day that does not exist.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return nil }
        guard let year = CivilDate.digits(bytes[0..<4]), let month = CivilDate.digits(bytes[5..<7]),
            let day = CivilDate.digits(bytes[8..<10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Year, month (1…12) and day of month (1…31).
    package var components: (year: Int, month: Int, day: Int) {
        let shifted = dayNumber + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// Calendar year.
    package var year: Int { components.year }

    /// ISO weekday: 1 is Monday, 7 is Sunday.
    package var weekday: Int {
        let remainder = (dayNumber + 3) % 7
        return (remainder < 0 ? remainder + 7 : remainder) + 1
    }

    /// `YYYY-MM-DD`.
    package var description: String {
        let parts = components
        if (0...9999).contains(parts.year) {
            return String(unsafeUninitializedCapacity: 10) { CivilDate.write(parts, into: $0) }
        }
        return CivilDate.padded(parts.year, 4) + "-" + CivilDate.padded(parts.month, 2) + "-"
            + CivilDate.padded(parts.day, 2)
    }

    /// The day `days` later (earlier when negative).
    package func adding(days: Int) -> CivilDate { CivilDate(dayNumber: dayNumber + days) }

    /// The corresponding day `months` later, or the last day of that month when it has no such day
    /// (2026-08-31 + 1 month = 2026-09-30).
    package func adding(months: Int) -> CivilDate {
        let parts = components
        let index = parts.year * 12 + (parts.month - 1) + months
        let year = index >= 0 ? index / 12 : (index - 11) / 12
        let month = index - year * 12 + 1
        let day = min(parts.day, CivilDate.daysInMonth(year: year, month: month))
        return CivilDate(year: year, month: month, day: day) ?? self
    }

    /// The moment at which this day begins in China (00:00 +08:00).
    package var start: Moment { Moment(milliseconds: Int64(dayNumber) * 86_400_000 - Moment.chinaOffset.milliseconds) }

    /// The last millisecond of this day in China.
    package var end: Moment { Moment(milliseconds: adding(days: 1).start.milliseconds - 1) }

    package static func < (left: CivilDate, right: CivilDate) -> Bool { left.dayNumber < right.dayNumber }

    /// Number of days of a month in the Gregorian calendar.
    package static func daysInMonth(year: Int, month: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: return 30
        case 2: return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        default: return 31
        }
    }

    static func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for byte in bytes {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }

    /// The ten characters of a day of the years 0 to 9999; returns 10.
    static func write(
        _ parts: (year: Int, month: Int, day: Int), into text: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        write(parts.year, 4, at: 0, into: text)
        text[4] = UInt8(ascii: "-")
        write(parts.month, 2, at: 5, into: text)
        text[7] = UInt8(ascii: "-")
        write(parts.day, 2, at: 8, into: text)
        return 10
    }

    /// `width` digits of a number that has no more.
    static func write(_ number: Int, _ width: Int, at start: Int, into text: UnsafeMutableBufferPointer<UInt8>) {
        var rest = number
        for index in stride(from: start + width - 1, through: start, by: -1) {
            text[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
}
