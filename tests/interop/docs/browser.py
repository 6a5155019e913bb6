"""Headless Chromium over the DevTools protocol's pipe: no port, no package."""
import contextlib
import json
import os
import subprocess
import tempfile
import time

QUIET = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-first-run", "--no-default-browser-check", "--remote-debugging-pipe")


class Browser:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="bhchromium")
        to_browser, self.out = os.pipe()
        self.incoming, from_browser = os.pipe()

        def as_three_and_four():
            # Away from 3 and 4 first: either may be one of them.
            reading, writing = os.dup(to_browser), os.dup(from_browser)
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        self.process = subprocess.Popen(["chromium", *QUIET, f"--user-data-dir={self.folder.name}", "about:blank"], close_fds=False,
                                        preexec_fn=as_three_and_four, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        env={**os.environ, "HOME": self.folder.name})
        os.close(to_browser)
        os.close(from_browser)
        self.buffer, self.last, self.requests, self.session = b"", 0, {}, None
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime"):
            self.send(domain + ".enable")

    def message(self):
        while b"\0" not in self.buffer:
            chunk = os.read(self.incoming, 1 << 16)
            assert chunk, "the browser ended"
            self.buffer += chunk
        text, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(text)

    def send(self, method, **params):
        self.last += 1
        call = {"id": self.last, "method": method, "params": params}
        if self.session:
            call["sessionId"] = self.session
        os.write(self.out, json.dumps(call).encode() + b"\0")
        while True:
            told = self.message()
            self.note(told.get("method"), told.get("params", {}))
            if told.get("id") == self.last:
                assert "error" not in told, told
                return told["result"]

    def note(self, event, params):
        """What was asked for over the network; the page's own policy stops a request before that."""
        if event == "Network.requestWillBeSent":
            self.requests[params["requestId"]] = params["request"]["url"]
        elif event == "Network.loadingFailed" and params.get("blockedReason") == "csp":
            self.requests.pop(params["requestId"], None)

    def requested(self):
        return list(self.requests.values())

    def open(self, url):
        self.send("Page.navigate", url=url)

    def value(self, expression):
        answer = self.send("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def until(self, expression, seconds=120):
        """The first true value of an expression; its messages are read meanwhile."""
        deadline = time.monotonic() + seconds
        while not (value := self.value(expression)):
            assert time.monotonic() < deadline, f"not within {seconds} s: {expression}"
            time.sleep(0.05)
        return value

    def close(self):
        """In order, so that no part of it still writes into its folder."""
        with contextlib.suppress(OSError):
            os.write(self.out, b'{"id": 0, "method": "Browser.close"}\0')
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(30)
        os.close(self.out)
        os.close(self.incoming)
        self.folder.cleanup()
