import Casework
import Contracts
import Offices
import Pages

/// The directory in force: the offices, and when their keys end.
struct DirectoryTable: Sendable {
    let visit: Console.Visit

    /// Days before an end that are warned of.
    static let daysBefore = 30

    /// The colour of an end by how near it is.
    func tone(until end: Moment?) -> Badge.Tone {
        guard let end else { return .bad }
        let days = (end.milliseconds - visit.clocks.machine.milliseconds) / 86_400_000
        return days < 0 ? .bad : days < Int64(DirectoryTable.daysBefore) ? .warn : .good
    }

    /// The ends of an office's keys: the last of those that were not revoked.
    func ends(_ office: DirectoryOffice) -> [Moment?] {
        [
            office.keys.filter { $0.revokedAt == nil }.map(\.validTo).max(),
            office.sealingKeys.filter { $0.revokedAt == nil }.map(\.validTo).max(),
        ]
    }

    /// When an office's keys for signing and for sealing end.
    func keyCells(_ office: DirectoryOffice) -> [TableValue.Cell] {
        ends(office).map { end in .init("", badge: Badge(end?.civilDate.description ?? "没有", tone(until: end))) }
    }

    /// All offices.
    var table: TableValue {
        let headings = [
            Words("单位", "Office"), Words("机关", "Agency"), Words("层级", "Level"), Words("地区", "Region"),
            Words("上级", "Superior"), Words("状态", "State"), Words("签名密钥至", "Signing key until"),
            Words("加密密钥至", "Sealing key until"),
        ]
        let rows = (visit.directory?.offices ?? []).sorted { $0.id < $1.id }.map { office -> [TableValue.Cell] in
            let profile = office.profile
            return [
                .init(profile.name, note: office.id.description, isChinese: true), .init(profile.agency),
                .init(DirectoryTable.title(profile.level), isChinese: true), .init(profile.region),
                .init(profile.superior.map { visit.name(of: $0) } ?? "", isChinese: true),
                .init("", badge: office.status == .active ? Badge("在用", .good) : Badge("已撤并", .gone)),
            ] + (office.status == .active ? keyCells(office) : [.init(""), .init("")])
        }
        return TableValue(visit.columns(headings), rows)
    }

    private static func title(_ level: OfficeProfile.Level) -> String {
        switch level {
        case .county: "县级"
        case .prefecture: "市级"
        case .province: "省级"
        case .national: "国家级"
        }
    }

    /// What of the directory has ended or ends soon, in words.
    var warnings: [String] {
        guard let directory = visit.directory else { return ["尚无有效目录"] }
        var words: [String] = []
        if tone(until: directory.validUntil) != .good { words.append("目录有效至\(directory.validUntil.civilDate)") }
        for office in directory.offices where office.status == .active {
            for (end, name) in zip(ends(office), ["签名密钥", "加密密钥"]) where tone(until: end) != .good {
                words.append("\(visit.name(of: office.id))的\(name)" + (end.map { "有效至\($0.civilDate)" } ?? "没有登记"))
            }
        }
        return words
    }
}
