"""Drives a headless Chromium over the DevTools protocol on a pair of pipes; nothing but the standard library."""
import base64
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time


class Failure(Exception):
    """Something is not as it should be."""


def chromium():
    """The browser's program; None when there is none on this machine."""
    named = os.environ.get("LIANDONG_CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Browser:
    def __init__(self, program):
        self.program = program
        self.start()

    def start(self):
        """A browser that knows nothing of any other."""
        self.folder = tempfile.mkdtemp(prefix="liandong-browser-")
        down, self.down = os.pipe()
        self.up, up = os.pipe()

        def pipes():
            # The protocol's pipes are file descriptors 3 and 4; both are copied high first, so that none is overwritten.
            high, higher = os.dup2(down, 60), os.dup2(up, 61)
            os.dup2(high, 3)
            os.dup2(higher, 4)

        flags = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--hide-scrollbars", "--disable-background-networking", "--disable-extensions",
            "--remote-debugging-pipe", f"--user-data-dir={self.folder}", "about:blank",
        ]
        self.process = subprocess.Popen(
            [self.program] + flags, preexec_fn=pipes, close_fds=False, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(down)
        os.close(up)
        self.rest, self.number, self.session, self.troubles, self.paused = b"", 0, None, [], None
        self.answers = {}
        target = self.send("Target.createTarget", {"url": "about:blank"})["targetId"]
        self.session = self.send("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(domain + ".enable")
        self.loaded = 0

    def close(self):
        try:
            self.send("Browser.close")
        except (Failure, OSError):
            pass
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def kill(self):
        """Ends it with all its windows as a power cut does: no page hears of it."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.down)
        os.close(self.up)
        shutil.rmtree(self.folder, ignore_errors=True)

    # The protocol: JSON behind each other, each with a zero byte at its end.

    def read(self):
        while b"\0" not in self.rest:
            part = os.read(self.up, 1 << 20)
            if not part:
                raise Failure("the browser has gone")
            self.rest += part
        message, _, self.rest = self.rest.partition(b"\0")
        return json.loads(message)

    def post(self, method, params=None):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params or {}}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.down, json.dumps(message).encode() + b"\0")
        return self.number

    def send(self, method, params=None):
        number = self.post(method, params)
        # An event may ask for something itself, and then reads answers that others wait for.
        while number not in self.answers:
            message = self.read()
            if "id" in message:
                self.answers[message["id"]] = message
            else:
                self.heard(message)
        message = self.answers.pop(number)
        if "error" in message:
            raise Failure(f"{method}: {message['error']['message']}")
        return message["result"]

    def heard(self, message):
        method, params = message.get("method"), message.get("params", {})
        if method == "Page.loadEventFired":
            self.loaded += 1
        elif method == "Runtime.exceptionThrown":
            self.troubles.append("exception: " + params["exceptionDetails"].get("text", ""))
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            # A page that is gone answers 410 on purpose.
            if params["entry"]["source"] != "network":
                self.troubles.append(params["entry"]["text"])
        elif method == "Fetch.requestPaused":
            self.altered(params)

    # Answers of the server, changed on their way.

    def alter(self, pattern, change):
        self.paused = change
        self.send("Fetch.enable", {"patterns": [{"urlPattern": pattern, "requestStage": "Response"}]})

    def leave(self):
        self.send("Fetch.disable")
        self.paused = None

    def altered(self, params):
        # Asked inside another wait: the numbers go on, and answers are read here.
        got = self.send("Fetch.getResponseBody", {"requestId": params["requestId"]})
        body = base64.b64decode(got["body"]) if got["base64Encoded"] else got["body"].encode()
        self.send("Fetch.fulfillRequest", {
            "requestId": params["requestId"], "responseCode": params["responseStatusCode"],
            "responseHeaders": [{"name": "content-type", "value": "application/json"}],
            "body": base64.b64encode(self.paused(body)).decode(),
        })

    # What a person does.

    def size(self, width, height, phone):
        self.send("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone})

    def goto(self, url):
        before = self.loaded
        self.send("Page.navigate", {"url": url})
        self.until(lambda: self.loaded > before, f"{url} loads")

    def until(self, holds, what, seconds=20):
        end = time.monotonic() + seconds
        while not self.surely(holds):
            if time.monotonic() > end:
                raise Failure(f"{what}: not within {seconds} s")
            # Any question makes the events that came meanwhile be read; a page that goes away answers none.
            try:
                self.send("Runtime.evaluate", {
                    "expression": "new Promise(done => setTimeout(done, 30))", "awaitPromise": True})
            except Failure as failure:
                if "navigated" not in str(failure):
                    raise

    def surely(self, holds):
        try:
            return holds()
        except Failure as failure:
            # Between two pages there is nothing to ask.
            if "navigated" in str(failure) or "context" in str(failure):
                return False
            raise

    def ask(self, expression):
        got = self.send("Runtime.evaluate", {"expression": expression, "returnByValue": True, "awaitPromise": True})
        if "exceptionDetails" in got:
            raise Failure(f"{expression}: {got['exceptionDetails'].get('exception', {}).get('description', '')}")
        return got["result"].get("value")

    def await_page(self, action, what):
        before = self.loaded
        # Not at once: the question is answered before the page goes away.
        self.ask(f"void setTimeout(() => {{ {action} }}, 0)")
        self.until(lambda: self.loaded > before, what)

    def key(self, name, code, text=""):
        for kind in ("keyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", {
                "type": kind, "key": name, "code": name, "windowsVirtualKeyCode": code,
                **({"text": text} if text and kind == "keyDown" else {})})

    def shot(self, path):
        got = self.send("Page.captureScreenshot", {"captureBeyondViewport": True})
        with open(path, "wb") as file:
            file.write(base64.b64decode(got["data"]))

    def pdf(self):
        """What a printer gets, on the paper that the page asks for."""
        got = self.send("Page.printToPDF", {"printBackground": True, "preferCSSPageSize": True})
        return base64.b64decode(got["data"])
