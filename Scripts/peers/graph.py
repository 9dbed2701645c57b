#!/usr/bin/env python3
"""Asks the family graph of a cache the same questions with Stemma and with other engines.

    python3 Scripts/peers/graph.py CACHE [--repeats N] [--bench FILE] [--json]

Each engine loads the edges that stand; counts all descendants of the twenty models with the most
children; then those of every model; then families that hang together, and the longest chain, a
cycle counting as one model. All answers must agree. A line each, with medians in seconds and, in
brackets, how many times Stemma's they are. A question for which an engine has no function of its
own is left out. Needs networkx, igraph, rustworkx and duckdb, and what `Scripts/build stemma-bench` makes.
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

    def components(self):
        return networkx.number_weakly_connected_components(self.graph)

    def depth(self):
        return networkx.dag_longest_path_length(networkx.condensation(self.graph))


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

    def components(self):
        return len(self.graph.connected_components(mode="weak"))


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

    def components(self):
        return rustworkx.number_weakly_connected_components(self.graph)


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

    ours, answers = stemma(options)
    tell(options, "stemma", ours, ours)
    heads = [
        head
        for head, in read(options.cache).execute(
            "SELECT parent FROM edge WHERE last_seen IS NULL GROUP BY parent"
            " ORDER BY count(*) DESC, parent LIMIT 20"
        )
    ]
    for name, engine in ENGINES.items():
        runs = [once(name, engine, options.cache, heads, answers) for _ in range(options.repeats)]
        times = {step: statistics.median(run[step] for run in runs) for step in runs[0]}
        tell(options, name, times, ours)


def once(name, engine, cache, heads, answers):
    """An engine's times, after a look at its answers."""
    began = time.monotonic()
    loaded = engine(cache)
    times = {"load": time.monotonic() - began}
    questions = {
        "twenty": lambda: sum(loaded.count(head) for head in heads),
        "all": loaded.pairs,
        "components": getattr(loaded, "components", None),
        "depth": getattr(loaded, "depth", None),
    }
    for step, question in questions.items():
        if question is None:
            continue
        began = time.monotonic()
        answer = question()
        times[step] = time.monotonic() - began
        if answer != answers[step]:
            raise SystemExit(f"{name} answers otherwise: {step} is {answer}, not {answers[step]}")
    return times


def stemma(options):
    """Stemma's times, and what it answered."""
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
        "components": figure["components"],
        "depth": figure["depth of all"],
    }
    answers = {
        "twenty": figure["in twenty largest families"],
        "all": figure["pairs"],
        "components": figure["families that hang together"],
        "depth": figure["longest chain"],
    }
    return times, answers


def tell(options, name, times, ours):
    if options.json:
        print(json.dumps({"name": name, **times}))
        return
    words = {
        "load": "load", "twenty": "twenty families", "all": "every family",
        "components": "components", "depth": "longest chain",
    }
    cells = [
        f"{words[step]} {seconds:.3f} s ({seconds / ours[step]:.1f})"
        for step, seconds in times.items()
    ]
    print(f"{name}: " + ", ".join(cells), flush=True)


if __name__ == "__main__":
    main()
