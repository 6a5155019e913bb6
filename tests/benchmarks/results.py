"""RESULTS.md holds the figures: a section for each benchmark, with the machine, the versions and the settings it was measured with. A run
replaces the sections of what it measured, and no others."""
import datetime
import re

import bench

FILE = bench.HERE / "RESULTS.md"
HEADING = re.compile(r"^## (.+)$", re.M)


def parts(text):
    """What stands before the first section, and the sections by name."""
    head, *rest = HEADING.split(text)
    return head, dict(zip(rest[::2], rest[1::2]))


def circumstances():
    """Hardware, versions and the code, as Markdown lines."""
    commit = bench.first_line("git", "-C", str(bench.ROOT), "describe", "--always", "--dirty")
    day = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    return f"- {day}, commit {commit}\n{bench.machine()}"


def record(told, where, file=FILE):
    """told: what each benchmark printed, by its name; where: the circumstances all were measured in."""
    head, sections = parts(file.read_text())
    for name, words in told.items():
        sections[name] = f"\n\n{where}\n\n{words.strip()}\n\n"
    file.write_text(head + "".join(f"## {name}{words.rstrip()}\n\n" for name, words in sections.items()).rstrip() + "\n")
