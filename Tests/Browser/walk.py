"""What the walks of this folder have in common: sizes, what makes a page unusable, words to tell, start and end."""
import json
import os

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
    """A person's way through pages. What is told goes to standard output; what is wrong is kept."""

    def __init__(self, browser, options):
        self.browser, self.options, self.wrong = browser, options, []
        self.size = "desktop"
        browser.size(*SIZES[self.size])

    def told(self, holds, what):
        print(("ok    " if holds else "WRONG ") + f"{self.size}: {what}", flush=True)
        if not holds:
            self.wrong.append(what)

    def each_size(self):
        """The window in one size after the other."""
        for self.size, shape in SIZES.items():
            self.browser.size(*shape)
            yield self.size

    def looked(self, name):
        """What is wrong with the page for its reader, and a picture."""
        wrong = self.browser.ask(LOOK)
        self.told(not wrong, f"{name}: {'; '.join(wrong) if wrong else 'labels, headings, contrast, width'}")
        troubles, self.browser.troubles = self.browser.troubles, []
        self.told(not troubles, f"{name}: {'; '.join(troubles) if troubles else 'no error in the browser'}")
        if self.options.shots:
            self.browser.shot(os.path.join(self.options.shots, f"{self.size}-{name}.png"))

    def seen(self, name):
        """The same page in each size; the desk's is left."""
        for _ in self.each_size():
            self.looked(name)
        self.size = "desktop"
        self.browser.size(*SIZES[self.size])

    def goto(self, path):
        self.browser.goto(self.options.url + path)

    def page(self, path, name, contains=()):
        self.goto(path)
        text = self.text()
        for words in contains:
            self.told(words in text, f"{name} says {words}")
        self.looked(name)

    def text(self):
        """All words that are seen."""
        return self.browser.ask("document.body.innerText")

    def press(self, selector, what):
        """Clicks; a new page comes."""
        self.browser.await_page(f"document.querySelector({json.dumps(selector)}).click()", what)

    def sit(self, cookie):
        """Takes the session of a cookie, NAME=VALUE."""
        name, _, value = cookie.partition("=")
        self.browser.send("Network.setCookie", {"name": name, "value": value, "url": self.options.url})


def main(parser, make, play):
    """Reads the arguments, starts a browser, makes a walk and plays it; the exit code. Every walk takes a folder for pictures."""
    parser.add_argument("--shots")
    options = parser.parse_args()
    if "url" in options:
        options.url = options.url.rstrip("/")
    program = chromium()
    if program is None:
        print("there is no Chromium on this machine: nothing was looked at")
        return 77
    if options.shots:
        os.makedirs(options.shots, exist_ok=True)
    browser = Browser(program)
    try:
        walk = make(browser, options)
        try:
            play(walk)
        except Failure as failure:
            walk.told(False, str(failure))
        # What came behind the last look.
        for trouble in browser.troubles:
            walk.told(False, trouble)
    finally:
        browser.close()
    print(f"{len(walk.wrong)} things are wrong" if walk.wrong else "all holds")
    return 2 if walk.wrong else 0
