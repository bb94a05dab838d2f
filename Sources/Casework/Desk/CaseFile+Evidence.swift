package import Contracts

/// A file that a letter or an order of the case brought.
package struct EvidenceEntry: Hashable, Sendable {
    /// SHA-256 of the file.
    package let digest: Digest
    /// Its name, for people.
    package let name: String
    /// Bytes.
    package let size: Int
    /// Media type.
    package let mediaType: String
    /// Who keeps the original; nil when not told.
    package let custodian: String?
    /// The office that brought it.
    package let office: OfficeID
    /// The event that brought it.
    package let event: String
    /// When it was brought.
    package let at: Moment

    /// The form in a case's facts.
    var json: JSONValue {
        .members([
            ("digest", .string(digest.description)), ("name", .string(name)), ("size", .integer(Int64(size))),
            ("mediaType", .string(mediaType)), ("custodian", custodian.map { .string($0) }),
            ("office", .string(office.description)), ("event", .string(event)), ("at", .string(at.description)),
        ])
    }

    init(_ file: EvidenceFile, _ event: CaseEvent) {
        digest = file.digest
        name = file.name
        size = file.size
        mediaType = file.mediaType
        custodian = file.custodian
        office = event.office
        self.event = event.name
        at = event.at
    }

    init?(_ json: JSONValue) {
        guard let digest = json["digest"]?.string.flatMap({ Digest(hex: $0) }), let name = json["name"]?.string,
            let size = json["size"]?.integer, let mediaType = json["mediaType"]?.string,
            let office = json["office"]?.string.flatMap({ OfficeID($0) }), let event = json["event"]?.string,
            let at = json["at"]?.string.flatMap({ Moment($0) })
        else { return nil }
        self.digest = digest
        self.name = name
        self.size = Int(size)
        self.mediaType = mediaType
        custodian = json["custodian"]?.string
        self.office = office
        self.event = event
        self.at = at
    }
}

extension CaseFile {
    /// The member of `facts` that lists the case's files.
    static let evidenceFact = "evidenceFiles"
    /// The member of a body that brings files.
    static let filesField = LetterFields.files.name

    /// All files of the case, each once, in the order in which they came.
    package var evidence: [EvidenceEntry] {
        (facts[CaseFile.evidenceFact]?.array ?? []).compactMap { EvidenceEntry($0) }
    }

    /// The manifests of one of its files, with the digests of its chunks, in no order of time: a sender whose first one
    /// was wrong sends another. None for a file of another case.
    package func manifests(of digest: Digest) -> [EvidenceFile] {
        CaseFile.manifests(digest.description, in: facts)
    }

    private static func manifests(_ digest: String, in value: JSONValue) -> [EvidenceFile] {
        if let elements = value.array { return elements.flatMap { manifests(digest, in: $0) } }
        return (value.object ?? []).flatMap { member -> [EvidenceFile] in
            guard member.name == filesField else { return manifests(digest, in: member.value) }
            let named = (member.value.array ?? []).filter { $0["digest"]?.string == digest }
            return named.compactMap { EvidenceFile(json: $0) }
        }
    }

    /// Notes the files that an event brings.
    mutating func note(filesOf event: CaseEvent) {
        let brought = event.files
        guard !brought.isEmpty else { return }
        let known = Set(evidence.map(\.digest))
        let new = brought.filter { !known.contains($0.digest) }.map { EvidenceEntry($0, event).json }
        facts = facts.setting(
            CaseFile.evidenceFact, .array((facts[CaseFile.evidenceFact]?.array ?? []) + new))
    }

    /// Content of a letter that goes out: files that the draft had go with those that come now.
    func joiningFiles(_ content: JSONValue) -> JSONValue {
        guard let new = content[CaseFile.filesField]?.array, let old = facts[CaseFile.filesField]?.array else {
            return content
        }
        let added = new.filter { file in !old.contains { $0["digest"] == file["digest"] } }
        return content.setting(CaseFile.filesField, .array(old + added))
    }
}

extension CaseEvent {
    /// Whether it brings files to its case.
    package var bringsFiles: Bool { body["content"]?[CaseFile.filesField] != nil }

    /// The files that it brings to its case.
    package var files: [EvidenceFile] {
        (body["content"]?[CaseFile.filesField]?.array ?? []).compactMap { EvidenceFile(json: $0) }
    }
}

extension Desk {
    /// Whether an officer may have the files of a case: one whose role acts in it at this office, and where the office only
    /// reads, whoever handles cases. Who looks after the system or audits it may not.
    ///
    /// - Returns: nil, or the refusal with its reason.
    package static func refusal(toRead file: CaseFile, _ officer: Officer, _ context: DeskContext) -> Refusal? {
        let standing = file.standing(of: context.own.id)
        let rows = Workflow.of(file.kind).rows.filter { $0.order != nil && $0.isOpen(to: standing, context.own.agency) }
        let acting =
            rows.isEmpty ? Role.allCases.filter { $0 != .auditor && $0 != .administrator } : rows.flatMap(\.roles)
        guard standing != .stranger, officer.roles.contains(where: acting.contains) else {
            return context.refusal("EVIDENCE_FORBIDDEN", "附件只供本案的承办、审核和负责人员查阅")
        }
        return nil
    }
}
