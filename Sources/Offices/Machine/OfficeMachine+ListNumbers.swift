package import Contracts
import Exchange

extension OfficeMachine {
    /// How far the streams that move lists are read or written here (rule 34).
    package var listNumbers: [StreamName: UInt64] {
        var numbers: [StreamName: UInt64] = [:]
        for name in inStreams.names where name.topic == .lists { numbers[name] = inStreams[name]?.disposed }
        for name in outStreams.names where name.topic == .lists { numbers[name] = outStreams[name]?.number }
        return numbers
    }
}
