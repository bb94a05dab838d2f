import Contracts

/// Which row stands for which stream; a few hundred at most.
struct StreamRows {
    private var rows: [StreamName: Int64] = [:]

    func row(of name: StreamName) -> Int64? { rows[name] }

    mutating func remember(_ name: StreamName, _ row: Int64) { rows[name] = row }
}
