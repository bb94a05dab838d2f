package import Casework
package import Contracts
import Foundation
import Registers
package import Signing
import Tables
import Workers

/// The folder, the programs and the people of a demonstration.
package struct DemonstrationHouse: Sendable {
    /// Somebody of one office.
    package struct Person: Hashable, Sendable {
        /// The office.
        package let office: OfficeID
        /// Officer id.
        package let id: String
        /// Name.
        package let name: String
        /// Roles.
        package let roles: [String]
        /// What proves it to the office's interface.
        package let token: String
        /// What they sign in with at the office's pages; empty when none was handed out.
        package let password: String
    }

    /// What the broker's process is called.
    package static let broker = "开发代理"

    /// Where everything lies.
    package let layout: Provisioning.Layout
    /// The seven offices, in the order of their ports.
    package let offices: [OfficeProfile]
    /// All officers.
    package let people: [Person]
    /// First port; the brokers' is twenty above.
    package let portBase: Int
    /// The folder for the offices' histories; nil for none.
    package let histories: String?
    private let programs: String

    /// The path with no relative part.
    private static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

    /// Makes a fresh house in the folder of the options, or opens the one that is there.
    ///
    /// - Throws: a folder with something else in it, occupied ports, missing programs, what provisioning refuses.
    package static func prepare(
        _ options: Demonstration.Options, at now: Moment
    ) throws -> DemonstrationHouse {
        let folder = absolute(options.folder)
        let layout = Provisioning.Layout(folder)
        if options.keepsState {
            guard isOurs(layout) else {
                throw DemonstrationFailure("\(folder) 里没有以前的演示：去掉 --keep 重新开始")
            }
        } else {
            try clear(layout)
            let rules = try RuleFolder.read(options.deploy + "/rules")
            let plan = Provisioning.Plan(
                namespace: options.cluster?.namespace ?? "liandong", isRehearsal: true, rules: rules,
                bootstrap: options.cluster?.bootstrap ?? "127.0.0.1:\(options.portBase + 20)",
                httpPortBase: options.portBase, officialClock: clock(layout))
            _ = try Provisioning(plan, at: now).make(at: folder)
            try addReviewingHandler(layout)
            try loadRegisters(layout, options.deploy + "/samples/register.csv", at: now)
            try SafeFile.makeFolder(folder + "/logs")
        }
        let histories = options.histories.map { absolute($0) }
        if let histories { try open(histories, keepsState: options.keepsState) }
        return try DemonstrationHouse(
            layout: layout, offices: OfficePlan.demo.map(\.profile), people: readPeople(layout),
            portBase: options.portBase, histories: histories, programs: ownFolder())
    }

    /// The file that sets official time.
    var clock: String { DemonstrationHouse.clock(layout) }

    private static func clock(_ layout: Provisioning.Layout) -> String { layout.path + "/official-clock" }

    /// Only a folder that a demonstration made is ever removed.
    private static func isOurs(_ layout: Provisioning.Layout) -> Bool {
        SafeFile.exists(layout.path + "/logs") && SafeFile.exists(layout.registrar.path)
    }

    private static func clear(_ layout: Provisioning.Layout) throws {
        guard SafeFile.exists(layout.path) else { return }
        guard isOurs(layout) else {
            throw DemonstrationFailure("\(layout.path) 已存在，但不是演示留下的：请用 --folder 指明另一个文件夹")
        }
        try FileManager.default.removeItem(atPath: layout.path)
    }

    /// A fresh house has a history of its own: what an earlier one left under the same names is removed.
    private static func open(_ histories: String, keepsState: Bool) throws {
        try FileManager.default.createDirectory(atPath: histories, withIntermediateDirectories: true)
        guard !keepsState else { return }
        for office in OfficePlan.demo {
            let old = "\(histories)/\(office.profile.id).jsonl"
            if SafeFile.exists(old) { try FileManager.default.removeItem(atPath: old) }
        }
    }

    /// One officer who handles and reviews, to show that nobody reviews their own case.
    private static func addReviewingHandler(_ layout: Provisioning.Layout) throws {
        guard let office = OfficePlan.demo.first?.profile else { return }
        let roles: [Role] = [.handler, .legalReviewer]
        let officer = FirstOfficer(
            id: "\(office.agency)-11", name: "林兼", roles: roles.map(\.rawValue), region: office.region)
        let path = layout.office(office.id) + "/officers.json"
        let register = OfficerRegister(entries: try OfficerRegister.load(path: path).entries + [officer.entry])
        try SafeFile.replace(path, register.bytes, access: .secret)
        let tokens = layout.tokens(office.id)
        let listed = try JSONValue.parse(SafeFile.read(tokens, access: .secret))
        let all = (listed["tokens"]?.array ?? []) + [officer.handOut]
        try SafeFile.replace(
            tokens, Array((listed.setting("tokens", .array(all)).prettyText + "\n").utf8), access: .secret)
    }

    /// The day that the sample of the register tells of.
    private static let registerDay = "2026-06-01"

    /// A small register of firms at each office, in which forms look parties up.
    private static func loadRegisters(_ layout: Provisioning.Layout, _ sample: String, at now: Moment) throws {
        guard let day = CivilDate(registerDay) else { return }
        for office in OfficePlan.demo where office.profile.agency != "credit-platform" {
            let path = layout.office(office.profile.id) + "/register.sqlite"
            _ = try RegisterImport(to: path, day: day, at: now).load(TableReader(FileSource(path: sample)))
        }
    }

    private static func readPeople(_ layout: Provisioning.Layout) throws -> [Person] {
        try OfficePlan.demo.flatMap { plan -> [Person] in
            let listed = try JSONValue.parse(SafeFile.read(layout.tokens(plan.profile.id), access: .secret))
            return (listed["tokens"]?.array ?? []).compactMap { row -> Person? in
                guard let id = row["id"]?.string, let name = row["name"]?.string, let token = row["token"]?.string
                else { return nil }
                return Person(
                    office: plan.profile.id, id: id, name: name,
                    roles: (row["roles"]?.array ?? []).compactMap(\.string), token: token,
                    password: row["password"]?.string ?? "")
            }
        }
    }

    /// The folder of the running executable: the other programs of the package lie beside it.
    private static func ownFolder() throws -> String {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: own).deletingLastPathComponent().path
    }
}

