"""A lane of the fire test: one database, the daemon on it, and a sender that never gives up; what must hold afterwards."""
import contextlib
import hashlib
import http.client
import itertools
import json
import os
import random
import signal
import subprocess
import threading
import time

from billhook import POSTGRES, SECRET, Home, Process, billhookd, digest, environment, free_port, run, signature, until

END = "2026-11-18T17:04:31Z"


class Cluster(Home):
    """A private PostgreSQL that is stopped, started and asked over its socket, and a migrated database to copy."""

    def __init__(self, **settings):
        super().__init__()
        self.start_database()
        self.copying = threading.Lock()
        for name, value in settings.items():
            self.sql(f"ALTER SYSTEM SET {name} = '{value}'")
        if settings:
            self.stop_postgres("fast")
            self.start_postgres()
        self.make_database("empty")
        done = billhookd("migrate", BILLHOOK_HOME=self.home, BILLHOOK_DATABASE_URL=self.url_of("empty"))
        assert done.returncode == 0, done.stderr

    @property
    def data(self):
        return self.home / "postgres" / "data"

    @property
    def socket(self):
        """Of the server; the URL names its folder."""
        return str(self.home / "postgres" / "socket" / ".s.PGSQL.5432")

    def sql(self, text, url=None):
        """A busy server may be slow to accept, or have no connection to spare for a while; that is no answer yet."""
        limit = time.monotonic() + 20
        while True:
            try:
                return super().sql(text, url)
            except AssertionError as problem:
                busy = "temporarily unavailable" in str(problem) or "too many clients" in str(problem)
                if not busy or time.monotonic() > limit:
                    raise
                threading.Event().wait(0.2)

    def control(self, *words, seconds=120, **settings):
        words = [f"{POSTGRES}/pg_ctl", "-s", "-w", "-t", "100", "-D", str(self.data), *words]
        if os.geteuid() == 0:
            words = ["runuser", "-u", "postgres", "--", *words]
        subprocess.run(words, cwd="/", check=True, timeout=seconds, env=environment(**settings), stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop_postgres(self, mode="immediate"):
        self.control("-m", mode, "stop")

    def start_postgres(self, **settings):
        self.control("-l", str(self.data / "again.log"), "start", **settings)

    def copy(self, name, more=""):
        with self.copying:  # two copies of one template at once are refused
            self.sql(f'CREATE DATABASE "{name}" TEMPLATE empty {more}')
        return self.url_of(name)


class Company:
    """The events of a demo company, with some that can't be projected in between, and what an undisturbed run makes of them."""

    def __init__(self, folder, seed, organizations, months=18):
        self.events, self.directory, self.rates = (folder / f"company{seed}.{kind}" for kind in ("jsonl", "directory", "csv"))
        done = run("billhook-sandbox", "demo", "--seed", seed, "--organizations", organizations, "--months", months, "--end", END,
                   "--dump", self.events, "--directory", self.directory, "--rates", self.rates, seconds=600)
        assert done.returncode == 0, done.stderr
        lines = self.events.read_text().splitlines()
        for number in range(6):
            place = len(lines) * (2 * number + 1) // 12
            lines[place:place] = [self.refused(seed, number), self.unreadable(seed, number), f"not an event {number}"]
        self.events.write_text("\n".join(lines) + "\n")
        self.ids = [self.id_of(line) for line in lines]
        self.first, self.some, self.digest = lines[0].encode(), [line.encode() for line in lines[:40]], None

    @staticmethod
    def id_of(line):
        try:
            return json.loads(line)["id"]
        except ValueError:
            return "sha256:" + hashlib.sha256(line.encode()).hexdigest()

    @staticmethod
    def event(seed, kind, number, obj):
        return json.dumps({"id": f"evt_{kind}{seed}_{number}", "object": "event", "type": "customer.created", "created": 1_760_000_000 + number,
                           "api_version": "2026-10-28.endive", "livemode": False, "pending_webhooks": 1,
                           "request": {"id": None, "idempotency_key": None}, "data": {"object": obj}})

    def refused(self, seed, number):
        """Readable, but its id fits in no index: tried alone, again and again, then quarantined."""
        name = "".join(random.Random(number).choices("abcdefghijklmnopqrstuvwxyz", k=12_000))
        return self.event(seed, "refused", number, {"id": "cus_" + name, "object": "customer", "created": 1_760_000_000, "livemode": False})

    def unreadable(self, seed, number):
        return self.event(seed, "unreadable", number, {"object": "customer", "livemode": False})

    def import_into(self, cluster, url):
        for words in (("directory", "import", self.directory), ("rates", "import", self.rates)):
            done = billhookd(*words, BILLHOOK_HOME=cluster.home, BILLHOOK_DATABASE_URL=url)
            assert done.returncode == 0, done.stderr

    def run_undisturbed(self, cluster):
        lane = Lane(cluster, self, f"calm{self.events.stem}")
        self.import_into(cluster, lane.direct)
        lane.start()
        lane.send(seed=1)
        lane.finish(compare=False)
        self.digest = lane.digest()
        lane.stop()
        cluster.sql(f'DROP DATABASE "{lane.name}"')


class Lane:
    def __init__(self, cluster, company, name, proxy=None, more=""):
        self.cluster, self.company, self.name, self.port = cluster, company, name, free_port()
        self.direct = cluster.copy(name, more)
        self.url = self.direct if proxy is None else f"postgresql://postgres@127.0.0.1:{proxy.port}/{name}"
        self.ledger = cluster.folder / f"{name}.ledger"
        self.daemon, self.sender, self.rate, self.settings = None, None, 0, {}
        self.starts, self.kills, self.reached, self.rows, self.read = [], 0, set(), [], 0

    def start(self, crash=None, wait=True):
        """Returns when it serves; or, where it is to crash, when it serves or has crashed."""
        began = time.monotonic()
        settings = {**self.settings, **({"BILLHOOK_CRASH_POINT": crash} if crash else {})}
        self.daemon = self.cluster.serve(self.url, port=self.port, BILLHOOK_ZONE="America/New_York", BILLHOOK_CURRENCY="usd", **settings)
        if not wait:
            return self
        until(lambda: self.serves() or not self.daemon.alive(), 30, f"{self.name} serves")
        if self.daemon.alive():
            self.starts.append(time.monotonic() - began)
        else:
            assert crash and self.daemon.process.returncode == -9, self.daemon.words()[-2000:]
        return self

    def serves(self):
        with contextlib.suppress(OSError):
            return self.daemon.get("/readyz")[0] == 200
        return False

    def accepts(self, ahead=0):
        """Whether an event, here one that was sent before, is taken by a daemon whose clock is so far ahead."""
        body = self.company.first
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.daemon.post(body, signature(body, at=int(time.time()) + ahead), seconds=6) == 200
        return False

    def stop(self):
        code = self.daemon.stop()
        assert code == 0, f"{self.name} ended with {code}: " + self.daemon.words()[-2000:]

    def kill(self):
        self.daemon.stop(9)
        self.kills += 1

    def crash_at(self, point, passes, seconds, hurried=False):
        """Serves until it has passed the point so often; False where it did not get there in time, and was killed all the same."""
        self.start(f"{point}:{passes}")
        limit = time.monotonic() + seconds
        while self.daemon.alive() and time.monotonic() < limit:
            if hurried:
                self.hurry()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.daemon.process.wait(0.1)
        there = not self.daemon.alive()
        assert not there or self.daemon.process.returncode == -9, self.daemon.words()[-2000:]
        self.kill()
        if there:
            self.reached.add(point)
        return there

    def hurry(self):
        """Nobody waits for pauses of up to a minute between tries."""
        self.cluster.sql("UPDATE billhook.event_queue SET next_attempt_at = clock_timestamp() WHERE event_id = ANY (ARRAY("
                         "SELECT event_id FROM billhook.event_queue WHERE next_attempt_at > clock_timestamp() FOR UPDATE SKIP LOCKED))", self.direct)

    def send(self, seed, rate=0, connections=16, **settings):
        self.rate = rate
        words = (self.port, SECRET, self.company.events, self.ledger, seed, connections, rate)
        self.sender = self.cluster.keep(Process("billhook_sender", *words, log=self.cluster.folder / f"{self.name}.sender", **settings))
        return self

    def sending(self):
        return self.sender.alive()

    def answers(self, after=0.0, before=1e12):
        """(line, sent, answered, status) in seconds of time.monotonic(), of those answered in between."""
        if self.ledger.exists():
            with open(self.ledger, encoding="ascii") as ledger:
                ledger.seek(self.read)
                for row in ledger.read().splitlines(keepends=True):
                    if not row.endswith("\n"):
                        break  # being written
                    self.read += len(row)
                    line, sent, answered, status = map(int, row.split())
                    self.rows.append((line, sent / 1000, answered / 1000, status))
        late = itertools.takewhile(lambda row: row[2] > after - 1, reversed(self.rows))  # they stand in order, nearly
        return [row for row in late if after <= row[2] <= before]

    def acknowledged(self):
        return {self.company.ids[line] for line, _, _, status in self.answers() if status // 100 == 2}

    def sql(self, text):
        return self.cluster.sql(text, self.direct)

    def stored(self):
        return set(self.sql("SELECT id FROM billhook.stripe_event UNION ALL SELECT event_id FROM billhook.event_quarantine WHERE payload IS NOT NULL").split())

    def drained(self):
        self.hurry()
        threading.Event().wait(0.2)  # each question is a new connection
        return self.sql("SELECT count(*) FROM billhook.event_queue") == "0"

    def digest(self):
        return digest(self.cluster, self.direct)

    def finish(self, seconds=900, compare=True):
        """Everything is acknowledged, stored once and projected once, whatever happened."""
        if self.rate and self.sending():
            self.sender.process.send_signal(signal.SIGUSR1)
        until(lambda: not self.sending(), seconds, f"{self.name}: everything is acknowledged")
        assert self.sender.process.returncode == 0, f"{self.name}: the sender ended with {self.sender.process.returncode}: {self.sender.words()}"
        until(self.drained, seconds, f"{self.name}: the queue is empty")
        lost = self.acknowledged() - self.stored()
        assert not lost, f"{self.name}: acknowledged and lost: {sorted(lost)[:5]} of {len(lost)}"
        assert self.stored() == set(self.company.ids), f"{self.name}: not what was sent"
        twice = self.sql("SELECT id, tableoid::regclass, created, received_at, xmin FROM billhook.stripe_event"
                         " WHERE id IN (SELECT id FROM billhook.stripe_event GROUP BY id HAVING count(*) > 1) ORDER BY id, received_at")
        assert not twice, f"{self.name}: stored twice:\n{twice}"
        check = billhookd("check", seconds=300, BILLHOOK_HOME=self.cluster.home, BILLHOOK_DATABASE_URL=self.direct)
        assert check.returncode == 0, f"{self.name}: " + check.stdout + check.stderr
        if compare:
            line = self.digest()
            assert line == self.company.digest, f"{self.name}: {line} is not the undisturbed {self.company.digest}"
        return self
