"""The real programs from outside: a home of its own, the daemon, the sandbox, signed webhooks, psql."""
import contextlib
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("BILLHOOK_BIN", "build/release/bin")).resolve()
SECRET = "whsec_test_of_the_whole_system"
POSTGRES = "/usr/lib/postgresql/15/bin"
PSQL = f"{POSTGRES}/psql"  # the psql on the PATH is a Perl script that looks for this one, at many times the price
PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "DISPLAY", "XDG_RUNTIME_DIR", "ASAN_OPTIONS", "TSAN_OPTIONS")


def until(condition, seconds, what):
    """Polls until the condition gives something true; a deadline, never a fixed sleep."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.02)


def free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def environment(**settings):
    values = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    values.update({name: str(value) for name, value in settings.items() if value is not None})
    return values


def run(program, *words, seconds=60, cwd="/", **settings):
    return subprocess.run([str(BIN / program), *map(str, words)], env=environment(**settings), cwd=cwd,
                          capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL)


def billhookd(*words, **settings):
    return run("billhookd", *words, **settings)


class Process:
    """One of our programs in the background, ended by its own id."""

    def __init__(self, program, *words, log, **settings):
        self.log = pathlib.Path(log)
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen([str(BIN / program), *map(str, words)], env=environment(**settings), cwd="/",
                                            stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)

    def alive(self):
        return self.process.poll() is None

    def stop(self, sign=signal.SIGTERM, seconds=30):
        if self.alive():
            self.process.send_signal(sign)
        return self.process.wait(seconds)

    def words(self):
        return self.log.read_text(errors="replace")


class Home:
    """A BILLHOOK_HOME with its private PostgreSQL, gone afterwards."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bh"))
        self.folder.chmod(0o755)
        self.home = self.folder / "home"
        self.processes = []

    def start_database(self):
        done = billhookd("migrate", BILLHOOK_HOME=self.home)
        assert done.returncode == 0, done.stderr
        self.url = next(line.split(": ", 1)[1] for line in done.stdout.splitlines() if line.startswith("database: "))
        return self.url

    def make_database(self, name):
        """Another database in the same cluster."""
        self.sql(f'CREATE DATABASE "{name}"')
        return self.url_of(name)

    def url_of(self, name):
        before, _, query = self.url.partition("?")
        return before.rsplit("/", 1)[0] + "/" + name + ("?" + query if query else "")

    def sql(self, text, url=None):
        done = subprocess.run([PSQL, "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", url or self.url, "-f", "-"], input=text,
                              capture_output=True, text=True, timeout=120, env=environment())
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def serve(self, url=None, secret=SECRET, port=None, **settings):
        daemon = Daemon(self, url, secret, port or free_port(), settings)
        self.processes.append(daemon)
        return daemon

    def keep(self, process):
        self.processes.append(process)
        return process

    def close(self):
        for process in reversed(self.processes):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.stop()
        data = self.home / "postgres" / "data"
        if (data / "postmaster.pid").exists():
            words = [f"{POSTGRES}/pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop"]
            if os.geteuid() == 0:
                words = ["runuser", "-u", "postgres", "--", *words]
            subprocess.run(words, cwd="/", capture_output=True, timeout=60)
        shutil.rmtree(self.folder, ignore_errors=True)