// MARK: - Programs and addresses

extension DemonstrationHouse {
    /// The embedded broker on its port.
    package var brokerProgram: ChildProgram {
        command(
            DemonstrationHouse.broker, log: "broker",
            ["broker", "--port", String(brokerPort), "--directory", layout.registrar.path + "/directory.jsonl"])
    }

    /// The worker or feed of each office.
    package var officePrograms: [ChildProgram] {
        offices.map { office in
            let isFeed = office.agency == "credit-platform"
            return ChildProgram(
                name: office.shortName, path: "\(programs)/\(isFeed ? "credit-feed" : office.agency + "-worker")",
                arguments: ["--config", layout.configuration(office.id)] + historyArguments(of: office.id),
                log: log(office.id.description))
        }
    }

    private func historyArguments(of office: OfficeID) -> [String] {
        histories.map { ["--history", "\($0)/\(office).jsonl"] } ?? []
    }

    /// The verification of an office's ledger.
    func verification(of office: OfficeProfile) -> ChildProgram {
        command(
            "\(office.shortName)台账核验", log: "verify-\(office.id)",
            ["ledger", "verify", "--config", layout.configuration(office.id)])
    }

    /// An office's ledger.
    package func ledger(of office: OfficeProfile) -> String { layout.office(office.id) + "/ledger.sqlite" }

    /// The file that names the running processes.
    package var processList: String { layout.path + "/processes" }

    /// The broker's port.
    package var brokerPort: Int { portBase + 20 }

    /// The office of an agency.
    package func office(_ agency: String) throws(DemonstrationFailure) -> OfficeProfile {
        guard let office = offices.first(where: { $0.agency == agency }) else {
            throw DemonstrationFailure("演示里没有部门 \(agency)")
        }
        return office
    }

    /// Where an office listens.
    func address(of office: OfficeID) -> String { "http://127.0.0.1:\(port(of: office))" }

    /// The port on which an office listens.
    package func port(of office: OfficeID) -> Int { portBase + (offices.firstIndex { $0.id == office } ?? 0) }

    /// The first officer of an agency with a role.
    package func person(_ agency: String, _ role: Role) throws(DemonstrationFailure) -> Person {
        let office = try office(agency).id
        guard let person = people.first(where: { $0.office == office && $0.roles.contains(role.rawValue) }) else {
            throw DemonstrationFailure("\(office) 没有角色为 \(role.rawValue) 的人员")
        }
        return person
    }

    /// The officer who handles and reviews.
    func reviewingHandler() throws(DemonstrationFailure) -> Person {
        guard let person = people.first(where: { $0.roles.count > 1 }) else {
            throw DemonstrationFailure("演示里没有兼任承办和审核的人员")
        }
        return person
    }

    /// An office's short name; its id for one that is not of the demonstration.
    func shortName(of office: String) -> String {
        offices.first { $0.id.description == office }?.shortName ?? office
    }

    /// An officer's name; empty for none.
    func name(of officer: String) -> String { people.first { $0.id == officer }?.name ?? officer }

    /// `liandong` with these arguments; what it writes goes to the log of this name.
    package func command(_ name: String, log: String, _ arguments: [String]) -> ChildProgram {
        ChildProgram(name: name, path: programs + "/liandong", arguments: arguments, log: self.log(log))
    }

    private func log(_ name: String) -> String { "\(layout.path)/logs/\(name).log" }
}
