import Contracts
import Crypto
import Foundation
import Ledgers
import Signing
import Workers

/// How fast a whole ledger is verified, against SHA-256 over all its rows read one after the other.
package enum VerifyBenchmark {
    /// Measures over the ledger that `apply` left in the folder; makes one when there is none.
    ///
    /// - Throws: what the system says, and a fault when the verification finds something.
    package static func run(_ options: BenchmarkOptions) async throws -> BenchmarkReport {
        let path = options.folder + "/" + ApplyBenchmark.ledgerName
        if !FileManager.default.fileExists(atPath: path) {
            var once = options
            once.rounds = 1
            _ = try await ApplyBenchmark.run(once)
        }
        let house = try BenchmarkHouse.open(Provisioning.Layout(options.folder + "/apply"))
        let key = try KeyFile.read(house.receiver.dataKey, kind: .data).secret
        var ours: [Double] = []
        var floors: [Double] = []
        var bytes = 0.0
        for round in 1...options.rounds {
            options.progress("第\(round)轮：核验台账")
            let reader = try LedgerReader(path: path, dataKey: key)
            let time = try ContinuousClock().measure { try verify(reader, house, options) }
            options.progress("第\(round)轮：仅读取并计算 SHA-256")
            let (hashed, floor) = try hashAll(path)
            bytes = hashed / 1e6
            ours.append(bytes / time.inSeconds)
            floors.append(bytes / floor.inSeconds)
        }
        return report(ours, floors, megabytes: bytes, options)
    }

    private static func verify(_ reader: LedgerReader, _ house: BenchmarkHouse, _ options: BenchmarkOptions) throws {
        let directory = house.directory.newest
        let verification = LedgerVerification(reader) { statement, signature, office, keyID in
            guard let key = directory?.keys(of: office).first(where: { $0.keyID == keyID }) else { return false }
            return Ed25519Verifier().isValid(signature: signature, over: statement, publicKey: key.publicKey)
        }
        let found = try verification.run { permille, _ in options.progress("核验 \(permille / 10) %") }
        guard found.isClean else {
            throw BenchmarkFault("the ledger is not clean: \(found.findings.first?.description ?? "many findings")")
        }
    }

    /// Bytes of all rows, and the time to read and hash them.
    private static func hashAll(_ path: String) throws -> (bytes: Double, time: Duration) {
        let file = try BareDatabase(path)
        var hasher = SHA256()
        var bytes = 0
        let time = try ContinuousClock().measure {
            for table in try file.texts("SELECT name FROM sqlite_schema WHERE type = 'table'") {
                let rows = try file.prepare("SELECT * FROM \(table)")
                let columns = rows.columns
                while try rows.step() {
                    for column in 0..<columns {
                        rows.withBytes(column) { content in
                            hasher.update(bufferPointer: content)
                            bytes += content.count
                        }
                    }
                }
            }
            _ = hasher.finalize()
        }
        return (Double(bytes), time)
    }

    private static func report(
        _ ours: [Double], _ floors: [Double], megabytes: Double, _ options: BenchmarkOptions
    ) -> BenchmarkReport {
        let ratio = Figure.median(ours) / max(0.001, Figure.median(floors))
        var report = BenchmarkReport("verify")
        report.add("内容", Figure.text(megabytes, digits: 0) + " MB，\(options.rounds) 轮")
        report.add("核验", Figure.spread(ours) + " MB/秒（承诺 ≥ 200）")
        report.add("仅读取并计算 SHA-256", Figure.spread(floors) + " MB/秒")
        report.add("比值", Figure.text(ratio, digits: 2))
        report.set("rounds", .integer(Int64(options.rounds)))
        report.set("megabytes", megabytes)
        report.set("megabytesPerSecond", ours)
        report.set("floorMegabytesPerSecond", floors)
        report.set("ratio", ratio)
        return report
    }
}
