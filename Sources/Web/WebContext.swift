package import Casework
import Foundation
package import Hummingbird
import Logging
package import NIOCore
import Workers

/// What belongs to one request.
package struct WebContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Who asks; nil on open routes.
    package var caller: Officer?
    /// What the caller may do: what the roles give, and of that only what a token is held to.
    package var rights: Set<Right> = []
    /// The session by which a person asks; nil for a program's token, and on open routes.
    package var sitting: Sitting?
    /// The number under which the log has this request.
    package let reference: String

    /// The connection that it came over.
    package let channel: any Channel

    /// A request's context, with a fresh reference number.
    package init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        reference = String(UInt64.random(in: (1 << 62)...(UInt64.max >> 1)), radix: 32, uppercase: true)
    }

    /// The address that asks: that of the connection, or the one that a proxy on this machine tells last. From another
    /// machine anybody could tell one, so there nobody is believed.
    package func address(of request: Request) -> String {
        if isFromThisMachine, let name = FieldName.forwardedFor, let told = request.headers[name],
            let last = told.split(separator: ",").last
        {
            return last.filter { $0 != " " }
        }
        return channel.remoteAddress?.ipAddress ?? "-"
    }

    /// Whether a proxy on this machine says that it was asked over TLS.
    package func isBehindTLS(_ request: Request) -> Bool {
        guard isFromThisMachine, let name = FieldName.forwardedProtocol else { return false }
        return request.headers[name]?.lowercased() == "https"
    }

    /// A connection without an address is a test's or one of a local socket.
    private var isFromThisMachine: Bool { channel.remoteAddress?.ipAddress.map { Loopback.contains($0) } ?? true }

    /// Refuses whoever has not this right.
    ///
    /// - Throws: 403.
    package func require(_ right: Right) throws {
        let officer = try officer()
        guard rights.contains(right) else {
            let titles = right.roles.map(\.title).joined(separator: "、")
            guard right.roles.contains(where: officer.roles.contains) else {
                throw Problem(.forbidden, "ROLE_REQUIRED", "“\(right.title)”由\(titles)办理；您没有相应的角色。")
            }
            throw Problem(.forbidden, "ROLE_REQUIRED", "该访问令牌没有“\(right.title)”的权限，请向系统管理员申请。")
        }
    }

    /// The officer who asks.
    ///
    /// - Throws: 401 when nobody does.
    package func officer() throws -> Officer {
        guard let caller else { throw Problem(.unauthorized, "TOKEN_MISSING", "请先登录，或者提供本人的访问令牌。") }
        return caller
    }

    /// A part of the path, percent-decoded.
    package func parameter(_ name: String) throws -> String {
        guard let value = coreContext.parameters.get(name), let plain = value.removingPercentEncoding else {
            throw Problem.noRoute
        }
        return plain
    }
}

/// The name of a header.
package typealias FieldName = HTTPFields.Element.Name

extension FieldName {
    /// Addresses that a request came through, as the proxy in front writes them.
    static let forwardedFor = FieldName("X-Forwarded-For")
    /// How the proxy in front was asked.
    static let forwardedProtocol = FieldName("X-Forwarded-Proto")
    /// The key of the session's forms, as scripts of its pages send it.
    static let formKey = FieldName("X-Form-Key")
}
