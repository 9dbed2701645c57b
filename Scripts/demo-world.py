"""Chooses real derivatives for the demo world and writes their files again.

    python3 Scripts/demo-world.py [REAL_HUB]

REAL_HUB (default: ../shared/real-hub beside the project) is the folder of real records that
Tests/StemmaTestSupport/real_hub.py reads. The files written by hand in
Sources/StemmaStandIn/Worlds/demo say what belongs to a project; for each of them this writes
PROJECT-derivatives.jsonl, and dataset-uses.jsonl for the models that name their datasets. Ids,
parents, relations, dates, licenses and counters come from the records; what no record has is made
up from a hash of the name, so that every run gives the same, and named in `invented`.
"""

import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PACKAGE / "Tests/StemmaTestSupport"))

from real_hub import (  # noqa: E402
    RELATIONS, csv_rows, facts, is_well_formed, json_rows, record_relation,
)

WORLD = PACKAGE / "Sources/StemmaStandIn/Worlds/demo"
PER_PROJECT, PER_PUBLISHER, PER_PARENT, PER_DATASET = 30, 3, 9, 3
SHARED_BASES = "others"

# Where the records come from: each file's short name, its repository, and the date of its data.
_TREES = "hamidahoderinwale/model_metadata_analyses @6113c0e21f60"
_CATALOG = "janhq/model-catalog @5410b10cd37b"
_OPEN = "gabtos/open-source-ai-discovery @78984288ff17"
_ATLAS = "jzyee/Model-Atlas @8e2c2bf3884b"
SOURCES = {
    "hub-model-tree-pages": f"model-tree pages, 2025-03-25 to 04-26: {_TREES}",
    "hub-tags": f"typed tags, 2024 to 2026: {_TREES}, and recorded replies",
    "localai-gallery-inferred": "2026-08-22, inferred there: mudler/LocalAI @82c191afadf5",
    "card-yaml": f"2024-11: fdac24/MP3 @941a7c8034bd; 2025-04: {_TREES}",
    "card-yaml-flattened": "2024-11: fdac24/MP3 @941a7c8034bd",
    "open-models-card": f"2025-10-08: {_OPEN}",
    "open-llm-leaderboard": "2025-02-12: hlzhang109/causal-eval @6800b3967aff",
    "mteb-adapted-from": "2026: PyPI mteb 2.26.24",
    "mteb-model-meta": "2026: PyPI mteb 2.26.24",
    "model-atlas-manual": f"2025-01-09, annotated by hand: {_ATLAS}",
    "model-atlas-card-text": f"2025-01-09, from card prose: {_ATLAS}",
    "all-models": "2022-10: Weixin-Liang/AI-model-card-analysis-HuggingFace @6bcc76fe6142",
    "sampled-models-tags": "2023: hn5318/model_card_analysis @6540bff11f5d",
    "hub-modelinfo": f"2025-03-25 to 04-26: {_TREES}",
    "open-source-named-modelinfo": f"2025-10-04: {_OPEN}",
    "open-named-models": f"2025-10-04: {_OPEN}",
    "gguf-catalog-created": f"2025-06 to 2026-05: {_CATALOG}",
    "gguf-downloads-daily": f"2025-06-25 to 2026-05-05: {_CATALOG}",
    "transformersjs-daily": "to 2026-05-07: do-me/trending-huggingface-models @fe2ccd3f1559",
    "model-trees": f"2025-03-25 to 04-26: {_TREES}",
    "top-models-daily": "to 2026-08-22: namhyeokwoo/huggingface-trending @99ceca72e61e",
    "hub-api-cassettes.jsonl.gz": "replies to 2025-03: huggingface/huggingface_hub @ee0a4510f4bc",
    "live-2026-07.jsonl.gz": "replies, 2026-07: tamnd/hf-cli @c6a0063a9625, @bd9b2f513de6",
    "hub-api-tapes-js.jsonl.gz": "replies to 2025: huggingface/huggingface.js @fe42e68017ff",
}

# How much a row is worth: the Hub's relation, a declaration in the card, mere prose.
DECLARED = {
    "card-yaml", "card-yaml-flattened", "open-models-card", "open-llm-leaderboard",
    "mteb-adapted-from", "model-atlas-manual",
}
QUANTIZED = re.compile(
    r"gguf|ggml|awq|gptq|exl2|bnb|mlx|int[48]|[48]bits?\b|-ov$|openvino|llamafile|fp8|\dbpw", re.I
)
ADAPTER = re.compile(r"lora|peft|adapter", re.I)
# Their pages carry neither license nor base model: the name alone says what was quantised.
WITHOUT_METADATA = "RichardErkhov"


