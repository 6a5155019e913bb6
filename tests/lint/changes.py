"""What changed, for the checks that need not look at everything. A move alone changes nothing, nor do includes and namespaces.
  changes.py sources [FOLDER...]   the .cpp files whose text, or that of a header they include, changed within a day of the last commit
  changes.py files [FOLDER...]     the files of any kind whose text changed since then
  changes.py out-of-reach BUILD    the system tests of that build that what changed since what landed cannot reach (layers.py)
What it is compared with is said on stderr. Where that can't be known, everything has changed."""
import functools
import json
import pathlib
import re
import subprocess
import sys

import layers
import tree

DAY = 24 * 3600
FOUNDATION = re.compile(r"^\s*(#\s*include\b.*|(inline\s+)?namespace\b[^;\n]*|\}\s*//\s*namespace\b.*|using\s+namespace\b.*)$", re.M)
REACH = "reach:"


def git(*words):
    """What git says, or None where it refuses."""
    done = subprocess.run(["git", "-C", str(tree.ROOT), *words], capture_output=True)
    return done.stdout.decode(errors="replace").strip("\n") if done.returncode == 0 else None


def a_day_before(head="HEAD"):
    """The last commit a day older than that one. A younger repository began empty; a shallow clone is deepened, or None."""
    moment = int(git("log", "-1", "--format=%ct", head)) - DAY
    older = ("rev-list", "-1", f"--before={moment}", head)
    if git(*older):
        return git(*older)
    if git("rev-parse", "--is-shallow-repository") != "true":
        return git("hash-object", "-t", "tree", "/dev/null")
    git("-c", "http.lowSpeedLimit=1", "-c", "http.lowSpeedTime=30", "fetch", "--quiet", f"--shallow-since={moment - DAY}", "origin")
    return git(*older) or None


def landed():
    """Where this branch left what landed; on what landed itself, a day ago."""
    for main in ("origin/HEAD", "origin/main"):
        base = git("merge-base", "HEAD", main)
        if base and base != git("rev-parse", "HEAD"):
            return base
    return a_day_before()


def essence(text, folders):
    """A source without what a move changes: includes, namespaces, qualifiers of our folders, layout."""
    qualifiers = r"\b(?:" + "|".join(sorted(folders)) + r")::"
    return re.sub(r"\s+", "", re.sub(qualifiers, "", FOUNDATION.sub("", text)))


def folder_names(*listings):
    return {"billhook"} | {part for listing in listings for name in listing for part in pathlib.PurePath(name).parts[:-1]
                           if part.isidentifier()}


def differences(base):
    """Pairs of old and new names that differ; one of them None for what came or went."""
    words = iter(git("diff", "--name-status", "-z", "-M30%", "-l0", base, "--").split("\0"))
    for kind in (word for word in words if word):
        if kind[0] in "RC":
            yield next(words), next(words)
        else:
            name = next(words)
            yield (None if kind == "A" else name), (None if kind == "D" else name)
    yield from ((None, name) for name in git("ls-files", "--others", "--exclude-standard").splitlines())


def changed(base):
    """The names of the files whose text is another than at base, and of those that are gone."""
    folders = folder_names((git("ls-tree", "-r", "--name-only", base) or "").splitlines(), git("ls-files").splitlines())
    for old, new in differences(base):
        if old and new and (tree.ROOT / new).is_file():
            before, now = git("show", f"{base}:{old}"), (tree.ROOT / new).read_text(errors="replace").strip("\n")
            code = new.endswith((".cpp", ".h"))
            if before is not None and (essence(before, folders) == essence(now, folders) if code else before == now):
                continue
        yield new or old


def with_includers(names):
    """Those files and all that include one of them, directly or not."""
    includers = {}
    for path in tree.files(".h", ".cpp"):
        for _, included in layers.INCLUDE.findall(tree.text(path)):
            for name in (included, (path.parent / included).as_posix()):
                includers.setdefault(name, set()).add(path.as_posix())
    seen, left = set(), list(names)
    while left:
        name = left.pop()
        if name not in seen:
            seen.add(name)
            left += includers.get(name, ())
    return seen


def everything():
    return git("ls-files").splitlines()


@functools.lru_cache
def changes_since(find):
    base = find()
    names = everything() if base is None else sorted(set(changed(base)))
    since = f"{base[:9]} ({git('show', '-s', '--format=%cd', base) or 'the beginning'})" if base else "ever: the clone is too shallow to tell"
    print(f"changes: {len(names)} files changed since {since}", file=sys.stderr)
    return names


def under(names, folders):
    return [name for name in names if not folders or name.startswith(tuple(folder.rstrip("/") + "/" for folder in folders))]


def sources(folders):
    affected = with_includers(name for name in changes_since(a_day_before) if name.endswith((".cpp", ".h")))
    return [path.as_posix() for path in tree.files(".cpp") if path.as_posix() in affected and under([path.as_posix()], folders)]


def closure(folders):
    """Those folders and all that they may include, by the table of the house; statements and migrations go with services/postgres."""
    seen, left = set(), list(folders)
    while left:
        folder = left.pop()
        if folder not in seen:
            seen.add(folder)
            left += layers.MAY.get(folder, ())
    return seen | ({"resources/sql"} if "services/postgres" in seen else set())


def scripts(path):
    """A test's file and the modules beside it that it imports."""
    found, left = set(), [path]
    while left:
        path = left.pop()
        if path not in found and path.exists():
            found.add(path)
            left += [path.with_name(name + ".py") for name in re.findall(r"^(?:import|from) (\w+)", path.read_text(), re.M)]
    return {path.relative_to(tree.ROOT).as_posix() for path in found}


def out_of_reach(build, names):
    listed = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"], check=True, capture_output=True, text=True).stdout
    for test in json.loads(listed)["tests"]:
        labels = next((entry["value"] for entry in test.get("properties", ()) if entry["name"] == "LABELS"), ())
        roots = [label.removeprefix(REACH) for label in labels if label.startswith(REACH)]
        if not roots:
            continue
        unknown = [root for root in roots if not (tree.ROOT / root).exists()]
        if unknown:
            sys.exit(f"{test['name']} is about folders that are not there: {', '.join(unknown)}")
        own = scripts(next(pathlib.Path(word) for word in test["command"] if word.endswith(".py")))
        reached = closure(roots)
        if not any(name in own or name in reached or under([name], reached) for name in names):
            yield test["name"]


def main():
    what, *words = sys.argv[1:]
    answers = {"sources": lambda: sources(words), "files": lambda: under(changes_since(a_day_before), words),
               "out-of-reach": lambda: out_of_reach(words[0], changes_since(landed))}
    for line in answers[what]():
        print(line)


if __name__ == "__main__":
    main()
