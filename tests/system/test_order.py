"""Order does not matter: permutations with duplicates go through the real daemon and PostgreSQL and give one digest each."""
import concurrent.futures
import os
import random
import unittest

from billhook import Home, billhookd, digest
import events

PERMUTATIONS = 200 if os.environ.get("BILLHOOK_SOAK") else 50


class OrderTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = Home()
        cls.addClassCleanup(cls.home.close)
        cls.home.start_database()
        cls.home.sql('CREATE DATABASE empty')
        done = billhookd("migrate", BILLHOOK_HOME=cls.home.home, BILLHOOK_DATABASE_URL=cls.home.url_of("empty"))
        assert done.returncode == 0, done.stderr

    def digest_of(self, number, sent):
        name = f"order{number}"
        self.home.sql(f'CREATE DATABASE "{name}" TEMPLATE empty')
        url = self.home.url_of(name)
        daemon = self.home.serve(url).ready()
        for body in sent:
            self.assertEqual(daemon.post(body), 200)
        line = digest(self.home, url)
        check = billhookd("check", BILLHOOK_HOME=self.home.home, BILLHOOK_DATABASE_URL=url)
        self.assertEqual(check.returncode, 0, check.stdout + check.stderr)
        self.assertEqual(daemon.stop(), 0)
        self.home.sql(f'DROP DATABASE "{name}"')
        return line

    def test_permutations_with_duplicates_give_one_digest(self):
        seed = int(os.environ.get("BILLHOOK_SEED", random.SystemRandom().randrange(2 ** 32)))
        print(f"seed {seed}", flush=True)
        chance = random.Random(seed)
        every = events.life("x", 1_750_000_000) + events.life("y", 1_750_000_000)
        orders = [list(every)]
        for _ in range(PERMUTATIONS - 1):
            shuffled = every + chance.sample(every, 4)
            chance.shuffle(shuffled)
            orders.append(shuffled)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            lines = list(pool.map(self.digest_of, range(len(orders)), orders))
        self.assertRegex(lines[0], r"^[0-9a-f]{64} 0$")
        self.assertEqual(set(lines), {lines[0]}, f"seed {seed}")

    def test_another_history_gives_another_digest(self):
        """The digest must be able to differ."""
        one = self.digest_of("a", events.life("x", 1_750_000_000))
        other = self.digest_of("b", events.life("x", 1_750_000_000)[:-2])
        self.assertNotEqual(one, other)


if __name__ == "__main__":
    unittest.main()
