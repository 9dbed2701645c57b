#!/usr/bin/env python3
"""Asks Apache Spark, in local mode, for the twenty largest families of a cache, and compares.

    python3 Scripts/peers/spark.py CACHE [--memory 4g] [--stemma PROGRAM]

Exports the cache as Parquet, runs `queries/spark/lineage.py` on it, and asks `stemma derivatives` for
the same models: every number must agree. It prints what each took. Needs pyspark, Java 17 or newer and
DuckDB's program.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
parser.add_argument("cache")
parser.add_argument("--memory", default="4g")
parser.add_argument("--stemma", default=".build/release/stemma")
arguments = parser.parse_args()
root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def timed(what, command, **options):
    start = time.monotonic()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **options)
    print(f"{what}: {time.monotonic() - start:.1f} s")
    return done.stdout


with tempfile.TemporaryDirectory() as folder:
    timed("export", [arguments.stemma, "export", "parquet", "-q", "-o", folder, "--cache", arguments.cache])
    submit = f"--master local[2] --driver-memory {arguments.memory} --conf spark.sql.shuffle.partitions=16"
    found = timed(
        "Spark",
        [sys.executable, os.path.join(root, "queries/spark/lineage.py"), folder],
        env={**os.environ, "PYSPARK_SUBMIT_ARGS": submit + " pyspark-shell"},
        stderr=subprocess.DEVNULL,
    )
rows = list(csv.DictReader(found.splitlines()))
assert rows, "Spark found no family"
for row in rows:
    told = json.loads(
        subprocess.check_output(
            [arguments.stemma, "derivatives", row["model"], "--json", "--cache", arguments.cache]
        )
    )
    counted = (int(row["derivatives"]), int(row["publishers"]))
    assert counted == (told["all"]["total"], told["publishers"]), (row, told)
print(f"{len(rows)} families agree, the largest of {rows[0]['derivatives']} models")
