"""S2, S3, S6, S10, S12: what people, and a directory, can't do to the daemon, to each other and to the figures from a psql of their own."""
import random
import re
import threading
import time
import unittest

import doors
from billhook import SECRET, Home, Listener, billhookd, until

NOW = int(time.time())
MOST = 5  # seconds that anybody may be kept waiting
OLD_LOCKS = ("5121764037", "5121764038", "hashtext('billhook.ensure_event_partition')", "hashtext('billhook.migrate')", "hashtext('billhook.groups')")


class House(unittest.TestCase):
    """A daemon, and a login for each kind of person."""

    @classmethod
    def setUpClass(cls):
        cls.home = Home()
        cls.addClassCleanup(cls.home.close)
        cls.url = cls.home.start_database()
        for name, role in (("fin", "finance"), ("adm", "admin"), ("other", "finance")):
            done = billhookd("person", "add", name, "--role", role, BILLHOOK_HOME=cls.home.home)
            assert done.returncode == 0, done.stderr
        cls.home.sql("CREATE ROLE imp LOGIN; GRANT billhook_directory TO imp")
        cls.daemon = cls.home.serve().ready()
        # The private cluster keeps these from everybody, at each start anew; a server that others use has them open.
        cls.home.sql("GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint), pg_advisory_lock_shared(bigint), lo_create(oid) TO PUBLIC;"
                     "GRANT TEMPORARY ON DATABASE billhook TO PUBLIC")
        cls.number = 0

    def person(self, login, group=None):
        person = doors.Person(doors.url_as(self.url, login), group)
        self.addCleanup(person.close)
        return person

    @classmethod
    def project(cls, created=None):
        """Sends a webhook about a new customer; the seconds until its effect is there."""
        cls.number += 1
        customer = f"cus_{cls.number}"
        began = time.monotonic()
        until(lambda: cls.daemon.post(doors.event(f"h{cls.number}", customer, created or NOW, kind="customer.created")) == 200, 20, "taken")
        until(lambda: cls.home.sql(f"SELECT count(*) FROM billhook.customers WHERE id = '{customer}'") == "1", 20, "projected")
        return time.monotonic() - began

    def flows(self, created=None):
        self.assertLess(self.project(created), MOST)


class CoordinationTest(House):
    """S2: nothing that a login can take stops the daemon."""

    def test_s2_advisory_locks_are_nobodys_business(self):
        holder = self.person("fin", "billhook_finance")
        for key in OLD_LOCKS:
            holder.ask(f"SELECT pg_advisory_lock({key});")
        listener = Listener(self.url, self.home.folder / "heard.log")
        self.addCleanup(listener.process.kill)
        self.flows()
        self.flows(created=NOW - 400 * 86400)  # of a month that has no partition yet
        until(listener.numbers, MOST, "announced")

    def test_s2_the_turns_are_taken_by_no_person(self):
        for login in ("fin", "adm", "imp"):
            for statement in ("SELECT billhook.hold_projection()", "SELECT billhook.share_projection()", "SELECT billhook.hold_notifier()",
                              "BEGIN; LOCK TABLE billhook.projection_turn IN ACCESS SHARE MODE", "SELECT * FROM billhook.notifier_turn",
                              "BEGIN; LOCK TABLE billhook.schema_version IN EXCLUSIVE MODE"):
                code, _, errors = doors.psql(doors.url_as(self.url, login), f"\\set ON_ERROR_STOP 1\n{statement};")
                self.assertEqual(code, 3, f"{login} {statement}")
                self.assertIn("42501", errors)

    def test_s2_nobody_fills_the_table_of_locks(self):
        holder = self.person("fin")
        holder.tell("SELECT count(pg_advisory_lock(i)) FROM generate_series(1, 10000000) i;")
        time.sleep(1)  # it takes what there is
        self.flows()
        self.assertEqual(holder.ask("SELECT 'still here';"), "", holder.unread)

    def test_s2_limits_hold_whatever_the_session_sets(self):
        off = "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET lock_timeout = 0; SET idle_session_timeout = 0;"
        paused, long = self.person("fin"), self.person("adm")
        paused.ask(off + " BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM billhook.customers;")
        long.tell(off + " SELECT pg_sleep(600);")
        began = time.monotonic()
        sessions = "SELECT count(*) FROM pg_stat_activity WHERE usename IN ('fin', 'adm') AND application_name = 'psql'"
        until(lambda: self.home.sql(sessions) == "0", 30, "both are ended")
        self.assertGreater(time.monotonic() - began, 8)
        self.assertIn("session_ended", self.daemon.words())

    def test_s2_a_login_has_its_share_of_connections(self):
        open_ones = [self.person("other") for _ in range(20)]
        self.assertIn("1", [person.ask("SELECT 1;") for person in open_ones][-1])
        code, _, errors = doors.psql(doors.url_as(self.url, "other"), "SELECT 1;")
        self.assertEqual(code, 2)
        self.assertIn("too many connections", errors)

    def test_s12_a_directory_login_cannot_stop_the_projection(self):
        holder = self.person("imp", "billhook_directory")
        organization = "00000000-0000-0000-0000-0000000000d1"
        holder.ask(f"INSERT INTO billhook.organizations (id, name, stripe_customer_id) VALUES ('{organization}', 'Held', 'cus_held');")
        for hold in ("SELECT billhook.await_customers();", "LOCK TABLE billhook.organizations IN ACCESS EXCLUSIVE MODE;",
                     "SELECT FROM billhook.organizations FOR UPDATE;", "SELECT id FROM billhook.customers FOR UPDATE;"):
            with self.subTest(hold):
                holder = self.person("imp", "billhook_directory")
                holder.ask("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; BEGIN; " + hold)
                began = time.monotonic()
                number = f"d{time.monotonic_ns()}"
                body = doors.event(number, "cus_held", NOW, kind="customer.updated", name=number)
                self.assertEqual(self.daemon.post(body), 200)
                until(lambda: self.home.sql(f"SELECT count(*) FROM billhook.object_fact WHERE event_id = 'evt_{number}'") == "1", 20, "projected")
                self.assertLess(time.monotonic() - began, MOST)


