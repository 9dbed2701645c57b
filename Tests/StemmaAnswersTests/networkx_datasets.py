"""Counts what is made from datasets, and which Spaces load models, with networkx.

Reads an object: "datasets" and "models" (name to what each names as made from), "spaces" (name to "models"
and "from"), "listed" (the datasets of the Hub, others are ghosts), "pairs" (datasets). Writes the answers in
the order of the names.
"""

import json
import math
import sys

import networkx as nx


def graph(parents):
    edges = nx.DiGraph()
    edges.add_nodes_from(parents)
    edges.add_edges_from(
        (child, parent) for child, names in parents.items() for parent in names if child != parent
    )
    return edges


def above(edges, node):
    found = nx.single_source_shortest_path_length(edges, node)
    return sorted([steps, name] for name, steps in found.items() if name != node)


def dataset(up, down, listed, name):
    below = [pair for pair in above(down, name) if pair[1] in listed]
    owners = [pair[1].split("/")[0] for pair in below]
    direct = [pair[1] for pair in below if pair[0] == 1]
    siblings = {
        other: sorted(set(up[other]) & set(up[name]))
        for parent in up[name]
        for other in down[parent]
        if other != name and other in listed
    }
    return {
        "below": below,
        "above": above(up, name),
        "direct": len(direct),
        "publishers": len(set(owners)),
        "weighted": round(sum(math.sqrt(owners.count(owner)) for owner in set(owners)), 6),
        "siblings": sorted([-len(names), other, names] for other, names in siblings.items()),
    }


def span(up, one, other):
    """The fewest steps from one to the other over something both come from; -1 without it."""
    ours = dict((name, steps) for steps, name in above(up, one)) | {one: 0}
    theirs = dict((name, steps) for steps, name in above(up, other)) | {other: 0}
    return min((ours[name] + theirs[name] for name in ours.keys() & theirs.keys()), default=-1)


def main():
    world = json.load(sys.stdin)
    up = graph(world["datasets"])
    down = up.reverse()
    models = graph(world["models"])
    whole = models.copy()
    for name, space in world["spaces"].items():
        whole.add_node("spaces/" + name)
        for model in space["models"]:
            whole.add_edge("spaces/" + name, model)
        for original in space["from"]:
            whole.add_edge("spaces/" + name, "spaces/" + original)
    loads = {}
    for model in sorted(world["models"]):
        family = dict((name, steps) for steps, name in above(models.reverse(), model)) | {model: 0}
        nearest = {
            name: min(((family[other], other) for other in space["models"] if other in family), default=None)
            for name, space in world["spaces"].items()
        }
        loads[model] = sorted(
            [found[0], "spaces/" + name, found[1]] for name, found in nearest.items() if found
        )
    json.dump(
        {
            "datasets": {
                name: dataset(up, down, set(world["listed"]), name) for name in sorted(world["datasets"])
            },
            "spans": [span(up, *pair) for pair in world["pairs"]],
            "spaces": {name: above(whole, "spaces/" + name) for name in sorted(world["spaces"])},
            "loads": loads,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
