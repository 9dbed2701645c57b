"""Makes a world file of real records for the stand-in Hub, and the edges it holds, as CSV.

    python3 real_world.py [--with-unknown] SHARED/real-hub WORLD.jsonl

writes WORLD.jsonl and WORLD.edges.csv (child,parent,relation). What goes in:

* every row of edges/base-model-edges.csv.gz whose relation is finetune, adapter, merge or
  quantized; with --with-unknown also the rows annotated by hand as a relation unknown, which
  give the bare tag only. A record has one relation on the Hub: `real_hub.record_relation`.
* each parent as a model too, but one with a broken id, or with a bare name that the Hub's listing
  of 2022 does not have: these stay dangling.
* models of edges/dataset-use.csv.gz, with or without a parent, and the datasets they name.
* dates and counters where another file has them, cards as `readme`. A card that declares other
  parents than the rows do is left out, so that the CSV stays exactly what the world says.
* the renames that were answered by a 307 (and names in another letter case): the card keeps the
  old name, tags and CSV have the current one; and the recorded exchanges, verbatim.
"""

import argparse
import csv
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from real_hub import (
    FLOOR, RELATIONS, csv_rows, exchanges, facts, is_well_formed, json_rows, moment,
    record_relation, redirects, whole,
)

try:
    import yaml

    LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
except ImportError:
    yaml = None

# The Hub's own pattern for the block of metadata at the top of a card.
FRONT_MATTER = re.compile(
    r"\ufeff?(\s*---(?:\r\n|\r|\n))([\S\s]*?)((?:\r\n|\r|\n)---[ \t]*(\r\n|\n|$))"
)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("world", type=Path)
    arguments.add_argument("--with-unknown", action="store_true")
    chosen = arguments.parse_args()

    renames = redirects(chosen.folder)
    edges = edge_rows(chosen.folder, renames, chosen.with_unknown)
    uses = dataset_uses(chosen.folder, renames)
    known = facts(chosen.folder)
    cards, cards_left_out = card_texts(chosen.folder, edges)
    models = model_names(edges, uses, renames, known)

    with chosen.world.open("w", encoding="utf-8") as file:
        for record in records(chosen.folder, models, edges, uses, known, cards, renames):
            file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
    write_edges(chosen.world.with_suffix(".edges.csv"), edges)

    parents = {parent for rows in edges.values() for parent, _ in rows}
    print(
        json.dumps(
            {
                "rows": rows_by_relation(chosen.folder),
                "edges": sum(len(set(rows)) for rows in edges.values()),
                "children": len(edges),
                "models": len(models),
                "dangling": sorted(parents - models),
                "datasets": len(dataset_names(chosen.folder, uses)),
                "dataset_uses": sum(map(len, uses.values())),
                "cards": len(set(cards) & models),
                "cards_left_out": cards_left_out,
                "renames": renames,
            },
            indent=1,
        ),
        file=sys.stderr,
    )


def rows_by_relation(folder):
    return Counter(row["relation"] for row in csv_rows(folder / "edges/base-model-edges.csv.gz"))


def edge_rows(folder, renames, with_unknown):
    """Child to its rows, in the file's order: (parent, relation) to the parent as written."""
    rows = [
        row
        for row in csv_rows(folder / "edges/base-model-edges.csv.gz")
        if row["relation"] in RELATIONS or (with_unknown and row["relation"])
    ]
    spelt = {}
    for key in ("child", "parent"):
        for row in rows:
            spelt.setdefault(row[key].casefold(), row[key])

    def current(name):
        return renames.get(name) or spelt[name.casefold()]

    edges = defaultdict(dict)
    for row in rows:
        relation = row["relation"] if row["relation"] in RELATIONS else ""
        edges[current(row["child"])].setdefault((current(row["parent"]), relation), row["parent"])
    return dict(edges)


def dataset_uses(folder, renames):
    """Model to the datasets it names, in the file's order."""
    uses = defaultdict(dict)
    for row in csv_rows(folder / "edges/dataset-use.csv.gz"):
        if is_well_formed(row["model"]):
            uses[renames.get(row["model"], row["model"])][row["dataset"]] = None
    return {model: list(names) for model, names in uses.items()}


def model_names(edges, uses, renames, known):
    """The models of this world: of names that differ by case only, the one of the edges."""
    parents = {parent for rows in edges.values() for parent, _ in rows}
    owned = {name for name in parents if "/" in name and is_well_formed(name)}
    legacy = {name for name in parents if "all-models" in known.get(name, {}).get("sources", {})}
    names = set(edges) | owned | legacy | set(renames.values())
    folded = {name.casefold() for name in names}
    for name in sorted(uses):
        if name.casefold() not in folded:
            names.add(name)
            folded.add(name.casefold())
    return names


