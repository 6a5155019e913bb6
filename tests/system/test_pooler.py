"""R5: behind PgBouncer: session pooling works, any other is refused by name; who holds up a migration is told at once."""
import subprocess
import unittest

from billhook import PSQL, SECRET, Home, Process, billhookd, digest, environment, free_port, until
from servers import Server

EVENT = {"id": "evt_pooled", "object": "event", "type": "product.created", "created": 1_790_000_000, "livemode": False,
         "data": {"object": {"id": "prod_pooled", "object": "product", "name": "Pooled", "active": True}}}


class Pooler(Process):
    def __init__(self, home, server, mode):
        self.port = free_port()
        folder = home.folder / mode
        folder.mkdir()
        folder.chmod(0o777)
        (folder / "users").write_text('"billing" ""\n')
        config = folder / "pgbouncer.ini"
        config.write_text(f"[databases]\nbillhook = host={server.folder} dbname=billhook\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
                          f"listen_port = {self.port}\nunix_socket_dir =\nauth_type = trust\nauth_file = {folder}/users\n"
                          f"pool_mode = {mode}\ndefault_pool_size = 40\n")
        super().__init__("/usr/sbin/pgbouncer", "-u", "postgres", config, log=folder / "log")
        self.url = f"postgresql://billing@127.0.0.1:{self.port}/billhook"
        until(lambda: subprocess.run([PSQL, "-XqAt", "-d", self.url, "-c", "SELECT 1"], env=environment(), cwd="/", capture_output=True,
                                     check=False, timeout=20).returncode == 0, 20, "the pooler answers")


class PoolerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = Home()
        cls.addClassCleanup(cls.home.close)
        cls.server = Server()
        cls.addClassCleanup(cls.server.close)
        cls.server.sql("CREATE ROLE billing LOGIN CREATEROLE", "postgres")
        cls.server.sql("CREATE DATABASE billhook OWNER billing", "postgres")

    def pooler(self, mode):
        pooler = Pooler(self.home, self.server, mode)
        self.addCleanup(pooler.stop)
        return pooler.url

    def test_r5_session_pooling_works(self):
        url = self.pooler("session")
        for _ in range(2):  # the second finds sessions that the first has used
            daemon = self.home.serve(url=url)
            self.addCleanup(daemon.stop)
            daemon.ready()
            self.assertEqual(daemon.post(EVENT), 200)
            self.assertEqual(digest(self.home, url), digest(self.home, self.server.url(login="billing")))
            self.assertEqual(daemon.stop(), 0)
        self.assertIn("schema is at version", billhookd("doctor", BILLHOOK_DATABASE_URL=url, STRIPE_WEBHOOK_SECRET=SECRET).stdout)

    def test_r5_any_other_pooling_is_refused_by_name(self):
        for mode in ("transaction", "statement"):
            with self.subTest(mode):
                url = self.pooler(mode)
                for words, code in ((("serve",), 2), (("migrate",), 2), (("doctor",), 1)):
                    done = billhookd(*words, BILLHOOK_DATABASE_URL=url, BILLHOOK_LISTEN=f"127.0.0.1:{free_port()}", STRIPE_WEBHOOK_SECRET=SECRET)
                    self.assertEqual(done.returncode, code, (words, done.stdout + done.stderr))
                    self.assertIn("pool_mode = session", done.stdout + done.stderr)

    def test_r5_a_migration_that_waits_says_for_whom(self):
        url = self.server.url(login="billing")
        self.assertEqual(billhookd("migrate", BILLHOOK_DATABASE_URL=url).returncode, 0)
        holder = subprocess.Popen([PSQL, "-XqAt", "-d", url], env=environment(PGAPPNAME="a long report"), cwd="/", stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, text=True)
        self.addCleanup(holder.communicate, "\\q\n", 20)
        holder.stdin.write("SET ROLE billhook_owner; BEGIN; LOCK TABLE billhook.schema_version; SELECT 1;\n")
        holder.stdin.flush()
        holder.stdout.readline()
        daemon = self.home.serve(url=url)
        self.addCleanup(daemon.stop)
        until(lambda: "a long report" in daemon.words(), 10, "the log names the session")
        self.assertIn(b"pg_terminate_backend", daemon.get("/readyz")[1])
        holder.stdin.write("COMMIT;\n")
        holder.stdin.flush()
        daemon.ready()


if __name__ == "__main__":
    unittest.main()
