"""Names, sizes and habits that a compiler does not hold. Exceptions: none."""
import re

import tree

TYPE = re.compile(r"^(?:template\s*<[^>]*>\s*)?(?:class|struct|enum class)\s+(?:\[\[\w+\]\]\s+)?(\w+)", re.M)
FORBIDDEN = [
    (re.compile(r"\b(?:SIGNAL|SLOT)\s*\("), "old-style connect"),
    (re.compile(r"\bQEventLoop\b|\bprocessEvents\s*\("), "nested event loop"),
    (re.compile(r"\bQSKIP\s*\("), "a skipped test"),
    (re.compile(r"\bsleep_for\s*\(|\bQThread::m?u?sleep\s*\(|\bqSleep\s*\(|\bqWait\s*\("), "a fixed sleep"),
    (re.compile(r"\bTODO\b|\bFIXME\b|\bHACK\b"), "unfinished"),
    (re.compile(r"\bNOLINT"), "a silenced check"),
    (re.compile(r"setStyleSheet\s*\("), "a style sheet"),
    (re.compile(r"^\s*using namespace (?!billhook|Qt::StringLiterals|std::chrono_literals|std::string_literals|"
                r"std::string_view_literals|std::literals)", re.M), "using namespace"),
]
MONEY = re.compile(r"\b(?:double|float)\b")
MONEY_FOLDERS = ("models/domain/", "models/analytics/", "services/stripe/", "services/stripeclient/", "services/events/", "services/projection/", "services/truth/", "services/directory/")
LINES = 400
FUNCTION_LINES = 60
FUNCTION_START = re.compile(r"^[A-Za-z_].*\)(?: const)?(?: noexcept)?(?: override)?$|^[A-Za-z_].*\) *\{$")
STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|//.*')

ANONYMOUS = re.compile(r"^namespace \{$.*?^\} // namespace$", re.M | re.S)
DEFINED_TYPE = re.compile(r"^(?:class|struct)\s+(\w+)[^;{]*\{", re.M)
DEFINED_FUNCTION = re.compile(r"^(?!static\b)[\w:<>&* ]+[ &*](\w+)\([^;{]*\)\n\{", re.M)


def code_only(source):
    return re.sub(r"/\*.*?\*/", lambda match: "\n" * match.group().count("\n"), source, flags=re.S)


def long_functions(name, source):
    depth, start = 0, None
    for number, line in enumerate(source.splitlines(), 1):
        bare = STRINGS.sub("", line)
        if start is None and depth == 0 and FUNCTION_START.match(line):
            start = number
        depth += bare.count("{") - bare.count("}")
        if start is not None and depth == 0 and "}" in bare:
            if number - start > FUNCTION_LINES:
                yield f"{name}:{start}: a function of {number - start} lines (at most {FUNCTION_LINES})"
            start = None


def named_outside(source):
    """The types and functions that a source defines outside its anonymous namespace."""
    code = ANONYMOUS.sub("\n", code_only(source))
    return set(DEFINED_TYPE.findall(code) + DEFINED_FUNCTION.findall(code)) - {"main"}


def doubles(paths):
    """A folder's tests are one program: what two of its sources define under one name would silently be one of them."""
    homes = {}
    for path in paths:
        if path.parts[0] != "tests" or path.suffix != ".cpp":
            continue
        for what in sorted(named_outside(tree.text(path))):
            first = homes.setdefault((path.parent, what), path)
            if first != path:
                yield f"{path.as_posix()}: {first.name} defines {what}, too; put one into an anonymous namespace"


def problems_of(path):
    name, source = path.as_posix(), tree.text(path)
    code = code_only(source)
    if path.stem != path.stem.lower() or not re.fullmatch(r"[a-z0-9_]+", path.stem):
        yield f"{name}: file names are lower case"
    if path.suffix == ".h" and "#pragma once" not in source:
        yield f"{name}: #pragma once is missing"
    if "namespace billhook" not in source and not name.startswith("tests/") and path.stem != "main":
        yield f"{name}: code outside namespace billhook"
    if source.count("\n") > LINES:
        yield f"{name}: {source.count(chr(10))} lines (at most {LINES})"
    for pattern, what in FORBIDDEN:
        for match in pattern.finditer(code):
            if what == "nested event loop" and name.startswith("tests/"):
                continue
            line = code[:match.start()].count("\n") + 1
            yield f"{name}:{line}: {what}: {match.group().strip()}"
    if name.startswith(MONEY_FOLDERS):
        bare = "\n".join(STRINGS.sub("", line) for line in code.splitlines())
        for match in MONEY.finditer(bare):
            yield f"{name}:{bare[:match.start()].count(chr(10)) + 1}: no {match.group()} near money"
    for type_name in TYPE.findall(code):
        if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", type_name):
            yield f"{name}: type {type_name} is not UpperCamel"
    if path.suffix == ".cpp":
        yield from long_functions(name, code)
    if name.startswith("tests/") and path.suffix == ".cpp" and "QTEST" in source and "private Q_SLOTS" in source:
        if not re.search(r"\b(?:QVERIFY|QCOMPARE|QVERIFY_THROWS_EXCEPTION|QTRY_\w+|QFAIL)", source):
            yield f"{name}: a test without an assertion"


def main():
    paths = tree.files(".h", ".cpp")
    tree.finish("naming", [problem for path in paths for problem in problems_of(path)] + list(doubles(paths)), len(paths))


if __name__ == "__main__":
    main()
