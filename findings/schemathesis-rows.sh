#!/usr/bin/env bash
# schemathesis rewrites `prefixItems` of OpenAPI 3.1 in the spelling of an older JSON Schema, and then
# finds the description invalid.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages schemathesis==4.32.5
check <<'PYTHON'
import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from finding import expect, seen


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'["cpu", "any", "x"]'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


server = HTTPServer(("127.0.0.1", 0), Answer)
threading.Thread(target=server.serve_forever, daemon=True).start()
row = {"type": "array", "prefixItems": [{"type": "string"}] * 3}
answer = {"description": "one", "content": {"application/json": {"schema": row}}}
json.dump(
    {"openapi": "3.1.0", "info": {"title": "t", "version": "1"},
     "paths": {"/sku": {"get": {"responses": {"200": answer}}}}},
    open("openapi.json", "w"),
)
expect("schemathesis", "`prefixItems`, which OpenAPI 3.1 takes from JSON Schema 2020-12, is checked")
ending = subprocess.run(
    [sys.executable, "-m", "schemathesis.cli", "run", "openapi.json", "--no-color",
     "--url", f"http://127.0.0.1:{server.server_port}", "--checks", "response_schema_conformance",
     "--phases", "coverage", "--generation-database", "none"],
    capture_output=True, text=True,
)
seen("a true answer passes", ending.returncode == 0, False)
seen("what is said", "Invalid Schema Object in response definition" in ending.stdout, True)
PYTHON
