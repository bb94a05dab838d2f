package import Contracts
import Foundation
import Synchronization

/// Why a text names no office.
struct OfficeUnclear: Error, Hashable {
    let words: String
}

/// Finds offices by what people type: name, short name, code, first letters of the pinyin (practice 7.3).
package struct OfficeFinder: Sendable {
    /// One office, ready to be compared.
    package struct Entry: Hashable, Sendable {
        /// The office.
        package let id: OfficeID
        let name: String
        /// The short name.
        package let shortName: String
        /// First letters of each character's pinyin, in lower case.
        let initials: [String]
        let region: String

        /// As it stands in an input: what people read, and the code by which it is found again.
        var shown: String { "\(shortName)（\(id)）" }
    }

    private let entries: [Entry]
    private let byID: [String: Int]
    /// As many as a list under an input is read.
    package static let most = 20

    /// The active offices of a directory.
    package init(_ directory: DirectoryDocument?) {
        let profiles = (directory?.offices ?? []).filter { $0.status == .active }.map(\.profile)
        let letters = OfficeFinder.letters(profiles.flatMap { [$0.name, $0.shortName] })
        entries = profiles.map { profile in
            Entry(
                id: profile.id, name: profile.name, shortName: profile.shortName,
                initials: [profile.name, profile.shortName].map { $0.map { letters[$0] ?? "" }.joined() },
                region: profile.region)
        }
        byID = Dictionary(entries.enumerated().map { ($1.id.description, $0) }) { first, _ in first }
    }

    /// The first letter of the pinyin of each sign; letters and digits stay, all else has none. One transform takes all signs,
    /// a line each: to begin it takes a hundred times as long as to go on.
    private static func letters(_ texts: [String]) -> [Character: String] {
        let signs = Array(Set(texts.joined()).filter { !$0.isNewline })
        let latin = signs.map { String($0) }.joined(separator: "\n").applyingTransform(.mandarinToLatin, reverse: false)
        let lines = (latin ?? "").split(separator: "\n", omittingEmptySubsequences: false)
        return Dictionary(
            zip(signs, lines).map { sign, line in
                let first = line.first.map { String($0).decomposedStringWithCanonicalMapping.unicodeScalars.prefix(1) }
                let plain = first.map { Character(String($0)) }
                return (sign, plain.flatMap { $0.isLetter || $0.isNumber ? $0.lowercased() : nil } ?? "")
            }
        ) { first, _ in first }
    }

    /// All of them, as inputs show them.
    var all: [Entry] { entries }

    /// An id as inputs show it; the id itself while the directory does not know it.
    func shown(_ id: String) -> String { byID[id].map { entries[$0].shown } ?? id }

    /// The offices that fit, the best first: what begins with the text before what has it inside.
    package func search(_ text: String, limit: Int = OfficeFinder.most) -> [Entry] {
        let wanted = HalfWidth.trimmed(text).lowercased()
        guard !wanted.isEmpty else { return [] }
        let isASCII = wanted.utf8.allSatisfy { $0 < 0x80 }
        let ranked = entries.indices.compactMap { index -> (rank: Int, index: Int)? in
            OfficeFinder.rank(entries[index], wanted, isASCII).map { ($0, index) }
        }
        return ranked.sorted { ($0.rank, $0.index) < ($1.rank, $1.index) }.prefix(limit).map { entries[$0.index] }
    }

    private static func rank(_ entry: Entry, _ wanted: String, _ isASCII: Bool) -> Int? {
        let id = entry.id.description
        if id == wanted || entry.name == wanted || entry.shortName == wanted { return 0 }
        if isASCII {
            if id.hasPrefix(wanted) || entry.initials.contains(where: { $0.hasPrefix(wanted) }) { return 1 }
            return id.contains(wanted) || entry.initials.contains { $0.contains(wanted) } ? 2 : nil
        }
        if entry.shortName.hasPrefix(wanted) || entry.name.hasPrefix(wanted) { return 1 }
        return entry.shortName.contains(wanted) || entry.name.contains(wanted) ? 2 : nil
    }

    /// The one office that a text names: by the code in it, or by a name that only one has.
    func office(_ text: String) -> Result<OfficeID, OfficeUnclear> {
        let typed = HalfWidth.trimmed(text)
        let inside = typed.split { "（）()".contains($0) }.map(String.init)
        if let index = ([typed] + inside.reversed()).lazy.compactMap({ byID[$0] }).first {
            return .success(entries[index].id)
        }
        let found = search(typed)
        let exact = found.filter { $0.name == typed || $0.shortName == typed }
        if let only = exact.first, exact.count == 1 { return .success(only.id) }
        if let only = found.first, found.count == 1 { return .success(only.id) }
        guard !found.isEmpty else { return .failure(OfficeUnclear(words: "目录中没有“\(typed.prefix(40))”这个单位")) }
        let names = found.prefix(5).map(\.shown).joined(separator: "、")
        return .failure(OfficeUnclear(words: "符合的单位不止一个，请写明：\(names)"))
    }
}

/// The finder over the directory in force; made anew when another version comes.
final class OfficeIndex: Sendable {
    private let kept = Mutex<(version: UInt64, finder: OfficeFinder)?>(nil)

    func finder(_ directory: DirectoryDocument?) -> OfficeFinder {
        let version = directory?.version ?? 0
        if let finder = kept.withLock({ $0.flatMap { $0.version == version ? $0.finder : nil } }) { return finder }
        let finder = OfficeFinder(directory)
        kept.withLock { $0 = (version, finder) }
        return finder
    }
}
