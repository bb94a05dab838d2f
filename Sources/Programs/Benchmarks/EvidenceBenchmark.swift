import Casework
import Contracts
import Evidence
import Exchange
import Foundation
import Offices
import Workers

/// Evidence files in bulk from one office to another, with the memory of the process that runs both and the broker; the
/// floor writes the same number of synced chunk files of the same size, and nothing else.
package enum EvidenceBenchmark {
    /// Measures.
    ///
    /// - Throws: what the system says, and a fault when the files do not arrive.
    package static func run(_ options: BenchmarkOptions) async throws -> BenchmarkReport {
        let house = try BenchmarkHouse.make(
            at: options.folder + "/evidence", rules: options.rules, bootstrap: options.bootstrap)
        let bus = try await BenchmarkBus.make(house, bootstrap: options.bootstrap)
        let files = (options.bytes + EvidenceFile.maximumBytes - 1) / EvidenceFile.maximumBytes
        let paths = (sender: options.folder + "/from.sqlite", receiver: options.folder + "/to.sqlite")
        func office(_ settings: WorkerSettings, _ path: String) throws -> BenchmarkOffice {
            try BenchmarkOffice.open(settings, in: house, ledger: path, epoch: 1, on: bus, batch: options.batch)
        }
        let sender = try office(house.sender, paths.sender)
        let receiver = try office(house.receiver, paths.receiver)
        let seconds = try await BenchmarkOffice.running([sender, receiver]) {
            var manifests: [JSONValue] = []
            for number in 0..<files {
                options.progress("上传第 \(number + 1)/\(files) 个文件")
                let size = min(EvidenceFile.maximumBytes, options.bytes - number * EvidenceFile.maximumBytes)
                let stored = try await sender.store(EvidenceBenchmark.content(size, number))
                manifests.append(
                    stored.json.setting("name", .string("录像\(number + 1).mp4")).setting("mediaType", "video/mp4"))
            }
            let start = ContinuousClock.now
            try await refer(manifests, from: (house.sender.office, sender), to: house.receiver.office)
            while receiver.meter.count.wholeFiles < files {
                guard ContinuousClock.now - start < .seconds(3600) else {
                    throw BenchmarkFault("the files did not arrive within an hour")
                }
                options.progress("取齐 \(receiver.meter.count.wholeFiles)/\(files)")
                try await Task.sleep(for: .milliseconds(20))
            }
            return (ContinuousClock.now - start).inSeconds
        }
        let peak = ProcessMemory.peak()
        options.progress("下限：直接写同样大小的分块文件")
        let floor = try floor(options)
        return report(seconds, floor, peak, files, options)
    }

    private static func report(
        _ seconds: Double, _ floor: Double, _ peak: Double, _ files: Int, _ options: BenchmarkOptions
    ) -> BenchmarkReport {
        let mebibytes = Double(options.bytes) / 1_048_576
        var report = BenchmarkReport("evidence")
        report.add("附件", "\(files) 个文件，共 \(Figure.text(mebibytes, digits: 0)) MiB，在途至多 2 MiB")
        report.add("取齐", "\(Figure.text(seconds, digits: 1)) 秒，每秒 \(Figure.text(mebibytes / seconds, digits: 1)) MiB")
        report.add("下限（同样大小的分块逐个写盘并同步）", "每秒 \(Figure.text(mebibytes / floor, digits: 1)) MiB")
        report.add("比值", Figure.text(floor / seconds, digits: 3))
        report.add("内存峰值", "\(Figure.text(peak, digits: 0)) MB（收发两单位和内嵌代理同在一个进程；承诺每单位 ≤ 150）")
        report.set("mebibytes", mebibytes)
        report.set("seconds", seconds)
        report.set("ratio", floor / seconds)
        report.set("peakMegabytes", peak)
        return report
    }

    /// Content that no compression makes small, and that differs from file to file.
    private static func content(_ size: Int, _ number: Int) -> [UInt8] {
        var word = UInt64(number) &* 0x9E37_79B9_7F4A_7C15 | 1
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            for index in 0..<size {
                word ^= word << 13
                word ^= word >> 7
                word ^= word << 17
                buffer[index] = UInt8(truncatingIfNeeded: word)
            }
            count = size
        }
    }

    private static func refer(
        _ files: [JSONValue], from sender: (id: OfficeID, office: BenchmarkOffice), to receiver: OfficeID
    ) async throws {
        func order(_ name: String, _ id: CaseID?, _ body: JSONValue, _ role: Role) async throws -> JSONValue {
            try await SampleOrders.give(
                .referral, name, on: id, body, by: role.rawValue, role, of: sender.id, to: sender.office.runtime)
        }
        let draft = SampleOrders.draft(0, to: receiver, about: .person).setting("files", .array(files))
        let id = try await order("draft", nil, draft, .handler)["caseId"]?.string.flatMap { CaseID($0) }
        _ = try await order("approve", id, .object([]), .headPrincipal)
        _ = try await order("send", id, ["documentNo": "成市监移〔2026〕1号"], .headPrincipal)
    }

    /// Seconds for bare files of one chunk each, synced one by one.
    private static func floor(_ options: BenchmarkOptions) throws -> Double {
        let folder = options.folder + "/floor"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let chunk = content(EvidenceFile.chunkBytes, 0)
        let count = EvidenceFile.chunkCount(ofSize: options.bytes)
        let start = ContinuousClock.now
        for number in 0..<count { try BareFile.write("\(folder)/\(number)", chunk) }
        let seconds = (ContinuousClock.now - start).inSeconds
        try FileManager.default.removeItem(atPath: folder)
        return seconds
    }
}

/// A file as anybody writes one.
private enum BareFile {
    static func write(_ path: String, _ bytes: [UInt8]) throws {
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
        guard descriptor >= 0, written == bytes.count, fsync(descriptor) == 0 else {
            throw BenchmarkFault("the folder of the benchmark cannot be written: \(path)")
        }
    }
}
