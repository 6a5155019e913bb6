"""What figures don't know is counted and listed, and an event that was set aside is found again: the programs' words for it."""
import http.server
import json
import pathlib
import threading
import time
import unittest

from billhook import SECRET, Home, billhookd, signature, until

CASES = pathlib.Path(__file__).parent.parent / "data" / "cases"


def sent(name):
    return json.loads((CASES / name).read_text())["send"]


class Account(http.server.BaseHTTPRequestHandler):
    """As much of Stripe as says whose key it is."""
    def do_GET(self):
        body = json.dumps({"id": "acct_own", "object": "account"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


class FactsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = Home()
        cls.addClassCleanup(cls.home.close)
        cls.home.start_database()

    def served(self, url, **settings):
        daemon = self.home.serve(url=url, **settings)
        self.addCleanup(daemon.stop)
        return daemon.ready()

    def command(self, url, *words):
        return billhookd(*words, BILLHOOK_DATABASE_URL=url, STRIPE_WEBHOOK_SECRET=SECRET)

    def projected(self, url):
        until(lambda: self.home.sql("SELECT count(*) FROM billhook.event_queue", url) == "0", 20, "everything is projected")

    def product(self, number, **fields):
        return {"id": f"evt_{number}", "object": "event", "type": "product.created", "api_version": "2026-10-28.endive", "livemode": False,
                "created": 1_790_000_000, "data": {"object": {"id": f"prod_{number}", "object": "product", "name": "P", "active": True}}, **fields}

    def test_case_6_unknown_amounts_and_statuses_are_counted_and_listed(self):
        url = self.home.make_database("unknown")
        daemon = self.served(url)
        for event in sent("field-06-unknown-amount-invisible.json"):
            self.assertEqual(daemon.post(event), 200)
        self.projected(url)
        health = lambda: json.loads(daemon.get("/health")[1])
        until(lambda: health()["unknown"] == {"amounts": 2, "statuses": 1, "gaps": 0}, 10, "/health counts them")
        for line in ('billhook_unknown_objects{warning="amount_unknown"} 2', 'billhook_unknown_objects{warning="status_unknown"} 1',
                     'billhook_unknown_objects{warning="gap"} 0'):
            self.assertIn(line.encode(), daemon.get("/metrics")[1])
        checked = self.command(url, "check")
        self.assertEqual(checked.returncode, 0, checked.stderr)
        for said in ("warning: the amount of sub_unt (cus_unt) is not known: it waits for price:price_x",
                     "warning: the amount of sub_unc (cus_unc) is not known: it waits for discount:di_unknown",
                     "warning: what status hibernating of sub_unk (cus_unk) counts for is not known", "all invariants hold"):
            self.assertIn(said, checked.stdout)
        doctor = self.command(url, "doctor").stdout
        self.assertIn("2 subscriptions have amounts that are not known", doctor)
        self.assertIn("1 subscription has a status that is not known", doctor)

    def test_case_7_a_clock_that_is_off_is_named_with_its_offset(self):
        url = self.home.make_database("skewed")
        daemon = self.served(url)
        body = json.dumps(self.product("skewed")).encode()
        self.assertEqual(daemon.post(body, header=signature(body, at=int(time.time()) - 412)), 400)
        health = json.loads(daemon.get("/health")[1])
        self.assertIn(health["clock"]["signatures_apart_seconds"], (412, 413))
        self.assertIn("clock_apart", health["reasons"])
        told = [line for line in daemon.words().splitlines() if '"clock_skew"' in line]
        self.assertEqual(len(told), 1, daemon.words())
        self.assertNotIn("webhook_refused", daemon.words())
        self.assertEqual(daemon.post(body), 200)
        self.assertEqual(json.loads(daemon.get("/health")[1])["clock"]["signatures_apart_seconds"], 0)

    def test_case_7_replay_says_where_an_event_is_that_was_set_aside(self):
        url = self.home.make_database("aside")
        daemon = self.served(url)
        self.assertEqual(daemon.post(self.product("parked", account="acct_other")), 200)
        bad = {**self.product("bad"), "type": "customer.subscription.created",
               "data": {"object": {"id": "sub_bad", "object": "subscription", "customer": "cus_bad", "status": 7}}}
        self.assertEqual(daemon.post(bad), 200)
        self.projected(url)
        until(lambda: self.home.sql("SELECT count(*) FROM billhook.event_quarantine", url) == "2", 20, "both are set aside")
        parked = self.command(url, "replay", "--event", "evt_parked")
        self.assertEqual(parked.returncode, 1)
        self.assertRegex(parked.stderr, "evt_parked is set aside since .* as wrong_account: it is of a connected account")
        unreadable = self.command(url, "replay", "--event", "evt_bad")
        self.assertEqual(unreadable.returncode, 1)
        self.assertRegex(unreadable.stderr, "evt_bad cannot be read: .*status")

    def test_case_2_only_events_of_other_accounts_are_parked(self):
        url = self.home.make_database("accounts")
        self.assertEqual(self.command(url, "migrate").returncode, 0)
        self.home.sql("UPDATE billhook.installation SET account = 'acct_own'", url)
        self.accepts_its_own(self.served(url), url)

    def test_case_2_stripe_says_which_account_is_the_own(self):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Account)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.shutdown)
        url = self.home.make_database("asked")
        daemon = self.served(url, STRIPE_SECRET_KEY="sk_test_1", STRIPE_API_BASE=f"http://127.0.0.1:{server.server_port}")
        until(lambda: self.home.sql("SELECT account FROM billhook.installation", url) == "acct_own", 20, "the account is known")
        self.accepts_its_own(daemon, url)

    def accepts_its_own(self, daemon, url):
        reasons = lambda: self.home.sql("SELECT string_agg(event_id || ' ' || reason, ', ' ORDER BY event_id) FROM billhook.event_quarantine", url)
        for number, account in (("own", "acct_own"), ("other", "acct_other"), ("none", None)):
            self.assertEqual(daemon.post(self.product(number, **({"account": account} if account else {}))), 200)
        self.projected(url)
        self.assertEqual(reasons(), "evt_other wrong_account")
        self.assertEqual(self.home.sql("SELECT string_agg(id, ', ' ORDER BY id) FROM billhook.products", url), "prod_none, prod_own")

    def test_a_replay_of_everything_says_by_how_much_figures_moved(self):
        url = self.home.make_database("moved")
        daemon = self.served(url)
        events = sent("field-10-percent-off-precise.json")
        for event in events:
            self.assertEqual(daemon.post(event), 200)
        self.projected(url)
        daemon.stop()
        self.home.sql("UPDATE billhook.installation SET facts_reading = NULL; UPDATE billhook.subscriptions SET annual_amount = 24000", url)
        migrated = self.command(url, "migrate")
        self.assertEqual(migrated.returncode, 0, migrated.stderr)
        self.assertIn("billhookd replay --all", migrated.stderr)
        replayed = self.command(url, "replay", "--all")
        self.assertEqual(replayed.returncode, 0, replayed.stderr)
        self.assertIn("MRR usd: 20.00 USD before, 14.90 USD now", replayed.stdout)
        self.assertIn("customers: 1, unchanged", replayed.stdout)
        self.assertIn("movements: ", replayed.stdout)
        self.assertNotIn("replay --all", self.command(url, "migrate").stderr)
        self.assertIn("MRR usd: 14.90 USD, unchanged", self.command(url, "replay", "--all").stdout)


if __name__ == "__main__":
    unittest.main()
