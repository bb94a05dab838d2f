import Testing
import Workers

private func decoded(_ bytes: [UInt8]) -> Result<String, GB18030Failure> {
    Result { () throws(GB18030Failure) in String(decoding: try GB18030.utf8(bytes), as: UTF8.self) }
}

struct GB18030Tests {
    @Test func `characters of one, two and four bytes become UTF-8`() {
        let bytes: [UInt8] = [0x41, 0x2C, 0xB3, 0xC9, 0xB6, 0xBC, 0x95, 0x34, 0xB2, 0x35, 0x0A]
        #expect(decoded(bytes) == .success("A,成都𠮷\n"))
        #expect(decoded([]) == .success(""))
    }

    @Test func `a text longer than the converter's buffer comes out whole`() {
        let bytes = (0..<400_000).map { UInt8($0 % 2 == 0 ? 0xB3 : 0xC9) }
        #expect(decoded(bytes) == .success(String(repeating: "成", count: 200_000)))
    }

    @Test(
        arguments: [
            ([0x41, 0xB3, 0xC9, 0xFF, 0x41], GB18030Failure.invalidSequence(offset: 3)),
            ([0x41, 0xB3], .truncated(offset: 1)), ([0x95, 0x34, 0xBC], .truncated(offset: 0)),
            ([0xB3, 0x20, 0x41], .invalidSequence(offset: 0)),
        ] as [([UInt8], GB18030Failure)])
    func `a broken text is refused with the place`(bytes: [UInt8], failure: GB18030Failure) {
        #expect(decoded(bytes) == .failure(failure))
        #expect(!failure.words.isEmpty)
    }

    @Test func `random bytes end in text or in a refusal`() {
        var dice = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let bytes = (0..<Int.random(in: 1...200, using: &dice)).map { _ in UInt8.random(in: 0...255, using: &dice) }
            switch decoded(bytes) {
            case .success(let text): #expect(!text.isEmpty)
            case .failure(.invalidSequence(let offset)), .failure(.truncated(let offset)):
                #expect(bytes.indices.contains(offset))
            case .failure(let failure): Issue.record("\(failure)")
            }
        }
    }
}
