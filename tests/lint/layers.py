"""Who may include whom: the table of the house, read from every #include. Exceptions: none."""
import re

import tree

# folder -> project folders it may include (besides itself). The longest matching key counts.
MAY = {
    "models/domain": [],
    "models/analytics": ["models/domain"],
    "models/items": ["models/domain"],
    "services/concurrency": [],
    "services/observability": [],
    "services/http": [],
    "services/postgres": ["models/domain", "services/concurrency", "services/observability"],
    "services/cluster": ["models/domain", "services/postgres", "services/concurrency", "services/observability"],
    "services/access": ["models/domain", "services/postgres", "services/concurrency", "services/observability"],
    "services/stripe": ["models/domain"],
    "services/stripeclient": ["models/domain", "services/stripe", "services/concurrency", "services/observability"],
    "services/operations": ["models/domain", "services/postgres", "services/stripe", "services/stripeclient",
                            "services/concurrency", "services/observability"],
    "services/events": ["models/domain", "services/postgres", "services/stripe", "services/concurrency", "services/observability"],
    "services/feed": ["models/domain", "services/postgres", "services/concurrency", "services/observability"],
    "services/projection": ["models/domain", "models/analytics", "services/postgres", "services/stripe", "services/events",
                            "services/feed", "services/concurrency", "services/observability"],
    "services/truth": ["models/domain", "models/analytics", "services/postgres", "services/stripe", "services/projection",
                       "services/feed", "services/concurrency", "services/observability"],
    "services/sandbox/engine": ["models/domain"],
    "services/sandbox/objects": ["services/sandbox/engine"],
    "services/sandbox/delivery": ["services/sandbox/engine", "services/sandbox/objects", "services/http"],
    "services/sandbox/company": ["services/sandbox/engine", "services/sandbox/objects"],
    "services/sandbox/api": ["models/domain", "services/sandbox/engine", "services/sandbox/objects", "services/http"],
    "services/secrets": ["models/domain", "services/concurrency"],
    "services/directory": ["models/domain", "services/postgres", "services/concurrency", "services/observability"],
    "services/billing": ["models/domain", "models/analytics", "services/postgres", "services/events", "services/operations",
                         "services/stripeclient",
                         "services/concurrency", "services/observability"],
    "services/api": ["models/domain", "services/billing", "services/operations", "services/directory", "services/http", "services/postgres",
                     "services/concurrency", "services/observability"],
    "views": ["models/items", "models/domain", "services/billing", "services/concurrency", "views"],
    "app": ["models", "services", "views", "app"],
    "tests": ["models", "services", "views", "app", "tests"],
}

# foreign headers that only one folder (and its tests) may include
ONLY = [
    (re.compile(r"^(boost/)"), ("services/http",)),
    (re.compile(r"^(QSql\w*|libpq-fe\.h|libpq/.*)$"), ("services/postgres",)),
    (re.compile(r"^(QNetwork\w*|QSsl\w*|QTcp\w*|QLocalSocket|QLocalServer)$"), ("services/stripeclient",)),
    (re.compile(r"^(QChart\w*|QLineSeries|QAreaSeries|QStackedBarSeries|QBarSet|QValueAxis|QCategoryAxis|QBarCategoryAxis)$"),
     ("views/charts",)),
    (re.compile(r"^(QWidget|QMainWindow|QApplication|QLabel|QFrame|QPushButton|QTableView|QProxyStyle|QStyle\w*|"
                r"QStyledItemDelegate|QLayout|Q[A-Z]\w*Layout|QScrollArea|QStackedWidget|QMenu\w*|QToolButton)$"),
     ("views", "app/desktop")),
    (re.compile(r"^qt6keychain/"), ("services/secrets",)),
    (re.compile(r"^(QThread|QMutex|QWaitCondition|QSemaphore)$"), ("services/concurrency", "services/postgres")),
]
# folders that must stay free of a whole family
NEVER = [
    ("services/http", re.compile(r"^Q[A-Z]")),
    ("models/analytics", re.compile(r"^(Q[A-Z]|simdjson)")),
    ("models/domain", re.compile(r"^(QObject|QJson|QFile|QIODevice|simdjson)")),
]
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.M)
MODULE_FORM = re.compile(r"^Qt[A-Z]\w*/")


def key_of(path):
    keys = [key for key in MAY if path == key or path.startswith(key + "/")]
    return max(keys, key=len) if keys else None


def home(path, folders):
    return any(path.startswith(folder + "/") or path.startswith("tests/" + folder + "/") for folder in folders)


def problems_of(path):
    name = path.as_posix()
    key = key_of(name)
    if key is None:
        yield f"{name}: a folder that the table of the house does not know"
        return
    for mark, included in INCLUDE.findall(tree.text(path)):
        if MODULE_FORM.match(included):
            yield f"{name}: <{included}> names a module; write <{included.split('/')[-1]}>"
        if mark == '"' and (target := key_of(included)):
            allowed = MAY[key] + [key]
            if not any(included.startswith(folder + "/") for folder in allowed):
                yield f"{name}: {key} must not include {included}"
        if mark == "<":
            for pattern, folders in ONLY:
                if pattern.match(included) and not home(name, folders) and not name.startswith("tests/"):
                    yield f"{name}: <{included}> belongs to {', '.join(folders)} only"
            for folder, pattern in NEVER:
                if name.startswith(folder + "/") and pattern.match(included):
                    yield f"{name}: {folder} stays free of <{included}>"


def cycles(paths):
    graph = {}
    for path in paths:
        name = path.as_posix()
        if name.startswith("tests/"):
            continue
        folder = path.parent.as_posix()
        for mark, included in INCLUDE.findall(tree.text(path)):
            target = included.rsplit("/", 1)[0]
            if mark == '"' and target != folder and "/" in included:
                graph.setdefault(folder, set()).add(target)
    done, trail = set(), []

    def visit(node):
        if node in trail:
            yield "cycle: " + " -> ".join(trail[trail.index(node):] + [node])
            return
        if node in done:
            return
        trail.append(node)
        for follower in sorted(graph.get(node, ())):
            yield from visit(follower)
        trail.pop()
        done.add(node)

    for start in sorted(graph):
        yield from visit(start)


def main():
    paths = tree.files(".h", ".cpp")
    problems = [problem for path in paths for problem in problems_of(path)] + list(cycles(paths))
    tree.finish("layers", problems, len(paths))


if __name__ == "__main__":
    main()
