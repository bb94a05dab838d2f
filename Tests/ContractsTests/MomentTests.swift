import Contracts
import Testing

/// Instants and civil days with a fixed +08:00, without a time-zone database (design section 4, two clocks).
struct MomentTests {
    @Test(arguments: [
        ("2026-07-03T16:30:00.000+08:00", "2026-07-03T16:30:00.000+08:00"),
        ("2026-07-03T08:30:00Z", "2026-07-03T16:30:00.000+08:00"),
        ("2026-07-03T08:30:00.1239Z", "2026-07-03T16:30:00.123+08:00"),
        ("2026-07-02T20:30:00.5-12:00", "2026-07-03T16:30:00.500+08:00"),
        ("2026-07-03 16:30:00+08:00", "2026-07-03T16:30:00.000+08:00"),
        ("1969-12-31T23:59:59.999Z", "1970-01-01T07:59:59.999+08:00"),
        ("2024-02-29T23:59:59.999999999+08:00", "2024-02-29T23:59:59.999+08:00"),
        ("1900-01-01T00:00:00+08:00", "1900-01-01T00:00:00.000+08:00"),
        ("2026-12-31T16:00:00Z", "2027-01-01T00:00:00.000+08:00"),
    ])
    func `an instant with any offset is written with +08 00`(_ text: String, _ written: String) {
        #expect(Moment(text)?.description == written)
    }

    @Test(arguments: [
        "", "2026-07-03", "2026-07-03T16:30:00", "2026-07-03T16:30Z", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-07-03T24:00:00Z", "2026-07-03T16:60:00Z", "2026-07-03T16:30:60Z", "2026-07-03T16:30:00.Z",
        "2026-07-03T16:30:00.1234567890Z", "2026-07-03T16:30:00+8:00", "2026-07-03T16:30:00+0800",
        "2026-07-03T16:30:00+08:60", "2026-07-03T16:30:00+24:00", "2026-07-03T16:30:00z", "2026-07-03t16:30:00Z",
        "2026/07/03T16:30:00Z", "２026-07-03T16:30:00Z", "2026-07-03T16:30:00Z ", "+026-07-03T16:30:00Z",
    ])
    func `other texts are no instant`(_ text: String) {
        #expect(Moment(text) == nil)
    }

    @Test func `each instant reads back, also before 1970`() {
        var chance = SplitMix(seed: 5)
        for _ in 0..<5000 {
            let moment = Moment(
                milliseconds: Int64.random(in: -60_000_000_000_000...200_000_000_000_000, using: &chance))
            #expect(Moment(moment.description) == moment)
            #expect(moment.civilDate.start <= moment && moment <= moment.civilDate.end)
            #expect((0..<86_400_000).contains(moment.millisecondsOfDay))
        }
    }

    /// Year, month, day and clock from `components` and plain division, padded with zeros.
    private static func spelled(_ moment: Moment) -> String {
        func digits(_ number: Int64, _ width: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
        }
        let (day, rest) = (moment.civilDate.components, moment.millisecondsOfDay)
        let date = [digits(Int64(day.year), 4), digits(Int64(day.month), 2), digits(Int64(day.day), 2)]
        let clock = [digits(rest / 3_600_000, 2), digits(rest / 60_000 % 60, 2), digits(rest / 1000 % 60, 2)]
        return date.joined(separator: "-") + "T" + clock.joined(separator: ":") + "."
            + digits(rest % 1000, 3) + "+08:00"
    }

    @Test(arguments: [
        -60_000_000_000_000...200_000_000_000_000, -62_200_000_000_000 ... -62_160_000_000_000,
        253_402_200_000_000...253_402_400_000_000, -9_000_000_000_000_000...9_000_000_000_000_000,
    ])
    func `each instant is spelled as its parts say, in any year`(_ range: ClosedRange<Int64>) {
        var chance = SplitMix(seed: 6)
        for _ in 0..<5000 {
            let moment = Moment(milliseconds: Int64.random(in: range, using: &chance))
            #expect(moment.description == MomentTests.spelled(moment))
            #expect(moment.civilDate.description == String(moment.description.prefix { $0 != "T" }))
        }
    }

    @Test func `for people an instant has minutes in China`() throws {
        #expect(try #require(Moment("2026-07-03T08:30:59Z")).shortDescription == "2026-07-03 16:30")
    }
}

/// Days of the Gregorian calendar.
struct CivilDateTests {
    @Test func `each day of 400 years follows the one before and reads back`() throws {
        let first = try #require(CivilDate("1800-01-01"))
        var before = first
        for count in 1...146_097 {
            let day = CivilDate(dayNumber: first.dayNumber + count)
            let (old, new) = (before.components, day.components)
            let isNextDay = new.year == old.year && new.month == old.month && new.day == old.day + 1
            let isNextMonth = new.day == 1 && (new.month == old.month + 1 || (new.month == 1 && old.month == 12))
            #expect(isNextDay != isNextMonth && day.weekday == before.weekday % 7 + 1)
            if count % 97 == 0 { #expect(CivilDate(day.description) == day) }
            before = day
        }
        #expect(before.description == "2200-01-01")
    }

    @Test(arguments: [
        ("1970-01-01", 0, 4), ("2000-02-29", 11_016, 2), ("2024-12-31", 20_088, 2), ("2026-07-04", 20_638, 6),
        ("1969-12-31", -1, 3), ("0001-01-01", -719_162, 1),
    ])
    func `a day has its number and weekday`(_ text: String, _ number: Int, _ weekday: Int) throws {
        let day = try #require(CivilDate(text))
        #expect(day.dayNumber == number)
        #expect(day.weekday == weekday)
    }

    @Test(arguments: [
        "", "2026-2-3", "2026-02-29", "1900-02-29", "2026-04-31", "2026-00-10", "2026-10-00", "0000-01-01",
        "2026-10-1a", "20261001", "2026-10-01 ", "-026-10-01",
    ])
    func `other texts are no day`(_ text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test(arguments: [
        ("2026-08-31", 1, "2026-09-30"), ("2024-01-31", 1, "2024-02-29"), ("2026-01-31", 13, "2027-02-28"),
        ("2026-03-31", -1, "2026-02-28"), ("2024-02-29", 12, "2025-02-28"), ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-15", -1, "2025-12-15"), ("2026-05-20", 0, "2026-05-20"),
    ])
    func `months later is the same day, or the month's last`(_ text: String, _ months: Int, _ later: String) throws {
        #expect(try #require(CivilDate(text)).adding(months: months).description == later)
    }

    @Test func `a day in China begins at 16 00 UTC of the day before`() throws {
        let day = try #require(CivilDate("2026-07-04"))
        #expect(day.start == Moment("2026-07-03T16:00:00Z"))
        #expect(day.end == Moment("2026-07-04T15:59:59.999Z"))
    }
}
