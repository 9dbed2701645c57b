"""Prints how each reader sees a Parquet file: a line of JSON with the types, and the rows as texts."""

import json
import sys

import duckdb
import pandas
import polars
import pyarrow.parquet

path = sys.argv[1]


def plain(value):
    if hasattr(value, "isoformat"):
        return value.isoformat().replace("+00:00", "Z")
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list):
        return ",".join(value)
    return value if value is None or isinstance(value, str) else str(value)


def told(reader, types, rows):
    print(json.dumps({"reader": reader, "types": types, "rows": [[plain(v) for v in r] for r in rows]}))


table = pyarrow.parquet.read_table(path)
told("pyarrow", [str(t) for t in table.schema.types], [list(r.values()) for r in table.to_pylist()])
frame = polars.read_parquet(path)
told("polars", [str(t) for t in frame.dtypes], frame.rows())
found = duckdb.sql(f"SELECT * FROM read_parquet('{path}')")
told("duckdb", [str(t) for t in found.types], found.fetchall())
pandas_frame = pandas.read_parquet(path, dtype_backend="pyarrow")
told(
    "pandas",
    [str(t) for t in pandas_frame.dtypes],
    [[None if v is pandas.NA else v for v in row] for row in pandas_frame.itertuples(index=False)],
)
