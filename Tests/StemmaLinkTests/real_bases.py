"""Writes what real models declare as bases, one JSON object a line, to measure inference with.

    python3 real_bases.py SHARED/real-hub

Each has `name`; `created_at`, `parents` and `card` (only whole READMEs) where known. Parents are
those that the Hub or the card's metadata gives, not those that others read out of prose.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "StemmaTestSupport"))

from real_hub import (  # noqa: E402
    csv_rows, facts, is_well_formed, json_rows, redirects,
)

DECLARED = {
    "hub-model-tree-pages", "hub-tags", "open-models-card", "card-yaml", "card-yaml-flattened",
}


def main():
    folder = Path(sys.argv[1])
    known, renames = facts(folder), redirects(folder)
    parents, names = defaultdict(set), set(known)
    for row in csv_rows(folder / "edges" / "base-model-edges.csv.gz"):
        ends = [renames.get(row[end], row[end]) for end in ("child", "parent")]
        names.update(filter(is_well_formed, ends))
        if row["source"] in DECLARED and all(map(is_well_formed, ends)):
            parents[ends[0]].add(ends[1])
    cards = {
        row["id"]: row["readme"]
        for row in json_rows(folder / "cards" / "model-cards.jsonl.gz") if row["full"]
    }
    names = {renames.get(name, name) for name in names | set(cards)}
    seen = set()
    for name in sorted(filter(is_well_formed, names)):
        # The Hub has one repository for all letter cases.
        if name.lower() in seen:
            continue
        seen.add(name.lower())
        line = {"name": name, "created_at": known.get(name, {}).get("createdAt")}
        line |= {"parents": sorted(parents.get(name, [])), "card": cards.get(name)}
        print(json.dumps({key: value for key, value in line.items() if value}))


if __name__ == "__main__":
    main()
