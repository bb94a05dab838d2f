extension LetterCatalogue {
    /// 数据处置 (domain E.5, B.10).
    static let disposal: [LetterContract] = [
        bare(
            "data.dispose.order", "共享数据处置要求",
            [LetterFields.reasonText, .optional("disposeBy", .date, "处置期限")]),
        bare("data.dispose.done", "共享数据处置证明", LetterFields.disposalProof + [LetterFields.note]),
    ]
}

extension LetterFields {
    /// What was destroyed: the leaf hashes of the letters that the reader of the proof had sent, which he can compare with
    /// his own, how many letters there were in all, and where the journal stood before.
    package static let disposalProof: [BodyField] = [
        .required("letters", .list(.text(64), minimum: 0, maximum: 1000), "已销毁的来函（叶哈希）"),
        .required("lettersErased", .integer(0...1_000_000), "已销毁的函件数"),
        .required("journalRows", .integer(0...Int64.max), "销毁前流水行数"),
        .required("journalHead", .text(64), "销毁前流水链头"),
    ]
}
