import Casework
import Contracts

/// Texts of decisions to try the guards with: some with something personal in one of
/// the forms in which people write it, some with all the numbers that decisions hold and nothing personal.
package enum PrivacyCorpus {
    /// A text of the corpus.
    package struct Text: Hashable, Sendable {
        /// The text.
        package let text: String
        /// What was put into it; empty for a clean text.
        package let planted: [PersonalSpecimen]
    }

    /// The text with this number that holds something personal, sometimes two things.
    package static func personal(_ number: Int, seed: String = "1") -> Text {
        var lot = Lot("personal/\(seed)/\(number)")
        let first = PersonalSpecimen(form: number, &lot)
        var planted = [first]
        if lot.below(4) == 0 { planted.append(PersonalSpecimen(form: lot.below(PersonalSpecimen.forms), &lot)) }
        let sentences = planted.map { specimen in
            let closing = specimen.phrase.contains("（") && !specimen.phrase.contains("）") ? "）" : ""
            return "经查，" + specimen.phrase + closing + lot.one(of: ["，对上述事实予以确认。", "；有询问笔录在案。", "。", "，到场配合调查。"])
        }
        return Text(text: prose(&lot, around: sentences), planted: planted)
    }

    /// The clean text with this number.
    package static func clean(_ number: Int, seed: String = "1") -> Text {
        var lot = Lot("clean/\(seed)/\(number)")
        let count = lot.number(1...3)
        let sentences = (0..<count).map { _ in CleanSentence.draw(&lot) }
        return Text(text: prose(&lot, around: sentences), planted: [])
    }

    private static func prose(_ lot: inout Lot, around sentences: [String]) -> String {
        let day = "2026年\(lot.number(1...11))月\(lot.number(1...28))日"
        let opening = lot.one(of: [
            "\(day)，本局执法人员对当事人经营场所进行检查，发现货架上有超过保质期的食品。",
            "根据投诉举报线索，本局于\(day)立案调查。", "当事人在其网店页面使用“国家级”用语发布广告。", "",
        ])
        let amount =
            "\(lot.number(1...99)),\(PersonalSpecimen.two(lot.below(10)))\(lot.below(10)).\(PersonalSpecimen.two(lot.below(100)))"
        let closing = lot.one(of: [
            "上述货值金额\(amount)元，违法所得\(lot.number(100...9999))元。",
            "依据《中华人民共和国食品安全法》第一百二十四条第一款第五项，决定罚款\(lot.number(1...50))万元。",
            "以上事实有现场笔录、询问笔录、照片\(lot.number(2...40))张为证。",
        ])
        return opening + sentences.joined() + closing
    }

    /// What became of the corpus under the guards.
    package struct Outcome: Hashable, Sendable {
        /// Texts with something personal, and of these: held back for a person, published masked.
        package var personal = 0, blocked = 0, masked = 0
        /// Numbers of the texts in which something personal would have been published.
        package var leaks: [Int] = []
        /// Clean texts, and of these: held back for a number, held back for a word about minors, changed by a mask.
        package var clean = 0, falseBlocks = 0, falseHints = 0, falseMasks = 0
        /// Numbers of the clean texts that were held back or changed.
        package var disturbed: [Int] = []

        /// Clean texts held back for a number that is nobody's, in a thousand.
        package var falseBlocksPerThousand: Int { clean == 0 ? 0 : falseBlocks * 1000 / clean }
    }

    /// Sends so many texts of both kinds through the guards as a publication goes through them.
    package static func outcome(count: Int, seed: String = "1") -> Outcome {
        var outcome = Outcome()
        for number in 0..<count {
            let text = personal(number, seed: seed)
            outcome.personal += 1
            let findings = PrivacyGuard().findings(in: text.text)
            if findings.contains(where: { !$0.kind.isRepairedByMasking }) {
                outcome.blocked += 1
            } else {
                outcome.masked += 1
            }
            if leaks(text, findings) { outcome.leaks.append(number) }
        }
        for number in 0..<count { inspect(clean: clean(number, seed: seed).text, number, &outcome) }
        return outcome
    }

    /// Whether something personal would be read by the public: it is in the masked text, or it hints at a minor and nobody
    /// is asked.
    private static func leaks(_ text: Text, _ findings: [PrivacyFinding]) -> Bool {
        let published = normal(Masking.redact(text.text, under: .orgDecision))
        return text.planted.contains { specimen in
            specimen.kind == .minorWord
                ? !findings.contains { $0.kind == .minorWord } : published.contains(normal(specimen.secret))
        }
    }

    /// The text without anything that only dresses a number: separators, full width, numerals, case.
    private static func normal(_ text: String) -> String {
        var normal = String.UnicodeScalarView()
        for scalar in HalfWidth.fold(text).lowercased().unicodeScalars
        where scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
            let digit = PersonalSpecimen.plain.firstIndex(of: Character(scalar)).map {
                Array("\($0)".unicodeScalars)[0]
            }
            normal.append(digit ?? scalar)
        }
        return String(normal)
    }

    private static func inspect(clean text: String, _ number: Int, _ outcome: inout Outcome) {
        outcome.clean += 1
        let findings = PrivacyGuard().findings(in: text)
        let isBlocked = findings.contains { !$0.kind.isRepairedByMasking && $0.kind != .minorWord }
        let isHinted = findings.contains { $0.kind == .minorWord }
        let isChanged = findings.contains { $0.kind.isRepairedByMasking }
        if isBlocked { outcome.falseBlocks += 1 } else if isHinted { outcome.falseHints += 1 }
        if isChanged { outcome.falseMasks += 1 }
        if isBlocked || isHinted || isChanged { outcome.disturbed.append(number) }
    }
}
