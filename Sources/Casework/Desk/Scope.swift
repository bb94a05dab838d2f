package import Contracts

/// Which cases an officer may see at an office: computed once for a request, and asked for by every query, so that none can
/// forget it. Nobody has no scope and sees all: without one there is an error (practice.md 7, number 67).
package enum Scope: Hashable, Sendable {
    /// All that the office knows: officers of the office's own region or of one above it, and the office's own work.
    case office
    /// A region below the office's: cases that an office of the region opened, and those about firms registered there.
    case region(RegionCode)

    /// The scope of an officer.
    ///
    /// - Parameters:
    ///   - officer: who asks.
    ///   - office: six digits of GB/T 2260, where the office is.
    /// - Throws: `SCOPE_MISSING` for an officer without a region, or of a region that has nothing to do with the office's.
    package init(_ officer: Officer, at office: String) throws(Refusal) {
        guard let own = RegionCode(office), let region = RegionCode(officer.region) else {
            throw Scope.missing(officer, "没有填写有效的所属区域")
        }
        if region.contains(own) {
            self = .office
        } else if own.contains(region) {
            self = .region(region)
        } else {
            throw Scope.missing(officer, "所属区域（\(officer.region)）不在本单位辖区（\(office)）内")
        }
    }

    /// Whether a case is in it, by its id, which begins with the office that opened it, and its subject's code.
    package func covers(_ id: CaseID, subject: String) -> Bool {
        guard case .region(let region) = self else { return true }
        return id.office.description.hasPrefix(region.stem)
            || (subject.utf8.count == 18 && subject.dropFirst(2).hasPrefix(region.stem))
    }

    private static func missing(_ officer: Officer, _ reason: String) -> Refusal {
        Refusal(
            code: "SCOPE_MISSING", text: "账号“\(officer.id)”\(reason)，没有可以查看的范围，请系统管理员核对账号的所属区域。")
    }
}

extension RegionCode {
    /// The digits that a region shares with all that lie in it: none, two, four or six.
    package var stem: String {
        switch level {
        case .national: ""
        case .province: String(description.prefix(2))
        case .prefecture: String(description.prefix(4))
        case .county: description
        }
    }
}
