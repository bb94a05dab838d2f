import Casework
import Contracts

/// Every office has the same lists: after three of them were killed, and after somebody changed a row of a ledger by hand.
enum EqualityAct {
    static let title = "名单一致：终止三个单位，改动一份名单"

    private static let killed = ["tax", "customs", "cyberspace"]
    private static let spoilt = "customs"

    static func play(on stage: DemonstrationStage) async throws {
        stage.narrator.act(title)
        let tax = try stage.house.person("tax", .handler)
        let entry = try await entryInForce(on: stage, by: tax)
        try await restart(killed, on: stage) { _ in }
        stage.narrator.done("税务、海关、网信三个单位的服务被强行终止（SIGKILL）后重新启动")
        try await compare(on: stage, "三个单位重新启动之后")
        try await restart([spoilt], on: stage) { ledger in
            try BareDatabase(ledger).execute(
                "UPDATE list_entry SET version = version + 7, in_force = 0 WHERE entry = '\(entry)'")
        }
        stage.narrator.done("有人在海关停机时用 SQL 把条目 \(entry) 改成了“已移出”")
        let finding = try await mended(entry, on: stage)
        stage.narrator.check(
            "被改动的名单定位到条目并恢复", passed: finding["outcome"]?.string == "mendedFromJournal",
            "\(finding["list"]?.string ?? "") \(entry)：按本单位日志恢复")
        try await compare(on: stage, "被改动的条目恢复之后")
        try await lookBack(on: stage)
    }

    // MARK: Steps

    private static func entryInForce(
        on stage: DemonstrationStage, by officer: DemonstrationHouse.Person
    ) async throws -> String {
        let path = "/api/v1/cases?kind=listEntry&state=published&limit=10"
        let rows = try await stage.ask("GET", officer.office, path, token: officer.token)
        guard let id = rows.body["items"]?.array?.first?["caseId"]?.string else {
            throw DemonstrationFailure("没有仍在名单内的条目")
        }
        return id
    }

    /// Kills the processes, lets `meanwhile` at each ledger, starts them again and waits until they serve.
    static func restart(
        _ agencies: [String], on stage: DemonstrationStage, _ meanwhile: (String) throws -> Void
    ) async throws {
        let offices = try agencies.map { try stage.house.office($0) }
        for office in offices { _ = await stage.crew.bringDown(office.shortName) }
        for office in offices { try meanwhile(stage.house.ledger(of: office)) }
        for office in offices {
            for program in stage.house.officePrograms where program.name == office.shortName {
                try await stage.crew.bringUp(program)
            }
        }
        for office in offices {
            _ = try await stage.until("\(office.shortName)重新就绪") { await stage.isReady(office.id) ? true : nil }
        }
    }

    private static func comparison(
        at office: String, on stage: DemonstrationStage
    ) async throws -> JSONValue {
        let officer = try stage.house.person(office, .handler)
        return try await stage.ask("GET", officer.office, "/api/v1/lists/compare", token: officer.token).body
    }

    /// Waits until each of the six offices has heard from all others that their lists are the same as its own.
    private static func compare(on stage: DemonstrationStage, _ when: String) async throws {
        let offices = ["market-regulation", "tax", "customs", "cyberspace", "police", "procuratorate"]
        var roots: Set<String> = []
        for office in offices {
            roots.formUnion(
                try await stage.until("\(office) 与其他单位的名单根一致", rounds: 3) { () -> [String]? in
                    let lists = try await comparison(at: office, on: stage)["lists"]?.array ?? []
                    let copies = lists.flatMap { $0["offices"]?.array ?? [] }
                    guard !copies.isEmpty, copies.allSatisfy({ $0["standing"]?.string == "equal" }) else { return nil }
                    return lists.map { "\($0["list"]?.string ?? "") \($0["root"]?.string?.prefix(12) ?? "无在列条目")" }
                })
        }
        stage.narrator.check("六个单位的名单根一致：\(when)", passed: !roots.isEmpty, roots.sorted().joined(separator: "，"))
    }

    private static func mended(_ entry: String, on stage: DemonstrationStage) async throws -> JSONValue {
        try await stage.until("海关发现并恢复被改动的条目", rounds: 2) {
            try await comparison(at: spoilt, on: stage)["findings"]?.array?.first { $0["entry"]?.string == entry }
        }
    }

    /// What the police knew of the firm that was listed and taken off again, on three days.
    private static func lookBack(on stage: DemonstrationStage) async throws {
        let police = try stage.house.person("police", .handler)
        let code = DemonstrationParties.dishonest["uscc"]?.string ?? ""
        var said: [Bool] = []
        for (day, known) in [
            ("2026-08-14", "2026-08-14"), ("2026-08-18", "2026-08-14"), ("2026-08-18", "2026-08-20"),
        ] {
            let answer = try await stage.ask(
                "GET", police.office, "/api/v1/subjects/\(code)?asOf=\(day)&knownAt=\(known)", token: police.token)
            said.append(answer.body["isListed"]?.bool ?? false)
            let proof = (answer.body["entries"]?.array ?? []).flatMap { $0["proof"]?.array ?? [] }
            stage.narrator.done("\(answer.body["answer"]?.string ?? answer.words) 证明函件 \(proof.count) 件")
        }
        stage.narrator.check(
            "某日是否在名单内、当时是否知道", passed: said == [true, true, false],
            "再查：liandong subject show \(code) --as-of 2026-08-18 --known-at 2026-08-14")
    }
}
