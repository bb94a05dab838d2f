package import Casework
import Foundation
package import Hummingbird
import Logging
package import NIOCore

/// What belongs to one request.
package struct WebContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Who asks; nil on open routes.
    package var caller: Officer?
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

    /// The address that asks: the one that the proxy in front tells last, or that of the connection. Only this machine
    /// reaches the port, so nobody else can tell one.
    package func address(of request: Request) -> String {
        if let name = FieldName.forwardedFor, let told = request.headers[name],
            let last = told.split(separator: ",").last
        {
            return last.filter { $0 != " " }
        }
        return channel.remoteAddress?.ipAddress ?? "-"
    }

    /// The officer who asks.
    ///
    /// - Throws: 401 when nobody does.
    package func officer() throws -> Officer {
        guard let caller else { throw Problem(.unauthorized, "TOKEN_MISSING", "请先以本人的访问令牌登录。") }
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
}
