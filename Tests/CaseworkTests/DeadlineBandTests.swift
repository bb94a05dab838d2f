import Casework
import Contracts
import Testing

/// Where an open deadline lies, to the millisecond.
struct DeadlineBandTests {
    private static let now = Moment(milliseconds: 1_790_000_000_000)

    /// A moment so many days and milliseconds before now.
    private static func ago(_ days: Int64, _ milliseconds: Int64 = 0) -> Moment {
        Moment(milliseconds: now.milliseconds - days * 86_400_000 - milliseconds)
    }

    @Test(arguments: [
        (ago(0), DeadlineBand.dueSoon), (ago(0, 1), .overdueUnder1Day), (ago(1, -1), .overdueUnder1Day),
        (ago(1), .overdue1To3Days), (ago(4, -1), .overdue1To3Days), (ago(4), .overdue4To7Days),
        (ago(8, -1), .overdue4To7Days), (ago(8), .overdue8To30Days), (ago(31, -1), .overdue8To30Days),
        (ago(31), .overdueOver30Days), (ago(4000), .overdueOver30Days), (ago(-3), .dueSoon), (ago(-3, -1), .later),
    ])
    func `each band begins and ends where its name says`(due: Moment, band: DeadlineBand) {
        #expect(DeadlineBand(due: due, at: DeadlineBandTests.now) == band)
    }

    @Test func `what has no end is suspended, and only what has ended is overdue`() {
        #expect(DeadlineBand(due: nil, at: DeadlineBandTests.now) == .paused)
        for days in Int64(-40)...40 {
            let due = DeadlineBandTests.ago(days, 7)
            #expect(DeadlineBand(due: due, at: DeadlineBandTests.now).isOverdue == (due < DeadlineBandTests.now))
        }
    }

    @Test func `bands of later ends never lie before those of earlier ones`() throws {
        let order = DeadlineBand.allCases
        var last = 0
        for hours in stride(from: Int64(900), through: -200, by: -1) {
            let due = Moment(milliseconds: DeadlineBandTests.now.milliseconds - hours * 3_600_000)
            let place = try #require(order.firstIndex(of: DeadlineBand(due: due, at: DeadlineBandTests.now)))
            #expect(place >= last)
            last = place
        }
    }
}