class Daemon(Process):
    def __init__(self, home, url, secret, port, settings):
        self.port, self.secret = port, secret
        where = {"BILLHOOK_DATABASE_URL": url} if url else {}
        super().__init__("billhookd", "serve", log=home.folder / f"serve{port}.log", BILLHOOK_HOME=home.home,
                         BILLHOOK_LISTEN=f"127.0.0.1:{port}", STRIPE_WEBHOOK_SECRET=secret, **where, **settings)

    def ready(self, seconds=30):
        def answered():
            if not self.alive():
                raise AssertionError("the daemon ended: " + self.words()[-2000:])
            with contextlib.suppress(OSError, http.client.HTTPException):
                return self.get("/readyz")[0] == 200
            return False
        until(answered, seconds, "the daemon is ready")
        return self

    def request(self, method, path, body=b"", headers=None, seconds=15):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.request(method, path, body if method != "GET" else None, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read(), dict(answer.getheaders())
        finally:
            connection.close()

    def get(self, path, headers=None):
        return self.request("GET", path, headers=headers)

    def post(self, body, header=None, seconds=15):
        """A webhook; without a header it is signed as Stripe does."""
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        signed = {"Stripe-Signature": signature(body, self.secret) if header is None else header}
        return self.request("POST", "/api/webhooks/stripe", body, {**signed, "Content-Type": "application/json"}, seconds)[0]

    def raw(self, data, seconds=10):
        """Exact bytes over a socket; everything that comes back until the daemon closes or is silent."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as wire:
            wire.sendall(data)
            answer = b""
            with contextlib.suppress(socket.timeout, ConnectionResetError):
                while chunk := wire.recv(65536):
                    answer += chunk
            return answer


class Nginx(Process):
    """nginx with the configuration that users are shown, on ports of its own; its log tells what senders saw."""

    def __init__(self, folder, daemon_ports):
        self.port, self.tls_port = free_port(), free_port()
        self.access = folder / "access.log"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                        "-subj", "/CN=billing.example.com", "-keyout", folder / "tls.key", "-out", folder / "tls.crt"],
                       check=True, capture_output=True, timeout=60)
        site = (ROOT / "resources/packaging/nginx.conf").read_text()
        for shown, ours in (("listen 443 ssl;", f"listen 127.0.0.1:{self.tls_port} ssl; listen 127.0.0.1:{self.port};"),
                            ("/etc/ssl/billhook.crt", str(folder / "tls.crt")), ("/etc/ssl/billhook.key", str(folder / "tls.key")),
                            ("127.0.0.1:8080 ", f"127.0.0.1:{daemon_ports[0]} "), ("127.0.0.1:8081 ", f"127.0.0.1:{daemon_ports[1]} ")):
            assert site.count(shown) == 1, shown
            site = site.replace(shown, ours)
        temporary = "".join(f"{kind}_temp_path {folder}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        config = folder / "nginx.conf"
        config.write_text(f"daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log stderr warn;\n"
                          f"events {{ worker_connections 512; }}\nhttp {{ {temporary}\n"
                          f"log_format seen '$msec $status $request_uri $upstream_addr $upstream_status';\naccess_log {self.access} seen;\n"
                          f"{site}}}\n")
        super().__init__("/usr/sbin/nginx", "-p", folder, "-c", config, log=folder / "nginx.log")
        until(self.answers, 20, "nginx answers")

    def answers(self):
        assert self.alive(), self.words()
        with socket.socket() as wire:
            return wire.connect_ex(("127.0.0.1", self.port)) == 0

    def url(self):
        return f"http://127.0.0.1:{self.port}/api/webhooks/stripe"

    def seen(self, path="/api/webhooks/stripe"):
        """(when, status, the daemons' ports that were asked) of every request so far."""
        rows = [line.split(" ", 3) for line in self.access.read_text().splitlines()]
        return [(float(row[0]), int(row[1]), re.findall(r"127\.0\.0\.1:(\d+)", row[3])) for row in rows if row[2] == path]


class Screen:
    """An X server without a screen."""

    def __init__(self):
        self.name = f":{90 + os.getpid() % 400}"
        self.process = subprocess.Popen(["Xvfb", self.name, "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: pathlib.Path(f"/tmp/.X11-unix/X{self.name[1:]}").exists(), 20, "Xvfb is up")

    def close(self):
        self.process.terminate()
        self.process.wait(20)


class Questions:
    """One session that is asked again and again, each time for one value: a program for each would cost more than the answer."""

    def __init__(self, url):
        self.process = subprocess.Popen([PSQL, "-XqAt", "-d", url], env=environment(), cwd="/", stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def ask(self, text):
        self.process.stdin.write(text + ";\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def close(self):
        self.process.communicate("\\q\n", timeout=20)


class Listener(Process):
    """What desktops are told: LISTEN in psql, which prints what it has heard after its next statement."""

    def __init__(self, url, log):
        self.log, self.asked = pathlib.Path(log), 0
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen([PSQL, "-XqAt", "-d", url], env=environment(), cwd="/", stdout=output,
                                            stderr=subprocess.STDOUT, stdin=subprocess.PIPE, text=True)
        self.ask("LISTEN billhook_changed;")

    def ask(self, text):
        self.asked += 1
        answer = f"answer {self.asked}."
        self.process.stdin.write(f"{text}\n\\echo {answer}\n")
        self.process.stdin.flush()
        until(lambda: answer in self.words(), 20, f"psql's {answer}")

    def numbers(self):
        """The numbers heard, in order."""
        self.ask("SELECT;")
        return [int(number) for number in re.findall(r'payload "\{"seq" : (\d+)', self.words())]


def signature(body, secret=SECRET, at=None):
    at = int(time.time()) if at is None else at
    text = hmac.new(secret.encode(), str(at).encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={text}"


def digest(home, url, *words, wait=60):
    done = billhookd("digest", "--wait", wait, *words, seconds=wait + 30, BILLHOOK_HOME=home.home, BILLHOOK_DATABASE_URL=url)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
