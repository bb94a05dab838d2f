import Contracts
import Signing

/// One sending, as it goes over the wire.
package struct WebhookMessage: Hashable, Sendable {
    /// A line of its head.
    package struct Header: Hashable, Sendable {
        /// What it is and what it says.
        package let name, value: String
    }

    /// Where it goes.
    package let url: String
    /// Its head.
    package let headers: [Header]
    /// JSON.
    package let body: [UInt8]

    /// A message with its number, signed under the secret that its reader knows.
    init(_ json: JSONValue, delivery: String, to webhook: Webhook, at now: Moment) {
        url = webhook.url
        body = json.bytes
        let signature = DeliverySignature(of: body, under: webhook.secret, at: now)
        headers = [
            Header(name: "Content-Type", value: "application/json; charset=utf-8"),
            Header(name: "User-Agent", value: "liandong"), Header(name: "Liandong-Delivery", value: delivery),
            Header(name: "Liandong-Signature", value: signature.description),
        ]
    }
}
