import Contracts

/// Sentences of decisions with numbers of every kind that is nobody's. In braces stands what is drawn: `{9}` so many
/// digits, `{A2}` so many letters, `{1-28}` a number, `{01-12}` one with two digits.
enum CleanSentence {
    static func draw(_ lot: inout Lot) -> String {
        var text = ""
        for piece in lot.one(of: all).split(separator: "{", omittingEmptySubsequences: false) {
            let halves = piece.split(separator: "}", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2 else {
                text += piece
                continue
            }
            text += drawn(halves[0], &lot) + halves[1]
        }
        return text
    }

    private static func drawn(_ wish: Substring, _ lot: inout Lot) -> String {
        if wish.hasPrefix("A") { return lot.letters(Int(wish.dropFirst()) ?? 0) }
        let bounds = wish.split(separator: "-").compactMap { Int($0) }
        guard bounds.count == 2, bounds[0] <= bounds[1] else { return lot.digits(Int(wish) ?? 0) }
        let number = lot.number(bounds[0]...bounds[1])
        return wish.hasPrefix("0") ? PersonalSpecimen.two(number) : String(number)
    }

    private static let all: [String] = identity + goods + money + places + words

    private static let identity: [String] = [
        "当事人成都示例食品有限公司，统一社会信用代码91510104XT00010175，法定代表人李某。",
        "当事人武汉样例食品有限公司（统一社会信用代码：91420106XT0002028T）。",
        "处罚机关统一社会信用代码为11510104XT9000117K。",
        "行政处罚决定书文号：成锦市监处罚〔2026〕{1-999}号。",
        "食品经营许可证编号JY1510104{7}，有效期至2029年{1-12}月{1-28}日。",
        "生产许可证SC{14}。", "营业执照注册号{15}。", "医疗器械注册证编号：川械注准2023{7}。",
        "增值电信业务经营许可证：粤B2-2019{4}，网站备案号为蜀ICP备2021{6}号。",
        "药品批准文号国药准字H{8}。", "案件受理号2026{10}。",
        "执法证号为2301{6}、2301{6}的两名执法人员到场。",
        "商标注册证第{8}号核定使用商品为第30类。", "专利号ZL2021{8}.{1}。",
        "检验报告编号No.{A2}{9}判定为不合格。",
    ]

    private static let goods: [String] = [
        "涉案产品条形码69{11}，批号20260{100-930}。",
        "生产日期2026年{1-9}月{1-28}日，保质期12个月。",
        "生产日期为2025{01-12}{01-28}，生产批次为{A1}{8}。",
        "订单编号{19}的商品已发货，运单号{A2}{13}。",
        "交易订单{18}显示买家付款{10-999}元。",
        "该笔交易（{17}）已完成。", "涉案设备型号{A2}-{4}，出厂编号{10}。",
        "产品执行标准GB 7718-2011、GB/T 2261-{2001-2020}，不符合川DBS51/{01-09}-2022要求。",
        "电表示数为{6}.{1}，称重{1-90}.{00-99}千克。",
        "现场查获“{A1}{8}”型充电器{1-99}个。", "追溯码8{19}查询结果为真。",
        "涉案发票代码0{11}，号码{8}。", "车架号为L{A5}{11}的车辆未取得强制性认证。",
        "第{10-45}类、规格500mL×12瓶，共{10-90}箱。", "报关单号{18}项下货物。",
    ]

    private static let money: [String] = [
        "罚款{6}.00元，上缴国库。",
        "涉案金额合计人民币{2},{3},{3}.{00-99}元。",
        "货值金额10,000.00元、20,000.00元、30,000.00元，累计{5}元。", "罚款伍万元整，没收违法所得叁仟贰佰元。",
        "加处罚款每日按罚款数额的百分之三计算，自2026年{1-9}月{1-28}日起。", "当事人账户余额{7}.50元。",
        "2026-05-06、2026-07-30、2026-08-07三次送达。",
        "自2026年1月1日至2026年{2-11}月{1-28}日，销售{100-999}件。",
        "依据《中华人民共和国行政处罚法》第二十八条第一款、第三十三条第二款之规定。", "违反了《食品安全法》第三十四条第一款第（十）项。",
        "依据二〇二六年五月六日的抽样检验结果。", "检验费{100-999}元，抽样基数{4}。",
    ]

    private static let places: [String] = [
        "经营场所：成都市锦江区示例路{1-300}号{1-9}栋1单元{101-999}号。",
        "住所：四川省成都市锦江区样本街{1-300}号。", "仓库位于武侯区测试大道{1-900}号附{1-30}号。",
        "如不服本决定，可自收到之日起六十日内向成都市人民政府申请行政复议。", "消费者可拨打12315热线投诉。",
        "举报电话：028-{2-8}{7}。", "客服热线400-{3}-{4}无人接听。",
        "本局咨询电话028-{2-8}{7}，联系人：法规科。",
        "可拨打96315、12345查询。", "材料请寄至sjj@example.gov.cn。", "缴款账户：代理银行任一网点，缴款识别码{20}。",
        "网址www.example.com/item/{12}的页面已截图。", "涉案直播间ID：{9}。",
    ]

    private static let words: [String] = [
        "现场销售的儿童玩具未标注CCC标志。", "该批儿童服装甲醛含量不符合要求。", "学生用品专柜的书包未标明生产厂名。",
        "抽检样品未满足标准要求。", "适用年龄为3岁以上的玩具未加贴警示标识。", "当事人未履行进货查验义务。",
        "合同约定未满期退货的，扣除手续费。", "微信公众号“示例食品”发布的推文含有虚假内容。", "当事人通过微信支付收取货款。",
        "当事人在“示例QQ音乐”平台投放广告。", "涉案食品系婴幼儿配方乳粉。", "当事人主动消除或者减轻违法行为危害后果。",
        "现场共查获生猪肉{10-200}公斤，2026年{1-9}月{1-28}日生产。",
        "当事人于2026年{1-9}月{1-28}日缴清罚款，并提交整改报告。", "属于初次违法且危害后果轻微。",
    ]
}
