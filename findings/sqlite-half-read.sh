#!/usr/bin/env bash
# Python's sqlite3 closes a connection with a query half read in name only: its rows stay in the log.
set -euo pipefail
source "$(dirname "$0")/common.sh"
python3 -m venv venv  # It is Python's own module; 3.11, 3.12 and 3.13 have been tried.
check <<'PYTHON'
import os
import platform
import shutil
import sqlite3

from finding import expect, seen

print("Python", platform.python_version(), "SQLite", sqlite3.sqlite_version)
expect("", "after close() the file is whole, its log is gone, and nobody is held up")

hub = sqlite3.connect("hub.sqlite", isolation_level=None)
hub.execute("PRAGMA journal_mode = WAL")
hub.execute("CREATE TABLE model (id TEXT PRIMARY KEY)")
hub.execute("PRAGMA wal_checkpoint")
hub.execute("INSERT INTO model VALUES ('org/a'), ('org/b')")
cursor = hub.execute("SELECT id FROM model")
first = cursor.fetchone()
hub.close()

try:
    hub.execute("SELECT 1")
except sqlite3.ProgrammingError as error:
    seen("the connection", str(error), "Cannot operate on a closed database.")
seen("its log is still there", "hub.sqlite-wal" in os.listdir("."), True)
shutil.copy("hub.sqlite", "copy.sqlite")
seen("models in a copy of the file", sqlite3.connect("copy.sqlite").execute(
    "SELECT count(*) FROM model").fetchone()[0], 0)

other = sqlite3.connect("hub.sqlite", isolation_level=None)
other.execute("INSERT INTO model VALUES ('org/c')")
truncate = "PRAGMA wal_checkpoint(TRUNCATE)"
seen("another's checkpoint is blocked", other.execute(truncate).fetchone()[0], 1)
del cursor
seen("once the cursor is gone", other.execute(truncate).fetchone()[0], 0)

cursor = other.execute("SELECT id FROM model")
cursor.fetchone()
cursor.close()
other.close()
seen("files, where the cursor was closed first", "hub.sqlite-wal" in os.listdir("."), False)
PYTHON
