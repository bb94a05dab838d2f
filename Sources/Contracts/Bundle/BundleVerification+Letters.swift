extension BundleVerification {
    /// Every letter alone, then the letters against each other.
    mutating func check(_ content: Content, _ book: DirectoryBook) {
        let letters = content.bundle.letters
        for (index, letter) in letters.enumerated() {
            let line = content.firstLetter + index
            let before = report.failures.count
            check(letter, line: line, content.bundle.header, book)
            let leaf = letter.envelope.leaf
            report.letters.append(
                BundleReport.Letter(
                    line: line, bundled: letter,
                    title: LetterCatalogue.contract(for: leaf.type)?.title ?? leaf.type.description,
                    body: BundleVerification.body(letter), isProved: report.failures.count == before))
        }
        checkLines(letters)
        checkDocuments(letters)
        let good = report.letters.count { $0.isProved }
        if good > 0 {
            report.proved.append("\(good) 份函件的签名、散列路径和正文摘要成立，签名单位当时有权发出该类函件")
        }
    }

    private mutating func check(
        _ letter: BundledLetter, line: Int, _ header: CaseBundle.Header, _ book: DirectoryBook
    ) {
        let (envelope, leaf) = (letter.envelope, letter.envelope.leaf)
        guard leaf.stream.namespace == header.namespace, leaf.caseID == header.caseID, leaf.number > 0,
            leaf.stream.office == envelope.statement.office
        else { return report.fail("LETTER_FOREIGN", line: line, "函件 \(leaf.letter) 不属于本案，或者签名单位不是发出单位") }
        if letter.hasBody, Digest.sha256(envelope.body) != leaf.bodyDigest {
            report.fail("HASH_MISMATCH", line: line, "函件 \(leaf.letter) 的正文与签名的摘要不符")
        }
        guard
            let root = MerkleTree.root(
                leaf: envelope.leafHash, index: envelope.leafIndex, count: envelope.statement.leafCount,
                path: envelope.path), root == envelope.statement.root
        else { return report.fail("PATH_INVALID", line: line, "函件 \(leaf.letter) 的散列路径通不到签名的根") }
        checkSignature(letter, line: line, book)
        checkAuthority(letter, line: line, book)
    }

    private mutating func checkSignature(_ letter: BundledLetter, line: Int, _ book: DirectoryBook) {
        let (envelope, statement) = (letter.envelope, letter.envelope.statement)
        guard let key = book.newest?.office(statement.office)?.key(statement.keyID), key.suite == statement.suite,
            key.suite == RootStatement.suiteEd25519
        else {
            return report.fail("KEY_UNKNOWN", line: line, "目录里没有 \(statement.office) 的密钥 \(statement.keyID)")
        }
        guard key.covers(statement.time) else {
            return report.fail("KEY_EXPIRED", line: line, "密钥 \(statement.keyID) 在签名时不在有效期内")
        }
        guard
            verifying.isValid(
                signature: envelope.signature, over: envelope.statementBytes, publicKey: key.publicKey)
        else {
            return report.fail("SIGNATURE_INVALID", line: line, "函件 \(envelope.leaf.letter) 的签名不成立")
        }
        guard let revoked = key.revokedAt else { return }
        // Rule 5: a thief dates letters back, so of a revoked key only the record of whoever took it in says when.
        let seen = letter.record.disposedAt ?? letter.record.deliveredAt
        guard let seen, seen < revoked else {
            return report.fail("KEY_REVOKED", line: line, "密钥 \(statement.keyID) 已于 \(revoked) 吊销，没有此前收到的记载")
        }
        report.unproved.append(
            "第 \(line) 行函件的密钥 \(statement.keyID) 后来于 \(revoked) 吊销；先于吊销收到，只有出具单位的记载为凭")
    }

    private mutating func checkAuthority(_ letter: BundledLetter, line: Int, _ book: DirectoryBook) {
        let leaf = letter.envelope.leaf
        let page = book.pages.first { $0.document.version >= leaf.directoryVersion }
        guard let document = page?.document else {
            return report.fail("DIRECTORY_MISSING", line: line, "包内没有函件所依的目录第 \(leaf.directoryVersion) 版")
        }
        guard !document.maySend(office: leaf.stream.office, type: leaf.type) else { return }
        // The office took it in as not authorised: that it did is what the bundle shows.
        guard letter.record.disposition != "quarantined", letter.record.disposition != "discarded" else {
            return report.unproved.append("第 \(line) 行函件的发出单位无权发出该类函件，出具单位已隔离，没有效力")
        }
        report.fail("NOT_AUTHORISED", line: line, "\(leaf.stream.office) 依目录第 \(document.version) 版无权发出 \(leaf.type)")
    }

    /// Numbers of one stream: one letter for each, and neighbours on one line (rule 2).
    private mutating func checkLines(_ letters: [BundledLetter]) {
        let sorted = letters.map(\.envelope).sorted {
            ($0.leaf.stream, $0.leaf.number) < ($1.leaf.stream, $1.leaf.number)
        }
        for (left, right) in zip(sorted, sorted.dropFirst()) where left.leaf.stream == right.leaf.stream {
            if left.leaf.number == right.leaf.number {
                guard left.leafHash != right.leafHash else { continue }
                report.fail("EQUIVOCATION", "流 \(left.leaf.stream) 的第 \(left.leaf.number) 号有两份不同的函件")
            } else if left.leaf.number + 1 == right.leaf.number,
                StreamName.extend(left.leaf.previous, with: left.leafHash) != right.leaf.previous
            {
                report.fail("FORK", "流 \(left.leaf.stream) 的第 \(right.leaf.number) 号没有接在第 \(left.leaf.number) 号之后")
            }
        }
    }

    /// One letter id is one document: the same body for every addressee.
    private mutating func checkDocuments(_ letters: [BundledLetter]) {
        let sorted = letters.map(\.envelope.leaf).sorted { $0.letter < $1.letter }
        for (left, right) in zip(sorted, sorted.dropFirst()) where left.letter == right.letter {
            guard left.bodyDigest != right.bodyDigest || left.type != right.type else { continue }
            report.fail("DOCUMENT_DIFFERS", "函件 \(left.letter) 发给 \(left.to) 和 \(right.to) 的内容不同")
        }
    }

    /// The body as JSON; nil when it is encrypted, erased, or something else.
    private static func body(_ letter: BundledLetter) -> JSONValue? {
        guard letter.hasBody, letter.envelope.leaf.contentType == "application/json" else { return nil }
        return BundleLines.json(letter.envelope.body)
    }

    // MARK: What the file does not prove

    /// Says what a reader may not conclude.
    mutating func remark(_ bundle: CaseBundle) {
        let letters = bundle.letters
        remarkAnswers(letters, bundle.header.office)
        let closed = report.letters.count { $0.bundled.hasBody && $0.body == nil }
        if closed > 0 { report.unproved.append("\(closed) 份函件的正文是密文：只证明了密文的摘要，看不到内容") }
        let erased = letters.count { !$0.hasBody }
        if erased > 0 {
            let why = bundle.header.erased.map { "（\($0)）" } ?? ""
            report.unproved.append("\(erased) 份函件的正文不在包内\(why)：只证明了它的摘要和收发")
        }
        if bundle.header.waiting > 0 {
            report.unproved.append("出具单位还有 \(bundle.header.waiting) 份函件没有编号发出，不在包内")
        }
        report.unproved.append("没有证明这是本案的全部函件：只有 \(bundle.header.office) 收发的函件；处置、送达时间是该单位的记载")
    }

    private mutating func remarkAnswers(_ letters: [BundledLetter], _ office: OfficeID) {
        let sent = letters.filter { $0.envelope.leaf.stream.office == office && $0.envelope.leaf.to != "*" }
        let answered = sent.count { letter in
            letters.contains {
                $0.envelope.leaf.cause == letter.envelope.leaf.letter.description
                    && $0.envelope.leaf.stream.office.description == letter.envelope.leaf.to
            }
        }
        if answered > 0 { report.proved.append("发出的 \(answered) 份函件有收件单位签名的答复，收件单位确已收到") }
        let delivered = sent.count { $0.record.deliveredAt != nil }
        if delivered > answered {
            report.unproved.append("\(delivered) 份发出的函件记有送达时间，其中 \(delivered - answered) 份没有收件单位签名的答复为凭")
        }
        let known = Set(letters.map(\.envelope.leaf.letter.description))
        let missing = letters.map(\.envelope.leaf.cause).filter { !$0.isEmpty && !known.contains($0) }
        if !missing.isEmpty { report.unproved.append("\(Set(missing).count) 份被答复的函件不在包内（不是发给或者出自该单位）") }
    }
}
