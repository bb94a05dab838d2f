import Casework
import Contracts
import Feed
import Foundation
import HTTPTypes
import Hummingbird
import Testing
import Web

/// The public pages over publications that another office published, corrected and withdrew.
struct PortalScene: FeedSuite {
    static let code = "91510104XT00010175"
    static let name = "成都示例食品有限公司"

    let scene: FeedScene

    init() throws { scene = try FeedScene() }

    /// The same after a restart of the feed.
    init(after other: PortalScene) throws { scene = try FeedScene(after: other.scene) }

    /// Publishes and waits until the log has proved it.
    func publish(_ changes: JSONValue = .object([])) async throws -> String {
        let id = try await desk.publish(Sample.draft(changes))
        try await eventually("\(id) can be proved") { [feed] in
            try await feed.get("/api/v1/publications/\(id)/proof").status == 200
        }
        return id
    }

    /// Corrects the amount, and waits for it.
    func correct(_ id: String) async throws {
        let body = Sample.draft(["penaltyContent": "处以罚款5000.00元", "fineAmountFen": 500_000]).merging([
            "reason": "金额单位有误", "evidence": "决定书原件",
        ])
        #expect(try await desk.order(.publication, "correct", body, on: id, as: .headDeputy).status == 200)
        try await eventually("the correction is shown") { [feed] in
            try await feed.get("/api/v1/publications/\(id)").json?["version"] == 2
        }
    }

    /// Withdraws, and waits for it.
    func withdraw(_ id: String) async throws {
        let body: JSONValue = ["reasonCode": "DECISION_REVOKED", "reason": "处罚决定已撤销"]
        #expect(try await desk.order(.publication, "withdraw", body, on: id, as: .headDeputy).status == 200)
        try await eventually("it is gone") { [feed] in try await feed.get("/api/v1/publications/\(id)").status == 410 }
    }

    /// A page as a browser asks for it.
    func page(_ path: String, cookie: String? = nil) async throws -> Answer {
        var headers: HTTPFields = [.accept: "text/html,application/xhtml+xml"]
        if let cookie { headers[.cookie] = cookie }
        return try await feed.get(path, headers: headers)
    }

    /// A form as a browser sends it.
    func send(_ path: String, _ fields: [(String, String)], cookie: String? = nil, site: String? = "same-origin")
        async throws -> Answer
    {
        try await feed.submit(path, fields, cookie: cookie, site: site)
    }

    /// An empty form: its hidden fields and its cookie.
    func ticket(_ path: String) async throws -> (hidden: [(String, String)], cookie: String) {
        let answer = try await page(path)
        try #require(answer.status == 200, "\(answer.text)")
        let cookie = try #require(answer.headers[values: .setCookie].first { $0.hasPrefix("form=") })
        let hidden = ["token", "key"].map { name in
            (name, PortalScene.value(of: "name=\"\(name)\" value=\"", in: answer.text))
        }
        return (hidden, String(cookie.prefix { $0 != ";" }))
    }

    /// What stands behind a mark, up to the next quote.
    static func value(of mark: String, in text: String) -> String {
        guard let range = text.range(of: mark) else { return "" }
        return String(text[range.upperBound...].prefix { $0 != "\"" })
    }

    /// Whatever a page leads to on this site.
    static func links(of html: String) -> [String] {
        ["href=\"/", "src=\"/", "action=\"/"].flatMap { mark in
            html.components(separatedBy: mark).dropFirst().map { part in
                "/" + part.prefix { $0 != "\"" }.replacing("&amp;", with: "&")
            }
        }
    }
}
