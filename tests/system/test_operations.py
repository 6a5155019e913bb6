"""Operations under random faults of Stripe and kills at every boundary: each makes exactly one object of each step, none is lost."""
import http.client
import json
import os
import random
import re
import signal
import unittest
import urllib.parse
import urllib.request
import uuid

from billhook import ROOT, Home, Process, environment, free_port, run, until
from planstage import TEAM, Stage

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

    def carry_out(self, until_number, crash_point=None, who=()):
        first = int(self.home.sql("SELECT count(*) FROM billhook.operation"))
        self.home.sql("SET ROLE billhook_owner; UPDATE billhook.operation SET retry_at = now() WHERE retry_at > now()")
        return run("billhook_operations", self.url, self.base, first, max(first, until_number), *who, seconds=300,
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

    def test_what_a_killed_desktop_left_the_daemon_finishes(self):
        kills = dict.fromkeys(boundaries(), 0)
        names = sorted(kills)
        for number in range(OPERATIONS):
            name = names[number % len(names)]
            code = self.carry_out(number + 1, f"{name}:{self.random.randrange(1, 4)}", who=("desktop",))
            self.assertIn(code, (0, -9))
            kills[name] += code == -9
            self.home.sql("SET ROLE billhook_owner; UPDATE billhook.operation SET claim_until = now() - interval '1 hour' "
                          "WHERE claim_until > now()")  # as if the desktop's claim had run out
            self.assertEqual(self.carry_out(0), 0)
            self.assertEqual(self.open_operations(), 0)
        begun = int(self.home.sql("SELECT count(*) FROM billhook.operation"))
        until(lambda: self.carry_out(OPERATIONS) == 0, 120, "those that were killed before they were kept")
        self.assertTrue(all(kills.values()), kills)
        print("kills:", kills, flush=True)
        self.compare()
        self.assertEqual(int(self.home.sql("SELECT count(*) FROM billhook.audit_log WHERE actor LIKE 'person:%'")), begun)

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


class PlanOperationsTest(unittest.TestCase):
    """The same of plans, asked for over the API and carried out by the daemon, which is what is killed."""

    def setUp(self):
        self.stage = Stage()
        self.addCleanup(self.stage.close)
        self.seed = int(os.environ.get("BILLHOOK_SEED", random.randrange(1 << 32)))
        print(f"BILLHOOK_SEED={self.seed}", flush=True)
        self.random = random.Random(self.seed)
        self.requests = []  # (path, body, key) of each operation
        self.ids = {}  # of plans, by number

    def sql(self, text):
        return self.stage.home.sql("SET ROLE billhook_owner; " + text, self.stage.url)

    def let_go(self):
        """What a killed daemon holds, and what waits for another try, is due."""
        self.sql("UPDATE billhook.operation SET retry_at = NULL, claim_until = now() - interval '1 hour' WHERE state IN ('pending', 'running');"
                 "UPDATE billhook.api_idempotency SET begun_at = begun_at - interval '2 minutes' WHERE status IS NULL")

    def ask(self, number):
        """The operation of that number: every other one changes the plan before it."""
        if number % 2 == 0:
            return "POST", "/api/plans", {**TEAM, "slug": f"plan-{number}", "price_amount": 1000 + number}
        before = self.sql(f"SELECT id FROM billhook.plans WHERE slug = 'plan-{number - 1}'")
        return "PUT", f"/api/plans/{before}", {"price_amount": 2000 + number, "version": 1}

    def send(self, request, key):
        try:
            return self.stage.call(*request[:2], self.stage.root, request[2], Idempotency_Key=key)[0]
        except (OSError, http.client.HTTPException):
            return None  # the daemon was killed

    def settled(self, request, key):
        """Asked again and again by daemons that live, until it has come to its end."""
        status = self.send(request, key)
        if status == 202 or status in (409, 503):
            self.let_go()
            return self.stage.operations("pending", "running") == 0 and status == 202
        return status in (200, 201, 412)  # 412: an earlier try had its effect, and the version is another one now

    def carry_out(self, number, point):
        self.stage.serve(BILLHOOK_CRASH_POINT=f"{point}:{self.random.randrange(1, 4)}")
        request, key = self.ask(number), str(uuid.uuid4())
        self.send(request, key)
        until(lambda: not self.stage.daemon.alive() or self.stage.operations("pending", "running") == 0, 60, "the daemon ends or is done")
        killed = not self.stage.daemon.alive()
        self.stage.daemon.stop(signal.SIGKILL)
        self.let_go()
        if killed or self.stage.operations("pending", "running"):
            self.stage.serve()
            until(lambda: self.settled(request, key), 60, f"operation {number} ends")
            self.stage.daemon.stop(signal.SIGKILL)
        return killed

    def test_every_plan_operation_makes_exactly_one_object_a_step(self):
        self.stage.daemon.stop()
        self.stage.sandbox.ask("/sandbox/faults", {"seed": self.seed, "permille": FAULTS})
        names = sorted(boundaries())
        kills = dict.fromkeys(names, 0)
        for number in range(OPERATIONS):
            name = names[number // 2 % len(names)]
            kills[name] += self.carry_out(number, name)
        print("kills:", kills, flush=True)
        self.assertTrue(all(kills.values()), kills)
        self.compare()

    def compare(self):
        self.stage.sandbox.ask("/sandbox/faults", method="DELETE")
        products, after = [], {}
        while page := self.stage.sandbox.listed("/v1/products", **after):
            products, after = products + page, {"starting_after": page[-1]["id"]}
        slugs = sorted(one["metadata"]["plan_slug"] for one in products)
        self.assertEqual(slugs, sorted(f"plan-{number}" for number in range(0, OPERATIONS, 2)))
        for product in products:
            number = int(product["metadata"]["plan_slug"].removeprefix("plan-"))
            prices = self.stage.sandbox.listed("/v1/prices", product=product["id"])
            self.assertEqual(sorted((one["unit_amount"], one["active"]) for one in prices), [(1000 + number, False), (2001 + number, True)])
            self.assertEqual(product["default_price"], next(one["id"] for one in prices if one["active"]))
        self.assertEqual(self.sql("SELECT state, count(*) FROM billhook.operation GROUP BY state"), f"done|{OPERATIONS}")
        self.assertEqual(self.sql("SELECT count(*), min(version), max(version) FROM billhook.plans"), f"{OPERATIONS // 2}|2|2")
        self.assertEqual(self.sql("SELECT count(*) FROM billhook.audit_log"), str(OPERATIONS))


if __name__ == "__main__":
    unittest.main()
