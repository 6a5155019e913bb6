"""S5: over a network the database is reached with TLS that knows the server, and no server gets the password itself."""
import contextlib
import os
import pathlib
import shutil
import ssl
import subprocess
import tempfile
import unittest

import doors
from billhook import BIN, POSTGRES, PSQL, billhookd, environment, free_port
from doors import FakeServer

FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
PASSWORD = "correct-horse-battery"


class Authority:
    """A CA of the test's own and what it signs."""

    def __init__(self, folder):
        self.folder = folder
        self.make("ca", "/CN=test authority", "-x509", "-addext", "basicConstraints=critical,CA:TRUE")
        self.certificate = folder / "ca.crt"

    def make(self, name, subject, *words):
        subprocess.run(["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30", "-subj",
                        subject, "-keyout", self.folder / f"{name}.key", "-out", self.folder / f"{name}.crt", *words],
                       check=True, capture_output=True, timeout=60)

    def sign(self, name, alternative, days=30):
        request = self.folder / f"{name}.csr"
        subprocess.run(["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", f"/CN={name}",
                        "-keyout", self.folder / f"{name}.key", "-out", request], check=True, capture_output=True, timeout=60)
        extension = self.folder / f"{name}.ext"
        extension.write_text(f"subjectAltName={alternative}\n")
        # x509 takes no negative number of days, so what has expired is signed a while ago
        then = {"LD_PRELOAD": FAKETIME, "FAKETIME": "-30d"} if days < 0 else {}
        subprocess.run(["openssl", "x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.folder / "ca.key",
                        "-CAcreateserial", "-days", str(abs(days)), "-extfile", extension, "-out", self.folder / f"{name}.crt"],
                       check=True, capture_output=True, timeout=60, env={**os.environ, **then})

    def context(self, name, newest=None):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / f"{name}.crt", self.folder / f"{name}.key")
        if newest:
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = context.maximum_version = newest
        return context


