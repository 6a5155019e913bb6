"""The demo company as app/run runs it: what was started ends with it, however it ends."""
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest
import urllib.request

from billhook import BIN, ROOT, environment, run, until

SMALL = "20 3"  # organizations, months
PICTURE = 'demo_desktop --snapshot "$PICTURE" --size 1024x700'
SCRIPT = f"""set -euo pipefail
root={ROOT}
. "$root/resources/packaging/install.sh"
. "$root/resources/packaging/demo.sh"
demo_paths
demo_bin={BIN}
demo_start {SMALL} "$RATE" "$MODE"
"""


def running_under(home):
    """Every process that has this home in its words or settings, or keeps it as its folder."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            told = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            folder = os.readlink(entry / "cwd")
        except OSError:
            continue
        if str(home).encode() in told or folder.startswith(str(home)):
            found.append(f"{entry.name} {told[:80]!r}")
    return found


class DemoTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="bhdemo")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.folder.chmod(0o755)
        self.picture = self.folder / "page.png"

    def start(self, then, rate=0, mode="live"):
        settings = environment(BILLHOOK_HOME=self.folder, PICTURE=self.picture, RATE=rate, MODE=mode)
        process = subprocess.Popen(["bash", "-c", SCRIPT + then], env=settings, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True, start_new_session=True)
        self.addCleanup(process.stdout.close)
        return process

    def nothing_is_left(self):
        until(lambda: not running_under(self.folder), 20, f"nothing runs: {running_under(self.folder)}")

    def wait_until_ready(self, process):
        for line in process.stdout:
            if line.strip() == "ready":
                return
        self.fail("the demo did not get ready")

    def test_case28b_picture_written_and_nothing_left_and_the_second_start_is_quick(self):
        process = self.start(PICTURE, mode="once")
        said = process.communicate(timeout=180)[0]
        self.assertEqual(process.returncode, 0, said)
        self.assertEqual(self.picture.read_bytes()[:4], b"\x89PNG")
        self.nothing_is_left()
        began = time.monotonic()
        process = self.start("echo ready\n")
        self.wait_until_ready(process)
        took = time.monotonic() - began
        process.wait(60)
        self.nothing_is_left()
        self.assertLessEqual(took, 5)

    def test_case28b_ctrl_c_twice_leaves_nothing(self):
        process = self.start("demo_print_services; demo_wait\n", rate=5)
        self.wait_until_ready(process)
        os.killpg(process.pid, signal.SIGINT)
        os.killpg(process.pid, signal.SIGINT)
        process.wait(60)
        self.nothing_is_left()

    def test_case28b_kill_leaves_nothing(self):
        process = self.start("demo_print_services; demo_wait\n", rate=5)
        self.wait_until_ready(process)
        process.kill()
        process.wait(60)
        self.nothing_is_left()

    def ask(self, url, token=None):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as answer:
            return json.load(answer)

    def services(self, process):
        lines = []
        for line in process.stdout:
            if line.strip() == "ready":
                return dict(one.strip().split("=", 1) for one in lines if "=" in one)
            lines.append(line)
        self.fail("the demo did not get ready: " + "".join(lines))

    def plan(self, services, *words):
        done = run("billhookd", "plan", *words, "--json", **{name: value for name, value in services.items() if name != "BILLHOOK_TOKEN"})
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_a_plan_changed_in_the_demo_is_changed_tomorrow_too(self):
        process = self.start("demo_print_services; demo_wait\n")
        services = self.services(process)
        plans = {plan["slug"]: plan for plan in self.ask(services["BILLHOOK_URL"] + "/api/plans")["items"]}
        self.assertEqual(sorted(plans), ["business", "enterprise", "scale", "starter", "team"])
        self.assertEqual({slug: plan["limits_per_unit"] for slug, plan in plans.items()},
                         {"business": True, "enterprise": True, "scale": False, "starter": False, "team": True})
        self.assertIsNone(plans["scale"]["max_users"])
        self.assertTrue(all(plan["max_projects"] for plan in plans.values()))
        team = self.plan(services, "show", "team")
        self.assertEqual(team["price_amount"], 1400)
        dry = self.plan(services, "update", "team", "--price", "17", "--dry-run")
        self.assertEqual([call["path"].split("/")[2] for call in dry["calls"]], ["prices", "products", "prices"])
        self.assertEqual(self.ask(services["BILLHOOK_URL"] + "/api/plans/" + team["id"])["version"], team["version"])
        self.plan(services, "update", "team", "--price", "17")
        until(lambda: self.dearer(services, team), 2, "the API shows the new price")
        self.compare(services, team)
        os.killpg(process.pid, signal.SIGINT)
        process.wait(60)
        process = self.start("demo_print_services; demo_wait\n")
        services = self.services(process)
        self.assertTrue(self.dearer(services, team))
        self.compare(services, team)
        os.killpg(process.pid, signal.SIGINT)
        process.wait(60)

    def dearer(self, services, team):
        return self.ask(f"{services['BILLHOOK_URL']}/api/plans/{team['id']}")["price_amount"] == 1700

    def compare(self, services, team):
        """What the sandbox has: the new price as the default, the old one archived."""
        base, key = services["STRIPE_API_BASE"], services["STRIPE_SECRET_KEY"]
        product = self.ask(f"{base}/v1/products/{team['stripe_product_id']}", key)
        self.assertEqual(self.ask(f"{base}/v1/prices/{product['default_price']}", key)["unit_amount"], 1700)
        old = next(price["stripe_price_id"] for price in team["prices"] if price["is_default"])
        self.assertFalse(self.ask(f"{base}/v1/prices/{old}", key)["active"])

    def test_case28b_what_a_dead_run_left_ends_with_the_next(self):
        process = self.start("demo_print_services; demo_wait\n")
        self.wait_until_ready(process)
        daemon = int((self.folder / "demo/run/serve.pid").read_text())
        os.kill(daemon, signal.SIGKILL)  # its server runs on
        process.wait(60)
        self.nothing_is_left()


if __name__ == "__main__":
    unittest.main()
