"""The plan routes of the API: who may, in which order they refuse, versions, repeats, and that each answer is one of the contract."""
import concurrent.futures
import json
import time
import unittest
import uuid

from billhook import until
from planstage import TEAM, Stage


class PlanRoutesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stage = Stage()
        cls.addClassCleanup(cls.stage.close)
        cls.sandbox, cls.root = cls.stage.sandbox, cls.stage.root
        cls.saas = cls.stage.token("saas", "--service")

    def setUp(self):
        self.sandbox.ask("/sandbox/faults", method="DELETE")

    def call(self, *words, **headers):
        return self.stage.call(*words, **headers)

    def refused(self, answer, status, code, *pointers):
        self.assertEqual((answer[0], answer[1].get("code")), (status, code), answer[1])
        self.assertEqual(sorted(error["pointer"] for error in answer[1].get("errors", [])), sorted(pointers), answer[1])
        self.assertEqual(answer[1]["request_id"], answer[2]["X-Request-Id"])

    def made(self, **fields):
        status, plan, headers = self.call("POST", "/api/plans", self.root, {**TEAM, "slug": "p" + uuid.uuid4().hex, **fields})
        self.assertEqual((status, headers["ETag"]), (201, '"1"'), plan)
        return plan

    def test_a_plan_is_made_changed_and_hidden(self):
        plan = self.made(features="sso, audit")
        path = "/api/plans/" + plan["id"]
        self.assertEqual((plan["features"], plan["max_users"], plan["max_projects"], plan["subscriber_count"], plan["mrr"]),
                         (["sso", "audit"], 1, None, 0, 0))
        self.assertEqual(self.sandbox.ask("/v1/products/" + plan["stripe_product_id"])["metadata"]["plan_slug"], plan["slug"])
        status, changed, headers = self.call("PUT", path, self.root, {"price_amount": 1700}, If_Match='"1"')
        self.assertEqual((status, changed["price_amount"], changed["version"], headers["ETag"]), (200, 1700, 2, '"2"'))
        self.assertEqual([price["is_active"] for price in changed["prices"]], [True, False])
        self.assertEqual(self.call("PUT", path, self.root, {"price_amount": 1700, "version": 2})[1]["version"], 2)
        status, shown, headers = self.call("GET", path)
        self.assertEqual((status, shown["price_amount"], headers["ETag"]), (200, 1700, '"2"'))
        self.assertNotIn("stripe_product_id", shown)
        self.assertEqual(self.call("DELETE", path, self.root)[0], 204)
        self.assertEqual(self.call("DELETE", path, self.root)[0], 204)
        self.refused(self.call("GET", path), 404, "not_found")
        self.refused(self.call("GET", path, self.saas), 404, "not_found")
        self.assertFalse(self.call("GET", path, self.root)[1]["is_active"])
        ids = lambda *words: [one["id"] for one in self.call("GET", *words)[1]["items"]]
        self.assertNotIn(plan["id"], ids("/api/plans?limit=200", self.root))
        self.assertIn(plan["id"], ids("/api/plans?include_inactive=true&limit=200", self.root))
        self.assertFalse(self.sandbox.ask("/v1/products/" + plan["stripe_product_id"])["active"])

    def test_refusals_in_their_order(self):
        plan = self.made()
        path, nobody = "/api/plans/" + plan["id"], "/api/plans/" + str(uuid.uuid4())
        self.refused(self.call("POST", "/api/plans", None, {}), 401, "token_required")
        self.refused(self.call("POST", "/api/plans", self.saas, "nonsense", Content_Type="text/plain"), 403, "forbidden")
        self.refused(self.call("GET", "/api/plans?include_inactive=true"), 403, "forbidden")
        self.refused(self.call("GET", "/api/plans?colour=red"), 422, "invalid", "colour")
        self.refused(self.call("PUT", nobody, self.root, {"colour": 1}), 404, "not_found")
        self.refused(self.call("PUT", "/api/plans/team", self.root, {"version": 1}), 404, "not_found")
        self.refused(self.call("PUT", path, self.root, "{}", Content_Type="text/plain"), 415, "unsupported_media_type")
        self.refused(self.call("PUT", path, self.root, "x" * 70_000), 413, "body_too_large")
        self.refused(self.call("PUT", path, self.root, {"colour": 1}), 428, "version_required")
        self.refused(self.call("PUT", path, self.root, {"colour": 1, "name": 5, "version": 1}), 422, "invalid", "/colour", "/name")
        self.refused(self.call("PATCH", path, self.root, {}), 405, "method_not_allowed")
        self.assertEqual(self.call("GET", path)[1]["version"], 1)

    def test_every_field_that_is_wrong_is_pointed_at(self):
        plan = {"name": "A", "slug": "bad-input", "price_amount": 100, "currency": "usd"}
        for fields, pointers in (({"price_amount": 1999.5, "currency": "jpy"}, ["/price_amount"]),
                                 ({"price_amount": 5124, "currency": "kwd"}, ["/price_amount"]),
                                 ({"price_amount": 999999999999999999}, ["/price_amount"]), ({"interval": "fortnight"}, ["/interval"]),
                                 ({"name": "", "slug": "No!", "max_users": -1}, ["/name", "/slug", "/max_users"]),
                                 ({"features": [1]}, ["/features"]), ({"trial_period_days": 9999}, ["/trial_period_days"]),
                                 ({"version": 1}, ["/version"]), ({"name": "a\0b"}, ["/name"]), ({"name": "  "}, ["/name"])):
            with self.subTest(fields=fields):
                self.refused(self.call("POST", "/api/plans", self.root, {**plan, **fields}), 422, "invalid", *pointers)
        prices = [{"amount": n, "currency": "usd", "is_default": True} for n in (1, 2)]
        listed = {"name": "A", "slug": "bad-input"}
        self.refused(self.call("POST", "/api/plans", self.root, {**listed, "prices": prices}), 422, "invalid", "/prices")
        prices[1] = {"amount": 1, "currency": "dollars", "x": 1}
        self.refused(self.call("POST", "/api/plans", self.root, {**listed, "prices": prices}), 422, "invalid", "/prices/1/currency", "/prices/1/x")
        self.refused(self.call("POST", "/api/plans", self.root, "[]"), 422, "invalid", "")
        self.refused(self.call("POST", "/api/plans", self.root), 422, "invalid", "/name", "/slug", "/currency", "/price_amount")
        taken = self.made()["slug"]
        self.refused(self.call("POST", "/api/plans", self.root, {**plan, "slug": taken}), 409, "slug_taken")
        self.assertEqual(self.stage.operations("pending", "running"), 0)

    def test_a_stale_version_is_told_with_the_present_plan(self):
        plan = self.made()
        path = "/api/plans/" + plan["id"]
        self.assertEqual(self.call("PUT", path, self.root, {"name": "Crew"}, If_Match='"1"')[0], 200)
        for body, headers in (({"name": "Band"}, {"If_Match": '"1"'}), ({"name": "Band", "version": 1}, {}),
                              ({"name": "Band", "version": 1}, {"If_Match": '"2"'}), ({"name": "Band"}, {"If_Match": "nonsense"})):
            answer = self.call("PUT", path, self.root, body, **headers)
            self.refused(answer, 412, "stale")
            self.assertEqual((answer[1]["current"]["name"], answer[1]["current"]["version"]), ("Crew", 2))
        self.refused(self.call("PUT", path, self.root, {"version": "2"}), 422, "invalid", "/version")
        for migrate, code in (("now", "not_available"), ("at_renewal", "not_available"), ("soon", "invalid")):
            self.refused(self.call("PUT", path, self.root, {"version": 2, "migrate_subscribers": migrate}), 422, code, "/migrate_subscribers")

    def test_of_many_changes_of_one_version_one_is_accepted(self):
        plan = self.made()
        path = "/api/plans/" + plan["id"]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda n: self.call("PUT", path, self.root, {"name": f"Name {n}", "version": 1}), range(8)))
        statuses = sorted(answer[0] for answer in answers)
        self.assertEqual((statuses[0], set(statuses[1:]) <= {409, 412}), (200, True), statuses)
        shown = self.call("GET", path)[1]
        self.assertEqual((shown["version"], shown["name"]), (2, next(answer[1]["name"] for answer in answers if answer[0] == 200)))

    def test_repeats_make_one_plan(self):
        body, key = {**TEAM, "slug": "repeated"}, str(uuid.uuid4())
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda _: self.call("POST", "/api/plans", self.root, body, Idempotency_Key=key), range(6)))
        fresh = [answer for answer in answers if answer[0] == 201 and "Idempotent-Replayed" not in answer[2]]
        self.assertEqual(len(fresh), 1, [answer[:2] for answer in answers])
        for answer in answers:
            self.assertIn((answer[0], answer[1].get("code")), ((201, None), (409, "idempotency_in_flight")))
        again = self.call("POST", "/api/plans", self.root, body, Idempotency_Key=key)
        self.assertEqual((again[0], again[1], again[2]["Idempotent-Replayed"]), (201, fresh[0][1], "true"))
        self.refused(self.call("POST", "/api/plans", self.root, {**body, "name": "X"}, Idempotency_Key=key), 422, "idempotency_mismatch")

    def test_a_preview_sends_nothing(self):
        plan = self.made()
        before = len(self.sandbox.listed("/v1/prices"))
        status, preview, _ = self.call("POST", f"/api/plans/{plan['id']}/preview", self.root, {"price_amount": 1700, "max_users": 5})
        self.assertEqual(status, 200)
        self.assertEqual([change["field"] for change in preview["changes"]], ["max_users", "price_amount", "prices"])
        self.assertEqual([call["path"] for call in preview["calls"]],
                         [f"/v1/products/{plan['stripe_product_id']}", "/v1/prices", f"/v1/products/{plan['stripe_product_id']}",
                          f"/v1/prices/{plan['prices'][0]['stripe_price_id']}"])
        self.assertEqual((preview["affected_subscriptions"], preview["mrr_effect"]), (0, {"keep": 0, "migrate": 0}))
        self.assertEqual((len(self.sandbox.listed("/v1/prices")), self.call("GET", "/api/plans/" + plan["id"])[1]["version"]), (before, 1))

    def subscribed(self, plan):
        """Two subscribers that pay (one of them half) and one on trial; the first is an organization of three people."""
        organization = str(uuid.uuid4())
        people = [str(uuid.uuid4()) for _ in range(3)]
        lines = [{"type": "organization", "id": organization, "name": "Three", "stripe_customer_id": "cus_three"}]
        lines += [{"type": "user", "id": person, "email": f"{person}@example.com"} for person in people]
        lines += [{"type": "membership", "organization_id": organization, "user_id": person, "role": "member"} for person in people]
        self.assertEqual(self.call("POST", "/api/directory", self.saas, "\n".join(map(json.dumps, lines)))[1]["errors"], [])
        product, price = plan["stripe_product_id"], plan["prices"][0]["stripe_price_id"]
        self.stage.home.sql(f"""INSERT INTO billhook.customers (id, organization_id) VALUES ('cus_three', '{organization}'), ('cus_b', NULL);
            INSERT INTO billhook.subscriptions (id, customer_id, status, currency, annual_amount) VALUES
                ('sub_a', 'cus_three', 'active', 'usd', 24000), ('sub_b', 'cus_b', 'past_due', 'usd', 6000),
                ('sub_c', 'cus_b', 'trialing', 'usd', 0), ('sub_d', 'cus_b', 'canceled', 'usd', 0);
            INSERT INTO billhook.subscription_items (id, subscription_id, price_id, product_id, quantity, annual_amount)
            SELECT 'si_' || s.id, s.id, '{price}', '{product}', 1, coalesce(nullif(s.annual_amount, 0), 12000)
              FROM billhook.subscriptions s WHERE s.id LIKE 'sub__'""", self.stage.url)

    def test_a_preview_tells_what_moving_subscribers_would_bring(self):
        plan = self.made(price_amount=1000, max_users=10, limits_per_unit=False)
        self.subscribed(plan)
        shown = self.call("GET", "/api/plans/" + plan["id"], self.root)[1]
        self.assertEqual((shown["subscriber_count"], shown["mrr"]), (3, 2500))
        preview = self.call("POST", f"/api/plans/{plan['id']}/preview", self.root, {"price_amount": 1500, "max_users": 2})[1]
        self.assertEqual((preview["affected_subscriptions"], preview["mrr_effect"]), (3, {"keep": 0, "migrate": 1250}))
        self.assertTrue(any("1 organization has more users" in warning for warning in preview["warnings"]), preview["warnings"])
        self.assertTrue(any("3 present subscriptions stay" in warning for warning in preview["warnings"]), preview["warnings"])
        renamed = self.call("POST", f"/api/plans/{plan['id']}/preview", self.root, {"name": "Crew"})[1]
        self.assertEqual((renamed["affected_subscriptions"], renamed["warnings"]), (0, []))

    def test_what_takes_longer_goes_on_and_is_found_again(self):
        plan = self.made()
        path, key = f"/api/plans/{plan['id']}", str(uuid.uuid4())
        self.sandbox.ask("/sandbox/faults", {"add": [{"kind": "error_before", "times": 50}]})
        began = time.monotonic()
        status, operation, headers = self.call("PUT", path, self.root, {"name": "Later", "version": 1})
        self.assertEqual((status, headers["Location"]), (202, "/api/operations/" + operation["id"]))
        self.assertLess(time.monotonic() - began, 10)
        self.assertIn(self.call("GET", headers["Location"], self.root)[1]["state"], ("pending", "running"))
        self.refused(self.call("GET", headers["Location"], self.saas), 404, "not_found")
        self.refused(self.call("GET", headers["Location"]), 401, "token_required")
        self.sandbox.ask("/sandbox/faults", method="DELETE")
        until(lambda: self.call("GET", headers["Location"], self.root)[1]["state"] == "done", 60, "the operation ends")
        self.assertEqual(self.call("GET", path)[1]["name"], "Later")

    def test_what_stripe_refuses_is_told_with_its_own_words(self):
        plan = self.made()
        self.stage.home.sql(f"SET ROLE billhook_owner; UPDATE billhook.plans SET stripe_product_id = 'prod_gone' WHERE id = '{plan['id']}'", self.stage.url)
        answer = self.call("PUT", "/api/plans/" + plan["id"], self.root, {"name": "X", "version": 1})
        self.refused(answer, 422, "stripe_refused")
        self.assertEqual(answer[1]["stripe_code"], "resource_missing")
        self.assertIn("prod_gone", answer[1]["detail"])
        self.assertEqual(self.call("GET", "/api/plans/" + plan["id"])[1]["name"], "Team")

    def test_pages_hold_every_plan_once(self):
        for _ in range(3):
            self.made()
        seen, cursor = [], ""
        while cursor is not None:
            page = self.call("GET", "/api/plans?limit=2" + (f"&cursor={cursor}" if cursor else ""))[1]
            seen, cursor = seen + [one["id"] for one in page["items"]], page["next_cursor"]
        self.assertEqual(seen, [one["id"] for one in self.call("GET", "/api/plans?limit=200")[1]["items"]])


if __name__ == "__main__":
    unittest.main()
