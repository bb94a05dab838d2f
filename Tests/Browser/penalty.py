#!/usr/bin/env python3
"""Plays the publication of scenario S1 of domain.md F by clicking, in the consoles of the market regulation office and the
credit platform and on the public pages, in a headless Chromium.

    penalty.py HOUSE.json [--shots FOLDER]

From the record with its mistakes to the end of its publication by a repair, day by day; what the law forbids is tried on the
way. officer.py says what HOUSE.json and the exit codes are.
"""
import sys

from officer import Play, run

FIRM = "成都示例食品有限公司"
CODE = "91510104XT00010175"
AGENCY = "成都市锦江区市场监督管理局"
# Of a person that does not exist.
NUMBER = "510104197001150039"

RECORD = {
    "record.counterpartyName": FIRM, "record.counterpartyKind": "organisation", "record.uscc": CODE[:-1] + "A",
    "record.decisionNo": "成锦市监处罚〔2026〕88号", "record.decisionDate": "2026-07-30", "record.violationType": "标签虚假",
    "record.violationFacts": f"产品标签与实际不符，店员王例（{NUMBER}）当场承认。",
    "record.penaltyKinds:fine": True, "record.penaltyKinds:confiscateGains": True,
    "record.penaltyContent": "罚款500000元，没收违法所得3200元", "record.fineAmountFen": "50000.00",
    "record.confiscatedAmountFen": "3200", "record.validUntil": "2099-12-31", "record.penaltyAgency": AGENCY,
    "record.penaltyAgencyUscc": "11510104XT9000117K", "record.sourceAgency": AGENCY,
    "record.sourceAgencyUscc": "11510104XT9000117K", "thirdPersons": "王例",
}
LAW = {"record.legalBasisText": "《中华人民共和国食品安全法》第一百二十五条"}


