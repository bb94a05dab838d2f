"""What an officer does in a browser at the consoles of several offices; the plays of this folder are made of it.

A play is run as

    PLAY.py HOUSE.json [--shots FOLDER]

HOUSE.json: {"offices": {"market": {"url": …, "people": {"handler": {"account": …, "password": …}, …}}, …}, "clock": FILE,
"feed": URL}; clock is the file with the official time of all offices, feed the public pages, both where the play wants them.
Each page is looked at as the public ones are, at desktop and phone size. Exit code 0: all holds; 2: something does not; 77:
there is no Chromium.
"""
import argparse
import json
import os
import time

import walk
from devtools import Failure


class Play(walk.Walk):
    """Officers of several offices, one behind the other, in one browser. A play says in `play` what they do."""

    def __init__(self, browser, options):
        if options.shots:
            options.shots = os.path.join(options.shots, type(self).__name__.lower())
            os.makedirs(options.shots, exist_ok=True)
        super().__init__(browser, options)
        with open(options.house) as file:
            house = json.load(file)
        self.house, self.clock, self.feed = house["offices"], house.get("clock"), house.get("feed")
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
            there = self.browser.ask("[...document.querySelectorAll('main [name]')].map((e) => e.name).join(' ')")
            raise Failure(f"there is no input {name} on {self.browser.ask('location.href')}: {there}")
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

    def moves(self, moment):
        """Official time goes on to a moment such as 2026-08-07T09:00, in all offices."""
        fresh = self.clock + ".new"
        with open(fresh, "w") as file:
            file.write(f"{moment}:00.000+08:00\n")
        os.replace(fresh, self.clock)

    def begins(self, kind, order, name):
        """The form of a new case, by way of the page of all that may be begun."""
        self.browser.goto(self.house[self.office]["url"] + "/cases/new")
        self.browser.await_page(
            f"document.querySelector('a[href=\"/cases/new/{kind}/{order}\"]').click()", f"the form “{order}” opens")
        self.seen(name)

    def fill(self, fields):
        for name, value in fields.items():
            self.type("v." + name, value)

    def row(self, value):
        """A button of the form that adds or takes away a row."""
        button = f"[...document.querySelectorAll('button')].find((e) => e.value === {json.dumps(value)})"
        if not self.browser.ask(f"!!({button})"):
            raise Failure(f"there is no button “{value}” on {self.browser.ask('location.href')}")
        self.browser.await_page(f"({button}).click()", f"“{value}” makes the form anew")

    def kept(self, fields):
        """Nothing that was typed is lost."""
        lost = []
        for name, value in fields.items():
            field = f"document.getElementById({json.dumps('v.' + name)})"
            stands = self.browser.ask(f"{field} && ({field}.type === 'checkbox' ? {field}.checked : {field}.value)")
            if stands != value:
                lost.append(f"{name}: “{stands}”")
        self.told(not lost, f"{self.office}: nothing that was typed is lost {'; '.join(lost)}")

    def held(self, name):
        """The browser itself keeps a form back whose needed input is empty, and leads there."""
        before = self.browser.loaded
        self.browser.ask("void document.querySelector('button[value=send]').click()")
        self.browser.until(
            lambda: self.browser.ask("document.activeElement.id") == "v." + name, f"the focus is on {name}")
        empty = self.browser.ask("[...document.querySelectorAll('main :invalid')].filter((e) => e.id && e.name).map((e) => e.id)")
        self.told(
            self.browser.loaded == before and empty == ["v." + name], f"{self.office}: without {name} nothing is sent: {empty}")

    def opened(self, name):
        """A new case was sent: it is there, and its page is shown."""
        self.sent(name)
        self.told("done=" in self.browser.ask("location.search"), f"{self.office}: {name} is opened")
        if "done=" not in self.browser.ask("location.search"):
            raise Failure(self.problem())
        self.case = self.browser.ask("location.pathname").removeprefix("/cases/")
        self.seen(name)

    def problem(self):
        return self.browser.ask("document.getElementById('problem')?.innerText ?? document.body.innerText.slice(0, 600)")

    def says(self, what, *words):
        """The page before the officer says all of these."""
        text = self.whole()
        missing = [word for word in words if word not in text]
        self.told(not missing, f"{self.office}: {what}: {'does not say ' + '、'.join(missing) if missing else '、'.join(words)}")

    def may_not(self, order, name, *words):
        """An order that is not open to the officer: the case does not offer it and says why, and so does its form."""
        self.open_case()
        offered = self.browser.ask(f"!!document.querySelector('.next a[href*=\"/orders/{order}\"]')")
        self.told(not offered, f"{self.office}: “{order}” is not offered")
        self.browser.goto(f"{self.house[self.office]['url']}/cases/{self.case}/orders/{order}")
        self.says(f"“{order}” is refused", *words)
        self.seen(name)

    def form(self, act, fields):
        """From the case: clicks an act, fills the form in."""
        self.open_case()
        self.click(act)
        self.fill(fields)

    def sent(self, name):
        self.browser.await_page("document.querySelector('button[value=send]').click()", f"{name} is sent")

    def done(self, act, fields, name):
        self.form(act, fields)
        self.seen(name + "-form")
        self.sent(name)
        self.told("done=" in self.browser.ask("location.search"), f"{self.office}: {act}")
        if "done=" not in self.browser.ask("location.search"):
            print(self.problem())
        self.seen(name)

    def refused(self, act, fields, name, *words):
        self.form(act, fields)
        self.sent(name)
        text = self.text()
        missing = [word for word in words if word not in text]
        self.told(not missing, f"{self.office}: {act} is refused with {'、'.join(words)}")
        if missing:
            print(self.problem())
        self.kept(fields)
        self.seen(name)

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


def run(play, words):
    """Runs a class of play as a program; `words` say what it is."""
    parser = argparse.ArgumentParser(description=words, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("house")
    return walk.main(parser, play, play.play)
