"""Removes models from families with networkx, and lists who loses what.

    python3 networkx_impact.py < WORLD.json
    python3 networkx_impact.py EDGES.csv.gz

Reads an object with "models" (name to parents, datasets, gated), "spaces" (name to models) and "asked"
(pairs of a model and `gone` or `gated`). Writes a list in the order asked: who is below, and who loses
every way to a root, every dataset, every model of a Space.

With a file of edges, prints them as lines `parent <- child` with the removals of the forty models that
most were made from.
"""

import csv
import gzip
import json
import sys

import networkx


def main():
    if len(sys.argv) > 1:
        print(json.dumps(real(sys.argv[1])))
        return
    world = json.load(sys.stdin)
    print(json.dumps([impact(world, *pair) for pair in world["asked"]]))


def real(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        pairs = {
            (row["child"], row["parent"])
            for row in csv.DictReader(file)
            if row["child"] != row["parent"] and not set(row["child"] + row["parent"]) & set(" []{}()<")
        }
    models = {}
    for child, parent in sorted(pairs):
        models.setdefault(parent, {"parents": [], "datasets": [], "gated": False})
        models.setdefault(child, {"parents": [], "datasets": [], "gated": False})["parents"].append(parent)
    children = {}
    for _, parent in pairs:
        children[parent] = children.get(parent, 0) + 1
    asked = sorted(children, key=lambda name: (-children[name], name))[:40]
    world = {"models": models, "spaces": {}}
    return {
        "lines": [f"{parent} <- {child}" for child, parent in sorted(pairs)],
        "asked": asked,
        "answers": [impact(world, name, "gone") for name in asked],
    }


def impact(world, model, event):
    models = {
        name: facts
        for name, facts in world["models"].items()
        if name == model or event == "gone" or not facts["gated"]
    }
    graph = networkx.DiGraph()
    graph.add_nodes_from(models)
    graph.add_edges_from(
        (parent, child)
        for child, facts in models.items()
        for parent in facts["parents"]
        if parent in models and parent != child
    )
    whole = networkx.condensation(graph)
    roots = {
        node for part in whole if whole.in_degree(part) == 0 for node in whole.nodes[part]["members"]
    }
    holders = {name for name, facts in models.items() if facts["datasets"]}
    rest = graph.copy()
    rest.remove_node(model)
    return {
        "below": sorted(networkx.descendants(graph, model)),
        "root": sorted(below(graph, roots) - below(rest, roots - {model}) - {model}),
        "dataset": sorted(below(graph, holders) - below(rest, holders - {model}) - {model}),
        "space": sorted(
            space
            for space, named in world["spaces"].items()
            if model in named
            and not any(other != model and other in models for other in named)
        ),
    }


def below(graph, heads):
    found = set(heads)
    for head in heads:
        found |= networkx.descendants(graph, head)
    return found


if __name__ == "__main__":
    main()