class Penalty(Play):
    def play(self):
        self.moves("2026-07-31T09:00")
        self.record()
        self.clear()
        self.publish()
        self.correct()
        self.repair()
        self.ended()

    def record(self):
        self.at("market", "handler")
        self.begins("publication", "draft", "record")
        self.fill(RECORD)
        self.held("record.legalBasisText")
        self.fill(LAW)
        self.sent("record")
        self.told("校验" in self.text(), "market: a wrong check digit is told")
        at_field = self.browser.ask("document.getElementById('v.record.uscc-error')?.innerText ?? ''")
        self.told("校验" in at_field, f"market: at its field: {at_field}")
        self.kept({**RECORD, **LAW})
        self.seen("check-digit")
        self.fill({"record.uscc": CODE})
        self.opened("recorded")
        self.says("each channel has its last day", "2026-08-10", "2026-08-27")

    def clear(self):
        self.may_not("clear", "own-review", "法制审核")
        self.at("market", "legalReviewer")
        reviews = {"secrecyReviewed": "yes", "privacyReviewed": "yes"}
        self.refused(self.title("clear"), reviews, "personal-number", "“违法事实”中有公民身份号码", "5101")
        self.told(NUMBER not in self.whole(), "market: the number itself is not repeated")
        self.at("market", "handler")
        self.done(
            self.title("revise"), {"record.violationFacts": "产品标签与实际不符，店员王例当场承认。"}, "revise")
        self.at("market", "legalReviewer")
        self.done(self.title("clear"), reviews, "clear")

    def publish(self):
        self.at("market", "handler")
        self.may_not("publish", "not-the-head", "负责人")
        self.moves("2026-08-07T09:00")
        self.at("market", "headPrincipal")
        self.done(
            self.title("publish"), {"channels:creditChina": True, "channels:gsxt": True}, "publish")
        self.open_case()
        self.says(
            "published on both channels with their last days", "已公示", "信用中国", "国家企业信用信息公示系统",
            "2026-10-30", "2027-07-30", "2029-08-07")
        clocks = self.browser.ask("document.querySelector('section[aria-labelledby=clocks-h]').innerText")
        self.told("信用中国网站" in clocks and "channel-" not in clocks, "market: clocks name their channel")
        changed = self.browser.ask("document.querySelector('section[aria-labelledby=pub-h]')?.innerText ?? ''")
        self.told("王例" in changed, f"market: what the public reads differs from what was served: {changed!r}")
        self.at("platform", "handler")
        self.awaits("已公示", "the publication has come")
        self.seen("published-at-platform")
        self.public("罚款500000元", "published-public")
        self.told("王例" not in self.whole(), "public: the third person is not named")

    def correct(self):
        self.moves("2026-08-20T09:00")
        self.at("platform", "handler")
        self.done(
            self.title("object"), {
                "receivedOn": "2026-08-20", "objectionGround": "contentDiffers", "text": "决定书罚款五万元，公示为五十万元",
                "applicant": FIRM}, "objection")
        self.at("market", "headDeputy")
        self.awaits("决定书罚款五万元", "the objection has come")
        self.done(
            self.title("upholdObjection"), {"foundOn": "2026-08-20", "reason": "罚款金额误写为五十万元"}, "objection-upheld")
        self.says("the correction has its days", "2026-08-25", "2026-09-03")
        right = {"record.penaltyContent": "罚款50000元，没收违法所得3200元", "reason": "金额单位有误"}
        self.form(self.title("correct"), right)
        self.held("evidence")
        self.fill({"evidence": "决定书原件第二页"})
        self.seen("correction-form")
        self.sent("correction")
        self.told("done=" in self.browser.ask("location.search"), "market: the publication is corrected")
        self.seen("corrected")
        self.at("platform", "handler")
        self.awaits("罚款50000元", "the correction has come")
        self.public("罚款50000元", "corrected-public")
        self.says("the history is told in words", "异议办理情况")
        self.told("objectionState" not in self.whole(), "public: no code stands in it")

    def repair(self):
        self.publication, application = self.case, {
            "channel": "creditChina", "subject.subjectKind": "organisation", "subject.name": FIRM, "subject.uscc": CODE,
            "appliedOn": "2026-10-29", "targets[0].caseId": self.case, "performance[0].duty": "fine",
            "performance[0].state": "done", "performance[0].doneOn": "2026-08-10",
            "commitment.text": "所提交材料真实，如有虚假愿承担相应后果。", "commitment.signer": "李样",
            "commitment.signedOn": "2026-10-29",
        }
        self.moves("2026-10-29T09:00")
        self.at("platform", "handler")
        self.begins("repair", "apply", "repair-form")
        self.fill(application)
        self.sent("application")
        self.says("one day too early", "最短公示期尚未届满", "自2026-10-30起可以申请")
        self.kept(application)
        self.seen("repair-too-early")
        self.moves("2026-11-02T09:00")
        self.fill({"appliedOn": "2026-11-02", "commitment.signedOn": "2026-11-02"})
        self.opened("repair-routed")
        self.says("the days of the office and of the platform", "2026-11-05", "2026-11-16")
        self.moves("2026-11-04T09:00")
        self.at("market", "handler")
        self.awaits("信用修复", "the application has come")
        self.seen("repair-at-market")
        self.done(self.title("accept"), {}, "repair-accepted")
        self.says("the decision has its day", "2026-11-13")
        self.at("market", "headPrincipal")
        self.may_not("grant", "not-verified", "尚未核实")
        self.at("market", "handler")
        self.done(
            self.title("verify"), {
                "method": "documents", "result": "罚没款已缴清，材料属实", "performed": "yes", "materialTrue": "yes"},
            "repair-verified")
        self.moves("2026-11-12T09:00")
        self.at("market", "headPrincipal")
        self.done(
            self.title("grant"), {"decisionNo": "成锦市监修〔2026〕1号", "reason": "符合修复条件"}, "repair-granted")

    def ended(self):
        self.at("platform", "handler")
        self.awaits("准予修复", "the decision has come")
        self.done(
            self.title("confirm"), {"stoppedPublication": "yes", "stoppedSharing": "yes", "measuresLifted": "yes"},
            "repair-confirmed")
        self.moves("2026-11-13T09:00")
        self.case = self.publication
        for office in ("platform", "market"):
            self.at(office, "handler")
            self.awaits("已停止公示", "the publication has ended")
            self.seen(f"ended-at-{office}")
        self.done(self.title("archive"), {}, "archived")
        self.public("不再公示", "ended-public")
        self.told("罚款" not in self.text(), "public: nothing of the penalty is shown any more")

    def public(self, words, name):
        """What everybody reads of the publication."""
        path = f"{self.feed}/records/{self.case}"

        def shows():
            self.browser.goto(path)
            return words in self.whole()

        self.browser.until(shows, f"the public page says {words}", 30)
        self.told(True, f"public: {words}")
        self.seen(name)


if __name__ == "__main__":
    sys.exit(run(Penalty, __doc__))
