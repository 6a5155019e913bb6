"""S9: batches count bytes, so that one customer's large events take neither the daemon's memory nor a neighbour's second."""
import concurrent.futures
import json
import pathlib
import re
import time
import unittest

import doors
from billhook import Home, until

NOW = int(time.time())
EVENTS, BYTES = 400, 900_000
MOST_MEMORY = 256 << 20


class MemoryTest(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.close)
        self.home.start_database()
        self.daemon = self.home.serve().ready()

    def peak(self):
        status = pathlib.Path(f"/proc/{self.daemon.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) << 10

    def send(self, number):
        event = doors.event(f"big{number}", "cus_big", NOW + number % 7, name=f"n{number}", notes="x" * BYTES)
        body = json.dumps(event).encode()
        until(lambda: self.daemon.post(body, seconds=30) == 200, 60, f"event {number} is taken")

    def test_s9_400_large_events_of_one_customer(self):
        waits = []
        with concurrent.futures.ThreadPoolExecutor(8) as senders:
            sent = [senders.submit(self.send, number) for number in range(EVENTS)]
            while not all(one.done() for one in sent):
                began = time.monotonic()
                neighbour = doors.event(f"small{len(waits)}", f"cus_small{len(waits)}", NOW, kind="customer.created")
                self.assertEqual(self.daemon.post(neighbour), 200)
                waits.append(time.monotonic() - began)
            for one in sent:
                one.result()
        until(lambda: self.home.sql("SELECT count(*) FROM billhook.event_queue") == "0", 120, "all is projected")
        self.assertEqual(self.home.sql("SELECT count(*) FROM billhook.object_fact WHERE object_id = 'cus_big'"), str(EVENTS))
        self.assertLess(self.peak(), MOST_MEMORY)
        self.assertLess(max(waits), 1, sorted(waits)[-5:])
        print(f"peak {self.peak() >> 20} MB; a neighbour waited at most {max(waits):.2f} s of {len(waits)}")


if __name__ == "__main__":
    unittest.main()
