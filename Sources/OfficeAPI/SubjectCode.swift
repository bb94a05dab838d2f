import Contracts

/// What a subject is looked up by: a unified social credit code, or the token of a natural person.
package enum SubjectCode {
    /// The normal form; nil for what is neither. Pilot codes fail the check and are codes all the same (domain C.1).
    package static func read(_ text: String) -> String? {
        guard !isToken(text) else { return text }
        do throws(USCCRefusal) {
            return try USCC(text).text
        } catch {
            switch error {
            case .malformed: return nil
            case .checkFailed(let normal, _): return isPersonNumber(normal) ? nil : normal
            }
        }
    }

    /// A citizen's number has the form of a code; it is neither looked up nor repeated.
    package static func isPersonNumber(_ text: String) -> Bool {
        do throws(PersonNumberRefusal) {
            _ = try PersonNumber(text)
            return true
        } catch {
            return false
        }
    }

    /// `p<key version>-` and 26 characters of base32 (design section 5): anything else may be a number that must not
    /// stand in an address.
    package static func isToken(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].first == "p", let version = Int(parts[0].dropFirst()),
            (1...9999).contains(version), parts[1].utf8.count == 26
        else { return false }
        return parts[1].unicodeScalars.allSatisfy {
            ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("2"..."7").contains($0)
        }
    }
}
