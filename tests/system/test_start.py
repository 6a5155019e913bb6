"""Wrong usage, wrong settings, wrong databases: the exit code tells the kind, the words tell what to do."""
import os
import pathlib
import socket
import struct
import tempfile
import threading
import unittest

from billhook import SECRET, Home, Process, billhookd, free_port, run, until


class FakeOldServer(threading.Thread):
    """Speaks just enough of PostgreSQL's protocol to say that it is version 13."""

    def __init__(self):
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self):
        while True:
            try:
                wire, _ = self.listener.accept()
            except OSError:
                return
            with wire:
                wire.settimeout(5)
                self.greet(wire)

    @staticmethod
    def message(kind, body):
        return kind + struct.pack("!I", len(body) + 4) + body

    def greet(self, wire):
        try:
            code = struct.unpack("!II", wire.recv(8))[1]
            while code in (80877103, 80877104):
                wire.sendall(b"N")
                code = struct.unpack("!II", wire.recv(8))[1]
            wire.recv(4096)
            wire.sendall(self.message(b"R", struct.pack("!I", 0)) + self.message(b"S", b"server_version\x0013.14\x00")
                         + self.message(b"S", b"client_encoding\x00UTF8\x00") + self.message(b"Z", b"I"))
            wire.recv(4096)  # a session begins with SET search_path
            wire.sendall(self.message(b"C", b"SET\x00") + self.message(b"Z", b"I"))
            while wire.recv(4096):
                wire.sendall(self.message(b"E", b"SERROR\x00C0A000\x00Mtoo old for that\x00\x00") + self.message(b"Z", b"I"))
        except (OSError, struct.error):
            return

    def close(self):
        self.listener.close()


class StartTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = Home()
        cls.addClassCleanup(cls.home.close)
        cls.url = cls.home.start_database()

    def told(self, done, code, *words):
        said = (done.stdout + done.stderr).lower()
        self.assertEqual(done.returncode, code, said)
        for word in words:
            self.assertIn(word.lower(), said)

    def daemon(self, *words, **settings):
        settings = {"BILLHOOK_HOME": self.home.home, "BILLHOOK_DATABASE_URL": self.url, "BILLHOOK_LISTEN": f"127.0.0.1:{free_port()}",
                    "STRIPE_WEBHOOK_SECRET": SECRET, "BILLHOOK_WAIT_FOR_DATABASE": 0, **settings}
        return billhookd(*words, **settings)

    def test_unknown_option_is_answered_with_a_suggestion(self):
        self.told(self.daemon("serve", "--lisen", "127.0.0.1:1"), 2, "--lisen", "did you mean --listen")

    def test_unknown_command_is_answered_with_a_suggestion(self):
        self.told(self.daemon("serv"), 2, "did you mean serve")

    def test_sandbox_refuses_an_unknown_option(self):
        self.told(run("billhook-sandbox", "demo", "--organisations", "5"), 2, "--organizations")

    def test_missing_webhook_secret(self):
        self.told(self.daemon("serve", STRIPE_WEBHOOK_SECRET=None), 2, "STRIPE_WEBHOOK_SECRET")

    def test_port_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as held:
            port = held.getsockname()[1]
            self.told(self.daemon("serve", BILLHOOK_LISTEN=f"127.0.0.1:{port}"), 2, str(port), "in use")

    def test_months_are_made_ahead(self):
        daemon = self.home.serve(url=self.url).ready()
        self.addCleanup(daemon.stop)
        months = ("SELECT count(*) FROM generate_series(0, 2) AS ahead WHERE to_regclass(to_char(date_trunc('month', now(), 'UTC') + "
                  "make_interval(months => ahead), '\"billhook.stripe_event_\"YYYY_MM')) IS NOT NULL")
        until(lambda: self.home.sql(months, self.url) == "3", 20, "this month's and the next two months' partitions")

    def test_bad_listen_address(self):
        self.told(self.daemon("serve", BILLHOOK_LISTEN="nonsense"), 2, "nonsense")

    def test_database_unreachable(self):
        url = f"postgresql://nobody@127.0.0.1:{free_port()}/nowhere"
        for words in (("serve",), ("migrate",), ("digest",), ("check",)):
            self.told(self.daemon(*words, BILLHOOK_DATABASE_URL=url), 3)

    def test_database_too_old(self):
        server = FakeOldServer()
        self.addCleanup(server.close)
        url = f"postgresql://x@127.0.0.1:{server.port}/x"
        self.told(self.daemon("migrate", BILLHOOK_DATABASE_URL=url), 2, "13")

    def test_database_of_another_mode(self):
        self.home.make_database("other_mode")
        url = self.home.url_of("other_mode")
        self.told(self.daemon("migrate", BILLHOOK_DATABASE_URL=url), 0)
        self.home.sql("UPDATE billhook.installation SET livemode = true, account = 'acct_other'", url)
        done = self.daemon("serve", BILLHOOK_DATABASE_URL=url, STRIPE_SECRET_KEY="sk_test_123", STRIPE_API_BASE="http://127.0.0.1:9")
        self.told(done, 2, "live", "test")

    def test_database_of_another_account(self):
        self.home.make_database("other_account")
        url = self.home.url_of("other_account")
        self.told(self.daemon("migrate", BILLHOOK_DATABASE_URL=url), 0)
        self.home.sql("UPDATE billhook.installation SET account = 'acct_somebody_else'", url)
        port = free_port()
        sandbox = self.home.keep(Process(
            "billhook-sandbox", "serve", "--listen", f"127.0.0.1:{port}", log=self.home.folder / "sandbox.log"))
        until(lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0, 10, "the sandbox listens")
        done = self.daemon("serve", BILLHOOK_DATABASE_URL=url, STRIPE_SECRET_KEY="sk_test_123", STRIPE_API_BASE=f"http://127.0.0.1:{port}")
        sandbox.stop()
        self.told(done, 2, "acct_somebody_else")

    def test_newer_schema(self):
        self.home.make_database("newer")
        url = self.home.url_of("newer")
        self.told(self.daemon("migrate", BILLHOOK_DATABASE_URL=url), 0)
        self.home.sql("INSERT INTO billhook.schema_version (version, name, checksum) VALUES (9999, 'later', 'x')", url)
        self.told(self.daemon("serve", BILLHOOK_DATABASE_URL=url), 2, "newer")
        self.told(self.daemon("digest", BILLHOOK_DATABASE_URL=url), 2, "newer")

    def test_home_that_the_cluster_cannot_enter(self):
        if os.geteuid() != 0:
            self.assertNotEqual(os.geteuid(), 0)  # an ordinary user's cluster runs as that user
            return
        with tempfile.TemporaryDirectory(prefix="bhclosed") as closed:
            pathlib.Path(closed).chmod(0o700)
            done = billhookd("migrate", BILLHOOK_HOME=f"{closed}/inner/home")
            self.told(done, 2, closed)

    def test_two_migrations_at_once_migrate_once(self):
        self.home.make_database("racing")
        url = self.home.url_of("racing")
        answers = []
        racers = [threading.Thread(target=lambda: answers.append(self.daemon("migrate", BILLHOOK_DATABASE_URL=url))) for _ in range(3)]
        for racer in racers:
            racer.start()
        for racer in racers:
            racer.join()
        self.assertEqual([done.returncode for done in answers], [0, 0, 0], [done.stderr for done in answers])
        repeated = self.home.sql("SELECT count(*) - count(DISTINCT version) FROM billhook.schema_version", url)
        self.assertEqual(repeated, "0")

    def test_print_config_masks_secrets_and_names_origins(self):
        with tempfile.TemporaryDirectory() as folder:
            config = pathlib.Path(folder, "b.toml")
            config.write_text('listen = "127.0.0.1:9999"\n[stripe]\nsecret_key = "sk_test_canary"\n')
            pathlib.Path(folder, ".env").write_text("STRIPE_WEBHOOK_SECRET=whsec_canary\n")
            done = run("billhookd", "serve", "--print-config", "--config", config, cwd=folder, BILLHOOK_ZONE="Europe/Paris",
                       BILLHOOK_DATABASE_URL="postgresql://u:canary@h/d")
        self.told(done, 0, "127.0.0.1:9999", "europe/paris", "environment billhook_zone", ".env", "***")
        self.assertNotIn("canary", done.stdout + done.stderr)

    def test_unknown_key_in_the_file_is_answered_with_a_suggestion(self):
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as config:
            config.write('lissten = "127.0.0.1:9999"\n')
            config.flush()
            self.told(self.daemon("serve", "--config", config.name), 2, "lissten", 'did you mean "listen"')

    def test_broken_import_lines_are_named_and_the_good_ones_kept(self):
        organization = "6f1c1a5e-95a5-4d5f-9d3f-111111111111"
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as lines:
            lines.write(f'{{"type":"organization","id":"{organization}","name":"Kept"}}\n')
            lines.write('not json\n{"type":"organization","id":"no uuid","name":"X"}\n{"type":"planet","id":"1"}\n')
            lines.flush()
            done = self.daemon("directory", "import", lines.name)
            self.told(done, 1, "2", "3", "4")
            self.assertEqual(self.home.sql(f"SELECT name FROM billhook.organizations WHERE id = '{organization}'"), "Kept")
            self.assertEqual(self.daemon("directory", "import", lines.name).returncode, 1)
        self.assertEqual(self.home.sql("SELECT count(*) FROM billhook.organizations"), "1")

    def test_broken_rates_are_named_and_the_good_ones_kept(self):
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as lines:
            lines.write("date,from,to,rate,source\n2026-01-02,eur,usd,1.08,ecb\n2026-13-01,eur,usd,1.08,ecb\n2026-01-03,eur,usd,-1,ecb\n")
            lines.flush()
            self.told(self.daemon("rates", "import", lines.name), 1, "3", "4")
        self.assertEqual(self.home.sql("SELECT count(*) FROM billhook.fx_rate"), "1")

    def test_doctor_finds_a_sound_database(self):
        self.told(self.daemon("doctor"), 0, "fsync")

    def test_token_is_printed_alone_and_kept_hashed(self):
        done = self.daemon("token", "create", "--name", "ci", "--superuser")
        self.assertEqual(done.returncode, 0, done.stderr)
        token = done.stdout.strip()
        self.assertRegex(token, r"^bh_[A-Za-z0-9_-]{43}_[0-9a-f]{8}$")
        self.assertEqual(self.home.sql(f"SELECT encode(sha256('{token}'::bytea), 'hex') = encode(hash, 'hex') FROM billhook.api_token"), "t")
        self.assertNotIn(token, self.daemon("token", "list").stdout)
        self.assertEqual(self.daemon("token", "revoke", "ci").returncode, 0)
        self.assertEqual(self.daemon("token", "revoke", "ci").returncode, 1)

    def test_person_gets_a_login_that_reads_and_cannot_write(self):
        done = self.daemon("person", "add", "maya.test", "--role", "finance")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("maya.test", self.daemon("person", "list").stdout)
        member = self.home.sql("SELECT pg_has_role('maya.test', 'billhook_finance', 'MEMBER'), "
                               "has_table_privilege('maya.test', 'billhook.customers', 'INSERT')")
        self.assertEqual(member, "t|f")
        self.assertEqual(self.daemon("person", "remove", "maya.test").returncode, 0)
        self.assertNotIn("maya.test", self.daemon("person", "list").stdout)


if __name__ == "__main__":
    unittest.main()
