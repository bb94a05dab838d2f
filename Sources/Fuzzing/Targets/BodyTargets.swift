import Contracts
import Exchange

/// Bodies of letters and of the bus's own records.
extension FuzzTarget {
    static let bodies: [FuzzTarget] = [
        FuzzTarget("body", "a line with the letter type, then the body") { bytes throws(FuzzFinding) in
            try body(bytes)
        },
        FuzzTarget("control", "the body of an ack, position, claim or checkpoint") { bytes throws(FuzzFinding) in
            guard let json = Foreign.json(bytes) else { return }
            try control(json)
        },
    ]

    private static func body(_ bytes: [UInt8]) throws(FuzzFinding) {
        let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
        guard let type = LetterType(String(decoding: bytes[..<end], as: UTF8.self)),
            let reading = BodyReading(Array(bytes[end...]), of: type, contentType: "application/json")
        else { return }
        try FuzzFinding.require(reading.faults.count <= 100, "\(reading.faults.count) faults are told")
        for fault in reading.faults {
            try FuzzFinding.require(
                !fault.code.isEmpty && !fault.words.isEmpty, "a fault at \(fault.path) without words")
        }
        guard reading.faults.isEmpty else { return }
        let written = reading.checked.bytes
        guard let again = BodyReading(written, of: type, contentType: "application/json") else {
            throw FuzzFinding("a normalised body cannot be read")
        }
        try FuzzFinding.require(again.faults.isEmpty, "a normalised body is refused: \(again.faults)")
        try FuzzFinding.require(again.checked.bytes == written, "normalising twice is not normalising once")
    }

    private static func control(_ json: JSONValue) throws(FuzzFinding) {
        if let ack = Acknowledgement(json) {
            try FuzzFinding.require(Acknowledgement(ack.json) == ack, "an ack that was written is read as another one")
        }
        if let position = StreamPosition(json) {
            try FuzzFinding.require(
                StreamPosition(position.json) == position, "a position that was written is read as another one")
        }
        if let checkpoint = Checkpoint(json) {
            try FuzzFinding.require(
                Checkpoint(checkpoint.json) == checkpoint, "a checkpoint that was written is read as another one")
        }
        if let wanted = EvidenceWanted(json) {
            try FuzzFinding.require(
                EvidenceWanted(wanted.json) == wanted, "a question for chunks is read as another one")
        }
        if let writer = json["writer"]?.string.flatMap({ Writer($0) }) {
            try FuzzFinding.require(Writer(writer.description) == writer, "a writer cannot be read back")
        }
        guard let office = OfficeID("510100-tax") else { return }
        let claims = Claims(kept: json)
        try FuzzFinding.require(
            Claims(kept: claims.json(besides: office)).all.count <= claims.all.count, "claims grow by themselves")
    }
}
