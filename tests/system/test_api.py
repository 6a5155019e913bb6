"""The REST API from outside: who may call what, in which order it refuses, pages, repeats, and that the contract describes every answer."""
import concurrent.futures
import http.client
import json
import unittest
import uuid

import contract
from billhook import Home, billhookd, until

ONE, TWO = "6f1c1a5e-95a5-4d5f-9d3f-111111111111", "6f1c1a5e-95a5-4d5f-9d3f-222222222222"
INVOICES = "/api/invoices/organization/"


class ApiTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = Home()
        cls.addClassCleanup(cls.home.close)
        cls.url = cls.home.start_database()
        cls.daemon = cls.home.serve(url=cls.url).ready()
        cls.root = cls.token("root", "--superuser")
        cls.saas = cls.token("saas", "--service")
        lines = "".join(json.dumps({"type": "organization", "id": key, "name": name, "stripe_customer_id": customer}) + "\n"
                        for key, name, customer in ((ONE, "One", "cus_1"), (TWO, "Two", "cus_2")))
        status, body, _ = cls.call("POST", "/api/directory", cls.saas, lines)
        assert (status, body) == (200, {"rows": 2, "changed": 2, "errors": []}), (status, body)
        cls.home.sql("""INSERT INTO billhook.customers (id, organization_id) VALUES ('cus_1', '%s'), ('cus_2', '%s');
            INSERT INTO billhook.invoices (id, number, customer_id, status, currency, amount_due, amount_paid, amount_remaining, created)
            SELECT 'in_' || n, 'N-' || n, 'cus_' || 1 + n %% 2, 'paid', 'usd', 9007199254740993, 100, 0,
                   '2026-01-01 00:00:00+00'::timestamptz + n / 4 * interval '1 day' FROM generate_series(1, 60) AS n;
            INSERT INTO billhook.subscriptions (id, customer_id, status, currency, trial_end, trial_annual_amount, plan_name)
            SELECT 'sub_' || n, 'cus_1', 'trialing', 'usd', now() + n * interval '1 day', 1200 * n, 'Team' FROM generate_series(1, 40) AS n"""
                     % (ONE, TWO), cls.url)
        cls.member = cls.token("m", "--organization", ONE, "--role", "member")

    @classmethod
    def token(cls, name, *words):
        done = billhookd("token", "create", "--name", name, *words, BILLHOOK_HOME=cls.home.home, BILLHOOK_DATABASE_URL=cls.url)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @classmethod
    def call(cls, method, path, token=None, body=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", cls.daemon.port, timeout=15)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text, headers = answer.read(), dict(answer.getheaders())
        finally:
            connection.close()
        content = json.loads(text) if text else None
        if not path.startswith("/openapi"):
            contract.check(method, path, answer.status, headers, content)
        return answer.status, content, headers

    def refused(self, answer, status, code):
        self.assertEqual((answer[0], answer[1].get("code")), (status, code), answer[1])
        self.assertEqual(answer[2]["Content-Type"], "application/problem+json")
        self.assertEqual(answer[1]["request_id"], answer[2]["X-Request-Id"])

    def test_every_refusal_in_its_order(self):
        expiring = "/api/admin/subscriptions/expiring"
        self.refused(self.call("GET", expiring), 401, "token_required")
        self.refused(self.call("GET", expiring, "bh_wrong"), 401, "token_required")
        self.refused(self.call("GET", expiring, self.member), 403, "forbidden")
        self.refused(self.call("GET", expiring + "?nonsense=1", self.member), 403, "forbidden")
        self.refused(self.call("GET", expiring, self.saas), 403, "forbidden")
        self.refused(self.call("GET", expiring + "?nonsense=1&days=367", self.root), 422, "invalid")
        self.refused(self.call("DELETE", expiring, self.root), 405, "method_not_allowed")
        self.refused(self.call("POST", "/api/directory", self.root, "{}", Content_Type="text/plain"), 415, "unsupported_media_type")
        self.refused(self.call("POST", "/api/directory", self.member, "{}", Content_Type="text/plain"), 403, "forbidden")

    def test_another_tenants_object_is_not_there(self):
        mine = self.call("GET", INVOICES + ONE, self.member)
        self.assertEqual(mine[0], 200)
        theirs = self.call("GET", INVOICES + TWO, self.member)
        nobodys = self.call("GET", INVOICES + str(uuid.uuid4()), self.member)
        self.refused(theirs, 404, "not_found")
        theirs[1].pop("request_id"), nobodys[1].pop("request_id")
        self.assertEqual(theirs[1], nobodys[1])

    def test_the_database_shows_a_member_its_own_rows_only(self):
        rows = self.home.sql(f"""BEGIN; SET LOCAL ROLE billhook_api; SELECT set_config('billhook.organization', '{ONE}', true);
            SELECT string_agg(DISTINCT customer_id, ',') FROM billhook.invoices; ROLLBACK""", self.url).splitlines()
        self.assertEqual(rows[-1], "cus_1")
        self.assertEqual(self.home.sql("BEGIN; SET LOCAL ROLE billhook_api; SELECT count(*) FROM billhook.invoices; ROLLBACK", self.url), "0")

    def test_pages_hold_every_row_once_while_rows_come(self):
        seen, cursor = [], ""
        while cursor is not None:
            page = self.call("GET", INVOICES + ONE + "?limit=7" + (f"&cursor={cursor}" if cursor else ""), self.member)[1]
            seen += [item["id"] for item in page["items"]]
            cursor = page["next_cursor"]
            self.home.sql("INSERT INTO billhook.invoices (id, customer_id, created) VALUES (gen_random_uuid()::text, 'cus_1', now())", self.url)
        self.assertEqual(len(seen), 30)
        self.assertEqual(len(set(seen)), 30)
        self.home.sql("DELETE FROM billhook.invoices WHERE id NOT LIKE 'in_%'", self.url)
        self.refused(self.call("GET", INVOICES + ONE + "?cursor=abc", self.member), 422, "invalid")

    def test_amounts_and_times_are_exact(self):
        item = self.call("GET", INVOICES + ONE + "?limit=1", self.member)[1]["items"][0]
        self.assertEqual(item["amount_due"], 9007199254740993)
        self.assertRegex(item["created_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        ends = self.call("GET", "/api/admin/subscriptions/expiring?days=10", self.root)[1]["items"]
        self.assertEqual([end["mrr"] for end in ends], [100 * n for n in range(1, len(ends) + 1)])

    def test_a_revoked_token_ends_within_a_second(self):
        token = self.token("short", "--superuser")
        self.assertEqual(self.call("GET", "/api/admin/subscriptions/expiring", token)[0], 200)
        done = billhookd("token", "revoke", "short", BILLHOOK_HOME=self.home.home, BILLHOOK_DATABASE_URL=self.url)
        self.assertEqual(done.returncode, 0, done.stderr)
        until(lambda: self.call("GET", "/api/admin/subscriptions/expiring", token)[0] == 401, 1, "the token is out of force")

    def test_repeats_are_answered_from_what_was_kept(self):
        line = json.dumps({"type": "user", "id": str(uuid.uuid4()), "email": "a@example.com"}) + "\n"
        key = str(uuid.uuid4())
        first = self.call("POST", "/api/directory", self.saas, line, Idempotency_Key=key)
        again = self.call("POST", "/api/directory", self.saas, line, Idempotency_Key=key)
        self.assertEqual((first[0], first[1]["changed"]), (200, 1))
        self.assertEqual((again[0], again[1]), (200, first[1]))
        self.assertEqual(again[2]["Idempotent-Replayed"], "true")
        self.refused(self.call("POST", "/api/directory", self.saas, line * 2, Idempotency_Key=key), 422, "idempotency_mismatch")
        self.assertEqual(self.call("POST", "/api/directory", self.root, line, Idempotency_Key=key)[1]["changed"], 0)

    def test_of_many_at_once_with_one_key_one_is_carried_out(self):
        line = json.dumps({"type": "user", "id": str(uuid.uuid4()), "email": "b@example.com"}) + "\n"
        key = str(uuid.uuid4())
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda _: self.call("POST", "/api/directory", self.saas, line, Idempotency_Key=key), range(24)))
        fresh = [answer for answer in answers if answer[0] == 200 and "Idempotent-Replayed" not in answer[2]]
        self.assertEqual(len(fresh), 1, [answer[0] for answer in answers])
        self.assertLessEqual({answer[0] for answer in answers}, {200, 409})

    def test_bad_lines_are_named(self):
        lines = 'not json\n{"type":"user","id":"%s","email":"c@example.com"}\n' % uuid.uuid4()
        status, body, _ = self.call("POST", "/api/directory", self.saas, lines)
        self.assertEqual((status, body["rows"], body["changed"], [error["line"] for error in body["errors"]]), (200, 2, 1, [1]))

    def test_request_ids_are_taken_over_where_they_are_sane(self):
        self.assertEqual(self.call("GET", "/api/admin/subscriptions/expiring", X_Request_Id="abc-1")[2]["X-Request-Id"], "abc-1")
        self.assertTrue(self.call("GET", "/livez-nowhere", X_Request_Id="a b")[2]["X-Request-Id"].startswith("req_"))
        until(lambda: '"request_id":"abc-1"' in self.daemon.words(), 5, "the request is logged with its id")

    def test_wrong_tokens_of_one_address_are_limited(self):
        home = Home()
        self.addCleanup(home.close)
        daemon = home.serve(url=home.start_database()).ready()
        statuses = [daemon.request("GET", INVOICES + ONE, headers={"Authorization": f"Bearer bh_{n}"})[0] for n in range(35)]
        self.assertEqual(statuses, [401] * 30 + [429] * 5)
        self.assertEqual(daemon.request("GET", INVOICES + ONE)[0], 401)

    def test_a_token_may_send_so_many_requests_a_second(self):
        daemon = self.home.serve(url=self.url, BILLHOOK_RATE=5).ready()
        path, header = INVOICES + ONE, {"Authorization": f"Bearer {self.member}"}
        answers = [daemon.request("GET", path, headers=header) for _ in range(30)]
        limited = [answer for answer in answers if answer[0] == 429]
        self.assertEqual({answer[0] for answer in answers}, {200, 429})
        self.assertEqual(json.loads(limited[0][1])["code"], "rate_limited")
        self.assertGreaterEqual(int(limited[0][2]["Retry-After"]), 1)
        self.assertEqual(daemon.request("GET", path, headers={"Authorization": f"Bearer {self.root}"})[0], 200)
        until(lambda: daemon.request("GET", path, headers=header)[0] == 200, 3, "the token may send again")

    def test_the_contract_and_its_pages_come_from_this_host(self):
        contract = self.call("GET", "/openapi.json")[1]
        self.assertIn(INVOICES + "{org_id}", contract["paths"])
        for page in ("/docs", "/redoc"):
            status, body, headers = self.daemon.get(page)
            self.assertEqual(status, 200)
            self.assertNotIn(b"http", body.replace(b"http-equiv", b""))
            self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
            for script in body.decode().split('src="')[1:]:
                self.assertEqual(self.daemon.get(script.split('"')[0])[0], 200)


if __name__ == "__main__":
    unittest.main()
