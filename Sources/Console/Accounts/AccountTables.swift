import Accounts
import Casework
import Contracts
import Pages

/// Rows and fields that the pages of accounts share.
enum AccountTables {
    /// A token's row.
    static func token(_ token: APIToken, _ visit: Console.Visit, at now: Moment, path: String) -> PageValue {
        let isExpired = token.expiresAt.map { $0 <= now } ?? false
        let state = token.endedAt != nil ? "ended" : isExpired ? "expired" : "live"
        return [
            "account": .text(token.account), "accountURL": .text("/accounts/\(token.account)"),
            "title": .text(token.title), "rights": .text(rights(token, visit)),
            "made": .text(token.madeAt.shortDescription),
            "expires": .text(token.expiresAt?.shortDescription ?? visit.text("noEnd")),
            "used": .text(token.usedAt?.shortDescription ?? visit.text("never")),
            "state": .text(visit.text(state)), "tone": .text(state == "live" ? "good" : "gone"),
            "isLive": .flag(state == "live"), "endURL": .text("\(path)/\(token.number)/end"),
            "formKey": .text(visit.formKey),
        ]
    }

    private static func rights(_ token: APIToken, _ visit: Console.Visit) -> String {
        guard let rights = token.rights else { return visit.text("allRights") }
        return Right.allCases.filter(rights.contains).map(\.title).joined(separator: "、")
    }

    /// A line of a form.
    static func field(
        _ id: String, _ label: String, kind: String = "text", value: String = "", autocomplete: String? = nil,
        maximum: Int = 64, isRequired: Bool = true, hint: String? = nil, error: String? = nil
    ) -> PageValue {
        let described = [hint == nil ? nil : "\(id)-hint", error == nil ? nil : "\(id)-error"].compactMap(\.self)
        return [
            "id": .text(id), "label": .text(label), "hint": .optional(hint), "error": .optional(error),
            "isRequired": .flag(isRequired), "value": .text(value), "maximum": .number(maximum),
            "described": .text(described.joined(separator: " ")), "isLong": false, "isChoice": false, "isLine": true,
            "kind": .text(kind), "autocomplete": .optional(autocomplete), "choices": .none,
        ]
    }

    /// Boxes to tick.
    static func boxes(_ name: String, _ choices: [(id: String, title: String)], ticked: Set<String>) -> PageValue {
        .list(
            choices.map { choice in
                [
                    "name": .text("\(name).\(choice.id)"), "title": .text(choice.title),
                    "isTicked": .flag(ticked.contains(choice.id)),
                ]
            })
    }
}
