#!/usr/bin/env bash
# To DuckDB the days of a Parquet file in UTC, and windows of days, are those of the machine's time zone.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages duckdb==2.0.1 pyarrow==26.0.1 polars==2.1.0 datafusion==55.0.0
check 2> log <<'PYTHON' || { cat log; exit 1; }
import json
import os
import subprocess
import sys
from datetime import datetime, timezone

import polars
import pyarrow
import pyarrow.compute
import pyarrow.parquet
from datafusion import SessionContext
from finding import expect, seen

HOURS = [(1, 2, 0), (1, 12, 0), (1, 23, 30), (2, 0, 30)]
made = [datetime(2026, 11, *hour, tzinfo=timezone.utc) for hour in HOURS]
pyarrow.parquet.write_table(
    pyarrow.table({"id": ["org/a", "org/b", "org/c", "org/d"],
                   "made": pyarrow.array(made, pyarrow.timestamp("us", "UTC"))}), "model.parquet")

DAYS = """SELECT CAST(CAST(made AS DATE) AS VARCHAR) AS day, count(*) AS models
    FROM {0} GROUP BY day ORDER BY day"""
OF_THE_FIRST = """SELECT string_agg(right(id, 1), '' ORDER BY id) AS letters
    FROM {0} WHERE made >= '2026-11-01' AND made < '2026-11-02'"""
QUERIES = [query.format("'model.parquet'") for query in (DAYS, OF_THE_FIRST)]
WINDOW = """SELECT count(*) FROM 'model.parquet'
    WHERE made < CAST('2026-11-01 00:00:00+00' AS TIMESTAMPTZ) + INTERVAL 1 DAY"""


def on_a_machine_in(zone, *queries):
    """What DuckDB answers where the environment has this time zone."""
    code = """if True:
        import json, sys, duckdb
        print(json.dumps([duckdb.sql(query).fetchall() for query in json.loads(sys.argv[1])]))"""
    run = subprocess.run([sys.executable, "-c", code, json.dumps(queries)], check=True,
                         capture_output=True, env={**os.environ, "TZ": zone})
    return json.loads(run.stdout)


expect("duckdb pyarrow polars datafusion",
       "a file whose times are in UTC has the same models on a day, whoever reads it and where")
first, second = "2026-11-01", "2026-11-02"
utc = [[first, 3], [second, 1]]
column = pyarrow.parquet.read_table("model.parquet")["made"]
by_pyarrow = pyarrow.compute.cast(column, pyarrow.date32()).to_pylist()
seen("pyarrow", [str(day) for day in by_pyarrow], [first] * 3 + [second])
frame = polars.read_parquet("model.parquet")
seen("polars", [str(day) for day in frame["made"].dt.date()], [first] * 3 + [second])
context = SessionContext()
context.register_parquet("model", "model.parquet")
rows = context.sql(DAYS.format("model")).to_pylist()
seen("DataFusion", [[row["day"], row["models"]] for row in rows], utc)
seen("DataFusion, of 2026-11-01", context.sql(OF_THE_FIRST.format("model")).to_pylist(),
     [{"letters": "abc"}])

seen("DuckDB, TZ=UTC", on_a_machine_in("UTC", *QUERIES), [utc, [["abc"]]])
seen("DuckDB, TZ=America/New_York", on_a_machine_in("America/New_York", *QUERIES),
     [[["2026-10-31", 1], [first, 3]], [["bcd"]]])
seen("DuckDB, TZ=Asia/Tokyo", on_a_machine_in("Asia/Tokyo", *QUERIES),
     [[[first, 2], [second, 2]], [["ab"]]])
seen("models before 2026-11-01T00:00Z and a day, TZ=UTC", on_a_machine_in("UTC", WINDOW), [[[3]]])
seen("the same, TZ=America/New_York", on_a_machine_in("America/New_York", WINDOW), [[[4]]])
PYTHON
