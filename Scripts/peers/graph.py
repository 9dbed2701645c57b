#!/usr/bin/env python3
"""Asks the family graph of a cache the same questions with Stemma and with other engines.

    python3 Scripts/peers/graph.py CACHE [--repeats N] [--bench FILE] [--json]

Each engine loads the edges that stand; counts all descendants of the twenty models with the most
children; and then those of every model. All counts must agree. A line each, with medians in seconds
and, in brackets, how many times Stemma's they are. Needs networkx, igraph, rustworkx and duckdb, and
`swift build -c release --product stemma-bench`.
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
  SELECT child FROM edge WHERE parent = ? AND child <> parent
  UNION
  SELECT edge.child FROM below JOIN edge ON edge.parent = below.node
)
SELECT count(*) FROM below WHERE node <> ?
"""

PAIRS = """
WITH RECURSIVE pair (ancestor, node) AS (
  SELECT parent, child FROM edge WHERE child <> parent
  UNION
  SELECT pair.ancestor, edge.child FROM pair JOIN edge ON edge.parent = pair.node
)
SELECT count(*) FROM pair WHERE node <> ancestor
"""

STANDING = "SELECT child, parent FROM edge WHERE last_seen IS NULL AND child <> parent"


def read(path):
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


class WithNetworkx:
    def __init__(self, path):
        edges = read(path).execute(STANDING)
        self.graph = networkx.DiGraph((parent, child) for child, parent in edges)

    def count(self, head):
        return len(networkx.descendants(self.graph, head))

    def pairs(self):
        return sum(len(networkx.descendants(self.graph, head)) for head in self.graph)


class WithIgraph:
    def __init__(self, path):
        self.number = {}
        pairs = numbered(read(path).execute(STANDING), self.number)
        self.graph = igraph.Graph(n=len(self.number), edges=pairs, directed=True)

    def count(self, head):
        return len(self.graph.subcomponent(self.number[head], mode="out")) - 1

    def pairs(self):
        far = self.graph.vcount()
        return sum(self.graph.neighborhood_size(order=far, mode="out")) - far


class WithRustworkx:
    def __init__(self, path):
        self.number = {}
        pairs = numbered(read(path).execute(STANDING), self.number)
        self.graph = rustworkx.PyDiGraph()
        self.graph.extend_from_edge_list(pairs)

    def count(self, head):
        return len(rustworkx.descendants(self.graph, self.number[head]))

    def pairs(self):
        return sum(len(rustworkx.descendants(self.graph, node)) for node in self.graph.node_indices())


class WithSQLite:
    """Nothing is loaded: the cache's own tables are asked."""

    def __init__(self, path):
        self.database = read(path)
        self.database.execute(
            "CREATE TEMP VIEW edge AS SELECT child, parent FROM main.edge WHERE last_seen IS NULL"
        )

    def count(self, head):
        return self.database.execute(COUNT, (head, head)).fetchone()[0]

    def pairs(self):
        return self.database.execute(PAIRS).fetchone()[0]


class WithDuckDB:
    def __init__(self, path):
        self.database = duckdb.connect()
        self.database.execute("CREATE TABLE edge (child BIGINT, parent BIGINT)")
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
            file.writelines(f"{child},{parent}\n" for child, parent in read(path).execute(STANDING))
            file.flush()
            self.database.execute(
                f"INSERT INTO edge SELECT * FROM read_csv('{file.name}', header = false)"
            )

    def count(self, head):
        return self.database.execute(COUNT, (head, head)).fetchone()[0]

    def pairs(self):
        return self.database.execute(PAIRS).fetchone()[0]


def numbered(edges, number):
    return [
        (number.setdefault(parent, len(number)), number.setdefault(child, len(number)))
        for child, parent in edges
    ]


ENGINES = {
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
    parser.add_argument("--bench", default=".build/release/stemma-bench")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    ours, families, pairs = stemma(options)
    tell(options, "stemma", ours, ours)
    heads = [
        head
        for head, in read(options.cache).execute(
            "SELECT parent FROM edge WHERE last_seen IS NULL GROUP BY parent"
            " ORDER BY count(*) DESC, parent LIMIT 20"
        )
    ]
    for name, engine in ENGINES.items():
        runs = []
        for _ in range(options.repeats):
            began = time.monotonic()
            loaded = engine(options.cache)
            ready = time.monotonic()
            counts = [loaded.count(head) for head in heads]
            counted = time.monotonic()
            found = loaded.pairs()
            runs.append((ready - began, counted - ready, time.monotonic() - counted))
            if (sum(counts), found) != (families, pairs):
                raise SystemExit(f"{name} counts otherwise: {sum(counts)}, {found}")
        times = [statistics.median(step) for step in zip(*runs)]
        tell(options, name, dict(zip(("load", "twenty", "all"), times)), ours)


def stemma(options):
    """Stemma's times, and what it counted."""
    lines = subprocess.run(
        [options.bench, "graph", "--cache", options.cache, "--json"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    figure = {line["what"]: line["value"] for line in map(json.loads, lines)}
    times = {
        "load": figure["load"],
        "twenty": figure["twenty largest families"],
        "all": figure["descendants of all"],
    }
    return times, figure["in twenty largest families"], figure["pairs"]


def tell(options, name, times, ours):
    if options.json:
        print(json.dumps({"name": name, **times}))
        return
    steps = {"load": "load", "twenty": "twenty families", "all": "every family"}
    cells = [f"{word} {times[step]:.3f} s ({times[step] / ours[step]:.1f})" for step, word in steps.items()]
    print(f"{name}: " + ", ".join(cells), flush=True)


if __name__ == "__main__":
    main()
