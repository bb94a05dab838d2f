package import Contracts

/// Turns leaves into envelopes: one Merkle tree and one signature for all of them (design section 4, *Signature*).
package enum EnvelopeBatch {
    /// Signs `items` together as `writer`; the order of the envelopes is that of the items.
    package static func seal(
        _ items: [(leaf: Leaf, body: [UInt8])], signer: any RootSigning, writer: Writer, at now: Moment
    ) -> [Envelope] {
        seal(items.map { ($0.leaf, $0.leaf.bytes, $0.body) }, signer: signer, writer: writer, at: now)
    }

    /// Signs old leaves anew (rule 4): the same leaf bytes under the present key and writer.
    package static func reseal(
        _ envelopes: [Envelope], signer: any RootSigning, writer: Writer, at now: Moment
    ) -> [Envelope] {
        seal(envelopes.map { ($0.leaf, $0.leafBytes, $0.body) }, signer: signer, writer: writer, at: now)
    }

    private static func seal(
        _ items: [(leaf: Leaf, bytes: [UInt8], body: [UInt8])], signer: any RootSigning, writer: Writer, at now: Moment
    ) -> [Envelope] {
        guard !items.isEmpty else { return [] }
        let tree = MerkleTree.build(items.map { Leaf.hash(of: $0.bytes) })
        let statement = RootStatement(
            office: signer.office, keyID: signer.keyID, writer: writer, time: now, leafCount: UInt64(items.count),
            root: tree.root)
        let statementBytes = statement.bytes
        let signature = signer.sign(statementBytes)
        return items.enumerated().map { index, item in
            Envelope(
                leaf: item.leaf, leafBytes: item.bytes, leafIndex: UInt64(index), path: tree.paths[index],
                statement: statement, statementBytes: statementBytes, signature: signature, body: item.body)
        }
    }
}
