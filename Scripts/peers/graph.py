#!/usr/bin/env python3
"""Asks the family graph of a cache the same questions with Stemma and with other engines.

    python3 Scripts/peers/graph.py CACHE [--repeats N] [--stemma FILE] [--json]

Each engine loads the edges once; then it counts all descendants of the twenty models with the most
children. The counts must agree. Needs networkx, igraph, rustworkx and duckdb.
"""

import argparse
import json
import sqlite3
import statistics
import subprocess
import tempfile
import time

import duckdb
import igraph
import networkx
import rustworkx

COUNT = """
WITH RECURSIVE below (node) AS (
  SELECT child FROM {edge} WHERE parent = ? AND child <> parent
  UNION
  SELECT {edge}.child FROM below JOIN {edge} ON {edge}.parent = below.node
)
SELECT count(*) FROM below WHERE node <> ?
"""


class WithNetworkx:
    def __init__(self, edges, _):
        self.graph = networkx.DiGraph((parent, child) for child, parent in edges)

    def count(self, head):
        return len(networkx.descendants(self.graph, head))


class WithIgraph:
    def __init__(self, edges, _):
        self.number = {}
        pairs = [
            (self.number.setdefault(p, len(self.number)), self.number.setdefault(c, len(self.number)))
            for c, p in edges
        ]
        self.graph = igraph.Graph(n=len(self.number), edges=pairs, directed=True)

    def count(self, head):
        return len(self.graph.subcomponent(self.number[head], mode="out")) - 1


class WithRustworkx:
    def __init__(self, edges, _):
        self.number = {}
        pairs = [
            (self.number.setdefault(p, len(self.number)), self.number.setdefault(c, len(self.number)))
            for c, p in edges
        ]
        self.graph = rustworkx.PyDiGraph()
        self.graph.extend_from_edge_list(pairs)

    def count(self, head):
        return len(rustworkx.descendants(self.graph, self.number[head]))


class WithSQLite:
    def __init__(self, _, path):
        self.database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    def count(self, head):
        return self.database.execute(COUNT.format(edge="edge"), (head, head)).fetchone()[0]


class WithDuckDB:
    def __init__(self, edges, _):
        self.database = duckdb.connect()
        self.database.execute("CREATE TABLE edge (child BIGINT, parent BIGINT)")
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
            file.writelines(f"{child},{parent}\n" for child, parent in edges)
            file.flush()
            self.database.execute(
                f"INSERT INTO edge SELECT * FROM read_csv('{file.name}', header = false)"
            )

    def count(self, head):
        return self.database.execute(COUNT.format(edge="edge"), (head, head)).fetchone()[0]


class FromTheClosure:
    """What Stemma itself does: the closure was written when the cache was analyzed."""

    def __init__(self, _, path):
        self.database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    def count(self, head):
        query = "SELECT count(*) FROM lineage WHERE ancestor = ?"
        return self.database.execute(query, (head,)).fetchone()[0]


ENGINES = {
    "stemma's closure": FromTheClosure,
    "networkx": WithNetworkx,
    "igraph": WithIgraph,
    "rustworkx": WithRustworkx,
    "SQLite recursive CTE": WithSQLite,
    "DuckDB recursive CTE": WithDuckDB,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cache")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--stemma", default=".build/release/stemma")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    began = time.monotonic()
    subprocess.run([options.stemma, "analyze", "--cache", options.cache], check=True)
    tell(options, name="stemma analyze", load=time.monotonic() - began, ask=0)

    database = sqlite3.connect(f"file:{options.cache}?mode=ro", uri=True)
    edges = database.execute(
        "SELECT child, parent FROM edge WHERE last_seen IS NULL AND child <> parent"
    ).fetchall()
    heads = [
        head
        for head, in database.execute(
            "SELECT parent FROM edge GROUP BY parent ORDER BY count(*) DESC, parent LIMIT 20"
        )
    ]
    expected = None
    for name, engine in ENGINES.items():
        loads, asks = [], []
        for _ in range(options.repeats):
            began = time.monotonic()
            loaded = engine(edges, options.cache)
            ready = time.monotonic()
            counts = [loaded.count(head) for head in heads]
            asks.append(time.monotonic() - ready)
            loads.append(ready - began)
        expected = expected or counts
        if counts != expected:
            raise SystemExit(f"{name} counts otherwise: {counts} and not {expected}")
        tell(options, name=name, load=statistics.median(loads), ask=statistics.median(asks))


def tell(options, **figures):
    if options.json:
        print(json.dumps(figures))
    else:
        print("{name}: load {load:.2f} s, twenty families {ask:.3f} s".format(**figures))


if __name__ == "__main__":
    main()
