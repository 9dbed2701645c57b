#!/usr/bin/env bash
# The CSV of a query in Datasette ends after 1,000 rows without a word, also with _stream=on.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages datasette==0.65.5
python3 -m venv newer
newer/bin/pip --quiet --disable-pip-version-check install datasette==1.0a41
check <<'PYTHON'
import csv
import io
import json
import sqlite3
import subprocess

from finding import expect, seen

hub = sqlite3.connect("hub.sqlite")
hub.executescript("""
    CREATE TABLE model (id TEXT PRIMARY KEY, license TEXT);
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 2500)
    INSERT INTO model SELECT 'org/m' || n, CASE WHEN n % 5 = 0 THEN 'mit' END FROM number;
""")
hub.close()


def get(address, program="venv/bin/datasette"):
    return subprocess.run([program, "hub.sqlite", "--get", address],
                          capture_output=True, text=True, check=True).stdout


def rows(address, *program):
    return len(list(csv.DictReader(io.StringIO(get(address, *program)))))


expect("datasette", "the CSV of a query has all its rows, or says that it has not")
query = "sql=select+id+from+model"
seen("rows of the table, CSV with _stream=on", rows("/hub/model.csv?_stream=on"), 2500)
seen("rows of the query, CSV", rows(f"/hub.csv?{query}"), 1000)
seen("rows of the query, CSV with _stream=on", rows(f"/hub.csv?{query}&_stream=on"), 1000)
seen("rows of the query, JSON array", len(json.loads(get(f"/hub.json?{query}&_shape=array"))), 1000)
seen("what the query's JSON object says", json.loads(get(f"/hub.json?{query}"))["truncated"], True)
newer = "newer/bin/datasette"
told = subprocess.run([newer, "--version"], capture_output=True, text=True, check=True).stdout
seen("beside it", told.strip(), "datasette, version 1.0a41")
seen("rows of the query, CSV with _stream=on",
     rows(f"/hub/-/query.csv?{query}&_stream=on", newer), 1000)

facet = json.loads(get("/hub/model.json?_facet=license&_size=0"))["facet_results"]["license"]
seen("the facet of 2,500 models by license, of which 2,000 have none",
     [(one["value"], one["count"]) for one in facet["results"]], [("mit", 500)])
PYTHON
