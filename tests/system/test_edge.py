"""Bad input from outside: each a clear answer, nothing lost, and the daemon goes on."""
import json
import time
import unittest

from billhook import Home, digest, signature
import events


class EdgeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = Home()
        cls.addClassCleanup(cls.home.close)
        cls.url = cls.home.start_database()
        cls.daemon = cls.home.serve(cls.url).ready()

    def stored(self, event_id):
        return self.home.sql(f"SELECT count(*) FROM billhook.stripe_event WHERE id = '{event_id}'") == "1"

    def body(self, tag):
        return json.dumps(events.event("invoice.upcoming", {"object": "invoice"}, int(time.time()), id=tag)).encode()

    def test_webhook_is_stored_before_it_is_acknowledged(self):
        self.assertEqual(self.daemon.post(self.body("evt_good")), 200)
        self.assertTrue(self.stored("evt_good"))

    def test_duplicate_is_acknowledged_and_changes_nothing(self):
        body = self.body("evt_twice")  # of one second
        self.assertEqual([self.daemon.post(body) for _ in range(3)], [200, 200, 200])
        self.assertTrue(self.stored("evt_twice"))

    def test_wrong_signature_is_refused(self):
        self.assertEqual(self.daemon.post(self.body("evt_forged"), signature(self.body("evt_forged"), "whsec_other")), 400)
        self.assertFalse(self.stored("evt_forged"))

    def test_old_timestamp_is_refused(self):
        body = self.body("evt_old")
        self.assertEqual(self.daemon.post(body, signature(body, at=int(time.time()) - 3600)), 400)
        self.assertFalse(self.stored("evt_old"))

    def test_missing_header_is_refused(self):
        status, body, headers = self.daemon.request("POST", "/api/webhooks/stripe", self.body("evt_bare"))
        self.assertEqual(status, 400)
        self.assertEqual(headers["Content-Type"].split(";")[0], "application/problem+json")
        self.assertIn("code", json.loads(body))

    def test_two_mebibytes_are_refused_unread(self):
        head = b"POST /api/webhooks/stripe HTTP/1.1\r\nHost: x\r\nStripe-Signature: t=1,v1=00\r\nContent-Length: 2097152\r\n\r\n"
        self.assertIn(b" 413 ", self.daemon.raw(head).split(b"\r\n")[0])

    def test_bodies_without_a_usable_id_are_quarantined_and_acknowledged(self):
        bodies = [b"not json", b"{}", b"[]", b'{"id":5}', b'{"id":""}', b'{"id":"a\\u0000b","type":"x"}', b'{"id":"evt_\xff"}',
                  b"[" * 100 + b"]" * 100, b'{"id":"evt_deep","x":' + b"[" * 80 + b"]" * 80 + b"}"]
        before = int(self.home.sql("SELECT count(*) FROM billhook.event_quarantine"))
        self.assertEqual([self.daemon.post(body) for body in bodies], [200] * len(bodies))
        self.assertEqual(int(self.home.sql("SELECT count(*) FROM billhook.event_quarantine")) - before, len(bodies))
        kept = self.home.sql("SELECT count(*) FROM billhook.event_quarantine WHERE event_id LIKE 'sha256:%' AND payload IS NOT NULL")
        self.assertGreaterEqual(int(kept), len(bodies))

    def test_smuggled_request_gets_no_answer(self):
        inner = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
        for framing in (b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", b"Transfer-Encoding: xchunkedx\r\n",
                        b"Content-Length: 0\r\nContent-Length: 40\r\n", b"Transfer-Encoding: chunked, identity\r\n",
                        b"Content-Length: +5\r\n", b"Content-Length: -1\r\n"):
            answer = self.daemon.raw(b"POST /api/webhooks/stripe HTTP/1.1\r\nHost: x\r\n" + framing + b"\r\n0\r\n\r\n" + inner)
            self.assertEqual(answer.count(b"HTTP/1.1 "), 1, framing)
            self.assertIn(answer.split(b" ")[1], (b"400", b"501"), framing)

    def test_unknown_path_and_method_are_said(self):
        self.assertEqual(self.daemon.get("/nothing")[0], 404)
        self.assertEqual(self.daemon.request("DELETE", "/api/webhooks/stripe")[0], 405)

    def test_unknown_event_type_and_version_are_kept(self):
        body = events.event("made.up.later", {"id": "x_1", "object": "x"}, int(time.time()), id="evt_new", version="2099-01-01.z")
        self.assertEqual(self.daemon.post(body), 200)
        self.assertTrue(self.stored("evt_new"))

    def test_absurd_creation_is_kept(self):
        for tag, created in (("evt_year1", -62135596800), ("evt_year9999", 253402300799), ("evt_huge", 2 ** 62)):
            self.assertEqual(self.daemon.post(events.event("a.b", {"id": "x", "object": "x"}, created, id=tag)), 200, tag)
            self.assertTrue(self.stored(tag), tag)

    def test_other_mode_is_parked(self):
        self.daemon.post(self.body("evt_first"))
        digest(self.home, self.url)
        live = events.event("customer.created", events.customer("cus_live", 1), int(time.time()), id="evt_live", livemode=True)
        self.assertEqual(self.daemon.post(live), 200)
        self.assertEqual(self.home.sql("SELECT reason FROM billhook.event_quarantine WHERE event_id = 'evt_live'"), "wrong_mode")
        self.assertEqual(self.home.sql("SELECT count(*) FROM billhook.customers WHERE id = 'cus_live'"), "0")

    def test_health_and_metrics_speak(self):
        self.assertEqual(self.daemon.get("/livez")[0], 200)
        status, body, _ = self.daemon.get("/health")
        self.assertEqual(status, 200)
        self.assertIn("database", json.loads(body)["checks"])
        self.assertIn(b"billhook_build_info", self.daemon.get("/metrics")[1])

    def test_health_is_closed_to_forwarded_requests(self):
        self.assertIn(self.daemon.get("/metrics", {"X-Forwarded-For": "203.0.113.9"})[0], (401, 403))


if __name__ == "__main__":
    unittest.main()
