import Casework
import Crypto

/// Hashes what cases are found by, so that a file that is lost gives away no name: whoever has it but not the data key can
/// neither read a name from it nor try one.
///
/// A hash has 64 bits. Two texts of one hash are rare and harmless: whatever is found is opened and compared in full.
struct SubjectHash {
    private let key: SymmetricKey

    /// A key of its own, so that the data key serves one purpose only.
    init(office: SymmetricKey) {
        let purpose = Array("liandong-subject-key".utf8)
        key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: purpose, using: office))
    }

    /// The hash of one key.
    func key(_ subject: SubjectKey) -> Int64 {
        var mac = HMAC<SHA256>(key: key)
        mac.update(data: Array(subject.text.utf8))
        let number = mac.finalize().prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int64(bitPattern: number)
    }

    /// The hashes of everything that a case is found by.
    func keys(of file: CaseFile) -> [Int64] { file.subjectKeys.map { key($0) } }
}
