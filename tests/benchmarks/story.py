"""Webhook bodies of about 3.5 kB: what the sandbox sends about a few customers, ids open for the sender to fill in."""
import http.server
import json
import random
import re
import subprocess
import threading
import time

import billhook
from bench import HERE  # noqa: F401  (sets the paths)

KINDS = re.compile(r"customer\.(created|updated|subscription\.\w+)|invoice\.\w+|payment_method\.attached")
IDS = re.compile(r'"((?:cus|sub|si|in|il|ii|pm|evt|pi|ch|req|di)_[A-Za-z0-9]+)[A-Za-z0-9]{8}"')
LEAST = 3_300
SEED = 7


def captured(organizations=12):
    """Every event the sandbox tells about a small company."""
    bodies = []

    class Endpoint(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        done = billhook.run("billhook-sandbox", "demo", "--to", f"http://127.0.0.1:{server.server_port}/", "--secret", "whsec_story",
                            "--seed", SEED, "--months", 4, "--organizations", organizations, seconds=120)
        server.shutdown()
    assert done.returncode == 0, done.stderr
    return bodies


def filled(event, dice):
    """Small objects get metadata, as companies put it there, so that no event is much under 3.5 kB."""
    lacking = LEAST - len(json.dumps(event, separators=(",", ":")))
    for field in range(max(0, lacking) // 100):
        words = " ".join(f"{dice.getrandbits(36):x}" for _ in range(8))
        event["data"]["object"].setdefault("metadata", {})[f"field_{field:02}"] = words[:84].strip()
    return event


def write(path, now=None):
    """One template a line, in the order they happened, all within the last minutes; how many."""
    dice = random.Random(SEED)
    events = {event["id"]: event for event in captured() if KINDS.fullmatch(event["type"])}
    told = sorted(events.values(), key=lambda event: event["created"])
    begin = int(now or time.time()) - len(told)
    with open(path, "w") as lines:
        for index, event in enumerate(told):
            text = json.dumps({**filled(event, dice), "created": begin + index}, separators=(",", ":"))
            lines.write(IDS.sub(r'"\1~~~~~~~~"', text) + "\n")
    return len(told)
