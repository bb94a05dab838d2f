#!/usr/bin/env python3
"""Plays scenario S4 of domain.md F by clicking, in the consoles of five offices, in a headless Chromium.

    taxlist.py HOUSE.json [--shots FOLDER]

From the proposal, which comes too early, to the last lifted measure, day by day; what the law forbids is tried on the way.
officer.py says what HOUSE.json and the exit codes are.
"""
import sys
import time

from officer import Play, run

FIRM = "深圳虚构科技有限公司"
CODE = "91440305XT000404XG"
RULES = "重大税收违法失信主体信息公布管理办法"
# Of a person that does not exist.
NUMBER = "440305197001150038"

PROPOSAL = {
    "listKind": "majorTaxViolation", "subject.subjectKind": "organisation", "subject.name": FIRM, "subject.uscc": CODE,
    "subject.legalRepName": "钱样", "ground.instrument": RULES, "ground.article": "第六条第一项",
    "cause": "偷税三百二十万元，占当年应纳税额百分之十八", "sourceDecisionNo": "成税罚〔2025〕7号",
    "sourceDecisionDate": "2025-04-08", "sourceServedOn": "2025-04-10", "criterion": "evasion",
    "figures.amountFen": "3,200,000.00", "figures.ratioBasisPoints": "1800",
}
# Who takes what up; the police find no ground for the exit ban.
MEASURES = [("M15", "第十五条"), ("M13", "第十五条"), ("M16", None)]
TAKEN = {"market": "M13", "customs": "M13", "cyberspace": "M13"}


