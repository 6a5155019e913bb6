"""S1, S7, S8, S11, S12: what other accounts of the machine, and its files, can't make of us."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import doors
from billhook import BIN, POSTGRES, ROOT, SECRET, Home, Process, billhookd, environment, free_port, run, until

PROGRAMS = ("billhook", "billhookd", "billhook-sandbox")
PASSWORD = "correct-horse-battery"


class RootAndTheClusterTest(unittest.TestCase):
    """S1: whoever is the cluster's account stays that."""

    def setUp(self):
        if os.geteuid() != 0:
            self.fail("this test needs to be root: it is about what root does in another account's folder")
        self.home = Home()
        self.addCleanup(self.home.close)
        self.home.start_database()
        self.owner = doors.account("postgres")
        self.folder = self.home.home / "postgres"
        self.precious = self.home.folder / "precious"
        self.precious.mkdir(mode=0o700)
        self.file = self.precious / "shadow"
        self.file.write_text("root:secret-of-root:1:\n")
        self.file.chmod(0o600)
        self.stop()

    def stop(self):
        subprocess.run(["runuser", "-u", "postgres", "--", f"{POSTGRES}/pg_ctl", "-D", self.folder / "data", "-m", "fast", "-w", "stop"],
                       capture_output=True, cwd="/", timeout=60)

    def as_postgres(self, *words):
        done = doors.as_account(self.owner, *words)
        self.assertEqual(done.returncode, 0, done.stderr)

    def migrate(self):
        done = billhookd("migrate", BILLHOOK_HOME=self.home.home, seconds=120)
        self.assertNotIn("secret-of-root", done.stdout + done.stderr)
        self.assertEqual(self.file.read_text(), "root:secret-of-root:1:\n")
        self.assertEqual((self.file.stat().st_uid, self.precious.stat().st_uid, self.file.stat().st_mode & 0o777), (0, 0, 0o600))
        return done

    def link(self, place, target):
        place = self.folder / place
        self.as_postgres("rm", "-rf", place)
        self.as_postgres("ln", "-s", target, place)

    def test_s1_settings_are_not_written_through_a_link(self):
        self.link("data/billhook.conf", self.file)
        self.assertEqual(self.migrate().returncode, 1)

    def test_s1_a_half_made_cluster_is_not_emptied_through_a_link(self):
        self.as_postgres("mv", self.folder / "data", self.folder / "old")
        self.link("data.part", self.precious)
        self.assertEqual(self.migrate().returncode, 0)

    def test_s1_a_version_is_not_read_through_a_link(self):
        self.link("data/PG_VERSION", self.file)
        self.assertEqual(self.migrate().returncode, 2)

    def test_s1_a_pipe_holds_nobody_up(self):
        self.as_postgres("rm", self.folder / "data/PG_VERSION")
        self.as_postgres("mkfifo", self.folder / "data/PG_VERSION")
        self.assertEqual(self.migrate().returncode, 2)

    def test_s1_locks_and_logs_are_not_made_through_links(self):
        for place in ("lock", "start.log", "data/postmaster.pid"):
            self.link(place, self.file)
            self.migrate()
            self.stop()
            self.as_postgres("rm", "-f", self.folder / place)

    def test_s1_the_folder_itself_is_no_link(self):
        shutil.move(self.folder, self.home.folder / "moved")
        self.folder.symlink_to(self.precious)
        os.chown(self.folder, self.owner.pw_uid, self.owner.pw_gid, follow_symlinks=False)
        self.assertEqual(self.migrate().returncode, 2)


