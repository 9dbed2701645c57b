#!/usr/bin/env bash
# olah, a caching mirror of the Hub, has no listings, drops `expand`, and sends the quota that the Hub told
# once again and again, under a date of its own.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages olah==0.5.4
check <<'PYTHON'
import json
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from finding import expect, seen

SHA = "0123456789abcdef0123456789abcdef01234567"
asked = []


class Hub(BaseHTTPRequestHandler):
    """Tells of less quota with each request, as the Hub does."""

    def do_GET(self):
        asked.append(self.path)
        is_there = "/lab/base" in self.path
        body = json.dumps({"_id": "6" * 24, "id": "lab/base", "sha": SHA}).encode()
        self.send_response(200 if is_there else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("RateLimit", f'"api";r={100 - len(asked)};t=60')
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, *words):
        pass


hub = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
threading.Thread(target=hub.serve_forever, daemon=True).start()
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
mirror = subprocess.Popen(
    [Path(sys.executable).with_name("olah-cli"), "--host", "127.0.0.1", "--port", str(port),
     "--hf-scheme", "http", "--hf-netloc", f"127.0.0.1:{hub.server_port}",
     "--mirror-netloc", f"127.0.0.1:{port}", "--repos-path", "repos", "--log-path", "logs"],
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
)


def get(path):
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20)
    except urllib.error.HTTPError as error:
        return error


try:
    for _ in range(200):
        try:
            first = get("/api/models/lab/base?expand=downloads")
            break
        except OSError:
            time.sleep(0.1)
    expect("olah", "a mirror of the Hub lists models, and passes on the Hub's headers or none")
    listing = get("/api/models?limit=1")
    seen("a listing", [listing.status, listing.headers["X-Error-Code"]], [401, "RepoNotFound"])
    seen("`expand` was passed on", any("expand" in path for path in asked), False)
    time.sleep(2)
    again = get("/api/models/lab/base")
    seen("the same quota again", again.headers["RateLimit"] == first.headers["RateLimit"], True)
    dates = [parsedate_to_datetime(each.headers["Date"]) for each in (first, again)]
    seen("under a later date", dates[1] > dates[0], True)
finally:
    mirror.terminate()
    mirror.wait()
PYTHON
