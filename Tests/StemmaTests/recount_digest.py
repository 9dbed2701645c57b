"""Tells what happened to owners between two days, from plain tables of both, with networkx.

    python3 recount_digest.py < DAYS.json

Reads "owners" and, for "before" and "after", "repositories" (number, name, license, gated, whether it is
gone) and "edges" (numbers of child and parent). Writes for each owner a sorted list of events, each with
the repository: what happened to its own and to everything below them, on either day.
"""

import json
import sys

import networkx


class Day:
    def __init__(self, tables):
        self.repositories = {row[0]: row[1:] for row in tables["repositories"]}
        self.graph = networkx.DiGraph()
        self.graph.add_nodes_from(self.repositories)
        self.graph.add_edges_from((parent, child) for child, parent in tables["edges"])

    def parents(self, node):
        return set(self.graph.predecessors(node)) - {node} if node in self.graph else set()


def main():
    data = json.load(sys.stdin)
    before, after = Day(data["before"]), Day(data["after"])
    print(json.dumps({owner: sorted(told(owner, before, after)) for owner in data["owners"]}))


def told(owner, before, after):
    own = {node for node, facts in after.repositories.items() if facts[0].split("/")[0] == owner}
    ours = own.union(*(networkx.descendants(after.graph, node) for node in own))
    left = {
        node
        for node in before.repositories
        if (before.parents(node) - after.parents(node)) & ours
    }
    for node in ours | left:
        if node not in after.repositories:
            continue
        name, license, gated, gone = after.repositories[node]
        if node not in before.repositories:
            yield f"new {name}"
            if gone:
                yield f"gone {name}"
            continue
        _, old_license, old_gated, was_gone = before.repositories[node]
        if gone and not was_gone:
            yield f"gone {name}"
        if license != old_license:
            yield f"relicensed {name}"
        if gated != old_gated:
            yield f"gated {name}"
        if before.parents(node) != after.parents(node):
            yield f"reparented {name}"


if __name__ == "__main__":
    main()