def main(folder):
    records = Records(folder)
    projects = {
        path.stem: jsonl(path)
        for path in sorted(WORLD.glob("*.jsonl"))
        if not path.stem.endswith("-derivatives") and path.stem != "dataset-uses"
    }
    everything = [row for rows in projects.values() for row in rows]
    models = [row["model"] for row in everything if "model" in row]
    taken = {model["id"].casefold(): model["id"] for model in models}
    sets = [row["dataset"] for row in everything if "dataset" in row]
    created = {model["id"]: model.get("createdAt") for model in models}
    created |= {f"datasets/{each['id'].casefold()}": each.get("createdAt") for each in sets}
    moved = [row["rename"] for row in everything if "rename" in row]
    renames = {each["from"]: each["to"] for each in moved if each["kind"] == "model"}
    choice = Choice(records, taken, created, renames)
    for project, rows in projects.items():
        if project != SHARED_BASES:
            own = [record["model"]["id"] for record in rows if "model" in record]
            choice.write(f"{project}-derivatives", choice.derivatives(own))
    choice.write("dataset-uses", choice.users([each["id"] for each in sets]))


def jsonl(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip() and not line.startswith("#")]


class Records:
    """The edges, dataset uses, licenses and facts of the folder, by id."""

    def __init__(self, folder):
        self.rows, self.children = defaultdict(list), defaultdict(set)
        for row in csv_rows(folder / "edges/base-model-edges.csv.gz"):
            if is_well_formed(row["child"]) and is_well_formed(row["parent"]):
                self.rows[row["child"]].append(row)
                self.children[row["parent"]].add(row["child"])
        self.datasets, self.users = defaultdict(dict), defaultdict(set)
        for row in csv_rows(folder / "edges/dataset-use.csv.gz"):
            self.datasets[row["model"]][row["dataset"]] = row
            self.users[row["dataset"].casefold()].add(row["model"])
        self.facts = facts(folder)
        self.licenses = {
            card["id"]: card["license"]
            for card in json_rows(folder / "cards/model-cards.jsonl.gz")
            if isinstance(card["license"], str)
        }

    def worth(self, row):
        return 0 if row["relation"] in RELATIONS else 1 if row["source"] in DECLARED else 2

    def best_rows(self, child):
        """The rows of the best worth that `child` has."""
        rows = self.rows.get(child, [])
        best = min(map(self.worth, rows), default=None)
        return [row for row in rows if self.worth(row) == best]


