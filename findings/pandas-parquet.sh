#!/usr/bin/env bash
# Days of a Parquet file equal no day in pandas, and its whole numbers are rounded where one is missing.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages duckdb==2.0.1 pandas==3.1.1 pyarrow==26.0.1 polars==2.1.0 mlcroissant==1.1.1
check 2> log <<'PYTHON' || { cat log; exit 1; }
import hashlib
import json
from datetime import date

import duckdb
import mlcroissant
import pandas
import polars
from finding import expect, seen

duckdb.execute("""
    COPY (SELECT * FROM (VALUES
        ('org/a', DATE '2024-01-01', 9007199254740993), ('org/b', DATE '2024-02-01', NULL)
    ) AS model(id, made_on, bytes)) TO 'model.parquet'
""")
expect("duckdb pandas pyarrow polars mlcroissant",
       "a day equals itself, as a text too, and a whole number of 64 bits stays what it is")
frame = pandas.read_parquet("model.parquet")
seen("pandas, models of '2024-01-01'", frame[frame["made_on"] == "2024-01-01"]["id"].tolist(), [])
seen("pandas, models of Timestamp('2024-01-01')",
     frame[frame["made_on"] == pandas.Timestamp("2024-01-01")]["id"].tolist(), [])
seen("pandas, models of date(2024, 1, 1)",
     frame[frame["made_on"] == date(2024, 1, 1)]["id"].tolist(), ["org/a"])
seen("DuckDB, models of '2024-01-01'", duckdb.sql(
    "SELECT id FROM 'model.parquet' WHERE made_on = '2024-01-01'").fetchall(), [("org/a",)])
seen("pandas, 9007199254740993", int(frame["bytes"][0]), 9007199254740992)
kept = pandas.read_parquet("model.parquet", dtype_backend="pyarrow")
seen("pandas with dtype_backend='pyarrow', 9007199254740993", int(kept["bytes"][0]),
     9007199254740993)
seen("and its models of '2024-01-01' and of date(2024, 1, 1)",
     [kept[kept["made_on"] == day]["id"].tolist() for day in ("2024-01-01", date(2024, 1, 1))],
     [[], ["org/a"]])
seen("polars, 9007199254740993", polars.read_parquet("model.parquet")["bytes"][0], 9007199254740993)

with open("model.parquet", "rb") as file:
    digest = hashlib.sha256(file.read()).hexdigest()
source = mlcroissant.FileObject(
    id="model.parquet", name="model.parquet", content_url="model.parquet",
    encoding_formats=["application/x-parquet"], sha256=digest,
)
field = mlcroissant.Field(
    id="model/bytes", name="bytes", data_types=[mlcroissant.DataType.INTEGER],
    source=mlcroissant.Source(
        file_object="model.parquet", extract=mlcroissant.Extract(column="bytes")
    ),
)
metadata = mlcroissant.Metadata(
    name="models", description="Two models", url="https://example.org/models",
    license="https://example.org/license", distribution=[source],
    record_sets=[mlcroissant.RecordSet(id="model", name="model", fields=[field])],
)
with open("croissant.json", "w") as file:
    json.dump(metadata.to_json(), file, default=str)
first = next(iter(mlcroissant.Dataset("croissant.json").records("model")))
seen("mlcroissant, 9007199254740993 as sc:Integer", first["model/bytes"], 9007199254740992)
PYTHON