class SearchPathTest(House):
    """S3: what somebody else makes is not found, and a role that is taken on is no rank."""

    def test_s3_migrate_and_doctor_refuse_an_open_public_schema_with_the_statement_that_mends_it(self):
        url = self.home.make_database("opened")
        settings = {"BILLHOOK_HOME": self.home.home, "BILLHOOK_DATABASE_URL": url}
        self.assertEqual(billhookd("migrate", **settings).returncode, 0)
        self.home.sql("GRANT CREATE ON SCHEMA public TO PUBLIC", url)
        done = billhookd("migrate", **settings)
        self.assertEqual(done.returncode, 2, done.stderr)
        statement = "REVOKE CREATE ON SCHEMA public FROM PUBLIC;"
        self.assertIn(statement, done.stderr)
        looked = billhookd("doctor", STRIPE_WEBHOOK_SECRET=SECRET, **settings)
        self.assertEqual(looked.returncode, 1, looked.stdout)
        self.assertIn(statement, looked.stdout)
        self.home.sql(statement, url)
        self.assertEqual(billhookd("migrate", **settings).returncode, 0)
        self.assertEqual(billhookd("doctor", STRIPE_WEBHOOK_SECRET=SECRET, **settings).returncode, 0)

    def test_s3_an_operator_of_somebody_elses_is_never_called(self):
        self.home.sql("GRANT CREATE ON SCHEMA public TO fin; GRANT USAGE ON SCHEMA public TO PUBLIC")
        self.addCleanup(self.home.sql, "REVOKE CREATE ON SCHEMA public FROM fin; DROP OWNED BY fin; GRANT billhook_finance TO fin")
        code, _, errors = doors.psql(doors.url_as(self.url, "fin"), """\\set ON_ERROR_STOP 1
            CREATE TABLE public.caught (who text, at timestamptz DEFAULT now()); GRANT ALL ON public.caught TO PUBLIC;
            CREATE FUNCTION public.catch_text(text, text) RETURNS boolean LANGUAGE plpgsql AS
                $$ BEGIN INSERT INTO public.caught VALUES (current_user); RETURN true; END $$;
            CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = public.catch_text);
            CREATE FUNCTION public.catch_bigint(bigint, integer) RETURNS boolean LANGUAGE plpgsql AS
                $$ BEGIN INSERT INTO public.caught VALUES (current_user); RETURN true; END $$;
            CREATE OPERATOR public.> (LEFTARG = bigint, RIGHTARG = integer, FUNCTION = public.catch_bigint);
            CREATE FUNCTION public.count(integer) RETURNS bigint LANGUAGE plpgsql AS
                $$ BEGIN INSERT INTO public.caught VALUES (current_user); RETURN 0; END $$;""")
        self.assertEqual(code, 0, errors)
        self.flows()
        for words in (("digest",), ("check",), ("person", "list"), ("doctor",), ("migrate",)):
            billhookd(*words, BILLHOOK_HOME=self.home.home, STRIPE_WEBHOOK_SECRET=SECRET)
        self.assertEqual(self.home.sql("SELECT count(*) FROM public.caught"), "0")

    def test_s3_a_superusers_url_serves_as_a_login_that_is_none(self):
        server = doors.Server(self.home.folder / "let", "local all all trust\nhost all all 127.0.0.1/32 trust\n")
        self.addCleanup(server.close)
        daemon = self.home.serve(url=server.url).ready()
        self.assertEqual(daemon.post(doors.event("s3", "cus_s3", NOW, kind="customer.created")), 200)
        until(lambda: self.home.sql("SELECT count(*) FROM billhook.customers WHERE id = 'cus_s3'", server.url) == "1", 20, "projected")
        logins = self.home.sql("SELECT DISTINCT a.usename, r.rolsuper FROM pg_stat_activity a JOIN pg_roles r ON r.oid = a.usesysid"
                               " WHERE a.application_name LIKE 'billhookd%' AND a.application_name <> 'billhookd start'", server.url)
        self.assertEqual(logins, "billhookd_service|f")
        groups = self.home.sql("SELECT string_agg(roleid::regrole::text, ' ' ORDER BY 1) FROM (SELECT roleid FROM pg_auth_members WHERE member ="
                               " 'billhookd_service'::regrole ORDER BY roleid::regrole::text) AS g", server.url)
        self.assertEqual(groups, "billhook_api billhook_daemon pg_read_all_stats")
        self.assertEqual(daemon.stop(), 0)

    def test_s3_where_only_the_superuser_is_let_in_serve_refuses_with_statements_that_work(self):
        server = doors.Server(self.home.folder / "kept", "local all all trust\nhost all postgres 127.0.0.1/32 trust\nhost all billhookd 127.0.0.1/32 trust\n")
        self.addCleanup(server.close)
        daemon = self.home.serve(url=server.url)
        self.assertEqual(daemon.process.wait(60), 2)
        statements = re.search(r"CREATE ROLE billhookd LOGIN; GRANT [^;]*;", daemon.words())
        self.assertTrue(statements, daemon.words())
        self.home.sql(statements[0], server.url)
        daemon = self.home.serve(url=server.url.replace("postgres@", "billhookd@")).ready()
        self.assertEqual(daemon.post(doors.event("s3", "cus_s3", NOW, kind="customer.created")), 200)
        self.assertEqual(daemon.stop(), 0)

    def test_s3_an_admin_acts_under_its_own_name_whatever_role_it_takes(self):
        for number, role in enumerate(("billhook_admin", "none")):
            code, _, errors = doors.psql(doors.url_as(self.url, "adm"), f"""\\set ON_ERROR_STOP 1
                SET ROLE {role}; SELECT billhook.begin_operation('00000000-0000-0000-0000-0000000000e{number}', 'preview', 'x{number}', '{{}}',
                                                   'person:somebody else', NULL, NULL, NULL, '[]');""")
            self.assertEqual(code, 0, errors)
        self.assertEqual(self.home.sql("SELECT DISTINCT actor FROM billhook.operation WHERE subject LIKE 'x_'"), "person:adm")


