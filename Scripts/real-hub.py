#!/usr/bin/env python3
"""Measures Stemma's rules on real names of the Hub, through the stand-in and the program itself.

    python3 Scripts/real-hub.py mass-uploads|inference|shares [REAL_HUB] [--stemma FILE]

REAL_HUB (default: ../shared/real-hub beside the project) is the folder of real records that
Tests/StemmaTestSupport/real_hub.py reads; FILE is the built program (default: .build/release/stemma).

mass-uploads  what each rule flags among the names of edges/name-patterns.csv.gz, and the share of it
              that is labelled as a mass upload there; and how much of all real names it flags.
inference     precision and recall of each way to infer a base, on models that declare one and that had
              no part in making the rules: half of the children, by a hash of their names.
shares        the shares that can be computed of the real records, beside those that others measured on
              the whole Hub (known-answers.csv).
"""

import argparse
import csv
import hashlib
import json
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PACKAGE / "Tests/StemmaTestSupport"))

from real_hub import (  # noqa: E402
    csv_rows, facts, is_well_formed, record_relation, redirects,
)

# Who says that a child has a parent: the Hub or the card's metadata, not what others read or guessed.
DECLARED = {
    "hub-model-tree-pages", "hub-tags", "open-models-card", "card-yaml", "card-yaml-flattened",
}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("what", choices=["mass-uploads", "inference", "shares"])
    arguments.add_argument("folder", nargs="?", type=Path, default=PACKAGE.parent / "shared/real-hub")
    arguments.add_argument("--stemma", type=Path, default=PACKAGE / ".build/release/stemma")
    chosen = arguments.parse_args()
    measure = {"mass-uploads": mass_uploads, "inference": inference, "shares": shares}
    measure[chosen.what](chosen.folder, chosen.stemma.resolve())


# Worlds


def declared_edges(folder):
    """Child to its declared parents, each with the relations that are told of it."""
    renames = redirects(folder)
    edges = defaultdict(lambda: defaultdict(list))
    for row in csv_rows(folder / "edges/base-model-edges.csv.gz"):
        child, parent = (renames.get(row[end], row[end]) for end in ("child", "parent"))
        if row["source"] in DECLARED and is_well_formed(child) and is_well_formed(parent):
            edges[child][parent].append(row["relation"])
    return edges


def models(folder, more=()):
    """What is known of every real name: of names that differ by case only, one."""
    known, found = facts(folder), {}
    renames = redirects(folder)
    names = set(known) | set(more)
    for row in csv_rows(folder / "edges/base-model-edges.csv.gz"):
        names.update((row["child"], row["parent"]))
    for name in sorted(filter(is_well_formed, names)):
        name = renames.get(name, name)
        found.setdefault(name.casefold(), (name, known.get(name, {})))
    return dict(found.values())


def line(name, fact, parents=(), relation="", **card):
    """A model as a line of a world file."""
    record = {"id": name}
    for key in ("createdAt", "downloads", "likes", "pipeline_tag", "library_name", "gated"):
        if fact.get(key) is not None:
            record[key] = fact[key]
    card = {key: value for key, value in card.items() if value}
    if parents:
        card["base_model"] = list(parents)
        if relation:
            card["base_model_relation"] = relation
    if card:
        record["cardData"] = card
    return json.dumps({"model": record}, ensure_ascii=False)


