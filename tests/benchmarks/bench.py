"""What the benchmarks share: a private cluster, databases in it, the machine in words, medians and Markdown tables."""
import os
import pathlib
import platform
import signal
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
os.environ.setdefault("BILLHOOK_BIN", str(ROOT / "build/release/bin"))
sys.path.insert(0, str(ROOT / "tests/system"))
import billhook  # noqa: E402  (the folder is known only now)

signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended

SETTINGS = ("fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "max_wal_size", "wal_compression",
            "max_connections", "jit")


class Cluster(billhook.Home):
    """The private cluster as billhookd makes it, with room for 64 clients more, and databases that start out alike."""

    def __enter__(self):
        try:
            self.start_database()
            self.sql("ALTER SYSTEM SET max_connections = 200")
            self.restart()
            self.sql('CREATE DATABASE empty_schema TEMPLATE billhook')
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def restart(self):
        data = self.home / "postgres" / "data"
        words = [f"{billhook.POSTGRES}/pg_ctl", "-D", str(data), "-m", "fast", "-w", "-s", "-l", str(data / "restart.log"),
                 "restart"]
        if os.geteuid() == 0:
            words = ["runuser", "-u", "postgres", "--", *words]
        subprocess.run(words, cwd="/", check=True, timeout=120, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)

    def settle(self):
        """What was written is on disk, and nothing is being tidied up: what is measured next is measured alone."""
        url = self.url_of("postgres")
        tidying = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker'"
        billhook.until(lambda: self.sql(tidying, url) == "0", 900, "autovacuum to be done")
        self.sql("CHECKPOINT", url)

    def fresh(self, name, template="empty_schema"):
        """A new database; what the last one left to be written is written first."""
        url = self.url_of("postgres")
        self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', url)
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"', url)
        self.sql("CHECKPOINT", url)
        return self.url_of(name)

    def settings(self):
        return ", ".join(f"{name} = {self.sql('SHOW ' + name)}" for name in SETTINGS)


def first_line(*words):
    done = subprocess.run(words, capture_output=True, text=True, timeout=30)
    return (done.stdout or done.stderr).strip().splitlines()[0] if done.returncode == 0 else "?"


def machine():
    """Hardware and versions as Markdown lines."""
    cpu = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    memory = int(next(line.split()[1] for line in open("/proc/meminfo") if line.startswith("MemTotal"))) // 1_048_576
    system = next((line.split("=", 1)[1].strip().strip('"') for line in open("/etc/os-release")
                   if line.startswith("PRETTY_NAME")), "?")
    disk = first_line("findmnt", "-n", "-o", "FSTYPE", "-T", "/tmp")
    return "\n".join([
        f"- {os.cpu_count()} cores ({cpu}), {memory} GiB of memory, file system {disk}",
        f"- {system}, Linux {platform.release()}, {first_line(f'{billhook.POSTGRES}/postgres', '--version')}",
        f"- load before: {' '.join(f'{value:.1f}' for value in os.getloadavg())}",
    ])


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


def median(values):
    return statistics.median(values)


def number(value):
    return f"{value:,.0f}"


def ratio(value):
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"


def ticks_of(pid):
    """CPU seconds a process has used so far, its threads included."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
