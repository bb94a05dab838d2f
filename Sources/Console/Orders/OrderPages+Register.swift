import Accounts
import Casework
import Contracts
import Hummingbird
import Logging
import OfficeAPI
import Registers
import Web
import Workers

/// The button 查登记库 of a form: a press that shows the form again, filled as far as the register of firms knows.
extension OrderPages {
    /// The register, where there is one and the officer may ask it. One that cannot be read is as good as none: forms go on.
    func register(_ visit: Console.Visit) async -> RegisterDesk? {
        guard visit.rights.contains(.searchSubjects), let book = console.backend.register else { return nil }
        do {
            return try await Aside.run { try book.extract().map { RegisterDesk(book: book, extract: $0) } }
        } catch {
            warn(error)
            return nil
        }
    }

    private func warn(_ error: any Error) {
        let path = console.backend.register?.path ?? ""
        console.backend.logger.warning(
            "the register of firms cannot be read", metadata: ["file": "\(path)", "reason": "\(error)"])
    }

    /// `look parties[0]`, `pick 91510104XT00010175 parties[0]`: the path is last, and may be empty.
    private struct Press {
        let key: String?
        let path: String

        init?(_ action: String) {
            let words = action.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            switch (words.first, words.count) {
            case ("look", 2): (key, path) = (nil, words[1])
            case ("pick", 3): (key, path) = (words[1], words[2])
            default: return nil
            }
        }
    }

    /// What a form shows after a press of one of its buttons; the look that an officer asked for is written down first, and
    /// nothing is told of a party that was not asked for.
    func looked(
        _ form: OrderForm, _ values: FormValues, _ action: String, _ request: Request, _ context: WebContext
    ) async throws -> (FormValues, [String: RegisterFinding]) {
        guard let desk = form.register else { return (values, [:]) }
        let fields = form.fields
        let press = Press(action)
        let group = press.flatMap { press in PartyGroup.all(fields, values).first { $0.path == press.path } }
        if let group, let subject = asked(press?.key, group, values) {
            try await console.backend.record(.registerSearched, subject: subject, request, context)
        }
        do {
            return try await Aside.run {
                var values = try desk.remarked(values, fields)
                var findings: [String: RegisterFinding] = [:]
                if let group {
                    findings[group.path] =
                        try press?.key.map { try desk.pick($0, group, &values) } ?? desk.look(group, &values)
                }
                return (values, findings)
            }
        } catch let fault as RegisterFault {
            warn(fault)
            return (values, group.map { [$0.path: RegisterFinding.unreadable] } ?? [:])
        }
    }

    /// What is looked for; nil for nothing, and for a person, who is not looked for and whose number no log has.
    private func asked(_ key: String?, _ group: PartyGroup, _ values: FormValues) -> String? {
        let words = [key ?? "", values[group.code], values[group.name]].map { HalfWidth.trimmed($0) }
        let asked = words.first { !$0.isEmpty } ?? ""
        return asked.isEmpty || RegisterDesk.isPerson(group, values, picking: key) ? nil : asked
    }

    /// What is sent says how the register has each party; without a register that can be read, nothing.
    func marked(_ form: OrderForm, _ values: FormValues) async throws -> FormValues {
        let (desk, fields) = (form.register, form.fields)
        do {
            return try await Aside.run { try RegisterDesk.marked(desk, values, fields) }
        } catch let fault as RegisterFault {
            warn(fault)
            return try RegisterDesk.marked(nil, values, fields)
        }
    }
}
