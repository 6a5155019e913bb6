"""R3, R4: a backup comes back whole, or the statements that lead there are printed and work as printed."""
import subprocess
import unittest

from billhook import POSTGRES, SECRET, Home, billhookd, digest, environment, run
from servers import Server, printed

PG_RESTORE = f"{POSTGRES}/pg_restore"


class RestoreTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = Home()
        cls.addClassCleanup(cls.home.close)
        cls.source = Server()
        cls.addClassCleanup(cls.source.close)
        cls.source.sql("CREATE ROLE billing LOGIN CREATEROLE", "postgres")
        cls.source.sql("CREATE DATABASE billhook OWNER billing", "postgres")
        url = cls.source.url(login="billing")
        daemon = cls.home.serve(url=url, BILLHOOK_ZONE="Europe/Paris", BILLHOOK_CURRENCY="eur").ready()
        run("billhook-sandbox", "demo", "--to", f"http://127.0.0.1:{daemon.port}/api/webhooks/stripe", "--secret", SECRET, "--seed", 5,
            "--months", 3, "--organizations", 12, "--directory", cls.home.folder / "directory", seconds=120)
        assert billhookd("directory", "import", cls.home.folder / "directory", BILLHOOK_DATABASE_URL=url).returncode == 0
        cls.truth = digest(cls.home, url)
        daemon.stop()
        assert billhookd("person", "add", "dana", "--role", "finance", BILLHOOK_DATABASE_URL=url).returncode == 0
        cls.dump = cls.home.folder / "billhook.dump"
        cls.roles = cls.home.folder / "roles.sql"
        for program, words in (("pg_dump", ["-Fc", "-f", cls.dump, "-d", cls.source.url()]),
                               ("pg_dumpall", ["--roles-only", "-f", cls.roles, "-d", cls.source.url("postgres")])):
            subprocess.run([f"{POSTGRES}/{program}", *map(str, words)], check=True, cwd="/", env=environment(), timeout=120)

    def target(self, *statements, copied_from=None):
        server = Server(copied_from)
        self.addCleanup(server.close)
        for statement in statements:
            server.sql(statement, "postgres")
        return server

    def restore(self, server, *options, login="postgres"):
        """Complaints about roles that are missing are expected; what matters is what comes of it."""
        subprocess.run([PG_RESTORE, *options, "-d", server.url(login=login), str(self.dump)], cwd="/", env=environment(), capture_output=True,
                       timeout=120, check=False)

    def migrate(self, server, login, rounds):
        """As often as it prints statements, a superuser runs them as they are."""
        for _ in range(rounds):
            done = billhookd("migrate", BILLHOOK_DATABASE_URL=server.url(login=login))
            if done.returncode == 0:
                return done
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertTrue(printed(done), done.stderr)
            server.sql(printed(done))
        return billhookd("migrate", BILLHOOK_DATABASE_URL=server.url(login=login))

    def doctor(self, server, login):
        return billhookd("doctor", BILLHOOK_DATABASE_URL=server.url(login=login), STRIPE_WEBHOOK_SECRET=SECRET)

    def is_whole(self, server, login="billing"):
        url = server.url(login=login)
        done = self.doctor(server, login)
        self.assertIn("schema is at version", done.stdout)
        self.assertNotIn("Run: billhookd migrate", done.stdout)
        self.assertEqual(digest(self.home, url), self.truth)
        daemon = self.home.serve(url=url)
        self.addCleanup(daemon.stop)
        daemon.ready()
        self.assertEqual(daemon.post(b'{"id":"evt_after","object":"event","type":"product.created","created":1790000000,"livemode":false,'
                                     b'"data":{"object":{"id":"prod_after","object":"product","name":"After","active":true}}}'), 200)
        self.assertNotEqual(digest(self.home, url), self.truth)
        self.assertEqual(daemon.stop(), 0)
        self.assertEqual(billhookd("check", BILLHOOK_DATABASE_URL=url).returncode, 0)

    def may_not_yet_serve(self, server, login="billing"):
        done = self.doctor(server, login)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("billhookd migrate", done.stdout)

    def test_r3_with_roles_as_superuser(self):
        server = self.target()
        server.sql(self.roles.read_text(), "postgres", check=False)  # the superuser is there already
        server.sql("CREATE DATABASE billhook", "postgres")
        self.restore(server)
        self.assertEqual(printed(self.migrate(server, "billing", rounds=0)), "")
        self.is_whole(server)
        self.assertEqual(server.sql("SET ROLE billhook_finance; SELECT count(*) > 0 FROM billhook.customers", login="dana"), "t")

    def test_r3_without_roles_as_superuser(self):
        server = self.target("CREATE ROLE billing LOGIN", "CREATE DATABASE billhook")
        self.restore(server)
        self.may_not_yet_serve(server)
        self.assertEqual(self.migrate(server, "postgres", rounds=0).returncode, 0)
        self.assertEqual(self.migrate(server, "billing", rounds=1).returncode, 0)
        self.is_whole(server)
        done = billhookd("person", "add", "dana", "--role", "finance", BILLHOOK_DATABASE_URL=server.url())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(server.sql("SET ROLE billhook_finance; SELECT count(*) > 0 FROM billhook.customers", login="dana"), "t")

    def test_r3_serve_itself_makes_good_what_it_may(self):
        server = self.target("CREATE ROLE billing LOGIN CREATEROLE", "CREATE DATABASE billhook OWNER billing")
        self.restore(server, "--no-owner", "--no-privileges", login="billing")
        self.may_not_yet_serve(server)
        daemon = self.home.serve(url=server.url(login="billing"))
        self.addCleanup(daemon.stop)
        daemon.ready()
        daemon.stop()
        self.is_whole(server)

    def test_r3_as_a_login_without_createrole(self):
        server = self.target("CREATE ROLE billing LOGIN", "CREATE DATABASE billhook OWNER billing")
        self.restore(server, "--no-owner", "--no-privileges", login="billing")
        self.may_not_yet_serve(server)
        self.assertEqual(self.migrate(server, "billing", rounds=1).returncode, 0)
        self.is_whole(server)

    def test_r3_by_a_superuser_for_a_login_without_createrole(self):
        server = self.target("CREATE ROLE billing LOGIN", "CREATE DATABASE billhook")
        self.restore(server, "--no-owner", "--no-privileges")
        self.may_not_yet_serve(server)
        self.assertEqual(self.migrate(server, "billing", rounds=2).returncode, 0)
        self.is_whole(server)

    def test_r3_with_roles_for_a_new_login(self):
        server = self.target()
        server.sql(self.roles.read_text(), "postgres", check=False)
        server.sql("CREATE ROLE desk LOGIN; CREATE DATABASE billhook", "postgres")
        self.restore(server)
        self.may_not_yet_serve(server, "desk")
        self.assertEqual(self.migrate(server, "desk", rounds=1).returncode, 0)
        self.is_whole(server, "desk")

    def test_r3_by_pg_basebackup(self):
        self.is_whole(self.target(copied_from=self.source.url("postgres")))

    def test_r4_statements_for_an_empty_database_are_enough(self):
        for owner, rounds in (("billing", 1), ("postgres", 1)):
            with self.subTest(owner=owner):
                server = self.target('CREATE ROLE "bill ing" LOGIN', "CREATE ROLE billing LOGIN", f"CREATE DATABASE billhook OWNER {owner}")
                done = billhookd("migrate", BILLHOOK_DATABASE_URL=server.url(login="bill%20ing"))
                self.assertIn('"bill ing"', printed(done))
                self.assertEqual(self.migrate(server, "bill%20ing", rounds=rounds).returncode, 0)
                daemon = self.home.serve(url=server.url(login="bill%20ing"))
                self.addCleanup(daemon.stop)
                daemon.ready()
                daemon.stop()


if __name__ == "__main__":
    unittest.main()
