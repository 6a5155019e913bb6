"""SQL: one statement a file with a header and somebody who names it, exact sums, migrations in order, privileges by name.
Exceptions: none."""
import re

import tree

STATEMENT_NAME = re.compile(r"^[a-z]+(?:_[a-z0-9]+)+\.sql$")
MIGRATION_NAME = re.compile(r"^V(\d{4})__[a-z0-9_]+\.sql$")
LITERAL = re.compile(r'"([a-z]+/?[a-z0-9_]+)"')
SUM = re.compile(r"\bsum\s*\(", re.I)


def closing(text, start):
    depth = 0
    for position in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[position], 0)
        if depth == 0:
            return position
    return len(text)


def uncast_sums(name, sql):
    """sum(bigint) is numeric, which the driver turns into a floating-point number: every sum is cast in its select list."""
    for match in SUM.finditer(sql):
        end = closing(sql, match.end() - 1)
        rest = sql[end + 1:end + 120]
        rest = re.sub(r"^\s*(?:filter\s*\([^)]*\)|over\s*\([^)]*\))", "", rest, flags=re.I)
        around = sql[max(0, match.start() - 400):match.start()]
        if not re.search(r"::\s*(?:bigint|text|numeric)", sql[match.start():end + 400]) and "cast(" not in around.lower():
            line = sql[:match.start()].count("\n") + 1
            yield f"{name}:{line}: an uncast sum (add ::bigint or ::text)"


def bare(sql):
    return re.sub(r"'(?:[^']|'')*'", "''", re.sub(r"--.*", "", sql))


def statement_problems(path):
    name, sql = path.as_posix(), tree.text(path)
    if not STATEMENT_NAME.match(path.name):
        yield f"{name}: named <verb>_<what>.sql"
    if not sql.startswith("--"):
        yield f"{name}: a header comment with parameters and columns comes first"
    body = bare(sql).strip().rstrip(";")
    if ";" in body:
        yield f"{name}: one statement a file"
    yield from uncast_sums(name, bare(sql))


def migration_problems(paths):
    numbers = []
    for path in paths:
        match = MIGRATION_NAME.match(path.name)
        if not match:
            yield f"{path}: named V0001__what.sql"
            continue
        numbers.append(int(match.group(1)))
        sql = bare(tree.text(path))
        for function in re.findall(r"CREATE (?:OR REPLACE )?FUNCTION.*?(?=\nCREATE|\Z)", sql, flags=re.S | re.I):
            if re.search("SECURITY DEFINER", function, re.I) and not re.search(r"SET search_path", function, re.I):
                yield f"{path}: a SECURITY DEFINER function without a fixed search_path"
        if re.search(r"DROP\s+\w+.*CASCADE", sql, re.I):
            yield f"{path}: DROP … CASCADE"
    if len(numbers) != len(set(numbers)):
        yield "migrations: a number used twice"


def unused(statements, sources):
    """Whoever runs a statement spells its name out: "area/name", or "name" where the area goes without saying."""
    literals = set(LITERAL.findall("\n".join(sources)))
    for path in statements:
        if not literals & {f"{path.parent.name}/{path.stem}", path.stem}:
            yield f"{path}: nothing names it"


def main():
    statements = tree.files(".sql", under=("resources/sql/statements",))
    migrations = tree.files(".sql", under=("resources/sql/migrations",))
    problems = [problem for path in statements for problem in statement_problems(path)]
    problems += list(migration_problems(migrations))
    programs = tree.files(".cpp", ".h", under=("services", "views", "app", "tests/benchmarks"))
    problems += list(unused(statements, (tree.text(path) for path in programs)))
    tree.finish("statements", problems, len(statements) + len(migrations))


if __name__ == "__main__":
    main()
