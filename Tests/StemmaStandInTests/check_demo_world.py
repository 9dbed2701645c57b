"""Checks the world files of the demo; prints what is in them and fails on the first faults.

    python3 check_demo_world.py [FOLDER]
"""

import json
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "StemmaTestSupport"))

from real_hub import FLOOR, RELATIONS, is_well_formed  # noqa: E402

DEMO = Path(__file__).resolve().parents[2] / "Sources/StemmaStandIn/Worlds/demo"
LARGEST = 400_000
KINDS = ("model", "dataset", "space")
KEYS = {"world", "rename", "org", "user", "paper", "exchange", *KINDS}

# Declared bases that no record has: a base that is not public, and bare legacy names.
GHOSTS = {"openGPT-X/Teuken-7B-base-v0.4"}


def main(folder):
    rows = [row for path in sorted(folder.glob("*.jsonl")) for row in read(path)]
    moved = [row["rename"] for _, row in rows if "rename" in row]
    renames = {(each["kind"], each["from"]): each["to"] for each in moved}
    faults = []
    for kind in KINDS:
        names = [row[kind]["id"] for _, row in rows if kind in row]
        twice = Counter(name.casefold() for name in names)
        faults += [f"{kind} {name}: twice" for name, count in twice.items() if count > 1]
        faults += [f"{name}: no id" for name in names if not is_well_formed(name)]
        for (what, old), new in renames.items():
            if what == kind and (new not in names or old in names):
                faults.append(f"rename {old} to {new}: leads nowhere, or the old name is taken")

    models = {row["model"]["id"]: row for _, row in rows if "model" in row}
    ghosts = Counter()
    for where, row in rows:
        faults += [f"{where}: {fault}" for fault in of_row(row)]
    for name, row in models.items():
        found = of_lineage(row["model"], renames, models, ghosts)
        faults += [f"{name}: {fault}" for fault in found]
    faults += [f"{name}: older than its base, by a date made up" for name in too_old(models)]
    faults += [f"{ghost}: a ghost that is not expected" for ghost in ghosts if not expected(ghost)]
    size = sum(path.stat().st_size for path in folder.glob("*.jsonl"))
    if size >= LARGEST:
        faults.append(f"{size} bytes: too large")

    print(json.dumps(contents(rows, ghosts, size), indent=1))
    if faults:
        sys.exit("\n".join(faults[:40]))


def too_old(models):
    for name, row in models.items():
        for tag in row["model"].get("tags", []):
            base = models.get(tag.removeprefix("base_model:"))
            if base and base["model"]["createdAt"] > row["model"]["createdAt"]:
                if "createdAt" in row["invented"] + base["invented"]:
                    yield name


def expected(ghost):
    return ghost in GHOSTS or "/" not in ghost


def read(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield f"{path.name}:{number}", json.loads(line)


def of_row(row):
    key = next(iter(row))
    if key not in KEYS:
        yield f"unknown kind of line {key}"
    if key != "world" and not (row.get("source") and is_date(row.get("as_of"))):
        yield "no source or no date"
    if key not in KINDS:
        return
    record = row[key]
    for field in ("createdAt", "lastModified"):
        if field in record and not is_moment(record[field]):
            yield f"{field} {record[field]} is no moment"
    if record.get("lastModified", "9") < record.get("createdAt", FLOOR):
        yield "modified before it was made"
    if record.get("gated", False) not in (False, "auto", "manual"):
        yield f"gated {record['gated']}"
    dates = [commit["date"] for commit in row.get("commits", [])]
    if dates != sorted(dates, reverse=True) or not all(map(is_moment, dates)):
        yield "commits are not newest first"
    logins = [each["user"] for commit in row.get("commits", []) for each in commit["authors"]]
    logins += [each["author"]["name"] for each in row.get("discussions", [])]
    logins += [each["user"] for each in row.get("likers", [])]
    if any(login != "system" and not login.startswith("demo-") for login in logins):
        yield "a login that may be a person's"


def of_lineage(model, renames, models, ghosts):
    declared = model.get("cardData", {}).get("base_model", [])
    declared = [declared] if isinstance(declared, str) else declared
    current = [renames.get(("model", name), name) for name in declared]
    ghosts.update(name for name in current if name not in models)
    tags = [tag.split(":") for tag in model.get("tags", []) if tag.startswith("base_model:")]
    if sorted(tag[1] for tag in tags if len(tag) == 2) != sorted(current):
        yield "tags and card name other bases"
    if sorted(tag[2] for tag in tags if len(tag) == 3 and tag[1] in RELATIONS) != sorted(current):
        yield "typed tags and card name other bases"


def is_date(text):
    for form in ("%Y-%m-%d", "%Y-%m", "%Y"):
        try:
            return bool(datetime.strptime(text or "", form))
        except ValueError:
            continue
    return False


def is_moment(text):
    try:
        return text >= FLOOR and bool(datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.000Z"))
    except ValueError:
        return False


def contents(rows, ghosts, size):
    kinds = Counter(next(iter(row)) for _, row in rows)
    files, invented = {}, Counter()
    for where, row in rows:
        of_file = files.setdefault(where.split(":")[0], Counter())
        of_file[next(iter(row))] += 1
        of_file["invented values"] += len(row.get("invented", []))
        invented.update(row.get("invented", []))
    return {
        "bytes": size,
        "lines": dict(kinds),
        "ghosts": dict(ghosts),
        "invented": dict(invented.most_common()),
        "files": {name: dict(count) for name, count in sorted(files.items())},
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEMO)
