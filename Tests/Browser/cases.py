#!/usr/bin/env python3
"""Fills a form and reads a case as officers do, in a headless Chromium, at desktop and phone size.

    cases.py URL --cookie NAME=VALUE --case ID [--shots FOLDER]

Types an office by the first letters of its name, lets the draft be kept, comes back to it, sends a file, sends the form, and looks
at each page for what makes it unusable. Exit code 0: all holds; 2: something does not; 77: there is no Chromium.
"""
import argparse
import json
import os
import sys

import walk
from devtools import Failure
from paper import Paper

FORM = "/cases/new/slip/draft"
TYPED = {
    "slipType": "other", "matter": "涉嫌违规收费", "source": "publicReport", "details": "群众举报该店违规收费，现场未见明码标价。",
    "feedbackNeeded": "yes", "parties[0].subjectKind": "organisation", "parties[0].name": "成都示例食品有限公司",
    "parties[0].uscc": "91510104XT00010175", "parties[0].address": "成都市锦江区示例路1号", "contactName": "王例",
    "contactPhone": "028-00000000",
}


class Walk(walk.Walk):
    def type(self, name, value):
        self.browser.ask(f"""(() => {{
            const input = document.getElementsByName("v." + {json.dumps(name)})[0];
            if (!input) throw new Error("no input " + {json.dumps(name)});
            input.value = {json.dumps(value)};
            input.dispatchEvent(new Event("input", {{ bubbles: true }}));
        }})()""")

    def says(self, words):
        self.browser.until(lambda: words in self.text(), f"the page says {words}")

    def form(self):
        self.goto(FORM)
        self.seen("form-empty")
        for name, value in TYPED.items():
            self.type(name, value)
        self.type("recipients[0]", "sswj")
        self.browser.until(
            lambda: "510100-tax" in self.browser.ask("document.getElementById('offices').innerHTML"), "the office is found")
        self.type("recipients[0]", "市税务局")
        self.says("草稿已保存")
        self.goto(FORM)
        self.says("有未提交的草稿")
        self.goto(FORM + "?draft=1")
        kept = self.browser.ask("document.getElementsByName('v.details')[0].value")
        if kept != TYPED["details"]:
            raise Failure(f"the draft holds {kept}")
        self.upload()
        self.type("parties[0].uscc", "91510104XT00010174")
        self.press("form[data-draft] .actions button", "the form comes back")
        self.seen("form-mistakes")
        self.type("parties[0].uscc", TYPED["parties[0].uscc"])
        self.press("form[data-draft] .actions button", "the slip is drafted")
        self.says("已办理")
        self.says("现场照片.txt")
        self.seen("slip")

    def upload(self):
        path = os.path.join(self.browser.folder, "现场照片.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write("现场照片说明" * 1000)
        found = self.browser.send("Runtime.evaluate", {"expression": "document.querySelector('input[type=file]')"})
        before = self.browser.loaded
        self.browser.send("DOM.setFileInputFiles", {"files": [path], "objectId": found["result"]["objectId"]})
        self.browser.until(lambda: self.browser.loaded > before, "the file is sent")
        if self.browser.ask("document.getElementsByName('v.files[0].name')[0]?.value") != "现场照片.txt":
            raise Failure("the file has no row")

    def case(self):
        self.goto(f"/cases/{self.options.case}")
        self.seen("case")
        self.goto(f"/cases/{self.options.case}/orders/approve")
        self.seen("order-refused")
        self.goto(f"/cases/{self.options.case}/print")
        self.seen("paper")
        self.printed()

    def printed(self):
        """What comes out of the printer: A4, on each sheet page x of y, and number and time of print (practice 7.24)."""
        paper = Paper(self.browser.pdf())
        self.told(paper.size() == (210, 297), f"the paper is A4: {paper.size()} mm")
        words = paper.words()
        missing = [
            sheet for number, sheet in enumerate(words, 1) if f"第{number}页共{len(words)}页" not in sheet]
        self.told(len(words) > 1 and not missing, f"page x of y stands on each of {len(words)} sheets {missing}")
        number = self.browser.ask("document.querySelector('.docno').textContent").replace(" ", "")
        printed = self.browser.ask("document.querySelector('.sheet').textContent").replace(" ", "")
        self.told(number in words[0], f"the first sheet has the number {number}")
        self.told(
            self.options.case in number and any(printed in sheet for sheet in words),
            f"at its end stand number and time of print: {printed}")

    def walk(self):
        self.sit(self.options.cookie)
        self.form()
        self.case()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--cookie", required=True)
    parser.add_argument("--case", required=True)
    return walk.main(parser, Walk, Walk.walk)


if __name__ == "__main__":
    sys.exit(main())
