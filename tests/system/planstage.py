"""A daemon beside the sandbox, with tokens: what tests of plans play on. Every answer of the API is held against the contract."""
import http.client
import json
import urllib.parse
import urllib.request

import contract
from billhook import Home, Process, billhookd, free_port, until

KEY = "sk_test_plans"


class Sandbox:
    def __init__(self, home):
        self.home, self.port = home, free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        self.process = self.home.keep(Process("billhook-sandbox", "serve", "--listen", f"127.0.0.1:{self.port}", "--state",
                                              self.home.folder / "stripe", log=self.home.folder / "stripe.log"))
        until(self.answers, 20, "the sandbox answers")

    def answers(self):
        try:
            return self.ask("/v1/account")
        except OSError:
            return None

    def ask(self, path, body=None, method=None, **form):
        data = json.dumps(body).encode() if body is not None else urllib.parse.urlencode(form).encode() if form else None
        kind = {} if body is None else {"Content-Type": "application/json"}
        request = urllib.request.Request(self.base + path, data, {"Authorization": f"Bearer {KEY}", **kind}, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def listed(self, path, **form):
        return self.ask(path + "?" + urllib.parse.urlencode({"limit": 100, **form}))["data"]

    def register(self, port):
        """The daemon as a webhook endpoint; the signing secret."""
        url = f"http://127.0.0.1:{port}/api/webhooks/stripe"
        return self.ask("/v1/webhook_endpoints", url=url, **{"enabled_events[0]": "*"})["secret"]


class Stage:
    def __init__(self, key=KEY, **settings):
        self.home = Home()
        self.url = self.home.start_database()
        self.sandbox = Sandbox(self.home)
        self.port = free_port()
        self.secret = self.sandbox.register(self.port)
        self.settings = {"STRIPE_API_BASE": self.sandbox.base, "STRIPE_SECRET_KEY": key, **settings}
        self.serve()
        self.root = self.token("root", "--superuser")

    def serve(self, **settings):
        self.daemon = self.home.serve(url=self.url, secret=self.secret, port=self.port, **{**self.settings, **settings}).ready()

    def token(self, name, *words):
        done = self.command("token", "create", "--name", name, *words)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def command(self, *words, **settings):
        return billhookd(*words, BILLHOOK_HOME=self.home.home, BILLHOOK_DATABASE_URL=self.url, **{**self.settings, **settings})

    def plan(self, *words, **settings):
        """What `billhookd plan ... --json` says."""
        done = self.command("plan", *words, "--json", **settings)
        assert done.returncode == 0, (words, done.stderr)
        return json.loads(done.stdout)

    def call(self, method, path, token=None, body=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
            body = body if isinstance(body, (str, bytes)) else json.dumps(body)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text, headers = answer.read(), dict(answer.getheaders())
        finally:
            connection.close()
        content = json.loads(text) if text else None
        contract.check(method, path, answer.status, headers, content)
        return answer.status, content, headers

    def operations(self, *states):
        listed = ",".join(f"'{state}'" for state in states)
        return int(self.home.sql(f"SELECT count(*) FROM billhook.operation WHERE state IN ({listed})", self.url))

    def close(self):
        self.home.close()


TEAM = {"name": "Team", "slug": "team", "price_amount": 1400, "currency": "usd", "interval": "month", "max_users": 1,
        "limits_per_unit": True, "features": "sso, audit"}
