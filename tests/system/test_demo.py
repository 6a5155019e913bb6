"""The demo company as app/run runs it: what was started ends with it, however it ends."""
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

from billhook import BIN, ROOT, environment, until

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

    def test_case28b_what_a_dead_run_left_ends_with_the_next(self):
        process = self.start("demo_print_services; demo_wait\n")
        self.wait_until_ready(process)
        daemon = int((self.folder / "demo/run/serve.pid").read_text())
        os.kill(daemon, signal.SIGKILL)  # its server runs on
        process.wait(60)
        self.nothing_is_left()


if __name__ == "__main__":
    unittest.main()
