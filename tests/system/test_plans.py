"""Plans end to end: the command line, a running daemon, and a Stripe that keeps what is done to it."""
import json
import signal
import unittest

from billhook import billhookd, until
from planstage import TEAM, Stage


class PlansTest(unittest.TestCase):
    def setUp(self):
        self.stage = Stage()
        self.addCleanup(self.stage.close)
        self.sandbox = self.stage.sandbox

    def made(self, **fields):
        file = self.stage.home.folder / "plan.json"
        file.write_text(json.dumps({**TEAM, **fields}))
        return self.stage.plan("create", "--file", file)

    def refused(self, code, *words, **settings):
        done = self.stage.command("plan", *words, **settings)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertNotIn("terminate", done.stderr)
        return done.stderr

    def sold(self):
        return self.stage.call("GET", "/api/plans")[1]["items"]

    def test_a_dearer_price_is_made_as_the_default_and_the_old_one_archived(self):
        plan = self.made()
        dry = self.stage.plan("update", "team", "--price", "17.00", "--dry-run")
        self.assertEqual([(call["method"], call["path"]) for call in dry["calls"]],
                         [("POST", "/v1/prices"), ("POST", f"/v1/products/{plan['stripe_product_id']}"),
                          ("POST", f"/v1/prices/{plan['prices'][0]['stripe_price_id']}")])
        self.assertIn({"field": "price_amount", "from": 1400, "to": 1700}, dry["changes"])
        self.assertEqual(len(self.sandbox.listed("/v1/prices")), 1)
        self.stage.plan("update", "team", "--price", "17.00")
        until(lambda: self.sold()[0]["price_amount"] == 1700, 2, "the API shows the new price")
        prices = {price["unit_amount"]: price for price in self.sandbox.listed("/v1/prices")}
        self.assertEqual({amount: price["active"] for amount, price in prices.items()}, {1400: False, 1700: True})
        product = self.sandbox.ask("/v1/products/" + plan["stripe_product_id"])
        self.assertEqual(product["default_price"], prices[1700]["id"])
        self.assertEqual(self.stage.plan("show", "team")["version"], 2)

    def test_our_own_echo_changes_no_version(self):
        self.made()
        self.stage.plan("update", "team", "--name", "Crew", "--price", "17.00")
        events = len(self.sandbox.listed("/v1/events"))
        until(lambda: int(self.stage.home.sql("SELECT count(*) FROM billhook.stripe_event", self.stage.url)) >= events, 20, "every event arrives")
        done = self.stage.command("digest", "--wait", 30)
        self.assertEqual(done.returncode, 0, done.stderr)
        plan = self.stage.plan("show", "team")
        self.assertEqual((plan["version"], plan["name"], plan["price_amount"]), (2, "Crew", 1700))

    def test_a_change_made_at_stripe_shows_here(self):
        plan = self.made()
        product = plan["stripe_product_id"]
        self.sandbox.ask(f"/v1/products/{product}", name="Band")
        until(lambda: self.sold()[0]["name"] == "Band", 5, "the name is followed")
        price = self.sandbox.ask("/v1/prices", product=product, unit_amount=1900, currency="usd", **{"recurring[interval]": "month"})
        until(lambda: len(self.sold()[0]["prices"]) == 2, 5, "the new price is followed")
        self.sandbox.ask(f"/v1/products/{product}", default_price=price["id"])
        until(lambda: self.sold()[0]["price_amount"] == 1900, 5, "the default price is followed")
        self.sandbox.ask(f"/v1/prices/{plan['prices'][0]['stripe_price_id']}", active="false")
        until(lambda: [one["is_active"] for one in self.sold()[0]["prices"]] == [True, False], 5, "the archived price is followed")
        self.assertEqual(self.sold()[0]["version"], 5)
        self.sandbox.ask(f"/v1/products/{product}", active="false")
        until(lambda: self.sold() == [], 5, "the archived product is followed")

    def test_a_product_of_stripe_is_linked(self):
        product = self.sandbox.ask("/v1/products", name="Solo", **{"default_price_data[currency]": "usd",
                                   "default_price_data[unit_amount]": 900, "default_price_data[recurring][interval]": "month"})
        plan = self.stage.plan("link", product["id"], "--slug", "solo", "--max-users", 3, "--max-projects", "unlimited")
        self.assertEqual((plan["name"], plan["price_amount"], plan["max_users"], plan["max_projects"]), ("Solo", 900, 3, None))
        metadata = self.sandbox.ask("/v1/products/" + product["id"])["metadata"]
        self.assertEqual((metadata["plan_slug"], metadata["max_users"], metadata["max_projects"]), ("solo", "3", "unlimited"))
        self.assertIn("no product", self.refused(1, "link", "prod_nowhere", "--slug", "x").lower().replace("such ", ""))

    def test_an_archived_plan_is_hidden_and_kept(self):
        plan = self.made()
        self.assertFalse(self.stage.plan("archive", "team")["is_active"])
        self.assertEqual(self.sold(), [])
        self.assertFalse(self.sandbox.ask("/v1/products/" + plan["stripe_product_id"])["active"])
        self.assertEqual([one["slug"] for one in self.stage.plan("list")], ["team"])

    def test_bad_input_is_told_and_changes_nothing(self):
        self.made()
        for words, said in ((("--price", "1999.50", "--currency", "jpy"), "JPY"), (("--price-amount", "1999.50"), "--price-amount"),
                            (("--price-amount", "5124", "--currency", "kwd"), "KWD"),
                            (("--price-amount", "999999999999999999"), "99999999"), (("--interval", "fortnight"), "fortnight"),
                            (("--max-users", "-1"), "max_users"), (("--limits-per-unit", "maybe"), "--limits-per-unit"),
                            (("--file", "/nowhere.json"), "/nowhere.json")):
            with self.subTest(words=words):
                self.assertIn(said, self.refused(1, "update", "team", *words))
        two = self.stage.home.folder / "two.json"
        two.write_text(json.dumps({"prices": [{"amount": n, "currency": "usd", "is_default": True} for n in (1, 2)]}))
        self.assertIn("default", self.refused(1, "update", "team", "--file", two))
        self.assertIn("slug", self.refused(1, "create", "--name", "T", "--slug", "team", "--price", "1", "--currency", "usd"))
        self.assertIn("no such plan", self.refused(1, "update", "nobody", "--name", "N"))
        self.stage.plan("update", "team", "--name", "Crew")
        self.assertIn("changed since", self.refused(1, "update", "team", "--name", "Band", "--version", 1))
        self.refused(2, "update", "team", "--colour", "red")
        self.assertEqual((self.stage.plan("show", "team")["version"], len(self.sandbox.listed("/v1/products"))), (2, 1))
        self.assertEqual(self.stage.operations("pending", "running", "failed"), 0)

    def test_keys_that_may_not_write_are_told_apart(self):
        self.sandbox.ask("/sandbox/keys", {"key": "rk_test_reader", "permissions": {"products": "read", "prices": "read"}})
        self.stage.daemon.stop()
        self.stage.serve(STRIPE_SECRET_KEY="rk_test_reader")
        words = ("create", "--name", "A", "--slug", "a", "--price", "1", "--currency", "usd")
        self.assertIn("permission", self.refused(2, *words))
        self.stage.daemon.stop()
        self.sandbox.ask("/sandbox/keys", {"key": "sk_test_gone_away", "permissions": {}, "revoked": True})
        self.stage.serve(STRIPE_SECRET_KEY="sk_test_gone_away")
        self.assertIn("STRIPE_SECRET_KEY", self.refused(2, *words))
        self.assertEqual(self.stage.plan("list"), [])
        self.assertIn("STRIPE_SECRET_KEY", self.refused(2, "link", "prod_1", STRIPE_SECRET_KEY=None))
        for settings in ({"STRIPE_SECRET_KEY": "sk_live_of_somebody"}, {"STRIPE_API_BASE": "http://stripe.example.com"},
                         {"STRIPE_SECRET_KEY": "pk_test_publishable"}):
            self.refused(2, "link", "prod_1", **settings)

    def test_a_live_key_does_not_start_on_a_sandbox_installation(self):
        self.stage.daemon.stop()
        done = billhookd("serve", BILLHOOK_HOME=self.stage.home.home, BILLHOOK_DATABASE_URL=self.stage.url, STRIPE_WEBHOOK_SECRET="whsec_x",
                         BILLHOOK_LISTEN=f"127.0.0.1:{self.stage.port}", STRIPE_API_BASE=self.sandbox.base, STRIPE_SECRET_KEY="sk_live_key")
        self.assertEqual(done.returncode, 2)
        self.assertIn("live", done.stderr)

    def test_while_stripe_is_away_nothing_is_lost(self):
        plan = self.made()
        self.sandbox.process.stop()
        self.assertIn("kept as operation", self.refused(3, "update", "team", "--price", "17", "--wait", 1))
        status, operation, headers = self.stage.call("PUT", "/api/plans/" + plan["id"], self.stage.root, {"version": 1, "name": "X"})
        self.assertEqual((status, operation["code"]), (409, "operation_under_way"))
        self.stage.daemon.stop(signal.SIGKILL)
        self.sandbox.start()
        self.stage.serve()
        self.stage.home.sql("SET ROLE billhook_owner; UPDATE billhook.operation SET retry_at = NULL, claim_until = now() - interval '1 hour'", self.stage.url)
        until(lambda: self.sold()[0]["price_amount"] == 1700, 60, "the operation goes on by itself")
        self.assertEqual(len(self.sandbox.listed("/v1/prices")), 2)

    def test_without_a_key_the_change_waits_for_a_daemon_that_has_one(self):
        self.stage.daemon.stop()
        self.stage.serve(STRIPE_SECRET_KEY=None)
        self.assertIn("receive_only", self.stage.daemon.words())
        self.assertIn("STRIPE_SECRET_KEY", self.refused(3, "create", "--name", "A", "--slug", "a", "--price", "1", "--currency", "usd", "--wait", 0))
        status, problem, _ = self.stage.call("POST", "/api/plans", self.stage.root, {**TEAM, "slug": "b"})
        self.assertEqual((status, problem["code"]), (503, "stripe_key_missing"))
        self.stage.daemon.stop()
        self.stage.serve()
        until(lambda: [one["slug"] for one in self.sold()] == ["a"], 20, "the plan is made")


if __name__ == "__main__":
    unittest.main()
