"""What counts as a change, and what a change reaches, in small repositories of their own."""
import os
import pathlib
import subprocess
import tempfile
import unittest
from unittest import mock

import changes
import tree

CODE = """#include "services/postgres/a.h"

namespace billhook::postgres {

""" + "".join(f"int f{number}(int x) {{ return x + {number}; }}\n" for number in range(20)) + """
int f() { return postgres::g(1); }

} // namespace billhook::postgres
"""
OLD, NEW = "2026-01-01T12:00:00Z", "2026-01-05T12:00:00Z"


class ChangesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        root = mock.patch.object(tree, "ROOT", self.root)
        root.start()
        self.addCleanup(root.stop)
        self.git("init", "-q", "-b", "main")
        self.write("services/postgres/a.h", "int g(int x);\n")
        self.write("services/postgres/f.cpp", CODE)
        self.commit(OLD)

    def git(self, *words, **environment):
        who = {"GIT_AUTHOR_NAME": "x", "GIT_AUTHOR_EMAIL": "x", "GIT_COMMITTER_NAME": "x", "GIT_COMMITTER_EMAIL": "x"}
        subprocess.run(["git", "-C", self.root, *words], check=True, capture_output=True, env={**os.environ, **who, **environment})

    def commit(self, when):
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x", GIT_AUTHOR_DATE=when, GIT_COMMITTER_DATE=when)

    def write(self, name, text):
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text)

    def move(self, text=CODE):
        self.write("services/events/f.cpp", text.replace("postgres", "events"))
        (self.root / "services/postgres/f.cpp").unlink()
        self.commit(NEW)

    def changed(self):
        return set(changes.changed(changes.a_day_before()))

    def test_a_move_with_its_namespace_and_includes_changes_nothing(self):
        self.move()
        self.assertEqual(self.changed(), set())

    def test_a_move_with_another_line_is_a_change(self):
        self.move(CODE.replace("g(1)", "g(2)"))
        self.assertEqual(self.changed(), {"services/events/f.cpp"})

    def test_what_is_not_committed_counts(self):
        self.commit(NEW)
        self.write("services/postgres/a.h", "int g(long x);\n")
        self.write("services/postgres/new.cpp", "int h();\n")
        self.assertEqual(self.changed(), {"services/postgres/a.h", "services/postgres/new.cpp"})

    def test_what_is_older_than_a_day_does_not_count(self):
        self.write("services/postgres/b.cpp", "int b();\n")
        self.commit("2026-01-03T12:00:00Z")
        self.commit(NEW)
        self.assertEqual(self.changed(), set())

    def test_a_young_repository_has_changed_as_a_whole(self):
        self.git("checkout", "-q", "--orphan", "young")
        self.commit(NEW)
        self.assertEqual(self.changed(), {"services/postgres/a.h", "services/postgres/f.cpp"})

    def test_a_shallow_clone_that_cannot_be_deepened_knows_no_base(self):
        self.commit(NEW)
        self.git("remote", "add", "origin", "/nowhere")
        self.write(".git/shallow", subprocess.run(["git", "-C", self.root, "rev-parse", "HEAD"], capture_output=True, text=True).stdout)
        self.assertIsNone(changes.a_day_before())

    def test_a_branch_is_compared_with_where_it_left_what_landed(self):
        self.git("update-ref", "refs/remotes/origin/main", "HEAD")
        self.assertEqual(changes.landed(), changes.a_day_before())
        left = changes.git("rev-parse", "HEAD")
        self.commit(NEW)
        self.assertEqual(changes.landed(), left)

    def test_a_header_changes_all_that_include_it(self):
        self.write("services/postgres/b.h", '#include "services/postgres/a.h"\n')
        self.write("services/postgres/b.cpp", '#include "services/postgres/b.h"\n')
        self.commit(NEW)
        self.assertEqual({name for name in changes.with_includers(["services/postgres/a.h"]) if name.endswith(".cpp")},
                         {"services/postgres/b.cpp", "services/postgres/f.cpp"})

    def test_a_folder_reaches_what_it_may_include_and_no_more(self):
        self.assertIn("services/concurrency", changes.closure(["services/postgres"]))
        self.assertIn("resources/sql", changes.closure(["services/postgres"]))
        self.assertNotIn("services/postgres", changes.closure(["services/http"]))


if __name__ == "__main__":
    unittest.main()
