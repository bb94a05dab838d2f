package import Casework
package import Contracts
import Foundation
import Signing
import Workers

/// What a demonstration plays on: gives orders as officers, waits for what other offices then show, and keeps what it
/// saw. An office that is away is asked again with the same order id until it answers.
package final class DemonstrationStage {
    /// The folder, programs and people.
    package let house: DemonstrationHouse
    /// The processes.
    package let crew: ProcessCrew
    /// What is told.
    package let narrator: Narrator
    private let door = OfficeDoor()

    /// How long one step may take, restarts of killed processes included.
    private let patience: Duration

    /// A stage before these processes.
    package init(
        house: DemonstrationHouse, crew: ProcessCrew, narrator: Narrator, patience: Duration = .seconds(60)
    ) {
        self.house = house
        self.crew = crew
        self.narrator = narrator
        self.patience = patience
    }

    /// Sets official time for all offices; it goes on from there as real time does.
    package func setClock(_ moment: String) throws {
        try SafeFile.replace(house.clock, Array((moment + "\n").utf8), access: .shared)
        narrator.clock(moment)
    }

    /// Asks an office until it answers.
    package func ask(
        _ method: String, _ office: OfficeID, _ path: String, token: String? = nil, content: [UInt8]? = nil,
        type: String = "application/json"
    ) async throws -> OfficeDoor.Answer {
        let end = ContinuousClock.now + patience
        while true {
            let answer = await door.ask(
                method, port: house.port(of: office), path, token: token, content: content, type: type)
            guard answer.isAway else { return answer }
            guard ContinuousClock.now < end else {
                throw DemonstrationFailure("\(office) 没有答复 \(method) \(path)：\(answer.words)")
            }
            try await rest()
        }
    }

    /// Fetches a file from an office.
    func download(_ office: OfficeID, _ path: String, token: String) async throws -> [UInt8] {
        guard let bytes = await door.download(port: house.port(of: office), path, token: token) else {
            throw DemonstrationFailure("\(office) 没有给出 \(path)")
        }
        return bytes
    }

    /// Fetches a file from an office; nil when it is away or says no.
    func downloadOnce(_ office: OfficeID, _ path: String, token: String) async throws -> [UInt8]? {
        await door.download(port: house.port(of: office), path, token: token)
    }

    /// A page as a visitor gets it.
    func page(_ office: OfficeID, _ path: String) async throws -> (status: Int, text: String) {
        try await until("\(office) 给出页面 \(path)") {
            let page = await door.page(port: house.port(of: office), path)
            return page.status == 0 || page.status >= 500 ? nil : page
        }
    }

    /// Asks an office once, without a token.
    package func probe(_ office: OfficeID, _ path: String) async -> OfficeDoor.Answer {
        await door.ask("GET", port: house.port(of: office), path)
    }

    /// Waits until `look` gives something; `rounds` times as long as usual for what goes by the minute.
    package func until<Value>(
        _ what: String, rounds: Int = 1, _ look: () async throws -> Value?
    ) async throws -> Value {
        let patience = patience * rounds
        let end = ContinuousClock.now + patience
        while ContinuousClock.now < end {
            if let value = try await look() { return value }
            try await rest()
        }
        throw DemonstrationFailure("等了 \(patience.components.seconds) 秒仍未出现：\(what)")
    }

    /// A moment's pause, in which killed processes are started again.
    package func rest() async throws {
        try await Task.sleep(for: .milliseconds(50))
        try await crew.tend()
    }
}

// MARK: - Orders

extension DemonstrationStage {
    /// An order of one officer.
    package struct OrderCall: Sendable {
        /// Kind of case.
        package let kind: CaseKind
        /// Name in the workflow's table.
        package let name: String
        /// The case; nil opens one.
        package let caseID: String?
        /// What the order says.
        package let body: JSONValue

        /// An order that is not given yet.
        package init(_ kind: CaseKind, _ name: String, on caseID: String? = nil, _ body: JSONValue = .object([])) {
            self.kind = kind
            self.name = name
            self.caseID = caseID
            self.body = body
        }
    }

    /// Gives an order that must be carried out.
    ///
    /// - Returns: the id of its case.
    @discardableResult
    package func order(_ person: DemonstrationHouse.Person, _ call: OrderCall) async throws -> String {
        let answer = try await give(person, call)
        guard answer.isDone, let id = answer.body["caseId"]?.string ?? call.caseID else {
            throw DemonstrationFailure(
                "\(person.id) 办理 \(call.kind.rawValue) \(call.name) 未成：\(answer.code) \(answer.words)")
        }
        return id
    }

    /// Gives an order that must be refused with one of these reason codes, and tells the refusal.
    func refused(
        _ person: DemonstrationHouse.Person, _ call: OrderCall, _ codes: String..., trying: String
    ) async throws {
        let answer = try await give(person, call)
        guard !answer.isDone, codes.contains(answer.code) else {
            throw DemonstrationFailure(
                "\(person.id) 办理 \(call.name) 应被拒绝（\(codes.joined(separator: "、"))），实为 \(answer.code) \(answer.words)")
        }
        narrator.refusal(by: person, house: house, trying: trying, answer: answer)
    }

    private func give(_ person: DemonstrationHouse.Person, _ call: OrderCall) async throws -> OfficeDoor.Answer {
        let order = JSONValue.members([
            ("orderId", .string(Hexadecimal.encode(RandomBytes.make(16)))), ("kind", .string(call.kind.rawValue)),
            ("caseId", call.caseID.map { .string($0) }), ("name", .string(call.name)), ("body", call.body),
        ])
        return try await ask("POST", person.office, "/api/v1/orders", token: person.token, content: order.bytes)
    }
}

// MARK: - Looking

extension DemonstrationStage {
    /// The case as an office has it; nil while it has none.
    package func caseFile(_ id: String, at person: DemonstrationHouse.Person) async throws -> JSONValue? {
        let answer = try await ask("GET", person.office, "/api/v1/cases/\(id)", token: person.token)
        return answer.isDone ? answer.body : nil
    }

    /// Waits until an office has a case in a state.
    package func until(_ id: String, at person: DemonstrationHouse.Person, state: String) async throws {
        _ = try await until("\(person.office) 的案件 \(id) 到达 \(state)") {
            try await caseFile(id, at: person)?["state"]?.string == state ? true : nil
        }
    }

    /// Waits until an office knows something of a case.
    package func until(
        _ id: String, at person: DemonstrationHouse.Person, _ what: String, _ holds: (JSONValue) -> Bool
    ) async throws {
        _ = try await until("\(person.office) 的案件 \(id) \(what)") {
            try await caseFile(id, at: person).map(holds) == true ? true : nil
        }
    }

    /// What happened in a case, as an office's ledger tells it.
    func timeline(_ id: String, at person: DemonstrationHouse.Person) async throws -> [JSONValue] {
        let answer = try await ask("GET", person.office, "/api/v1/cases/\(id)/timeline", token: person.token)
        guard answer.isDone else {
            throw DemonstrationFailure("\(person.office) 没有给出案件 \(id) 的经过：\(answer.code) \(answer.words)")
        }
        return answer.body["rows"]?.array ?? []
    }
}
