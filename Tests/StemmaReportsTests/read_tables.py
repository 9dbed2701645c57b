"""Compares the Parquet files of a folder with the tables of a cache, as each reader sees them.

    read_tables.py CACHE FOLDER

Every table's rows must be those of SQLite, in order; a line for each reader says how many it saw.
"""

import collections
import glob
import os
import re
import sqlite3
import sys

import duckdb
import pandas
import polars
import pyarrow.parquet

cache, folder = sys.argv[1:]
parts = collections.defaultdict(list)
for path in sorted(glob.glob(os.path.join(folder, "*", "*.parquet"))):
    parts[os.path.basename(os.path.dirname(path))].append(path)
sqlite = sqlite3.connect(f"file:{cache}?mode=ro", uri=True)


def plain(value):
    """A value as SQLite holds it."""
    if isinstance(value, bool):
        return int(value)
    if hasattr(value, "hour"):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list):
        return ",".join(value)
    return value


def key(row):
    return tuple((value is not None, str(value)) for value in row)


def expected(name):
    cursor = sqlite.execute(f'SELECT * FROM "{name}"')
    return [column[0] for column in cursor.description], sorted(cursor.fetchall(), key=key)


def with_pyarrow(paths):
    tables = [pyarrow.parquet.read_table(path) for path in paths]
    return [tuple(row.values()) for table in tables for row in table.to_pylist()]


def with_polars(paths):
    return polars.read_parquet(paths).rows()


def with_duckdb(paths):
    return duckdb.sql(f"FROM read_parquet({paths})").fetchall()


def with_pandas(paths):
    frame = pandas.concat([pandas.read_parquet(path, dtype_backend="pyarrow") for path in paths])
    return [
        tuple(None if value is pandas.NA or value is pandas.NaT else value for value in row)
        for row in frame.itertuples(index=False, name=None)
    ]


for reader in (with_pyarrow, with_polars, with_duckdb, with_pandas):
    seen = 0
    for name, paths in parts.items():
        columns, rows = expected(name)
        assert pyarrow.parquet.read_schema(paths[0]).names == columns, name
        found = [tuple(plain(value) for value in row) for row in reader(paths)]
        if sorted(found, key=key) != rows:
            odd = [pair for pair in zip(sorted(found, key=key), rows) if pair[0] != pair[1]]
            sys.exit(f"{reader.__name__} {name}: {len(found)} rows of {len(rows)}, {odd[:1]}")
        seen += 1
    print(f"{reader.__name__} {seen} tables")

# What a reader is promised of each file: statistics, zstd, and no text where there is something better.
kinds = collections.Counter()
for name, paths in parts.items():
    for path in paths:
        metadata = pyarrow.parquet.ParquetFile(path).metadata
        for group in range(metadata.num_row_groups):
            for column in range(metadata.num_columns):
                chunk = metadata.row_group(group).column(column)
                assert chunk.compression == "ZSTD", (name, chunk)
                if chunk.statistics is None:
                    kinds["without statistics"] += 1
    schema = pyarrow.parquet.read_schema(paths[0])
    for field in schema:
        kinds[str(field.type)] += 1
        if str(field.type) == "string":
            values = [v for p in paths for v in pyarrow.parquet.read_table(p)[field.name].to_pylist() if v]
            if values and all(re.fullmatch(r"\d{4}-\d\d-\d\d(T[\d:]+Z)?", value) for value in values):
                sys.exit(f"{name}.{field.name} holds times as text")
print("types", ", ".join(sorted(kind for kind in kinds if kind != "null")))
# The first shard's last row stands before the second's first one.
ancestors = [row["ancestor"] for p in parts["derivative"] for row in pyarrow.parquet.read_table(p).to_pylist()]
assert ancestors == sorted(ancestors, key=lambda name: name.encode()), "derivative is not in order"
