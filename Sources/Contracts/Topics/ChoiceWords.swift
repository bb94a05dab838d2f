/// The Chinese words for the closed values of fields: what forms offer, and what pages, prints and commands show in
/// the place of a value. They stand beside the field tables and a test holds every value of every order to one.
package enum ChoiceWords {
    /// The word for a value of a field; nil for one that nobody has named.
    ///
    /// - Parameters:
    ///   - value: the value as letters carry it.
    ///   - field: the field's name: one value may mean different things in two fields.
    /// - Returns: the word, without an end mark.
    package static func title(of value: String, in field: String) -> String? {
        byField[field]?[value] ?? common[value]
    }

    /// Words that mean the same in every field.
    private static let common = table([
        "other 其他", "case 案件", "lead 线索", "done 已履行", "open 未履行", "notApplicable 不适用", "granted 准予",
        "refused 不予", "accepted 接受", "withdrawn 撤回", "penalty 行政处罚", "noPenalty 不予行政处罚",
        "noFacts 违法事实不能成立", "transferredCriminal 移送追究刑事责任", "filed 立案", "notFiled 不予立案",
        "minor 轻微", "general 一般", "serious 严重", "unknown 无法判定", "expired 届满", "revoked 撤销", "inspection 检查发现",
    ])

    private static let byField: [String: [String: String]] = parties.merging(answers) { $1 }.merging(lists) { $1 }
        .merging(publications) { $1 }.merging(cooperation) { $1 }

    private static let penalties = table([
        "warning 警告", "criticism 通报批评", "fine 罚款", "confiscateGains 没收违法所得", "confiscateGoods 没收非法财物",
        "suspendLicence 暂扣许可证件", "downgrade 降低资质等级", "revokeLicence 吊销许可证件", "restrictActivity 限制开展生产经营活动",
        "suspendBusiness 责令停产停业", "closeDown 责令关闭", "careerBan 限制从业", "detention 行政拘留", "other 其他行政处罚",
    ])

    private static let objectionGrounds = Dictionary(
        uniqueKeysWithValues: ObjectionGround.allCases.map { ($0.rawValue, $0.title) })

    private static let parties: [String: [String: String]] = [
        "subjectKind": table(["organisation 法人及非法人组织", "soleTrader 个体工商户", "naturalPerson 自然人"]),
        "counterpartyKind": table(["organisation 法人及非法人组织", "soleTrader 个体工商户", "naturalPerson 自然人"]),
        "sex": table(["male 男", "female 女"]),
        LetterFields.registerCheck.name: table(["confirmed 与登记库一致", "nameDiffers 名称与登记库不一致", "unconfirmed 未经登记库核实"]),
        "licenceState": table([
            "noLicence 无许可证", "neither 无照无证", "registrationOnly 有照无证", "expired 许可证已过期", "revoked 已吊销未注销",
        ]),
        "penaltyKinds": penalties,
        "kind": penalties.merging(
            table([
                "case 案件移送", "lead 线索移送", "progress 进展", "outcome 结果", "requireTransfer 要求移送公安机关",
                "reverseHandoff 反向移送",
                "supervisionLetter 督办函", "reminder 提醒函", "opinion 意见书", "interview 约谈通知", "decision 督办决定书",
                "circular 通报", "expired 期限届满移出", "early 提前移出", "revoked 列入决定被撤销", "reclassified 调整名单类别",
            ])
        ) { $1 },
    ]

    private static let answers: [String: [String: String]] = [
        "reasonForTransfer": table(["notOurJurisdiction 不属于本机关管辖", "superiorAssigned 上级指定管辖", "coHandling 需要共同办理"]),
        "state": table([
            "present 随函附送", "pending 后补", "notApplicable 不适用", "done 已履行", "open 未履行", "upheld 成立", "rejected 不成立",
        ]),
        "policeKind": table(["local 地方公安机关", "customsAntiSmuggling 海关缉私部门"]),
        "outcome": table([
            "noIssue 未发现问题", "rectification 责令整改", "referral 移送", "exempt 轻微免罚", "resolved 已化解", "consulted 已会商",
            "referred 已移送",
        ]),
        "result": table([
            "provided 已全部提供", "partlyProvided 部分提供", "nothingFound 未查到", "reasonsValid 不立案理由成立", "upheld 维持",
            "dismissed 驳回", "corrected 已改正", "notCorrected 未改正", "handled 已处理", "filed 已立案", "noViolation 未发现违法",
            "transferred 已转送", "noted 已知悉",
        ]),
        "answer": table([
            "granted 同意", "refused 不同意", "attend 参加", "delegate 委派他人参加", "noComment 无意见", "comments 有意见",
        ]),
        "ground": table([
            "minorCorrected 违法行为轻微并及时改正，没有造成危害后果", "firstSlight 初次违法且危害后果轻微并及时改正", "noSubjectiveFault 没有主观过错",
            "limitationExpired 超过行政处罚追诉时效", "repaired 信用修复", "expired 公示期届满", "planDone 分期履行完毕", "removed 移出名单",
            "reconsideration 行政复议", "suit 行政诉讼", "falseMaterial 提供虚假材料", "commitmentBroken 违背信用承诺", "overdue 逾期未办",
            "complaint 投诉举报", "procuratorialOpinion 检察意见", "inspection 监督检查", "noCrime 不构成犯罪", "caseRevoked 撤销刑事案件",
        ]).merging(objectionGrounds) { own, _ in own },
        "objectionGround": objectionGrounds,
        "pendingReview": table(["none 没有", "reconsideration 正在行政复议", "suit 正在行政诉讼"]),
        "slipType": table(["unlicensed 无证无照经营", "violationLead 企业违法案件线索", "other 其他情况"]),
        "source": table([
            "inspection 检查发现", "publicReport 群众举报", "superiorOrder 上级交办", "monitoring 监测发现", "complaint 投诉举报",
            "otherOffice 其他单位通报", "media 媒体报道", "selfReport 自行报告",
        ]),
        "why": table(["calendar 放假安排公布或者调整"]),
    ]

    private static let lists: [String: [String: String]] = [
        "measureState": table(["applied 已实施", "refused 不予实施", "lifted 已解除", "keptByOwnBasis 依其他依据继续实施"]),
        "extent": table(["whole 全部", "part 部分", "none 未实施"]),
        "exemption": table(["reorganisation 破产重整", "disasterRelief 抢险救灾、疫情防控等特殊情形"]),
        "sector": table(["food 食品", "drug 药品", "specialEquipment 特种设备"]),
        "duty": table([
            "fine 缴纳罚款", "surcharge 缴纳加处罚款、滞纳金", "tax 缴清税款", "confiscation 缴纳没收款", "goods 交出没收物品", "correction 改正违法行为",
            "harm 消除危害后果", "other 其他义务",
        ]),
        "method": table(["documents 书面核实", "siteVisit 实地核实", "query 查询核实", "other 其他方式"]),
        "choice": table(["followOwn 按本渠道规定办理", "holdElsewhere 其他渠道继续公示"]),
        "channel": table([
            "creditChina 信用中国网站", "agencyWindow 认定机关窗口", "gsxt 国家企业信用信息公示系统", "feed 公示页面", "letter 书面", "phone 电话",
            "message 短信或者即时消息", "visit 上门",
        ]),
        "caseKind": table([
            "referral 案件移送", "handoff 涉嫌犯罪案件移送", "listEntry 失信名单", "publication 信用公示", "supervision 督办",
            "assistance 协查", "task 联合任务", "commentRound 征求意见", "slip 抄告抄送", "repair 信用修复", "risk 风险预警",
        ]),
    ]

    private static let publications: [String: [String: String]] = [
        "recordKind": table([
            "penalty 行政处罚", "licence 行政许可", "abnormal 经营异常名录", "serious 严重违法失信名单", "majorTax 重大税收违法失信主体",
            "arrears 欠税公告", "customsCredit 海关失信企业", "inspectionResult 抽查检查结果", "typicalCase 典型案例", "riskNotice 风险警示",
            "overduePayables 逾期拖欠账款",
        ]),
        "licenceKind": table([
            "ordinary 普通", "franchise 特许", "recognition 认可", "approval 核准", "registration 登记", "other 其他",
        ]),
        "status": table(["valid 有效", "invalid 无效"]),
        "abnormalCause": table([
            "annualReport 未按规定期限公示年度报告", "disclosureOrder 未按责令期限公示有关企业信息", "falseInformation 公示信息隐瞒真实情况、弄虚作假",
            "lostContact 通过登记的住所或者经营场所无法联系",
        ]),
        "inspectionKind": table(["random 双随机抽查", "joint 联合检查", "special 专项检查", "other 其他检查"]),
        "resultKind": table([
            "noProblem 未发现问题", "corrected 发现问题已责令改正", "problemFound 发现问题待后续处理", "lostContact 通过登记的住所无法联系",
            "notCooperating 不配合检查情节严重", "closedDown 已停止经营",
        ]),
        "action": table([
            "publish 公示", "correct 更正", "withdraw 撤回", "shield 屏蔽", "unshield 解除屏蔽", "stop 停止公示", "restore 恢复",
            "addChannel 增加公示渠道", "hold 继续公示", "leave 维持现状",
        ]),
        "standing": table(["published 公示中", "stopped 已停止", "shielded 已屏蔽", "withdrawn 已撤回"]),
        "exclusions": table([
            "warningOnly 仅受警告、通报批评", "summaryProcedure 适用简易程序", "minorViolation 轻微失信行为", "publicSecurityPenalty 治安管理处罚",
            "naturalPerson 当事人为自然人", "minorPerson 涉及未成年人", "criminalSecrecy 刑事侦查需要保密", "stateSecret 国家秘密",
            "workSecret 工作秘密",
        ]),
        "change": table(["changed 变更", "revoked 撤销", "unlawful 确认违法", "void 确认无效"]),
    ]

    private static let cooperation: [String: [String: String]] = [
        "taskKind": table([
            "consultation 会商", "riskAssessment 风险研判", "jointEnforcement 联合执法", "jointInspection 联合检查",
            "jointInterview 联合约谈",
            "jointSupervision 联合督办", "campaign 专项行动",
        ]),
        "algorithm": table(["lowest-sha256-1 SHA-256最小值法（第1版）"]),
        "form": table(["reminder 提醒", "urging 督促", "interview 约谈"]),
        "level": table(["attention 关注", "warning 警示", "restriction 限制"]),
        "riskClass": riskClasses, "classBefore": riskClasses, "classAfter": riskClasses,
    ]

    private static let riskClasses = table(["A A类（信用风险低）", "B B类（信用风险一般）", "C C类（信用风险较高）", "D D类（信用风险高）"])

    private static func table(_ rows: [String]) -> [String: String] {
        Dictionary(
            rows.map { row in
                let parts = row.split(separator: " ", maxSplits: 1).map(String.init)
                return (parts[0], parts.last ?? parts[0])
            }
        ) { first, _ in first }
    }
}
