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

from devtools import Browser, Failure, chromium

SIZES = {"desktop": (1366, 768, False), "phone": (390, 844, True)}

# What is wrong with a page for its reader; a list of words, empty when nothing is.
LOOK = r"""(() => {
  const wrong = [];
  // Not innerWidth: on a phone that grows with what is too wide.
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 1) wrong.push(`the page is ${wide} px wider than the window`);
  const heads = [...document.querySelectorAll("h1,h2,h3,h4")].map((head) => Number(head.tagName[1]));
  if (heads.filter((level) => level === 1).length !== 1) wrong.push("there is not exactly one h1");
  heads.forEach((level, at) => { if (at > 0 && level > heads[at - 1] + 1) wrong.push(`heading ${at} skips a level`); });
  for (const field of document.querySelectorAll("input:not([type=hidden]),select,textarea")) {
    if (!field.labels?.length && !field.ariaLabel) wrong.push(`${field.name || field.outerHTML.slice(0, 160)} has no label`);
  }
  for (const link of document.querySelectorAll("a[href]")) {
    if (!(link.textContent.trim() || link.ariaLabel)) wrong.push(`${link.href} has no words`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) wrong.push(`id ${id} is there twice`);
  for (const element of document.querySelectorAll("[aria-describedby],[aria-labelledby]")) {
    for (const id of `${element.getAttribute("aria-describedby") ?? ""} ${element.getAttribute("aria-labelledby") ?? ""}`.split(" ")) {
      if (id && !document.getElementById(id)) wrong.push(`nothing has the id ${id}`);
    }
  }
  if (!["zh-CN", "en"].includes(document.documentElement.lang)) wrong.push("the page tells no language");
  for (const plot of document.querySelectorAll("svg")) if (!plot.querySelector("title")) wrong.push("a plot has no title");
  // Contrast (WCAG 2.1, 1.4.3) of each text on the ground that it really has.
  const rgb = (text) => (text.match(/[\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((part) => part / 255)
    .map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || seen.has(element) || !element.checkVisibility()) continue;
    seen.add(element);
    const style = getComputedStyle(element);
    const front = light(rgb(element.closest("svg") ? style.fill : style.color)), back = light(ground(element));
    const contrast = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    if (contrast < 4.5) wrong.push(`contrast ${contrast.toFixed(2)} of "${walker.currentNode.textContent.trim().slice(0, 20)}"`);
  }
  // What a finger must hit.
  for (const target of document.querySelectorAll("button,.button")) {
    const box = target.getBoundingClientRect();
    if (box.height > 0 && box.height < 24) wrong.push(`"${target.textContent}" is ${box.height} px high`);
  }
  return wrong;
})()"""


class Walk:
    def __init__(self, browser, options):
        self.browser, self.options, self.wrong = browser, options, []
        self.size = ""

    def told(self, holds, what):
        print(("ok    " if holds else "WRONG ") + f"{self.size}: {what}", flush=True)
        if not holds:
            self.wrong.append(what)

    def looked(self, name):
        wrong = self.browser.ask(LOOK)
        self.told(not wrong, f"{name}: {'; '.join(wrong) if wrong else 'labels, headings, contrast, width'}")
        troubles, self.browser.troubles = self.browser.troubles, []
        self.told(not troubles, f"{name}: {'; '.join(troubles) if troubles else 'no error in the browser'}")
        if self.options.shots:
            self.browser.shot(os.path.join(self.options.shots, f"{self.size}-{name}.png"))

    def page(self, path, name, contains=()):
        self.browser.goto(self.options.url + path)
        text = self.browser.ask("document.body.innerText")
        for words in contains:
            self.told(words in text, f"{name} says {words}")
        self.looked(name)

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
        self.browser.goto(self.options.url + path)
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
        for self.size, size in SIZES.items():
            self.browser.size(*size)
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
    parser.add_argument("--shots")
    parser.add_argument("--object", action="store_true")
    options = parser.parse_args()
    options.url = options.url.rstrip("/")
    program = chromium()
    if program is None:
        print("there is no Chromium on this machine: the pages were not walked through")
        return 77
    if options.shots:
        os.makedirs(options.shots, exist_ok=True)
    browser = Browser(program)
    walk = Walk(browser, options)
    try:
        walk.walk()
    except Failure as failure:
        walk.told(False, str(failure))
    finally:
        browser.close()
    print(f"{len(walk.wrong)} things are wrong" if walk.wrong else "all holds")
    return 2 if walk.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