def card_texts(folder, edges):
    """Model to its card's text and parsed front matter; and how many cards were left out."""
    if yaml is None:
        return {}, None
    cards, left_out = {}, 0
    for card in json_rows(folder / "cards/model-cards.jsonl.gz"):
        front = front_matter(card["readme"])
        declared = front.get("base_model") or []
        declared = {declared} if isinstance(declared, str) else set(map(str, declared))
        rows = edges.get(card["id"], {})
        if declared - {""} <= set(rows.values()) | {parent for parent, _ in rows}:
            cards[card["id"]] = card["readme"], front
        elif card["id"] in edges:
            left_out += 1
    return cards, left_out


def front_matter(text):
    match = FRONT_MATTER.match(text)
    try:
        front = yaml.load(match[2], Loader=LOADER) if match else None
    except (yaml.YAMLError, TypeError):
        return {}
    return front if isinstance(front, dict) else {}


def records(folder, models, edges, uses, known, cards, renames):
    yield {
        "world": {
            "name": "real records",
            "source": "shared/real-hub; its README names every file, date and license",
            "as_of": "2026-08-22",
            "note": "made by Tests/StemmaTestSupport/real_world.py; nothing is invented",
        }
    }
    for old, new in sorted(renames.items()):
        yield {"rename": {"kind": "model", "from": old, "to": new}}
    for name in sorted(models):
        said = edges.get(name, {}), uses.get(name, []), known.get(name, {}), cards.get(name)
        yield model_record(name, *said)
    yield from dataset_records(folder, dataset_names(folder, uses))
    for source, row in exchanges(folder):
        yield {
            "exchange": {
                "method": row["method"],
                "uri": row["uri"],
                "status": row["status"],
                "headers": row["response_headers"],
                "body": row["body"],
            },
            "source": f"{source}: {row.get('src_path')}",
            "as_of": (row.get("src_commit_date") or "2026-07")[:10],
        }


def model_record(name, rows, datasets, known, card):
    readme, front = card or (None, {})
    fields = ("_id", "createdAt", "lastModified", "sha", "gated", "downloads", "likes")
    model = {"id": name} | {key: known[key] for key in fields if key in known}
    model["cardData"] = card_data(front, rows, datasets, known)
    model["tags"] = tag_list(model["cardData"], rows, datasets, known)
    for key in ("library_name", "pipeline_tag"):
        if key in known:
            model[key] = known[key]
    if "siblings" in known:
        model["siblings"] = [{"rfilename": file} for file in known["siblings"]]
    record = {"model": {key: value for key, value in model.items() if value not in ({}, [])}}
    if readme is not None:
        record["readme"] = readme
    sources = known.get("sources", {})
    if sources:
        record |= {"source": ", ".join(sorted(sources)), "as_of": max(sources.values())}
    return record


def card_data(front, rows, datasets, known):
    card = dict(front)
    for key in ("license", "library_name", "pipeline_tag"):
        if key in known and key not in card:
            card[key] = known[key]
    parents = list(dict.fromkeys(rows.values()))
    if parents:
        card["base_model"] = parents[0] if len(parents) == 1 else parents
    named = card.get("datasets") or []
    named = named if isinstance(named, list) else [named]
    if datasets:
        card["datasets"] = named + [each for each in datasets if each not in named]
    return card


def tag_list(card, rows, datasets, known):
    """The known tags, or what the card gives, with the parents and datasets of the rows."""
    tags = [tag for tag in known.get("tags", []) if not tag.startswith("base_model:")]
    if not tags:
        license = card.get("license")
        tags = [card.get("library_name"), card.get("pipeline_tag")]
        tags += [f"license:{license}"] if isinstance(license, str) and license else []
    tags += [f"dataset:{name}" for name in datasets]
    for parent, relation in rows:
        tags += [f"base_model:{parent}"]
        tags += [f"base_model:{relation}:{parent}"] if relation else []
    return list(dict.fromkeys(tag for tag in tags if isinstance(tag, str) and tag))


def dataset_names(folder, uses):
    """Datasets that models name: of names that differ by case only, the one of the listing."""
    listed = {row["id"] for row in csv_rows(folder / "models/all-datasets-2023-03.csv.gz")}
    used = Counter(name for names in uses.values() for name in names)
    spelt = {}
    for name in sorted(used, key=lambda name: (name not in listed, -used[name], name)):
        if is_well_formed(name):
            spelt.setdefault(name.casefold(), name)
    return set(spelt.values())


def dataset_records(folder, names):
    listing = {row["id"]: row for row in csv_rows(folder / "models/all-datasets-2023-03.csv.gz")}
    for name in sorted(names):
        row = listing.get(name)
        if row is None:
            yield {"dataset": {"id": name}}
            continue
        yield {
            "dataset": {
                "id": name,
                "createdAt": moment(row["createdAt"]) or FLOOR,
                "downloads": whole(row["downloads"]) or 0,
            },
            "source": "all-datasets",
            "as_of": "2023-03",
        }


def write_edges(path, edges):
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("child", "parent", "relation"))
        for child in sorted(edges):
            rows.writerows((child, parent, relation) for parent, relation in edges[child])


if __name__ == "__main__":
    main()
