"""/docs and /redoc in a real browser: every route is shown, one can be tried out, and nothing leaves the host. A linter accepts the
contract they show."""
import json
import os
import pathlib
import subprocess
import sys
import unittest
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "system"), str(HERE.parent)]
from billhook import ROOT, Home  # noqa: E402
from contract import contract  # noqa: E402
from browser import Browser  # noqa: E402
from npm import install, node  # noqa: E402


def operations():
    return [(method, path, what["operationId"], what["summary"]) for path, item in contract()["paths"].items()
            for method, what in item.items() if method != "parameters"]


class PagesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = Home()
        cls.addClassCleanup(cls.home.close)
        cls.daemon = cls.home.serve(url=cls.home.start_database()).ready()

    def setUp(self):
        self.browser = Browser()
        self.addCleanup(self.browser.close)

    def open(self, page):
        self.browser.open(f"http://127.0.0.1:{self.daemon.port}{page}")

    def nothing_left_the_host(self):
        urls = [url for url in self.browser.requested() if not url.startswith(("data:", "blob:", "about:"))]
        self.assertEqual({urllib.parse.urlsplit(url).netloc for url in urls}, {f"127.0.0.1:{self.daemon.port}"}, urls)

    def test_swagger_ui_lists_every_route_and_tries_one_out(self):
        self.open("/docs")
        count = len(operations())
        self.browser.until(f"document.querySelectorAll('.opblock').length >= {count}")
        shown = json.loads(self.browser.value(
            "JSON.stringify([...document.querySelectorAll('.opblock')].map(one => [one.querySelector('.opblock-summary-method').textContent,"
            " one.querySelector('.opblock-summary-path').dataset.path]))"))
        self.assertEqual(sorted(map(tuple, shown)), sorted((method.upper(), path) for method, path, _, _ in operations()))
        block = "document.querySelector('#operations-plans-listPlans')"
        self.browser.value(f"{block}.querySelector('.opblock-summary-control').click()")
        for button in (".try-out__btn", ".execute"):
            self.browser.until(f"{block}.querySelector('{button}') && ({block}.querySelector('{button}').click(), true)")
        answer = f"{block}.querySelector('.live-responses-table tbody .response-col_status')"
        status = self.browser.until(f"({answer} || {{}}).textContent")
        self.assertEqual(status[:3], "200")
        self.browser.until(f"{block}.querySelector('.live-responses-table').textContent.includes('next_cursor')")
        self.nothing_left_the_host()

    def test_redoc_lists_every_route(self):
        self.open("/redoc")
        wanted = json.dumps([name for _, _, name, _ in operations()])
        self.browser.until(f"{wanted}.every(name => document.querySelector(`[id$=\"operation/${{name}}\"]`))")
        paths = json.dumps(sorted({path for _, path, _, _ in operations()}))
        self.browser.until(f"{paths}.every(path => document.body.textContent.includes(path))")
        self.nothing_left_the_host()


class ContractTest(unittest.TestCase):
    def test_a_linter_accepts_the_contract(self):
        install(HERE)
        quiet = {"PATH": os.environ["PATH"], "HOME": str(HERE / "node_modules"), "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
                 "CI": "1"}
        linter = [node(HERE), str(HERE / "node_modules/@redocly/cli/bin/cli.js"), "lint", "--config", str(HERE / "redocly.yaml")]
        done = subprocess.run([*linter, str(ROOT / "resources/openapi/openapi.yaml")], env=quiet, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
