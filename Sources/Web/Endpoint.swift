package import Casework
package import Contracts
package import Hummingbird

/// One route: what answers it, who may call it and how the OpenAPI document describes it. Router and document are made
/// from the same list, so neither can know a route that the other does not.
package struct Endpoint: Sendable {
    /// Who may call.
    package enum Access: Hashable, Sendable {
        /// Anybody who reaches the port: health, metrics, the document itself, and all of the public feed.
        case open
        /// Anybody who has come in: with a password in a browser, or with a token.
        case signedIn
        /// Whoever has this right; a token may be held to fewer rights than its officer has.
        case right(Right)
    }

    /// Answers one request; throws `Problem` or a defect.
    package typealias Handler = @Sendable (Request, WebContext) async throws -> Response

    /// Method.
    package let method: HTTPRequest.Method
    /// Path with `{name}` for parameters.
    package let path: String
    /// Who may call.
    package let access: Access
    /// How it is described.
    package let manual: Manual
    /// What answers it.
    package let handler: Handler

    /// A route.
    package init(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access, _ manual: Manual, handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.manual = manual
        self.handler = handler
    }
}

extension Endpoint {
    /// The same route, described with other forms of its answer.
    package func or(_ alternatives: Content...) -> Endpoint {
        var manual = manual
        manual.alternatives += alternatives
        return Endpoint(method, path, access, manual, handler: handler)
    }

    /// The same route, described with another status that it may answer.
    package func orRefused(_ status: HTTPResponse.Status) -> Endpoint {
        var manual = manual
        manual.problems.append(status)
        return Endpoint(method, path, access, manual, handler: handler)
    }
}

extension Endpoint {
    /// The description of a route for people who call it.
    package struct Manual: Sendable {
        /// One sentence, Chinese.
        package var summary: String
        /// Names in the path and the query.
        package var parameters: [Parameter]
        /// What the caller sends; nil for nothing.
        package var body: Content?
        /// What a good answer holds.
        package var answer: Content
        /// The status of a good answer.
        package var status: HTTPResponse.Status
        /// Other statuses, beside those that every route of its access has.
        package var problems: [HTTPResponse.Status]
        /// Other forms of a good answer, for callers who ask for them.
        package var alternatives: [Content] = []

        /// A description.
        package init(
            _ summary: String, parameters: [Parameter] = [], body: Content? = nil, answer: Content = .json("对象"),
            status: HTTPResponse.Status = .ok, problems: [HTTPResponse.Status] = []
        ) {
            self.summary = summary
            self.parameters = parameters
            self.body = body
            self.answer = answer
            self.status = status
            self.problems = problems
        }
    }

    /// Where a parameter stands.
    package enum Place: String, Sendable {
        case path, query
    }

    /// A name in the path or the query.
    package struct Parameter: Sendable {
        /// Its name.
        package let name: String
        /// Where it stands.
        package let place: Place
        /// What it means, Chinese.
        package let meaning: String
        /// Its JSON Schema.
        package let schema: JSONValue
        /// Whether nothing is answered without it.
        package let isRequired: Bool

        /// A parameter; those of the path are required.
        package init(
            _ name: String, _ place: Place, _ meaning: String, schema: JSONValue = ["type": "string"],
            isRequired: Bool = false
        ) {
            self.name = name
            self.place = place
            self.meaning = meaning
            self.schema = schema
            self.isRequired = isRequired || place == .path
        }
    }

    /// A body and its media type.
    package struct Content: Sendable {
        /// Media type.
        package let mediaType: String
        /// What it is, Chinese.
        package let meaning: String
        /// Its JSON Schema.
        package let schema: JSONValue
        /// Media types that are taken for a body that a caller sends.
        package let accepted: [String]

        /// A body; other media types than its own are taken when they are named.
        package init(mediaType: String, meaning: String, schema: JSONValue, orElse others: [String] = []) {
            self.mediaType = mediaType
            self.meaning = meaning
            self.schema = schema
            accepted = [mediaType] + others
        }

        /// A JSON object.
        package static func json(_ meaning: String, _ schema: JSONValue = ["type": "object"]) -> Content {
            Content(mediaType: "application/json", meaning: meaning, schema: schema)
        }

        /// A JSON object under a media type of its own.
        package static func object(_ mediaType: String, _ meaning: String) -> Content {
            Content(mediaType: mediaType, meaning: meaning, schema: ["type": "object"])
        }

        /// Text of a media type.
        package static func text(_ mediaType: String, _ meaning: String) -> Content {
            Content(mediaType: mediaType, meaning: meaning, schema: ["type": "string"])
        }

        /// A stream of events of the server; each of its lines is text, but a schema would be read as one of the event.
        package static func events(_ meaning: String) -> Content {
            Content(mediaType: "text/event-stream", meaning: meaning, schema: [:])
        }

        /// Bytes of a file; further media types under which it may come.
        package static func file(_ meaning: String, orElse others: [String] = []) -> Content {
            Content(
                mediaType: "application/octet-stream", meaning: meaning,
                schema: ["type": "string", "format": "binary"], orElse: others)
        }
    }
}

extension Endpoint.Parameter {
    /// A parameter without which nothing is answered: text of at least one sign, at most so many.
    package static func needed(_ name: String, _ meaning: String, atMost: Int64 = 200) -> Endpoint.Parameter {
        Endpoint.Parameter(
            name, .query, meaning,
            schema: ["type": "string", "minLength": 1, "maxLength": .integer(atMost)], isRequired: true)
    }

    /// How many items a page has.
    package static let limit = Endpoint.Parameter(
        "limit", .query, "每页条数，1至500，默认50",
        schema: ["type": "integer", "minimum": 1, "maximum": 500, "default": 50])
    /// Where a page begins.
    package static let cursor = Endpoint.Parameter("cursor", .query, "上一页返回的nextCursor；不填则从头开始")
}
