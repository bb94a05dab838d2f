package import Casework
package import Contracts
package import Exchange

/// How one entry of a joint-punishment list stands after the letters of its owner, in the terms of a list root.
///
/// It moves with the numbered letters on `lists` alone, so that equal positions mean equal roots at all offices
/// (rule 34); what other offices report about their measures does not move it.
package struct ListStanding: Hashable, Sendable {
    /// The list kind.
    package let list: String
    /// The entry; its office owns it.
    package let entry: CaseID
    /// How many letters of the owner made it what it is.
    package private(set) var version: UInt64
    /// Leaf hash of the last of them.
    package private(set) var leafHash: Digest
    /// True while the entry is listed.
    package private(set) var isInForce: Bool
    /// The partition in which its owner opened it: the share of the list that it belongs to for ever.
    package let slot: Int

    /// The first way of computing a root: SHA-256 over all entries in force, sorted. It needs a scan, so it goes beside
    /// `lr1` only while an owner has few entries.
    package static let algorithm = "lr0"
    /// The most entries of one owner for which `lr0` is still told.
    package static let mostScanned: UInt64 = 10_000
    /// First bytes of what is hashed for a root.
    package static let rootMagic = Array("liandong-list-root-0\n".utf8)

    /// A standing read back from a ledger.
    package init(
        list: String, entry: CaseID, version: UInt64, leafHash: Digest, isInForce: Bool, slot: Int = 0
    ) {
        self.slot = slot
        self.list = list
        self.entry = entry
        self.version = version
        self.leafHash = leafHash
        self.isInForce = isInForce
    }

    /// True when a letter with an effect is one that moves a standing: only the entry's owner, or the successor of a
    /// retired one, has effect on `lists`.
    package static func isMoved(by leaf: Leaf) -> Bool { leaf.stream.topic == .lists }

    /// Whether a letter of an owner stands before another: each generation of the topic counts from one, and nothing is
    /// written in it before all of the older ones was read.
    package static func precedes(_ one: Leaf, _ other: Leaf) -> Bool {
        (one.stream.generation, one.number) < (other.stream.generation, other.number)
    }

    /// True when a letter takes the entry off the list.
    package static func isEnded(by type: LetterType) -> Bool { type.name == "list.remove" }

    /// True when a letter puts the entry on the list again (domain SL-13).
    package static func isBegunAnew(by type: LetterType) -> Bool { type.name == "list.restore" }

    /// The standing after a letter of the owner. Nil for a case that is no list entry.
    ///
    /// What the letter says counts, not the state of the case: at its owner the case may be further already, by orders
    /// whose letters wait for their numbers.
    package static func moved(
        _ before: ListStanding?, by leafHash: Digest, _ type: LetterType, in slot: Int = 0, file: CaseFile
    ) -> ListStanding? {
        guard file.kind == .listEntry, let list = file.facts["listKind"]?.string ?? before?.list else { return nil }
        return moved(before, by: leafHash, type, in: slot, entry: file.id, list: list)
    }

    /// The same of an entry whose list is known by itself.
    static func moved(
        _ before: ListStanding?, by leafHash: Digest, _ type: LetterType, in slot: Int, entry: CaseID, list: String
    ) -> ListStanding {
        ListStanding(
            list: list, entry: entry, version: (before?.version ?? 0) + 1, leafHash: leafHash,
            isInForce: isBegunAnew(by: type) || (!isEnded(by: type) && before?.isInForce ?? true),
            slot: before?.slot ?? slot)
    }

    /// The share of its list that the entry belongs to.
    package var share: ListShare { ListShare(list: list, owner: entry.office, slot: slot) }

    /// What the root hashes of this entry: id, version and leaf hash in the encoding of protocol section 0.
    package var rootBytes: [UInt8] {
        var writer = FieldWriter(magic: "")
        var entry = entry.description
        entry.withUTF8 { entry in
            leafHash.withBytes { leafHash in
                ListStanding.write(
                    entry: UnsafeRawBufferPointer(entry), version: version, leafHash: leafHash, into: &writer)
            }
        }
        return writer.bytes
    }

    /// Appends what the root hashes of an entry whose id and leaf hash lie elsewhere as bytes.
    package static func write(
        entry: UnsafeRawBufferPointer, version: UInt64, leafHash: UnsafeRawBufferPointer,
        into writer: inout FieldWriter
    ) {
        writer.field(entry)
        writer.field(version)
        writer.field(leafHash)
    }

    /// The root over standings of one list and owner that are in force and sorted by entry.
    package static func root(of standings: [ListStanding], list: String, owner: OfficeID) -> Checkpoint.ListRoot {
        Checkpoint.ListRoot(
            list: list, owner: owner, algorithm: algorithm,
            root: Digest.sha256(rootMagic + standings.flatMap(\.rootBytes)), count: UInt64(standings.count))
    }
}
