import Contracts
import Signing

extension FuzzSeeds {
    /// Seeds that no file of the repository holds.
    mutating func addWords() {
        for (index, word) in FuzzSeeds.identifiers.enumerated() { add("identifier", "word-\(index)", Array(word.utf8)) }
        for (index, text) in FuzzSeeds.texts.enumerated() { add("text", "text-\(index)", Array(text.utf8)) }
        for (index, text) in FuzzSeeds.documents.enumerated() { add("json", "document-\(index)", Array(text.utf8)) }
        for (index, form) in FuzzSeeds.forms.enumerated() { add("form", "form-\(index)", Array(form.utf8)) }
        add("configuration", "office", Array(FuzzSeeds.configuration.utf8))
        add("offices", "one", Array(FuzzSeeds.offices.utf8))
        add("officers", "one", Array(FuzzSeeds.officers.utf8))
        let key = KeyFile(kind: .data, id: "k1", secret: Array(0..<32))
        add("key-file", "data", key.bytes)
    }

    private static let identifiers = [
        "510100-market-regulation", "510100-customs-antismuggling", "01KWKHJNT0NF6G28T5CY4TQKFF",
        "510100-tax.01KWKHJNT0NF6G28T5CY4TQM44", "ref.transfer/1", "direct.510100-police",
        "liandong/510100-tax/direct.510100-police/1/0", "3.00000000000000a1", "2026-07-03",
        "2026-07-03T16:30:00.000+08:00", "2026-07-03T08:30:00Z", "2024-02-29T23:59:59.999999999-23:59",
        "成市监移〔2026〕3号", "成公（锦）行罚决字[2026]第1号", "91510104XT00010175", "９１５１０１０４ＸＴ０００１０１７５",
        "510104", "5.000000", "0.320001", "11010519491231002X",
        "4e33b7a8193ee5cc51329b57709231faa1d81843a6612e1a150ccbe8f33cf15d", "AAECAwQFBgc=",
    ]

    private static let texts = [
        "当事人示例甲（身份证号11010519491231002X，电话13800000000）于2026年7月3日在成都市锦江区销售不合格食品。",
        "法定代表人：示例乙，银行卡6222020000000000000，邮箱 a@example.com，系未成年人。", "　全角９１５１０１０４　",
        "=HYPERLINK(\"http://example.com\")",
    ]

    private static let forms = [
        "uscc=91510104XT00010175&applicant=%E6%88%90%E9%83%BD%E7%A4%BA%E4%BE%8B%E9%A3%9F%E5%93%81&consent=yes",
        "proofs=%E7%BC%B4%E6%AC%BE%E4%B9%A6%0D%0A%E6%95%B4%E6%94%B9+%26%3D%25&doneOn=&fine=done", "a&b=&=c&d=e=f",
        "a=%zz", "a=%ff", "a=1&a=2", "a=%00", "a=%09%20x%20", "e%CC%81=1&%C3%A9=2", "%0D=1",
    ]

    private static let documents = [
        #"{"a":[1,-2,3.50,1e-7,true,false,null,"\u00e9\ud83d\ude00\n"],"b":{"c":{}}}"#, "[]", "\"\"", "-0", " {} ",
        #"[9223372036854775807,-9223372036854775808,9223372036854775808]"#,
    ]

    private static let configuration = """
        {"office":"510100-tax","agency":"tax","namespace":"liandong","ledger":"ledger.sqlite","signingKey":"signing.key",\
        "dataKey":"data.key","directory":"directory.jsonl","rules":"rules.jsonl","registrarKeys":[{"keyId":"registrar-1",\
        "publicKey":"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=","status":"active"}],"officers":"officers.json",\
        "http":{"host":"127.0.0.1","port":18080},"kafka":{"bootstrap.servers":"127.0.0.1:9092","linger.ms":5}}
        """

    private static let offices = """
        {"offices":[{"id":"510100-tax","agency":"tax","level":"prefecture","region":"510100","name":"国家税务总局成都示例市税务局",\
        "shortName":"市税务局","uscc":"11510100XT9000125L","superior":"510000-tax"}]}
        """

    private static let officers = """
        {"format":"liandong-officers-1","officers":[{"id":"tax-01","name":"李样","roles":["handler"],"region":"510100",\
        "tokenSha256":"4e33b7a8193ee5cc51329b57709231faa1d81843a6612e1a150ccbe8f33cf15d"}]}
        """
}
