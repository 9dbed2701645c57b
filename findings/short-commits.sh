#!/usr/bin/env bash
# A short commit such as 12e4567 is a number to readers of CSV: two different commits are both infinite.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages pandas==3.1.1 polars==2.1.0 duckdb==2.0.1 pyarrow==26.0.1 sqlite-utils==4.2.1
check <<'PYTHON'
import subprocess

import duckdb
import pandas
import polars
import pyarrow.csv
from finding import expect, seen

with open("pins.csv", "w") as file:
    file.write("id,revision\norg/a,12e4567\norg/b,34e9999\n")

# One commit in 54 is such a number by its first seven digits; a column is, when all its values are.
expect(
    "pandas polars duckdb pyarrow sqlite-utils",
    "hexadecimal digits of a commit are a text, and two commits are two",
)
infinite = [float("inf")] * 2
seen("pandas", pandas.read_csv("pins.csv")["revision"].tolist(), infinite)
seen("polars", polars.read_csv("pins.csv")["revision"].to_list(), infinite)
seen("pyarrow", pyarrow.csv.read_csv("pins.csv")["revision"].to_pylist(), infinite)
rows = "SELECT id FROM 'pins.csv' WHERE revision = '12e4567'"
seen("DuckDB, models at 12e4567", duckdb.sql(rows).fetchall(), [("org/a",), ("org/b",)])
subprocess.run(["sqlite-utils", "insert", "pins.sqlite", "pin", "pins.csv", "--csv"], check=True,
               capture_output=True)
query = ["sqlite-utils", "query", "pins.sqlite",
         "SELECT typeof(revision) AS type, count(DISTINCT revision) AS commits FROM pin GROUP BY 1"]
told = subprocess.run([*query, "--csv", "--no-headers"], check=True, capture_output=True, text=True)
seen("sqlite-utils, type and different commits", told.stdout.strip(), "real,1")
PYTHON
