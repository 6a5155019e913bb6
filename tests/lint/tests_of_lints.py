"""The lints must be able to fail: each rule is shown a breach."""
import pathlib
import unittest
from unittest import mock

import layers
import naming
import plaintext
import statements


def with_text(source, check, name):
    with mock.patch("tree.text", return_value=source):
        return list(check(pathlib.Path(name)))


class LintsTest(unittest.TestCase):
    def test_layers_refuse_sql_in_a_view(self):
        self.assertTrue(with_text("#include <QSqlQuery>\n", layers.problems_of, "views/shell/x.cpp"))

    def test_layers_refuse_the_module_form(self):
        self.assertTrue(with_text("#include <QtSql/QSqlQuery>\n", layers.problems_of, "services/postgres/x.cpp"))

    def test_layers_refuse_postgres_in_the_sandbox(self):
        self.assertTrue(with_text('#include "services/postgres/session.h"\n', layers.problems_of, "services/sandbox/api/x.cpp"))

    def test_layers_refuse_a_dependency_on_app(self):
        self.assertTrue(with_text('#include "app/daemon/x.h"\n', layers.problems_of, "services/http/x.cpp"))

    def test_layers_accept_a_neighbour_of_the_same_folder(self):
        self.assertFalse(with_text('#include "services/http/message.h"\n', layers.problems_of, "services/http/x.cpp"))

    def test_naming_refuses_a_fixed_sleep(self):
        source = "namespace billhook {\nvoid f() { std::this_thread::sleep_for(1s); }\n}\n"
        self.assertTrue(with_text(source, naming.problems_of, "services/http/x.cpp"))

    def test_naming_refuses_floating_point_near_money(self):
        source = "namespace billhook {\ndouble price;\n}\n"
        self.assertTrue(with_text(source, naming.problems_of, "models/domain/x.cpp"))

    def test_naming_refuses_a_long_function(self):
        source = "namespace billhook {\n}\nvoid f()\n{\n" + "    g();\n" * 70 + "}\n"
        self.assertTrue(with_text(source, naming.problems_of, "services/http/x.cpp"))

    def test_naming_refuses_one_name_in_two_tests_of_a_folder(self):
        paths = [pathlib.Path("tests/services/http/a.cpp"), pathlib.Path("tests/services/http/b.cpp")]
        with mock.patch("tree.text", return_value="struct Wish\n{\n};\n"):
            self.assertTrue(list(naming.doubles(paths)))
        with mock.patch("tree.text", return_value="namespace {\nstruct Wish\n{\n};\n} // namespace\n"):
            self.assertFalse(list(naming.doubles(paths)))

    def test_plaintext_refuses_every_way_to_markup(self):
        for line in ("label->setTextFormat(Qt::RichText);", "box->setHtml(name);", "auto *label = new QLabel(name);", "QLabel label(name);",
                     "QTextDocument text;", "QToolTip::showText(at, name);", "QMessageBox::warning(this, title, name);"):
            self.assertTrue(with_text(line + "\n", plaintext.problems_of, "views/shell/x.cpp"), line)
        self.assertFalse(with_text("m_title = new TextLabel(theme::Type::Body, theme::Color::Text);\n", plaintext.problems_of, "views/shell/x.cpp"))

    def test_statements_refuse_an_uncast_sum(self):
        self.assertTrue(list(statements.uncast_sums("x.sql", "SELECT sum(amount) FROM t")))
        self.assertFalse(list(statements.uncast_sums("x.sql", "SELECT sum(amount)::bigint FROM t")))

    def test_statements_refuse_one_that_nothing_names(self):
        path = pathlib.Path("resources/sql/statements/people/list_people.sql")
        self.assertTrue(list(statements.unused([path], ['run("people/list_people_of")', "list_people"])))
        self.assertFalse(list(statements.unused([path], ['run("people/list_people")'])))

    def test_statements_refuse_a_definer_without_search_path(self):
        sql = "CREATE FUNCTION billhook.f() RETURNS void LANGUAGE sql SECURITY DEFINER AS $$ SELECT 1 $$;"
        with mock.patch("tree.text", return_value=sql):
            self.assertTrue(list(statements.migration_problems([pathlib.Path("V0001__x.sql")])))


if __name__ == "__main__":
    unittest.main()