class Server:
    """A real PostgreSQL with TLS on this machine's own address; `scram` logs in as it should, `clear` is asked for the password itself."""

    def __init__(self, folder, authority, address):
        self.folder, self.port = folder / "server", free_port()
        self.folder.mkdir()
        shutil.copy(authority.folder / "server.crt", self.folder / "server.crt")
        shutil.copy(authority.folder / "server.key", self.folder / "server.key")
        (self.folder / "server.key").chmod(0o600)
        owner = doors.account("postgres")
        for path in (self.folder, *self.folder.iterdir()):
            os.chown(path, owner.pw_uid, owner.pw_gid)
        self.data, self.owner = self.folder / "data", owner
        self.tool("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        (self.data / "pg_hba.conf").write_text("local all all trust\nhostssl all scram all scram-sha-256\nhostssl all clear all password\n")
        with open(self.data / "postgresql.conf", "a") as settings:
            settings.write(f"\nlisten_addresses = '{address}'\nport = {self.port}\nunix_socket_directories = '{self.folder}'\nssl = on\n"
                           f"ssl_cert_file = '{self.folder}/server.crt'\nssl_key_file = '{self.folder}/server.key'\nfsync = off\n")
        self.tool("pg_ctl", "-s", "-w", "-D", self.data, "-l", self.folder / "log", "start")
        self.socket_url = f"postgresql://postgres@/postgres?host={self.folder}&port={self.port}"
        subprocess.run([PSQL, "-Xq", "-d", self.socket_url], text=True, check=True, timeout=60, env=environment(), cwd="/", input=f"""
            CREATE ROLE scram LOGIN CREATEROLE CREATEDB PASSWORD '{PASSWORD}'; CREATE ROLE clear LOGIN CREATEROLE PASSWORD '{PASSWORD}';
            CREATE DATABASE billing OWNER scram;""")

    def tool(self, program, *words):
        done = subprocess.run(["setpriv", f"--reuid={self.owner.pw_uid}", f"--regid={self.owner.pw_gid}", "--clear-groups",
                               f"{POSTGRES}/{program}", *map(str, words)], cwd="/", timeout=120, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        assert done.returncode == 0, done.stderr

    def close(self):
        with contextlib.suppress(AssertionError):
            self.tool("pg_ctl", "-s", "-D", self.data, "-m", "immediate", "stop")


class TransportDoorsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="tls"))
        cls.folder.chmod(0o755)
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.address = doors.own_address()
        cls.authority = Authority(cls.folder)
        cls.authority.sign("server", f"IP:{cls.address}")
        cls.authority.sign("another", "DNS:another.example.com")
        cls.authority.sign("expired", f"IP:{cls.address}", days=-2)
        cls.authority.make("stranger", "/CN=stranger", "-x509", "-addext", f"subjectAltName=IP:{cls.address}")

    def migrate(self, url, **settings):
        return billhookd("migrate", BILLHOOK_HOME=self.folder / "home", BILLHOOK_DATABASE_URL=url, **settings)

    def fake(self, address=None, tls=None):
        server = FakeServer(address or self.address, tls)
        self.addCleanup(server.close)
        return server

    def keeps_the_password(self, server, url, code=None, **settings):
        done = self.migrate(url, **settings)
        self.assertEqual(server.heard, b"", f"the server was given the password: {url} {settings}")
        self.assertNotIn(PASSWORD, done.stdout + done.stderr)
        self.assertNotEqual(done.returncode, 0)
        if code is not None:
            self.assertEqual(done.returncode, code, done.stderr)

    def test_s5_the_effective_host_is_judged_wherever_it_comes_from(self):
        server = self.fake()
        login = f"postgresql://u:{PASSWORD}@"
        service = self.folder / "services"
        service.write_text(f"[far]\nhost={self.address}\nport={server.port}\n")
        for url, settings in (
                (f"{login}/db?port={server.port}", {"PGHOST": self.address}),
                (f"{login}/db", {"PGHOST": self.address, "PGPORT": server.port}),
                (f"{login}localhost:{server.port}/db", {"PGHOSTADDR": self.address}),
                (f"{login}/db?service=far", {"PGSERVICEFILE": service}),
                (f"{login}/db", {"PGSERVICEFILE": service, "PGSERVICE": "far"}),
                (f"{login}localhost:1,{self.address}:{server.port}/db", {}),
                (f"{login}/db?host=localhost,{self.address}&hostaddr=127.0.0.1,&port=1,{server.port}", {}),
                (f"{login}{self.address}:{server.port}/db?sslmode=prefer", {}),
                (f"{login}{self.address}:{server.port}/db?sslmode=verify-full&gssencmode=require", {}),
                (f"{login}{self.address}:{server.port}/db", {"PGSSLMODE": "require"})):
            with self.subTest(url=url, **{key: str(value) for key, value in settings.items()}):
                server.heard = b""
                self.keeps_the_password(server, url, **settings)

    def test_s5_a_name_that_begins_with_127_is_no_loopback(self):
        server = self.fake()
        names = self.folder / "hosts"
        names.write_text(f"127.0.0.1 localhost\n{self.address} 127.0.0.1.example.com 127.example.com\n")
        for name in ("127.0.0.1.example.com", "127.example.com"):
            words = ["unshare", "-m", "sh", "-c", 'mount --bind "$0" /etc/hosts && exec "$@"', names, BIN / "billhookd", "migrate"]
            done = subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=60, cwd="/",
                                  env=environment(BILLHOOK_HOME=self.folder / "home",
                                                  BILLHOOK_DATABASE_URL=f"postgresql://u:{PASSWORD}@{name}:{server.port}/db"))
            self.assertEqual(server.heard, b"", name)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("verify-full", done.stderr)

    def test_s5_a_server_that_is_not_the_one_named_gets_nothing(self):
        url = f"postgresql://u:{PASSWORD}@{self.address}:%d/db?sslmode=verify-full&sslrootcert={self.authority.certificate}"
        old = ssl.TLSVersion.TLSv1_1
        for kind, tls in (("no TLS", None), ("self-signed", self.authority.context("stranger")), ("another's", self.authority.context("another")),
                          ("expired", self.authority.context("expired")), ("TLS 1.1", self.authority.context("server", newest=old))):
            with self.subTest(kind):
                server = self.fake(tls=tls)
                self.keeps_the_password(server, url % server.port, code=3)

    def test_s5_the_right_server_does_not_get_the_password_itself_either(self):
        server = self.fake(tls=self.authority.context("server"))
        base = (f"postgresql://u:{PASSWORD}@{self.address}:{server.port}/db?sslmode=verify-full&sslrootcert="
                f"{self.authority.certificate}")
        for further in ("", "&channel_binding=prefer", "&channel_binding=disable"):
            self.keeps_the_password(server, base + further)
        self.assertGreater(server.connections, 0)

    def test_s5_a_real_server_is_reached_by_scram_and_not_by_cleartext(self):
        server = Server(self.folder, self.authority, self.address)
        self.addCleanup(server.close)
        url = f"postgresql://%s:{PASSWORD}@{self.address}:{server.port}/billing?sslmode=verify-full&sslrootcert={self.authority.certificate}"
        done = self.migrate(url % "scram")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn(PASSWORD, done.stdout + done.stderr)
        refused = self.migrate(url % "clear")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("channel binding", refused.stdout + refused.stderr)
        self.assertNotEqual(self.migrate((url % "scram").replace(f"&sslrootcert={self.authority.certificate}", "")).returncode, 0)


if __name__ == "__main__":
    unittest.main()
