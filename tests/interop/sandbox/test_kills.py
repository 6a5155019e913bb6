"""The sandbox is killed without warning again and again: what it has acknowledged is there, once, with its event."""
import http.client
import json
import pathlib
import random
import signal
import sys
import tempfile
import threading
import unittest
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "system"))
from billhook import Process, free_port, until  # noqa: E402

KILLS = 12
SEED = random.randrange(1 << 32)


class KillsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="sandbox-kills-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.port = free_port()
        self.starts = 0
        self.acknowledged, self.sent = {}, 0

    def serve(self):
        self.starts += 1
        log = self.folder / f"sandbox{self.starts}.log"
        sandbox = Process("billhook-sandbox", "serve", "--listen", f"127.0.0.1:{self.port}", "--state", self.folder / "state", log=log)
        until(lambda: f":{self.port}" in sandbox.words(), 20, "the sandbox listens")
        return sandbox

    def ask(self, method, target, body=None, key=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        headers = {"Authorization": "Bearer sk_test_kills", **({"Idempotency-Key": key} if key else {})}
        try:
            connection.request(method, target, urllib.parse.urlencode(body) if body else None, headers)
            answer = connection.getresponse()
            return answer.status, json.load(answer)
        finally:
            connection.close()

    def make_products(self):
        """Until the sandbox is gone; each name is one key."""
        while True:
            name = f"N{self.sent}"
            self.sent += 1
            try:
                status, product = self.ask("POST", "/v1/products", {"name": name}, key=name)
            except (OSError, http.client.HTTPException, ValueError):
                return
            self.assertEqual(status, 200)
            self.acknowledged[name] = product["id"]

    def everything(self, path):
        found, after = [], ""
        while True:
            _, page = self.ask("GET", f"{path}?limit=100{after}")
            found += page["data"]
            if not page["has_more"]:
                return found
            after = f"&starting_after={page['data'][-1]['id']}"

    def test_nothing_acknowledged_is_lost_or_doubled(self):
        print(f"seed {SEED}", flush=True)
        chance = random.Random(SEED)
        for _ in range(KILLS):
            sandbox = self.serve()
            goal = len(self.acknowledged) + chance.randint(1, 25)
            maker = threading.Thread(target=self.make_products)
            maker.start()
            until(lambda: len(self.acknowledged) >= goal or not maker.is_alive(), 30, f"{goal} products")
            sandbox.stop(signal.SIGKILL)
            maker.join(30)
        sandbox = self.serve()
        self.addCleanup(sandbox.stop)
        for name in [f"N{number}" for number in range(self.sent)]:  # what a kill cut off is finished under its key
            status, product = self.ask("POST", "/v1/products", {"name": name}, key=name)
            self.assertEqual(status, 200)
            self.assertEqual(self.acknowledged.get(name, product["id"]), product["id"])
        names = sorted(product["name"] for product in self.everything("/v1/products"))
        self.assertEqual(names, sorted(f"N{number}" for number in range(self.sent)))
        told = sorted(event["data"]["object"]["name"] for event in self.everything("/v1/events"))
        self.assertEqual(told, names)


if __name__ == "__main__":
    unittest.main()
