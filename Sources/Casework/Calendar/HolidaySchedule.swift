package import Contracts

/// The State Council's schedule of days off and make-up work days for one year (国务院办公厅节假日安排).
package struct HolidaySchedule: Hashable, Sendable {
    /// The year the schedule was published for.
    package let year: Int
    /// Days off, ascending. They lie in `year`, or in the December before it.
    package let daysOff: [CivilDate]
    /// Saturdays and Sundays that are worked (调休), ascending.
    package let makeUpDays: [CivilDate]

    /// A schedule; the days may come in any order.
    package init(year: Int, daysOff: [CivilDate], makeUpDays: [CivilDate]) {
        self.year = year
        self.daysOff = daysOff.sorted()
        self.makeUpDays = makeUpDays.sorted()
    }
}
