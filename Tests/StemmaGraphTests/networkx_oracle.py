"""Answers about a lineage graph by networkx, to compare Stemma's with.

Reads the number of nodes, then one edge a line, `child parent`, by number. Writes one JSON object.
"""

import json
import sys

import networkx as nx


def longest_chains(dag, order):
    """Steps of the longest chain from each node along `dag`, whose ends come first in `order`."""
    depth = {}
    for node in order:
        depth[node] = max((depth[other] + 1 for other in dag[node]), default=0)
    return depth


def main():
    count = int(sys.stdin.readline())
    down = nx.DiGraph()
    down.add_nodes_from(range(count))
    for line in sys.stdin:
        child, parent = map(int, line.split())
        if child != parent:
            down.add_edge(parent, child)

    parts = nx.condensation(down)
    part_of = parts.graph["mapping"]
    order = list(nx.topological_sort(parts))
    below = longest_chains(parts, reversed(order))
    above = longest_chains(parts.reverse(), order)

    pairs = []
    for head in range(count):
        found = nx.single_source_shortest_path_length(down, head)
        pairs += sorted([head, node, steps] for node, steps in found.items() if node != head)

    answer = {
        "descendants": [len(nx.descendants(down, node)) for node in range(count)],
        "ancestors": [len(nx.ancestors(down, node)) for node in range(count)],
        "depthsBelow": [below[part_of[node]] for node in range(count)],
        "depthsAbove": [above[part_of[node]] for node in range(count)],
        "components": sorted(sorted(part) for part in nx.weakly_connected_components(down)),
        "cycles": sorted(
            sorted(part) for part in nx.strongly_connected_components(down) if len(part) > 1
        ),
        "pairs": pairs,
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
