#!/usr/bin/env python3
"""Plays scenario S2 of domain.md F by clicking, in the consoles of three offices, in a headless Chromium.

    handoff.py HOUSE.json [--shots FOLDER]

From the first report to the police's filing with its copy to the procuratorate; what the law forbids is tried on the way.
officer.py says what HOUSE.json and the exit codes are.
"""
import sys

from officer import Play, run

FIRM = "武汉样例食品有限公司"
CODE = "91420106XT0002028T"


class Handoff(Play):
    def play(self):
        self.at("market", "handler")
        self.seen("home")
        self.browser.goto(self.house["market"]["url"] + "/cases/new")
        self.seen("new")
        found = "document.querySelector('a[href=\"/cases/new/handoff/investigate\"]')"
        self.browser.await_page(f"{found}.click()", "the form of a new case opens")
        for name, value in {
            "caseName": "涉嫌在食品中掺入非食品原料案", "caseSource": "监督抽检", "filedOn": "2026-06-10",
            "subject.subjectKind": "organisation", "subject.name": FIRM, "subject.uscc": CODE[:-1] + "A",
        }.items():
            self.type("v." + name, value)
        self.sent("investigate")
        self.told("校验" in self.text(), "a wrong check digit is told at its field")
        self.seen("check-digit")
        self.type("v.subject.uscc", CODE)
        self.sent("investigate")
        self.case = self.browser.ask("location.pathname").removeprefix("/cases/")
        self.told("done=" in self.browser.ask("location.search"), f"market: the case {self.case} is opened")
        self.seen("case-opened")
        self.brief_and_suspect()
        self.approve()
        self.transfer()
        self.receive_and_file()
        self.fine()

    def brief_and_suspect(self):
        self.done(self.title("brief"), {"text": "监督抽检发现掺入非食品原料"}, "brief")
        for office in ("police", "procuratorate"):
            self.at(office, "handler")
            self.awaits("监督抽检发现掺入非食品原料", "the case brief has come")
        self.seen("brief-at-procuratorate")
        self.at("market", "handler")
        self.done(self.title("suspectCrime"), {
            "suspectedCrime": "生产、销售有毒、有害食品罪", "criminalLawArticle": "《中华人民共和国刑法》第一百四十四条",
            "factsSummary": "抽检发现食品中掺有非食品原料，现场查获原料十袋。", "amountInvolvedFen": "1,200,000.00",
            "measuresTaken": "扣押原料十袋",
        }, "suspect")

    def approve(self):
        self.refused(self.title("submitReport"), {"specialTeam": "李样"}, "team-of-one", "第五条")
        self.type("v.specialTeam", "李样\n王例")
        self.sent("report")
        self.told("done=" in self.browser.ask("location.search"), "market: the report is with the head, within three days")
        self.at("market", "headDeputy")
        self.open_case()
        self.told("须由本机关正职负责人" in self.whole(), "market: a deputy is told that the principal must approve")
        self.seen("deputy")
        self.at("market", "headPrincipal")
        self.done(self.title("approve"), {"note": "同意移送公安机关"}, "approve")
        self.told("24" in self.text() or "二十四" in self.text(), "market: the clock of 24 hours runs")

    def transfer(self):
        self.at("market", "handler")
        self.done(self.title("transfer"), {
            "documentNo": "成市监移〔2026〕5号",
            "attachments.transferLetter.state": "present", "attachments.transferLetter.title": "涉嫌犯罪案件移送书",
            "attachments.investigationReport.state": "present", "attachments.investigationReport.title": "调查报告",
            "attachments.goodsList.state": "present", "attachments.goodsList.title": "涉案物品清单",
            "attachments.inspectionReports.state": "pending",
            "attachments.otherMaterials.state": "notApplicable", "attachments.otherMaterials.reason": "没有其他材料",
        }, "transfer")

    def receive_and_file(self):
        self.at("procuratorate", "handler")
        self.awaits("已移送", "the copy of the transfer has come")
        self.seen("transfer-at-procuratorate")
        self.at("police", "handler")
        self.awaits("已移送", "the transfer has come")
        self.done(self.title("signReceipt"), {
            "receivingOfficer": "周例", "itemsCounted": "4", "missingItems": "检验报告"}, "receipt")
        self.done(self.title("requestSupplement"), {"missingItems": "检验报告"}, "supplement-request")
        self.at("market", "handler")
        self.awaits("应补充的材料", "the request for a supplement has come")
        self.done(self.title("supplement"), {"items": "检验报告一份"}, "supplement")
        self.at("police", "headPrincipal")
        self.awaits("补充的材料", "the supplement has come")
        self.done(self.title("file"), {"decisionNo": "成公立〔2026〕9号"}, "filing")
        for office in ("market", "procuratorate"):
            self.at(office, "handler")
            self.awaits("成公立〔2026〕9号", "the police's filing is known")
            self.seen(f"filed-at-{office}")

    def fine(self):
        self.at("market", "headPrincipal")
        self.open_case()
        self.browser.goto(f"{self.house['market']['url']}/cases/{self.case}/orders/decide")
        self.type("v.penaltyKinds:fine", True)
        self.type("v.decisionNo", "成市监处罚〔2026〕140号")
        self.type("v.fineAmountFen", "200000")
        self.sent("fine")
        self.told("第十一条" in self.text(), "market: a fine in place of the transfer is refused with its article")
        self.seen("fine-refused")
        self.at("procuratorate", "handler")
        self.awaits("以罚代刑", "the attempted fine is known")


if __name__ == "__main__":
    sys.exit(run(Handoff, __doc__))
