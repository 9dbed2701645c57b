#!/usr/bin/env python3
"""Makes a lake of ten harvests out of one export, for trying a lake of full size out.

    python3 Scripts/peers/snapshots.py PARQUET LAKE [--days 10] [--share 0.01]

PARQUET is a folder of `stemma export parquet`. The first harvest is what it holds; in each further one the
given share of the repositories has another name of its license, ten times as many have other counters, and
as large a share of the edges comes back under another number, with one in ten of them taken away. It writes
the tables that questions about lineage read, in the shape of `stemma export lake`. Needs DuckDB's program.
"""

import argparse
import json
import os
import subprocess

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
parser.add_argument("parquet")
parser.add_argument("lake")
parser.add_argument("--days", type=int, default=10)
parser.add_argument("--share", type=float, default=0.01)
arguments = parser.parse_args()
source = os.path.abspath(arguments.parquet)
kept = {"repo": ["id"], "counter": ["id"], "owner": ["id"], "edge": ["child", "parent"], "harvest": ["id"]}
counters = "downloads, downloads_all_time, likes, trending_score, counters_since"


def write(harvest, table, query):
    folder = os.path.join(arguments.lake, f"harvest={harvest}", table)
    os.makedirs(folder, exist_ok=True)
    order = ", ".join(kept[table])
    subprocess.run(
        [
            os.environ.get("STEMMA_DUCKDB", "duckdb"), "-batch", "-no-init", "-bail", "-c",
            "SET memory_limit = '2GB'; SET TimeZone = 'UTC';"
            f"COPY (FROM ({query}) ORDER BY {order}) TO '{folder}/00000.parquet' "
            "(FORMAT parquet, COMPRESSION zstd)",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )


def drawn(harvest, share, key):
    """Whether a row is one of the harvest's share, by its key."""
    return f"hash({key}, {harvest}) % 1000000 < {int(share * 1_000_000)}"


for harvest in range(1, arguments.days + 1):
    share = 1 if harvest == 1 else arguments.share
    begun = f"TIMESTAMPTZ '2026-11-01 00:00:00+00' + INTERVAL {harvest} DAY"
    first = "" if harvest == 1 else f" REPLACE ('changed {harvest}' AS license_name)"
    read = {name: f"read_parquet('{source}/{name}/*.parquet')" for name in ("repo", "owner", "edge", "harvest")}
    write(
        harvest, "repo",
        f"SELECT * EXCLUDE ({counters}){first}, false AS removed FROM {read['repo']} "
        f"WHERE {drawn(harvest, share, 'id')}",
    )
    write(
        harvest, "counter",
        f"SELECT id, downloads + {harvest} AS downloads, downloads_all_time, likes, trending_score, "
        f"{harvest}::BIGINT AS counters_since, false AS removed FROM {read['repo']} "
        f"WHERE {drawn(harvest, min(1, 10 * share), 'id')}",
    )
    if harvest == 1:
        write(harvest, "owner", f"SELECT *, false AS removed FROM {read['owner']}")
    write(
        harvest, "edge",
        f"SELECT *, {harvest} > 1 AND hash(parent, {harvest}) % 10 = 0 AS removed FROM {read['edge']} "
        f"WHERE {drawn(harvest, share, 'child')}",
    )
    write(
        harvest, "harvest",
        f"SELECT * REPLACE ({harvest}::BIGINT AS id, {begun} AS started_at), false AS removed "
        f"FROM {read['harvest']} LIMIT 1",
    )
    with open(os.path.join(arguments.lake, f"harvest={harvest}", "partition.json"), "w") as file:
        tables = {name: {"key": key} for name, key in kept.items() if harvest == 1 or name != "owner"}
        json.dump(
            {
                "format": "stemma lake 1", "cache": "made up", "harvest": harvest,
                "started_at": f"2026-11-{harvest + 1:02}T00:00:00Z", "tables": tables,
            },
            file,
        )
print(f"{arguments.days} harvests in {arguments.lake}")
