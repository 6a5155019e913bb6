"""Every HTTP vector against the real daemon, alone and behind nginx: no bytes ever make more requests than they should."""
import contextlib
import json
import pathlib
import re
import socket
import subprocess
import unittest

from billhook import Home, free_port, until

VECTORS = pathlib.Path(__file__).resolve().parents[1] / "data" / "http" / "vectors.jsonl"
# As lenient as nginx can be, so that as much as possible reaches the daemon; connections to it are reused.
NGINX = """
daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log crit;
events {{ worker_connections 256; }}
http {{
  log_format one "$upstream_addr"; access_log {folder}/access.log one;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  client_max_body_size 4m; large_client_header_buffers 8 64k; underscores_in_headers on; ignore_invalid_headers off;
  merge_slashes off; keepalive_requests 100000; lingering_close off;
  upstream billhookd {{ server 127.0.0.1:{daemon}; keepalive 2; }}
  proxy_http_version 1.1; proxy_set_header Connection ""; proxy_next_upstream off; proxy_ignore_client_abort on;
  server {{ listen 127.0.0.1:{buffered}; location / {{ proxy_pass http://billhookd; }} }}
  server {{ listen 127.0.0.1:{streamed}; location / {{ proxy_pass http://billhookd; proxy_request_buffering off; }} }}
}}
"""


def vectors():
    for line in VECTORS.read_text().splitlines():
        row = json.loads(line)
        text = "".join(piece if isinstance(piece, str) else piece["repeat"] * piece["times"] for piece in row["send"])
        data = text.replace(" /hook ", " /api/webhooks/stripe ").encode("latin-1")
        yield row["name"], data, row["statuses"], row.get("closes")


def exchange(port, data, end=True):
    """Everything that comes back for these bytes; the statuses of the final answers. Without an end the server must close."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire, contextlib.suppress(ConnectionError):
        wire.sendall(data)
        if end:
            with contextlib.suppress(OSError):  # closed already
                wire.shutdown(socket.SHUT_WR)
        while chunk := wire.recv(65536):
            answer += chunk
    return [int(status) for status in re.findall(rb"(?:^|\n|\}|ok)HTTP/1\.[01] ([2-5]\d\d) ", answer)]


class VectorTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = Home()
        cls.addClassCleanup(cls.home.close)
        cls.daemon = cls.home.serve(cls.home.start_database()).ready()

    def test_alone_it_answers_what_the_vector_says(self):
        another = b"HEAD /livez HTTP/1.1\r\nHost: another\r\n\r\n"
        for name, data, expected, closes in vectors():
            with self.subTest(name):
                elsewhere = b" /api/echo " in data  # refused here before its body
                stays_open = closes is False and not elsewhere
                got = exchange(self.daemon.port, data + another if stays_open else data, end=not closes or elsewhere)
                expected = expected + [200] if stays_open else expected or ([404] if elsewhere else [])
                self.assertEqual(len(got), 1 if elsewhere else len(expected))
                for status, wanted in zip(got, expected):
                    # Unsigned webhooks are 400 here, and the daemon has nothing under /api that takes chunks.
                    allowed = {200, 400} if wanted == 200 and not elsewhere else {404, 405, 411, 413} if elsewhere else set()
                    self.assertIn(status, allowed | set(wanted if isinstance(wanted, list) else [wanted]))

    def handled(self):
        """Requests the daemon has handled, the look itself left out."""
        text = self.daemon.get("/metrics")[1].decode()
        counts = re.findall(r'^billhook_http_request_duration_seconds_count\{([^}]*)\} (\d+)', text, re.M)
        return sum(int(count) for labels, count in counts if "/metrics" not in labels)

    def test_behind_nginx_each_forwarded_request_is_one_to_the_daemon(self):
        folder = self.home.folder / "nginx"
        folder.mkdir()
        buffered, streamed = free_port(), free_port()
        settings = NGINX.format(folder=folder, daemon=self.daemon.port, buffered=buffered, streamed=streamed)
        (folder / "nginx.conf").write_text(settings)
        proxy = subprocess.Popen(["/usr/sbin/nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")])
        self.addCleanup(proxy.wait, 10)
        self.addCleanup(proxy.terminate)
        canary = b"DELETE /api/webhooks/stripe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

        def answers():
            with contextlib.suppress(ConnectionRefusedError):
                return exchange(streamed, canary) == [405]
        until(answers, 10, "nginx answers")
        forwarded = lambda: sum(line != "-" for line in (folder / "access.log").read_text().split())
        for port, (name, data, _, _) in [(port, vector) for port in (buffered, streamed) for vector in vectors()]:
            with self.subTest(name, streamed=port == streamed):
                before = forwarded(), self.handled()
                exchange(port, data)
                # What was left behind on a connection to the daemon would answer the next request.
                self.assertEqual([exchange(port, canary) for _ in range(2)], [[405], [405]])
                until(lambda: self.handled() - before[1] <= forwarded() - before[0], 3, "nginx's record of what the daemon handled")
        self.assertGreater(self.handled(), 600)


if __name__ == "__main__":
    unittest.main()
