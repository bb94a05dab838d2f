#!/usr/bin/env python3
"""Walks through the public pages as people do, in a headless Chromium, at desktop and phone size.

    portal.py URL --name WORDS --code USCC [--gone ID] [--shots FOLDER] [--object]

Searches, opens a firm and a record, verifies its proof (good, tampered, under a foreign key), files an objection, prints, and
looks at each page for what makes it unusable. Exit code 0: all holds; 2: something does not; 77: there is no Chromium.
"""
import argparse
import json
import os
import sys
import urllib.parse

import walk


class Walk(walk.Walk):
    def search_and_open(self):
        browser = self.browser
        self.page("/", "home")
        # By keyboard alone: Tab reaches the skip link first, and it leads to the content.
        browser.key("Tab", 9)
        self.told(browser.ask("document.activeElement.className") == "skip", "the first Tab is the skip link")
        browser.key("Enter", 13, "\r")
        self.told(browser.ask("location.hash") == "#main", "it leads to the content")
        for _ in range(3):
            browser.key("Tab", 9)
            if browser.ask("document.activeElement.id") == "q":
                break
        self.told(browser.ask("document.activeElement.id") == "q", "the next field is the search")
        outline = browser.ask("getComputedStyle(document.activeElement).outlineStyle")
        self.told(outline != "none", "the focus is seen")
        browser.send("Input.insertText", {"text": self.options.name})
        before = browser.loaded
        browser.key("Enter", 13, "\r")
        browser.until(lambda: browser.loaded > before, "the search answers")
        self.told(self.options.code in browser.ask("document.body.innerText"), "the search finds the firm")
        self.looked("search")
        self.page("/search?q=" + urllib.parse.quote("有限公司"), "search-refused", ("过于宽泛",))
        browser.ask("history.back()")
        browser.until(lambda: self.options.code in browser.ask("document.body.innerText"), "back to the hits")
        browser.await_page("document.querySelector('a[href^=\"/firms/\"]').click()", "the firm opens")
        self.told(self.options.code in browser.ask("document.body.innerText"), "the firm's page has its code")
        self.looked("firm")
        browser.await_page("document.querySelector('.entry h3 a').click()", "the record opens")
        self.looked("record")
        return browser.ask("location.pathname")

    def verified(self, name):
        browser = self.browser
        browser.ask("document.querySelector('[data-verify] button').click()")
        browser.until(
            lambda: browser.ask("document.querySelector('.verdict').dataset.result ?? ''") != "", "the verification ends")
        self.looked(name)
        states = browser.ask("Object.fromEntries([...document.querySelectorAll('.steps li')].map(i => [i.dataset.step, i.className]))")
        return browser.ask("document.querySelector('.verdict').dataset.result"), states

    def prove(self, path):
        browser, url = self.browser, self.options.url + path
        result, states = self.verified("verified")
        self.told(result in ("holds", "partly"), f"the proof is good: {result}")
        for step in ("fetch", "content", "shown", "path", "signature"):
            self.told(states.get(step) == "good", f"step {step} is {states.get(step)}")

        def tampered(body):
            proof = json.loads(body)
            proof["content"] = proof["content"].replace("罚款", "警告", 1)
            return json.dumps(proof).encode()

        def moved(body):
            proof = json.loads(body)
            proof["path"] = ["A" * 43 + "="] + proof["path"][1:]
            return json.dumps(proof).encode()

        def forged(body):
            proof = json.loads(body)
            proof["checkpoint"] = proof["checkpoint"].replace("\n", "\n1", 1)
            return json.dumps(proof).encode()

        for change, step in ((tampered, "content"), (moved, "path"), (forged, "signature")):
            browser.goto(url)
            browser.alter("*/proof", change)
            result, states = self.verified(f"tampered-{step}")
            browser.leave()
            self.told(result == "fails" and states.get(step) == "bad", f"a changed proof fails at {step}: {states}")
        browser.goto(url)
        browser.ask("document.querySelector('[data-field=counterpartyName]').textContent = '另一家公司'")
        result, states = self.verified("tampered-page")
        self.told(result == "fails" and states.get("shown") == "bad", f"a page that shows something else fails: {states}")
        browser.goto(url)
        browser.ask("document.querySelector('#own-key').value = 'other+00000000+AAAA'")
        result, states = self.verified("foreign-key")
        self.told(result == "fails" and states.get("signature") == "bad", f"a foreign key fails: {states}")

    def print(self, path):
        self.goto(path)
        pdf = self.browser.pdf()
        pages = pdf.count(b"/Type /Page") - pdf.count(b"/Type /Pages")
        self.told(pdf.startswith(b"%PDF") and 1 <= pages <= 6, f"the record prints on {pages} pages")
        if self.options.shots:
            with open(os.path.join(self.options.shots, f"{self.size}-record.pdf"), "wb") as file:
                file.write(pdf)

    def object(self, path):
        browser = self.browser
        self.page(path + "/objection", "objection")
        browser.ask("document.querySelector('main form').noValidate = true")
        browser.await_page("document.querySelector('main form button').click()", "the empty form comes back")
        self.told(browser.ask("document.querySelectorAll('.wrong').length") >= 4, "the empty form says what is missing")
        self.looked("objection-wrong")
        fill = {
            "uscc": self.options.code, "applicant": self.options.name, "contactPhone": "028-00000000",
            "text": "罚款金额有误，应为5000元，见决定书第二页。",
        }
        for name, value in fill.items():
            browser.ask(f"document.getElementById({json.dumps(name)}).value = {json.dumps(value)}")
        browser.ask("document.getElementById('ground').value = 'contentDiffers'")
        browser.ask("document.getElementById('consent').checked = true")
        # A double click: two sendings, one receipt.
        browser.await_page(
            "(() => { const button = document.querySelector('main form button'); button.click(); button.click(); })()",
            "the receipt comes")
        text = browser.ask("document.body.innerText")
        self.told("受理编号" in text, "there is a receipt: " + browser.ask("document.querySelector('h1').innerText"))
        self.looked("receipt")

    def walk(self):
        for _ in self.each_size():
            path = self.search_and_open()
            self.prove(path)
            self.print(path)
            self.page(path + "/repair", "repair")
            for name in ("latest", "statistics", "guide", "terms", "developers", "log"):
                self.page("/" + name, name)
            self.page("/nowhere", "not-found", ("没有找到",))
            if self.options.gone:
                self.page(f"/records/{self.options.gone}", "gone", ("不再公示",))
                self.page("/search?q=" + self.options.gone, "search-nothing")
            if self.options.object:
                self.object(path)
            self.page(path + "?lang=en", "english-record", ("Verify this record",))
            self.page("/", "english-home", ("Search",))
            self.page("/statistics", "english-statistics", ("Timeliness",))
            self.page("/?lang=zh", "chinese-home", ("最新公示",))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--name", required=True)
    parser.add_argument("--code", required=True)
    parser.add_argument("--gone")
    parser.add_argument("--object", action="store_true")
    return walk.main(parser, Walk, Walk.walk)


if __name__ == "__main__":
    sys.exit(main())
