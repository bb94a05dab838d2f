import Contracts

/// One rule document as it was published: its name and its bytes.
package struct RuleDocument: Hashable, Sendable {
    /// The file name; it stands in mistakes.
    package let name: String
    /// UTF-8 JSON.
    package let bytes: [UInt8]

    /// A document.
    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// The rows of all documents, while they are read.
struct RuleRows {
    var schedules: [HolidaySchedule] = []
    var deadlines: [DeadlineRule] = []
    var reasons: [Reason] = []
    var measures: [Measure] = []
    var listKinds: [ListKind] = []
    var channels: [PublicationChannel] = []
    var limits: [RuleLimit] = []
    var choices: [RuleChoice] = []
    var slipMatters: [SlipMatter] = []
    var repairRules: [RepairRule] = []
    var riskClasses: [RiskClass] = []
    var classifying: [ClassifyingInstrument] = []
    var sensitiveWords: [SensitiveWord] = []
    var restrictedMatters: [RestrictedMatter] = []
}

/// What a document can hold, by the name in its member `document`.
enum RuleDocumentKind: String, CaseIterable {
    case calendar, deadlines
    case reasonCodes = "reason-codes"
    case measures
    case listKinds = "list-kinds"
    case publicationChannels = "publication-channels"
    case limits
    case slipMatters = "slip-matters"
    case repairRules = "repair-rules"
    case riskClasses = "risk-classes"
    case sensitiveWords = "sensitive-words"
    case restrictedPublication = "restricted-publication"

    /// Rule sets from before there were slips, repairs, risk classes and words that hold a publication have nothing about
    /// them.
    var isRequired: Bool {
        ![.slipMatters, .repairRules, .riskClasses, .sensitiveWords, .restrictedPublication].contains(self)
    }

    static let header = ["document", "version", "effectiveFrom", "source"]

    /// The names of its own members.
    var members: [String] {
        switch self {
        case .calendar: ["year", "daysOff", "makeUpDays"]
        case .deadlines: ["deadlines"]
        case .reasonCodes: ["reasons"]
        case .measures: ["measures"]
        case .listKinds: ["listKinds"]
        case .publicationChannels: ["channels"]
        case .limits: ["limits", "choices"]
        case .slipMatters: ["matters"]
        case .repairRules: ["repairRules"]
        case .riskClasses: ["classes", "classifying"]
        case .sensitiveWords: ["words"]
        case .restrictedPublication: ["matters"]
        }
    }
}
