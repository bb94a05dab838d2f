import Foundation
import Signing

/// The right of one demonstration to its folder. The file lies beside the folder, which is made anew; the system takes
/// the lock back when its process ends, however it ends.
struct FolderClaim {
    private let descriptor: Int32

    /// - Throws: `DemonstrationFailure` that names the process that runs in the folder.
    init(_ folder: String) throws(DemonstrationFailure) {
        let path = URL(fileURLWithPath: folder).standardizedFileURL.path + ".lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw DemonstrationFailure("不能建立 \(path)（\(String(cString: strerror(errno)))）：请用 --folder 指明可以写入的地方")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = FolderClaim.text(of: descriptor)
            close(descriptor)
            throw DemonstrationFailure(
                "\(folder) 里已有一个演示在运行（进程 \(holder)）：请先用 Ctrl-C 或者 kill \(holder) 停止它，或者用 --folder 和 --port-base 另开一个")
        }
        let own = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, own, own.count, 0) == own.count else {
            close(descriptor)
            throw DemonstrationFailure("不能写入 \(path)：请核对剩余空间")
        }
        self.descriptor = descriptor
    }

    /// Lets the next one in.
    func release() { close(descriptor) }

    private static func text(of descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// Programs of an earlier demonstration in the same folder that nobody stopped, because it was killed itself.
struct Orphans {
    private let folder: String

    init(folder: String) {
        self.folder = URL(fileURLWithPath: folder).standardizedFileURL.path
    }

    /// Ends them in good order, and by force after 20 seconds.
    func end(telling narrator: Narrator) async throws {
        let left = try processes()
        guard !left.isEmpty else { return }
        narrator.say("停止上次演示留下的 \(left.count) 个进程")
        for id in left { kill(id, SIGTERM) }
        let end = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < end, left.contains(where: isOurs) { try await Task.sleep(for: .milliseconds(50)) }
        for id in left where isOurs(id) { kill(id, SIGKILL) }
    }

    /// The processes that the list of the folder names and that still are what it says.
    private func processes() throws -> [pid_t] {
        let list = folder + "/processes"
        guard SafeFile.exists(list), let content = FileManager.default.contents(atPath: list) else { return [] }
        let ids = String(decoding: content, as: UTF8.self).split(separator: "\n").compactMap { line in
            line.split(separator: " ").first.flatMap { pid_t($0) }
        }
        return ids.filter { $0 > 1 && $0 != getpid() && isOurs($0) }
    }

    /// A process id may have gone to another program since: it is ours when its executable has the name of one of our
    /// programs and its arguments name this folder.
    private func isOurs(_ id: pid_t) -> Bool {
        guard let executable = executable(of: id),
            let line = FileManager.default.contents(atPath: "/proc/\(id)/cmdline")
        else { return false }
        let name = executable.split(separator: "/").last ?? ""
        guard name == "liandong" || name == "credit-feed" || name.hasSuffix("-worker") else { return false }
        return String(decoding: line, as: UTF8.self).split(separator: "\0").contains { $0.hasPrefix(folder + "/") }
    }

    private func executable(of id: pid_t) -> String? {
        var path = [UInt8](repeating: 0, count: 4096)
        let count = path.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                guard let start = characters.baseAddress else { return 0 }
                return readlink("/proc/\(id)/exe", start, characters.count)
            }
        }
        guard count > 0 else { return nil }
        let text = String(decoding: path.prefix(count), as: UTF8.self)
        // What the system says of a program that was built anew since it was started.
        let gone = " (deleted)"
        return text.hasSuffix(gone) ? String(text.dropLast(gone.count)) : text
    }
}
