extension Workflow {
    /// Chinese name of an event: that of the act, as the table has it, or of a change to a deadline. Nil for an event that the
    /// table does not know.
    package func title(ofEvent name: String) -> String? {
        // A row that is only heard is named after what it crossed; the event itself after the act.
        let named = rows.filter { $0.event == name }
        if let row = named.first(where: { $0.trigger != .heard }) ?? named.first { return row.title }
        if let event = DeadlineEvent(rawValue: name) { return event.title }
        switch name {
        case CaseFile.noteEvent: return "提示"
        case CaseFile.inheritedEvent: return "承接原单位案件"
        default: return nil
        }
    }

    /// Chinese name of an order; the name itself for one the table does not know.
    package func title(ofOrder name: String) -> String { rows.first { $0.order == name }?.title ?? name }
}

extension DeadlineEvent {
    /// Chinese name.
    var title: String {
        switch self {
        case .deadlineStarted: "期限起算"
        case .deadlineMet: "期限内应办事项已办"
        case .deadlineStopped: "期限终止"
        case .deadlinePaused: "期限中止"
        case .deadlineResumed: "期限恢复计算"
        case .deadlineExtended: "期限延长"
        case .deadlineRung: "期限提醒"
        case .deadlineRecounted: "期限重新计算"
        }
    }
}

extension DeadlineState.Status {
    /// Chinese name.
    package var title: String {
        switch self {
        case .running: "计算中"
        case .paused: "中止"
        case .met: "已办结"
        case .stopped: "已终止"
        }
    }
}
