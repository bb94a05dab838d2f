#!/usr/bin/env python3
"""Looks at the console's lists, boards and views as an officer does, in a headless Chromium, at desktop and phone size.

    lists.py URL --cookie NAME=VALUE [--as ROLE] [--shots FOLDER] PATH NAME [PATH NAME ...]

Exit code 0: all holds; 2: something does not; 77: there is no Chromium.
"""
import argparse
import os
import sys

from devtools import Browser, Failure, chromium
from portal import SIZES, Walk


def filter_by_keyboard(walk):
    """A list is narrowed by typing and Enter alone; what was typed stays."""
    browser = walk.browser
    browser.goto(walk.options.url + "/cases?list=all")
    browser.ask("document.getElementById('q').focus()")
    browser.send("Input.insertText", {"text": "没有这家公司"})
    before = browser.loaded
    browser.key("Enter", 13, "\r")
    browser.until(lambda: browser.loaded > before, "the list answers")
    walk.told(browser.ask("document.getElementById('q').value") == "没有这家公司", "what was typed stays")
    walk.told("没有符合条件" in browser.ask("document.body.innerText"), "an empty list says so")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("pages", nargs="+")
    parser.add_argument("--cookie", required=True)
    parser.add_argument("--as", dest="role", default="officer")
    parser.add_argument("--shots")
    options = parser.parse_args()
    options.url = options.url.rstrip("/")
    program = chromium()
    if program is None:
        print("there is no Chromium on this machine: the pages were not looked at")
        return 77
    if options.shots:
        os.makedirs(options.shots, exist_ok=True)
    browser = Browser(program)
    walk = Walk(browser, options)
    try:
        browser.send("Network.setCookie", {"name": options.cookie.split("=")[0], "value": options.cookie.split("=")[1], "url": options.url})
        for walk.size, size in SIZES.items():
            browser.size(*size)
            for path, name in zip(options.pages[::2], options.pages[1::2]):
                walk.page(path, f"{options.role}-{name}")
            if "/cases?list=all" in options.pages:
                filter_by_keyboard(walk)
    except Failure as failure:
        walk.told(False, str(failure))
    finally:
        browser.close()
    print(f"{len(walk.wrong)} things are wrong" if walk.wrong else "all holds")
    return 2 if walk.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
