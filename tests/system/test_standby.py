"""The primary dies under load and its standby is promoted: daemons and desktop follow by the URL's host list, nothing is lost."""
import concurrent.futures
import json
import os
import shutil
import subprocess
import time
import unittest

import events
from billhook import POSTGRES, SECRET, Home, Nginx, Process, Screen, billhookd, digest, environment, free_port, run, until

SOAK = bool(os.environ.get("BILLHOOK_SOAK"))
ORGANIZATIONS = 1500 if SOAK else 60
COMPANY = ["--seed", 12, "--months", 24, "--organizations", ORGANIZATIONS, "--end", "2026-11-18T17:04:31Z"]
SETTINGS = {"BILLHOOK_ZONE": "Europe/Paris", "BILLHOOK_CURRENCY": "usd", "BILLHOOK_COMPANY": "Larkspur Labs", "BILLHOOK_DEMO": "1"}
PASSWORD = "scratch-of-this-test"


PROBES = [events.event("customer.created", events.customer(f"cus_probe{number}", 1_760_000_000), 1_760_000_000, id=f"evt_probe{number}")
          for number in range(2)]


class Server:
    """One PostgreSQL of the pair: loopback TCP, a password, a folder of its own."""

    def __init__(self, folder, name):
        self.data, self.port, self.name = folder / name, free_port(), name
        self.secret = folder / "password"
        if not self.secret.exists():
            self.secret.write_text(PASSWORD)
            self.secret.chmod(0o644)

    def tool(self, program, *words, check=True):
        done = subprocess.run([*(["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []), f"{POSTGRES}/{program}", *map(str, words)],
                              cwd="/", capture_output=True, text=True, timeout=120, env=environment())
        assert done.returncode == 0 or not check, done.stdout + done.stderr
        return done

    def configure(self, **settings):
        with open(self.data / "postgresql.auto.conf", "a", encoding="ascii") as file:
            file.writelines(f"{key} = '{value}'\n" for key, value in settings.items())

    def create(self):
        self.tool("initdb", "-D", self.data, "-U", "desk", "-A", "scram-sha-256", "--pwfile", self.secret, "-E", "UTF8", "--locale=C.UTF-8")
        self.configure(port=self.port, listen_addresses="127.0.0.1", unix_socket_directories="", max_connections=60)
        self.start()

    def copy_of(self, primary):
        self.tool("pg_basebackup", "-D", self.data, "-R", "-c", "fast", "-d", f"{primary.url('postgres')}?application_name={self.name}")
        self.configure(port=self.port, synchronous_standby_names="")
        self.start()

    def start(self):
        self.tool("pg_ctl", "-D", self.data, "-l", f"{self.data}.log", "-w", "start")

    def stop(self, mode="immediate", check=True):
        self.tool("pg_ctl", "-D", self.data, "-m", mode, "-w", "stop", check=check)

    def url(self, database="billhook"):
        return f"postgresql://desk:{PASSWORD}@127.0.0.1:{self.port}/{database}"


class Pair:
    """A primary whose commits wait for its standby."""

    def __init__(self, home):
        self.folder = home.folder / "pair"
        self.folder.mkdir()
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self.home = home
        self.primary, self.standby = Server(self.folder, "first"), Server(self.folder, "second")
        self.primary.create()
        self.home.sql("CREATE DATABASE billhook", self.primary.url("postgres"))
        self.standby.copy_of(self.primary)
        self.make_synchronous()

    def make_synchronous(self):
        self.home.sql("ALTER SYSTEM SET synchronous_standby_names = 'second'", self.primary.url())
        self.home.sql("SELECT pg_reload_conf()", self.primary.url())
        until(lambda: self.home.sql("SELECT state || ' ' || sync_state FROM pg_stat_replication", self.primary.url()) == "streaming sync", 20,
              "the standby is synchronous")

    def url(self, **options):
        """What an operator writes: both hosts, in their first order for ever."""
        query = "&".join(f"{key}={value}" for key, value in options.items())
        return f"postgresql://desk:{PASSWORD}@127.0.0.1:{self.primary.port},127.0.0.1:{self.standby.port}/billhook" + ("?" + query if query else "")

    def close(self):
        for server in (self.primary, self.standby):
            server.stop(check=False)


class PairTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = Home()
        cls.addClassCleanup(cls.home.close)
        cls.pair = Pair(cls.home)
        cls.addClassCleanup(cls.pair.close)
        cls.url = cls.pair.url()

    def tearDown(self):
        for process in reversed(self.home.processes):
            process.stop()

    def command(self, *words, url=None, **settings):
        return billhookd(*words, seconds=300, BILLHOOK_HOME=self.home.home, BILLHOOK_DATABASE_URL=url or self.url,
                         STRIPE_WEBHOOK_SECRET=SECRET, **settings)

    def on(self, server, text):
        return self.home.sql(text, server.url())


class FailoverTest(PairTest):
    def undisturbed(self):
        """The digest of the same company where nothing happens, and the ids of its events."""
        self.home.start_database()
        dump = self.home.folder / "events.jsonl"
        daemon = self.home.serve(**SETTINGS).ready()
        done = run("billhook-sandbox", "demo", "--to", f"http://127.0.0.1:{daemon.port}/api/webhooks/stripe", "--secret", SECRET,
                   "--dump", dump, *COMPANY, seconds=600)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([daemon.post(probe) for probe in PROBES], [200, 200])
        line = digest(self.home, self.home.url, wait=300)
        self.assertEqual(daemon.stop(), 0)
        return line, {json.loads(event)["id"] for event in dump.read_text().splitlines()}

    def test_the_standby_takes_over_and_everyone_follows(self):
        expected, ids = self.undisturbed()
        daemons = [self.home.serve(self.url, **SETTINGS).ready() for _ in range(2)]
        nginx = self.home.keep(Nginx(self.home.folder, [daemon.port for daemon in daemons]))
        screen = Screen()
        self.addCleanup(screen.close)
        window = self.home.keep(Process("billhook", "--trace-paint", log=self.home.folder / "window.log", BILLHOOK_DATABASE_URL=self.url,
                                        DISPLAY=screen.name, XDG_CONFIG_HOME=self.home.folder / "config"))
        until(lambda: "\nlive Live" in window.words(), 30, "the window is live")
        sender = self.home.keep(Process("billhook-sandbox", "demo", "--to", nginx.url(), "--secret", SECRET, "--connections", 16, *COMPANY,
                                        log=self.home.folder / "sender.log"))
        until(lambda: int(self.on(self.pair.primary, "SELECT count(*) FROM billhook.stripe_event")) > len(ids) * 0.4, 120, "events arrive")
        self.assertTrue(sender.alive())
        self.pair.primary.stop()
        until(lambda: "\nlive Off" in window.words(), 15, "the window knows that it is offline")
        died = time.time()
        self.pair.standby.tool("pg_ctl", "-D", self.pair.standby.data, "-w", "promote")
        promoted = time.time()
        self.follows(daemons, window, promoted)
        self.assertEqual(sender.process.wait(600), 0, sender.words()[-2000:])
        seen = nginx.seen()
        late = min(when for when, status, _ in seen if status == 200 and when > promoted) - promoted
        bad = [status for when, status, _ in seen if status != 200]
        print(f"{len(seen)} webhooks, {len(bad)} refused meanwhile {sorted(set(bad))}; first acknowledged {late:.1f} s after the promotion", flush=True)
        self.assertEqual([when for when, status, _ in seen if status != 200 and not died - 60 < when < promoted + 5], [])
        self.assertEqual(digest(self.home, self.url, wait=300), expected)
        check = self.command("check")
        self.assertEqual(check.returncode, 0, check.stdout + check.stderr)
        self.assertEqual(ids - set(self.on(self.pair.standby, "SELECT id FROM billhook.stripe_event").split()), set())
        self.window_is_live(window, daemons[0])

    def follows(self, daemons, window, promoted):
        """Both daemons acknowledge again within 5 s of the promotion, by themselves; the window is live again."""
        for number, daemon in enumerate(daemons):
            until(lambda: daemon.alive() and daemon.post(PROBES[number]) == 200, 5, "a daemon acknowledges")
            until(lambda: daemon.get("/readyz")[0] == 200, 5, "a daemon is ready")
        print(f"both daemons serve {time.time() - promoted:.1f} s after the promotion", flush=True)
        self.assertLess(time.time() - promoted, 5)
        back = until(lambda: [when for when, _ in self.painted(window, "live Live") if when > promoted], 10, "the window is live again")[0]
        print(f"the window is live {back - promoted:.1f} s after the promotion", flush=True)
        self.assertLess(back - promoted, 5)

    @staticmethod
    def painted(window, start):
        """(when, text) of what the window painted, in order."""
        lines = [line.rsplit(" ", 1) for line in window.words().splitlines() if line.startswith(start)]
        return [(int(when) / 1000, text) for text, when in lines if when.isdigit()]

    def window_is_live(self, window, daemon):
        """LISTEN is in force on the new primary: a webhook is on the screen within a second."""
        start, began = int(time.time()), time.time()
        before = self.amounts(window)[-1][1]
        for body in (events.event("customer.created", events.customer("cus_after", start), start, id="evt_after1"),
                     events.event("customer.subscription.created", events.subscription("sub_after", "cus_after", start, amount=987_600), start,
                                  id="evt_after2")):
            self.assertEqual(daemon.post(body), 200)
        painted = until(lambda: next((when for when, text in self.amounts(window) if when > began and text != before), None), 10,
                        "the new MRR is painted")
        print(f"webhook to pixel afterwards: {painted - began:.2f} s", flush=True)
        self.assertLess(painted - began, 1.0)

    def amounts(self, window):
        return self.painted(window, "card mrr ")


class SoundnessTest(PairTest):
    def test_nothing_is_acknowledged_that_the_standby_has_not_got(self):
        """Not even where a waiting COMMIT is cancelled, nor when the sender comes again and finds its event stored."""
        daemon = self.home.serve(self.url, **SETTINGS).ready()
        before, body = PROBES  # the first makes the month's partition
        self.assertEqual(daemon.post(before), 200)
        self.pair.standby.stop("fast")
        self.assertIn("second", self.doctor(1))
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            first = pool.submit(daemon.post, body)
            until(self.cancel_waiting, 10, "a COMMIT waits for the standby")
            self.assertEqual(first.result(), 503)
        stored = f"SELECT count(*) FROM billhook.stripe_event WHERE id = '{body['id']}'"
        until(lambda: self.on(self.pair.primary, stored) == "1", 10, "the cancelled COMMIT is visible")
        self.assertEqual(daemon.post(body), 503)
        self.pair.standby.start()
        until(lambda: daemon.post(body) == 200, 10, "acknowledged when the standby has it")
        self.assertEqual(self.on(self.pair.standby, stored), "1")
        self.doctor(0)

    def cancel_waiting(self):
        return "t" in self.on(self.pair.primary, "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep' "
                                                 "AND application_name = 'billhookd ingest'")

    def doctor(self, code, url=None):
        done = self.command("doctor", url=url)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def test_a_server_set_read_only_is_left_by_itself(self):
        daemon = self.home.serve(self.url, **SETTINGS).ready()
        for setting, ready, webhook in (("on", 503, 503), ("off", 200, 200)):
            self.on(self.pair.primary, f"SET default_transaction_read_only = off; ALTER SYSTEM SET default_transaction_read_only = {setting}")
            self.on(self.pair.primary, "SELECT pg_reload_conf()")
            until(lambda: daemon.get("/readyz")[0] == ready, 10, f"readyz is {ready}")
            body = events.event("customer.created", events.customer("cus_" + setting, 1_760_000_000), 1_760_000_000)
            until(lambda: daemon.post(body) == webhook, 5, f"a webhook is answered {webhook}")

    def test_the_doctor_tells_about_the_pair(self):
        self.assertEqual(self.command("migrate").returncode, 0)
        said = self.doctor(0)
        self.assertIn("synchronous", said)
        self.assertNotIn("warning  Several hosts", said)
        self.assertIn("target_session_attrs", self.doctor(0, self.pair.url(target_session_attrs="any")))
        self.on(self.pair.primary, "ALTER SYSTEM SET synchronous_standby_names = ''")
        self.on(self.pair.primary, "SELECT pg_reload_conf()")
        self.assertIn("asynchronous", self.doctor(0))
        self.pair.standby.stop("fast")
        self.assertIn(f"127.0.0.1:{self.pair.standby.port}", self.doctor(0))
        self.pair.standby.start()
        self.pair.make_synchronous()


if __name__ == "__main__":
    unittest.main()
