"""R14: the README's part for operators, followed word by word in a machine of its own: a root that is thrown away, its processes and its
network. Usually this machine's own root under an overlay; with BILLHOOK_FULL an empty Debian 12 out of debootstrap."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from billhook import BIN, ROOT, environment

FULL = bool(os.environ.get("BILLHOOK_FULL"))
CACHE = pathlib.Path.home() / ".cache/billhook/debian12"
# What the programs link with; in the overlay it is there.
LIBRARIES = ("libqt6core6", "libtomlplusplus3", "libqt6sql6", "libqt6sql6-psql", "libqt6network6", "libpq5", "libspdlog1.10", "libsimdjson14",
             "libprometheus-cpp-core1.0", "libssl3", "ca-certificates")

# A webhook as Stripe sends it, through nginx, with the secret that stands in the README.
WEBHOOK = r"""
body='{"id":"evt_1","object":"event","type":"product.created","created":1790000000,"livemode":false,"data":{"object":{"id":"prod_1","object":"product","name":"One","active":true}}}'
now=$(date +%s)
signed=$(printf '%s.%s' "$now" "$body" | openssl dgst -sha256 -hmac "$(cat /etc/billhook/webhook.secret)" | sed 's/.*= *//')
curl --silent --fail --cacert /etc/ssl/billhook.crt --resolve billing.example.com:443:127.0.0.1 -H "Stripe-Signature: t=$now,v1=$signed" \
     -H 'Content-Type: application/json' --data "$body" https://billing.example.com/api/webhooks/stripe
"""
ENTER = r"""
set -e
python3 - <<'PY'
import fcntl, socket, struct
with socket.socket() as wire:  # the loopback of a network of one's own is down at first
    fcntl.ioctl(wire, 0x8914, struct.pack("16sh", b"lo", 1))
PY
mount --bind {checkout} {root}/mnt
mount -t proc proc {root}/proc
mount --rbind /dev {root}/dev
exec chroot {root} /bin/bash -c 'cd /mnt && exec bash -e /README.sh'
"""


def blocks():
    part = re.search(r"\n## On a server of your own\n(.*?)\n## ", (ROOT / "README.md").read_text(), re.S).group(1)
    return re.findall(r"\n```sh\n(.*?)\n```\n", part, re.S)


class ReadmeTest(unittest.TestCase):
    def setUp(self):
        if os.geteuid() != 0:
            self.skipTest("only root may change its root")
        folder = tempfile.TemporaryDirectory(prefix="bhroot")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_in(self, lower, prepared, script):
        root = self.folder / "root"
        enter = (f"mount -t tmpfs -o size=2g none {self.folder}\nmkdir {self.folder}/upper {self.folder}/work {root} {self.folder}/checkout\n"
                 f"mount -t overlay overlay -o lowerdir={lower},upperdir={self.folder}/upper,workdir={self.folder}/work {root}\n"
                 f"cp -r {ROOT}/resources {ROOT}/README.md {self.folder}/checkout/\nmkdir -p {self.folder}/checkout/build/release/bin\n"
                 f"cp {BIN}/billhookd {self.folder}/checkout/build/release/bin/\nrm -rf {root}/var/lib/apt/lists\n"  # what is installed is the newest there is
                 f"cat >{root}/README.sh\n{prepared.format(root=root)}\n"
                 + ENTER.format(root=root, checkout=self.folder / "checkout"))
        return subprocess.run(["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "bash", "-e", "-c", enter], input=script, text=True,
                              capture_output=True, timeout=280, cwd="/", env={**environment(), "LC_ALL": "C.UTF-8"})

    def follow(self, lower, prepared=""):
        steps = blocks()
        self.assertGreater(len(steps), 7)
        at = next(number for number, step in enumerate(steps) if "nginx -t" in step)
        script = "\n".join([*(f"echo '== block {n}' >&2\n{step}" for n, step in enumerate(steps[:at + 1])), "echo '== a webhook' >&2", WEBHOOK,
                            *(f"echo '== block {n + at + 1}' >&2\n{step}" for n, step in enumerate(steps[at + 1:])),
                            "echo; echo followed"])
        done = self.run_in(lower, prepared, script)
        self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr[-4000:])
        self.assertIn("followed", done.stdout)
        return done

    @unittest.skipIf(FULL, "the whole of it is done in an empty root")
    def test_r14_the_operators_part_works_word_by_word(self):
        cluster = "chroot {root} sh -c 'test -e /etc/postgresql/15/main || pg_createcluster 15 main >&2'"  # as Debian's package does
        self.follow("/", cluster)

    @unittest.skipUnless(FULL, "an empty root is fetched with --full only")
    def test_r14_the_operators_part_works_in_an_empty_debian(self):
        if not (CACHE / "complete").exists():
            CACHE.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(["debootstrap", "--variant=minbase", "bookworm", CACHE], check=True, timeout=900, capture_output=True)
            first = blocks()[0].splitlines()[0].split()[3:]
            for words in (["update"], ["install", "-y", "--no-install-recommends", *first, *LIBRARIES]):
                subprocess.run(["chroot", CACHE, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", *words], check=True, timeout=900,
                               capture_output=True)
            (CACHE / "complete").touch()
        self.follow(CACHE)

    def test_r14_the_statements_of_the_readme_are_those_that_migrate_prints(self):
        shown = [line for step in blocks() for line in step.splitlines() if re.match(r"(CREATE ROLE billhook_|GRANT billhook_)", line)]
        sql = (ROOT / "resources/sql/statements/cluster/list_rights.sql").read_text()
        groups = re.findall(r"'(billhook_\w+)'", sql.split("ARRAY[")[1].split("]")[0])
        wanted = [f"CREATE ROLE {group} NOLOGIN;" for group in groups] + [f"GRANT {group} TO billhook;" for group in groups
                                                                                  if group not in ("billhook_finance", "billhook_admin")]
        self.assertEqual(sorted(shown), sorted(wanted))


if __name__ == "__main__":
    unittest.main()
