import Foundation

/// Files that only their owner may read, whatever the umask says.
package enum PrivateFile {
    private static let mode: mode_t = 0o600

    /// Makes the file with mode 0600 before SQLite does, or takes the rights of others away from one that is there. The
    /// log beside it gets the mode of the file from SQLite; one that an earlier program left is corrected as well.
    ///
    /// - Throws: `inputOutput`.
    package static func prepare(_ path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        if descriptor >= 0 {
            defer { close(descriptor) }
            guard fchmod(descriptor, mode) == 0 else { throw fault("set mode 0600 of", path) }
            return
        }
        guard errno == EEXIST else { throw fault("create", path) }
        for suffix in ["", "-wal", "-shm"] { try restrict(path + suffix) }
    }

    /// By name and never by a descriptor: closing one would drop the locks that SQLite has on the file.
    private static func restrict(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw fault("look at", path)
        }
        guard status.st_mode & 0o777 != mode, status.st_mode & S_IFMT == S_IFREG else { return }
        guard chmod(path, mode) == 0 else { throw fault("set mode 0600 of", path) }
    }

    private static func fault(_ action: String, _ path: String) -> LedgerFault {
        LedgerFault(
            .inputOutput,
            "cannot \(action) \(path): \(String(cString: strerror(errno))); check the directory, its owner and its "
                + "permissions")
    }
}
