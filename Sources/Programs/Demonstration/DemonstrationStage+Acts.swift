import Casework
import Contracts

// What the acts share beside orders and waiting.

extension DemonstrationStage {
    /// An officer of an agency with a role who is not `other`.
    func person(
        _ agency: String, _ role: Role, not other: DemonstrationHouse.Person
    ) throws(DemonstrationFailure) -> DemonstrationHouse.Person {
        let office = try house.office(agency).id
        let fitting = house.people.first { $0.office == office && $0.roles.contains(role.rawValue) && $0 != other }
        guard let fitting else { throw DemonstrationFailure("\(office) 没有另一名角色为 \(role.rawValue) 的人员") }
        return fitting
    }

    /// The id of an agency's office; empty for none.
    func officeID(_ agency: String) -> String {
        house.offices.first { $0.agency == agency }?.id.description ?? ""
    }

    /// The state of one part of a case.
    func part(_ file: JSONValue, _ key: String) -> String? { file["facts"]?["parts"]?[key]?["state"]?.string }

    /// Tells the whole case from an office's ledger.
    func tell(_ title: String, of id: String, at person: DemonstrationHouse.Person) async throws {
        narrator.story(title, caseID: id, CaseStory(entries: try await timeline(id, at: person)))
    }

    /// Tells until when something must be done.
    func showDue(_ key: String, _ words: String, of id: String, at person: DemonstrationHouse.Person) async throws {
        let due = try await until("案件 \(id) 的期限 \(key)") {
            let deadlines = try await caseFile(id, at: person)?["deadlines"]?.array ?? []
            return deadlines.last { $0["key"]?.string == key }?["due"]?.string
        }
        narrator.done("\(words)：\(CaseStory.minute(due)) 止")
    }
}

// MARK: - Import

extension DemonstrationStage {
    /// Uploads a file and waits until all its rows are checked.
    func upload(_ content: [UInt8], by officer: DemonstrationHouse.Person) async throws -> JSONValue {
        let sent = try await ask(
            "POST", officer.office, "/api/v1/imports?name=penalties-utf8.csv", token: officer.token, content: content,
            type: "text/csv")
        guard sent.isDone, let id = sent.body["id"]?.string else {
            throw DemonstrationFailure("上传未成：\(sent.code) \(sent.words)")
        }
        return try await until("导入批次 \(id) 检查完毕") {
            let batch = try await ask("GET", officer.office, "/api/v1/imports/\(id)", token: officer.token)
            return batch.isDone && batch.body["state"]?.string != "checking" ? batch.body : nil
        }
    }

    /// Releases a batch.
    ///
    /// - Returns: how many publication cases it made.
    func release(_ id: String, by officer: DemonstrationHouse.Person) async throws -> Int64 {
        let answer = try await ask(
            "POST", officer.office, "/api/v1/imports/\(id)/release", token: officer.token, content: Array("{}".utf8))
        guard answer.isDone else { throw DemonstrationFailure("放行未成：\(answer.code) \(answer.words)") }
        return answer.body["released"]?.integer ?? 0
    }

    /// The publication case of an imported decision.
    func publication(of decisionNo: String) async throws -> PublicationCase {
        let officer = try house.person("market-regulation", .handler)
        return try await until("公示案件 \(decisionNo)") {
            let list = try await ask(
                "GET", officer.office, "/api/v1/cases?kind=publication&limit=100", token: officer.token)
            for row in list.body["cases"]?.array ?? [] {
                guard let id = row["id"]?.string, let file = try await caseFile(id, at: officer),
                    let record = file["facts"]?["record"], record["decisionNo"]?.string == decisionNo,
                    let uscc = record["uscc"]?.string
                else { continue }
                return PublicationCase(id: id, decisionNo: decisionNo, uscc: uscc, record: record)
            }
            return nil
        }
    }
}

// MARK: - The public feed

extension DemonstrationStage {
    /// The credit feed's office.
    var feed: OfficeID? { house.offices.first { $0.agency == "credit-platform" }?.id }

    /// Waits until the public sees a version of a publication.
    func shown(_ publication: PublicationCase, version: Int64) async throws -> JSONValue {
        try await until("信用平台显示 \(publication.decisionNo) 第 \(version) 版") {
            try await publicItem(of: publication.id, uscc: publication.uscc).flatMap { $0["version"]?.integer == version ? $0 : nil }
        }
    }

    /// Waits until the public sees only that a publication was withdrawn.
    func withdrawn(_ publication: PublicationCase) async throws {
        _ = try await until("信用平台显示 \(publication.decisionNo) 已撤回") {
            try await publicItem(of: publication.id, uscc: publication.uscc).flatMap { $0["state"]?.string == "withdrawn" ? $0 : nil }
        }
    }

    /// What the public sees of a publication case; nil while that is nothing.
    func publicItem(of caseID: String, uscc: String) async throws -> JSONValue? {
        guard let feed else { return nil }
        let answer = try await ask("GET", feed, "/api/v1/subjects/\(uscc)")
        return (answer.body["publications"]?.array ?? []).first { $0["caseId"]?.string == caseID }
    }
}

// MARK: - Health

extension DemonstrationStage {
    /// Whether anybody answers at an office's address.
    func isAnswering(_ office: OfficeID) async throws -> Bool {
        try await probe(office, "/healthz").status != 0
    }

    /// Whether an office says that it can work.
    func isReady(_ office: OfficeID) async throws -> Bool {
        try await probe(office, "/readyz").status == 200
    }
}
