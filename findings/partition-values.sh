#!/usr/bin/env bash
# Spark and polars make numbers of the names of partitions: two commits become one, infinite, revision.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages pyspark==4.3.0 polars==2.1.0 pyarrow==26.0.1 duckdb==2.0.1
check 2> log <<'PYTHON' || { cat log; exit 1; }
import shutil
from datetime import date

import duckdb
import polars
import pyarrow.parquet
from finding import expect, seen
from pyarrow import dataset

PARTS = {
    "revision": ["12e4567", "34e9999"], "version": ["1.10", "1.1"], "build": ["0012345", "9912345"],
    "day": ["2026-11-01", "2026-11-02"],
}
for name, values in PARTS.items():
    table = pyarrow.table({"id": ["org/a", "org/b"], name: values})
    dataset.write_dataset(table, name, format="parquet", partitioning=[name],
                          partitioning_flavor="hive")

infinite = [float("inf")] * 2
texts = list(PARTS.values())
days = [date(2026, 11, 1), date(2026, 11, 2)]
expect("pyspark polars pyarrow duckdb", "a column of texts by which a table is partitioned stays so")
by_polars = [polars.read_parquet(f"{name}/", hive_partitioning=True).sort("id")[name].to_list()
             for name in PARTS]
seen("polars", by_polars, [infinite, [1.1, 1.1], [12345, 9912345], days])
by_pyarrow = [pyarrow.parquet.read_table(name).sort_by("id")[name].to_pylist() for name in PARTS]
seen("pyarrow", by_pyarrow, [*texts[:2], [12345, 9912345], texts[3]])
by_duckdb = [[row[0] for row in duckdb.sql(
    f"SELECT {name} FROM '{name}/*/*.parquet' ORDER BY id").fetchall()] for name in PARTS]
seen("DuckDB", by_duckdb, [*texts[:3], days])

if shutil.which("java"):
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    by_spark = [[row[name] for row in spark.read.parquet(name).orderBy("id").collect()]
                for name in PARTS]
    seen("Spark", by_spark, [infinite, [1.1, 1.1], [12345, 9912345], days])
    pinned = spark.read.parquet("revision").where("revision = '12e4567'")
    seen("Spark, models at 12e4567", sorted(row["id"] for row in pinned.collect()),
         ["org/a", "org/b"])
    spark.conf.set("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
    kept = spark.read.parquet("revision").orderBy("id").collect()
    seen("Spark without inference", [row["revision"] for row in kept], texts[0])
    spark.stop()
else:
    print("Skipped: Spark needs Java")
PYTHON
