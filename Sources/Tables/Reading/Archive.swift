import Czip

/// A ZIP archive of foreign bytes, read through libzip. Only parts that are asked for by name are touched.
final class Archive {
    private let archive: OpaquePointer
    fileprivate let byteCount: Int
    fileprivate let limits: TableLimits

    init(_ source: any ByteSource, limits: TableLimits) throws(TableFault) {
        self.limits = limits
        byteCount = source.byteCount
        var error = zip_error_t()
        zip_error_init(&error)
        defer { zip_error_fini(&error) }
        let feed = Unmanaged.passRetained(ArchiveFeed(source))
        guard let bytes = zip_source_function_create(ArchiveFeed.answer, feed.toOpaque(), &error) else {
            feed.release()
            throw Archive.fault(&error)
        }
        guard let opened = zip_open_from_source(bytes, ZIP_RDONLY, &error) else {
            let fault = Archive.fault(&error)
            zip_source_free(bytes)
            throw fault
        }
        archive = opened
    }

    deinit { zip_discard(archive) }

    private static func fault(_ error: inout zip_error_t) -> TableFault {
        TableFault.damaged("压缩包", zip_error_strerror(&error).map { String(cString: $0) } ?? "打不开")
    }

    /// Opens a part; nil when there is none of this name.
    func part(_ name: String) throws(TableFault) -> ArchivePart? {
        let place = zip_name_locate(archive, name, UInt32(ZIP_FL_NOCASE))
        guard place >= 0 else { return nil }
        var status = zip_stat_t()
        zip_stat_init(&status)
        guard zip_stat_index(archive, UInt64(place), 0, &status) == 0 else {
            throw TableFault.damaged(name, "压缩包目录有误")
        }
        guard status.encryption_method == UInt16(ZIP_EM_NONE) else {
            throw TableFault(.format, "文件设有打开密码。请去掉密码，另存为XLSX后重新上传")
        }
        guard let file = zip_fopen_index(archive, UInt64(place), 0) else {
            throw TableFault.damaged(name, "打不开")
        }
        return ArchivePart(name: name, file: file, status: status, archive: self)
    }
}

/// One part of an archive, unpacked as it is read.
final class ArchivePart {
    let name: String
    /// Size after unpacking, as the archive says.
    let announced: Int
    /// Bytes unpacked so far.
    private(set) var unpacked = 0
    private let file: OpaquePointer
    /// Bytes that it may grow to.
    private let most: Int
    /// The file is closed before the archive it belongs to.
    private let archive: Archive

    init(name: String, file: OpaquePointer, status: zip_stat_t, archive: Archive) {
        self.name = name
        self.file = file
        self.archive = archive
        let limits = archive.limits
        announced = Int(clamping: status.size)
        let packed = min(Int(clamping: status.comp_size), archive.byteCount)
        let growth = packed.multipliedReportingOverflow(by: limits.growth)
        most = min(limits.partBytes, max(limits.freeBytes, growth.overflow ? Int.max : growth.partialValue))
    }

    deinit { zip_fclose(file) }

    /// Unpacks the next bytes; 0 at the end. What grows beyond all measure is refused before it has grown.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(TableFault) -> Int {
        let count = Int(zip_fread(file, buffer.baseAddress, UInt64(buffer.count)))
        guard count >= 0 else { throw TableFault.damaged(name, "解压出错，内容与校验值不符或者不完整") }
        unpacked += count
        guard unpacked <= most else {
            throw TableFault(
                .tooLarge, "文件解压后过大（\(name)已超过\(unpacked)字节），不予读取。请拆分后分批上传，或者另存为“CSV UTF-8”")
        }
        return count
    }
}

/// Answers libzip's questions about the bytes of an archive.
private final class ArchiveFeed {
    private let source: any ByteSource
    private var place = 0
    private var error = zip_error_t()

    init(_ source: any ByteSource) {
        self.source = source
        zip_error_init(&error)
    }

    static let answer: zip_source_callback = { user, data, length, command in
        guard let user else { return -1 }
        let feed = Unmanaged<ArchiveFeed>.fromOpaque(user)
        if command == ZIP_SOURCE_FREE {
            feed.release()
            return 0
        }
        return feed.takeUnretainedValue().answer(command, data, length)
    }

    private func answer(
        _ command: zip_source_cmd_t, _ data: UnsafeMutableRawPointer?, _ length: UInt64
    ) -> Int64 {
        switch command {
        case ZIP_SOURCE_OPEN:
            place = 0
            return 0
        case ZIP_SOURCE_CLOSE: return 0
        case ZIP_SOURCE_READ: return read(data, Int(clamping: length))
        case ZIP_SOURCE_TELL: return Int64(place)
        case ZIP_SOURCE_SEEK: return seek(data, length)
        case ZIP_SOURCE_STAT: return status(data, length)
        case ZIP_SOURCE_ERROR: return zip_error_to_data(&error, data, length)
        case ZIP_SOURCE_SUPPORTS: return czip_seekable_source()
        default:
            zip_error_set(&error, ZIP_ER_OPNOTSUPP, 0)
            return -1
        }
    }

    private func read(_ data: UnsafeMutableRawPointer?, _ length: Int) -> Int64 {
        do throws(TableFault) {
            let count = try source.read(at: place, into: UnsafeMutableRawBufferPointer(start: data, count: length))
            place += count
            return Int64(count)
        } catch {
            zip_error_set(&self.error, ZIP_ER_READ, 0)
            return -1
        }
    }

    private func seek(_ data: UnsafeMutableRawPointer?, _ length: UInt64) -> Int64 {
        let target = zip_source_seek_compute_offset(UInt64(place), UInt64(source.byteCount), data, length, &error)
        guard target >= 0 else { return -1 }
        place = Int(target)
        return 0
    }

    private func status(_ data: UnsafeMutableRawPointer?, _ length: UInt64) -> Int64 {
        guard let data, length >= UInt64(MemoryLayout<zip_stat_t>.size) else {
            zip_error_set(&error, ZIP_ER_INVAL, 0)
            return -1
        }
        let status = data.assumingMemoryBound(to: zip_stat_t.self)
        zip_stat_init(status)
        status.pointee.size = UInt64(source.byteCount)
        status.pointee.valid |= UInt64(ZIP_STAT_SIZE)
        return Int64(MemoryLayout<zip_stat_t>.size)
    }
}
