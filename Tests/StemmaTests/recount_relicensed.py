"""Tells what a new license breaks, from plain tables: each rule is followed down by itself, with networkx.

    python3 recount_relicensed.py < TABLES.json

Reads "edges" (what was made from what: a list of pairs of a child and a parent or dataset), "licenses" (of each
node a list), "rules" (of each its name, the licenses that lay it on derivatives, and those that do not keep
it) and "asked" (pairs of a node and its new license). Writes for each pair the rules that each node below
breaks then and does not break now.
"""

import json
import sys

import networkx


def main():
    data = json.load(sys.stdin)
    graph = networkx.DiGraph((parent, child) for child, parent in data["edges"] if child != parent)
    print(json.dumps([broken(graph, data, *pair) for pair in data["asked"]]))


def broken(graph, data, node, license):
    now, then = dict(data["licenses"]), dict(data["licenses"]) | {node: [license]}
    below = networkx.descendants(graph, node) if node in graph else set()
    told = {}
    for rule in data["rules"]:
        gained = breaches(graph, then, rule, below) - breaches(graph, now, rule, below)
        for name in gained - {node}:
            told.setdefault(name, []).append(rule["id"])
    return told


def breaches(graph, licenses, rule, nodes):
    lays, drops = set(rule["lays"]), set(rule["drops"])
    # Whoever states no license keeps what comes.
    keepers = {
        name for name in graph if not licenses.get(name) or not set(licenses[name]) <= drops
    }
    sources = {name for name in graph if licenses.get(name) and set(licenses[name]) <= lays}
    # Over keepers alone it goes on; to others it comes from what hands it on.
    way = graph.subgraph(keepers | sources)
    handing = set(sources)
    open_nodes = list(sources)
    while open_nodes:
        for child in way.successors(open_nodes.pop()):
            if child in keepers and child not in handing:
                handing.add(child)
                open_nodes.append(child)
    return {
        name
        for name in nodes
        if name not in keepers and any(parent in handing for parent in graph.predecessors(name))
    }


if __name__ == "__main__":
    main()