class AccessTest(House):
    """S6: access ends when it is ended."""

    def test_s6_a_lesser_role_takes_the_greater_away_at_once(self):
        self.assertEqual(billhookd("person", "add", "eve", "--role", "admin", BILLHOOK_HOME=self.home.home).returncode, 0)
        inside = self.person("eve", "billhook_admin")
        done = billhookd("person", "add", "eve", "--role", "finance", BILLHOOK_HOME=self.home.home)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(inside.ask("SELECT 'still an admin';"), "", "the session went on")
        code, _, errors = doors.psql(doors.url_as(self.url, "eve"), "\\set ON_ERROR_STOP 1\nSET ROLE billhook_admin;")
        self.assertEqual(code, 3)
        self.assertIn("42501", errors)
        self.assertIn("eve\tfinance", billhookd("person", "list", BILLHOOK_HOME=self.home.home).stdout)

    def test_s6_whoever_is_removed_is_gone_with_sessions_and_things(self):
        self.assertEqual(billhookd("person", "add", "gus", "--role", "finance", BILLHOOK_HOME=self.home.home).returncode, 0)
        self.home.sql("GRANT CREATE ON SCHEMA public TO gus")
        inside = self.person("gus")
        inside.ask("CREATE TABLE public.mine (x int);")
        done = billhookd("person", "remove", "gus", BILLHOOK_HOME=self.home.home)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(inside.ask("SELECT 'still here';"), "")
        self.assertEqual(self.home.sql("SELECT count(*) FROM pg_roles WHERE rolname = 'gus'"), "0")
        self.assertEqual(doors.psql(doors.url_as(self.url, "gus"), "SELECT 1;")[0], 2)

    def test_s6_what_is_left_is_said(self):
        self.assertEqual(billhookd("person", "add", "ida", "--role", "admin", BILLHOOK_HOME=self.home.home).returncode, 0)
        elsewhere = self.home.make_database("elsewhere")
        self.home.sql("GRANT CREATE ON SCHEMA public TO ida; SET ROLE ida; CREATE TABLE public.mine (x int)", elsewhere)
        done = billhookd("person", "remove", "ida", BILLHOOK_HOME=self.home.home)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("DROP OWNED BY", done.stderr)
        self.assertEqual(self.home.sql("SELECT rolcanlogin, pg_has_role('ida', 'billhook_admin', 'MEMBER') FROM pg_roles WHERE rolname = 'ida'"), "f|f")

    def test_s6_without_createrole_password_and_sql_are_shown_once(self):
        self.home.sql("CREATE ROLE clerk LOGIN; GRANT billhook_owner, billhook_daemon TO clerk")
        url = doors.url_as(self.url, "clerk")
        done = billhookd("person", "add", "jim", "--role", "finance", BILLHOOK_HOME=self.home.home, BILLHOOK_DATABASE_URL=url)
        self.assertEqual(done.returncode, 1)
        self.assertIn("shown this once", done.stderr)
        self.home.sql(done.stdout)
        self.assertEqual(doors.psql(doors.url_as(self.url, "jim"), "SET ROLE billhook_finance; SELECT 1;")[1], "1")


