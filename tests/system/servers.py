"""A PostgreSQL of the test's own over a socket, where logins are as an operator makes them: no superuser but `postgres`."""
import os
import pathlib
import shutil
import subprocess
import tempfile

from billhook import POSTGRES, PSQL, environment


def as_postgres(program, *words, check=True, seconds=120):
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*prefix, f"{POSTGRES}/{program}", *map(str, words)], cwd="/", capture_output=True, text=True, timeout=seconds,
                          env=environment())
    assert done.returncode == 0 or not check, done.stdout + done.stderr
    return done


class Server:
    def __init__(self, copied_from=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bhsrv"))
        self.folder.chmod(0o755)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self.data = self.folder / "data"
        if copied_from:
            as_postgres("pg_basebackup", "-D", self.data, "-c", "fast", "-d", copied_from)
        else:
            as_postgres("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off"
        as_postgres("pg_ctl", "-D", self.data, "-o", options, "-l", f"{self.data}.log", "-w", "start")

    def url(self, database="billhook", login="postgres"):
        return f"postgresql://{login}@/{database}?host={self.folder}"

    def sql(self, text, database="billhook", login="postgres", check=True):
        done = subprocess.run([PSQL, "-XqAt", *(["-v", "ON_ERROR_STOP=1"] if check else []), "-d", self.url(database, login), "-f", "-"],
                              input=text, capture_output=True, text=True, timeout=120, env=environment())
        assert done.returncode == 0 or not check, done.stderr
        return done.stdout.strip()

    def close(self):
        as_postgres("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)


def printed(done):
    """The statements that a program printed for somebody who may: its lines that end in a semicolon."""
    return "\n".join(line for line in (done.stdout + done.stderr).splitlines() if line.endswith(";"))
