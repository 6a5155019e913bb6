"""Runs the benchmarks one after the other, each on a database of its own kind, prints what they print and keeps it in RESULTS.md."""
import argparse
import os
import signal
import subprocess
import sys

import bench
import billhook
import results

COMPANY = ("dashboard", "organizations", "users", "scroll")  # need a whole company
EMPTY = ("drain", "memory")  # need a migrated database
ALONE = ("ingest", "snapshot")  # make their own
MINUTES = {"load": 30, "ingest": 15, "drain": 20, "memory": 30, "dashboard": 15, "organizations": 20, "users": 20, "scroll": 20, "snapshot": 60}
USUAL = ("ingest", "drain", "memory", "dashboard", "organizations", "users", "scroll")


def wanted():
    parser = argparse.ArgumentParser(prog="tests/benchmarks/run")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--organizations", type=int)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MINUTES))
    options = parser.parse_args()
    unknown = set(options.names) - set(COMPANY + EMPTY + ALONE)
    if unknown:
        parser.error("no benchmark is called " + ", ".join(sorted(unknown)))
    options.organizations = options.organizations or (50_000 if options.quick else 1_000_000)
    options.names = options.names or USUAL
    return options


def told_by(name, *words, url=None, quick=False):
    """What a benchmark prints and whether it ended well: a missed figure is to be seen. Its own group, so that all of it ends."""
    settings = {"BILLHOOK_BIN": billhook.BIN, "BILLHOOK_DATABASE_URL": url, "BILLHOOK_BENCHMARK_QUICK": "1" if quick else None}
    print(f"== {name}", file=sys.stderr)
    process = subprocess.Popen([bench.HERE / name, *map(str, words)], env=billhook.environment(**settings), stdout=subprocess.PIPE,
                               text=True, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        told, _ = process.communicate(timeout=MINUTES[name] * 60)
    except BaseException as problem:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate()
        if not isinstance(problem, subprocess.TimeoutExpired):
            raise
        told = f"{name}: ended after {MINUTES[name]} minutes"
    if process.returncode != 0:
        print(f"{name} failed (exit {process.returncode})", file=sys.stderr)
    return told, process.returncode == 0


def alone(options, name):
    rounds = {"ingest": ["--rounds", 3, "--seconds", 4, "--steady", 15], "snapshot": ["--minutes", 1]} if options.quick else {}
    return told_by(name, *rounds.get(name, []))


def run(options, cluster):
    """Yields each benchmark's name, its words and whether it ended well."""
    for name in (name for name in ALONE if name in options.names):
        yield name, *alone(options, name)
    for name in (name for name in EMPTY if name in options.names):
        yield name, *told_by(name, url=cluster.fresh(name), quick=options.quick)
    measured = [name for name in COMPANY if name in options.names]
    if measured:
        url = cluster.fresh("company")
        told, loaded = told_by("load", "--organizations", options.organizations, url=url)
        yield "load", told, loaded
        cluster.settle()
        for name in measured if loaded else []:
            yield name, *told_by(name, url=url, quick=options.quick)


def main():
    options = wanted()
    where, failed, kept = results.circumstances(), [], {}
    with bench.Cluster() as cluster:
        where += f"\n- PostgreSQL: {cluster.settings()}"
        print(f"# Billhook, measured\n\n{where}\n", flush=True)
        for name, told, well in run(options, cluster):
            print(told.strip() + "\n", flush=True)
            if well:
                kept[name] = told
            else:
                failed.append(name)
    if not options.quick:
        results.record(kept, where)
    if failed:
        print("failed: " + ", ".join(failed), file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
