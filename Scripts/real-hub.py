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
              the whole Hub (known-answers.csv); 1 when pairs whose known difference is larger than the
              error of these records stand in another order.
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
from statistics import fmean, stdev

PACKAGE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PACKAGE / "Tests/StemmaTestSupport"))

from real_hub import (  # noqa: E402
    RELATIONS, csv_rows, facts, is_well_formed, record_relation, redirects, said,
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


# With fewer cases a share says nothing.
LEAST_CASES = 10

# Every way to infer a base, so that one without a case is told as well. These records hold one path to a
# cache and one title of a duplicate, and nobody else tells what they tell. What cards say in words is
# measured by the test `RealBases`, on whole cards.
METHODS = [
    "mirror", "name: author", "name: mark", "name: stem", "path", "duplicate", "finetuned_from",
    "config",
]


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
    rows, confidences = defaultdict(Counter), {}
    for child, parent, method, confidence in harvested(lines, stemma, inferred):
        confidences[method] = confidence
        if child in asked:
            rows[method][verdict(child, parent, truth)] += 1
    print(f"{len(asked)} models with a known parent among {len(known)}, none of which declares it\n")
    table(
        ["method", "confidence", "cases", "agree", "nearer", "other", "precision", "with nearer",
         "recall"],
        [measured_method(method, confidences.get(method), rows[method], len(asked))
         for method in METHODS],
    )


def measured_method(method, confidence, found, asked):
    """A row of the table: shares where there are cases enough, and otherwise that there are not."""
    right, cases = found["agree"] + found["nearer"], found.total()
    shares = ["not measured"] * 3
    if cases >= LEAST_CASES:
        shares = [share(found["agree"], cases), share(right, cases), share(found["agree"], asked)]
    shown = "not measured" if confidence is None else confidence
    return [method, shown, cases, found["agree"], found["nearer"], found["other"], *shares]


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
    """Prints both sides of each group, and ends with 1 when pairs that can be compared disagree."""
    known, edges = models(folder), declared_edges(folder)
    lines = []
    for name, fact in known.items():
        parents = edges.get(name, {})
        relation = record_relation([each for told in parents.values() for each in told])
        lines.append(line(name, fact, parents, relation, license=license_of(fact)))
    whole, values = harvested(lines, stemma, measured)
    theirs = {
        row["measure"]: float(row["value"])
        for row in csv_rows_of(folder / "known-answers.csv") if is_number(row["value"])
    }
    told = told_by_sources(folder)
    agree = [
        compare(title, samples(values[title], told[field]), the_hub(theirs, prefix, keys))
        for title, field, prefix, keys in GROUPS
    ]
    beside(whole, theirs)
    sys.exit(0 if all(agree) else 1)


# What is compared: a title, what of a model its sources must tell, how the measures of known-answers.csv
# begin, and which are meant, by their names here.
GROUPS = [
    ("relations", "relation", "edges.relation_share.", {
        relation: relation + ".pct" for relation in ("finetune", "adapter", "quantized", "merge")}),
    ("licenses", "license", "license:", None),
    ("tasks", "pipeline_tag", "pipeline_tag:", None),
    ("mass uploads", "name", "mass_upload.", {
        "timestamp": "timestamp_suffix", "uuid": "uuid_name", "blockassist": "blockassist",
        "gensyn-swarm": "gensyn_swarm", "omega": "omega_miner", "cuid": "cuid_name",
        "hash": "hex_hash_name"}),
    ("lessons", "name", "", {
        rule: rule + "_name.pct" for rule in ("tutorial", "course", "test")}),
]


def the_hub(theirs, prefix, keys):
    """The measures of a group as others counted them on the whole Hub."""
    if keys is None:
        keys = {key[len(prefix):]: key[len(prefix):] for key in theirs if key.startswith(prefix)}
    return {ours: theirs[prefix + key] for ours, key in keys.items() if prefix + key in theirs}


def told_by_sources(folder):
    """For each kind of fact, the source files that tell it, each with whom it tells it of."""
    told = defaultdict(lambda: defaultdict(set))
    for source, name, fields in said(folder):
        name = name.casefold()
        told["name"][source].add(name)
        for field in ("license", "pipeline_tag"):
            value = license_of(fields) if field == "license" else fields.get(field)
            if value:
                told[field][source].add(name)
    renames = redirects(folder)
    for row in csv_rows(folder / "edges/base-model-edges.csv.gz"):
        if row["source"] in DECLARED and row["relation"] in RELATIONS:
            ends = (renames.get(row[end], row[end]).casefold() for end in ("child", "parent"))
            told["relation"][row["source"]].add(tuple(ends))
    return told


def measured(cache):
    """What Stemma makes of the records: measures of the whole, and the values of each model or edge."""
    def pairs(query):
        found = defaultdict(set)
        for *key, value in cache.execute(query):
            found[key[0].casefold() if len(key) == 1 else tuple(map(str.casefold, key))].add(value)
        return found

    rules = pairs("SELECT model, rule FROM mass_upload_model")
    values = {
        "relations": pairs(
            "SELECT child.name, parent.name, relation FROM edge "
            "JOIN repo AS child ON child.id = edge.child "
            "JOIN repo AS parent ON parent.id = edge.parent WHERE relation IS NOT NULL"),
        "licenses": pairs("SELECT name, license FROM repo WHERE license IS NOT NULL"),
        "tasks": pairs("SELECT name, pipeline_tag FROM repo WHERE pipeline_tag <> ''"),
        "mass uploads": rules, "lessons": rules,
    }
    total = cache.execute("SELECT count(*) FROM repo").fetchone()[0]
    whole = {
        "models.with_parent.pct": 100 / total * cache.execute(
            "SELECT count(DISTINCT child) FROM edge").fetchone()[0],
        "edges.parent_not_younger_where_dated.pct": 100 * cache.execute(
            "SELECT avg(child.created_at >= parent.created_at) FROM edge "
            "JOIN repo AS child ON child.id = edge.child "
            "JOIN repo AS parent ON parent.id = edge.parent "
            "WHERE min(child.created_at, parent.created_at) > '2022-03-03'").fetchone()[0],
        **{
            f"children.excluded:{name}.pct": 100 * part / count
            for name, part, count in cache.execute(
                "SELECT parent.name, sum(EXISTS (SELECT 1 FROM mass_upload "
                "WHERE mass_upload.repo = edge.child AND rule <> 'test')), count(*) "
                "FROM edge JOIN repo AS parent ON parent.id = edge.parent "
                "GROUP BY 1 HAVING count(*) >= 20")
        },
    }
    return whole, values


# A source with fewer cases says little, and of one source alone nobody can tell how far it is off.
LEAST_OF_SOURCE = 100

# Student's t, two-sided, at 99 %, by degrees of freedom. At 95 % two of 45 pairs would fail by chance.
T = {1: 63.66, 2: 9.925, 3: 5.841, 4: 4.604, 5: 4.032, 6: 3.707, 7: 3.499, 8: 3.355, 9: 3.250}


def samples(values, told):
    """How often each value is in each source."""
    return {
        source: Counter(value for name in names for value in values.get(name, ()))
        for source, names in told.items()
    }


def compare(title, sources, hub):
    """Prints the shares of a group on both sides; says whether the pairs that can be compared agree.

    Nobody drew these records by lot: each source was chosen by something, a word in the name, a
    leaderboard, a handful of families. So their error is how far they differ from each other. A pair can
    be compared where the known difference is more than that: the difference in each source, and of these
    the mean's error with 99 %. Such a pair must stand in the same order here.
    """
    counts = {
        source: {key: found[key] for key in hub} for source, found in sources.items()
        if sum(found[key] for key in hub) >= LEAST_OF_SOURCE
    }
    ours = [{key: n / sum(found.values()) for key, n in found.items()} for found in counts.values()]
    theirs = {key: value / sum(hub.values()) for key, value in hub.items()}
    print(title + ": " + (", ".join(f"{source} ({sum(found.values()):,})"
                                    for source, found in sorted(counts.items())) or "no source"))
    if not ours:
        print()
        return True
    means = {key: fmean(each[key] for each in ours) for key in hub}
    table(
        ["", "mean of the sources", "least", "most", "the Hub"],
        [
            [key, *(f"{100 * value:.1f} %" for value in (
                means[key], min(each[key] for each in ours), max(each[key] for each in ours),
                theirs[key]))]
            for key in sorted(hub, key=lambda key: -theirs[key])
        ],
    )
    pairs = [(one, other) for one in hub for other in hub if theirs[one] > theirs[other]]
    sure = [pair for pair in pairs if theirs[pair[0]] - theirs[pair[1]] > error(ours, *pair)]
    wrong = [pair for pair in sure if means[pair[0]] <= means[pair[1]]]
    alike = sum(means[one] > means[other] for one, other in pairs)
    print(f"{title}: {len(sure)} of {len(pairs)} pairs can be compared, "
          f"{len(sure) - len(wrong)} of them agree; {alike} of all stand in the same order")
    for one, other in wrong:
        print(f"  not so: {one} before {other}")
    print()
    return not wrong


def error(ours, one, other):
    """How far the mean difference of two shares may be off, by how the sources differ in it."""
    if len(ours) < 2:
        return 1
    differences = [each[one] - each[other] for each in ours]
    return T[min(len(ours) - 1, max(T))] * stdev(differences) / len(ours) ** 0.5


def beside(whole, theirs):
    """Prints what has one value here, so that nobody can tell its error."""
    table(
        ["for comparison, without a judgement", "these records", "the Hub"],
        [[key, f"{value:.1f}", f"{theirs[key]:.1f}"] for key, value in sorted(whole.items())
         if key in theirs],
    )


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
