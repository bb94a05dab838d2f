import Foundation

/// A small disk of its own for the folder of one office: a tmpfs, which only root can mount. It is filled to the last byte
/// and emptied again.
final class SmallDisk: Sendable {
    private let folder: String
    private var ballast: String { folder + "/ballast" }

    /// Mounts a disk of so many megabytes over a folder whose files it takes over.
    ///
    /// - Throws: `DemonstrationFailure` with the reason why this machine does not let it.
    init(over folder: String, megabytes: Int) throws(DemonstrationFailure) {
        guard getuid() == 0 else { throw DemonstrationFailure("挂载 tmpfs 需要 root") }
        self.folder = folder
        let files = try SmallDisk.reading(folder)
        guard mount("tmpfs", folder, "tmpfs", 0, "size=\(megabytes)m,mode=700") == 0 else {
            throw DemonstrationFailure("不能挂载 tmpfs：\(String(cString: strerror(errno)))")
        }
        do throws(DemonstrationFailure) {
            for file in files { try file.write(in: folder) }
        } catch {
            umount2(folder, Int32(MNT_DETACH))
            throw error
        }
    }

    /// Lets go of what a run that was killed left mounted.
    static func letGo(of folder: String) { umount2(folder, Int32(MNT_DETACH)) }

    /// Not one byte is left.
    func fill() {
        let file = open(ballast, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        for size in [1 << 20, 1 << 12, 1] {
            let block = [UInt8](repeating: 0x5a, count: size)
            while write(file, block, size) == size {}
        }
    }

    /// There is room again.
    func empty() { unlink(ballast) }

    /// Takes the disk away and leaves its files in the folder.
    func remove() throws {
        empty()
        let kept = folder + ".kept"
        let files = FileManager.default
        if files.fileExists(atPath: kept) { try files.removeItem(atPath: kept) }
        try files.copyItem(atPath: folder, toPath: kept)
        guard umount2(folder, 0) == 0 else {
            throw DemonstrationFailure("\(folder) 没有卸下：\(String(cString: strerror(errno)))")
        }
        try files.removeItem(atPath: folder)
        try files.moveItem(atPath: kept, toPath: folder)
    }

    // MARK: - Files of a folder that is about to be covered

    private struct SmallFile {
        let name: String
        /// Nil for a folder.
        let content: Data?
        let mode: mode_t

        func write(in folder: String) throws(DemonstrationFailure) {
            let path = "\(folder)/\(name)"
            guard let content else {
                guard mkdir(path, mode) == 0 else { throw DemonstrationFailure("不能建立 \(path)") }
                return
            }
            guard FileManager.default.createFile(atPath: path, contents: content), chmod(path, mode) == 0 else {
                throw DemonstrationFailure("不能写入 \(path)")
            }
        }
    }

    private static func reading(_ folder: String) throws(DemonstrationFailure) -> [SmallFile] {
        do {
            // In order, a folder comes before what is in it.
            return try FileManager.default.subpathsOfDirectory(atPath: folder).sorted().map { name in
                var status = stat()
                guard stat("\(folder)/\(name)", &status) == 0 else {
                    throw DemonstrationFailure("不能读取 \(folder)/\(name)")
                }
                let isFolder = status.st_mode & S_IFMT == S_IFDIR
                let content = isFolder ? nil : FileManager.default.contents(atPath: "\(folder)/\(name)")
                guard isFolder || content != nil && status.st_mode & S_IFMT == S_IFREG else {
                    throw DemonstrationFailure("不能读取 \(folder)/\(name)")
                }
                return SmallFile(name: name, content: content, mode: status.st_mode & 0o777)
            }
        } catch {
            throw DemonstrationFailure("\(error)")
        }
    }
}
