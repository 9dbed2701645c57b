#!/usr/bin/env bash
# DuckDB reads versions and tags of three numbers in CSV as days: 1.5.12 is the first of May 2012.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages duckdb==2.0.1 polars==2.1.0 pandas==3.1.1
check <<'PYTHON'
import duckdb
import pandas
import polars
from finding import expect, seen


def write(*versions):
    with open("configs.csv", "w") as file:
        file.write("id,version\n" + "".join(f"org/m{n},{one}\n" for n, one in enumerate(versions)))


def read(options=""):
    rows = duckdb.sql(f"SELECT version FROM read_csv('configs.csv'{options})").fetchall()
    return [str(row[0]) for row in rows]


expect("duckdb polars pandas", "three numbers with dots between, one of them small, are a version")
write("1.5.12", "2.1.10")
seen("DuckDB, 1.5.12 and 2.1.10", read(), ["2012-05-01", "2010-01-02"])
rows = duckdb.sql("SELECT version FROM 'configs.csv' ORDER BY version DESC LIMIT 1").fetchall()
seen("DuckDB, the newer of them", str(rows[0][0]), "2012-05-01")
seen("polars", polars.read_csv("configs.csv")["version"].to_list(), ["1.5.12", "2.1.10"])
seen("pandas", pandas.read_csv("configs.csv")["version"].tolist(), ["1.5.12", "2.1.10"])
write("23.10.1", "24.1.2")
seen("DuckDB, 23.10.1 and 24.1.2, with the year first", read(), ["2023-10-01", "2024-01-02"])
write("1.5.12", "2.1.10", "4.31.0")
seen("DuckDB, with 4.31.0 beside them", read(), ["1.5.12", "2.1.10", "4.31.0"])
write("1.5.12", "2.1.10")
seen("DuckDB with types = {'version': 'VARCHAR'}", read(", types = {'version': 'VARCHAR'}"),
     ["1.5.12", "2.1.10"])
PYTHON
