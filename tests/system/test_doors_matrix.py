"""Who may do what, read off a new database: every object of ours and every grant on it, equal to a reviewed file.

After a migration that makes or grants something:  python3 -B tests/system/test_doors_matrix.py --write
It rewrites tests/data/privileges.txt, one sorted line each; read the difference as you would read code.
"""
import difflib
import pathlib
import sys
import unittest

from billhook import ROOT, Home

REVIEWED = ROOT / "tests/data/privileges.txt"
QUESTION = pathlib.Path(__file__).with_name("privileges.sql")


def found():
    home = Home()
    try:
        home.start_database()
        return home.sql(QUESTION.read_text()).splitlines()
    finally:
        home.close()


class MatrixTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lines = found()

    def test_every_object_and_grant_is_a_reviewed_line(self):
        reviewed = REVIEWED.read_text().splitlines()
        differing = [line for line in difflib.unified_diff(reviewed, self.lines, lineterm="", n=0) if line[0] in "+-" and line[:3] not in ("+++", "---")]
        self.assertEqual(differing, [], "\nReview these lines (+ is new, - is gone), then: python3 -B tests/system/test_doors_matrix.py --write\n"
                         + "\n".join(differing))

    def test_nothing_is_everybodys(self):
        self.assertEqual([line for line in self.lines if ": PUBLIC " in line and line != "schema public: PUBLIC USAGE"], [])

    def test_what_runs_as_its_owner_finds_only_what_it_means(self):
        loose = [line for line in self.lines if line.startswith("function ") and " as its owner" in line and "search_path=pg_catalog" not in line]
        self.assertEqual(loose, [])

    def test_views_show_nothing_that_their_reader_may_not_see(self):
        self.assertEqual([line for line in self.lines if line.startswith("view ") and ":" not in line and "security_invoker=true" not in line], [])

    def test_people_change_nothing_but_through_functions(self):
        writes = (" INSERT", " UPDATE", " DELETE", " TRUNCATE", " TRIGGER", " REFERENCES")
        self.assertEqual([line for line in self.lines if line.startswith(("table ", "view ", "sequence "))
                          and (": billhook_finance" in line or ": billhook_admin" in line) and line.endswith(writes)], [])

    def test_what_is_only_appended_to_is_emptied_by_nobody(self):
        self.assertEqual([line for line in self.lines if line.endswith(" TRUNCATE")], [])

    def test_no_group_is_more_than_a_group(self):
        self.assertEqual([line for line in self.lines if line.startswith("group ") and ":" not in line and len(line.split()) > 2], [])


if __name__ == "__main__":
    if "--write" in sys.argv:
        REVIEWED.write_text("\n".join(found()) + "\n")
    else:
        unittest.main()
