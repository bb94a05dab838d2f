package import Contracts
import Foundation
package import Offices

/// The two clocks of a running office. The official one follows a file in a rehearsal, real time otherwise.
package struct OfficeClock: Sendable {
    private let officialFile: String?

    /// `officialFile` holds one line, an instant such as `2026-07-03T16:30:00.000+08:00`, from which official time goes
    /// on as real time does since the file was last written.
    package init(officialFile: String?) {
        self.officialFile = officialFile
    }

    /// Both clocks now. A missing or unreadable file means real time: a rehearsal that forgets its clock must not stop.
    package func now() -> Clocks {
        let machine = OfficeClock.machine()
        return Clocks(official: official(machine) ?? machine, machine: machine, timer: OfficeClock.timer())
    }

    /// What the relay needs: it signs and pauses, and asks nothing of official time, which would cost reading a file.
    package static func relaying() -> Clocks {
        let machine = OfficeClock.machine()
        return Clocks(official: machine, machine: machine, timer: timer())
    }

    /// Time since the machine started, which nobody sets; it goes on while the machine sleeps.
    private static func timer() -> Moment {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Moment(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Real time in whole milliseconds.
    package static func machine() -> Moment {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Moment(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    private func official(_ machine: Moment) -> Moment? {
        guard let officialFile, let content = FileManager.default.contents(atPath: officialFile),
            let set = Moment(String(decoding: content, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)),
            let written = modified(officialFile)
        else { return nil }
        return set + (machine - written)
    }

    private func modified(_ path: String) -> Moment? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        let time = status.st_mtim
        return Moment(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
