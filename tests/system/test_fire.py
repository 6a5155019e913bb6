"""The spine under fire: whatever is killed, stopped, cut off or filled up, nothing acknowledged is lost and nothing counts twice.
One chapter of kills and each outage once; BILLHOOK_FULL=1: a tenth of the whole; BILLHOOK_SOAK=1: the whole."""
import contextlib
import os
import pathlib
import random
import re
import shutil
import socket
import statistics
import struct
import subprocess
import threading
import time
import unittest

from billhook import PSQL, Questions, billhookd, environment, until
from faultproxy import BLACKHOLE, FORMS, HALF_CLOSE, NORMAL, REFUSE, RESET, FaultProxy
from firelane import Cluster, Company, Lane

SOAK, FULL = bool(os.environ.get("BILLHOOK_SOAK")), bool(os.environ.get("BILLHOOK_FULL"))
CHAPTERS = 1_000 if SOAK or FULL else 1
KILLS, STOPS, ACKNOWLEDGED, TIMES = (1000, 100, 1_000_000, 20) if SOAK else (100, 10, 100_000, 2) if FULL else (50, 2, 0, 1)
ORGANIZATIONS = 1_200 if SOAK or FULL else 600
OUTAGE_RATE = 20  # deliveries a second in each lane
KILL_RATE = 800  # so slow that a chapter lasts for many kills
SEED = int(os.environ.get("BILLHOOK_SEED", random.SystemRandom().randrange(2 ** 32)))
CHANCE = random.Random(SEED)
HEADER = pathlib.Path(__file__).parents[2] / "services/observability/crashpoint.h"
POINTS = [point for point in re.findall(r'std::string_view\("(\w+)"\)', HEADER.read_text())
          if not point.startswith(("operation_", "step_"))]  # test_operations.py kills there
COMMANDS = ("directory", "linking", "rates", "replay", "rebuild", "migration")
IDLE = ("fold_before_commit", "fold_after_commit")
# Passed a few times in a life, or when something was refused: the first ones to wait for.
RARE = ("attempt", "single", "failure", "quarantine", "adoption", "ingest_after_partition")
SERVING, WORKING, ANSWERING = 2.0, 5.0, 5.0
FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
BEGAN = time.monotonic()


def say(*words):
    print(f"{time.monotonic() - BEGAN:7.1f} s ", *words, flush=True)


def pause(seconds):
    threading.Event().wait(seconds)


def place(point):
    return point.split("_")[0]


class Figures:
    """What was seen, for the table at the end."""

    def __init__(self):
        self.lock, self.worst, self.counts = threading.Lock(), {}, {}

    def count(self, what, number=1):
        with self.lock:
            self.counts[what] = self.counts.get(what, 0) + number

    def measure(self, what, seconds, limit):
        """A deadline missed on a machine that others keep busy is told and not held against us."""
        busy = seconds > limit and os.getloadavg()[1] > 5 * (os.cpu_count() or 1)
        with self.lock:
            self.worst.setdefault(what + (", on an overloaded machine" if busy else ""), ([], float("inf") if busy else limit))[0].append(seconds)

    def table(self):
        lines = [f"seed {SEED}"] + [f"{what:58} {number:>10,}" for what, number in sorted(self.counts.items())]
        for what, (seen, limit) in sorted(self.worst.items()):
            lines.append(f"{what:58} {len(seen):>6} times, median {statistics.median(seen):6.2f} s, worst {max(seen):6.2f} s (at most {limit:g})")
        return "\n".join(lines)

    def late(self):
        return {what: max(seen) for what, (seen, limit) in self.worst.items() if max(seen) > limit}


class FireTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        print(f"seed {SEED}", flush=True)
        cls.figures = Figures()
        cls.addClassCleanup(lambda: print(cls.figures.table(), flush=True))

    def cluster(self, **settings):
        made = Cluster(**settings)
        self.addCleanup(made.close)
        return made

    # ---- kills and stops

    def test_1_kills_and_immediate_stops_lose_nothing_and_double_nothing(self):
        cluster = self.cluster()
        company = Company(cluster.folder, SEED % 1000, ORGANIZATIONS)
        company.run_undisturbed(cluster)
        say(f"{len(company.ids):,} events; undisturbed: {company.digest}")
        steps = self.steps()
        reached, chapter, acknowledged, kills = set(), 0, 0, 0
        while chapter < CHAPTERS and (steps or acknowledged < ACKNOWLEDGED):
            chapter += 1
            lane = Lane(cluster, company, f"fire{chapter}")
            if chapter == 1:
                kills += self.kill_commands(lane, reached)
            else:
                company.import_into(cluster, lane.direct)
            self.play_chapter(lane, steps)
            lane.finish()
            self.finish_chapter(lane, chapter)
            reached |= lane.reached
            acknowledged += len(lane.acknowledged())
            kills += lane.kills
            self.figures.count("deliveries answered with 2xx", sum(status == 200 for *_, status in lane.answers()))
            for seconds in lane.starts:
                self.figures.measure("start to serving", seconds, SERVING)
            say(f"chapter {chapter}: {acknowledged:,} acknowledged, {kills} kills at {len(reached)} of {len(POINTS)} points and at random, "
                f"slowest start {max(lane.starts):.2f} s, {len(steps)} steps left")
        self.figures.count("events acknowledged under kills and stops", acknowledged)
        self.figures.count("SIGKILLs", kills)
        self.figures.count("crash points reached", len(reached))
        self.assertEqual(set(POINTS) - reached - set(steps), set(), f"seed {SEED}: crash points that were never reached")
        self.assertEqual(self.figures.late(), {}, f"seed {SEED}")

    @staticmethod
    def steps():
        """Every crash point of the daemon, then random ones and kills at any moment until there are enough, and stops in between."""
        of_daemon = [point for point in POINTS if place(point) not in COMMANDS and point not in IDLE]
        rare = [point for point in of_daemon if point.startswith(RARE)]
        others = [point for point in of_daemon if point not in rare]
        more = KILLS - len(POINTS)
        steps = others + CHANCE.choices([point for point in others if point != "ingest_before_single"], k=more // 2)
        steps += ["kill"] * (more - more // 2) + ["stop"] * STOPS
        CHANCE.shuffle(steps)
        return rare + steps

    def play_chapter(self, lane, steps):
        lane.send(seed=CHANCE.randrange(2 ** 32), rate=KILL_RATE)
        while steps and lane.sending():
            step = steps.pop(0)
            if step == "kill":
                lane.start()
                pause(CHANCE.random() * 0.3)
                lane.kill()
            elif step == "stop":
                self.stop_postgres(lane)
            elif step == "ingest_before_single":
                self.refuse_a_row(lane)
            elif not lane.crash_at(step, 1 if step.startswith(RARE) else CHANCE.randint(1, 12), 6, step.startswith(RARE)):
                steps.insert(CHANCE.randint(0, len(steps)), step)
        lane.start()

    def stop_postgres(self, lane):
        lane.start()
        pause(CHANCE.random() * 0.5)
        lane.cluster.stop_postgres()
        down = time.monotonic()
        pause(CHANCE.random())
        back = time.monotonic()
        lane.cluster.start_postgres()
        up = time.monotonic()
        until(lane.accepts, 30, "events are taken after the database's return")
        self.figures.measure("PostgreSQL back to events taken", time.monotonic() - up, WORKING)
        self.judge(lane, down, back, "PostgreSQL stopped", dead=True)
        self.figures.count("immediate stops of PostgreSQL")
        lane.kill()

    def refuse_a_row(self, lane):
        """A row the database refuses is tried alone, so that its neighbours are not refused with it."""
        lane.sql("ALTER TABLE billhook.stripe_event ADD CONSTRAINT fire CHECK (right(id, 1) <> 'a') NOT VALID")
        lane.crash_at("ingest_before_single", 2, seconds=6)
        lane.sql("ALTER TABLE billhook.stripe_event DROP CONSTRAINT fire")

    def judge(self, lane, began, ended, what, dead):
        """No 2xx without a database; every answer in time. Answers are noted a little after they were given."""
        rows = lane.answers(began + 0.2, ended)
        false = [row for row in rows if row[3] // 100 == 2]
        self.assertFalse(dead and false, f"seed {SEED}: {what}: acknowledged without a database: {false[:3]}")
        told = [answered - sent for _, sent, answered, status in rows if status // 100 == 5]
        if told:
            self.figures.measure("answer 5xx in an outage", max(told), ANSWERING)

    def finish_chapter(self, lane, chapter):
        """What happens only where nothing else does."""
        lane.stop()
        before = lane.kills
        for point in IDLE if chapter == 1 else ():
            lane.crash_at(point, 1, seconds=8)
        if lane.kills > before:
            lane.start().finish()
            lane.stop()

    def kill_commands(self, lane, reached):
        """Every crash point of the commands that are no daemon: killed there, then run again and done."""
        company, cluster = lane.company, lane.cluster
        cluster.make_database("unmade")
        lane.start()
        for line in (company.first, *company.some):
            self.assertEqual(lane.daemon.post(line), 200)
        until(lane.drained, 30, "the first events are projected")
        lane.stop()
        words = {"directory": ("directory", "import", company.directory), "linking": ("directory", "import", company.directory),
                 "rates": ("rates", "import", company.rates), "replay": ("replay", "--event", company.ids[0]),
                 "rebuild": ("replay", "--all"), "migration": ("migrate",)}
        kills = 0
        for point in (point for point in POINTS if place(point) in COMMANDS):
            url = cluster.url_of("unmade") if place(point) == "migration" else lane.direct
            settings = {"BILLHOOK_HOME": cluster.home, "BILLHOOK_DATABASE_URL": url}
            passes = CHANCE.randint(1, 5) if place(point) == "migration" else 1
            done = billhookd(*words[place(point)], BILLHOOK_CRASH_POINT=f"{point}:{passes}", **settings)
            self.assertEqual(done.returncode, -9, f"{point}: {done.stdout} {done.stderr}")
            reached.add(point)
            kills += 1
        for kind, command in words.items():
            url = cluster.url_of("unmade") if kind == "migration" else lane.direct
            done = billhookd(*command, BILLHOOK_HOME=cluster.home, BILLHOOK_DATABASE_URL=url)
            self.assertEqual(done.returncode, 0, f"{kind}: {done.stdout} {done.stderr}")
        return kills

    # ---- outages

    def test_2_outages_of_every_form_lose_nothing_and_end_by_themselves(self):
        cluster = self.cluster(max_connections=300)  # a dozen daemons, and what a silent network leaves behind
        company = Company(cluster.folder, SEED % 1000, 240)  # new events for as long as the longest form lasts
        company.run_undisturbed(cluster)
        self.rate = OUTAGE_RATE
        failures = []
        plays = [(form, self.play_proxy) for form in FORMS] + [("disk", self.play_disk), ("lock", self.play_lock), ("clock", self.play_clock)]
        plays += [("exhaustion", self.play_exhaustion)]
        threads = [threading.Thread(target=self.guarded, args=(failures, play, cluster, company, name)) for name, play in plays]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [], f"seed {SEED}")
        self.assertEqual(self.figures.late(), {}, f"seed {SEED}")

    def guarded(self, failures, play, cluster, company, name):
        try:
            play(cluster, company, name)
            say(name, "done")
        except Exception as problem:  # a thread's failure must reach the test
            say(name, "failed:", repr(problem)[:2000])
            failures.append(f"{name}: {problem!r}")

    def run_outages(self, lane, name, begin, end, seconds, dead=True, ahead=0):
        """Under load, again and again: the fault comes, stays a while, each time longer, and goes."""
        chance = random.Random(f"{SEED} {name}")
        lane.start().send(seed=chance.randrange(2 ** 32), rate=self.rate, connections=8)
        for number in range(TIMES):
            pause(0.5 + chance.random())
            begin()
            began = time.monotonic()
            pause(seconds * (0.2 + (number + chance.random()) / TIMES))
            ended = time.monotonic()
            end()
            over = time.monotonic()
            projected = self.projected(lane)
            until(lambda: lane.accepts(ahead), 60, f"{name}: events are taken again")
            self.figures.measure(f"{name}: over to events taken", time.monotonic() - over, WORKING)
            until(lane.serves, 60, f"{name}: ready again")
            self.figures.measure(f"{name}: over to ready", time.monotonic() - over, WORKING)
            until(lambda: self.projected(lane) > projected, 60, f"{name}: events are projected again")
            self.figures.measure(f"{name}: over to projecting", time.monotonic() - over, WORKING)
            self.judge(lane, began, ended, name, dead)
            self.figures.count(f"outages: {name}")
        self.finish_outages(lane)

    def finish_outages(self, lane):
        lane.finish()
        lane.stop()
        self.figures.count("events acknowledged in outages", len(lane.acknowledged()))
        self.figures.count("deliveries answered with 2xx", sum(status == 200 for *_, status in lane.answers()))

    @staticmethod
    def projected(lane):
        return int(lane.sql("SELECT (SELECT count(*) FROM billhook.stripe_event) - (SELECT count(*) FROM billhook.event_queue)"))

    def play_proxy(self, cluster, company, form):
        proxy = FaultProxy(cluster.socket, SEED)
        lane = Lane(cluster, company, form, proxy)
        try:
            dead = form in (BLACKHOLE, HALF_CLOSE, RESET, REFUSE)
            self.run_outages(lane, form, lambda: proxy.set(form), lambda: proxy.set(NORMAL), 6, dead)
        finally:
            proxy.close()

    def play_disk(self, cluster, company, name):
        small = cluster.folder / "small"
        small.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m", "billhook-fire", str(small)], check=True)
        try:
            where = small / "space"
            where.mkdir()
            if os.geteuid() == 0:
                shutil.chown(where, "postgres", "postgres")
            cluster.sql(f"CREATE TABLESPACE small LOCATION '{where}'")
            lane = Lane(cluster, company, name, more="TABLESPACE small")
            ballast = small / "ballast"

            def fill():
                with open(ballast, "wb", buffering=0) as file, contextlib.suppress(OSError):
                    while file.write(bytes(1 << 20)):
                        pass
            # What fits into pages that are there already is still stored.
            self.run_outages(lane, name, fill, ballast.unlink, 6, dead=False)
            cluster.sql('DROP DATABASE "disk"')
            cluster.sql("DROP TABLESPACE small")
        finally:
            # Where the database is still in it, it goes with its last file.
            subprocess.run(["umount", "--lazy", str(small)], check=True)

    def play_lock(self, cluster, company, name):
        lane = Lane(cluster, company, name)
        held = []

        def hold():
            held.append(subprocess.Popen([PSQL, "-XqAt", "-d", lane.direct], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                         env=environment()))
            held[-1].stdin.write("BEGIN; LOCK TABLE billhook.stripe_event IN ACCESS EXCLUSIVE MODE; SELECT 'held';\n")
            held[-1].stdin.flush()
            self.assertEqual(held[-1].stdout.readline().strip(), "held")

        def release():
            held[-1].stdin.write("ROLLBACK;\n\\q\n")
            held[-1].communicate(timeout=20)
        self.run_outages(lane, name, hold, release, 30)

    def play_clock(self, cluster, company, name):
        """The daemon's machine and the sender's: both an hour ahead or behind, jumping back, two days ahead; then the daemon's alone."""
        clock = cluster.folder / "clock"
        settings = {"LD_PRELOAD": FAKETIME, "FAKETIME_TIMESTAMP_FILE": clock, "FAKETIME_NO_CACHE": 1, "FAKETIME_DONT_FAKE_MONOTONIC": 1}
        self.assertTrue(os.path.exists(FAKETIME), "libfaketime is needed")

        def turn(words):
            fresh = clock.with_suffix(".new")
            fresh.write_text(words + "\n")
            fresh.rename(clock)
        turn("+0")
        lane = Lane(cluster, company, name)
        lane.settings = settings
        lane.start().send(seed=SEED, rate=self.rate, connections=8, **settings)
        for step in range(TIMES * 2):
            words, ahead = (("+1h", 3600), ("-1h", -3600), ("+2d", 172_800), ("+0", 0))[step % 4]
            turn(words)
            turned, projected = time.monotonic(), self.projected(lane)
            until(lambda: lane.accepts(ahead), 30, f"events are taken at {words}")
            self.figures.measure("clock: turned to events taken", time.monotonic() - turned, WORKING)
            until(lane.serves, 30, f"ready at {words}")
            self.figures.measure("clock: turned to ready", time.monotonic() - turned, WORKING)
            until(lambda: self.projected(lane) > projected, 60, f"events are projected at {words}")
            self.figures.count("outages: clock")
        turn("+0")
        self.finish_outages(lane)

    def play_exhaustion(self, _, company, name):
        """In a cluster of its own: nobody else gets a connection meanwhile."""
        cluster = self.cluster()
        lane = Lane(cluster, company, name)
        admin = Questions(cluster.url)
        held = []

        def left_after(what):
            """Does that to each of the daemon's connections; how many there were."""
            return int(admin.ask(f"SELECT count({what}) FROM pg_stat_activity WHERE datname = '{name}'"))

        def take_places():
            refused = 0
            while refused < 3:
                wire = socket.socket(socket.AF_UNIX)
                wire.connect(cluster.socket)
                packet = struct.pack("!I", 196608) + b"user\0postgres\0database\0postgres\0\0"
                wire.sendall(struct.pack("!I", len(packet) + 4) + packet)
                if wire.recv(1) == b"R":
                    held.append(wire)
                else:
                    refused += 1
                    wire.close()

        def take_all():
            """A place becomes free a little after its process is gone; the daemon must not get one of those."""
            limit, quiet = time.monotonic() + 20, 0
            while quiet < 3:
                self.assertLess(time.monotonic(), limit, "the daemon always comes first")
                take_places()
                quiet = 0 if left_after("pg_terminate_backend(pid)") else quiet + 1

        def release():
            while held:
                held.pop().close()
        self.run_outages(lane, name, take_all, release, 6)
        admin.close()


if __name__ == "__main__":
    unittest.main()
