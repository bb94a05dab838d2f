/// Finds where a person lives. The seat and the places of business of a firm are public and stay.
struct HomeAddresses {
    func findings(in scan: TextScan) -> [PrivacyFinding] { behindWords(scan) + flats(scan) }

    private static let words = [
        "家庭住址", "家庭地址", "身份证住址", "户籍地址", "户籍所在地", "户籍地", "户籍", "现住址", "现住", "暂住地", "暂住", "常住地", "居住地址", "居住地", "居住在",
        "居住于",
        "家住", "住址", "住在", "租住", ",住", "、住", "(住", "。住", " 住",
    ]

    private func behindWords(_ scan: TextScan) -> [PrivacyFinding] {
        scan.occurrences(of: HomeAddresses.words).compactMap { found -> PrivacyFinding? in
            var start = found.range.upperBound
            while start < found.range.upperBound + 6, scan.isOne(start, of: ":为是在于地址“\" ") { start += 1 }
            let end = addressEnd(from: start, scan)
            let address = scan.folded[start..<end]
            guard address.count >= 4, !scan.isOne(start, of: "所宿"),
                address.contains(where: { "省市区县镇乡村街路巷弄号室栋幢组".unicodeScalars.contains($0) })
            else { return nil }
            return PrivacyFinding(kind: .homeAddress, range: start..<end, excerpt: "***")
        }
    }

    private func addressEnd(from start: Int, _ scan: TextScan) -> Int {
        var end = start
        while end < min(scan.folded.count, start + 60), !TextScan.endsClause(scan.folded[end]),
            !scan.isOne(end, of: "、)(")
        {
            end += 1
        }
        return end
    }

    /// `…小区3栋2单元501室`, unless the words before it speak of a firm's place.
    private func flats(_ scan: TextScan) -> [PrivacyFinding] {
        scan.folded.indices.compactMap { start -> PrivacyFinding? in
            guard scan.isOne(start, of: "栋幢单"), scan.isDigit(start - 1) else { return nil }
            var offset = start
            var parts = 0
            while offset < start + 24 {
                if scan.stands("单元", at: offset) {
                    parts += 1
                    offset += 2
                } else if scan.isOne(offset, of: "栋幢室户号楼层座") {
                    parts += 1
                    offset += 1
                } else if scan.isDigit(offset) || scan.isOne(offset, of: "-附") {
                    offset += 1
                } else {
                    break
                }
            }
            let isHome =
                parts >= 2 && scan.isOne(offset - 1, of: "室户号")
                && (scan.stands("单元", at: start) || scan.has(HomeAddresses.quarters, before: start, within: 24))
            guard isHome, !scan.has(HomeAddresses.businessWords, before: start, within: 60) else { return nil }
            var begin = start
            while begin > max(0, start - 40), !TextScan.endsClause(scan.folded[begin - 1]) { begin -= 1 }
            return PrivacyFinding(kind: .homeAddress, range: begin..<offset, excerpt: "***")
        }
    }

    private static let quarters = ["小区", "花园", "公寓", "家园", "新村", "宿舍", "苑", "单元"]
    private static let businessWords = [
        "住所", "经营场所", "经营地", "营业", "注册地", "登记地", "生产地址", "生产场所", "厂房", "门店", "店铺", "仓库", "商铺", "办公", "公司", "当事人位于",
        "经营部", "商行", "超市", "餐厅", "现场检查", "场所",
    ]
}
