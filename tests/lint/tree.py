"""What the lints share: the files git would keep, and a way to report."""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE_FOLDERS = ("models", "services", "views", "app")


def files(*suffixes, under=("models", "services", "views", "app", "tests")):
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "--", *under],
        check=True, capture_output=True, text=True).stdout.splitlines()
    paths = sorted(pathlib.Path(name) for name in listed)
    return [path for path in paths if path.suffix in suffixes and (ROOT / path).exists()]


def text(path):
    return (ROOT / path).read_text(encoding="utf-8")


def finish(name, problems, looked_at):
    """Prints every problem and exits; a lint that looked at nothing has failed too."""
    for problem in problems:
        print(problem)
    if not looked_at:
        problems = ["nothing was looked at"]
        print(f"{name}: nothing was looked at")
    print(f"{name}: {looked_at} looked at, {len(problems)} problems")
    sys.exit(1 if problems else 0)
