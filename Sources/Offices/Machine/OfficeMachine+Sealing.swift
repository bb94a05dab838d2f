import Casework
import Contracts
import Exchange

/// Letters that only their addressees may read (design sections 5 and 8): sealed when they are written, opened when they
/// are judged, kept as they travel.
extension OfficeMachine {
    /// A letter came in plain that must be sealed.
    static let sealMissing = "SEAL_MISSING"
    /// A sealed letter names an addressee who cannot open it.
    static let sealIncomplete = "SEAL_INCOMPLETE"
    /// The directory lists no sealing key for an addressee.
    static let readerMissing = "SEAL_KEY_MISSING"

    // MARK: Writing

    /// Seals each letter that must be, once for all its addressees and this office itself.
    ///
    /// - Throws: `SEAL_KEY_MISSING` when somebody has no key: nothing is done half, and nothing leaves in plain.
    func seal(_ letters: [LetterDraft], _ work: inout Workspace) throws(Refusal) {
        guard directory?.isSealing(at: work.clocks.machine) ?? false else { return }
        for letter in letters where letter.isSealed {
            guard case .offices(let named) = letter.destination else { continue }
            let readers = try readers(of: named, at: work.clocks.machine)
            let context = SealContext(
                namespace: namespace, office: office, letter: letter.id, type: letter.type,
                caseID: letter.caseID.description)
            guard let sealed = sealer.seal(letter.body.bytes, context, to: readers) else {
                throw keyMissing(readers.map(\.office))
            }
            work.sealed[letter.id] = sealed.bytes
        }
    }

    /// Whoever does the work of the named offices now, and this office.
    private func readers(of named: [OfficeID], at now: Moment) throws(Refusal) -> [SealReader] {
        let offices = Set(named.map { directory?.heir(of: $0) ?? $0 } + [office]).sorted()
        let readers = offices.map { directory?.office($0)?.sealReader(at: now) }
        let missing = zip(offices, readers).filter { $0.1 == nil }.map(\.0)
        guard missing.isEmpty else { throw keyMissing(missing) }
        return readers.compactMap(\.self)
    }

    private func keyMissing(_ offices: [OfficeID]) -> Refusal {
        let names = offices.map(\.description).joined(separator: "、")
        return Refusal(
            code: OfficeMachine.readerMissing, text: "目录中没有下列单位可用的加密密钥，本函须加密，暂不能发出：\(names)；请联系登记机关。", basis: nil,
            field: nil)
    }

    /// What a retired office hands over is sealed to its successor; plain before letters are sealed at all, nil when that one
    /// has no key.
    func handover(
        _ body: JSONValue, _ context: SealContext, for heir: OfficeID, at now: Moment
    ) -> (body: [UInt8], contentType: String)? {
        guard directory?.isSealing(at: now) ?? false else { return (body.bytes, "application/json") }
        guard let reader = directory?.office(heir)?.sealReader(at: now) else { return nil }
        let own = directory?.office(office)?.sealReader(at: now)
        let sealed = sealer.seal(body.bytes, context, to: [reader] + (own.map { [$0] } ?? []))
        return sealed.map { ($0.bytes, SealedBody.mediaType) }
    }

    /// False while the successor has no sealing key: nothing is handed over then, and people are told.
    mutating func mayHandOver(to heir: OfficeID, _ work: inout Workspace) -> Bool {
        let now = work.clocks.machine
        guard directory?.isSealing(at: now) ?? false, directory?.office(heir)?.sealReader(at: now) == nil else {
            return true
        }
        if troublesTold.insert("\(OfficeMachine.readerMissing) \(heir)").inserted {
            work.alarm(OfficeMachine.readerMissing, "cases wait: the directory lists no sealing key for \(heir)")
        }
        return false
    }

    /// A letter for the successor, with the way to its content key when it is sealed to this office.
    func passedOn(_ envelope: Envelope, to heir: OfficeID, at now: Moment) -> ForwardedEnvelope {
        guard envelope.leaf.contentType == SealedBody.mediaType, let sealed = SealedBody(bytes: envelope.body),
            let reader = directory?.office(heir)?.sealReader(at: now)
        else { return ForwardedEnvelope(envelope, wrap: nil) }
        do throws(SealFault) {
            let wrap = try sealer.rewrap(sealed, SealContext(envelope.leaf), for: reader)
            return ForwardedEnvelope(envelope, wrap: wrap)
        } catch {
            // The successor gets it as it is, and sets it aside for a person.
            return ForwardedEnvelope(envelope, wrap: nil)
        }
    }

