"""What an operator meets: a log that nobody reads, signals, a port that answers while the database is made ready, secrets that roll."""
import contextlib
import json
import os
import pathlib
import re
import signal
import subprocess
import time
import unittest

from billhook import BIN, POSTGRES, SECRET, Home, billhookd, digest, environment, free_port, run, signature, until

EVENT = {"object": "event", "type": "product.created", "api_version": "2026-10-28.endive", "livemode": False, "created": 1_790_000_000}


def event(number):
    product = {"id": f"prod_{number}", "object": "product", "name": f"Product {number}", "active": True}
    return {**EVENT, "id": f"evt_{number}", "data": {"object": product}}


class OperatorTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = Home()
        cls.addClassCleanup(cls.home.close)
        cls.url = cls.home.start_database()

    def served(self, **settings):
        daemon = self.home.serve(url=settings.pop("url", self.url), **settings)
        self.addCleanup(daemon.stop)
        return daemon

    def told(self, done, code, *words):
        said = (done.stdout + done.stderr).lower()
        self.assertEqual(done.returncode, code, said)
        for word in words:
            self.assertIn(word.lower(), said)

    def lines(self, daemon, name):
        return [line for line in map(json.loads, filter(lambda line: line.startswith("{"), daemon.words().splitlines())) if line["event"] == name]

    def test_r1_a_log_that_nobody_reads_stops_nothing(self):
        port = free_port()
        reader, writer = os.pipe()
        settings = {"BILLHOOK_HOME": self.home.home, "BILLHOOK_DATABASE_URL": self.url, "BILLHOOK_LISTEN": f"127.0.0.1:{port}",
                    "STRIPE_WEBHOOK_SECRET": SECRET}
        silent = subprocess.Popen([str(BIN / "billhookd"), "serve"], env=environment(**settings), cwd="/", stdout=writer, stderr=writer)
        self.addCleanup(silent.kill)
        os.close(writer)
        prober = self.served()
        prober.ready()
        prober.port, own = port, prober.port  # its requests, for the other daemon
        until(lambda: self.answered(prober, "/readyz") == 200, 30, "the daemon that nobody reads is ready")
        headers = {"Authorization": "Bearer bh_nobody"}
        began = time.monotonic()
        for number in range(1500):  # a line each: far more than a pipe holds
            status = prober.request("GET", "/api/admin/subscriptions/expiring", headers={**headers, "X-Request-Id": f"r{number}" + "x" * 50})[0]
            self.assertIn(status, (401, 429))
            if number % 300 == 0:
                self.assertEqual(prober.post(event(f"r1_{number}")), 200)
        self.assertLess(time.monotonic() - began, 60)
        silent.send_signal(signal.SIGTERM)
        self.assertEqual(silent.wait(20), 0)
        prober.port = own
        with os.fdopen(reader, "rb") as left:
            self.assertTrue(left.read().startswith(b'{"ts":'))

    @staticmethod
    def answered(daemon, path):
        with contextlib.suppress(OSError):
            return daemon.get(path)[0]
        return 0

    def test_r6_a_secret_rolled_in_its_file_takes_effect_with_hup(self):
        secret = self.home.folder / "rolled.secret"
        secret.write_text("whsec_old")
        daemon = self.served(secret=None, STRIPE_WEBHOOK_SECRET_FILE=secret).ready()
        daemon.secret = "whsec_old"
        self.assertEqual(daemon.post(event("hup_1")), 200)
        secret.write_text("whsec_new")
        daemon.process.send_signal(signal.SIGHUP)
        until(lambda: self.lines(daemon, "reloaded"), 10, "the daemon has read its settings again")
        self.assertEqual(daemon.post(event("hup_2")), 400)
        daemon.secret = "whsec_new"
        self.assertEqual(daemon.post(event("hup_3")), 200)
        secret.write_text(",")
        daemon.process.send_signal(signal.SIGHUP)
        until(lambda: self.lines(daemon, "not_reloaded"), 10, "the daemon has refused a secret that is none")
        self.assertEqual(daemon.post(event("hup_4")), 200)

    def test_r6_hup_opens_the_log_anew(self):
        daemon = self.served().ready()
        moved = daemon.log.with_suffix(".1")
        daemon.log.rename(moved)
        daemon.process.send_signal(signal.SIGHUP)
        until(lambda: daemon.log.exists() and "reloaded" in daemon.words(), 10, "the log goes on in a new file")
        self.assertNotIn("reloaded", moved.read_text())

    def test_r6_other_signals_end_nothing(self):
        daemon = self.served().ready()
        for sign in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGPIPE):
            daemon.process.send_signal(sign)
        self.assertEqual(daemon.post(event("usr_1")), 200)
        self.assertEqual(daemon.stop(), 0)

    def test_r7_the_port_answers_while_another_program_migrates(self):
        url = self.home.make_database("held")
        held = subprocess.Popen([f"{POSTGRES}/psql", "-XqAt", "-d", url], env=environment(), cwd="/", stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, text=True)
        self.addCleanup(held.communicate, "\\q\n", 20)
        held.stdin.write("CREATE SCHEMA billhook AUTHORIZATION billhook_owner; SET ROLE billhook_owner;\n"
                         "CREATE TABLE billhook.schema_version (version integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL,\n"
                         "applied_at timestamptz NOT NULL DEFAULT now());\n"
                         "BEGIN; LOCK TABLE billhook.schema_version IN EXCLUSIVE MODE; SELECT 1;\n")
        held.stdin.flush()
        held.stdout.readline()
        daemon = self.served(url=url)
        until(lambda: self.answered(daemon, "/livez") == 200, 20, "the port answers")
        until(lambda: b"another program" in daemon.get("/readyz")[1], 20, "readyz says what is waited for")
        status, _, headers = daemon.get("/readyz")
        self.assertEqual(status, 503)
        self.assertEqual(daemon.post(event("early")), 503)
        self.assertEqual(daemon.stop(seconds=10), 0)

    def test_r12_serve_waits_for_its_database(self):
        with self.subTest("as long as it is told"):
            began = time.monotonic()
            url = f"postgresql://nobody@127.0.0.1:{free_port()}/nowhere"
            done = billhookd("serve", "--wait-for-database", 3, BILLHOOK_DATABASE_URL=url, BILLHOOK_LISTEN=f"127.0.0.1:{free_port()}",
                             STRIPE_WEBHOOK_SECRET=SECRET)
            self.told(done, 3, "could not be reached", "database_awaited")
            self.assertGreaterEqual(time.monotonic() - began, 3)
        with self.subTest("and goes on when it comes"):
            home = Home()
            self.addCleanup(home.close)
            url = home.start_database()
            data = home.home / "postgres" / "data"
            control = [f"{POSTGRES}/pg_ctl", "-D", str(data), "-w"]
            control = ["runuser", "-u", "postgres", "--", *control] if os.geteuid() == 0 else control
            options = (data / "postmaster.opts").read_text().split(" ", 1)[1].replace('"', "").strip()
            subprocess.run([*control, "-m", "fast", "stop"], check=True, cwd="/", capture_output=True, timeout=60)
            daemon = home.serve(url=url)
            until(lambda: self.lines(daemon, "database_awaited"), 20, "the daemon waits")
            self.assertIn(b"waiting for the database", daemon.get("/readyz")[1])
            subprocess.run([*control, "-o", options, "-l", "/dev/null", "start"], check=True, cwd="/", capture_output=True, timeout=60)
            daemon.ready()
            self.assertEqual(daemon.post(event("late")), 200)

    def test_r8_quarantine_is_listed_shown_tried_again_and_dismissed(self):
        url = self.home.make_database("quarantine")
        daemon = self.served(url=url).ready()
        self.assertEqual(daemon.post(b'{"id": "evt_no", "object": "event", "type": "x"'), 200)
        listed = lambda: billhookd("quarantine", "list", BILLHOOK_DATABASE_URL=url).stdout.splitlines()
        until(lambda: len(listed()) == 1, 10, "the event is in quarantine")
        name, _, reason = listed()[0].split("\t")[:3]
        self.assertTrue(name.startswith("sha256:"))
        self.assertEqual(reason, "unreadable")
        self.told(billhookd("quarantine", "show", name, BILLHOOK_DATABASE_URL=url), 0, "evt_no", "unreadable")
        until(lambda: b"billhook_quarantined_events 1" in daemon.get("/metrics")[1], 10, "the gauge rises")
        self.told(billhookd("quarantine", "replay", name, BILLHOOK_DATABASE_URL=url), 1, name)
        self.told(billhookd("quarantine", "dismiss", name, BILLHOOK_DATABASE_URL=url), 0, "dismissed")
        self.told(billhookd("quarantine", "dismiss", name, BILLHOOK_DATABASE_URL=url), 1, "no event")
        until(lambda: b"billhook_quarantined_events 0" in daemon.get("/metrics")[1], 10, "the gauge falls")
        self.assertEqual(listed(), [])

    def test_r8_health_says_why_it_is_degraded(self):
        url = self.home.make_database("degraded")
        daemon = self.served(url=url).ready()
        health = lambda: json.loads(daemon.get("/health")[1])
        until(lambda: health()["status"] == "ok", 10, "it is well")
        self.home.sql("INSERT INTO billhook.event_quarantine (event_id, reason) SELECT 'evt_' || n, 'failed' FROM generate_series(1, 11) AS n", url)
        until(lambda: health()["reasons"] == ["quarantine"], 10, "the quarantine is a reason")
        self.home.sql("DELETE FROM billhook.event_quarantine; INSERT INTO billhook.event_queue (event_id, created, received_at, next_attempt_at) "
                      "VALUES ('evt_1', now(), now() - interval '40 s', now() + interval '1 h')", url)
        until(lambda: health()["reasons"] == ["queue_behind"], 10, "the queue is a reason")
        self.home.sql("DELETE FROM billhook.event_queue", url)
        until(lambda: health()["status"] == "ok", 10, "it is well again")

    def test_r9_metrics_answer_what_is_asked(self):
        daemon = self.served().ready()
        for name in ("billhook_users", "billhook_organizations", "billhook_database_bytes", 'billhook_table_bytes{table="stripe_event"}',
                     "billhook_http_connections", "billhook_log_lines_dropped 0", "process_resident_memory_bytes", "process_open_fds",
                     "process_start_time_seconds", "billhook_oldest_snapshot_seconds"):
            until(lambda: name.encode() in daemon.get("/metrics")[1], 10, name)

    def test_r9_an_old_snapshot_is_told(self):
        daemon = self.served().ready()
        held = subprocess.Popen([f"{POSTGRES}/psql", "-XqAt", "-d", self.url], env=environment(), cwd="/", stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, text=True)
        self.addCleanup(held.communicate, "\\q\n", 20)
        held.stdin.write("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM billhook.users;\n")
        held.stdin.flush()
        held.stdout.readline()

        def age():
            line = next(line for line in daemon.get("/metrics")[1].splitlines() if line.startswith(b"billhook_oldest_snapshot_seconds"))
            return float(line.split()[1])
        until(lambda: age() >= 3, 20, "the gauge sees the snapshot of another session")

    def test_r10_doctor_says_unreachable(self):
        url = f"postgresql://nobody@127.0.0.1:{free_port()}/nowhere"
        self.told(billhookd("doctor", BILLHOOK_DATABASE_URL=url, STRIPE_WEBHOOK_SECRET=SECRET), 3, "can't be reached")
        done = billhookd("doctor", BILLHOOK_DATABASE_URL=self.url, STRIPE_WEBHOOK_SECRET=SECRET, STRIPE_SECRET_KEY="sk_test_1",
                         STRIPE_API_BASE=f"http://127.0.0.1:{free_port()}")
        self.told(done, 3, "does not answer")

    def installation(self, url):
        return self.home.sql("SELECT zone, currency, profile, coalesce(livemode::text, '?') FROM billhook.installation", url)

    def test_r2_the_first_start_says_what_it_settles_and_what_it_guessed(self):
        url = self.home.make_database("guessed")
        daemon = self.served(url=url, BILLHOOK_ZONE="Europe/Paris", STRIPE_SECRET_KEY="sk_live_1", STRIPE_API_BASE="https://127.0.0.1:9",
                             STRIPE_LIVE_KEY_TO_FOREIGN_HOST="1").ready()
        settled, guessed = self.lines(daemon, "installation_settled")[0], self.lines(daemon, "settings_guessed")[0]
        self.assertEqual((settled["zone"], settled["currency"], settled["profile"]), ("Europe/Paris", "usd", "stripe-default"))
        self.assertEqual(guessed["not_set"], "BILLHOOK_CURRENCY, BILLHOOK_PROFILE")
        self.assertIn("billhookd installation set", guessed["advice"])
        self.assertEqual(self.installation(url), "Europe/Paris|usd|stripe-default|?")  # a key's spelling is not the mode
        self.assertEqual(daemon.post({**event("mode"), "livemode": True}), 200)
        until(lambda: self.installation(url).endswith("|true"), 10, "the first event has told the mode")
        daemon.stop()
        again = self.served(url=url, BILLHOOK_ZONE="Europe/Paris").ready()
        self.assertEqual(self.lines(again, "installation_settled") + self.lines(again, "settings_guessed"), [])
        again.stop()
        done = billhookd("serve", BILLHOOK_DATABASE_URL=url, STRIPE_WEBHOOK_SECRET=SECRET, STRIPE_SECRET_KEY="sk_test_1",
                         BILLHOOK_LISTEN=f"127.0.0.1:{free_port()}")
        self.told(done, 2, "live", "test")

    def test_r2_nothing_is_settled_by_a_value_that_is_none(self):
        url = self.home.make_database("invalid")
        for name, value in (("BILLHOOK_ZONE", "Mars/Olympus"), ("BILLHOOK_CURRENCY", "usdd"), ("BILLHOOK_PROFILE", "gross")):
            with self.subTest(name):
                done = billhookd("serve", BILLHOOK_DATABASE_URL=url, STRIPE_WEBHOOK_SECRET=SECRET, BILLHOOK_LISTEN=f"127.0.0.1:{free_port()}",
                                 **{name: value})
                self.told(done, 2, value)
        self.told(billhookd("migrate", BILLHOOK_DATABASE_URL=url), 0)
        self.assertEqual(self.home.sql("SELECT adopted_at IS NULL FROM billhook.installation", url), "t")

    def test_r2_a_differing_setting_is_a_warning_that_names_the_command(self):
        url = self.home.make_database("settled")
        first = self.served(url=url, BILLHOOK_ZONE="Europe/Paris", BILLHOOK_CURRENCY="eur", BILLHOOK_PROFILE="net").ready()
        self.assertEqual(self.installation(url), "Europe/Paris|eur|net|?")
        first.stop()
        second = self.served(url=url, BILLHOOK_ZONE="UTC", BILLHOOK_CURRENCY="usd", BILLHOOK_PROFILE="stripe-default").ready()
        told = [line["difference"] for line in self.lines(second, "setting_differs")]
        self.assertEqual(len(told), 3)
        self.assertEqual(self.installation(url), "Europe/Paris|eur|net|?")
        for line in told:  # the command it names is run as it stands
            words = re.search(r"billhookd (installation set --\w+ \S+)", line).group(1).split()
            self.told(billhookd(*words, BILLHOOK_DATABASE_URL=url), 0)
        self.assertEqual(self.installation(url), "UTC|usd|stripe-default|?")

    def test_r2_installation_set_rebuilds_what_depends_on_it_while_a_daemon_runs(self):
        urls = [self.home.make_database(name) for name in ("rebuilt", "afresh")]
        wanted = {"BILLHOOK_ZONE": "Pacific/Auckland", "BILLHOOK_PROFILE": "net"}
        daemons = [self.served(url=urls[0], BILLHOOK_ZONE="UTC").ready(), self.served(url=urls[1], **wanted).ready()]
        self.told(billhookd("installation", "show", BILLHOOK_DATABASE_URL=urls[0]), 0, "zone: utc", "profile: stripe-default")
        company = ["--secret", SECRET, "--seed", 3, "--months", 4, "--organizations", 12, "--end", "2026-11-18T17:04:31Z"]
        for daemon in daemons:
            done = run("billhook-sandbox", "demo", "--to", f"http://127.0.0.1:{daemon.port}/api/webhooks/stripe", *company, seconds=120)
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len({digest(self.home, url) for url in urls}), 2)
        done = billhookd("installation", "set", "--zone", "Pacific/Auckland", "--profile", "net", BILLHOOK_DATABASE_URL=urls[0], seconds=120)
        self.told(done, 0, "pacific/auckland", "profile: net", "events")
        more = ["--secret", SECRET, "--seed", 4, "--months", 4, "--organizations", 6, "--end", "2026-11-18T17:04:31Z"]
        for daemon in daemons:  # the daemon that ran all the while goes on under the new profile
            done = run("billhook-sandbox", "demo", "--to", f"http://127.0.0.1:{daemon.port}/api/webhooks/stripe", *more, seconds=120)
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len({digest(self.home, url) for url in urls}), 1)
        rolled = "SELECT day, currency, kind, sum(amount) FROM (SELECT day, currency, kind, amount FROM billhook.mrr_rollup UNION ALL " \
                 "SELECT day, currency, kind, amount FROM billhook.mrr_rollup_delta) AS all_of_it GROUP BY 1, 2, 3 HAVING sum(amount) <> 0 ORDER BY 1, 2, 3"
        self.assertEqual(self.home.sql(rolled, urls[0]), self.home.sql(rolled, urls[1]))
        self.told(billhookd("check", BILLHOOK_DATABASE_URL=urls[0]), 0)
        self.assertEqual(self.home.sql("SELECT count(*) FROM billhook.audit_log WHERE action = 'installation_set'", urls[0]), "1")

    def test_r11_settings_are_refused_not_swallowed(self):
        for name, value in (("BILLHOOK_TRUSTED_PROXIES", "nonsense"), ("BILLHOOK_DEMO", "true"), ("STRIPE_WEBHOOK_SECRET", ","),
                            ("BILLHOOK_PROFILE", "gross"), ("BILLHOOK_CURRENCY", "usdd"), ("BILLHOOK_RATE", "fast"), ("BILLHOOK_WAIT_FOR_DATABASE", "soon")):
            with self.subTest(name):
                settings = {"BILLHOOK_DATABASE_URL": self.url, "STRIPE_WEBHOOK_SECRET": SECRET, name: value}
                self.told(billhookd("serve", **settings), 2, name)
        self.told(billhookd("serve", "--config", "/tmp", BILLHOOK_DATABASE_URL=self.url, STRIPE_WEBHOOK_SECRET=SECRET), 2, "/tmp", "cannot be read")

    def test_r11_an_import_names_every_line_it_left_out(self):
        lines = self.home.folder / "lines"
        rows = [{"type": "user", "id": f"0b7e1a52-3c4b-4a8e-9f57-{number:012}", "email": "noat"} for number in range(130)]
        rows += [{"type": "organization", "id": "6f1c1a52-3c4b-4a8e-9f57-0d1e2c3b4a59", "name": "A", "color": "red"},
                 {"type": "organization", "id": "6f1c1a52-3c4b-4a8e-9f57-0d1e2c3b4a59", "name": "Kept"}]
        lines.write_text("".join(json.dumps(row) + "\n" for row in rows))
        done = billhookd("directory", "import", lines, BILLHOOK_DATABASE_URL=self.url)
        self.told(done, 1, "131 lines were left out", f"{lines}.left-out", '"email" must be an e-mail address')
        self.assertEqual(done.stderr.count("left out: "), 100)
        left_out = pathlib.Path(f"{lines}.left-out").read_text().splitlines()
        self.assertEqual(len(left_out), 131)
        self.assertEqual(left_out[130], '131\t"color" is not known here')
        self.assertEqual(self.home.sql("SELECT name FROM billhook.organizations WHERE id = '6f1c1a52-3c4b-4a8e-9f57-0d1e2c3b4a59'"), "Kept")

    def test_r11_what_cannot_be_read_is_refused(self):
        folder = self.home.folder / "unreadable"
        (folder / ".env").mkdir(parents=True)
        self.told(run("billhookd", "serve", cwd=folder, BILLHOOK_DATABASE_URL=self.url, STRIPE_WEBHOOK_SECRET=SECRET), 2, ".env", "cannot be read")
        credentials = self.home.folder / "credentials"
        (credentials / "STRIPE_WEBHOOK_SECRET").mkdir(parents=True)
        self.told(billhookd("serve", BILLHOOK_DATABASE_URL=self.url, CREDENTIALS_DIRECTORY=credentials), 2, "STRIPE_WEBHOOK_SECRET", "cannot be read")
        tidy = self.home.folder / "tidy"
        tidy.mkdir()
        (tidy / ".env").write_text("STRIPE_WEBHOOK_SECRET=whsec_1 # the endpoint's\nBILLHOOK_TRUSTED_PROXIES=10.0.0.0/8,192.0.2.7\n"
                                   "BILLHOOK_ZONE='Europe/Paris' # ours\n")
        shown = run("billhookd", "serve", "--print-config", cwd=tidy).stdout
        self.assertIn("BILLHOOK_TRUSTED_PROXIES = 10.0.0.0/8,192.0.2.7  (.env", shown)
        self.assertIn("BILLHOOK_ZONE = Europe/Paris  (.env", shown)


if __name__ == "__main__":
    unittest.main()
