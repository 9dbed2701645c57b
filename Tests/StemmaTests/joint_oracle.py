"""Counts what was made from models and from all models of owners, with networkx and plain Python.

    python3 joint_oracle.py < HUB.json

Reads an object with "edges" (child and parent, both ids), "models" (id, owner, relation, created_at, mass,
listed, downloads), "owners" (a name to all its names) and "asked" (a list of lists of ids). Prints for each
owner and each list asked about the counts, the groups by month and relation, the models, and how the counts
hold without mass uploads and without publishers. Draws are those of SplitMix64.
"""

import json
import sys
from collections import Counter

import networkx

KINDS = ("finetune", "adapter", "merge", "quantized", "unknown")
MASK = (1 << 64) - 1


def main():
    hub = json.load(sys.stdin)
    models = {model["id"]: model for model in hub["models"]}
    graph = networkx.DiGraph()
    graph.add_nodes_from(models)
    graph.add_edges_from((edge["parent"], edge["child"]) for edge in hub["edges"])
    graph.remove_edges_from(list(networkx.selfloop_edges(graph)))
    owners, asked = {}, []
    for owner, names in hub["owners"].items():
        heads = {id for id, model in models.items() if model["owner"] in names and model["listed"]}
        owners[owner] = answer(graph, models, heads, set(names), own_heads=True)
    for ids in hub["asked"]:
        people = {models[id]["owner"] for id in ids}
        names = set().union(*(hub["owners"][owner] for owner in people if owner))
        asked.append(answer(graph, models, set(ids), names, own_heads=False))
    print(json.dumps({"owners": owners, "asked": asked}, sort_keys=True))


def answer(graph, models, heads, names, own_heads):
    found = {}
    for head in heads:
        for model, steps in networkx.single_source_shortest_path_length(graph, head).items():
            if model != head and (own_heads or model not in heads):
                found[model] = min(steps, found.get(model, steps))
    # Of an owner's models those at the least distance from another head; of the rest from any.
    counted = {model: steps for model, steps in found.items() if models.get(model, {}).get("listed")}
    own = {model for model in counted if models[model]["owner"] in names}
    kept = {model: steps for model, steps in counted.items() if not models[model]["mass"]}
    return {
        "direct": tally(models, [model for model, steps in counted.items() if steps == 1]),
        "all": tally(models, counted),
        "own": tally(models, own),
        "outside": tally(models, set(counted) - own),
        "late": tally(models, [model for model in counted if models[model]["created_at"] >= "2024-07-01"]),
        "cross": sorted(
            [month, relation, count]
            for (month, relation), count in Counter(
                (models[model]["created_at"][:7], models[model]["relation"] or "") for model in counted
            ).items()
        ),
        "models": sorted(
            [model, steps, models[model]["relation"] or "", model in own] for model, steps in counted.items()
        ),
        "robust": robust(groups(models, counted), groups(models, kept)),
    }


def tally(models, ids):
    found = Counter(kind(models[id]) for id in ids)
    return {"total": sum(found.values())} | {name: found[name] for name in KINDS}


def kind(model):
    return model["relation"] if model["relation"] in KINDS else "unknown"


def groups(models, ids):
    """How many of each kind every publisher has, the largest first."""
    found = {}
    for id in ids:
        publisher = models[id]["owner"] or ("", id)
        found.setdefault(publisher, Counter())[kind(models[id])] += 1
    rows = [[counts[name] for name in KINDS] for counts in found.values()]
    return sorted(rows, key=lambda row: (sum(row), row), reverse=True)


def robust(rows, kept):
    sizes, total = [sum(row) for row in rows], sum(map(sum, rows))
    sums = [sum(column) for column in zip(*rows)] or [0] * len(KINDS)
    bounds = intervals(rows, 50, 7)
    return {
        "variants": [variant(rows), variant(kept)] + [variant(rows[top:]) for top in (1, 3)],
        "least": total - max(sizes, default=0),
        "most": total - min(sizes, default=0),
        "shares": [
            {
                "share": sums[place] / total if total else None,
                "bounds": bounds[place] if bounds else None,
                "left": left(rows, sums, place, total),
            }
            for place in range(len(KINDS))
        ],
    }


def variant(rows):
    sizes = [sum(row) for row in rows]
    total = sum(sizes)
    # The mean difference between all pairs, halved, over the mean.
    pairs = sum(abs(one - other) for one in sizes for other in sizes)
    return {
        "total": total,
        "publishers": len(rows),
        "hhi": sum((size / total) ** 2 for size in sizes) if total else None,
        "gini": pairs / (2 * len(sizes) * total) if total else None,
    }


def left(rows, sums, place, total):
    shares = [(sums[place] - row[place]) / (total - sum(row)) for row in rows if total > sum(row)]
    return [min(shares), max(shares)] if shares else None


def intervals(rows, resamples, seed):
    rows = sorted(rows, reverse=True)
    if not rows:
        return None
    state, shares = seed, [[] for _ in KINDS]
    for _ in range(resamples):
        sums = [0] * len(KINDS)
        for _ in rows:
            state = (state + 0x9E3779B97F4A7C15) & MASK
            mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
            mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
            row = rows[(mixed ^ (mixed >> 31)) % len(rows)]
            sums = [one + other for one, other in zip(sums, row)]
        for place, count in enumerate(sums):
            shares[place].append(count / sum(sums))
    return [[quantile(0.025, values), quantile(0.975, values)] for values in shares]


def quantile(probability, values):
    values = sorted(values)
    place = (len(values) - 1) * probability
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


if __name__ == "__main__":
    main()
