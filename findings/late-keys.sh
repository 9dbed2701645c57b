#!/usr/bin/env bash
# A key that comes late in a JSON Lines file, or has only null before, is left out without an error.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages duckdb==2.0.1 datafusion==55.0.0 polars==2.1.0 pyarrow==26.0.1
check <<'PYTHON'
import datafusion
import duckdb
import polars
import pyarrow.json
from finding import expect, seen


def write(name, before, rows=20_480):
    with open(name, "w") as file:
        for row in range(rows):
            file.write('{"id":"org/m%d"%s}\n' % (row, before))
        file.write('{"id":"org/last","license":"mit"}\n')


write("late.jsonl", "")
write("null.jsonl", ',"license":null')

expect(
    "duckdb datafusion polars pyarrow",
    "every key of the file is a column; a null early in it says nothing of later rows",
)
seen("DuckDB, columns", duckdb.sql("FROM 'late.jsonl'").columns, ["id"])
seen("polars, columns", polars.read_ndjson("late.jsonl").columns, ["id"])
context = datafusion.SessionContext()
frame = context.read_json("late.jsonl", file_extension=".jsonl")
seen("DataFusion, columns", frame.schema().names, ["id"])
seen("pyarrow, columns", pyarrow.json.read_json("late.jsonl").column_names, ["id", "license"])

last = duckdb.sql("SELECT license FROM 'null.jsonl' WHERE id = 'org/last'").fetchall()
seen("DuckDB, the license after 20,480 nulls", last, [(None,)])
PYTHON