def harvested(lines, stemma, ask):
    """Serves the lines as a Hub, sweeps it, and returns what `ask` makes of the cache."""
    with tempfile.TemporaryDirectory() as folder:
        world, cache = Path(folder) / "world.jsonl", Path(folder) / "cache.sqlite"
        world.write_text("\n".join(lines) + "\n", encoding="utf-8")
        hub = subprocess.Popen(
            [stemma, "stand-in", "--world", world, "--no-quota", "--until-input-ends"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        try:
            address = next(word for word in hub.stdout.readline().split() if "://" in word)
            subprocess.run(
                [stemma, "harvest", "--plan", "sweep", "--kind", "model", "--quiet",
                 "--endpoint", address.strip(".,"), "--cache", cache],
                check=True, stdout=subprocess.DEVNULL,
            )
            return ask(sqlite3.connect(cache))
        finally:
            hub.stdin.close()
            hub.wait()


def table(heading, rows):
    """Prints rows in columns as wide as they need."""
    rows = [heading] + [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[place]) for row in rows) for place in range(len(heading))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    print()


def share(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "-"


# Mass uploads


def mass_uploads(folder, stemma):
    labelled = list(csv_rows(folder / "edges/name-patterns.csv.gz"))
    known = models(folder, [row["child"] for row in labelled])
    edges = declared_edges(folder)
    lines = [line(name, fact, edges.get(name, ())) for name, fact in known.items()]
    flags = harvested(lines, stemma, flagged)

    rules = sorted({rule for found in flags.values() for rule in found})
    label = {row["child"].casefold(): row for row in labelled}
    table(
        ["rule", "labelled names", "mass upload", "unsure", "none", "precision", "of all real names"],
        [
            [rule] + precision(label, flags, rule)
            + [f"{count(flags, rule)} of {len(known)}"] for rule in rules
        ],
    )
    table(
        ["pattern", "names", "flagged", "left out of counts"],
        [
            [pattern, len(rows), sum(bool(flags.get(row)) for row in rows),
             sum(bool(flags.get(row, set()) - {"test"}) for row in rows)]
            for pattern, rows in sorted(by_pattern(label).items())
        ],
    )
    wrong = [row for row in labelled if row["pattern"] == "control" and flags.get(row["child"].casefold())]
    print(f"Controls flagged: {len(wrong)} of {len(by_pattern(label)['control'])}")


def flagged(cache):
    flags = defaultdict(set)
    for model, rule in cache.execute("SELECT model, rule FROM mass_upload_model"):
        flags[model.casefold()].add(rule)
    return dict(flags)


def count(flags, rule):
    return sum(rule in found for found in flags.values())


def precision(label, flags, rule):
    """How the names that a rule flags are labelled; unsure ones count on neither side."""
    found = Counter(row["mass_upload"] for name, row in label.items() if rule in flags.get(name, ()))
    yes, no = found["yes"], found["no"]
    return [sum(found.values()), yes, found["unsure"], no, share(yes, yes + no)]


def by_pattern(label):
    patterns = defaultdict(list)
    for name, row in label.items():
        patterns[row["pattern"]].append(name)
    return patterns


# Inference


def is_measured(name):
    """Half of all names, whatever else is known of them; the rules were made with the other half."""
    return hashlib.sha256(name.casefold().encode()).digest()[0] % 2 == 0


def all_edges(folder):
    """Child to all parents that anybody but a rule on names gives it."""
    renames, edges = redirects(folder), defaultdict(set)
    for row in csv_rows(folder / "edges/base-model-edges.csv.gz"):
        child, parent = (renames.get(row[end], row[end]) for end in ("child", "parent"))
        if row["source"] != "localai-gallery-inferred" and is_well_formed(child):
            edges[child.casefold()].add(parent.casefold())
    return edges


def inference(folder, stemma):
    known, edges, truth = models(folder), declared_edges(folder), all_edges(folder)
    lines = [
        line(name, fact, () if is_measured(name) else edges.get(name, ()))
        for name, fact in known.items()
    ]
    names = {name.casefold() for name in known}
    asked = {
        name.casefold() for name in known
        if is_measured(name) and (truth[name.casefold()] & names) - {name.casefold()}
    }
    rows = defaultdict(Counter)
    for child, parent, method, confidence in harvested(lines, stemma, inferred):
        if child not in asked:
            continue
        rows[method, confidence][verdict(child, parent, truth)] += 1
    print(f"{len(asked)} models with a known parent among {len(known)}, none of which declares it\n")
    table(
        ["method", "confidence", "agree", "nearer", "other", "precision", "with nearer", "recall"],
        [
            [method, confidence, found["agree"], found["nearer"], found["other"],
             share(found["agree"], sum(found.values())),
             share(found["agree"] + found["nearer"], sum(found.values())),
             share(found["agree"], len(asked))]
            for (method, confidence), found in sorted(rows.items())
        ],
    )


def inferred(cache):
    return [
        (child.casefold(), parent.casefold(), method, confidence)
        for child, parent, method, confidence in cache.execute(
            "SELECT child.name, parent.name, method, confidence FROM inferred_edge "
            "JOIN repo AS child ON child.id = inferred_edge.child "
            "JOIN repo AS parent ON parent.id = inferred_edge.parent"
        )
    ]


def verdict(child, parent, truth):
    """A nearer answer has a known parent of the child's as its own: a copy of a copy."""
    if parent in truth[child]:
        return "agree"
    return "nearer" if truth[parent] & truth[child] else "other"


# Shares


def shares(folder, stemma):
    known, edges = models(folder), declared_edges(folder)
    lines = []
    for name, fact in known.items():
        parents = edges.get(name, {})
        relation = record_relation([each for told in parents.values() for each in told])
        lines.append(line(name, fact, parents, relation, license=license_of(fact)))
    ours = harvested(lines, stemma, measured)
    theirs = {
        row["measure"]: float(row["value"])
        for row in csv_rows_of(folder / "known-answers.csv") if is_number(row["value"])
    }
    for title, prefix, keys in GROUPS:
        wanted = keys or [key[len(prefix):] for key in theirs if key.startswith(prefix)]
        found = {key.casefold(): value for key, value in ours[title].items()}
        rows = [
            (key, found[key.casefold()], theirs[prefix + key]) for key in wanted
            if prefix + key in theirs and key.casefold() in found
        ]
        compare(title, rows)


# What is compared: a title, how the measures of known-answers.csv begin, and which are meant.
GROUPS = [
    ("relations", "edges.relation_share.", ["finetune.pct", "adapter.pct", "quantized.pct", "merge.pct"]),
    ("licenses", "license:", None),
    ("tasks", "pipeline_tag:", None),
    ("mass uploads", "mass_upload.", [
        "timestamp_suffix", "uuid_name", "blockassist", "gensyn_swarm", "omega_miner", "cuid_name",
        "hex_hash_name"]),
    ("lessons", "", ["tutorial_name.pct", "course_name.pct", "test_name.pct"]),
    ("children that are mass uploads", "children.excluded:", [
        "Qwen/Qwen1.5-0.5B.pct", "google/gemma-7b.pct", "distilbert/distilbert-base-uncased.pct",
        "google-bert/bert-base-uncased.pct", "black-forest-labs/FLUX.1-dev.pct"]),
    ("whole", "", ["models.with_parent.pct", "edges.parent_not_younger_where_dated.pct"]),
]

RULES = {
    "timestamp": "timestamp_suffix", "uuid": "uuid_name", "blockassist": "blockassist",
    "gensyn-swarm": "gensyn_swarm", "omega": "omega_miner", "cuid": "cuid_name",
    "hash": "hex_hash_name",
}


def measured(cache):
    """The same measures of the cache."""
    def counts(query, *values):
        return dict(cache.execute(query, values).fetchall())

    total = cache.execute("SELECT count(*) FROM repo").fetchone()[0]
    relations = counts("SELECT relation, count(*) FROM edge WHERE relation IS NOT NULL GROUP BY 1")
    rules = counts("SELECT rule, count(*) FROM mass_upload GROUP BY 1")
    edge_count = sum(relations.values())
    return {
        "relations": {f"{key}.pct": 100 * n / edge_count for key, n in relations.items()},
        "licenses": counts("SELECT license, count(*) FROM repo WHERE license IS NOT NULL GROUP BY 1"),
        "tasks": counts("SELECT pipeline_tag, count(*) FROM repo WHERE pipeline_tag <> '' GROUP BY 1"),
        "mass uploads": {RULES[rule]: n for rule, n in rules.items() if rule in RULES},
        "lessons": {
            f"{rule}_name.pct": 100 * rules.get(rule, 0) / total
            for rule in ("tutorial", "course", "test")
        },
        "children that are mass uploads": {
            f"{name}.pct": 100 * part / whole for name, part, whole in cache.execute(
                "SELECT parent.name, sum(EXISTS (SELECT 1 FROM mass_upload "
                "WHERE mass_upload.repo = edge.child AND rule <> 'test')), count(*) "
                "FROM edge JOIN repo AS parent ON parent.id = edge.parent "
                "GROUP BY 1 HAVING count(*) >= 20"
            )
        },
        "whole": {
            "models.with_parent.pct": 100 / total * cache.execute(
                "SELECT count(DISTINCT child) FROM edge").fetchone()[0],
            "edges.parent_not_younger_where_dated.pct": 100 * cache.execute(
                "SELECT avg(child.created_at >= parent.created_at) FROM edge "
                "JOIN repo AS child ON child.id = edge.child "
                "JOIN repo AS parent ON parent.id = edge.parent "
                "WHERE min(child.created_at, parent.created_at) > '2022-03-03'").fetchone()[0],
        },
    }


def compare(title, rows):
    """Prints both sides with their ranks, and how many pairs stand in the same order.

    What these records have none of is left out: it cannot be computed.
    """
    ranks = [
        {row[0]: place for place, row in enumerate(sorted(rows, key=lambda row: -row[side]), 1)}
        for side in (1, 2)
    ]
    print(title)
    table(
        ["", "these records", "rank", "the Hub", "rank"],
        [
            [key, f"{ours:,.1f}".removesuffix(".0"), ranks[0][key],
             f"{theirs:,.1f}".removesuffix(".0"), ranks[1][key]]
            for key, ours, theirs in sorted(rows, key=lambda row: -row[2])
        ],
    )
    pairs = [(one, other) for one in rows for other in rows if one[2] > other[2]]
    alike = sum(one[1] > other[1] for one, other in pairs)
    print(f"{alike} of {len(pairs)} pairs in the same order\n")


def license_of(fact):
    stated = fact.get("license") or next(
        (tag[len("license:"):] for tag in fact.get("tags") or () if tag.startswith("license:")), None
    )
    return stated if isinstance(stated, str) else None


def csv_rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def is_number(text):
    try:
        return float(text) is not None
    except ValueError:
        return False


if __name__ == "__main__":
    main()
