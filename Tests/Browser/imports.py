#!/usr/bin/env python3
"""Files of list entries and of penalties (双公示) become cases by clicking, at the console of the market regulation office, in a
headless Chromium.

    imports.py HOUSE.json [--shots FOLDER]

Each is brought by one officer, looked through row by row, mended, and released by another; one is given back and taken back.
The files are those of Deploy/samples, whose README tells what is wrong with each row. officer.py says what HOUSE.json and the
exit codes are.
"""
import os
import sys
import time

from devtools import Failure
from officer import Play, run

SAMPLES = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../Deploy/samples"))
LISTED = ["成都示例第1食品有限公司", "成都示例第2食品有限公司", "成都示例第3食品有限公司", "成都示例第9食品有限公司"]
# The row whose check digit is wrong, and the code with the right one.
MENDED, CODE_COLUMN, CODE = 5, 3, "91510104XT0070047"
REASON = "请核对第三行的文号后再导入"


def checked(code):
    """A credit code with its check digit (GB 32100-2015)."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(signs.index(sign) * 3 ** place for place, sign in enumerate(code))
    return code + signs[(31 - total % 31) % 31]


class Imports(Play):
    def play(self):
        self.lists()
        self.credit()

    # What an officer does with files and jobs.

    def bring(self, kind, file, name):
        """Chooses a file and sends it; its job is shown and comes to rest."""
        self.browser.goto(self.house[self.office]["url"] + "/imports")
        found = self.browser.send("Runtime.evaluate", {"expression": f"document.getElementById('{kind}-file')"})
        self.browser.send("DOM.setFileInputFiles", {
            "files": [os.path.join(SAMPLES, file)], "objectId": found["result"]["objectId"]})
        self.seen(f"{name}-chosen")
        form = f"document.querySelector('form[data-job$=\"/{kind}\"]')"
        self.browser.ask(f"void {form}.querySelector('button').click()")
        try:
            self.browser.until(
                lambda: self.browser.ask("location.pathname").startswith("/jobs/"), f"the job of {file} is shown")
        except Failure as failure:
            raise Failure(f"{failure}: {self.browser.ask(form + '.innerText')}") from failure
        self.job = self.browser.ask("location.pathname")

    def look(self):
        self.browser.goto(self.house[self.office]["url"] + self.job)

    def rests(self, state, name):
        """The job comes to a state without a hand; its page tells it by itself."""
        end = time.monotonic() + 30
        while (badge := self.badge()) != state and time.monotonic() < end:
            time.sleep(0.2)
        self.told(badge == state, f"{self.office}: the job is “{badge}”, as wanted: {state}")
        self.seen(name)

    def badge(self):
        got = []
        self.browser.until(
            lambda: got.append(self.browser.ask("document.querySelector('h1 .badge')?.textContent")) or got[-1],
            "the job tells its state")
        return got[-1]

    def counts(self, **wanted):
        figures = self.browser.ask(
            "[...document.querySelectorAll('.figures > div')].map((e) => [e.children[0].innerText, e.children[1].innerText])")
        there = dict(figures)
        wrong = [f"{name} {there.get(name)}" for name, count in wanted.items() if there.get(name) != str(count)]
        self.told(not wrong, f"{self.office}: {wanted}: {'but ' + '、'.join(wrong) if wrong else 'so the page says'}")

    def has(self, *words):
        """Which of these buttons the page has."""
        there = self.browser.ask("[...document.querySelectorAll('main button')].map((e) => e.textContent.trim())")
        return [word for word in words if word in there]

    def unfold(self, words):
        self.browser.ask(
            f"void [...document.querySelectorAll('summary')].find((e) => e.textContent === '{words}').click()")

    def release(self, taken, name):
        """Another officer lets the good rows become cases."""
        self.at("market", "headPrincipal")
        self.look()
        self.click("批准")
        self.rests("已完成", name)
        self.counts(已办理=taken)

    # A list file.

    def lists(self):
        self.at("market", "handler")
        self.bring("list-imports", "lists.csv", "list")
        self.rests("待批准", "list-staged")
        self.counts(合格=4, 有误=6)
        self.told(not self.has("批准", "退回"), "market: who brought it does not release it")
        self.mend()
        first, self.job = self.job, self.mended
        self.release(1, "list-mended-released")
        self.job = first
        self.release(4, "list-released")
        self.at("market", "handler")
        self.browser.goto(self.house["market"]["url"] + "/cases?list=all&kind=listEntry")
        self.says("the good rows and the mended one are proposals", "成都示例第4食品有限公司", *LISTED)
        self.told("成都示例第10食品有限公司" not in self.whole(), "market: a bad row is none")
        self.seen("list-proposals")
        self.bring("list-imports", "lists.csv", "list-again")
        self.rests("已完成", "list-again")
        self.counts(合格=0, 此前已有=4)

    def mend(self):
        """Reads what is wrong with each row, mends one of them, and hands it in as a batch of its own."""
        self.click("查看和更正有误的行")
        self.says("what is wrong with each row", "校验", "2026-02-30", "个体工商户", "列入事由", "重复")
        self.seen("list-bad-rows")
        self.click(str(MENDED))
        self.says("the field that is wrong", "统一社会信用代码", "校验")
        self.seen("list-bad-row")
        self.type(f"c{CODE_COLUMN}", CODE + "1")
        self.click("检查并保存")
        self.says("it is still wrong", "校验")
        stands = self.browser.ask(f"document.getElementById('c{CODE_COLUMN}').value")
        self.told(stands == CODE + "1", f"market: what was typed stays: {stands}")
        self.type(f"c{CODE_COLUMN}", checked(CODE))
        self.click("检查并保存")
        self.says("it is mended", "已更正，待提交")
        self.click("提交已更正的行（1）")
        job, self.job = self.job, self.browser.ask("location.pathname")
        self.rests("待批准", "list-mended")
        self.counts(合格=1)
        self.mended, self.job = self.job, job

    # A file of penalties.

    def credit(self):
        self.at("market", "handler")
        self.bring("credit-imports", "penalties-utf8.csv", "credit")
        self.rests("待批准", "credit-staged")
        self.counts(合格=13, 有误=10)
        self.given_back()
        self.taken_back()
        self.release(13, "credit-released")
        self.at("market", "handler")
        self.browser.goto(self.house["market"]["url"] + "/cases?list=all&kind=publication")
        self.says("the good rows are records", "成锦市监处罚〔2026〕88号")
        rows = self.browser.ask("document.querySelectorAll('main table tbody tr').length")
        self.told(rows == 13, f"market: {rows} records")
        self.seen("credit-records")
        self.undone()

    def given_back(self):
        self.at("market", "headPrincipal")
        self.look()
        self.seen("credit-to-decide")
        self.type("reason", REASON)
        self.click("退回")
        self.rests("已退回", "credit-given-back")
        self.at("market", "handler")
        self.look()
        self.says("why it was given back", REASON)
        self.click("重新开始")
        self.rests("待批准", "credit-again")

    def taken_back(self):
        self.click("停止")
        self.rests("已停止", "credit-taken-back")
        self.at("market", "headPrincipal")
        self.look()
        self.told(not self.has("批准", "退回"), "market: what was taken back is not released")
        self.browser.goto(self.house["market"]["url"] + "/cases?list=all&kind=publication")
        self.says("nothing of it is a record", "这个列表现在没有案件")
        self.at("market", "handler")
        self.look()
        self.click("重新开始")
        self.rests("待批准", "credit-once-more")

    def undone(self):
        self.look()
        self.unfold("撤销已录入的信息")
        self.type("undo-reason", "来源部门通知数据有误")
        self.click("撤销已录入的信息", "button")
        self.job = self.browser.ask("location.pathname")
        self.rests("已完成", "credit-undone")
        self.counts(已撤销=13)


if __name__ == "__main__":
    sys.exit(run(Imports, __doc__))
