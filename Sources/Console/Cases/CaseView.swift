import Casework
import Contracts
import Evidence
import Ledgers
import Pages

/// The case page: what it is, where it stands, what may happen next.
struct CaseView {
    let reading: CaseReading
    let possible: [Possibility]
    let evidence: [(entry: EvidenceEntry, progress: EvidenceProgress)]
    let notice: PageValue

    private var file: CaseFile { reading.file }
    private var visit: Console.Visit { reading.visit }

    var content: [String: PageValue] {
        [
            "name": .text(reading.name), "kindTitle": .text(reading.workflow.title), "state": state.value,
            "id": .text(reading.id.description), "path": .text(reading.path), "head": .list(head),
            "recipients": .optional(recipients),
            "flags": .list(file.flags.map { .text(reading.sheet.words(ofFlag: $0, deadlines: file.deadlines)) }),
            "clocks": CaseClocks(reading: reading).value, "can": .list(can), "cannot": .list(cannot),
            "cannotCount": .number(cannot.count), "readOnly": .flag(can.isEmpty),
            "basics": .list(reading.sheet.basics(of: reading.facts).map(\.value)),
            "events": .list(reading.sheet.events(of: reading.facts).map(\.value)),
            "timeline": CaseTimeline(reading: reading).value, "files": .list(files), "offices": offices.value,
            "changes": CaseChanges(reading: reading).value, "notice": notice,
            "bundleURL": .text("/api/v1/cases/\(reading.id)/bundle"), "printURL": .text("\(reading.path)/print"),
            "asOf": .text(visit.now.shortDescription),
            "prints": .list(CasePrint.choices(reading).map { ["title": .text($0.title), "url": .text($0.url)] }),
        ]
    }

    private var state: Badge {
        let isOver = !file.isOpen
        return Badge(
            reading.workflow.title(ofState: file.state), file.state == "conflict" ? .bad : isOver ? .gone : .good)
    }

    private var head: [PageValue] {
        func line(_ title: String, _ text: String) -> PageValue? {
            text.isEmpty ? nil : ["title": .text(title), "text": .text(text)]
        }
        let copies = file.copies.map { visit.name(of: $0) }.joined(separator: "、")
        return [
            line("当事人", [reading.party, file.subject].filter { !$0.isEmpty }.joined(separator: " ")),
            line("发起单位", visit.fullName(of: file.owner)), line("本单位身份", file.standing(of: reading.office).title),
            line("抄送", copies), line("发起时间", file.openedAt.shortDescription),
            line("最近变动", file.updatedAt.shortDescription),
        ].compactMap(\.self)
    }

    /// Each recipient with its own state and times; the state of the whole follows from theirs.
    private var recipients: PageValue? {
        guard !file.recipients.isEmpty else { return nil }
        let rows = file.recipients.map { office -> [TableValue.Cell] in
            let sent = reading.dossier.letters.filter {
                $0.direction != .received && $0.leaf.to == office.description
            }
            let delivered = sent.compactMap(\.deliveredAt).min()
            let part = file.state(ofPart: office.description)
            let title = reading.workflow.title(ofState: part ?? file.state)
            return [
                TableValue.Cell(visit.fullName(of: office)), TableValue.Cell(title),
                TableValue.Cell(sent.isEmpty ? "—" : delivered?.shortDescription ?? "在途"),
                TableValue.Cell(acts(of: office)),
            ]
        }
        let columns = ["受送单位", "状态", "送达", "各项时间"].map { TableValue.Column($0) }
        return TableValue(columns, rows, label: "受送单位").value
    }

    /// What an office did, with the times: opened, accepted, answered.
    private func acts(of office: OfficeID) -> String {
        let acts = reading.dossier.timeline.flatMap(\.events).filter {
            $0.office == office && !$0.name.hasPrefix("deadline") && $0.name != CaseFile.noteEvent
        }
        let words = acts.map { event -> String in
            let at = event.body["actedAt"]?.string.flatMap { Moment($0) } ?? event.at
            return "\(reading.workflow.title(ofEvent: event.name) ?? event.name) \(at.shortDescription)"
        }
        return words.isEmpty ? "—" : words.joined(separator: "；")
    }

    // MARK: What may happen next

    private var can: [PageValue] {
        possible.filter { $0.refusal == nil }.map { act in
            ["title": .text(act.title), "url": .text("\(reading.path)/orders/\(act.order)")]
        }
    }

    /// Those that are not possible now, each with why and by which article.
    private var cannot: [PageValue] {
        possible.compactMap { act in
            guard let refusal = act.refusal else { return nil }
            return [
                "title": .text(act.title), "why": .text(refusal.text), "basis": .optional(refusal.basis),
                "code": .text(refusal.code),
            ]
        }
    }

    // MARK: Documents and other offices

    private var files: [PageValue] {
        evidence.map { entry, progress in
            [
                "name": .text(entry.name), "size": .text(CaseView.size(entry.size)),
                "office": .text(visit.name(of: entry.office)), "at": .text(entry.at.shortDescription),
                "act": .text(reading.workflow.title(ofEvent: entry.event) ?? entry.event),
                "custodian": .optional(entry.custodian), "digest": .text(entry.digest.description),
                "url": .optional(
                    progress.isWhole ? "/api/v1/cases/\(reading.id)/evidence/\(entry.digest)" : nil as String?),
                "progress": .text("已取\(progress.present)/\(progress.chunks)块"),
            ]
        }
    }

    static func size(_ bytes: Int) -> String {
        switch bytes {
        case ..<1024: "\(bytes)字节"
        case ..<(1 << 20): "\(bytes / 1024)KB"
        default: "\(bytes >> 20).\((bytes & 0xF_FFFF) * 10 >> 20)MB"
        }
    }

    /// The same case at other offices, as far as their letters and acknowledgements tell it.
    private var offices: TableValue {
        let letters = reading.dossier.letters
        let parties = [file.owner] + file.recipients + file.copies
        let named = letters.flatMap { [$0.leaf.stream.office] + (OfficeID($0.leaf.to).map { [$0] } ?? []) }
        let all = (parties + named).reduce(into: [OfficeID]()) { known, office in
            if !known.contains(office) { known.append(office) }
        }
        let rows = all.map { office -> [TableValue.Cell] in
            let to = letters.filter { $0.direction != .received && $0.leaf.to == office.description }
            let from = letters.filter { $0.direction == .received && $0.leaf.stream.office == office }
            let acknowledged = to.count { $0.deliveredAt != nil }
            let part = file.state(ofPart: office.description)
            return [
                TableValue.Cell(
                    visit.fullName(of: office), badge: office == reading.office ? Badge("本单位", .good) : nil),
                TableValue.Cell(file.standing(of: office).title),
                TableValue.Cell(part.map { reading.workflow.title(ofState: $0) } ?? "随全案"),
                TableValue.Cell(office == reading.office ? "—" : "发出\(to.count)件，回执\(acknowledged)件；收到\(from.count)件"),
                TableValue.Cell(acts(of: office)),
            ]
        }
        let columns = ["单位", "身份", "状态", "函件", "已知的办理"].map { TableValue.Column($0) }
        return TableValue(columns, rows, label: "各单位办理情况")
    }
}
