import Casework
import Specimens
import Testing

private func maskable(_ text: String) -> [Range<Int>] {
    PrivacyGuard(findsMinors: false).findings(in: text).map(\.range)
}

struct TextDifferenceTests {
    @Test func `a text that was served and masked differs in its masks alone`() {
        for number in 0..<300 {
            let served = PrivacyCorpus.personal(number).text
            for profile in [MaskingProfile.orgDecision, .taxPerson] {
                let difference = TextDifference(served: served, published: Masking.redact(served, under: profile))
                #expect(difference.isMasksOnly)
                #expect(difference.unlawful(maskable: maskable(served)).isEmpty, "\(served)")
            }
        }
    }

    @Test func `a change beside the masks is found wherever it is made`() {
        for number in stride(from: 0, to: 120, by: 3) {
            let served = PrivacyCorpus.personal(number).text
            let published = Array(Masking.redact(served, under: .orgDecision))
            var lot = Lot("change/\(number)")
            for _ in 0..<8 {
                let place = lot.below(published.count)
                guard !"*某年月日（）".contains(published[place]) else { continue }
                var changed = published
                switch lot.below(3) {
                case 0: changed[place] = "变"
                case 1: changed.remove(at: place)
                default: changed.insert("增", at: place)
                }
                let difference = TextDifference(served: served, published: String(changed))
                #expect(!difference.unlawful(maskable: maskable(served)).isEmpty, "\(served) → \(String(changed))")
            }
        }
    }

    @Test func `the spans say what was replaced by what, and give the served text back`() {
        for number in 0..<200 {
            let served = Array(PrivacyCorpus.personal(number).text.unicodeScalars)
            let other = Array(Masking.redact(PrivacyCorpus.clean(number).text, under: .orgDecision).unicodeScalars)
            for published in [
                other, Array(Masking.redact(PrivacyCorpus.personal(number).text, under: .orgDecision).unicodeScalars),
            ] {
                var (made, place) = ([Unicode.Scalar](), 0)
                let difference = TextDifference(
                    served: String(String.UnicodeScalarView(served)),
                    published: String(String.UnicodeScalarView(published)))
                for span in difference.spans {
                    made += published[place..<span.published.lowerBound] + served[span.served]
                    place = span.published.upperBound
                }
                #expect(made + published[place...] == served)
            }
        }
    }

    @Test(arguments: [
        ("当事人王五在场", "当事人某某在场", 1, true), ("罚款5000元", "罚款50000元", 1, false), ("陈某王五在场", "陈某某某在场", 1, true),
        ("生于1987-03-05", "生于****年**月**日", 1, true), ("全部内容", "（依法不予公开）", 1, true), ("甲", "甲", 0, true),
        ("", "*", 1, false),
        ("号110105 19491231 002X。", "号110105********002X。", 1, true), ("", "", 0, true), ("甲乙", "", 1, false),
    ])
    func `masks are told from other changes`(served: String, published: String, count: Int, isMasksOnly: Bool) {
        let difference = TextDifference(served: served, published: published)
        #expect(difference.spans.count == count)
        #expect(difference.isMasksOnly == isMasksOnly)
    }

    @Test func `a mask over more than what may be masked is unlawful`() {
        let served = "电话13800138000，销售过期食品"
        let lawful = TextDifference(served: served, published: "电话***，销售过期食品")
        let tooMuch = TextDifference(served: served, published: "电话***")
        #expect(lawful.unlawful(maskable: maskable(served)).isEmpty)
        #expect(tooMuch.isMasksOnly && tooMuch.unlawful(maskable: maskable(served)).count == 1)
    }
}
