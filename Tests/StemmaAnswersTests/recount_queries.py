"""Recounts what named queries count, from the plain tables of a cache.

    python3 recount_queries.py CACHE MODEL DATASET OWNER

Writes an object with the rows of each query by its name, in plain Python over repositories, edges and
dataset uses: without the closure, the families or any view.
"""

import json
import sqlite3
import sys
from collections import Counter, defaultdict


def main(cache, model, dataset, owner):
    database = sqlite3.connect(f"file:{cache}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    repos = {
        row["id"]: row
        for row in database.execute(
            "SELECT repo.*, owner.name AS publisher FROM repo LEFT JOIN owner ON owner.id = owner"
        )
    }
    children, parents = defaultdict(set), defaultdict(set)
    edges = list(database.execute("SELECT * FROM edge WHERE last_seen IS NULL"))
    for edge in edges:
        if edge["child"] != edge["parent"]:
            children[edge["parent"]].add(edge["child"])
            parents[edge["child"]].add(edge["parent"])

    def below(root):
        steps, frontier = {}, {root}
        while frontier:
            frontier = {c for p in frontier for c in children[p]} - steps.keys() - {root}
            distance = max(steps.values(), default=0) + 1
            steps.update(dict.fromkeys(frontier, distance))
        return {repo: steps[repo] for repo in steps if repos[repo]["gone_since"] is None}

    def named(kind, name):
        return next(i for i, r in repos.items() if r["kind"] == kind and r["name"] == name)

    def count(rows, key):
        groups = defaultdict(list)
        for repo in rows:
            groups[key(repos[repo])].append(repos[repo])
        return groups

    def publishers(group):
        return len({repo["owner"] for repo in group if repo["owner"] is not None})

    family = below(named("model", model))
    models = [i for i, r in repos.items() if r["kind"] == "model" and r["gone_since"] is None]
    users = [
        row["repo"]
        for row in database.execute(
            "SELECT repo FROM dataset_use WHERE last_seen IS NULL AND dataset = ?",
            (named("dataset", dataset),),
        )
        if row["repo"] in set(models)
    ]
    month = lambda repo: repo["created_at"] and repo["created_at"][:7]  # noqa: E731
    nulls = lambda text: (text is not None, text or "")  # noqa: E731

    def stated(repo):
        more = (repo["license_name"], repo["license_link"])
        is_other = "other" in (repo["license"] or "").lower().split(",")
        return (repo["license"] and repo["license"].lower(), *(more if is_other else (None, None)))

    result = {
        "derivatives-by-month": [
            [key, len(group), publishers(group), sum(family[r["id"]] == 1 for r in group)]
            for key, group in sorted(count(family, month).items(), key=lambda g: nulls(g[0]))
        ],
        "derivatives-by-license": sorted(
            (
                [key[0], len(group), publishers(group), sum(r["downloads"] or 0 for r in group), *key[1:]]
                for key, group in count(family, stated).items()
            ),
            key=lambda row: (-row[1], nulls(row[0]), nulls(row[4]), nulls(row[5])),
        ),
        "dataset-users-by-month": [
            [key, len(group), publishers(group)]
            for key, group in sorted(count(users, month).items(), key=lambda g: nulls(g[0]))
        ],
        "models-by-month": [
            [key, len(group), publishers(group)]
            for key, group in sorted(count(models, month).items(), key=lambda g: nulls(g[0]))
        ],
    }
    languages = Counter(
        (language, repo)
        for repo in family
        for language in (repos[repo]["languages"] or "").split(",")
        if language
    )
    spoken = defaultdict(list)
    for language, repo in languages:
        spoken[language].append(repos[repo])
    result["derivatives-by-language"] = sorted(
        ([language, len(group), publishers(group)] for language, group in spoken.items()),
        key=lambda row: (-row[1], row[0]),
    )
    built = {r for root in repos if repos[root]["publisher"] == owner for r in below(root)}
    others = count((r for r in built if repos[r]["publisher"] != owner), lambda r: r["publisher"])
    result["built-on-owner"] = sorted(
        (
            [name, len(g), sum(r["downloads"] or 0 for r in g), min(r["created_at"] for r in g)]
            for name, g in others.items()
        ),
        key=lambda row: (-row[1], row[0]),
    )[:20]
    merged = {child: len(of) for child, of in parents.items() if len(of) > 1}
    result["merges"] = [
        [name, number]
        for number, name in sorted(
            ((n, repos[c]["name"]) for c, n in merged.items() if repos[c]["gone_since"] is None),
            key=lambda row: (-row[0], row[1]),
        )
    ][:20]
    result["relations"] = sorted(
        ([relation, number] for relation, number in Counter(e["relation"] for e in edges).items()),
        key=lambda row: (-row[1], nulls(row[0])),
    )
    json.dump(result, sys.stdout)


main(*sys.argv[1:])
