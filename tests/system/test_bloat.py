"""R13: a replay writes what differs: ten of them leave the database as large as it was; what was spoilt is made good."""
import os
import unittest

from billhook import SECRET, Home, billhookd, digest, run

FULL = bool(os.environ.get("BILLHOOK_FULL"))
# With --full some 30,000 events; else a tenth of it.
COMPANY = ("--organizations", 500, "--months", 24) if FULL else ("--organizations", 60, "--months", 12)
SIZE = "SELECT pg_database_size(current_database())"
OURS = "SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class WHERE relnamespace = 'billhook'::regnamespace AND relkind IN ('r', 'p')"


class BloatTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = Home()
        cls.addClassCleanup(cls.home.close)
        cls.url = cls.home.start_database()
        daemon = cls.home.serve(url=cls.url).ready()
        directory = cls.home.folder / "directory"
        done = run("billhook-sandbox", "demo", "--to", f"http://127.0.0.1:{daemon.port}/api/webhooks/stripe", "--secret", SECRET, "--seed", 9, *COMPANY,
                   "--end", "2026-11-18T17:04:31Z", "--directory", directory, seconds=300)
        assert done.returncode == 0, done.stderr
        assert billhookd("directory", "import", directory, BILLHOOK_DATABASE_URL=cls.url).returncode == 0
        cls.truth = digest(cls.home, cls.url, wait=300)
        daemon.stop()
        cls.home.sql("VACUUM ANALYZE", cls.url)

    def replay(self):
        done = billhookd("replay", "--all", BILLHOOK_DATABASE_URL=self.url, seconds=300)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def listed(self):
        return self.home.sql("SELECT * FROM billhook.organization_summary ORDER BY organization_id", self.url)

    def test_r13_every_table_of_the_mirror_is_made_anew(self):
        left = "SELECT name FROM billhook.mirror_table WHERE name::text <> ALL (SELECT 'billhook.' || unnest(billhook.derived_tables()))"
        self.assertEqual(self.home.sql(left, self.url), "")

    def test_r13_ten_replays_leave_the_database_as_large_as_it_was(self):
        before, ours, listed = int(self.home.sql(SIZE, self.url)), int(self.home.sql(OURS, self.url)), self.listed()
        for _ in range(10):
            done = self.replay()
        count = int(done.stdout.split()[0])
        self.assertIn(f"{count} of {count} events", done.stderr)
        after, ours_after = int(self.home.sql(SIZE, self.url)), int(self.home.sql(OURS, self.url))
        print(f"{count} events, ten replays: the database {before >> 10} to {after >> 10} kB, our tables {ours >> 10} to {ours_after >> 10} kB")
        self.assertLess(after, before * 1.3)
        self.assertLess(ours_after, ours * 1.3)
        self.assertEqual(digest(self.home, self.url), self.truth)
        self.assertEqual(self.listed(), listed)
        self.assertEqual(billhookd("check", BILLHOOK_DATABASE_URL=self.url).returncode, 0)

    def test_r13_what_was_spoilt_is_made_good(self):
        listed = self.listed()
        self.home.sql("UPDATE billhook.subscriptions SET status = 'spoilt' WHERE id IN (SELECT id FROM billhook.subscriptions ORDER BY id LIMIT 3); "
                      "DELETE FROM billhook.counter WHERE day < '2026-06-01'; DELETE FROM billhook.card_due; "
                      "INSERT INTO billhook.counter_delta (name, currency, day, amount, count) VALUES ('paying', 'usd', '2026-05-05', 7, 7); "
                      "UPDATE billhook.organization_summary SET annual_amount = annual_amount + 1; "
                      "DELETE FROM billhook.object_fact WHERE event_id IN (SELECT event_id FROM billhook.object_fact ORDER BY 1 LIMIT 5)", self.url)
        self.assertEqual(billhookd("check", BILLHOOK_DATABASE_URL=self.url).returncode, 1)
        self.replay()
        self.assertEqual(digest(self.home, self.url), self.truth)
        self.assertEqual(self.listed(), listed)
        self.assertEqual(billhookd("check", BILLHOOK_DATABASE_URL=self.url).returncode, 0)


if __name__ == "__main__":
    unittest.main()
