#!/usr/bin/env bash
# A number or a time that is finer than those of the first rows is rounded or cut, without an error.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages duckdb==2.0.1 datafusion==55.0.0 polars==2.1.0
check <<'PYTHON'
import datafusion
import duckdb
import polars
from finding import expect, seen

ROWS = 20_480  # DuckDB decides on a column's type by this many.

with open("scores.jsonl", "w") as file:
    for row in range(ROWS):
        file.write('{"id":"org/m%d","score":3}\n' % row)
    file.write('{"id":"org/last","score":0.75}\n')
with open("scores.csv", "w") as file:
    file.write("id,score,day\n")
    for row in range(ROWS):
        file.write(f"org/m{row},3,2022-03-02\n")
    file.write("org/last,0.75,2022-03-02T23:29:04Z\n")

expect(
    "duckdb datafusion polars",
    "0.75 is 0.75, or the reader stops, as it does for a text among numbers",
)
last = "WHERE id = 'org/last'"
one = duckdb.sql(f"SELECT score FROM 'scores.jsonl' {last}").fetchall()
seen("DuckDB, JSON Lines, 0.75 after whole numbers", one, [(1,)])
both = duckdb.sql(f"SELECT score, CAST(day AS VARCHAR) FROM 'scores.csv' {last}").fetchall()
seen("DuckDB, CSV, 0.75 and 23:29:04 of a day", both, [(1, "2022-03-02")])

context = datafusion.SessionContext()
context.register_json("scores", "scores.jsonl", file_extension=".jsonl")
cut = context.sql(f"SELECT score FROM scores {last}").to_pydict()["score"]
seen("DataFusion, JSON Lines, 0.75 after whole numbers", cut, [0])

try:
    polars.read_ndjson("scores.jsonl")
    stopped = False
except polars.exceptions.ComputeError:
    stopped = True
seen("polars stops", stopped, True)
PYTHON
