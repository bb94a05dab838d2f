#!/usr/bin/env python3
"""Plays the beginning of scenario S1 of domain.md F by clicking, in the consoles of the cyberspace and the market regulation
office, in a headless Chromium.

    lead.py HOUSE.json [--shots FOLDER]

A named report comes to the wrong office, goes to the right one, is verified, filed and ends with the penalty whose publication
penalty.py plays; day by day, and what is not allowed is tried on the way. officer.py says what HOUSE.json and the exit codes are.
"""
import sys

from officer import Play, run

FIRM = "成都示例食品有限公司"
REPORT = {
    "caseName": "标签虚假线索", "kind": "lead", "caseSource": "12315实名举报", "subject.subjectKind": "organisation",
    "subject.name": FIRM, "subject.uscc": "91510104XT00010175", "facts": "举报人称网店所售食品的标签虚假，附照片三张。",
    "evidence": "举报照片", "reasonForTransfer": "notOurJurisdiction",
    "legalBasis": "《中华人民共和国行政处罚法》第二十二条", "limitationDate": "2028-05-01", "namedReporter": "yes",
    "recipients[0]": "市市场监管局",
}
OUTCOME = {
    "outcome": "penalty", "text": "已作出处罚决定", "decisionNo": "成锦市监处罚〔2026〕88号", "penaltyKinds:fine": True,
    "penaltyKinds:confiscateGains": True, "fineAmountFen": "50000.00",
}


class Lead(Play):
    def play(self):
        self.moves("2026-05-06T09:00")
        self.send()
        self.verify()
        self.file()
        self.conclude()

    def send(self):
        self.at("cyberspace", "handler")
        self.begins("referral", "draft", "lead-form")
        self.fill(REPORT)
        self.opened("lead")
        self.may_not("approve", "own-draft", "批准")
        self.at("cyberspace", "headPrincipal")
        self.done(self.title("approve"), {}, "lead-approved")
        self.at("cyberspace", "handler")
        self.done(self.title("send"), {"documentNo": "成网信移〔2026〕6号"}, "lead-sent")

    def verify(self):
        self.at("market", "handler")
        self.awaits("标签虚假线索", "the lead has come")
        self.done(self.title("open"), {}, "lead-opened")
        self.done(self.title("accept"), {}, "lead-accepted")
        self.done(self.title("verify"), {}, "verification")
        self.says("fifteen working days to verify", "2026-05-26")
        self.may_not("file", "not-a-head", "负责人")
        self.may_not("informReporter", "not-filed-yet", "告知")
        self.at("market", "headDeputy")
        self.done(self.title("extendVerification"), {"reason": "须到外省调取进货记录"}, "verification-extended")
        self.says("and fifteen more", "2026-06-16")

    def file(self):
        self.moves("2026-05-20T09:00")
        self.at("market", "headDeputy")
        self.done(self.title("file"), {"text": "经核查，涉嫌标签虚假，准予立案"}, "filed")
        self.says("ninety days to decide, five working days to tell the reporter", "2026-08-18", "2026-05-27")
        self.moves("2026-05-22T09:00")
        self.at("market", "handler")
        self.done(self.title("informReporter"), {"informedOn": "2026-05-22"}, "reporter-told")
        self.at("market", "headDeputy")
        self.done(self.title("extendDecision"), {"reason": "案情复杂，须补充检验"}, "decision-extended")
        self.says("thirty days more", "2026-09-17")
        self.at("cyberspace", "handler")
        self.awaits("准予立案", "the sender hears of the filing")

    def conclude(self):
        self.moves("2026-07-30T09:00")
        self.at("market", "handler")
        self.refused(
            self.title("conclude"), {"outcome": "penalty", "text": "已作出处罚决定"}, "penalty-not-described", "决定书文号")
        self.done(self.title("conclude"), OUTCOME, "concluded")
        self.at("cyberspace", "handler")
        self.awaits("成锦市监处罚〔2026〕88号", "the sender hears of the penalty")
        self.done(self.title("close"), {}, "closed")
        self.says("the case is over at its sender", "已结案")


if __name__ == "__main__":
    sys.exit(run(Lead, __doc__))
