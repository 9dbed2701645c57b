"""Answers every question about the families of small Hubs with networkx.

    python3 networkx_answers.py < HUBS.json

Reads a list of Hubs, each an object from a model to the list of the models it names, and prints a list of
answers in the same order: for each model what was made from it and what it was made from with the
shortest distances, its siblings, the longest chain below it with cycles taken as one, the publishers of
its derivatives; and for each two models in the list "asked" of the Hub the length of the shortest way
over a common ancestor.
"""

import json
import sys

import networkx


def main():
    hubs = json.load(sys.stdin)
    print(json.dumps([answers(hub["parents"], hub["asked"]) for hub in hubs], sort_keys=True))


def answers(parents, asked):
    graph = networkx.DiGraph()
    graph.add_nodes_from(parents)
    graph.add_edges_from(
        (parent, child) for child, named in parents.items() for parent in named if parent != child
    )
    below = {node: distances(graph, node) for node in graph}
    above = {node: distances(graph.reverse(copy=False), node) for node in graph}
    chains = longest_chains(graph)
    return {
        "models": {
            node: {
                "below": below[node],
                "above": above[node],
                "direct": sorted(graph.successors(node)),
                "siblings": sorted(
                    {child for parent in graph.predecessors(node) for child in graph.successors(parent)}
                    - {node}
                ),
                "max_distance": max(below[node].values(), default=0),
                "depth": chains[node],
                "publishers": len({name.split("/")[0] for name in below[node]}),
            }
            for node in graph
        },
        "ways": [way(above, *pair) for pair in asked],
    }


def distances(graph, node):
    found = networkx.single_source_shortest_path_length(graph, node)
    return {other: steps for other, steps in found.items() if other != node}


def way(above, one, other):
    """The fewest steps over a common ancestor; a model counts as its own."""
    first, second = above[one] | {one: 0}, above[other] | {other: 0}
    return min((first[node] + second[node] for node in first.keys() & second.keys()), default=None)


def longest_chains(graph):
    condensed = networkx.condensation(graph)
    below = {}
    for component in reversed(list(networkx.topological_sort(condensed))):
        children = condensed.successors(component)
        below[component] = max((1 + below[child] for child in children), default=0)
    return {node: below[component] for node, component in condensed.graph["mapping"].items()}


if __name__ == "__main__":
    main()
