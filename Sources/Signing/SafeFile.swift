import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Why a file was not read or written.
package struct FileRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reason code.
    package enum Code: String, Hashable, Sendable {
        case missing = "FILE_MISSING"
        case exists = "FILE_EXISTS"
        case open = "FILE_OPEN_TO_OTHERS"
        case empty = "FILE_EMPTY"
        case format = "FILE_FORMAT"
        case system = "FILE_SYSTEM"
    }

    /// The reason code.
    package let code: Code
    /// The file.
    package let path: String
    /// Why it failed.
    package let reason: String
    /// What to do.
    package let fix: String
    /// What the file is for.
    package let purpose: FilePurpose

    /// A refusal.
    package init(code: Code, path: String, reason: String, fix: String, purpose: FilePurpose = .other) {
        self.code = code
        self.path = path
        self.reason = reason
        self.fix = fix
        self.purpose = purpose
    }

    /// One line, `path: reason: fix`.
    package var description: String { "\(path): \(reason): \(fix)" }
}

/// What a file is for: how a missing, an empty or an open one is mended differs.
package enum FilePurpose: Hashable, Sendable {
    /// A secret key.
    case key
    /// The register of officers with the hashes of their tokens.
    case officers
    /// Tokens of officers.
    case tokens
    /// An office's configuration.
    case configuration
    /// Anything else, such as a file that a person gives.
    case other

    fileprivate var fixOfMissing: String {
        switch self {
        case .key: "check the path, or restore it from its backup"
        case .officers, .configuration: "check the path, or run init first"
        case .tokens: "check the path, or name a file with one token"
        case .other: "check the path"
        }
    }

    fileprivate var fixOfEmpty: String {
        switch self {
        case .key, .officers, .configuration: "restore it from its backup"
        case .tokens: "write the token into it"
        case .other: "give a file with content"
        }
    }

    fileprivate var fixOfOpen: String {
        switch self {
        case .key: ", and make a new key if others could have read it"
        case .tokens, .officers: ", and hand out new tokens if others could have read it"
        case .configuration, .other: ""
        }
    }
}