    // MARK: Reading

    /// A body as it was before it was sealed; a plain one as it is.
    func opened(_ leaf: Leaf, _ body: [UInt8], by wrap: SealedBody.Wrap? = nil) -> Result<[UInt8], SealFault> {
        guard leaf.contentType == SealedBody.mediaType else { return .success(body) }
        guard let sealed = SealedBody(bytes: body) else { return .failure(.broken) }
        do throws(SealFault) {
            return .success(try sealer.open(sealed, SealContext(leaf), by: wrap))
        } catch {
            return .failure(error)
        }
    }

    /// The body of a letter as its contract reads it; nil when it cannot be read.
    func reading(
        of envelope: Envelope, by wrap: SealedBody.Wrap?, _ work: Workspace
    ) -> Result<BodyReading?, SealFault> {
        let leaf = envelope.leaf
        guard leaf.contentType == SealedBody.mediaType else { return .success(work.body(of: envelope)) }
        return opened(leaf, envelope.body, by: wrap).map {
            BodyReading($0, of: leaf.type, contentType: "application/json")
        }
    }

    /// What is to happen with a letter that does not open. A key that is missing here is our own trouble: it is parked
    /// until the key is back, and holds back only what follows in its case.
    func judgement(on fault: SealFault) -> Judgement {
        switch fault {
        case .keyUnknown: .park(reason: fault.rawValue)
        case .notForUs, .broken: .quarantine(reason: fault.rawValue, keepsContent: true)
        }
    }

    /// Why a letter that can be read is set aside all the same: it came in plain, or someone whom it names cannot open it.
    func sealingFault(of envelope: Envelope, _ body: JSONValue, _ contract: LetterContract) -> String? {
        guard envelope.leaf.contentType == SealedBody.mediaType else {
            let isOwed = contract.mustBeSealed(isAboutPerson: LetterContract.isAboutPerson(body))
            return isOwed && isSealing(envelope.leaf) ? OfficeMachine.sealMissing : nil
        }
        let readers = Set(SealedBody(bytes: envelope.body)?.readers ?? [])
        let named = ["recipients", "cc"].flatMap { body[$0]?.array ?? [] }
            .compactMap { $0.string.flatMap { OfficeID($0) } }
        // It may have been sealed for a successor that has a successor by now.
        let isRead = named.allSatisfy { office in
            (directory?.succession(of: office) ?? [office]).contains(where: readers.contains)
        }
        return isRead ? nil : OfficeMachine.sealIncomplete
    }

    /// Whether its sender had to seal when the letter was written, by the directory that it names: a letter that waited
    /// since before then is taken in plain.
    func isSealing(_ leaf: Leaf) -> Bool {
        guard
            case .by(let document) = book.judgement(namedVersion: leaf.directoryVersion, sender: leaf.stream.office)
        else { return false }
        return document.isSealing(at: leaf.letter.time)
    }

    /// Whom a letter is about: the leaf of a sealed one does not say it.
    func subject(of leaf: Leaf, _ reading: BodyReading) -> String {
        guard leaf.contentType == SealedBody.mediaType, leaf.subject.isEmpty else { return leaf.subject }
        return CaseFile.subject(of: reading.body)
    }

    // MARK: Waiting for keys

    /// Offices to which nothing sealed can be written are told of once, before somebody's order is refused for it.
    func officesWithoutSealingKey(at now: Moment) -> [OfficeID] {
        guard let directory, directory.isSealing(at: now) else { return [] }
        return directory.activeOffices.filter { $0.sealReader(at: now) == nil }.map(\.id)
    }

    mutating func watchSealingKeys(_ work: inout Workspace) {
        for id in officesWithoutSealingKey(at: work.clocks.machine) {
            guard troublesTold.insert("\(OfficeMachine.readerMissing) \(id)").inserted else { continue }
            work.alarm(OfficeMachine.readerMissing, "the directory lists no valid sealing key for \(id)")
        }
    }

    /// Under another directory, or after a start with other keys, letters that waited for a key are tried again.
    mutating func retrySealed(_ work: inout Workspace) throws {
        guard hasNewKeys, phase == .serving else { return }
        hasNewKeys = false
        for caseID in blockedCases.sorted() {
            let held = try work.heldBack(caseID: caseID)
            let waits = held.contains { letter in
                letter.reason == SealFault.keyUnknown.rawValue || letter.reason == OfficeMachine.readerMissing
            }
            if waits { try replayCase(caseID, &work) }
        }
    }
}
