import Contracts
import Hummingbird
import Tables
import Web

/// In which form the caller wants an answer.
enum FeedForm: String {
    case json, csv

    /// Of a request: the end of the path decides, then the header Accept; JSON otherwise.
    init(_ request: Request) {
        if request.uri.path.hasSuffix(".csv") {
            self = .csv
        } else {
            let accepted = (request.headers[.accept] ?? "").split(separator: ",").map { part in
                part.prefix { $0 != ";" }.filter { $0 != " " }
            }
            let first = accepted.first { $0 == "text/csv" || $0 == "application/json" }
            self = first == "text/csv" ? .csv : .json
        }
    }
}

/// Answers of the feed: JSON or a table, to be kept for a while and asked for again by hash.
enum FeedAnswer {
    /// Copies of an answer may be this old; with the way of a letter it stays under a minute after the approval.
    static let seconds = 15

    /// JSON.
    static func json(_ bytes: [UInt8], _ request: Request) throws -> Response {
        try kept(KeptBody(bytes), request)
    }

    /// JSON that was made before.
    static func kept(_ body: KeptBody, _ request: Request) throws -> Response {
        try Response.kept(body, mediaType: "application/json; charset=utf-8", seconds: seconds, for: request)
    }

    /// A table; the first row has the titles. `name` is of the file that a browser keeps it as.
    static func csv(_ rows: [[String]], name: String, next: UInt64? = nil, _ request: Request) throws -> Response {
        let memory = MemorySink()
        let writer = CSVWriter(memory)
        for row in rows { try writer.write(row) }
        try writer.finish()
        var answer = try Response.kept(
            KeptBody(memory.bytes), mediaType: "text/csv; charset=utf-8", seconds: seconds, for: request)
        answer.headers[.contentDisposition] = "attachment; filename=\"\(name).csv\""
        if let next, let link = FieldName("Next-Cursor") { answer.headers[link] = String(next) }
        return answer
    }

    /// `{"items":[…],"nextCursor":…,"place":…}`, the items byte for byte.
    static func page(_ items: [[UInt8]], next: UInt64?, place: UInt64? = nil) -> [UInt8] {
        var bytes = Array("{\"items\":[".utf8)
        bytes.reserveCapacity(items.reduce(64) { $0 + $1.count + 1 })
        for (index, item) in items.enumerated() {
            if index > 0 { bytes.append(0x2C) }
            bytes += item
        }
        bytes.append(0x5D)
        if let next { bytes += Array(",\"nextCursor\":\"\(next)\"".utf8) }
        if let place { bytes += Array(",\"place\":\(place)".utf8) }
        bytes.append(0x7D)
        return bytes
    }

    /// The schema of such a page.
    static let schema: JSONValue = [
        "type": "object", "required": ["items"],
        "properties": [
            "items": ["type": "array", "items": ["type": "object"]], "nextCursor": ["type": "string"],
            "place": ["type": "integer", "description": "回答时已读入的日志项数"],
        ],
    ]
}
