"""R9: each line of /health and each alarm changes when its cause does."""
import email.utils
import http.server
import json
import os
import subprocess
import threading
import time
import unittest

from billhook import POSTGRES, Home, billhookd, run, until
from servers import Server, as_postgres, printed

ACCOUNT = json.dumps({"id": "acct_1", "object": "account"}).encode()


class FakeStripe(http.server.ThreadingHTTPServer):
    """Answers for its account as it is told to: status, and how far its clock is from ours."""

    def __init__(self, status=200, apart=0):
        super().__init__(("127.0.0.1", 0), FakeAnswer)
        self.status, self.apart = status, apart
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class FakeAnswer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response_only(self.server.status)
        self.send_header("Date", email.utils.formatdate(time.time() - self.server.apart, usegmt=True))
        self.send_header("Content-Length", str(len(ACCOUNT)))
        self.end_headers()
        self.wfile.write(ACCOUNT)

    def log_message(self, *words):
        pass


class HealthTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = Home()
        cls.addClassCleanup(cls.home.close)
        cls.server = Server()
        cls.addClassCleanup(cls.server.close)
        cls.server.sql("CREATE ROLE billing LOGIN CREATEROLE", "postgres")

    def database(self, name):
        self.server.sql(f"CREATE DATABASE {name} OWNER billing", "postgres")
        return self.server.url(name, "billing")

    def served(self, url, **settings):
        daemon = self.home.serve(url=url, **settings)
        self.addCleanup(daemon.stop)
        return daemon.ready()

    @staticmethod
    def health(daemon):
        return json.loads(daemon.get("/health")[1])

    @staticmethod
    def metric(daemon, name):
        lines = [line for line in daemon.get("/metrics")[1].decode().splitlines() if line.startswith(name + " ")]
        return float(lines[0].split()[1]) if lines else None

    def test_r9_stripe_is_away_refuses_or_has_another_time(self):
        faults = {"stripe_down": FakeStripe(status=500), "stripe_key_refused": FakeStripe(status=401), "clock_apart": FakeStripe(apart=120)}
        daemons = {}
        for reason, stripe in faults.items():
            self.addCleanup(stripe.server_close)
            self.addCleanup(stripe.shutdown)
            daemons[reason] = self.served(self.database(reason), STRIPE_SECRET_KEY="sk_test_1", STRIPE_API_BASE=stripe.url())
        for reason, daemon in daemons.items():
            until(lambda r=reason, d=daemon: self.health(d)["reasons"] == [r], 20, reason)
            self.assertEqual(self.health(daemon)["status"], "degraded")
            self.assertEqual(self.metric(daemon, "billhook_stripe_up"), 0.0 if reason == "stripe_down" else 1.0)
        for stripe in faults.values():
            stripe.status, stripe.apart = 200, 0
        for reason, daemon in daemons.items():
            until(lambda d=daemon: self.health(d)["status"] == "ok", 45, f"{reason} is over")
            self.assertEqual(self.metric(daemon, "billhook_stripe_up"), 1.0)
        self.assertEqual(self.health(daemons["stripe_down"])["checks"]["stripe"]["status"], "up")
        said = daemons["stripe_down"].words()
        self.assertEqual((said.count('"stripe_away"'), said.count('"stripe_back"')), (1, 1))
        self.assertIn("stripe_key_refused", daemons["stripe_key_refused"].words())

    def test_r9_the_database_is_away(self):
        server = Server()
        self.addCleanup(server.close)
        server.sql("CREATE ROLE billing LOGIN CREATEROLE; CREATE DATABASE billhook OWNER billing", "postgres")
        daemon = self.served(server.url(login="billing"))
        until(lambda: self.health(daemon)["status"] == "ok", 10, "it is well")
        self.assertEqual(self.metric(daemon, "billhook_db_up"), 1.0)
        options = (server.data / "postmaster.opts").read_text().split(" ", 1)[1].replace('"', "").strip()
        as_postgres("pg_ctl", "-D", server.data, "-m", "fast", "-w", "stop")
        until(lambda: self.health(daemon)["reasons"] == ["database_down"], 15, "the database is a reason")
        self.assertEqual((self.health(daemon)["status"], self.metric(daemon, "billhook_db_up"), daemon.get("/readyz")[0]), ("down", 0.0, 503))
        as_postgres("pg_ctl", "-D", server.data, "-o", options, "-l", "/dev/null", "-w", "start")
        until(lambda: self.health(daemon)["status"] == "ok", 15, "it is well again")
        self.assertEqual(daemon.get("/readyz")[0], 200)

    def test_r9_numbers_follow_what_is_counted(self):
        url = self.database("counted")
        daemon = self.served(url)
        directory = self.home.folder / "directory"
        run("billhook-sandbox", "demo", "--to", f"http://127.0.0.1:{daemon.port}/api/webhooks/stripe", "--secret", daemon.secret, "--seed", 5,
            "--months", 3, "--organizations", 10, "--directory", directory, seconds=120)
        self.assertEqual(billhookd("directory", "import", directory, BILLHOOK_DATABASE_URL=url).returncode, 0)
        until(lambda: self.metric(daemon, "billhook_event_queue_depth") == 0, 30, "all is projected")
        self.assertIsNotNone(self.health(daemon)["last_event_at"])
        size = self.metric(daemon, "billhook_database_bytes")
        self.assertEqual(daemon.stop(), 0)
        again = self.served(url)
        sql = self.server.sql
        until(lambda: self.metric(again, "billhook_users"), 10, "it has counted")
        self.assertEqual(self.metric(again, "billhook_users"), float(sql("SELECT count(*) FROM billhook.users", "counted")))
        self.assertEqual(self.metric(again, "billhook_organizations"), 10.0)
        self.assertGreater(self.metric(again, "billhook_database_bytes"), size)
        active = float(sql("SELECT count(*) FROM billhook.subscriptions WHERE status = 'active' AND NOT deleted", "counted"))
        self.assertEqual(self.metric(again, 'billhook_subscriptions{status="active"}'), active)
        currency, annual = sql("SELECT currency, sum(annual_amount) FROM billhook.subscriptions WHERE NOT deleted AND currency = 'usd' GROUP BY 1",
                               "counted").split("|")
        self.assertAlmostEqual(self.metric(again, f'billhook_mrr_minor_units{{currency="{currency}"}}'), int(annual) / 12, delta=1)
        spent = self.metric(again, "process_cpu_seconds_total")
        self.assertGreater(spent, 0)
        until(lambda: self.metric(again, "process_cpu_seconds_total") > spent, 20, "time is spent")
        self.assertGreater(self.metric(again, "process_open_fds"), 5)

    def test_r9_a_login_that_inherits_nothing_is_ready(self):
        self.server.sql("CREATE ROLE plain LOGIN NOINHERIT; CREATE DATABASE plain", "postgres")
        url = self.server.url("plain", "plain")
        self.assertEqual(billhookd("migrate", BILLHOOK_DATABASE_URL=self.server.url("plain")).returncode, 0)
        self.server.sql(printed(billhookd("migrate", BILLHOOK_DATABASE_URL=url)), "plain")
        daemon = self.served(url)
        until(lambda: self.health(daemon)["status"] == "ok", 10, "it is well")
        holder = subprocess.Popen([f"{POSTGRES}/psql", "-XqAt", "-d", self.server.url("plain", "plain")], env={**os.environ}, cwd="/",
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(holder.communicate, "\\q\n", 20)
        holder.stdin.write("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM pg_class;\n")
        holder.stdin.flush()
        holder.stdout.readline()
        until(lambda: self.metric(daemon, "billhook_oldest_snapshot_seconds") >= 3, 20, "the gauge sees the snapshot of another session")
        self.assertEqual(daemon.get("/readyz")[0], 200)


if __name__ == "__main__":
    unittest.main()
