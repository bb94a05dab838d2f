import Casework
import Contracts

// What the offices and the public see of the same thing.

extension FinalChecks {
    /// The list entries in force, as each office has them, must be the same.
    static func checkLists(_ stage: DemonstrationStage) async throws {
        var seen: [(OfficeID, JSONValue)] = []
        for office in stage.house.offices where office.agency != "credit-platform" {
            let officer = try stage.house.person(office.agency, .handler)
            let status = try await stage.ask("GET", office.id, "/api/v1/status", token: officer.token)
            seen.append((office.id, status.body["listRoots"] ?? .null))
        }
        let first = seen.first?.1
        let differing = seen.filter { $0.1 != first }.map(\.0.description)
        let roots = first?.array ?? []
        stage.narrator.check(
            "名单根一致", passed: differing.isEmpty && !roots.isEmpty,
            differing.isEmpty
                ? "六个单位相同：\(roots.map { summary(of: $0) }.joined(separator: "，"))"
                : "与市场监管不同：\(differing.joined(separator: "、"))")
    }

    private static func summary(of root: JSONValue) -> String {
        "\(root["list"]?.string ?? "") \(root["count"]?.integer ?? 0) 户 \(root["root"]?.string?.prefix(12) ?? "")…"
    }

    /// The feed must show each publication in the version, state and words that its owner's ledger has.
    static func checkFeed(_ stage: DemonstrationStage) async throws {
        let officer = try stage.house.person("market-regulation", .handler)
        let listed = try await stage.ask(
            "GET", officer.office, "/api/v1/cases?kind=publication&limit=100", token: officer.token)
        var shown = 0
        var wrong: [String] = []
        for row in listed.body["cases"]?.array ?? [] {
            guard let id = row["id"]?.string, let file = try await stage.caseFile(id, at: officer) else { continue }
            let item = try await stage.publicItem(of: id, uscc: file["facts"]?["record"]?["uscc"]?.string ?? "")
            if item != nil { shown += 1 }
            if let difference = difference(file, item) { wrong.append("\(id)：\(difference)") }
        }
        stage.narrator.check(
            "信用平台与台账一致", passed: wrong.isEmpty && shown > 0,
            wrong.isEmpty ? "公示 \(shown) 件，未公示的均不可见" : wrong.joined(separator: "；"))
    }

    private static func difference(_ file: JSONValue, _ item: JSONValue?) -> String? {
        let state = file["state"]?.string ?? ""
        let isPublic = state == "published" || state == "withdrawn"
        guard let item else { return isPublic ? "应公示而不可见" : nil }
        guard isPublic else { return "未公示而可见" }
        guard item["state"]?.string == state else { return "状态 \(item["state"]?.string ?? "") 应为 \(state)" }
        guard item["version"] == file["facts"]?["version"] else { return "版本不同" }
        guard state == "published" else { return item["payload"] == nil ? nil : "撤回后仍有内容" }
        return item["payload"] == file["facts"]?["payload"] ? nil : "内容不同"
    }
}
