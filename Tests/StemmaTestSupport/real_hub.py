"""Reads a folder of real Hub metadata (its README names every file, date and source)."""

import csv
import gzip
import json
import re
from collections import defaultdict
from datetime import datetime, timezone
from pathlib import Path

# The order breaks ties: when a record has as many parents of one relation as of another,
# the first named here is its relation.
RELATIONS = ("merge", "quantized", "adapter", "finetune")

# No repository is older than this on the Hub; older ones carry this moment.
FLOOR = "2022-03-02T23:29:04.000Z"

_SEGMENT = r"(?!.*(?:--|\.\.))(?!.*\.git$)[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?"
_NAME = re.compile(_SEGMENT)


def is_well_formed(name):
    """Whether `name` is `owner/name` or a single legacy name in the Hub's grammar."""
    segments = name.split("/")
    return len(segments) <= 2 and all(_NAME.fullmatch(segment) for segment in segments)


def csv_rows(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def json_rows(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def moment(text):
    """`text` as the Hub writes times, never before the floor; None when it is no date."""
    try:
        when = datetime.fromisoformat(text.replace("Z", "+00:00").strip())
    except (AttributeError, ValueError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=timezone.utc)
    written = when.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return max(written, FLOOR)


def whole(text):
    try:
        return int(float(text))
    except (TypeError, ValueError):
        return None


def record_relation(relations):
    """The one relation the Hub would show for a record whose rows have `relations`.

    The most frequent known one, ties by the order of RELATIONS; "" when none is known.
    """
    known = [relation for relation in relations if relation in RELATIONS]
    return min(
        set(known), default="", key=lambda each: (-known.count(each), RELATIONS.index(each))
    )


def exchanges(folder):
    """Every recorded exchange, as recorded."""
    for path in sorted((Path(folder) / "raw").glob("*.jsonl.gz")):
        for row in json_rows(path):
            yield path.name, row


def redirects(folder):
    """Old name to new name of every model whose detail route answered 307."""
    route = re.compile(r"(?:https://huggingface\.co)?/api/models/([^?]+?)/?(?:\?.*)?")
    found = {}
    for _, row in exchanges(folder):
        headers = {key.lower(): value for key, value in row["response_headers"].items()}
        old, new = route.fullmatch(row["uri"]), route.fullmatch(headers.get("location", ""))
        if row["status"] == 307 and old and new:
            found[old[1]] = new[1]
    return found


def facts(folder):
    """What the files say of models: for each id one merged dictionary.

    Counters come from the newest file that has them; a full time of creation beats a mere day.
    `sources` maps a file's short name to the date of its newest fact used.
    """
    said = sorted(_said(Path(folder)), key=lambda fact: fact[0])
    merged = defaultdict(lambda: {"sources": {}})
    for as_of, source, name, fields in said:
        fields = {key: value for key, value in fields.items() if value not in (None, "", [])}
        known = merged[name]
        if "createdAt" in known and _is_day(fields.get("createdAt")):
            fields.pop("createdAt")
        if fields:
            known.update(fields)
            known["sources"][source] = as_of
    return dict(merged)


def said(folder):
    """Each source's short name with a model that it tells of and what it says, as it says it."""
    for _, source, name, fields in _said(Path(folder)):
        yield source, name, fields


def _is_day(written):
    return written is not None and written.endswith("T00:00:00.000Z")


def _said(folder):
    models, series = folder / "models", folder / "timeseries"
    for row in csv_rows(models / "all-models-2022-10.csv.gz"):
        yield "2022-10", "all-models", row["id"], {
            "createdAt": moment(row["createdAt"]),
            "downloads": whole(row["downloads"]),
            "pipeline_tag": row["task"] if row["task"] != "unknown" else None,
        }
    for row in json_rows(models / "sampled-models-tags-2023.jsonl.gz"):
        yield "2023", "sampled-models-tags", row["id"], {
            "tags": row["tags"],
            "downloads": whole(row["downloads"]),
            "likes": whole(row["likes"]),
        }
    for row in csv_rows(models / "open-llm-leaderboard-2025-02.csv.gz"):
        yield "2025-02-12", "open-llm-leaderboard", row["fullname"], {
            "createdAt": moment(row["Upload To Hub Date"]),
            "license": row["Hub License"],
            "likes": whole(row["Hub ❤️"]),
        }
    for row in json_rows(models / "hub-modelinfo-2025-04.jsonl.gz"):
        yield row["as_of"], "hub-modelinfo", row["id"], {
            "createdAt": moment(row["createdAt"]),
            "lastModified": moment(row["lastModified"]),
            "sha": row["sha"],
            "gated": row["gated"] or None,
            "downloads": row["downloads"],
            "likes": row["likes"],
            "library_name": row["library_name"],
            "pipeline_tag": row["pipeline_tag"],
            "tags": row["tags"],
            "siblings": re.findall(r"rfilename='([^']*)'", " ".join(row["siblings"] or [])),
        }
    for row in json_rows(models / "open-source-named-modelinfo-2025-10.jsonl.gz"):
        yield "2025-10-04", "open-source-named-modelinfo", row["id"], {
            "_id": row["_id"],
            "createdAt": moment(row["created_at"]),
            "lastModified": moment(row["last_modified"]),
            "sha": row["sha"],
            "gated": row["gated"] or None,
            "downloads": row["downloads"],
            "likes": row["likes"],
            "library_name": row["library_name"],
            "pipeline_tag": row["pipeline_tag"],
            "tags": row["tags"],
        }
    for row in csv_rows(models / "open-named-models-2025-10.csv.gz"):
        yield "2025-10-04", "open-named-models", row["id"], {
            "createdAt": moment(row["createdAt"]),
            "lastModified": moment(row["lastModified"]),
            "downloads": whole(row["downloads"]),
            "license": row["license"],
            "pipeline_tag": row["pipeline_tag"],
        }
    for row in json_rows(models / "mteb-model-meta-2026.jsonl.gz"):
        yield "2026", "mteb-model-meta", row["id"], {"license": _tag_like(row["license"])}
    for row in csv_rows(models / "gguf-catalog-created.csv.gz"):
        yield "2026-05", "gguf-catalog-created", row["id"], {"createdAt": moment(row["createdAt"])}
    yield from _newest(series / "gguf-downloads-daily-2025-2026.csv.gz", "gguf-downloads-daily")
    yield from _newest(series / "transformersjs-daily-2024-2026.csv.gz", "transformersjs-daily")
    yield from _newest(series / "model-trees-2025-04.csv.gz", "model-trees", "as_of")
    yield from _newest(series / "top-models-daily-2026-08.csv.gz", "top-models-daily")
    for source, row in exchanges(folder):
        yield from _recorded(source, row)


def _tag_like(license):
    return license if license and re.fullmatch(r"[a-z0-9.-]+", license) else None


def _newest(path, source, date="date"):
    newest = {}
    for row in csv_rows(path):
        if row["id"] not in newest or newest[row["id"]][date] < row[date]:
            newest[row["id"]] = row
    for name, row in newest.items():
        yield row[date], source, name, {
            "createdAt": moment(row.get("createdAt")),
            "downloads": whole(row.get("downloads")),
            "likes": whole(row.get("likes")),
        }


def _recorded(source, row):
    """Identities that a recorded body gives: they must not differ from the world's."""
    try:
        body = json.loads(row["body"])
    except ValueError:
        return
    if "/api/models" in row["uri"]:
        yield from (("2023", source, *each) for each in _identities(body))


def _identities(value):
    if isinstance(value, list):
        for element in value:
            yield from _identities(element)
    elif isinstance(value, dict):
        hub_id, name = value.get("_id"), value.get("id")
        if isinstance(name, str) and re.fullmatch(r"[0-9a-f]{24}", str(hub_id)):
            seconds = datetime.fromtimestamp(int(hub_id[:8], 16), timezone.utc)
            created = value.get("createdAt") or moment(seconds.isoformat())
            yield name, {"_id": hub_id, "createdAt": created}
        yield from _identities((value.get("baseModels") or {}).get("models") or [])
