"""A call whose end the network swallowed keeps its rows locked in a server that knows of nothing; nobody must wait for it for long."""
import socket
import struct
import unittest

import events
from billhook import Home, until

START = 1_750_000_000
HELD = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'billhookd ingest' AND query LIKE '%evt_held%' AND pid <> pg_backend_pid()"


def message(kind, body):
    return kind + struct.pack("!I", len(body) + 4) + body


class AbandonedTest(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.close)
        self.url = self.home.start_database()

    def half_a_call(self, query):
        """A statement of the extended protocol that was executed and whose Sync never comes."""
        wire = socket.socket(socket.AF_UNIX)
        self.addCleanup(wire.close)
        wire.settimeout(10)
        wire.connect(str(self.home.home / "postgres" / "socket" / ".s.PGSQL.5432"))
        user, database = self.home.sql("SELECT current_user || ' ' || current_database()").split()
        words = ["user", user, "database", database, "application_name", "billhookd ingest"]
        wire.sendall(message(b"", struct.pack("!I", 196608) + b"".join(word.encode() + b"\0" for word in words) + b"\0"))
        said = b""
        while b"Z\0\0\0\5I" not in said:
            said += wire.recv(4096)
        wire.sendall(message(b"P", b"\0" + query.encode() + b"\0" + bytes(2)) + message(b"B", bytes(8)) + message(b"E", bytes(5))
                     + message(b"H", b""))
        while b"INSERT 0 1" not in said:
            said += wire.recv(4096)

    def test_an_event_that_an_abandoned_call_has_locked_is_soon_taken(self):
        daemon = self.home.serve(self.url).ready()
        self.assertEqual(daemon.post(events.event("customer.created", events.customer("cus_first", START), START)), 200)
        self.half_a_call("INSERT INTO billhook.stripe_event (id, created, type, payload) "
                         f"VALUES ('evt_held', to_timestamp({START}), 'customer.created', '')")
        self.assertEqual(self.home.sql(HELD), "1")
        body = events.event("customer.created", events.customer("cus_held", START), START, id="evt_held")
        until(lambda: daemon.post(body) == 200, 10, "the event is taken")
        until(lambda: self.home.sql("SELECT name FROM billhook.customers WHERE id = 'cus_held'") != "", 10, "the event is projected")
        self.assertIn("abandoned_calls", daemon.words())
        self.assertEqual(self.home.sql(HELD), "0")
        self.assertEqual(daemon.stop(), 0)


if __name__ == "__main__":
    unittest.main()
