"""Counts derivatives with networkx, as an independent answer to compare with.

    python3 networkx_derivatives.py WORLD.edges.csv [WORLD.jsonl]

prints a JSON list for the 50 roots with the most distinct descendants. Direct are the distinct
children, all the distinct descendants at any distance, each once, by the one relation of its own
record; the model itself never counts, not even on a cycle. With the world file, names that are no
models there (ghosts) neither count nor are roots. `depth` is the longest chain below, in edges
between condensed components; `max_distance` the longest of the shortest ways.
"""

import csv
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

import networkx

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "StemmaTestSupport"))

from real_hub import record_relation  # noqa: E402

ROOTS = 50


def main(edges_file, world_file=None):
    relations, graph = defaultdict(list), networkx.DiGraph()
    with open(edges_file, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            relations[row["child"]].append(row["relation"])
            graph.add_edge(row["parent"], row["child"])
    own = {child: record_relation(rows) or "unknown" for child, rows in relations.items()}
    if world_file:
        graph.remove_nodes_from(set(graph) - models(world_file))

    depths = longest_chains(graph)
    roots = [node for node in graph if set(graph.predecessors(node)) <= {node}]
    reached = {root: networkx.descendants(graph, root) - {root} for root in roots}
    biggest = sorted(roots, key=lambda root: (-len(reached[root]), root))[:ROOTS]
    answers = [
        {
            "model": root,
            "direct": counts(set(graph.successors(root)) - {root}, own),
            "all": counts(reached[root], own),
            "max_distance": max(networkx.single_source_shortest_path_length(graph, root).values()),
            "depth": depths[root],
        }
        for root in biggest
        if reached[root]
    ]
    print(json.dumps(answers, indent=1, ensure_ascii=False))


def models(world_file):
    with open(world_file, encoding="utf-8") as file:
        records = (json.loads(line) for line in file if line.strip() and line[0] != "#")
        return {record["model"]["id"] for record in records if "model" in record}


def counts(names, own):
    found = Counter(own[name] for name in names)
    kinds = ("finetune", "adapter", "merge", "quantized", "unknown")
    return {"total": len(names)} | {kind: found[kind] for kind in kinds}


def longest_chains(graph):
    """Each node to the longest chain below it, cycles condensed to one node."""
    condensed = networkx.condensation(graph)
    below = {}
    for component in reversed(list(networkx.topological_sort(condensed))):
        children = condensed.successors(component)
        below[component] = max((1 + below[child] for child in children), default=0)
    return {node: below[component] for node, component in condensed.graph["mapping"].items()}


if __name__ == "__main__":
    main(*sys.argv[1:])
