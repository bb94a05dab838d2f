import Contracts
import Testing

/// Full width to half width, one character at a time: what is written out in ranges must be what Unicode's tables say.
struct HalfWidthTests {
    private static var scalars: some Sequence<Unicode.Scalar> {
        (UInt32(0)...0x10FFFF).lazy.compactMap { Unicode.Scalar($0) }
    }

    @Test func `white space is what Unicode calls so, for every character`() {
        let wrong = HalfWidthTests.scalars.filter { HalfWidth.isWhitespace($0) != $0.properties.isWhitespace }
        #expect(wrong == [])
    }

    @Test func `every character of a code is folded, raised and left out as one by one`() {
        var wrong: [Unicode.Scalar] = []
        for scalar in HalfWidthTests.scalars {
            let half = HalfWidth.fold(scalar)
            let raised = (0x61...0x7A).contains(half.value) ? Unicode.Scalar(half.value - 0x20) ?? half : half
            let expected = half.properties.isWhitespace ? "A1" : "A\(raised)1"
            if HalfWidth.code("A\(scalar)1").unicodeScalars.elementsEqual(expected.unicodeScalars) { continue }
            wrong.append(scalar)
        }
        #expect(wrong == [])
    }

    @Test func `folding changes full-width characters alone`() {
        let wrong = HalfWidthTests.scalars.filter { scalar in
            let isWide = (0xFF01...0xFF5E).contains(scalar.value) || scalar.value == 0x3000
            return (HalfWidth.fold("示\(scalar)例") == "示\(scalar)例") == isWide
        }
        #expect(wrong == [])
        #expect(HalfWidth.fold("（示例）\u{3000}９１Ｘ") == "(示例) 91X")
        #expect(HalfWidth.fold("") == "" && HalfWidth.code("") == "")
    }

    @Test func `a document number takes no control character into its words`() {
        for scalar in HalfWidthTests.scalars where scalar.properties.generalCategory == .control {
            let words = "成\(scalar)市监移"
            let number = DocumentNumber("\(words)〔2026〕3号")
            #expect(scalar.properties.isWhitespace ? number?.words == "成市监移" : number == nil)
        }
        #expect(DocumentNumber("成\u{E000}市监移〔2026〕3号")?.words == "成\u{E000}市监移")
    }
}
