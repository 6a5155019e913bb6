"""What the attack tests share: people's logins, their sessions held open, fake servers, accounts and files."""
import contextlib
import os
import pwd
import select
import socket
import struct
import subprocess
import threading
import time

from billhook import POSTGRES, PSQL, environment, free_port


def own_address():
    """An address of this machine that is no loopback; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        asked.connect(("198.51.100.1", 9))
        return asked.getsockname()[0]


def url_as(url, login):
    """The same database for another login; a test's server trusts its socket."""
    return url.replace("//postgres@", f"//{login}@", 1)


def psql(url, text, seconds=60, **settings):
    """What a person at a psql of their own gets: (exit code, rows, errors)."""
    done = subprocess.run([PSQL, "-XqAt", "-v", "VERBOSITY=verbose", "-d", url, "-f", "-"], input=text, capture_output=True, text=True,
                          timeout=seconds, env=environment(**settings), cwd="/")
    return done.returncode, done.stdout.strip(), done.stderr


class Person:
    """A person's psql that stays open. What it is told to run it runs in order, and every answer ends, errors included."""

    def __init__(self, url, group=None):
        self.process = subprocess.Popen([PSQL, "-XqAt", "-d", url], env=environment(), cwd="/", stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.answers, self.unread = 0, b""
        if group:
            answer = self.ask(f"SET ROLE {group}; SELECT current_role;")
            assert answer in (group, "") or "too many connections" in answer, answer

    def ask(self, text, seconds=20):
        """The lines that came back; "" once the session is gone."""
        self.answers += 1
        mark = f"answer {self.answers}.".encode()
        try:
            self.tell(f"{text}\n\\echo {mark.decode()}")
        except BrokenPipeError:
            return ""
        deadline = time.monotonic() + seconds
        while mark not in self.unread:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                raise AssertionError(f"psql did not answer: {text}")
            more = os.read(self.process.stdout.fileno(), 65536)
            if not more:
                self.process.wait(20)
                return ""
            self.unread += more
        answer, _, self.unread = self.unread.partition(mark)
        return answer.decode(errors="replace").strip()

    def tell(self, text):
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()

    def close(self):
        self.process.kill()
        self.process.wait(20)
        self.process.stdout.close()
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()


def event(number, customer, created, kind="customer.updated", **fields):
    """A signed webhook's content about a customer."""
    data = {"id": customer, "object": "customer", "created": created, "livemode": False, **fields}
    return {"id": f"evt_{number}", "object": "event", "type": kind, "created": created, "livemode": False,
            "api_version": "2025-03-31.basil", "data": {"object": data}}


class FakeServer(threading.Thread):
    """A PostgreSQL that wants the password, as it is and without TLS; keeps what it was sent."""

    def __init__(self, address="127.0.0.1", tls=None):
        super().__init__(daemon=True)
        self.tls, self.heard, self.connections = tls, b"", 0
        self.listener = socket.create_server((address, 0))
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self):
        while True:
            try:
                wire, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            wire.settimeout(5)
            with contextlib.suppress(OSError, struct.error), wire:
                self.greet(wire)

    def greet(self, wire):
        length, code = struct.unpack("!II", wire.recv(8))
        while code in (80877103, 80877104):  # SSLRequest, GSSENCRequest
            secured = code == 80877103 and self.tls is not None
            wire.sendall(b"S" if secured else b"N")
            if secured:
                wire = self.tls.wrap_socket(wire, server_side=True)
            length, code = struct.unpack("!II", wire.recv(8))
        wire.recv(length - 8)
        wire.sendall(b"R" + struct.pack("!II", 8, 3))  # AuthenticationCleartextPassword
        self.heard += wire.recv(4096)
        wire.sendall(b"E" + struct.pack("!I", 4 + 26) + b"SFATAL\0C28P01\0Mno thanks\0\0"[:26])

    def close(self):
        self.listener.close()


class Server:
    """A PostgreSQL of its own that listens on loopback, with these lines of pg_hba.conf."""

    def __init__(self, folder, access):
        self.port, self.data, self.owner = free_port(), folder / "data", account("postgres")
        folder.mkdir()
        os.chown(folder, self.owner.pw_uid, self.owner.pw_gid)
        self.tool("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        (self.data / "pg_hba.conf").write_text(access)
        with open(self.data / "postgresql.conf", "a") as settings:
            settings.write(f"\nlisten_addresses = '127.0.0.1'\nport = {self.port}\nunix_socket_directories = '{folder}'\nfsync = off\n")
        self.tool("pg_ctl", "-s", "-w", "-D", self.data, "-l", folder / "log", "start")
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def tool(self, program, *words):
        done = subprocess.run(["setpriv", f"--reuid={self.owner.pw_uid}", f"--regid={self.owner.pw_gid}", "--clear-groups", f"{POSTGRES}/{program}",
                               *map(str, words)], cwd="/", timeout=120, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        assert done.returncode == 0, done.stderr

    def close(self):
        with contextlib.suppress(AssertionError):
            self.tool("pg_ctl", "-s", "-D", self.data, "-m", "immediate", "stop")


def account(name):
    """An account without rights, made where it is missing; said plainly where that is not possible."""
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(name)
    done = subprocess.run(["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name], capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"this test needs an account besides root's and could not make one: {done.stderr}")
    return pwd.getpwnam(name)


def as_account(entry, *words, **settings):
    """Runs a program as another account."""
    return subprocess.run(["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups", *map(str, words)],
                          capture_output=True, text=True, timeout=60, cwd="/", env=environment(**settings))
