#!/usr/bin/env python3
"""Looks at the console's lists, boards and views as an officer does, in a headless Chromium, at desktop and phone size.

    lists.py URL --cookie NAME=VALUE [--as ROLE] [--shots FOLDER] PATH NAME [PATH NAME ...]

Exit code 0: all holds; 2: something does not; 77: there is no Chromium.
"""
import argparse
import sys

import walk


class Walk(walk.Walk):
    def filter_by_keyboard(self):
        """A list is narrowed by typing and Enter alone; what was typed stays."""
        browser = self.browser
        self.goto("/cases?list=all")
        fold = "document.querySelector('details.fold')"
        if self.size == "phone":
            # It would push the list off the screen: it is folded there until somebody opens it.
            self.told(not browser.ask(f"{fold}.open"), "an unused filter is folded")
            browser.ask(f"void {fold}.querySelector('summary').focus()")
            browser.key("Enter", 13, "\r")
        self.told(browser.ask(f"{fold}.open"), "the filter is open")
        browser.ask("void document.getElementById('q').focus()")
        self.told(browser.ask("document.activeElement.id") == "q", "its field can be typed into")
        browser.send("Input.insertText", {"text": "没有这家公司"})
        before = browser.loaded
        browser.key("Enter", 13, "\r")
        browser.until(lambda: browser.loaded > before, "the list answers")
        self.told(browser.ask("document.getElementById('q').value") == "没有这家公司", "what was typed stays")
        self.told("没有符合条件" in self.text(), "an empty list says so")

    def walk(self):
        pages = self.options.pages
        self.sit(self.options.cookie)
        for _ in self.each_size():
            for path, name in zip(pages[::2], pages[1::2]):
                self.page(path, f"{self.options.role}-{name}")
            if "/cases?list=all" in pages:
                self.filter_by_keyboard()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("pages", nargs="+")
    parser.add_argument("--cookie", required=True)
    parser.add_argument("--as", dest="role", default="officer")
    return walk.main(parser, Walk, Walk.walk)


if __name__ == "__main__":
    sys.exit(main())
