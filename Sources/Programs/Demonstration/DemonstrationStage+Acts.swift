import Casework
package import Contracts

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
    func tell(
        _ title: String, _ kind: CaseKind, of id: String, at person: DemonstrationHouse.Person
    ) async throws {
        let story = CaseStory(try await timeline(id, at: person), kind: kind, house: house)
        narrator.story(title, caseID: id, story)
    }
}

// MARK: - Import

extension DemonstrationStage {
    /// Uploads a file; its rows are checked before the answer.
    func upload(_ content: [UInt8], by officer: DemonstrationHouse.Person) async throws -> JSONValue {
        let sent = try await ask(
            "POST", officer.office, "/api/v1/imports?source=sample&name=penalties-utf8.csv", token: officer.token,
            content: content, type: "text/csv")
        guard sent.isDone else { throw DemonstrationFailure("上传未成：\(sent.code) \(sent.words)") }
        return sent.body
    }

    /// The mistakes of a batch, row by row.
    func importErrors(_ batch: String, by officer: DemonstrationHouse.Person) async throws -> [JSONValue] {
        let shown = try await ask("GET", officer.office, "/api/v1/imports/\(batch)?limit=100", token: officer.token)
        let rows = shown.body["rowResults"]?["items"]?.array ?? []
        return rows.flatMap { $0["errors"]?.array ?? [] }
    }

    /// Releases a batch and waits until all its good rows are recorded; a worker killed on the way is asked again.
    func release(_ batch: String, by officer: DemonstrationHouse.Person) async throws -> JSONValue {
        try await until("导入批次 \(batch) 录入完毕") {
            let path = "/api/v1/imports/\(batch)"
            let shown = try await ask("GET", officer.office, path, token: officer.token)
            guard let release = shown.body["release"], let state = release["state"]?.string else { return nil }
            guard state != "released" else { return release }
            guard state != "releasing" else { return nil }
            _ = try await ask("POST", officer.office, path + "/release", token: officer.token, content: [])
            return nil
        }
    }

    /// How many publication cases market regulation has.
    func publicationCount() async throws -> Int {
        let officer = try house.person("market-regulation", .handler)
        let list = try await ask(
            "GET", officer.office, "/api/v1/cases?kind=publication&limit=100", token: officer.token)
        return list.body["items"]?.array?.count ?? 0
    }

    /// The publication case of an imported decision.
    func publication(of decisionNo: String) async throws -> PublicationCase {
        let officer = try house.person("market-regulation", .handler)
        return try await until("公示案件 \(decisionNo)") {
            let list = try await ask(
                "GET", officer.office, "/api/v1/cases?kind=publication&limit=100", token: officer.token)
            for row in list.body["items"]?.array ?? [] {
                guard let id = row["caseId"]?.string, let file = try await caseFile(id, at: officer),
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

    /// Waits until the public finds a version of a publication under its subject.
    func shown(_ publication: PublicationCase, version: Int64) async throws -> JSONValue {
        try await until("信用平台显示 \(publication.decisionNo) 第 \(version) 版") {
            guard let feed else { return nil }
            let answer = try await ask("GET", feed, "/api/v1/subjects/\(publication.uscc)")
            let items = answer.body["items"]?.array ?? []
            return items.first {
                $0["publicationId"]?.string == publication.id && $0["version"]?.integer == version
            }
        }
    }

    /// Waits until the public sees only that a publication was withdrawn.
    func withdrawn(_ publication: PublicationCase) async throws -> String {
        try await until("信用平台显示 \(publication.decisionNo) 已撤回") {
            switch try await publicView(of: publication.id) {
            case .tombstone(let words): words
            case .shown, .unknown: nil
            }
        }
    }

    /// What the public sees of a publication.
    enum PublicView {
        case shown(JSONValue)
        case tombstone(String)
        case unknown
    }

    /// What the public sees of a publication case.
    func publicView(of caseID: String) async throws -> PublicView {
        guard let feed else { return .unknown }
        let answer = try await ask("GET", feed, "/api/v1/publications/\(caseID)")
        if answer.isDone { return .shown(answer.body) }
        return answer.status == 410 ? .tombstone(answer.words) : .unknown
    }
}

// MARK: - Health

extension DemonstrationStage {
    /// Whether anybody answers at an office's address.
    func isAnswering(_ office: OfficeID) async -> Bool {
        await probe(office, "/healthz").status != 0
    }

    /// Whether an office says that it can work.
    package func isReady(_ office: OfficeID) async -> Bool {
        await probe(office, "/readyz").status == 200
    }
}
