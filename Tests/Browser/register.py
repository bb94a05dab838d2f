#!/usr/bin/env python3
"""Looks parties up in the register of firms as officers do, in a headless Chromium, at desktop and phone size.

    register.py URL --cookie NAME=VALUE [--as ROLE] [--shots FOLDER]

One firm, several, another name, a firm that is no longer one, and none, which goes on with a mark; each page is looked at for
what makes it unusable. Exit code 0: all holds; 2: something does not; 77: there is no Chromium.
"""
import argparse
import json
import sys

import cases
import walk

PARTY = "parties[0]"


class Walk(cases.Walk):
    def look(self, **typed):
        """Opens a new slip, types into its party, and presses the button."""
        self.goto(cases.FORM)
        for name, value in typed.items():
            self.type(f"{PARTY}.{name}", value)
        self.press(f'button[value="look {PARTY}"]', "the register answers")

    def value(self, name):
        return self.browser.ask(f"document.getElementsByName({json.dumps(f'v.{PARTY}.{name}')})[0].value")

    def seen_there(self, name):
        """The same page in each size, where the button is."""
        for _ in self.each_size():
            self.browser.ask(f"""void document.querySelector('button[value="look {PARTY}"]').scrollIntoView({{ block: "center" }})""")
            self.looked(name)
        self.size = "desktop"
        self.browser.size(*walk.SIZES[self.size])

    def walk(self):
        self.sit(self.options.cookie)
        self.look(uscc="91510104XT00010175")
        self.says("与登记库一致")
        self.told(self.value("name") == "成都示例食品有限公司" and self.value("address") != "", "the firm is filled in")
        self.told(
            self.browser.ask("document.querySelector('button[value^=\"look \"]').getBoundingClientRect().top < innerHeight"),
            "the page stands where the button was pressed")
        self.seen_there("register-hit")
        self.look(uscc="91510104XT00010175", name="成都旧名食品厂")
        self.says("所填为其曾用名")
        self.seen_there("register-differs")
        self.look(name="成都示例")
        self.says("请选择")
        self.seen_there("register-several")
        self.press('button[value^="pick 91510104XT0070020F "]', "the firm is chosen")
        self.says("吊销，未注销")
        self.told(self.value("uscc") == "91510104XT0070020F", "the chosen firm is filled in")
        self.seen_there("register-ended")
        self.look(uscc="91510107XT0006002C", name="成都没有的食品有限公司")
        self.says("没有相符的企业")
        self.seen_there("register-none")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--cookie", required=True)
    parser.add_argument("--as", dest="role", default="officer")
    return walk.main(parser, Walk, Walk.walk)


if __name__ == "__main__":
    sys.exit(main())
