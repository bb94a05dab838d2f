/// Finds words that hint at a minor (domain E.2; 未成年人保护法 第一百零三条). No mask makes such a text fit for publication: a
/// person says whether a minor is meant. Words for goods made for children and measures of quantity are left alone.
struct MinorHints {
    private static let words = [
        "未成年", "未满", "学校", "小学", "中学", "初中", "高中", "幼儿园", "托儿所", "学生", "儿童", "少年", "少女", "幼女", "幼童", "男童", "女童", "患儿",
    ]

    /// What may follow a word without a person being meant.
    private static let goods: [String: [String]] = [
        "未满": ["足", "意", "额", "载", "员", "期"],
        "儿童": [
            "玩具", "用品", "服装", "服饰", "家具", "食品", "化妆品", "牙膏", "牙刷", "鞋", "车", "自行车", "座椅", "推车", "读物", "乐园", "游乐", "票",
            "安全座椅", "餐椅",
            "手表", "护肤", "洗发", "沐浴", "面霜", "内衣", "雨衣", "药", "口罩", "奶", "滑板", "书", "青少年近视",
        ],
        "学生": ["用品", "文具", "服", "奶", "书包", "书", "公寓床", "椅", "桌", "床垫", "餐具", "用眼"],
        "高中": ["低", "压", "端", "档"],
        "初中": ["期"],
        "少年": ["宫"],
    ]

    func findings(in scan: TextScan) -> [PrivacyFinding] {
        let named = scan.occurrences(of: MinorHints.words).compactMap { found -> PrivacyFinding? in
            let isGoods = (MinorHints.goods[found.word] ?? []).contains {
                scan.stands($0, at: found.range.upperBound)
            }
            return isGoods ? nil : PrivacyFinding(kind: .minorWord, range: found.range, excerpt: found.word)
        }
        return named + ages(scan) + (scan.spelt.map { ages($0).filter { scan.isSpelt($0.range) } } ?? [])
    }

    /// `15岁`, `16周岁`, `十四岁`; not `3岁以上`, which tells for whom a thing is made.
    private func ages(_ scan: TextScan) -> [PrivacyFinding] {
        scan.folded.indices.compactMap { start -> PrivacyFinding? in
            guard let (age, end) = age(at: start, scan), age < 18 else { return nil }
            let word = scan.isOne(end, of: "周") ? end + 1 : end
            guard scan.isOne(word, of: "岁"), !scan.stands("以上", at: word + 1) else { return nil }
            return PrivacyFinding(kind: .minorWord, range: start..<(word + 1), excerpt: "**岁")
        }
    }

    private func age(at start: Int, _ scan: TextScan) -> (Int, Int)? {
        guard !scan.isDigit(start - 1), !scan.isOne(start - 1, of: ".十-~至") else { return nil }
        if scan.isOne(start, of: "十") {
            let isWhole = !scan.isDigit(start + 1)
            return isWhole ? (10, start + 1) : scan.number(at: start + 1, digits: 1).map { (10 + $0, start + 2) }
        }
        for count in [2, 1] {
            if let age = scan.number(at: start, digits: count) { return (age, start + count) }
        }
        return nil
    }
}
