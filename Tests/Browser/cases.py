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
import tempfile

from devtools import Browser, Failure, chromium
from portal import LOOK, SIZES

FORM = "/cases/new/slip/draft"
TYPED = {
    "slipType": "other", "matter": "涉嫌违规收费", "source": "publicReport", "details": "群众举报该店违规收费，现场未见明码标价。",
    "feedbackNeeded": "yes", "parties[0].subjectKind": "organisation", "parties[0].name": "成都示例食品有限公司",
    "parties[0].uscc": "91510104XT00010175", "parties[0].address": "成都市锦江区示例路1号", "contactName": "王例",
    "contactPhone": "028-00000000",
}


class Walk:
    def __init__(self, browser, options):
        self.browser, self.options, self.wrong = browser, options, []

    def goto(self, path):
        self.browser.goto(self.options.url + path)

    def look(self, name):
        for size, (width, height, phone) in SIZES.items():
            self.browser.size(width, height, phone)
            self.wrong += [f"{name} ({size}): {words}" for words in self.browser.ask(LOOK)]
            if self.options.shots:
                os.makedirs(self.options.shots, exist_ok=True)
                self.browser.shot(os.path.join(self.options.shots, f"{name}-{size}.png"))
        self.browser.size(*SIZES["desktop"])

    def type(self, name, value):
        self.browser.ask(f"""(() => {{
            const input = document.getElementsByName("v." + {json.dumps(name)})[0];
            if (!input) throw new Error("no input " + {json.dumps(name)});
            input.value = {json.dumps(value)};
            input.dispatchEvent(new Event("input", {{ bubbles: true }}));
        }})()""")

    def press(self, selector, what):
        self.browser.await_page(f"document.querySelector({json.dumps(selector)}).click()", what)

    def says(self, words):
        self.browser.until(lambda: words in self.browser.ask("document.body.innerText"), f"the page says {words}")

    def form(self):
        self.goto(FORM)
        self.look("form-empty")
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
        self.look("form-mistakes")
        self.type("parties[0].uscc", TYPED["parties[0].uscc"])
        self.press("form[data-draft] .actions button", "the slip is drafted")
        self.says("已办理")
        self.says("现场照片.txt")
        self.look("slip")

    def upload(self):
        folder = tempfile.mkdtemp(prefix="liandong-upload-")
        path = os.path.join(folder, "现场照片.txt")
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
        self.look("case")
        self.goto(f"/cases/{self.options.case}/orders/approve")
        self.look("order-refused")
        self.goto(f"/cases/{self.options.case}/print")
        self.look("paper")
        if len(self.browser.pdf()) < 5000:
            raise Failure("the printed paper is empty")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--cookie", required=True)
    parser.add_argument("--case", required=True)
    parser.add_argument("--shots")
    options = parser.parse_args()
    program = chromium()
    if not program:
        return 77
    browser = Browser(program)
    try:
        browser.send("Network.setCookie", {"name": options.cookie.split("=")[0], "value": options.cookie.split("=")[1], "url": options.url})
        walk = Walk(browser, options)
        walk.form()
        walk.case()
        wrong = walk.wrong + browser.troubles
    except Failure as failure:
        wrong = [str(failure)]
    finally:
        browser.close()
    for words in wrong:
        print(words)
    return 2 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