class SecretsTest(unittest.TestCase):
    """S7 and S8: where passwords and keys are shown, and where they are taken from."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="keys"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def print_config(self, cwd="/", **settings):
        return run("billhookd", "--print-config", cwd=cwd, BILLHOOK_HOME=self.folder / "home", **settings)

    def test_s7_no_spelling_of_a_password_is_shown(self):
        for url in (f"postgresql://u:{PASSWORD}@h/db", f"postgresql://h/db?user=u&password={PASSWORD}", f"host=h password={PASSWORD}",
                    f"host=h password = {PASSWORD}", f"host=h password='{PASSWORD}&b'", f"postgresql://h/db?p%61ssword={PASSWORD}",
                    f"postgresql://u:x@{PASSWORD}@h/db", f"postgresql://u:{PASSWORD}%40@h/db?sslpassword={PASSWORD}", f"host=h sslpassword={PASSWORD}",
                    f"postgresql://u:{PASSWORD}", f"PASSWORD={PASSWORD}"):
            with self.subTest(url):
                done = self.print_config(BILLHOOK_DATABASE_URL=url)
                self.assertNotIn(PASSWORD, done.stdout + done.stderr)
                done = billhookd("migrate", BILLHOOK_HOME=self.folder / "home", BILLHOOK_DATABASE_URL=url)
                self.assertNotIn(PASSWORD, done.stdout + done.stderr)

    def test_s7_migrate_does_not_print_the_password(self):
        home = Home()
        self.addCleanup(home.close)
        url = home.start_database()
        done = billhookd("migrate", BILLHOOK_HOME=home.home, BILLHOOK_DATABASE_URL=url + f"&password={PASSWORD}")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn(PASSWORD, done.stdout + done.stderr)
        self.assertIn("database: postgresql://", done.stdout)

    def test_s7_a_password_on_the_command_line_is_refused_with_the_ways_that_are_safe(self):
        url = f"postgresql://u:{PASSWORD}@localhost:1/db"
        for program, words in (("billhookd", ("doctor", "--database-url", url)), ("billhookd", ("migrate", f"--database-url={url}")),
                               ("billhook", ("--database", url)), ("billhook", (f"--database=host=localhost password={PASSWORD}",))):
            done = run(program, *words, QT_QPA_PLATFORM="offscreen", BILLHOOK_HOME=self.folder / "home")
            self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
            self.assertIn("BILLHOOK_DATABASE_URL", done.stderr)
            self.assertNotIn(PASSWORD, done.stdout + done.stderr)

    def test_s7_no_other_account_or_core_reads_the_desktops_memory(self):
        home = Home()
        self.addCleanup(home.close)
        url = home.start_database()
        desktop = home.keep(Process("billhook", log=home.folder / "desktop.log", QT_QPA_PLATFORM="offscreen", HOME=home.folder,
                                    XDG_CONFIG_HOME=home.folder, BILLHOOK_DATABASE_URL=url + f"&password={PASSWORD}"))
        until(lambda: home.sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'billhook'") != "0", 20, "the desktop is connected")
        process = pathlib.Path(f"/proc/{desktop.process.pid}")
        self.assertNotIn(PASSWORD.encode(), (process / "environ").read_bytes())
        self.assertNotIn(PASSWORD.encode(), (process / "cmdline").read_bytes())
        self.assertEqual((process / "environ").stat().st_uid, 0)
        self.assertIn("0", re.search(r"Max core file size\s+(\d+)", (process / "limits").read_text())[1])
        self.assertEqual(dumpable(desktop.process.pid), False)

    def test_s8_dot_env_is_read_only_where_nobody_else_could_have_laid_it(self):
        stranger = doors.account("nobody")
        for name, mode, owner, file_owner, read in (("mine", 0o755, 0, 0, True), ("open", 0o777, 0, 0, False), ("sticky", 0o1777, 0, 0, False),
                                                    ("group", 0o775, 0, 0, False), ("theirs", 0o755, stranger.pw_uid, 0, False),
                                                    ("laid", 0o755, 0, stranger.pw_uid, False)):
            with self.subTest(name):
                folder = self.folder / name
                folder.mkdir()
                (folder / ".env").write_text("BILLHOOK_COMPANY=planted\n")
                os.chown(folder / ".env", file_owner, -1)
                folder.chmod(mode)
                os.chown(folder, owner, -1)
                done = self.print_config(cwd=folder)
                self.assertEqual("planted" in done.stdout, read, done.stdout + done.stderr)
                self.assertEqual(done.returncode, 0 if read else 2, done.stderr)

    def test_s8_a_live_key_goes_to_stripe_alone(self):
        home = Home()
        self.addCleanup(home.close)
        url = home.start_database()
        server = doors.FakeServer()
        self.addCleanup(server.close)
        for base in (f"http://127.0.0.1:{server.port}", f"https://127.0.0.1:{server.port}", "https://api.stripe.com.example.com", "http://api.stripe.com"):
            for key in ("sk_live_canary", "rk_live_canary"):
                done = billhookd("serve", BILLHOOK_HOME=home.home, BILLHOOK_DATABASE_URL=url, STRIPE_SECRET_KEY=key, STRIPE_API_BASE=base,
                                 STRIPE_WEBHOOK_SECRET=SECRET, BILLHOOK_LISTEN=f"127.0.0.1:{free_port()}", seconds=30)
                self.assertEqual(done.returncode, 2, base + done.stdout + done.stderr)
                self.assertNotIn("canary", done.stdout + done.stderr)
        self.assertEqual(server.connections, 0)

    def test_s12_a_file_setting_is_a_small_plain_file(self):
        large = self.folder / "large"
        large.write_bytes(b"x" * 65537)
        for path in ("/dev/zero", "/dev/tty", str(large), str(self.folder)):
            done = self.print_config(STRIPE_WEBHOOK_SECRET_FILE=path)
            self.assertEqual(done.returncode, 2, path + done.stdout + done.stderr)


def dumpable(pid):
    """Whether the kernel would write a core of the process: the owner of its /proc entries tells, but not root's."""
    probe = subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "cat", f"/proc/{pid}/environ"], capture_output=True)
    return probe.returncode == 0


