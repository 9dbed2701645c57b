#!/usr/bin/env bash
# A file of SQLite with a log cannot be read on a full disk, mode=ro or not: "disk I/O error" it says.
set -euo pipefail
source "$(dirname "$0")/common.sh"
if ! unshare --user --map-root-user --mount true 2> log; then
  echo "Skipped: a small disk of its own needs user namespaces"
  exit 0
fi
packages apsw==3.54.1.0
mkdir disk
cat > full.py <<'PYTHON'
import os

import apsw
from finding import expect, seen

os.chdir("disk")
hub = apsw.Connection("hub.sqlite")
hub.execute("PRAGMA journal_mode = WAL").fetchall()
hub.execute("CREATE TABLE model (id); INSERT INTO model VALUES ('org/a')").fetchall()
hub.close()
with open("filler", "wb", buffering=0) as filler:
    try:
        while True:
            filler.write(bytes(4096))
    except OSError as error:
        print("The disk:", error.strerror)


def read(address):
    flags = apsw.SQLITE_OPEN_URI | apsw.SQLITE_OPEN_READWRITE
    try:
        return apsw.Connection(address, flags=flags).execute("SELECT id FROM model").fetchall()
    except apsw.Error as error:
        return type(error).__name__, error.extendedresult == apsw.SQLITE_IOERR_SHMSIZE


expect("apsw", "reading needs no room, and a disk without room is told by SQLITE_FULL")
seen("read", read("file:hub.sqlite"), ("IOError", True))
seen("read with mode=ro", read("file:hub.sqlite?mode=ro"), ("IOError", True))
seen("read with immutable=1", read("file:hub.sqlite?immutable=1"), [("org/a",)])
os.truncate("filler", os.path.getsize("filler") - 40_000)
seen("read once there are 40,000 bytes", read("file:hub.sqlite?mode=ro"), [("org/a",)])
PYTHON
PYTHONPATH="$findings" PYTHONDONTWRITEBYTECODE=1 unshare --user --map-root-user --mount \
  bash -c 'mount -t tmpfs -o size=400k findings disk && venv/bin/python full.py'