class TaxList(Play):
    def play(self):
        self.propose()
        self.determine()
        self.publish()
        self.answer()
        self.amend()
        self.remove()

    def propose(self):
        self.moves("2025-06-10T09:00")
        self.at("tax", "handler")
        self.begins("listEntry", "propose", "proposal")
        self.fill(PROPOSAL)
        for number in range(1, len(MEASURES)):
            self.row(f"add {number} measures")
        measures = {}
        for number, (code, article) in enumerate(MEASURES):
            measures[f"measures[{number}].code"] = code
            if article:
                measures[f"measures[{number}].basis.instrument"] = RULES
                measures[f"measures[{number}].basis.article"] = article
        self.fill(measures)
        self.row("add 0 responsiblePersons")
        person = {
            "responsiblePersons[0].name": "钱样", "responsiblePersons[0].role": "违法行为发生时的法定代表人",
            "responsiblePersons[0].sex": "female", "responsiblePersons[0].maskedNumber": NUMBER,
        }
        self.fill(person)
        self.sent("proposal")
        self.says("a measure without a basis", "阻止出境", "须引用法律")
        self.kept({**PROPOSAL, **measures, **person})
        self.seen("proposal-without-basis")
        self.fill({
            "measures[2].basis.instrument": "中华人民共和国税收征收管理法", "measures[2].basis.article": "第四十四条"})
        self.opened("proposed")
        self.told(NUMBER not in self.whole(), "tax: the birth digits are hidden")
        self.at("tax", "legalReviewer")
        self.done(self.title("passReview"), {}, "reviewed")

    def determine(self):
        self.at("tax", "handler")
        notice = {"documentNo": "成税告〔2025〕3号", "noticeServedOn": "2025-06-10"}
        self.refused(self.title("serveNotice"), notice, "not-final", "复议、诉讼期限", "2025-10-10")
        self.moves("2025-10-13T09:00")
        self.done(self.title("serveNotice"), {**notice, "noticeServedOn": "2025-10-13"}, "notice")
        self.says("the party's days and the office's", "2025-10-20", "2025-11-20")
        self.at("tax", "headPrincipal")
        self.may_not("decide", "party-may-speak", "已告知当事人")
        self.moves("2025-11-03T09:00")
        self.awaits("告知程序已完成", "the party's time is over by itself")
        self.done(self.title("decide"), {"listingDecisionNo": "成税失信〔2025〕1号"}, "decided")
        self.moves("2025-11-05T09:00")
        self.at("tax", "handler")
        self.done(
            self.title("serveDecision"), {"decisionServedOn": "2025-11-05", "repairNoticeServed": "yes"},
            "decision-served")
        self.says("the day of publication", "2025-12-15")

    def publish(self):
        self.may_not("publish", "not-the-head", "负责人")
        self.moves("2025-12-08T09:00")
        self.at("tax", "headPrincipal")
        self.done(self.title("publish"), {}, "published")
        self.open_case()
        self.says("published for three years", "已列入并公布", "2028-12-08")

    def awaits_answers(self):
        """Looks at the case until three offices have applied their measure and one has said why it does not."""
        end = time.monotonic() + 30
        while True:
            self.open_case()
            rows = self.browser.ask(
                "[...document.querySelectorAll('section[aria-labelledby=mea-h] tbody tr')].map((e) => e.innerText)")
            applied = [row for row in rows if "M13" in row and "已实施" in row]
            refused = [row for row in rows if "公安局" in row and "没有另行作出的阻止出境决定" in row]
            holds = (len(rows), len(applied), len(refused)) == (4, 3, 1)
            if holds or time.monotonic() > end:
                return self.told(holds, f"tax: four offices have answered, one with a refusal and why: {rows}")
            time.sleep(0.3)

    def answer(self):
        self.moves("2025-12-09T09:00")
        for office in ("market", "customs", "cyberspace", "police"):
            self.at(office, "handler")
            self.awaits("已列入并公布", "the entry has come")
            self.browser.goto(self.house[office]["url"] + "/cases?kind=listEntry")
            self.says("it stands in the list of entries", FIRM)
            self.seen(f"list-at-{office}")
            self.says_masked()
            self.done(self.title("acknowledge"), {}, f"acknowledged-at-{office}")
        self.moves("2025-12-15T09:00")
        self.refused(self.title("apply"), {"measureCode": "M16"}, "exit-ban-not-applied", "阻止出境")
        self.done(
            self.title("refuse"), {
                "measureCode": "M16", "reasonCode": "MEASURE_WITHOUT_BASIS", "reason": "没有另行作出的阻止出境决定"},
            "exit-ban-refused")
        for office, code in TAKEN.items():
            self.at(office, "handler")
            self.done(self.title("apply"), {"measureCode": code}, f"applied-at-{office}")
        self.at("tax", "handler")
        self.awaits("没有另行作出的阻止出境决定", "the refusal has come")
        self.awaits("已拒绝", "what each office does stands by itself")
        self.awaits_answers()
        self.says("the clocks name office and measure", "M16 阻止出境")
        self.told("evasion" not in self.whole(), "tax: the criterion is told in words")
        self.seen("answers-at-tax")
        self.done(self.title("acknowledge"), {}, "acknowledged-at-tax")
        self.done(self.title("apply"), {"measureCode": "M15"}, "applied-at-tax")

    def says_masked(self):
        self.open_case()
        self.says("the person is named with the birth digits hidden", "钱样", "440305********0038")

    def amend(self):
        self.moves("2025-12-16T09:00")
        self.at("tax", "headPrincipal")
        self.says_masked()
        self.click(self.title("correct"))
        self.row(f"add {len(MEASURES)} measures")
        more = {f"measures[{len(MEASURES)}].code": "M06", "reason": "补充措施"}
        self.fill(more)
        self.sent("correction")
        self.says("a measure without a basis is not added", "限制参加政府采购活动", "须引用法律")
        self.kept(more)
        self.seen("measure-without-basis")
        self.done(
            self.title("liftMeasure"), {
                "measureCode": "M16", "reason": "没有阻止出境决定", "decisionNo": "成税撤〔2025〕1号"}, "measure-dropped")

    def remove(self):
        self.moves("2026-03-02T09:00")
        self.at("tax", "handler")
        self.done(
            self.title("recordPerformance"), {
                "performedOn": "2026-03-02", "isFull": "yes", "text": "税款、滞纳金、罚款已缴清"}, "performed")
        end = {"kind": "early", "reason": "已缴清并公布满六个月", "decisionNo": "成税停〔2026〕1号"}
        self.moves("2026-06-05T09:00")
        self.at("tax", "headPrincipal")
        self.refused(self.title("remove"), end, "too-early", "最短期限至2026-06-08")
        self.moves("2026-06-26T09:00")
        self.done(self.title("remove"), end, "removing")
        self.awaits("已移出", "all measures are lifted")
        self.seen("removed")
        for office in TAKEN:
            self.at(office, "handler")
            self.awaits("已移出", "the entry is off the list")
            self.says("the measure is lifted", "已解除")
            self.seen(f"removed-at-{office}")


if __name__ == "__main__":
    sys.exit(run(TaxList, __doc__))
