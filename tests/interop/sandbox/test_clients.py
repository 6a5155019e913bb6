"""Stripe's own clients, Node's newest and Debian's for Python, drive the sandbox."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "system"))
sys.path.insert(0, str(HERE.parent))
from billhook import Process, free_port, until  # noqa: E402
from npm import install, node  # noqa: E402


class ClientsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        install(HERE)

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="sandbox-clients-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.port = free_port()
        self.serve()

    def serve(self):
        self.sandbox = Process("billhook-sandbox", "serve", "--listen", f"127.0.0.1:{self.port}", "--state", self.folder / "state",
                               log=self.folder / "sandbox.log")
        self.addCleanup(self.sandbox.stop)
        until(lambda: f":{self.port}" in self.sandbox.words(), 20, "the sandbox listens")

    def passes(self, *words):
        done = subprocess.run([*words, str(self.port)], capture_output=True, text=True, timeout=240, cwd=HERE)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_the_newest_node_client(self):
        self.passes(node(HERE), str(HERE / "catalog.mjs"))

    def test_debians_python_client(self):
        self.passes("/usr/bin/python3", "-B", str(HERE / "catalog.py"))

    def test_a_subscriptions_life_by_the_node_client(self):
        self.passes(node(HERE), str(HERE / "billing.mjs"))

    def test_a_subscriptions_life_by_debians_python_client(self):
        self.passes("/usr/bin/python3", "-B", str(HERE / "billing.py"))

    def test_webhooks_that_the_node_client_verifies(self):
        with open(self.folder / "events", "w") as output:
            receiver = subprocess.Popen([node(HERE), str(HERE / "webhooks.mjs"), str(self.port)], stdout=output, stderr=subprocess.STDOUT)
        self.addCleanup(receiver.wait, 20)
        self.addCleanup(receiver.terminate)
        said = lambda: (self.folder / "events").read_text().splitlines()  # noqa: E731
        until(lambda: "ready" in said(), 30, "the endpoint is registered")
        self.passes("/usr/bin/python3", "-B", str(HERE / "catalog.py"))
        self.sandbox.stop(seconds=30)  # what waits is sent after a restart
        self.serve()
        wanted = "product.created Once"
        until(lambda: any(wanted in line for line in said()), 60, wanted)
        until(lambda: sum("coupon.deleted" in line for line in said()) == 1, 60, "the last event arrives")


if __name__ == "__main__":
    unittest.main()
