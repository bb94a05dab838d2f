import Casework
import Contracts
import Foundation
import HTTPTypes
import Testing

/// An officer at a browser without scripts: pages are opened, forms come with what stands in them, and are sent again
/// with what was typed.
struct Seat: Sendable {
    let caller: Caller
    let cookie: String

    init(_ office: OpenOffice, _ role: Role) async throws {
        caller = office.desk.caller
        cookie = try await office.signIn(role)
    }

    func page(_ path: String) async throws -> Answer {
        try await caller.get(path, headers: [.accept: "text/html", .cookie: cookie])
    }

    func send(_ path: String, _ fields: [String: String]) async throws -> Answer {
        try await caller.submit(path, fields.map { ($0.key, $0.value) }, cookie: cookie)
    }

    /// The form at an address as it comes.
    func form(_ path: String) async throws -> Sheet {
        let answer = try await page(path)
        try #require(answer.status == 200, "\(path): \(answer.text)")
        return Sheet(answer.text)
    }

    /// Opens a form, presses its buttons, types, and sends it.
    func fill(_ path: String, press: [String] = [], _ typed: [String: String]) async throws -> Answer {
        var sheet = try await form(path)
        for button in press {
            let answer = try await send(path, sheet.fields.merging(["do": button]) { $1 })
            try #require(answer.status == 200, "\(button): \(answer.text)")
            sheet = Sheet(answer.text)
        }
        return try await send(path, try sheet.typed(typed))
    }

    /// The same, and it must be done: the case that it leads to.
    @discardableResult
    func done(_ path: String, press: [String] = [], _ typed: [String: String]) async throws -> String {
        let answer = try await fill(path, press: press, typed)
        try #require(answer.status == 303, "\(path): \(Sheet.problem(answer.text))")
        let location = try #require(answer.headers[.location])
        let shown = try await page(location)
        #expect(shown.status == 200 && shown.text.contains("已办理："), "\(location)")
        return String(location.dropFirst("/cases/".count).prefix { $0 != "?" })
    }
}

/// The inputs of a page's last form, by name.
struct Sheet: Sendable {
    let fields: [String: String]

    init(_ html: String) {
        let form = html.components(from: "<form method=\"post\"").first { $0.contains("name=\"orderId\"") } ?? ""
        var fields: [String: String] = [:]
        for tag in form.components(from: "<input ") {
            let head = String(tag.prefix { $0 != ">" })
            guard let name = Sheet.attribute("name", head) else { continue }
            if head.contains("type=\"checkbox\""), !head.contains(" checked") { continue }
            fields[name] = Sheet.attribute("value", head) ?? ""
        }
        for tag in form.components(from: "<textarea ") {
            guard let name = Sheet.attribute("name", tag), let start = tag.firstIndex(of: ">") else { continue }
            let inner = tag[tag.index(after: start)...].components(to: "</textarea>")
            fields[name] = Sheet.plain(inner.hasPrefix("\n") ? String(inner.dropFirst()) : inner)
        }
        for tag in form.components(from: "<select ") {
            guard let name = Sheet.attribute("name", String(tag.prefix { $0 != ">" })) else { continue }
            let chosen = tag.components(to: "</select>").components(from: "<option ").first { option in
                option.prefix { $0 != ">" }.contains(" selected")
            }
            fields[name] = chosen.flatMap { Sheet.attribute("value", $0) } ?? ""
        }
        self.fields = fields
    }

    /// What is sent when these inputs get these values; an input that the form does not have cannot be typed into.
    func typed(_ values: [String: String]) throws -> [String: String] {
        var all = fields
        for (name, value) in values {
            let isBox = name.contains(":")
            try #require(isBox || all["v.\(name)"] != nil, "the form has no input \(name): \(fields.keys.sorted())")
            all["v.\(name)"] = value
        }
        all["do"] = "send"
        return all
    }

    /// What a page says is wrong.
    static func problem(_ html: String) -> String {
        html.components(from: "id=\"problem\"").first.map { $0.components(to: "</div>") } ?? html
    }

    private static func attribute(_ name: String, _ tag: String) -> String? {
        tag.components(from: "\(name)=\"").first { _ in true }.map { plain($0.components(to: "\"")) }
    }

    private static func plain(_ text: String) -> String {
        // By scalars: a mark behind a reference would hide it among characters.
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")].reduce(text) {
            $0.replacingOccurrences(of: $1.0, with: $1.1, options: .literal)
        }
    }
}

extension StringProtocol {
    /// The texts behind each place where `mark` stands.
    func components(from mark: String) -> [String] {
        let scalars = Array(unicodeScalars)
        let wanted = Array(mark.unicodeScalars)
        var starts: [Int] = []
        var place = 0
        while place + wanted.count <= scalars.count {
            if scalars[place] == wanted[0], scalars[place..<place + wanted.count].elementsEqual(wanted) {
                starts.append(place + wanted.count)
                place += wanted.count
            } else {
                place += 1
            }
        }
        return starts.map { start in
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[start...])
            return String(view)
        }
    }

    /// The text before the first place where `mark` stands; all of it when it stands nowhere.
    func components(to mark: String) -> String {
        let scalars = Array(unicodeScalars)
        let wanted = Array(mark.unicodeScalars)
        for place in scalars.indices where scalars.count - place >= wanted.count {
            guard scalars[place..<place + wanted.count].elementsEqual(wanted) else { continue }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[..<place])
            return String(view)
        }
        return String(self)
    }
}