/// Small files that must never be half written, and secrets that nobody else may read.
package enum SafeFile {
    /// Who may read a file.
    package enum Access: Sendable {
        /// The owner only (0600).
        case secret
        /// Everyone (0644).
        case shared

        fileprivate var mode: mode_t {
            switch self {
            case .secret: 0o600
            case .shared: 0o644
            }
        }
    }

    /// No file of ours is larger than this many bytes.
    package static let maximumBytes = 64 << 20

    /// Makes a file that must not exist yet, synced to disk.
    ///
    /// - Throws: `FILE_EXISTS`, or what the system said.
    package static func create(_ path: String, _ bytes: [UInt8], access: Access) throws(FileRefusal) {
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, access.mode)
        guard descriptor >= 0 else {
            guard errno == EEXIST else { throw system(path, "cannot be made") }
            throw FileRefusal(
                code: .exists, path: path, reason: "exists already and is never overwritten",
                fix: "choose another place, or move the old file away")
        }
        defer { close(descriptor) }
        // The process mask may have taken bits from the mode of a shared file; a secret must have exactly 0600.
        guard fchmod(descriptor, access.mode) == 0 else { throw system(path, "cannot be given its mode") }
        try write(bytes, to: descriptor, path)
    }

    /// Puts new content in place of the old at once: a reader sees the one or the other, also after a power failure.
    ///
    /// - Throws: what the system said; the old file stands then.
    package static func replace(_ path: String, _ bytes: [UInt8], access: Access) throws(FileRefusal) {
        let temporary = "\(path).\(getpid())-\(count.add(1, ordering: .relaxed).newValue).new"
        try create(temporary, bytes, access: access)
        guard rename(temporary, path) == 0 else {
            let refusal = system(path, "cannot be replaced")
            unlink(temporary)
            throw refusal
        }
        try syncFolder(of: path)
    }

    /// The whole of a file; a secret that others may read is refused.
    ///
    /// - Throws: why, and for open permissions how to mend them.
    package static func read(
        _ path: String, access: Access, for purpose: FilePurpose = .other
    ) throws(FileRefusal) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw system(path, "cannot be opened") }
            throw FileRefusal(
                code: .missing, path: path, reason: "does not exist", fix: purpose.fixOfMissing, purpose: purpose)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw system(path, "cannot be looked at") }
        try check(status, path, access, purpose)
        return try readAll(descriptor, path)
    }

    /// Whether something stands at the path.
    package static func exists(_ path: String) -> Bool { isThere(path) }

    /// Removes a file.
    package static func remove(_ path: String) throws(FileRefusal) {
        guard unlink(path) == 0 || errno == ENOENT else { throw system(path, "cannot be removed") }
    }

    /// Writes zeros over the first bytes of a file, synced to disk: the keys of sealed files lie there.
    package static func overwriteHead(of path: String, bytes: Int) throws(FileRefusal) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw system(path, "cannot be opened") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw system(path, "cannot be looked at") }
        try write([UInt8](repeating: 0, count: min(bytes, Int(status.st_size))), to: descriptor, path)
    }

    /// Makes a folder only its owner may enter (0700); one that is there already is left as it is.
    package static func makeFolder(_ path: String) throws(FileRefusal) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw system(path, "cannot be made") }
    }

    /// Gives a folder its final name at once.
    package static func renameFolder(_ old: String, to new: String) throws(FileRefusal) {
        guard rename(old, new) == 0 else {
            guard errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR else {
                throw system(new, "cannot be put in place")
            }
            throw FileRefusal(
                code: .exists, path: new, reason: "is there already and not empty",
                fix: "choose another folder, or move the old one away")
        }
        try syncFolder(of: new)
    }

    private static let count = Atomic<Int>(0)

    private static func check(
        _ status: stat, _ path: String, _ access: Access, _ purpose: FilePurpose
    ) throws(FileRefusal) {
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw FileRefusal(code: .format, path: path, reason: "is no regular file", fix: "give the file itself")
        }
        switch access {
        case .shared: break
        case .secret:
            guard status.st_mode & 0o077 == 0 else {
                let mode = String(status.st_mode & 0o777, radix: 8)
                throw FileRefusal(
                    code: .open, path: path, reason: "may be used by others (mode \(mode))",
                    fix: "run: chmod 600 '\(path)'\(purpose.fixOfOpen)", purpose: purpose)
            }
        }
        guard status.st_size > 0 else {
            throw FileRefusal(
                code: .empty, path: path, reason: "is empty", fix: purpose.fixOfEmpty, purpose: purpose)
        }
        guard status.st_size <= maximumBytes else {
            throw FileRefusal(
                code: .format, path: path, reason: "has \(status.st_size) bytes, more than \(maximumBytes)",
                fix: "check the path")
        }
    }

    private static func readAll(_ descriptor: Int32, _ path: String) throws(FileRefusal) -> [UInt8] {
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while content.count <= maximumBytes {
            let count = readSome(descriptor, &buffer)
            if count == 0 { break }
            if count < 0 {
                guard errno == EINTR else { throw system(path, "cannot be read") }
                continue
            }
            content.append(contentsOf: buffer[0..<count])
        }
        return content
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(FileRefusal) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = writeSome(descriptor, rest)
            if count < 0 {
                guard errno == EINTR else { throw system(path, "cannot be written") }
                continue
            }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw system(path, "cannot be synced to disk") }
    }

    private static func syncFolder(of path: String) throws(FileRefusal) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw system(folder, "cannot be opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw system(folder, "cannot be synced to disk") }
    }

    private static func system(_ path: String, _ what: String) -> FileRefusal {
        let reason = strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
        return FileRefusal(
            code: .system, path: path, reason: "\(what) (\(reason))", fix: "check the folder, its owner and free space")
    }
}

// Outside `SafeFile`, where these names mean the system calls.

private func readSome(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Int {
    buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
}

private func writeSome(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Int {
    bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
}

private func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }
