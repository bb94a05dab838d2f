/// How often each thing goes wrong, all in one place; printed with the seed. Per mille of the occasions named.
package struct FaultRates: Hashable, Sendable {
    /// A record that was acknowledged to its producer is gone; per record.
    package var lostRecord = 15
    /// A record stands twice in the log; per record.
    package var repeatedRecord = 15
    /// A record is in the log although its producer was told that it failed; per record.
    package var possiblyPersisted = 10
    /// A record is refused; per record.
    package var refusedRecord = 10
    /// A partition shows nothing of what is new to one reader for a while; per fetch of a partition.
    package var slowPartition = 60
    /// The process dies between decision and commit; per step with something to commit.
    package var crashBeforeCommit = 4
    /// The process dies between commit and publication; per step with something to commit.
    package var crashAfterCommit = 4
    /// The process dies after some records of a batch are out; per batch.
    package var crashWhilePublishing = 4
    /// The ledger cannot be written for a while; per step.
    package var diskFull = 2
    /// The bus is away for everybody; per fault occasion.
    package var outage = 60
    /// The broker loses the tail of a partition; per fault occasion.
    package var truncation = 120
    /// The broker forgets everything; per fault occasion.
    package var wipe = 25
    /// An office is off for a while, or for a month; per fault occasion.
    package var absence = 120
    /// An office is restored from an old backup; per fault occasion.
    package var restore = 40
    /// A copy of a ledger is started beside the original; per fault occasion.
    package var twin = 25
    /// An office's clock is off by up to five minutes from now on; per fault occasion.
    package var skew = 60
    /// A foreign or changed record appears on a topic; per fault occasion.
    package var forgery = 200
    /// An office gets a new key and the old one is revoked or ends; per fault occasion.
    package var keyChange = 40
    /// A topic begins a new generation; per fault occasion.
    package var generation = 15

    /// All of them as they are.
    package init() {}

    /// Nothing goes wrong.
    package static let none: FaultRates = {
        var rates = FaultRates()
        for path in FaultRates.all { rates[keyPath: path.path] = 0 }
        return rates
    }()

    /// Each rate with its name, in a fixed order.
    package static var all: [(name: String, path: any WritableKeyPath<FaultRates, Int> & Sendable)] {
        [
            ("lostRecord", \.lostRecord), ("repeatedRecord", \.repeatedRecord),
            ("possiblyPersisted", \.possiblyPersisted), ("refusedRecord", \.refusedRecord),
            ("slowPartition", \.slowPartition), ("crashBeforeCommit", \.crashBeforeCommit),
            ("crashAfterCommit", \.crashAfterCommit), ("crashWhilePublishing", \.crashWhilePublishing),
            ("diskFull", \.diskFull), ("outage", \.outage), ("truncation", \.truncation), ("wipe", \.wipe),
            ("absence", \.absence), ("restore", \.restore), ("twin", \.twin), ("skew", \.skew),
            ("forgery", \.forgery), ("keyChange", \.keyChange), ("generation", \.generation),
        ]
    }
}
