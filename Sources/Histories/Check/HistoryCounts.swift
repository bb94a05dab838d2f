import Contracts
import Offices

/// What histories tell, counted.
package struct HistoryCounts: Hashable, Sendable {
    /// Lines.
    package internal(set) var lines: UInt64 = 0
    /// Starts of processes.
    package internal(set) var starts: UInt64 = 0
    /// Restores of backups.
    package internal(set) var restores: UInt64 = 0
    /// Transactions on disk.
    package internal(set) var commits: UInt64 = 0
    /// Transactions whose outcome only the next start told.
    package internal(set) var unfinished: UInt64 = 0
    /// Letters that got a number, or were taken back from a peer.
    package internal(set) var numbered: UInt64 = 0
    /// Numbered letters handed to the bus, repetitions included.
    package internal(set) var published: UInt64 = 0
    /// Letters with an effect.
    package internal(set) var effects: UInt64 = 0
    /// Letters refused by the domain.
    package internal(set) var refused: UInt64 = 0
    /// Letters set aside when they came.
    package internal(set) var aside: UInt64 = 0
    /// Letters tried again, or given up.
    package internal(set) var replayed: UInt64 = 0
    /// Acknowledgements sent.
    package internal(set) var acks: UInt64 = 0
    /// Orders with an answer.
    package internal(set) var orders: UInt64 = 0
    /// Answers told to officers.
    package internal(set) var told: UInt64 = 0
    /// Rungs rung.
    package internal(set) var rungs: UInt64 = 0
    /// Lines torn by the end of a process.
    package internal(set) var torn: UInt64 = 0
    /// Histories that could not be written on.
    package internal(set) var cuts: UInt64 = 0
    /// Journal rows that were written while no process ran, by an administrator's command.
    package internal(set) var offlineRows: UInt64 = 0

    mutating func note(_ disposition: Disposition) {
        switch disposition {
        case .effect: effects += 1
        case .refused: refused += 1
        case .parked, .quarantined: aside += 1
        case .discarded: break
        }
    }

    mutating func add(_ other: HistoryCounts) {
        lines += other.lines
        starts += other.starts
        restores += other.restores
        commits += other.commits
        unfinished += other.unfinished
        numbered += other.numbered
        published += other.published
        effects += other.effects
        refused += other.refused
        aside += other.aside
        replayed += other.replayed
        acks += other.acks
        orders += other.orders
        told += other.told
        rungs += other.rungs
        torn += other.torn
        cuts += other.cuts
        offlineRows += other.offlineRows
    }

    /// Each count with its name, in order.
    package var named: [(name: String, words: String, count: UInt64)] {
        [
            ("lines", "行", lines), ("starts", "启动", starts), ("restores", "恢复备份", restores),
            ("commits", "提交", commits), ("unfinished", "中断的提交", unfinished), ("numbered", "编号的函件", numbered),
            ("published", "发布（含重发）", published), ("effects", "生效", effects), ("refused", "拒绝", refused),
            ("aside", "搁置或者隔离", aside), ("replayed", "重放或者废弃", replayed), ("acks", "确认", acks),
            ("orders", "办理", orders), ("told", "答复办成", told), ("rungs", "期限提示", rungs), ("torn", "撕断的行", torn),
            ("cuts", "记录中断", cuts), ("offlineRows", "停机时写入的流水", offlineRows),
        ]
    }
}
