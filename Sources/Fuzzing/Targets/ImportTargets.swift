import Casework
import Contracts
import Workers

/// Files that officers upload: 双公示 tables in UTF-8, with a mark, or in GB18030.
extension FuzzTarget {
    static let imports: [FuzzTarget] = [
        FuzzTarget("gb18030", "bytes taken for GB18030") { bytes throws(FuzzFinding) in
            guard let utf8 = try text(bytes) else { return }
            try FuzzFinding.require(
                String(validating: utf8, as: UTF8.self) != nil, "the converter made bytes that are no UTF-8")
        },
        FuzzTarget("import", "a penalty file as it is uploaded", maximumBytes: 16_384) { bytes throws(FuzzFinding) in
            try importFile(bytes)
        },
    ]

    private static func text(_ bytes: [UInt8]) throws(FuzzFinding) -> [UInt8]? {
        try Foreign.reasoned { () throws(GB18030Failure) in try GB18030.utf8(bytes) }
    }

    private static func importFile(_ bytes: [UInt8]) throws(FuzzFinding) {
        guard let utf8 = TextEncoding.detect(bytes) == .gb18030 ? try text(bytes) : bytes,
            let batch = try batch(utf8)
        else { return }
        for rejected in batch.rejected {
            try FuzzFinding.require(!rejected.errors.isEmpty, "row \(rejected.row) is rejected without a reason")
            try FuzzFinding.require(
                rejected.errors.allSatisfy { !$0.words.isEmpty }, "row \(rejected.row) is rejected without words")
        }
        let again = try FuzzTarget.batch(ErrorFile.bytes(of: batch, personalNumbers: .kept))
        try FuzzFinding.require(again != nil, "the file of rejected rows cannot be imported again")
        _ = ErrorFile.bytes(of: batch, personalNumbers: .masked)
    }

    private static func batch(_ utf8: [UInt8]) throws(FuzzFinding) -> PenaltyBatch? {
        let checks = PenaltyChecks(today: Moment(milliseconds: 1_783_067_400_000).civilDate)
        let words: String
        do throws(ImportRefusal) {
            return try PenaltyImport.batch(utf8, checks: checks)
        } catch {
            words = error.reasonCode + error.words
        }
        try FuzzFinding.require(!words.isEmpty, "a file is refused without a word")
        return nil
    }
}
