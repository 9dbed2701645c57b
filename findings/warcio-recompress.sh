#!/usr/bin/env bash
# `warcio recompress` finds no errors and makes an archive whose digests its own check refuses.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages warcio==1.8.1
check <<'PYTHON'
import base64
import gzip
import hashlib
import subprocess

from finding import expect, seen

BODY = b'{"id":"org/model"}'


def archive(name, head):
    block = head + b"\r\n\r\n" + BODY
    digest = base64.b32encode(hashlib.sha1(block).digest()).decode()
    record = (
        "WARC/1.1\r\nWARC-Type: response\r\n"
        "WARC-Record-ID: <urn:uuid:7c8e2f4a-5b1d-4e6f-9a3c-2d1e0f9b8a76>\r\n"
        "WARC-Date: 2026-11-01T00:00:00Z\r\n"
        "WARC-Target-URI: https://huggingface.co/api/models/org/model\r\n"
        f"WARC-Block-Digest: sha1:{digest}\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    with open(name, "wb") as file:
        file.write(record.encode() + block + b"\r\n\r\n")


def warcio(*words):
    return subprocess.run(["warcio", *words], capture_output=True, text=True)


expect("warcio", "a recompressed archive holds the same records, so its digests hold")
for what, head in [
    ("a status line that ends in a blank", b"HTTP/1.1 200 \r\nContent-Type: application/json"),
    ("a header without a blank", b"HTTP/1.1 200 OK\r\nContent-Type:application/json"),
]:
    archive("hub.warc", head)
    seen(f"check of {what}", warcio("check", "hub.warc").returncode, 0)
    made = warcio("recompress", "hub.warc", "again.warc.gz")
    seen("recompress says", made.stdout.splitlines()[-1], "No Errors Found!")
    seen("check afterwards", warcio("check", "again.warc.gz").returncode, 1)
    with gzip.open("again.warc.gz") as file:
        seen("the block is the same", head + b"\r\n" in file.read(), False)
PYTHON
