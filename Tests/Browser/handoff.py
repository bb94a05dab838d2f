#!/usr/bin/env python3
"""Plays scenario S2 of domain.md F by clicking, in the consoles of three offices, in a headless Chromium.

    handoff.py HOUSE.json [--shots FOLDER]

HOUSE.json: {"market": {"url": …, "people": {"handler": {"account": …, "password": …}, …}}, "police": …, "procuratorate": …}.
From the first report to the police's filing with its copy to the procuratorate; what the law forbids is tried on the way. Each
page is looked at as the public ones are, at desktop and phone size. Exit code 0: all holds; 2: something does not; 77: there is
no Chromium.
"""
import argparse
import json
import sys
import time

import walk
from devtools import Failure

FIRM = "武汉样例食品有限公司"
CODE = "91420106XT0002028T"


class Play(walk.Walk):
    def __init__(self, browser, options):
        super().__init__(browser, options)
        with open(options.house) as file:
            self.house = json.load(file)
        self.office, self.case, self.number = None, None, 0

    def seen(self, name):
        self.number += 1
        super().seen(f"{self.number:02d}-{name}")

    # What a person does.

    def click(self, words, what="a[href],button"):
        """Clicks what says exactly these words; a new page comes."""
        found = f"[...document.querySelectorAll({json.dumps(what)})].find((e) => e.checkVisibility() && e.textContent.trim() === {json.dumps(words)})"
        if not self.browser.ask(f"!!({found})"):
            raise Failure(f"nothing says “{words}” on {self.browser.ask('location.href')}")
        self.browser.await_page(f"({found}).click()", f"“{words}” leads on")

    def type(self, name, value):
        """Types into an input, chooses in a list, or ticks a box."""
        field = f"document.getElementById({json.dumps(name)})"
        kind = self.browser.ask(f"{field} && ({field}.tagName === 'SELECT' ? 'select' : {field}.type)")
        if kind is None:
            raise Failure(f"there is no input {name} on {self.browser.ask('location.href')}")
        if kind == "select":
            # A list that others go by makes the page anew.
            change = f"{field}.value = {json.dumps(value)}; {field}.dispatchEvent(new Event('change', {{ bubbles: true }}))"
            if self.browser.ask(f"{field}.hasAttribute('data-refresh') && {field}.value !== {json.dumps(value)}"):
                self.browser.await_page(change, f"{name} makes the form anew")
            else:
                self.browser.ask(f"void ({change.replace(';', ',')})")
            if self.browser.ask(f"{field}.value") != value:
                raise Failure(f"{name} has no choice {value}")
            return
        if kind == "checkbox":
            if self.browser.ask(f"{field}.checked") != value:
                self.browser.ask(f"void {field}.click()")
            return
        self.browser.ask(f"void ({field}.focus(), {field}.select && {field}.type !== 'date' && {field}.select())")
        if kind == "date":
            self.browser.ask(f"void ({field}.value = {json.dumps(value)}, {field}.dispatchEvent(new Event('input', {{ bubbles: true }})))")
        else:
            self.browser.send("Input.insertText", {"text": value})

    def at(self, office, role):
        """Signs in at an office as a person; whoever sat there before signs out."""
        self.office = office
        url, person = self.house[office]["url"], self.house[office]["people"][role]
        self.browser.goto(url + "/")
        if "/sign-in" not in self.browser.ask("location.pathname"):
            self.click("退出", "button")
            self.browser.goto(url + "/sign-in")
        self.type("account", person["account"])
        self.type("password", person["password"])
        self.browser.await_page("document.querySelector('form[action=\"/sign-in\"] button').click()", "the sign-in answers")
        self.told("/sign-in" not in self.browser.ask("location.pathname"), f"{office}: {person['account']} ({role}) has signed in")

    def open_case(self):
        self.browser.goto(f"{self.house[self.office]['url']}/cases/{self.case}")

    def awaits(self, words, what):
        """Looks at the case again and again until it says something."""
        end = time.monotonic() + 30
        while True:
            self.open_case()
            if words in self.whole():
                self.told(True, f"{self.office}: {what}")
                return
            if time.monotonic() > end:
                self.told(False, f"{self.office}: {what}: “{words}” not within 30 s")
                return
            time.sleep(0.3)

    def form(self, act, fields):
        """From the case: clicks an act, fills the form in."""
        self.open_case()
        self.click(act)
        for name, value in fields.items():
            self.type("v." + name, value)

    def sent(self, name):
        self.browser.await_page("document.querySelector('button[value=send]').click()", f"{name} is sent")

    def done(self, act, fields, name):
        self.form(act, fields)
        self.seen(name + "-form")
        self.sent(name)
        self.told("done=" in self.browser.ask("location.search"), f"{self.office}: {act}")
        if "done=" not in self.browser.ask("location.search"):
            print(self.browser.ask("document.getElementById('problem')?.innerText ?? document.body.innerText.slice(0, 600)"))
        self.seen(name)

    def refused(self, act, fields, name, *words):
        self.form(act, fields)
        self.sent(name)
        text = self.text()
        self.told(all(word in text for word in words), f"{self.office}: {act} is refused with {'、'.join(words)}")
        self.seen(name)

    # The scenario.

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

    # Words of the page.

    def whole(self):
        """All words, those of closed parts among them."""
        return self.browser.ask("document.body.textContent")

    def title(self, order):
        """What the link to an order says on the case's page."""
        self.open_case()
        words = self.browser.ask(
            f"document.querySelector('a[href*=\"/orders/{order}\"]')?.textContent.trim()")
        if not words:
            raise Failure(f"{self.office}: the case offers no “{order}”: {self.text()[:900]}")
        return words


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("house")
    return walk.main(parser, Play, Play.play)


if __name__ == "__main__":
    sys.exit(main())