class ConfinementTest(unittest.TestCase):
    """S11: read off the built and the running programs."""

    def test_s11_every_program_is_hardened(self):
        for program in PROGRAMS:
            file = BIN / program
            headers = subprocess.run(["readelf", "-hldW", "--dyn-syms", file], capture_output=True, text=True, check=True, timeout=60).stdout
            with self.subTest(program):
                self.assertRegex(headers, r"Type:\s+DYN \(Position-Independent Executable")
                self.assertIn("GNU_RELRO", headers)
                self.assertRegex(headers, r"BIND_NOW|Flags: NOW")
                self.assertRegex(headers, r"GNU_STACK\s+\S+ \S+ \S+ \S+ \S+ RW ")
                self.assertIn("__stack_chk_fail", headers)
                self.assertRegex(headers, r"__\w+_chk@")
                self.assertNotRegex(headers, r"RPATH|RUNPATH")

    def test_s11_serve_of_root_goes_on_as_an_account_without_rights(self):
        if os.geteuid() != 0:
            self.fail("this test needs to be root: it is about what becomes of root's daemon")
        home = Home()
        self.addCleanup(home.close)
        daemon = home.serve().ready()
        for thread in pathlib.Path(f"/proc/{daemon.process.pid}/task").iterdir():
            status = dict(line.split(":\t", 1) for line in (thread / "status").read_text().splitlines() if ":\t" in line)
            self.assertNotIn("0", status["Uid"].split(), thread)
            self.assertNotIn("0", status["Gid"].split() + status["Groups"].split(), thread)
            for kind in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
                self.assertEqual(int(status[kind], 16), 0, kind)
            self.assertEqual(status["NoNewPrivs"].strip(), "1")
        limits = pathlib.Path(f"/proc/{daemon.process.pid}/limits").read_text()
        self.assertRegex(limits, r"Max core file size\s+0\s+0")
        self.assertFalse(dumpable(daemon.process.pid))
        self.assertEqual(daemon.stop(), 0)
        self.assertFalse((home.home / "postgres/data/postmaster.pid").exists())  # and stops what root started

    def test_s11_the_unit_is_confined(self):
        done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=15", ROOT / "resources/packaging/billhookd.service"],
                              capture_output=True, text=True, timeout=60, env={**os.environ, "SYSTEMD_PAGER": "", "LC_ALL": "C.UTF-8"})
        self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr)

    def test_s12_without_a_token_the_host_must_be_this_machine(self):
        home = Home()
        self.addCleanup(home.close)
        daemon = home.serve().ready()
        for host, status in (("localhost", 200), (f"127.0.0.1:{daemon.port}", 200), (f"localhost:{daemon.port}", 200), ("[::1]", 200), ("127.9.9.9", 200),
                             ("rebound.example.com", 403), (f"127.0.0.1.example.com:{daemon.port}", 403), ("localhost.example.com", 403), ("10.0.0.1", 403)):
            for path in ("/metrics", "/health"):
                self.assertEqual(daemon.get(path, {"Host": host})[0], status, host + path)

    def test_s12_an_interrupted_install_leaves_nothing_behind(self):
        script = f"""set -euo pipefail
            mount -t tmpfs none /usr/sbin; mount -t tmpfs none /etc/postgresql-common 2>/dev/null || true
            . {ROOT}/resources/packaging/install.sh
            as_root() {{ "$@"; }}
            (without_starting_services sh -c 'test -x /usr/sbin/policy-rc.d && kill -{{}} $PPID; sleep 0.2; false') || true
            test ! -e /usr/sbin/policy-rc.d && test ! -e /etc/postgresql-common/createcluster.d/billhook.conf && echo clean
            echo theirs >/usr/sbin/policy-rc.d; without_starting_services true; cat /usr/sbin/policy-rc.d"""
        for sign in ("INT", "TERM", "HUP", "0"):
            done = subprocess.run(["unshare", "-m", "bash", "-c", script.replace("{}", sign)], capture_output=True, text=True, timeout=60)
            self.assertEqual(done.stdout.split(), ["clean", "theirs"], sign + done.stderr)


if __name__ == "__main__":
    unittest.main()
