/// A letter's body as the contract of its type reads it.
package struct BodyReading: Sendable {
    /// The body as it was sent.
    package let body: JSONValue
    /// Only the contract's fields, normalised, in the contract's order.
    package let checked: JSONValue
    /// What is wrong with it.
    package let faults: [BodyFault]

    /// Reads a body; nil when it is no JSON, or of a type that this program does not know.
    package init?(_ bytes: [UInt8], of type: LetterType, contentType: String) {
        guard contentType == "application/json", let contract = LetterCatalogue.contract(for: type) else { return nil }
        do throws(JSONFailure) {
            body = try JSONValue.parse(bytes)
        } catch {
            return nil
        }
        var check = BodyCheck(unknown: .ignored)
        checked = check.read(body, contract.allFields)
        faults = check.faults
    }

    /// Reads the body of an envelope.
    package init?(_ envelope: Envelope) {
        self.init(envelope.body, of: envelope.leaf.type, contentType: envelope.leaf.contentType)
    }
}
