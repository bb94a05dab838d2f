import Glibc

/// The texts that a workbook's cells name by number. Up to a limit they lie in memory, one behind the other; more go to
/// a file that has no name and is gone with this process.
final class SharedStrings {
    private var ends: [Int] = []
    private var bytes: [UInt8] = []
    private var spilled: Int32 = -1
    private let memoryBytes: Int
    private let folder: String

    private static let most = 20_000_000

    init(memoryBytes: Int, folder: String) {
        self.memoryBytes = memoryBytes
        self.folder = folder
    }

    deinit { if spilled >= 0 { close(spilled) } }

    /// Reads the part; a workbook may have none.
    func read(_ part: ArchivePart?, limits: TableLimits) throws(TableFault) {
        guard let part else { return }
        var scanner = try XMLScanner(part)
        var text: [UInt8] = []
        var isText = false
        var isPhonetic = false
        while true {
            switch try scanner.next() {
            case .end: return
            case .open(let isEmpty):
                if scanner.isNamed("si") {
                    text.removeAll(keepingCapacity: true)
                    if isEmpty { try append([]) }
                } else if scanner.isNamed("rPh") {
                    isPhonetic = !isEmpty
                } else if scanner.isNamed("t") {
                    isText = !isEmpty && !isPhonetic
                }
            case .text: if isText { scanner.appendText(to: &text) }
            case .close:
                if scanner.isNamed("t") { isText = false }
                if scanner.isNamed("rPh") { isPhonetic = false }
                if scanner.isNamed("si") { try append(text) }
            }
        }
    }

    private func append(_ text: [UInt8]) throws(TableFault) {
        guard ends.count < SharedStrings.most else {
            throw TableFault(.tooLarge, "文件的不同文字超过\(SharedStrings.most)个，请拆分后分批上传")
        }
        let end = (ends.last ?? 0) + text.count
        ends.append(end)
        bytes += text
        if bytes.count > memoryBytes { try spill(upTo: end) }
    }

    private func spill(upTo end: Int) throws(TableFault) {
        if spilled < 0 {
            var template = Array("\(folder)/liandong-strings-XXXXXX".utf8CString)
            spilled = mkstemp(&template)
            guard spilled >= 0, fcntl(spilled, F_SETFD, FD_CLOEXEC) == 0 else {
                throw FileSource.fault(folder, "不能新建临时文件")
            }
            unlink(template)
        }
        var done = 0
        while done < bytes.count {
            let from = end - bytes.count + done
            let count = bytes.withUnsafeBytes { [spilled] in
                pwrite(spilled, $0.baseAddress?.advanced(by: done), $0.count - done, from)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileSource.fault("临时文件", "写入失败") }
            done += count
        }
        bytes.removeAll(keepingCapacity: true)
    }

    /// Appends a text; false when there is none of this number.
    func append(_ index: Int, to text: inout [UInt8]) throws(TableFault) -> Bool {
        guard ends.indices.contains(index) else { return false }
        let range = (index == 0 ? 0 : ends[index - 1])..<ends[index]
        let inMemory = (ends.last ?? 0) - bytes.count
        guard range.lowerBound < inMemory else {
            text += bytes[(range.lowerBound - inMemory)..<(range.upperBound - inMemory)]
            return true
        }
        var part = [UInt8](repeating: 0, count: range.count)
        let count = part.withUnsafeMutableBytes { [spilled] in
            pread(spilled, $0.baseAddress, $0.count, range.lowerBound)
        }
        guard count == range.count else { throw FileSource.fault("临时文件", "读取失败") }
        text += part
        return true
    }
}
