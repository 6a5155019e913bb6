"""Slow and greedy clients against a running daemon, and what everybody else feels meanwhile."""
import concurrent.futures
import contextlib
import csv
import dataclasses
import http.client
import itertools
import json
import multiprocessing
import os
import pathlib
import re
import selectors
import socket
import subprocess
import tempfile
import time

from billhook import signature, until
import events

WEBHOOK = b"/api/webhooks/stripe"
POST = b"POST " + WEBHOOK + b" HTTP/1.1\r\nHost: a\r\nStripe-Signature: t=1,v1=00\r\n"
BLOCK = b"a" * 65536


@dataclasses.dataclass(frozen=True)
class Flood:
    """What each connection does: `first`, then `drip` every `pause` seconds (0: as fast as it is taken)."""
    name: str
    first: bytes
    drip: bytes = b""
    pause: float = 1.0
    slow_read: bool = False
    leaves: bool = False  # closes at once what it opened


SLOW = [
    Flood("silent", b""),
    Flood("slow header", b"GET /livez HTTP/1.1\r\nHost: a\r\nX-A: ", b"a"),
    Flood("slow big header", b"GET /livez HTTP/1.1\r\nHost: a\r\n" + b"X-A: " + b"a" * 15000, b"a"),
    Flood("slow body", POST + b"Content-Length: 4096\r\n\r\n", b"a"),
    Flood("slow big body", POST + b"X-A: " + b"a" * 15000 + b"\r\nContent-Length: 1048576\r\n\r\n" + BLOCK, b"a"),
    Flood("slow read", b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n" * 20, slow_read=True),
]
GREEDY = [
    Flood("endless request line", b"GET /", BLOCK, 0),
    Flood("endless header", b"GET /livez HTTP/1.1\r\nHost: a\r\nX-A: ", BLOCK, 0),
    Flood("endless headers", b"GET /livez HTTP/1.1\r\nHost: a\r\n", b"X-A: b\r\n" * 8192, 0),
    Flood("endless body", POST + b"Content-Length: 1048576\r\n\r\n", BLOCK, 0),
    Flood("body of a gibibyte", POST + b"Content-Length: 1073741824\r\n\r\n", BLOCK, 0),
    Flood("endless chunk", POST + b"Transfer-Encoding: chunked\r\n\r\nffffffff\r\n", BLOCK, 0),
    Flood("endless chunk extension", POST + b"Transfer-Encoding: chunked\r\n\r\n1;", BLOCK, 0),
    Flood("one-byte chunks", POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n" * 8192, 0),
    Flood("not HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", BLOCK, 0),
    Flood("connection churn", b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n", leaves=True),
]


class Connection:
    def __init__(self, port, flood):
        self.flood = flood
        self.socket = socket.socket()
        if flood.slow_read:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        self.socket.setblocking(False)
        self.begun = time.monotonic()
        self.socket.connect_ex(("127.0.0.1", port))
        self.unsent = memoryview(flood.first)
        self.next = self.begun

    def act(self, now):
        """Sends and reads what its manner allows; false once the server has closed."""
        try:
            if self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                return False  # reset, although what came before could still be read
            if not self.unsent and self.flood.drip and now >= self.next:
                self.unsent = memoryview(self.flood.drip)
                self.next = now + self.flood.pause
            if self.unsent:
                self.unsent = self.unsent[self.socket.send(self.unsent):]
            if not self.flood.slow_read or now >= self.next:
                self.next = max(self.next, now + self.flood.pause) if self.flood.slow_read else self.next
                return self.socket.recv(5 if self.flood.slow_read else 65536) != b"" and not self.flood.leaves
        except BlockingIOError:
            pass
        except OSError as error:
            return error.errno == 107  # not connected yet
        return True


def flood(port, kinds, connections, seconds):
    """Keeps so many connections busy for so long, then waits for the server to cut what is left."""
    os.nice(5)  # the flood shall not take the machine from those who measure
    end, open_ones, lives, turns = time.monotonic() + seconds, set(), [], itertools.cycle(kinds)
    breath = all(kind.pause for kind in kinds)
    while time.monotonic() < end + 15 and (open_ones or time.monotonic() < end):
        now = time.monotonic()
        if now < end:
            for _ in range(min(100, connections - len(open_ones))):
                open_ones.add(Connection(port, next(turns)))
        for one in [one for one in open_ones if not one.act(now)]:
            one.socket.close()
            open_ones.remove(one)
            lives.append(time.monotonic() - one.begun)
        if breath:
            time.sleep(0.01 if len(open_ones) < 500 else 0.05)
    left = len(open_ones)
    for one in open_ones:
        one.socket.close()
    return {"opened": len(lives) + left, "longest": max(lives, default=0.0), "left": left}


def good_request(port, number, at, secret):
    """A signed webhook or a sign of life over a connection of its own; its status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        if number % 2:
            connection.request("GET", "/livez")
        else:
            body = json.dumps(events.event("invoice.upcoming", {"object": "invoice"}, at, id=f"evt_good{at}_{number}")).encode()
            connection.request("POST", WEBHOOK.decode(), body, {"Stripe-Signature": signature(body, secret)})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def probe(port, secret, seconds):
    """Good requests, one after the other, for so long: seconds each took, and how many were not answered 200."""
    end, times, failed = time.monotonic() + seconds, [], 0
    while time.monotonic() < end:
        begun = time.monotonic()
        failed += good_request(port, len(times), int(time.time()), secret) != 200
        times.append(time.monotonic() - begun)
        time.sleep(max(0.0, 0.01 - times[-1]))
    times.sort()
    return {"requests": len(times), "failed": failed, "p50": times[len(times) // 2], "p99": times[int(len(times) * 0.99)]}


def resident(process):
    """MiB."""
    words = pathlib.Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", words)[1]) / 1024


def descriptors(process):
    return len(os.listdir(f"/proc/{process}/fd"))


def processor_seconds(process):
    words = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def measure(daemon, seconds, work, *arguments):
    """Runs work(*arguments) beside the prober; what both say, what the daemon took, and for how long it was busy."""
    process = daemon.process.pid
    before, held, peak, busy = resident(process), descriptors(process), 0.0, []
    with concurrent.futures.ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as pool:
        probing = pool.submit(probe, daemon.port, daemon.secret, seconds)
        working = pool.submit(work, *arguments)
        while not (working.done() and probing.done()):
            peak = max(peak, resident(process))
            busy += [time.monotonic()] if descriptors(process) > held + 3 else []
            time.sleep(0.05)
        result = {**probing.result(), **working.result()}
    with contextlib.suppress(AssertionError):
        until(lambda: descriptors(process) <= held + 3, 15, "descriptors are given back")
    return {**result, "growth": max(0.0, peak - before), "leaked": max(0, descriptors(process) - held - 3),
            "busy": busy[-1] - busy[0] if busy else 0.0}


def run_flood(daemon, kinds, connections, seconds):
    name = kinds[0].name if len(kinds) == 1 else f"{len(kinds)} kinds together"
    until_cut = 5 if all(kind.pause and not kind.leaves for kind in kinds) else 0
    return {"name": name, **measure(daemon, seconds + until_cut, flood, daemon.port, kinds, connections, seconds)}


SLOWHTTPTEST = {
    "slowhttptest -H": ["-H", "-i", "1", "-x", "10"],
    "slowhttptest -B": ["-B", "-i", "1", "-x", "10", "-s", "8192"],
    "slowhttptest -X": ["-X", "-n", "1", "-z", "512", "-w", "64", "-y", "128", "-k", "10"],
}


def slowhttptest(port, words, connections, rate):
    """The tool itself; it ends when its last connection was cut. It takes longer to open them than it is told to."""
    path = {"-H": "/livez", "-B": WEBHOOK.decode(), "-X": "/metrics"}[words[0]]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["slowhttptest", *words, "-c", str(connections), "-r", str(rate), "-l", "60", "-p", "3", "-g", "-o",
                               f"{folder}/seen", "-u", f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, timeout=120)
        seen = pathlib.Path(folder, "seen.csv")
        lines = seen.read_text().splitlines() if seen.exists() else []
        rows = [[int(word) for word in row[:4]] for row in csv.reader(lines) if row[0].isdigit()]
    said = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    status = re.search(r"Exit status:\s*(.+)", said)
    opened = [second for second, *connections_by_state in rows if sum(connections_by_state) >= connections]
    if not status or not opened:
        raise AssertionError("slowhttptest said: " + said[-2000:] + done.stderr)
    return {"opened": connections, "opening": max(0, opened[0] - 1), "status": status[1].strip(),
            "left": 0 if "No open connections left" in status[1] else connections}


def run_slowhttptest(daemon, name, connections, rate):
    result = measure(daemon, 8 + connections / rate, slowhttptest, daemon.port, SLOWHTTPTEST[name], connections, rate)
    # Not when the tool says it ended: a slow reader notices only after it has read what its kernel still holds.
    return {"name": name, **result, "longest": result["busy"] - result["opening"]}
