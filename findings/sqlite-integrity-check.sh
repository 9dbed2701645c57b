#!/usr/bin/env bash
# SQLite 3.40 reports a NULL that is not there in a WITHOUT ROWID table whose key does not come first.
set -euo pipefail
source "$(dirname "$0")/common.sh"
NEWEST="" packages apsw==3.40.0.0
venv/bin/pip --quiet --disable-pip-version-check install --target newer apsw==3.54.1.0
cat > faults.py <<'PYTHON'
import apsw

hub = apsw.Connection(":memory:")
hub.execute("""
    CREATE TABLE tag (note TEXT, kind TEXT NOT NULL, id TEXT PRIMARY KEY) WITHOUT ROWID;
    INSERT INTO tag VALUES (NULL, 'license', 'org/model');
""")
nulls = hub.execute("SELECT count(*) FROM tag WHERE kind IS NULL").fetchone()[0]
faults = [row[0] for row in hub.execute("PRAGMA integrity_check")]
print(apsw.sqlitelibversion(), nulls, *faults, sep="|")
PYTHON
check <<'PYTHON'
import os
import subprocess
import sys

from finding import expect, seen


def faults(folder=None):
    environment = dict(os.environ, PYTHONPATH=folder or "")
    line = subprocess.run([sys.executable, "faults.py"], env=environment,
                          capture_output=True, text=True, check=True).stdout.strip()
    return line.split("|")


expect("apsw", "integrity_check of a sound file says ok")
seen("version, NULLs by SELECT, integrity_check", faults(),
     ["3.40.0", "0", "NULL value in tag.kind"])
seen("the same in a newer release", faults("newer"), ["3.54.1", "0", "ok"])
PYTHON