class LeastTest(House):
    """S10: people see what a screen shows and change it where it is written down."""

    def test_s10_payloads_and_what_no_screen_shows_are_hidden(self):
        self.project()
        for login in ("fin", "adm"):
            for statement in ("SELECT payload FROM billhook.stripe_event", "SELECT * FROM billhook.stripe_event", "SELECT payload FROM billhook.event_quarantine",
                              "SELECT post FROM billhook.object_fact", "SELECT metadata FROM billhook.customers", "SELECT * FROM billhook.customers",
                              "SELECT metadata FROM billhook.subscriptions", "SELECT hash FROM billhook.api_token", "SELECT body FROM billhook.api_idempotency",
                              "SELECT response FROM billhook.operation_step", "SELECT rolpassword FROM pg_authid", "COPY billhook.stripe_event TO STDOUT"):
                code, rows, errors = doors.psql(doors.url_as(self.url, login), f"\\set ON_ERROR_STOP 1\n{statement};")
                self.assertEqual((code, rows), (3, ""), f"{login} {statement}")
                self.assertIn("42501", errors)

    def test_s10_rates_change_by_a_function_that_leaves_a_row_in_the_audit(self):
        direct = "INSERT INTO billhook.fx_rate VALUES (current_date, 'eur', 'usd', 9, 'me')"
        self.assertIn("42501", doors.psql(doors.url_as(self.url, "adm"), direct)[2])
        setting = "SELECT billhook.set_rates('{2026-01-02}', '{eur}', '{usd}', '{%s}', '{ECB}')"
        self.assertIn("42501", doors.psql(doors.url_as(self.url, "fin"), setting % "1.1")[2])
        for rate in ("1.1", "1.2", "1.2"):
            code, _, errors = doors.psql(doors.url_as(self.url, "adm"), setting % rate)
            self.assertEqual(code, 0, errors)
        rows = self.home.sql("SELECT actor, before #>> '{0,rate}', after #>> '{0,rate}' FROM billhook.audit_log WHERE action = 'set_rates' ORDER BY id")
        self.assertEqual(rows.split("\n"), ["person:adm||1.100000000000", "person:adm|1.100000000000|1.200000000000"])

    def test_s10_truncate_is_refused_to_every_group(self):
        for group in ("owner", "daemon", "api", "finance", "admin", "directory"):
            for table in ("stripe_event", "stripe_event_default", "mrr_movement", "subscription_revision", "audit_log"):
                code, _, errors = doors.psql(self.url, f"\\set ON_ERROR_STOP 1\nSET ROLE billhook_{group}; TRUNCATE billhook.{table};")
                self.assertEqual(code, 3, f"{group} {table}")
                self.assertIn("42501", errors)


