"""Says how the models of small Hubs were made, and counts their derivatives, with networkx.

    python3 one_number.py < HUBS.json

Reads a list of Hubs, each a list of edges that hold: child, parent, position, hub, declared, own, and
prints for each Hub and each of the bases "all", "hub", "declared" and "own" an object from a model to its
relation and to how many of its children and of its descendants have each relation.
"""

import json
import sys
from collections import Counter, defaultdict

import networkx

WORDS = ("hub", "declared", "own")


def main():
    print(json.dumps([answers(edges) for edges in json.load(sys.stdin)], sort_keys=True))


def answers(edges):
    graph, said = networkx.DiGraph(), defaultdict(list)
    for edge in edges:
        graph.add_edge(edge["parent"], edge["child"])
        said[edge["child"]].append(edge)
    return {basis: told(graph, said, basis) for basis in ("all",) + WORDS}


def told(graph, said, basis):
    relations = {model: relation(said[model], basis) for model in graph}
    return {
        model: {
            "relation": relations[model],
            "direct": tally(set(graph.successors(model)) - {model}, relations),
            "all": tally(networkx.descendants(graph, model) - {model}, relations),
        }
        for model in graph
    }


def relation(edges, basis):
    """Of the words of one source that of the first place, and of one place the first by letters."""
    for word in WORDS if basis == "all" else (basis,):
        given = [(edge["position"], edge[word]) for edge in edges if edge[word] is not None]
        if given:
            return min(given)[1]
    return None


def tally(models, relations):
    return dict(Counter(relations[model] or "unknown" for model in models))


if __name__ == "__main__":
    main()
