#!/usr/bin/env python3
"""Signs in, makes an account and reads the access log, as an administrator, a new officer and the auditor do.

    accounts.py URL --administrator NAME PASSWORD --auditor NAME PASSWORD [--shots FOLDER]

In a headless Chromium, at desktop and phone size; each page is looked at for what makes it unusable. Exit code 0: all holds;
2: something does not; 77: there is no Chromium.
"""
import argparse
import json
import sys

import walk


class Walk(walk.Walk):
    def fill(self, **fields):
        for name, value in fields.items():
            self.browser.ask(f"document.getElementById({json.dumps(name)}).value = {json.dumps(value)}")

    def sign_in(self, name, password):
        self.fill(account=name, password=password)
        self.press("main button", "signed in")

    def sign_out(self):
        self.press("form.person button", "signed out")
        self.told(self.browser.ask("location.pathname") == "/sign-in", "signing out leads to signing in")

    def walk(self):
        for number, _ in enumerate(self.each_size()):
            self.turn(number)

    def turn(self, number):
        self.page("/account", "sign-in", ("登录单位",))
        self.sign_in(self.options.administrator[0], "not the password")
        self.told("账号或者密码不正确" in self.text(), "a wrong password is told")
        self.looked("sign-in-refused")
        self.sign_in(*self.options.administrator)
        self.told(self.browser.ask("location.pathname") == "/account", "signing in leads to what was asked for")
        self.looked("account")
        self.page("/accounts", "accounts", ("启用",))
        self.page("/accounts/new", "account-new")
        self.fill(id=f"walk-{number}", name="王例", region="990000")
        self.browser.ask("document.getElementById('role.handler').checked = true")
        self.press("main form button", "the form answers")
        self.told("六位行政区划代码" in self.text(), "a mistake stands at its field")
        self.looked("account-new-refused")
        self.fill(region="510100")
        self.press("main form button", "the account is made")
        self.looked("account-secret")
        secret = self.browser.ask("document.getElementById('secret').textContent")
        self.page(f"/accounts/walk-{number}", "account-one", ("一次性",))
        self.browser.ask("document.querySelector('details').open = true")
        self.looked("account-token")
        self.page("/sign-in-bars", "bars")
        self.sign_out()
        self.sign_in(f"walk-{number}", secret)
        self.told(self.browser.ask("location.pathname") == "/account/password", "a one-time password must be changed")
        self.looked("password")
        self.fill(old=secret, new="a walk along the Jin river", again="a walk along the Jin river")
        self.press("main form button", "the password is changed")
        self.told(self.browser.ask("location.pathname") == "/account", "then the account is open")
        self.page("/access-log", "refused", ("无权办理",))
        self.page("/account", "account-again")
        self.sign_out()
        self.sign_in(*self.options.auditor)
        self.page("/access-log", "access-log", ("新建账号",))
        self.page("/access-log?lang=en", "access-log-english", ("Access log",))
        self.page("/account?lang=zh", "account-auditor", ("访问记录",))
        self.sign_out()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--administrator", nargs=2, required=True)
    parser.add_argument("--auditor", nargs=2, required=True)
    return walk.main(parser, Walk, Walk.walk)


if __name__ == "__main__":
    sys.exit(main())