class HostileTest(House):
    """A finance login and an admin login with psql and an hour's imagination, from a seed."""

    def script(self, seed):
        """At least 200 statements: (statement, whether it must be refused)."""
        tables = self.home.sql("SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'billhook'::regnamespace AND c.relkind IN ('r', 'p')"
                               " AND c.relname !~ '_[0-9]{4}_[0-9]{2}$' ORDER BY 1").split("\n")
        functions = self.home.sql("SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'billhook'::regnamespace AND p.prosecdef"
                                  " AND NOT has_function_privilege('billhook_finance', p.oid, 'EXECUTE')"
                                  " AND NOT has_function_privilege('billhook_admin', p.oid, 'EXECUTE') AND p.prorettype <> 'trigger'::regtype").split("\n")
        refused = []
        for table in tables:
            refused += [f"DELETE FROM billhook.{table}", f"TRUNCATE billhook.{table}", f"INSERT INTO billhook.{table} DEFAULT VALUES",
                        f"BEGIN; LOCK TABLE billhook.{table} IN ROW EXCLUSIVE MODE", f"ALTER TABLE billhook.{table} DISABLE TRIGGER ALL",
                        f"DROP TABLE billhook.{table} CASCADE", f"SELECT FROM billhook.{table} FOR UPDATE",
                        f"CREATE TRIGGER t BEFORE INSERT ON billhook.{table} EXECUTE FUNCTION billhook.keep_audit()",
                        f"GRANT ALL ON billhook.{table} TO PUBLIC", f"COPY billhook.{table} FROM STDIN;\n\\."]
        for function in functions:
            name, _, types = function.partition("(")
            nulls = ", ".join("NULL" for word in types.rstrip(")").split(",") if word)
            refused += [f"SELECT {name}({nulls})", f"DROP FUNCTION {function}", f"ALTER FUNCTION {function} SECURITY INVOKER"]
        refused += ["SET ROLE billhook_owner", "SET ROLE billhook_daemon", "SET SESSION AUTHORIZATION postgres", "SET ROLE other",
                    "CREATE TABLE billhook.mine (x int)", "CREATE TABLE public.mine (x int)", "CREATE SCHEMA mine", "CREATE ROLE mine",
                    "CREATE DATABASE mine", "ALTER SYSTEM SET fsync = off", "SET session_replication_role = replica",
                    "CREATE EXTENSION file_fdw", "SELECT pg_read_file('/etc/passwd')", "COPY (SELECT 1) TO PROGRAM 'true'",
                    "SELECT pg_reload_conf()", "SELECT pg_switch_wal()", "CHECKPOINT", "SELECT lo_import('/etc/passwd')",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> current_user AND usename IS NOT NULL",
                    "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename <> current_user AND usename IS NOT NULL",
                    "SELECT rolpassword FROM pg_authid", "CREATE PUBLICATION mine FOR ALL TABLES", "ALTER ROLE postgres NOSUPERUSER",
                    "DROP OWNED BY billhook_owner", "REASSIGN OWNED BY billhook_owner TO CURRENT_USER", "CREATE LANGUAGE plperlu"]
        loud = [f"SELECT pg_advisory_lock({key})" for key in OLD_LOCKS]
        loud += ["SELECT count(pg_advisory_lock(i)) FROM generate_series(1, 3000000) i", "SELECT pg_advisory_lock_shared(5121764037)",
                 "SELECT pg_notify('billhook_changed', repeat('x', 7000)) FROM generate_series(1, 2000)", "NOTIFY billhook_changed, '{\"seq\": 9223372036854775807}'",
                 "LISTEN billhook_changed", "BEGIN; SELECT count(*) FROM billhook.organization_summary", "SELECT pg_sleep(2)",
                 "SET statement_timeout = 0", "SET idle_in_transaction_session_timeout = 0", "SET lock_timeout = 0", "SET work_mem = '1MB'",
                 "SELECT count(*) FROM generate_series(1, 3000000)", "SELECT length(repeat('x', 100000000))", "SELECT md5(repeat('x', 200000000))",
                 "SET search_path = public, pg_temp", "CREATE TEMP TABLE installation (x int)", "SET TIME ZONE 'Pacific/Auckland'",
                 "SET billhook.superuser = 'on'", "SET billhook.organization = '00000000-0000-0000-0000-000000000001'",
                 "PREPARE TRANSACTION 'for ever'", "BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT count(*) FROM billhook.subscriptions",
                 "DO $$ BEGIN FOR i IN 1..200 LOOP BEGIN PERFORM 1 / 0; EXCEPTION WHEN OTHERS THEN NULL; END; END LOOP; END $$",
                 "DECLARE c CURSOR WITH HOLD FOR SELECT generate_series(1, 100000)", "VACUUM billhook.customers", "ANALYZE billhook.customers",
                 "REINDEX TABLE billhook.customers", "SELECT * FROM pg_stat_activity", "SELECT query FROM pg_stat_activity WHERE usename <> current_user"]
        script = [(statement, True) for statement in refused] + [(statement, False) for statement in loud]
        chance = random.Random(seed)
        chosen = chance.sample(script[:len(refused)], min(len(refused), 320)) + script[len(refused):]
        chance.shuffle(chosen)
        return chosen

    def test_no_person_stops_anybody_reads_what_is_hidden_or_writes(self):
        waits, stop = [], threading.Event()
        neighbour = self.person("other", "billhook_finance")

        def measure():
            while not stop.is_set():
                began = time.monotonic()
                self.project()
                neighbour.ask("SELECT count(*) FROM billhook.organization_summary;")
                waits.append(time.monotonic() - began)
                time.sleep(0.2)

        listener = Listener(self.url, self.home.folder / "announced.log")
        self.addCleanup(listener.process.kill)
        meter = threading.Thread(target=measure, daemon=True)
        meter.start()
        before = self.guarded()
        counts = {}
        for seed, (login, group) in enumerate((("fin", "billhook_finance"), ("adm", "billhook_admin"))):
            script = self.script(seed)
            counts[login] = len(script)
            self.run_script(login, group, script)
        stop.set()
        meter.join(30)
        self.assertFalse(meter.is_alive(), "the daemon stopped")
        self.assertGreaterEqual(min(counts.values()), 200)
        self.assertGreater(len(waits), 3)
        self.assertLess(max(waits), MOST, sorted(waits)[-5:])
        self.assertEqual(self.guarded(), before)
        self.assertTrue(self.daemon.alive())
        self.flows()
        until(lambda: listener.numbers(), MOST, "announced")
        print(f"{counts} statements; slowest {max(waits):.2f} s of {len(waits)}")

    def run_script(self, login, group, script):
        person = None
        for statement, must_fail in script:
            for _ in range(3):
                if person is None:
                    person = doors.Person(doors.url_as(self.url, login))
                    answer = person.ask(f"SET ROLE {group};")
                answer = person.ask(f"\\set VERBOSITY sqlstate\n{statement};", seconds=30)
                if person.process.poll() is None or answer:
                    break
                person.close()
                person = None
            if must_fail:  # whoever holds some privilege of an object is told by a warning that none was granted
                nothing = statement.startswith("GRANT ") and "WARNING:  01007" in answer
                self.assertTrue(nothing or "ERROR:" in answer, f"{login}: {statement}: {answer}")
            if person is not None:
                person.ask("ROLLBACK;" if "BEGIN" in statement and must_fail else "SELECT;")
                if person.process.poll() is not None:
                    person.close()
                    person = None
        if person is not None:
            person.close()

    def guarded(self):
        """What only we write and this test's webhooks don't."""
        return self.home.sql("SELECT (SELECT md5(string_agg(i::text, '')) FROM billhook.installation i), (SELECT count(*) FROM billhook.audit_log),"
                             " (SELECT count(*) FROM billhook.fx_rate), (SELECT count(*) FROM billhook.operation), (SELECT count(*) FROM billhook.organizations),"
                             " (SELECT count(*) FROM billhook.event_quarantine), (SELECT count(*) FROM pg_roles),"
                             " (SELECT md5(string_agg(p.proname || coalesce(p.proacl::text, ''), '' ORDER BY p.oid)) FROM pg_proc p WHERE p.pronamespace = 'billhook'::regnamespace),"
                             " (SELECT md5(string_agg(c.relname || coalesce(c.relacl::text, ''), '' ORDER BY c.oid)) FROM pg_class c"
                             "   WHERE c.relnamespace = 'billhook'::regnamespace AND c.relname !~ '_[0-9]{4}_[0-9]{2}')")


if __name__ == "__main__":
    unittest.main()
