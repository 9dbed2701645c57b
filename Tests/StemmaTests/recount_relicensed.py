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
    now = {}
    print(json.dumps([broken(graph, data, now, *pair) for pair in data["asked"]]))


def broken(graph, data, now, node, license):
    licenses = data["licenses"]
    below = networkx.descendants(graph, node) if node in graph else set()
    told = {}
    for rule in data["rules"]:
        # A rule that says the same of both licenses of the node goes the same ways.
        if stance(licenses.get(node), rule) == stance([license], rule):
            continue
        if rule["id"] not in now:
            now[rule["id"]] = breaches(graph, licenses, rule)
        then = breaches(graph, licenses | {node: [license]}, rule)
        for name in (then - now[rule["id"]]) & below - {node}:
            told.setdefault(name, []).append(rule["id"])
    return told


def stance(stated, rule):
    """Whether licenses lay the rule on derivatives, and whether they keep it; none stated keep all."""
    stated = set(stated or [])
    return bool(stated) and stated <= set(rule["lays"]), not stated or not stated <= set(rule["drops"])


def breaches(graph, licenses, rule):
    stances = {name: stance(licenses.get(name), rule) for name in graph}
    handing = {name for name, (lays, _) in stances.items() if lays}
    open_nodes = list(handing)
    while open_nodes:
        for child in graph.successors(open_nodes.pop()):
            if stances[child][1] and child not in handing:
                handing.add(child)
                open_nodes.append(child)
    return {
        name
        for name, (_, keeps) in stances.items()
        if not keeps and any(parent in handing for parent in graph.predecessors(name))
    }


if __name__ == "__main__":
    main()
