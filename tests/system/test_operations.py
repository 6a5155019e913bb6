"""Operations under random faults of Stripe and kills at every boundary: each makes exactly one object of each step, none is lost."""
import json
import os
import random
import re
import unittest
import urllib.parse
import urllib.request

from billhook import ROOT, Home, Process, environment, free_port, run, until

KEY = "sk_test_operations"
OPERATIONS = 1000 if "BILLHOOK_SOAK" in os.environ else 100
FAULTS = {"error_before": 30, "error_after": 30, "drop_before": 30, "drop_after": 30, "truncate": 30, "rate_limit": 30}  # of 1,000


def boundaries():
    names = re.findall(r'std::string_view\("((?:operation|step)_\w+)"\)', (ROOT / "services/observability/crashpoint.h").read_text())
    assert len(names) >= 7, names
    return names


class OperationsTest(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.close)
        self.url = self.home.start_database()
        port = free_port()
        self.base = f"http://127.0.0.1:{port}"
        self.home.keep(Process("billhook-sandbox", "serve", "--listen", f"127.0.0.1:{port}", "--state", self.home.folder / "stripe",
                               log=self.home.folder / "stripe.log"))
        until(self.answers, 20, "the sandbox answers")
        self.seed = int(os.environ.get("BILLHOOK_SEED", random.randrange(1 << 32)))
        print(f"BILLHOOK_SEED={self.seed}", flush=True)
        self.random = random.Random(self.seed)

    def answers(self):
        try:
            return self.ask("/v1/account")
        except OSError:
            return None

    def ask(self, path, body=None):
        request = urllib.request.Request(self.base + path, headers={"Authorization": f"Bearer {KEY}"},
                                         data=json.dumps(body).encode() if body is not None else None)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def everything(self, path):
        objects, more = [], True
        while more:
            cursor = {"starting_after": objects[-1]["id"]} if objects else {}
            page = self.ask(path + "?" + urllib.parse.urlencode({"limit": 100, **cursor}))
            objects, more = objects + page["data"], page["has_more"]
        return objects

    def carry_out(self, until_number, crash_point=None):
        first = int(self.home.sql("SELECT count(*) FROM billhook.operation"))
        self.home.sql("SET ROLE billhook_owner; UPDATE billhook.operation SET retry_at = now() WHERE retry_at > now()")
        return run("billhook_operations", self.url, self.base, first, max(first, until_number), seconds=300,
                   BILLHOOK_CRASH_POINT=crash_point).returncode

    def open_operations(self):
        return int(self.home.sql("SELECT count(*) FROM billhook.operation WHERE state IN ('pending', 'running')"))

    def test_every_operation_makes_exactly_one_object_a_step(self):
        self.ask("/sandbox/faults", {"seed": self.seed, "permille": FAULTS})
        kills = dict.fromkeys(boundaries(), 0)
        names = sorted(kills)
        for number in range(OPERATIONS):
            name = names[number % len(names)]
            code = self.carry_out(number + 1, f"{name}:{self.random.randrange(1, 4)}")
            self.assertIn(code, (0, -9))
            kills[name] += code == -9
        until(lambda: self.carry_out(OPERATIONS) == 0 and self.open_operations() == 0, 120, "all operations end")
        self.assertTrue(all(kills.values()), kills)
        print("kills:", kills, flush=True)
        self.compare()

    def compare(self):
        """Our account of what was made against Stripe's."""
        request = urllib.request.Request(self.base + "/sandbox/faults", headers={"Authorization": f"Bearer {KEY}"}, method="DELETE")
        urllib.request.urlopen(request, timeout=20).close()
        for kind, last_step in (("product", "set_default_price"), ("price", "create_price")):
            ours = json.loads(self.home.sql(
                f"SELECT json_object_agg(made.object, last.id) FROM billhook.operation_step made JOIN billhook.operation_step last "
                f"USING (operation_id) WHERE made.name = 'create_{kind}' AND last.name = '{last_step}'"))
            self.assertEqual(len(ours), OPERATIONS)
            marks = {one["id"]: one["metadata"].get("billhook_step") for one in self.everything(f"/v1/{kind}s")}
            self.assertEqual({name: mark for name, mark in marks.items() if mark}, ours)
        self.assertEqual(self.home.sql("SELECT state, count(*) FROM billhook.operation GROUP BY state"), f"done|{OPERATIONS}")
        self.assertEqual(self.home.sql("SELECT count(*), count(DISTINCT subject) FROM billhook.audit_log"), f"{OPERATIONS}|{OPERATIONS}")


if __name__ == "__main__":
    unittest.main()
