#!/usr/bin/env bash
# A sum of whole numbers is a float in the Parquet file that DuckDB writes of it, and in pandas.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages duckdb==2.0.1 pandas==3.1.1 pyarrow==26.0.1 polars==2.1.0
check <<'PYTHON'
import duckdb
import pyarrow.parquet
from finding import expect, seen

duckdb.execute("""
    CREATE TABLE model (owner VARCHAR, bytes BIGINT);
    INSERT INTO model VALUES ('a', 9007199254740992), ('a', 1), ('b', 9007199254740992);
""")
query = "SELECT owner, sum(bytes) AS bytes FROM model GROUP BY owner ORDER BY owner"
exact = [9007199254740993, 9007199254740992]

expect("duckdb pandas pyarrow polars", "a sum of whole numbers is whole, on paper and in a file")
seen("the sums", [row[1] for row in duckdb.sql(query).fetchall()], exact)
duckdb.execute(f"COPY ({query}) TO 'sums.csv'; COPY ({query}) TO 'sums.parquet'")
with open("sums.csv") as file:
    seen("CSV", [int(line.split(",")[1]) for line in file.readlines()[1:]], exact)
column = pyarrow.parquet.read_table("sums.parquet")["bytes"]
seen("Parquet", (str(column.type), [int(value.as_py()) for value in column]),
     ("double", [9007199254740992] * 2))
frame = duckdb.sql(query).df()["bytes"]
seen("pandas", (str(frame.dtype), [int(value) for value in frame]),
     ("float64", [9007199254740992] * 2))
seen("polars", [int(value) for value in duckdb.sql(query).pl()["bytes"]], exact)
cast = query.replace("sum(bytes)", "sum(bytes)::BIGINT")
duckdb.execute(f"COPY ({cast}) TO 'cast.parquet'")
seen("Parquet, with sum(bytes)::BIGINT",
     pyarrow.parquet.read_table("cast.parquet")["bytes"].to_pylist(), exact)
PYTHON
