"""An event whose projection ends the daemon: the others get through, it is set aside, and it comes back once the cause is gone."""
import signal
import unittest

import events
from billhook import Home, billhookd, until

TRAP = """CREATE FUNCTION billhook.trap() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF NEW.object_id = 'cus_bad' THEN PERFORM pg_sleep(3); END IF; RETURN NEW; END $$;
CREATE TRIGGER trap BEFORE INSERT ON billhook.object_fact FOR EACH ROW EXECUTE FUNCTION billhook.trap()"""
TRAPPED = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'billhookd projector' AND wait_event = 'PgSleep'"
START = 1_750_000_000


class PoisonTest(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.close)
        self.url = self.home.start_database()

    def waiting(self):
        return self.home.sql("SELECT string_agg(event_id || ' ' || attempts, ',') FROM billhook.event_queue")

    def killed(self, daemon):
        """The daemon, killed as it works on the bad event; its transaction ends with the sleep."""
        until(lambda: self.home.sql(TRAPPED) == "1", 20, "the bad event is being projected")
        daemon.stop(signal.SIGKILL)
        until(lambda: self.home.sql(TRAPPED) == "0", 20, "the database has noticed")

    def test_an_event_that_ends_the_daemon_is_tried_alone_and_set_aside(self):
        self.home.sql(TRAP)
        daemon = self.home.serve(self.url).ready()
        # One transaction: the bad event stands in the middle of a batch.
        sent = [events.event("customer.created", events.customer(f"cus_{number}", START), START) for number in range(40)]
        sent.insert(20, events.event("customer.created", events.customer("cus_bad", START), START, id="evt_bad"))
        for body in sent:
            self.assertEqual(daemon.post(body), 200)
        self.killed(daemon)
        daemon = self.home.serve(self.url)
        self.killed(daemon)
        self.home.sql("UPDATE billhook.event_queue SET attempts = 8, next_attempt_at = '2020-01-01' WHERE attempts > 0")
        daemon = self.home.serve(self.url)
        until(lambda: self.waiting() == "", 20, "the bad event is set aside, the others are projected")
        self.assertEqual(self.home.sql("SELECT event_id, reason, attempts FROM billhook.event_quarantine"), "evt_bad|failed|8")
        self.assertEqual(self.home.sql("SELECT count(*) FROM billhook.customers"), "40")
        self.home.sql("DROP TRIGGER trap ON billhook.object_fact")
        done = billhookd("replay", "--quarantined", BILLHOOK_HOME=self.home.home, BILLHOOK_DATABASE_URL=self.url)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.home.sql("SELECT name FROM billhook.customers WHERE id = 'cus_bad'"), "Company cus_bad")
        self.assertEqual(daemon.stop(), 0)


if __name__ == "__main__":
    unittest.main()
