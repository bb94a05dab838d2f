package import Contracts
package import Hummingbird

extension Response {
    /// JSON in UTF-8, not to be kept by caches.
    package static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        text(value.text, mediaType: "application/json; charset=utf-8", status: status)
    }

    /// Text of a media type.
    package static func text(
        _ text: String, mediaType: String, status: HTTPResponse.Status = .ok
    ) -> Response {
        bytes(Array(text.utf8), mediaType: mediaType, status: status)
    }

    /// Bytes of a media type.
    package static func bytes(
        _ bytes: [UInt8], mediaType: String, status: HTTPResponse.Status = .ok
    ) -> Response {
        Response(
            status: status,
            headers: [.contentType: mediaType, .cacheControl: "no-store", .xContentTypeOptions: "nosniff"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Lets the caller keep the answer for `seconds` and ask whether it changed; 304 when the caller has it already.
    package func cached(seconds: Int, tag: Digest, for request: Request) -> Response {
        var answer = self
        let quoted = "\"\(tag.description.prefix(32))\""
        let known = request.headers[.ifNoneMatch] ?? ""
        if known == "*" || known.split(separator: ",").contains(where: { Response.isSame($0, quoted) }) {
            answer = Response(status: .notModified)
        }
        answer.headers[.eTag] = quoted
        answer.headers[.cacheControl] = "public, max-age=\(seconds)"
        return answer
    }

    /// A body that may be kept for `seconds`, asked for again by its tag, and packed when the caller takes gzip.
    package static func kept(
        _ body: KeptBody, mediaType: String, seconds: Int, vary: String = "Accept, Accept-Encoding",
        for request: Request
    ) throws -> Response {
        let isPacked = body.isWorthPacking && request.takesGzip
        let tag = isPacked ? body.packedTag : body.tag
        var headers: HTTPFields = [.eTag: tag, .vary: vary, .cacheControl: "public, max-age=\(seconds)"]
        let known = request.headers[.ifNoneMatch]
        if let known, known == "*" || known.split(separator: ",").contains(where: { isSame($0, tag) }) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = mediaType
        headers[.xContentTypeOptions] = "nosniff"
        if isPacked { headers[.contentEncoding] = "gzip" }
        let bytes = isPacked ? try body.packed() : body.plain
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: bytes))
    }

    private static func isSame(_ candidate: Substring, _ tag: String) -> Bool {
        let bare = candidate.drop { $0 == " " }
        return (bare.hasPrefix("W/") ? bare.dropFirst(2) : bare) == tag[...]
    }
}

extension Request {
    /// Whether the caller sees this site over TLS, as the proxy in front says.
    package var isSecure: Bool { FieldName.forwardedProtocol.flatMap { headers[$0] } == "https" }

    /// Where the caller sees this site.
    package var origin: String { "\(isSecure ? "https" : "http")://\(head.authority ?? "localhost")" }

    /// Whether the caller unpacks gzip.
    package var takesGzip: Bool {
        (headers[.acceptEncoding] ?? "").split(separator: ",").contains { part in
            let words = part.split(separator: ";").map { $0.filter { $0 != " " } }
            guard words.first == "gzip" || words.first == "*" else { return false }
            return !words.dropFirst().contains { $0 == "q=0" || $0 == "q=0.0" || $0 == "q=0.00" || $0 == "q=0.000" }
        }
    }

    /// The bytes of the body; above `limit` bytes they are refused with 413 and the reason code `code`, which states
    /// the limit.
    package func bytes(upTo limit: Int, code: String) async throws -> [UInt8] {
        let tooLarge = Problem(
            .contentTooLarge, code, "内容超过上限：最多\(limit)字节，请缩短或者拆分后重新提交。")
        if let announced = headers[.contentLength].flatMap({ Int($0) }), announced > limit { throw tooLarge }
        var bytes: [UInt8] = []
        for try await part in body {
            guard bytes.count + part.readableBytes <= limit else { throw tooLarge }
            bytes.append(contentsOf: part.readableBytesView)
        }
        return bytes
    }

    /// The body as strict JSON: UTF-8, no duplicate names, bounded depth, an object.
    package func object(upTo limit: Int) async throws -> JSONValue {
        let bytes = try await bytes(upTo: limit, code: "BODY_TOO_LARGE")
        let value: JSONValue
        do {
            value = try JSONValue.parse(bytes)
        } catch {
            throw Problem(error)
        }
        guard value.object != nil else { throw Problem(.badRequest, "JSON_INVALID", "内容必须是一个JSON对象。") }
        return value
    }

    /// One value of the query, percent-decoded; nil when it is not there or empty.
    package func query(_ name: String) -> String? {
        guard let raw = uri.queryParameters[Substring(name)], !raw.isEmpty else { return nil }
        return String(raw)
    }

    /// A page's length.
    package func pageLimit() throws -> Int {
        guard let raw = query("limit") else { return 50 }
        guard let limit = Int(raw), (1...500).contains(limit) else {
            throw Problem.parameter("limit", "应当是1至500的整数")
        }
        return limit
    }

    /// Where a page begins, as the page before gave it; 0 for the first one.
    package func pageCursor() throws -> Int64 {
        guard let raw = query("cursor") else { return 0 }
        guard let cursor = Int64(raw), cursor >= 0 else {
            throw Problem.parameter("cursor", "应当是上一页返回的nextCursor")
        }
        return cursor
    }
}

extension Problem {
    /// Why bytes are not the JSON that is accepted.
    package init(_ failure: JSONFailure) {
        switch failure.reason {
        case .duplicateKey:
            self.init(.badRequest, "DUPLICATE_KEY", "JSON对象中有重复的字段名（第\(failure.offset)字节处），请删去重复的字段。")
        case .invalidUTF8:
            self.init(.badRequest, "INVALID_UTF8", "内容不是有效的UTF-8文字（第\(failure.offset)字节处）。")
        case .tooDeep:
            self.init(.badRequest, "JSON_TOO_DEEP", "JSON嵌套过深：最多64层（第\(failure.offset)字节处）。")
        case .unexpectedEnd, .unexpectedByte, .badNumber, .badEscape, .trailingBytes:
            self.init(
                .badRequest, "JSON_INVALID", "内容不是有效的JSON（第\(failure.offset)字节处：\(failure.reason.rawValue)）。")
        }
    }
}
