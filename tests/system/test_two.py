"""Two daemons on one database behind nginx: one is killed under load and comes back; nothing acknowledged is lost."""
import http.client
import json
import os
import signal
import ssl
import unittest

import events
from billhook import SECRET, Home, Listener, Nginx, Process, billhookd, digest, free_port, run, until

SOAK = bool(os.environ.get("BILLHOOK_SOAK"))
ORGANIZATIONS, KILLS = (1500, 12) if SOAK else (60, 2)
COMPANY = ["--seed", 11, "--months", 24, "--organizations", ORGANIZATIONS, "--end", "2026-11-18T17:04:31Z"]
SETTINGS = {"BILLHOOK_ZONE": "Europe/Paris", "BILLHOOK_CURRENCY": "eur", "BILLHOOK_COMPANY": "Larkspur Labs", "BILLHOOK_DEMO": "1"}


class TwoDaemonsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = Home()
        cls.addClassCleanup(cls.home.close)
        cls.home.start_database()
        cls.home.make_database("two")
        cls.url = cls.home.url_of("two")
        cls.ports = [free_port(), free_port()]
        cls.daemons = [cls.home.serve(cls.url, port=port, **SETTINGS) for port in cls.ports]
        for daemon in cls.daemons:
            daemon.ready()
        cls.nginx = cls.home.keep(Nginx(cls.home.folder, cls.ports))

    def sql(self, text):
        return self.home.sql(text, self.url)

    def stored(self):
        return int(self.sql("SELECT count(*) FROM billhook.stripe_event"))

    def undisturbed(self):
        """The digest of the same company over one daemon that nothing happens to, and the ids of its events."""
        self.home.make_database("one")
        url, dump = self.home.url_of("one"), self.home.folder / "events.jsonl"
        daemon = self.home.serve(url, **SETTINGS).ready()
        done = run("billhook-sandbox", "demo", "--to", f"http://127.0.0.1:{daemon.port}/api/webhooks/stripe", "--secret", SECRET,
                   "--dump", dump, *COMPANY, seconds=600)
        self.assertEqual(done.returncode, 0, done.stderr)
        line = digest(self.home, url, wait=300)
        self.assertEqual(daemon.stop(), 0)
        return line, {json.loads(event)["id"] for event in dump.read_text().splitlines()}

    def test_1_two_daemons_that_start_at_once_migrate_once(self):
        known = self.home.sql("SELECT count(*) FROM billhook.schema_version")
        self.assertEqual(self.sql("SELECT count(*) FROM billhook.schema_version"), known)
        self.assertEqual(self.sql("SELECT count(*) || ' ' || min(zone) || ' ' || min(currency) FROM billhook.installation"), "1 Europe/Paris eur")

    def test_2_a_killed_daemon_costs_nothing_and_nobody_sees_it(self):
        expected, ids = self.undisturbed()
        listener = self.home.keep(Listener(self.url, self.home.folder / "heard.log"))
        first = int(self.sql("SELECT max(seq) FROM billhook.change_seq"))
        sender = self.home.keep(Process("billhook-sandbox", "demo", "--to", self.nginx.url(), "--secret", SECRET, "--connections", 16,
                                        *COMPANY, log=self.home.folder / "sender.log"))
        killed = self.kill_and_restart(sender, len(ids))
        self.assertEqual(sender.process.wait(600), 0, sender.words()[-2000:])
        self.assertEqual(killed, KILLS)
        self.assertEqual(digest(self.home, self.url, wait=300), expected)
        check = billhookd("check", seconds=300, BILLHOOK_HOME=self.home.home, BILLHOOK_DATABASE_URL=self.url)
        self.assertEqual(check.returncode, 0, check.stdout + check.stderr)
        self.assertEqual(ids - set(self.sql("SELECT id FROM billhook.stripe_event").split()), set())
        self.answers_are_calm()
        self.every_change_was_heard_once(listener, first)

    def kill_and_restart(self, sender, total):
        """Each daemon in turn dies in mid-load and comes back while the other carries on."""
        for number in range(KILLS):
            killed, part = number % 2, total / (KILLS + 1)
            until(lambda: not sender.alive() or self.stored() > part * (number + 0.5), 120, "events arrive")
            if not sender.alive():
                return number
            self.daemons[killed].stop(signal.SIGKILL)
            until(lambda: not sender.alive() or self.stored() > part * (number + 1), 120, "the other carries on")
            self.daemons[killed] = self.home.serve(self.url, port=self.ports[killed], **SETTINGS).ready()
        return KILLS

    def answers_are_calm(self):
        seen = self.nginx.seen()
        bad = [(status, asked) for _, status, asked in seen if status != 200]
        asked_twice = sum(len(asked) > 1 for _, _, asked in seen)
        shares = [sum(asked[-1:] == [str(port)] for _, _, asked in seen) for port in self.ports]
        print(f"{len(seen)} webhooks, {len(bad)} not acknowledged {bad[:5]}, {asked_twice} handed to the other daemon, "
              f"answered by each: {shares}", flush=True)
        self.assertLessEqual(len(bad), len(seen) // 1000)
        self.assertGreater(asked_twice, 0)
        self.assertGreater(min(shares), len(seen) // 10)

    def every_change_was_heard_once(self, listener, first):
        """None twice, none left out; the daemons may still have something to tell of what they did last."""
        last = int(self.sql("SELECT max(seq) FROM billhook.change_seq"))
        until(lambda: last in listener.numbers(), 20, "the last change is heard")
        heard = listener.numbers()
        self.assertEqual(heard, list(range(first + 1, heard[-1] + 1)))
        self.assertGreater(len(heard), KILLS)

    def test_3_a_forged_webhook_is_refused_by_the_first_that_is_asked(self):
        before = len(self.nginx.seen())
        body = json.dumps(events.event("customer.created", events.customer("cus_forged", 1_760_000_000), 1_760_000_000))
        self.assertEqual(self.through_nginx("POST", "/api/webhooks/stripe", body, {"Stripe-Signature": "t=1,v1=00"}), 400)
        _, status, asked = until(lambda: self.nginx.seen()[before:], 10, "the access log")[0]
        self.assertEqual((status, len(asked)), (400, 1))

    def test_4_what_comes_through_nginx_sees_no_figures(self):
        self.assertEqual(self.through_nginx("GET", "/readyz"), 200)
        for path in ("/metrics", "/health", "/"):
            self.assertEqual(self.through_nginx("GET", path), 404)
        self.assertEqual(self.daemons[0].get("/metrics")[0], 200)
        self.assertEqual(self.daemons[0].get("/metrics", {"X-Forwarded-For": "127.0.0.1"})[0], 403)

    def through_nginx(self, method, path, body=None, headers=None):
        trusting = ssl.create_default_context(cafile=self.home.folder / "tls.crt")
        trusting.check_hostname = False
        connection = http.client.HTTPSConnection("127.0.0.1", self.nginx.tls_port, timeout=15, context=trusting)
        self.addCleanup(connection.close)
        connection.request(method, path, body, headers or {})
        return connection.getresponse().status


if __name__ == "__main__":
    unittest.main()
