import Contracts

/// What the desk adds to the acts of a credit repair (domain D.5): who decides and by which rule, what the rules of the
/// channels say, who is told, and what happens on each channel.
extension Preparation {
    func routed(_ content: JSONValue) -> JSONValue {
        let targets = RepairTarget.all(content["targets"], context).compactMap(\.self)
        let owners = CaseFile.distinct(targets.map(\.file.owner))
        guard owners.count == 1, let owner = owners.first,
            let rule = targets.first?.rules(context, on: context.today).first(where: { $0.part == .own })
        else { return content }
        let recogniser = context.offices.heir(of: owner)
        let isOwed = rule.deadlines?.answer != nil && recogniser != context.own.id
        return read(targets, content).merging(
            .members([
                ("recogniser", .string(recogniser.description)), ("repairRule", .string(rule.id)),
                ("answerOwed", isOwed ? true : nil),
            ]))
    }

    /// What each rule says today.
    func reread(_ content: JSONValue) -> JSONValue { read(targets, content) }

    /// Who is told of the decision, and what it does to each target on each channel.
    func resulting(_ content: JSONValue) -> JSONValue {
        let holds = file?.facts["repairConflictDecided"]?["choice"] == "holdElsewhere"
        let effects = readings(targets).map { $0.effect(holdsElsewhere: holds) }
        return reread(content).setting("effects", .array(effects)).setting(
            "recipients", CaseFile.texts(receivers(content)))
    }

    /// The objection as it was recorded.
    func objection(_ content: JSONValue) -> JSONValue {
        let recorded = file?.facts["repairObjectionReceived"]
        return content.merging(
            .members([("receivedOn", recorded?["receivedOn"]), ("reason", recorded?["reason"])]))
    }

    /// Until when false material bars another repair (RP-09), and what becomes of each target.
    func barred(_ content: JSONValue) -> JSONValue {
        let effects = file.map { RevocationEffect.all(of: $0, context) } ?? []
        let content = content.setting("effects", .array(effects.map(\.json)))
        let rule = context.rules.deadlines.first { $0.id == "RP-09" && $0.validity.contains(context.today) }
        let due = rule?.term(from: context.now).due(context.rules.calendar)
        return due.map { content.setting("barredUntil", .string($0.day.description)) } ?? content
    }

    private var targets: [RepairTarget] { RepairTarget.all(file?.facts["targets"], context).compactMap(\.self) }

    private func readings(_ targets: [RepairTarget]) -> [RepairReading] {
        targets.flatMap { $0.readings(context, on: context.today) }
    }

    private func read(_ targets: [RepairTarget], _ content: JSONValue) -> JSONValue {
        content.setting("readings", .array(readings(targets).map(\.json)))
    }

    /// Who took the application in, the public platforms, whoever has acted on a target, and whom the officer names; the
    /// deciding office itself stops in the same transaction.
    private func receivers(_ content: JSONValue) -> [OfficeID] {
        let named = (content["receivers"]?.array ?? []).compactMap { $0.string.flatMap { OfficeID($0) } }
        let platforms = context.offices.activeOffices.map(\.id).filter {
            context.offices.profile($0)?.agency == "credit-platform"
        }
        let acting = targets.flatMap { target in target.file.parts.compactMap { OfficeID($0.key) } }
        let all = [file?.owner].compactMap(\.self) + platforms + acting + named
        return CaseFile.distinct(all.map { context.offices.heir(of: $0) }).filter {
            $0 != context.own.id && context.offices.profile($0)?.isActive == true
        }
    }
}
