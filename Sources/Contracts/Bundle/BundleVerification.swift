/// Verifies a bundle from its bytes alone: no network, no ledger, no clock.
package struct BundleVerification<Verifying: RootVerifying> {
    /// What a caller knows of the registrar from elsewhere.
    package struct Trust: Sendable {
        /// Keys that may have signed the first directory version; none takes the file's own word for them.
        package var registrarKeys: [RegistrarKey]
        /// Further directory versions, for a file whose first one was signed by a later key.
        package var documents: [SignedDocument]

        /// Trust in these keys.
        package init(registrarKeys: [RegistrarKey] = [], documents: [SignedDocument] = []) {
            self.registrarKeys = registrarKeys
            self.documents = documents
        }
    }

    let verifying: Verifying
    private let trust: Trust
    var report = BundleReport()

    /// A verification.
    package init(_ verifying: Verifying, trust: Trust = Trust()) {
        self.verifying = verifying
        self.trust = trust
    }

    /// Goes through the whole file and tells everything that is wrong, not only the first.
    package func run(_ bytes: [UInt8]) -> BundleReport {
        var work = self
        work.check(bytes)
        return work.report
    }

    private mutating func check(_ bytes: [UInt8]) {
        guard let lines = BundleLines(bytes) else {
            return report.fail("BUNDLE_UNREADABLE", "不是完整的证据包：文件应当以换行结束，至少有首行和封签行")
        }
        let sealed = BundleSeal.read(lines.seal)
        if sealed == nil { report.fail("SEAL_UNREADABLE", line: lines.content.count + 1, "封签行读不出或者写法不唯一：文件被改动或者截断") }
        if let sealed, sealed.seal.digest != lines.digest {
            report.fail("BUNDLE_CHANGED", "内容与封签的摘要不符：封签以后文件被改动")
        }
        guard let content = read(lines.content) else { return }
        report.header = content.bundle.header
        guard let book = directory(content.bundle) else { return }
        if let sealed { check(sealed.seal, sealed.signature, content.bundle.header, book) }
        check(content, book)
        remark(content.bundle)
    }

    // MARK: Lines

    struct Content {
        let bundle: CaseBundle
        /// Line of the first letter, from 1.
        let firstLetter: Int
    }

    private mutating func read(_ lines: [[UInt8]]) -> Content? {
        guard let header = BundleLines.json(lines[0]).flatMap({ CaseBundle.Header($0) }) else {
            report.fail("HEADER_UNREADABLE", line: 1, "首行读不出：应当是格式 \(CaseBundle.format) 的说明")
            return nil
        }
        var documents: [SignedDocument] = []
        var letters: [BundledLetter] = []
        var isWhole = true
        for (index, line) in lines.enumerated().dropFirst() {
            let letter = BundleLines.json(line).flatMap { BundledLetter($0) }
            if let letter {
                letters.append(letter)
            } else if let document = BundleVerification.document(line), letters.isEmpty {
                documents.append(document)
            } else {
                isWhole = false
                report.fail("LINE_UNREADABLE", line: index + 1, "既不是登记机关文件，也不是函件")
            }
        }
        guard isWhole else { return nil }
        let bundle = CaseBundle(header: header, documents: documents, letters: letters)
        return Content(bundle: bundle, firstLetter: 2 + documents.count)
    }

    private static func document(_ line: [UInt8]) -> SignedDocument? {
        do throws(DocumentMistakes) {
            return try SignedDocument.read(line)
        } catch {
            return nil
        }
    }

    // MARK: Directory and seal

    private mutating func directory(_ bundle: CaseBundle) -> DirectoryBook? {
        let keys = trust.registrarKeys.isEmpty ? BundleVerification.ownKeys(bundle.documents) : trust.registrarKeys
        var book = DirectoryBook(namespace: bundle.header.namespace, pinned: keys)
        let known = trust.documents.filter { $0.kind == .directory && !bundle.documents.contains($0) }
        let refusals = book.acceptAll(known + bundle.documents, verifying: verifying)
        for refusal in refusals {
            report.fail("DIRECTORY_REFUSED", "目录未通过（\(refusal.code)）：不是由所信任的登记机关密钥签发，或者被改动")
        }
        guard refusals.isEmpty, book.newest != nil else {
            if refusals.isEmpty { report.fail("DIRECTORY_MISSING", "包内没有目录，无法得知各单位的公钥") }
            return nil
        }
        let names = keys.map { "\($0.keyID)（\(Digest.sha256($0.publicKey).description.prefix(16))…）" }
            .joined(separator: "、")
        if trust.registrarKeys.isEmpty {
            report.unproved.append("登记机关公钥取自包内，未与外部核对：\(names)。请向登记机关核对，或者用已知公钥再验一次")
        } else {
            report.proved.append("目录第 \(book.version) 版由所给的登记机关密钥签发：\(names)")
        }
        return book
    }

    private static func ownKeys(_ documents: [SignedDocument]) -> [RegistrarKey] {
        guard let first = documents.first else { return [] }
        do throws(DocumentMistakes) {
            return try DirectoryDocument.read(first.payload).registrarKeys
        } catch {
            return []
        }
    }

    private mutating func check(
        _ seal: BundleSeal, _ signature: [UInt8], _ header: CaseBundle.Header, _ book: DirectoryBook
    ) {
        guard seal.namespace == header.namespace, seal.office == header.office, seal.time == header.madeAt else {
            return report.fail("SEAL_MISMATCH", "封签与首行所说的单位、时间或者命名空间不符")
        }
        let verdict = book.newest?.mayKeySign(
            office: seal.office, keyID: seal.keyID, at: seal.time, signedAt: seal.time)
        guard case .good(let key) = verdict else {
            return report.fail("BUNDLE_KEY_UNKNOWN", "封签密钥 \(seal.keyID) 当时不是 \(seal.office) 的有效密钥")
        }
        guard verifying.isValid(signature: signature, over: seal.signedBytes, publicKey: key.publicKey) else {
            return report.fail("SEAL_INVALID", "封签的签名不成立")
        }
        guard report.failures.isEmpty else { return }
        report.proved.append("\(name(seal.office, book)) 于 \(seal.time) 封签，封签以后一个字节也没有变")
    }

    func name(_ office: OfficeID, _ book: DirectoryBook) -> String {
        book.newest?.profile(office).map { "\($0.name)（\(office)）" } ?? office.description
    }
}
