package import Casework
import Foundation
package import Hummingbird
import Logging

/// What belongs to one request.
package struct WebContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Who asks; nil on open routes.
    package var caller: Officer?
    /// The number under which the log has this request.
    package let reference: String

    /// A request's context, with a fresh reference number.
    package init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        reference = String(UInt64.random(in: (1 << 62)...(UInt64.max >> 1)), radix: 32, uppercase: true)
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
