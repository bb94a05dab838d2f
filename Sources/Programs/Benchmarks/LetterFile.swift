import Contracts
import Exchange
import Foundation
import Workers

/// Letters made before the clock starts, in a file, so that neither making nor keeping them counts.
struct LetterFile: Sendable {
    /// The file.
    let path: String
    /// How many letters it has.
    let count: Int

    /// Makes `count` letters.
    static func make(
        _ house: BenchmarkHouse, count: Int, at path: String, progress: (String) -> Void
    ) throws -> LetterFile {
        guard let file = fopen(path, "w") else { throw BenchmarkFault("cannot write \(path)") }
        defer { fclose(file) }
        var mill = try LetterMill(house, letters: count, endingAt: OfficeClock.machine())
        var made = 0
        while made < count {
            let letters = mill.next(min(LetterMill.batch, count - made))
            for letter in letters {
                let frame = encode(letter)
                var length = UInt32(frame.count).bigEndian
                guard fwrite(&length, 4, 1, file) == 1, fwrite(frame, 1, frame.count, file) == frame.count else {
                    throw BenchmarkFault("cannot write \(path): is the disk full?")
                }
            }
            made += letters.count
            progress("正在生成签名报文 \(made)/\(count)")
        }
        return LetterFile(path: path, count: count)
    }

    /// Reads it from the start.
    func open() throws -> Reader {
        guard let file = fopen(path, "r") else { throw BenchmarkFault("cannot read \(path)") }
        return Reader(file: file, path: path)
    }

    private static func encode(_ letter: StoredLetter) -> [UInt8] {
        var writer = FieldWriter(magic: "")
        writer.field(UInt64(letter.partition))
        writer.field(letter.key)
        writer.field(letter.body)
        for header in letter.headers {
            writer.field(header.name)
            writer.field(header.value)
        }
        return writer.bytes
    }

    /// A place in the file.
    final class Reader {
        private let file: UnsafeMutablePointer<FILE>
        private let path: String

        fileprivate init(file: UnsafeMutablePointer<FILE>, path: String) {
            self.file = file
            self.path = path
        }

        deinit {
            fclose(file)
        }

        /// The next letters, at most `limit`; none at the end.
        func next(_ limit: Int) throws -> [StoredLetter] {
            var letters: [StoredLetter] = []
            while letters.count < limit, let letter = try next() { letters.append(letter) }
            return letters
        }

        private func next() throws -> StoredLetter? {
            var length: UInt32 = 0
            guard fread(&length, 4, 1, file) == 1 else { return nil }
            var frame = [UInt8](repeating: 0, count: Int(UInt32(bigEndian: length)))
            guard fread(&frame, 1, frame.count, file) == frame.count, let letter = Reader.decode(frame) else {
                throw BenchmarkFault("\(path) is cut off or no file of letters")
            }
            return letter
        }

        private static func decode(_ frame: [UInt8]) -> StoredLetter? {
            guard var reader = FieldReader(frame, magic: ""), let partition = reader.number(), let key = reader.field(),
                let body = reader.field()
            else { return nil }
            var headers: [RecordHeader] = []
            while !reader.isAtEnd {
                guard let name = reader.text(), let value = reader.field() else { return nil }
                headers.append(RecordHeader(name: name, value: value))
            }
            return StoredLetter(partition: Int(partition), key: key, headers: headers, body: body)
        }
    }
}