class Choice:
    """What is in the world so far, and how more is chosen."""

    def __init__(self, records, taken, created, renames):
        self.records, self.taken, self.created, self.renames = records, taken, created, renames

    def derivatives(self, own):
        """Records of descendants of `own`, better rows and parents of others first."""
        former = {new: old for old, new in self.renames.items()}
        level = sorted(own) + sorted(former[name] for name in own if name in former)
        owners = {name.split("/")[0].casefold() for name in own}
        chosen, publishers = [], Counter()
        while level and len(chosen) < PER_PROJECT:
            following = []
            found = {child: None for parent in level for child in self.ranked(parent, owners)}
            for child in sorted(found, key=self.rank):
                publisher = child.split("/")[0]
                if len(chosen) >= PER_PROJECT or publishers[publisher] >= PER_PUBLISHER:
                    continue
                publishers[publisher] += 1
                chosen += self.with_parents(child)
                following.append(child)
            level = following
        return chosen

    def rank(self, child):
        worth = min(map(self.records.worth, self.records.rows[child]))
        return worth, not self.records.children.get(child), child

    def ranked(self, parent, owners):
        new = [
            child
            for child in self.records.children.get(parent, ())
            if child.casefold() not in self.taken
            and child.split("/")[0].casefold() not in owners
            and any(row["parent"] == parent for row in self.records.best_rows(child))
        ]
        return sorted(new, key=self.rank)[:PER_PARENT]

    def with_parents(self, name, child=None):
        """The record of `name`, after those of its ancestors that are not in the world yet.

        A bare name that no redirect leads on from stays a ghost. A parent whose date is made up
        is older than the `child` it was met through.
        """
        if name.casefold() in self.taken or name in self.renames or "/" not in name:
            return []
        self.taken[name.casefold()] = name
        above = [row["parent"] for row in self.records.best_rows(name)]
        oldest = self.records.facts.get(name, {}).get("createdAt") or child
        before = [self.with_parents(parent, oldest) for parent in dict.fromkeys(above)]
        return [*(record for records in before for record in records), self.record(name, child)]

    def users(self, datasets):
        """Records of models that name one of `datasets`, up to PER_DATASET each."""
        chosen = []
        for dataset in sorted(datasets, key=str.casefold):
            users = self.records.users[dataset.casefold()]
            users = sorted(users, key=lambda user: (len(self.records.datasets[user]), user))
            new = [user for user in users if user.casefold() not in self.taken]
            for user in new[:PER_DATASET]:
                chosen += self.with_parents(user)
        return chosen

    def record(self, name, child):
        known, rows = self.records.facts.get(name, {}), self.records.best_rows(name)
        invented, model = [], {"id": name}
        model["createdAt"] = known.get("createdAt") or self.invented_moment(name, rows, child)
        self.created[name] = model["createdAt"]
        if "createdAt" not in known:
            invented.append("createdAt")
        model |= {key: known[key] for key in ("_id", "lastModified", "gated") if key in known}

        bare = name.startswith(WITHOUT_METADATA + "/")
        parents = [] if bare else list(dict.fromkeys(self.current(row["parent"]) for row in rows))
        written = [] if bare else list(dict.fromkeys(row["parent"] for row in rows))
        relation = record_relation([row["relation"] for row in rows])
        if parents and not relation:
            relation = self.guessed_relation(name, parents)
            invented.append("baseModels.relation")
        if parents and rows and self.records.worth(rows[0]) == 2:
            invented.append("cardData.base_model")

        card = {}
        license = self.records.licenses.get(name) or known.get("license")
        license = license or tagged(known, "license:")
        if license and not bare:
            card["license"] = license
        if written:
            card["base_model"] = written[0] if len(written) == 1 else written
        if name in self.records.datasets:
            card["datasets"] = sorted(self.records.datasets[name])
        kind = {key: known[key] for key in ("library_name", "pipeline_tag") if key in known}
        model |= {"cardData": card} | kind
        if parents:
            model["tags"] = tags(kind | card, parents, relation)
        invented += counters(model, known)
        record = {"model": model}
        if bare and rows:
            record["readme"] = f"Quantised files of {rows[0]['parent']}.\n"
            invented.append("readme")
        used = {row["source"]: row["first_seen"] for row in rows}
        uses = self.records.datasets.get(name, {}).values()
        used |= {row["source"]: row["as_of"] for row in uses}
        used |= known.get("sources", {})
        record |= {"source": ", ".join(sorted(used)), "as_of": max(used.values(), default="")}
        if not used:
            record |= {"source": "named as a base model in another record", "as_of": "2026-08-22"}
        return record | {"invented": invented}

    def current(self, name):
        name = self.renames.get(name, name)
        return self.taken.get(name.casefold(), name)

    def guessed_relation(self, name, parents):
        if QUANTIZED.search(name):
            return "quantized"
        if ADAPTER.search(name):
            return "adapter"
        return "merge" if len(parents) > 1 else "finetune"

    def invented_moment(self, name, rows, child):
        """A moment after the parents and datasets came, before the row was seen or `child` came."""
        before = [self.created.get(self.current(row["parent"])) for row in rows]
        uses = self.records.datasets.get(name, {})
        before += [self.created.get(f"datasets/{each.casefold()}") for each in uses]
        first = max(filter(None, before), default="2023-03-01T00:00:00.000Z")
        seen = [row["first_seen"] for row in rows] + [row["as_of"] for row in uses.values()]
        last = (max(filter(None, seen), default="2025-10-01") + "-01-01")[:10]
        start, end = when(min(first, child or first)), min(when(last), when(child or last))
        seconds = max(int((end - start).total_seconds()), 3600)
        made = start + timedelta(seconds=1 + number(name, "second") % seconds)
        return made.strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def write(self, stem, records):
        used = {code for row in records for code in row["source"].split(", ")}
        used = sorted(used & set(SOURCES))
        world = {
            "name": f"demo: {stem}",
            "source": "; ".join(f"{code}: {SOURCES[code]}" for code in used),
            "as_of": max((record["as_of"] for record in records), default="2026-08-22"),
            "note": "Written by Scripts/demo-world.py. What is made up is named in invented.",
        }
        path = WORLD / f"{stem}.jsonl"
        if not records:
            path.unlink(missing_ok=True)
            return
        lines = (compact(line) for line in [{"world": world}, *records])
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{stem}: {len(records)} models", file=sys.stderr)


def when(text):
    return datetime.fromisoformat(text[:19])


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def tagged(known, prefix):
    found = (tag[len(prefix):] for tag in known.get("tags", []) if tag.startswith(prefix))
    return next(found, None)


def tags(card, parents, relation):
    languages = card.get("language", [])
    found = [card.get("library_name"), card.get("pipeline_tag")]
    found += languages if isinstance(languages, list) else [languages]
    found += [f"dataset:{name}" for name in card.get("datasets", [])]
    for parent in parents:
        found += [f"base_model:{parent}", f"base_model:{relation}:{parent}"]
    found += [f"license:{card['license']}"] if "license" in card else []
    return [tag for tag in found if tag] + ["region:us"]


def counters(model, known):
    """Sets the counters of `model`, made up where unknown, and names those made up."""
    name = model["id"]
    model["downloads"] = known.get("downloads", int(10 ** (number(name, "d") % 250 / 100)))
    model["likes"] = known.get("likes", int(10 ** (number(name, "l") % 120 / 100)) - 1)
    return [key for key in ("downloads", "likes") if key not in known]


def number(*texts):
    return int.from_bytes(hashlib.sha256("|".join(texts).encode()).digest()[:6], "big")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGE.parent / "shared/real-hub")
