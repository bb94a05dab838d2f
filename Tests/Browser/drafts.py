#!/usr/bin/env python3
"""Types into a form, ends the browser in the midst of it, and looks by the clock how much of the typing is lost.

    drafts.py URL --cookie NAME=VALUE [--shots FOLDER]

At most ten seconds may be lost (practice 7.6). Exit code 0: all holds; 2: something does not; 77: there is no Chromium.
"""
import argparse
import sys
import time

import walk

FORM = "/cases/new/slip/draft"
FIELD = "v.details"
LOST_SECONDS = 10
TYPING_SECONDS = 27
PAUSE = 0.25


class Walk(walk.Walk):
    def walk(self):
        self.sit(self.options.cookie)
        self.goto(FORM)
        times, told = self.types()
        killed = time.monotonic()
        self.browser.kill()
        self.told(told is not None and told <= LOST_SECONDS, f"the page says that the draft is kept after {told} s")
        self.browser.start()
        self.browser.size(*walk.SIZES[self.size])
        self.sit(self.options.cookie)
        self.goto(FORM)
        self.told("有未提交的草稿" in self.text(), "the form tells of the draft")
        self.goto(FORM + "?draft=1")
        kept = self.browser.ask(f"document.getElementById('{FIELD}').value")
        typed = "".join(word for word, _ in times)
        self.told(len(kept) > 0 and typed.startswith(kept), "the draft is the beginning of what was typed")
        lost = killed - times[kept.count("。")][1] if len(kept) < len(typed) else 0
        self.told(lost <= LOST_SECONDS, f"{lost:.1f} s of {times[-1][1] - times[0][1]:.1f} s of typing are lost")
        self.seen("draft-after-a-crash")

    def types(self):
        """Types sentence by sentence; each with its time, and after how long the page told first that the draft is kept."""
        self.browser.ask(f"void document.getElementById('{FIELD}').focus()")
        begun, times, told = time.monotonic(), [], None
        while time.monotonic() < begun + TYPING_SECONDS:
            word = f"第{len(times) + 1}句。"
            times.append((word, time.monotonic()))
            self.browser.send("Input.insertText", {"text": word})
            if told is None and "草稿已保存" in self.text():
                told = round(time.monotonic() - begun, 1)
            time.sleep(PAUSE)
        return times, told


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--cookie", required=True)
    return walk.main(parser, Walk, Walk.walk)


if __name__ == "__main__":
    sys.exit(main())
