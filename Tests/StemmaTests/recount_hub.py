"""Recounts whole-cache answers from the plain tables of a cache, with networkx and plain Python.

    python3 recount_hub.py CACHE < ASKED.json

Reads an object with "heads" (ids of models), "owners" (a name to all its names), "since", "until" and
"languages". Writes what status, families, lists of models, badges and counts of derivatives should say.
"""

import json
import sqlite3
import sys
from collections import Counter

import networkx


def main(cache):
    asked = json.load(sys.stdin)
    database = sqlite3.connect(f"file:{cache}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    hub = Hub(database)
    since, until = asked["since"], asked["until"]
    print(
        json.dumps(
            {
                "status": hub.status(database),
                "families": hub.families(),
                "families_between": hub.families(since, until),
                "families_of": {name: hub.families(names=set(all)) for name, all in asked["owners"].items()},
                "met": {
                    name: hub.met(database, {each.lower() for each in all})
                    for name, all in asked["owners"].items()
                },
                "models_of": {
                    name: hub.listed(lambda row: row["name"].split("/")[0] in all)
                    for name, all in asked["owners"].items()
                },
                "models_between": hub.listed(lambda row: since <= day(row) <= until),
                "models_naming": {
                    language: hub.listed(
                        lambda row: language.lower() in (row["languages"] or "").lower().split(",")
                    )
                    for language in asked["languages"]
                },
                "derivatives": {head: hub.derivatives(head) for head in asked["heads"]},
                "tree_between": {head: hub.tree(head, since, until) for head in asked["heads"]},
                "derivatives_between": {
                    head: hub.derivatives(head, since, until) for head in asked["heads"]
                },
            },
            sort_keys=True,
        )
    )


def day(row):
    return (row["created_at"] or "")[:10]


class Hub:
    def __init__(self, database):
        self.repos = {
            row["id"]: row
            for row in database.execute(
                "SELECT repo.*, owner.name AS publisher FROM repo LEFT JOIN owner ON owner.id = owner"
            )
        }
        self.ghosts = {row["id"]: row["name"] for row in database.execute("SELECT id, name FROM ghost")}
        self.aliases = list(database.execute("SELECT repo, name FROM alias"))
        self.edges = list(database.execute("SELECT * FROM edge WHERE last_seen IS NULL"))
        self.graph = networkx.DiGraph()
        self.graph.add_edges_from(
            (edge["parent"], edge["child"]) for edge in self.edges if edge["parent"] != edge["child"]
        )

    def name(self, node):
        return self.repos[node]["name"] if node > 0 else self.ghosts[node]

    def is_listed(self, node):
        return node > 0 and self.repos[node]["kind"] == "model" and self.repos[node]["gone_since"] is None

    def status(self, database):
        made = [row["created_at"] for row in self.repos.values() if row["kind"] == "model"]
        made = [time for time in made if time]
        kinds = Counter(row["kind"] for row in self.repos.values() if row["gone_since"] is None)
        parents = {row["parent"] for row in database.execute("SELECT parent FROM edge")}
        return {
            "models": kinds["model"],
            "datasets": kinds["dataset"],
            "spaces": kinds["space"],
            "edges": len(self.edges),
            "ghosts": len(parents & set(self.ghosts)),
            "oldest": min(made, default=None),
            "newest": max(made, default=None),
        }

    def families(self, since="", until="9999-12-31", names=None):
        counts = {
            node: self.is_listed(node) and since <= day(self.repos[node]) <= until
            for node in set(self.graph) | set(self.repos)
        }
        alone = {node for node, is_counted in counts.items() if is_counted}
        whole = networkx.condensation(self.graph)
        members = {part: whole.nodes[part]["members"] for part in whole}
        parts = []
        for nodes in networkx.weakly_connected_components(self.graph):
            left_out = {node for node in nodes if self.is_listed(node) and not counts[node]}
            kept = nodes - left_out
            if len(kept) <= 1 and left_out:
                continue
            alone -= nodes
            roots = {whole.graph["mapping"][node] for node in nodes}
            roots = [part for part in roots if whole.in_degree(part) == 0]
            best = min(
                (-len(networkx.descendants(self.graph, next(iter(members[part])))), min(map(self.name, members[part])))
                for part in roots
            )
            models = {node for node in kept if self.is_listed(node)}
            part = {
                "root": best[1],
                "size": len(kept),
                "models": len(models),
                "roots": len(roots),
                "edges": sum(len(set(self.graph.predecessors(node))) for node in kept),
            }
            if names is not None:
                own = {node for node in models if self.repos[node]["publisher"] in names}
                part |= {"own": len(own), "outside": len(models) - len(own)}
            parts.append(part)
        shown = [part for part in parts if names is None or part["own"] > 0]
        return {
            "families": len(parts),
            "isolated": len(alone),
            "largest": sorted(shown, key=lambda part: (-part["size"], part["root"])),
        }

    def listed(self, is_meant):
        return sorted(row["name"] for id, row in self.repos.items() if self.is_listed(id) and is_meant(row))

    def met(self, database, names):
        (last,) = database.execute("SELECT max(id) FROM harvest").fetchone()
        again = {repo for repo, harvest in database.execute("SELECT * FROM sighting") if harvest == last}
        met = {id for id, row in self.repos.items() if row["first_seen"] == last} | again
        own = sum((self.repos[id]["publisher"] or "").lower() in names for id in met)
        return {"own": own, "outside": len(met) - own}

    def tree(self, name, since, until):
        head = next(id for id, row in self.repos.items() if row["kind"] == "model" and row["name"] == name)
        below = networkx.descendants(self.graph, head) | {head}
        family = self.graph.subgraph(below)
        shown = {head}
        for node in below:
            if self.is_listed(node) and since <= day(self.repos[node]) <= until:
                shown |= {node} | networkx.ancestors(family, node)
        return sorted(map(self.name, shown))

    def derivatives(self, name, since="", until="9999-12-31"):
        head = next(id for id, row in self.repos.items() if row["kind"] == "model" and row["name"] == name)
        below = networkx.descendants(self.graph, head) if head in self.graph else set()
        below = {node for node in below if self.is_listed(node) and since <= day(self.repos[node]) <= until}
        names = {name} | {row["name"] for row in self.aliases if row["repo"] == head}
        people = {each.split("/")[0].lower() for each in names if "/" in each}
        own = sum((self.repos[node]["publisher"] or "").lower() in people for node in below)
        return {"all": len(below), "own": own, "outside": len(below) - own}


if __name__ == "__main__":
    main(*sys.argv[1:])
