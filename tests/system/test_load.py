"""The bulk loader: a company as large as it was asked for, as true as one that came through the door."""
import json
import time
import unittest

from billhook import Home, billhookd, digest, run

ORGANIZATIONS = 307


def load(url, *words, **settings):
    return run("billhook_load", *(words or ("--organizations", ORGANIZATIONS, "--seed", 5)), BILLHOOK_DATABASE_URL=url, **settings)


class LoadTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = Home()
        cls.addClassCleanup(cls.home.close)
        cls.home.start_database()
        cls.url = cls.home.make_database("company")
        done = load(cls.url, BILLHOOK_ZONE="America/New_York")
        assert done.returncode == 0, done.stderr

    def sql(self, text):
        return self.home.sql(text, self.url)

    def column(self, text):
        return set(self.sql(text).split("\n"))

    def command(self, *words):
        return billhookd(*words, BILLHOOK_HOME=self.home.home, BILLHOOK_DATABASE_URL=self.url)

    def assert_sound(self):
        check = self.command("check")
        self.assertEqual(check.returncode, 0, check.stdout + check.stderr)

    def test_1_the_counts_are_the_contract_s(self):
        self.assertEqual(
            self.sql("""SELECT (SELECT count(*) FROM billhook.organizations), (SELECT count(*) FROM billhook.organization_summary),
                               (SELECT count(*) FROM billhook.subscriptions), (SELECT count(*) FROM billhook.users),
                               (SELECT count(*) FROM billhook.memberships), (SELECT count(*) FROM billhook.projects),
                               (SELECT count(*) FROM billhook.event_queue), (SELECT count(*) FROM billhook.event_quarantine)"""),
            f"{ORGANIZATIONS}|{ORGANIZATIONS}|{ORGANIZATIONS * 11 // 10}|{2 * ORGANIZATIONS}|{2 * ORGANIZATIONS}|{3 * ORGANIZATIONS}|0|0")

    def test_2_everything_a_company_knows_occurs_and_the_invariants_hold(self):
        self.assertEqual(self.column("SELECT DISTINCT kind FROM billhook.mrr_movement"),
                         {"new", "expansion", "contraction", "churn", "reactivation"})
        self.assertGreaterEqual(self.column("SELECT DISTINCT status FROM billhook.organization_summary"),
                                {"none", "active", "trialing", "past_due", "ending", "canceled"})
        self.assertEqual(self.column("SELECT DISTINCT currency FROM billhook.mrr_rollup"), {"usd", "eur", "jpy"})
        self.assertEqual(self.column("SELECT DISTINCT recurring_interval FROM billhook.prices"), {"month", "year"})
        self.assertEqual(self.sql("SELECT count(*) > 0 FROM billhook.invoices WHERE status = 'open' AND payment_failed"), "t")
        self.assertGreaterEqual(int(self.sql("SELECT count(DISTINCT date_trunc('month', eff)) FROM billhook.mrr_movement")), 20)
        self.assert_sound()

    def test_3_a_rebuild_from_the_events_gives_the_same(self):
        before = digest(self.home, self.url)
        done = self.command("replay", "--all")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(digest(self.home, self.url), before)
        self.assert_sound()

    def test_4_a_live_event_moves_the_figures_by_exactly_what_changed(self):
        subscription, price, annual = self.sql(
            """SELECT s.id, i.price_id, s.annual_amount FROM billhook.subscriptions s
                 JOIN billhook.subscription_items i ON i.subscription_id = s.id
                WHERE s.status = 'active' AND s.currency = 'usd' ORDER BY s.id LIMIT 1""").split("|")
        told = json.loads(self.sql(f"""SELECT convert_from(e.payload, 'UTF8') FROM billhook.stripe_event e
                                         JOIN billhook.subscriptions s ON s.event_id = e.id WHERE s.id = '{subscription}'"""))
        item = told["data"]["object"]["items"]["data"][0]
        before = json.loads(json.dumps(item))
        item["quantity"] += 3
        told.update(id="evt_live", type="customer.subscription.updated", created=int(time.time()))
        told["data"]["previous_attributes"] = {"items": {"data": [before]}}
        yearly = 3 * before["price"]["unit_amount"] * (1 if "year" in price else 12)
        figures = """SELECT coalesce(sum(m.amount), 0)::bigint FROM billhook.mrr_movement m WHERE m.known_to IS NULL AND m.currency = 'usd';
                     SELECT sum(x.amount)::bigint FROM (SELECT amount, currency FROM billhook.mrr_rollup
                         UNION ALL SELECT amount, currency FROM billhook.mrr_rollup_delta) x WHERE x.currency = 'usd';
                     SELECT sum(annual_amount)::bigint FROM billhook.organization_summary WHERE currency = 'usd'"""
        loaded = list(map(int, self.sql(figures).split("\n")))
        daemon = self.home.serve(self.url, BILLHOOK_ZONE="America/New_York").ready()
        self.assertEqual(daemon.post(told), 200)
        digest(self.home, self.url)
        self.assertEqual(daemon.stop(), 0)
        self.assertEqual(list(map(int, self.sql(figures).split("\n"))), [figure + yearly for figure in loaded])
        self.assertEqual(self.sql(f"SELECT annual_amount FROM billhook.subscriptions WHERE id = '{subscription}'"),
                         str(int(annual) + yearly))
        self.assert_sound()

    def test_5_it_refuses_what_it_would_spoil(self):
        full = load(self.url)
        self.assertEqual((full.returncode, "not empty" in full.stderr), (2, True), full.stderr)
        old = self.home.make_database("old")
        self.assertEqual(billhookd("migrate", BILLHOOK_HOME=self.home.home, BILLHOOK_DATABASE_URL=old).returncode, 0)
        self.home.sql("DELETE FROM billhook.schema_version WHERE version = (SELECT max(version) FROM billhook.schema_version)", old)
        behind = load(old)
        self.assertEqual((behind.returncode, "behind" in behind.stderr), (2, True), behind.stderr)
        self.assertEqual(load(self.home.url_of("nowhere")).returncode, 2)
        self.assertEqual(load("postgresql:///x?host=/nonexistent").returncode, 3)
        self.assertEqual(load(self.url, "--organizations", "many").returncode, 2)


if __name__ == "__main__":
    unittest.main()
