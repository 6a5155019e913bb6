"""Webhook load on our daemon and on others: the sender, the daemon under test, the sync engine under test."""
import json
import os
import pathlib
import shutil
import subprocess

import billhook
from bench import HERE, ROOT, ticks_of

SECRET = "whsec_" + "b" * 32
CONNECTIONS = 64


class Sender:
    """Sends the story to a port; companies never repeat, so every event is new."""

    def __init__(self, templates):
        self.templates, self.company = templates, 1

    def words(self, port, events, seconds, rate):
        words = [str(billhook.BIN / "billhook_webhooksender"), "--port", port, "--templates", self.templates, "--secret", SECRET,
                 "--connections", CONNECTIONS, "--events", events, "--seconds", seconds, "--rate", rate, "--company", self.company]
        self.company += 1_000_000
        return [str(word) for word in words]

    def start(self, port, events, seconds, rate=0):
        return subprocess.Popen(self.words(port, events, seconds, rate), stdout=subprocess.PIPE, text=True,
                                stdin=subprocess.DEVNULL)

    def send(self, port, events, seconds, rate=0):
        with self.start(port, events, seconds, rate) as sending:
            told = json.loads(sending.communicate(timeout=seconds + 120)[0])
        assert told["accepted"] > 0, told
        return told


class Daemon:
    """billhookd serve on a database of its own, gone when the block ends."""

    def __init__(self, cluster, url):
        self.daemon = cluster.serve(url=url, secret=SECRET)
        self.port = self.daemon.port

    def __enter__(self):
        self.daemon.ready()
        return self

    def __exit__(self, *_):
        self.daemon.stop()

    def cpu(self):
        return ticks_of(self.daemon.process.pid)


class SyncEngine:
    """The npm package behind syncengine/server.cjs."""

    def __init__(self, folder, url):
        self.port = billhook.free_port()
        self.log = pathlib.Path(folder) / "syncengine.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(["node", "server.cjs", url, SECRET, str(self.port)], cwd=folder, stdout=log,
                                            stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                                            env={"PATH": os.environ["PATH"], "NODE_ENV": "production"})

    def __enter__(self):
        def ready():
            assert self.process.poll() is None, self.log.read_text()
            return "ready" in self.log.read_text()
        billhook.until(ready, 60, "the sync engine is ready")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)

    def cpu(self):
        return ticks_of(self.process.pid)


def install_sync_engine(folder):
    """As its lock file says, into a folder outside of the tree."""
    folder = pathlib.Path(folder) / "syncengine"
    shutil.copytree(HERE / "syncengine", folder)
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent", "--ignore-scripts"], cwd=folder, check=True, timeout=300,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return folder


def version_of_sync_engine():
    return json.loads((ROOT / "tests/benchmarks/syncengine/package.json").read_text())["dependencies"]["@supabase/stripe-sync-engine"]
