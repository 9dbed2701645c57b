#!/usr/bin/env python3
"""Harvests one synthetic Hub with Stemma and with huggingface_hub, side by side.

    python3 Scripts/peers/harvest.py [--models N] [--repeats N] [--stemma FILE] [--json]

Every client walks the same listing with the same `expand`, from one stand-in, and writes the same
facts into SQLite: repositories, owners, tags, declarations. Stemma also keeps every reply in an
archive; "to the cache" is the time that its harvest tells, and the whole command links and analyzes,
too. Needs huggingface_hub and sqlite-utils.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

FIELDS = [
    "author", "baseModels", "cardData", "createdAt", "disabled", "downloads", "downloadsAllTime",
    "gated", "lastModified", "library_name", "likes", "pipeline_tag", "private", "safetensors",
    "sha", "tags", "trendingScore",
]


def models():
    from huggingface_hub import HfApi

    return HfApi(endpoint=os.environ["HF_ENDPOINT"]).list_models(
        sort="created_at", limit=None, expand=FIELDS
    )


def declarations(model):
    """What the model names, as (field, source, text, relation)."""
    card = model.card_data.to_dict() if model.card_data else {}
    for field, key in (("base_model", "base_model"), ("dataset", "datasets")):
        named = card.get(key) or []
        for text in [named] if isinstance(named, str) else named:
            yield field, "card", str(text), ""
    parents = {}
    for tag in model.tags or []:
        if tag.startswith("base_model:"):
            parts = tag.split(":", 2)
            parents[parts[-1]] = parts[1] if len(parts) == 3 else parents.get(parts[-1], "")
        elif tag.startswith("dataset:"):
            yield "dataset", "tag", tag[8:], ""
    for name, relation in parents.items():
        yield "base_model", "tag", name, relation
    bases = getattr(model, "base_models", None) or getattr(model, "baseModels", None)
    if bases:
        for parent in bases["models"]:
            yield "base_model", "hub", parent["id"], bases["relation"]


def row(model, owner):
    card = model.card_data.to_dict() if model.card_data else {}
    weights = model.safetensors
    total = getattr(weights, "total", None) if weights else None
    return (
        getattr(model, "_id", None) or model.id, model.id, owner,
        model.created_at.isoformat() if model.created_at else None,
        model.last_modified.isoformat() if model.last_modified else None, model.sha,
        str(model.gated), model.private, model.disabled, str(card.get("license")),
        str(card.get("language")), model.library_name, model.pipeline_tag, total, model.downloads,
        model.downloads_all_time, model.likes, model.trending_score,
    )


COLUMNS = (
    "hub_id, name, owner, created_at, last_modified, sha, gated, is_private, is_disabled, license, "
    "languages, library, pipeline_tag, parameters, downloads, downloads_all_time, likes, "
    "trending_score"
)

SCHEMA = f"""
CREATE TABLE owner (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE repo (id INTEGER PRIMARY KEY, {COLUMNS}, UNIQUE (hub_id));
CREATE TABLE tag (id INTEGER PRIMARY KEY, value TEXT NOT NULL UNIQUE);
CREATE TABLE repo_tag (repo INTEGER, tag INTEGER, PRIMARY KEY (repo, tag)) WITHOUT ROWID;
CREATE TABLE reference (id INTEGER PRIMARY KEY, value TEXT NOT NULL UNIQUE);
CREATE TABLE declaration (
  repo INTEGER, field TEXT, source TEXT, reference INTEGER, relation TEXT,
  PRIMARY KEY (repo, field, source, reference, relation)) WITHOUT ROWID;
"""


class Numbers:
    """Numbers for repeated texts, with the rows for the new ones."""

    def __init__(self):
        self.known, self.new = {}, []

    def of(self, text):
        number = self.known.get(text)
        if number is None:
            number = self.known[text] = len(self.known) + 1
            self.new.append((number, text))
        return number


def into_sqlite3(path):
    import sqlite3

    database = sqlite3.connect(path)
    database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + SCHEMA)
    owners, tags, references = Numbers(), Numbers(), Numbers()
    marks = ", ".join("?" * 19)
    batch = ([], [], [])

    def write():
        with database:
            for table, numbers in (("owner", owners), ("tag", tags), ("reference", references)):
                database.executemany(f"INSERT INTO {table} VALUES (?, ?)", numbers.new)
                numbers.new.clear()
            database.executemany(f"INSERT INTO repo VALUES ({marks})", batch[0])
            database.executemany("INSERT INTO repo_tag VALUES (?, ?)", batch[1])
            database.executemany("INSERT OR IGNORE INTO declaration VALUES (?,?,?,?,?)", batch[2])
        for rows in batch:
            rows.clear()

    for number, model in enumerate(models(), 1):
        batch[0].append((number, *row(model, owners.of(model.author or ""))))
        batch[1].extend((number, tags.of(tag)) for tag in sorted(set(model.tags or [])))
        for field, source, text, relation in declarations(model):
            batch[2].append((number, field, source, references.of(text), relation))
        if number % 5000 == 0:
            write()
    write()
    database.execute("CREATE INDEX repo_name ON repo (name)")
    database.commit()


def into_sqlite_utils(path):
    import sqlite_utils

    database = sqlite_utils.Database(path)
    database.enable_wal()
    names = COLUMNS.split(", ")
    page = []

    def write():
        database["repo"].upsert_all((r for r, _, _ in page), pk="hub_id")
        database["repo_tag"].upsert_all((t for _, ts, _ in page for t in ts), pk=("repo", "tag"))
        database["declaration"].upsert_all(
            (d for _, _, ds in page for d in ds),
            pk=("repo", "field", "source", "reference", "relation"),
        )
        page.clear()

    for model in models():
        values = dict(zip(names, row(model, model.author)))
        tags = [{"repo": values["hub_id"], "tag": tag} for tag in set(model.tags or [])]
        named = [
            dict(repo=values["hub_id"], field=f, source=s, reference=t, relation=r)
            for f, s, t, r in declarations(model)
        ]
        page.append((values, tags, named))
        if len(page) == 1000:
            write()
    write()


def cost(command, environment):
    began = time.monotonic()
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaint:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=complaint)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
        output.seek(0)
        complaint.seek(0)
        if status:
            sys.exit(f"{' '.join(command)} failed:\n{complaint.read().decode()}")
        told = output.read().decode().strip().splitlines()
    return {
        "seconds": seconds,
        "to_cache": json.loads(told[-1])["seconds"] if told else seconds,
        "cpu": usage.ru_utime + usage.ru_stime,
        "megabytes": usage.ru_maxrss / 1024,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--models", type=int, default=30_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--stemma", default=".build/release/stemma")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        ways = {"sqlite3": into_sqlite3, "sqlite-utils": into_sqlite_utils}
        return ways[options.write[0]](options.write[1])

    folder = tempfile.mkdtemp(prefix="stemma-peers-")
    stand_in = subprocess.Popen(
        [
            options.stemma, "stand-in", "--synthetic", f"models={options.models},seed=1",
            "--no-quota", "--own-links", "--keep-pages", "4000",
        ],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )
    try:
        endpoint = stand_in.stdout.readline().strip()
        environment = dict(os.environ, HF_ENDPOINT=endpoint, HF_HUB_DISABLE_TELEMETRY="1")
        stemma = [options.stemma, "harvest", "--plan", "sweep", "--resolve", "0", "-q", "--json"]
        peer = [sys.executable, __file__, "--write"]
        ways = {
            "stemma": lambda file: stemma + ["--endpoint", endpoint, "--cache", file],
            "huggingface_hub + sqlite3": lambda file: peer + ["sqlite3", file],
            "huggingface_hub + sqlite-utils": lambda file: peer + ["sqlite-utils", file],
        }
        # The first walk makes the stand-in's pages; it counts for nobody.
        cost(ways["stemma"](f"{folder}/first/hub.sqlite"), environment)
        costs = {name: [] for name in ways}
        for number in range(options.repeats):
            for name, command in ways.items():
                place = pathlib.Path(folder, "run")
                shutil.rmtree(place, ignore_errors=True)
                place.mkdir()
                costs[name].append(cost(command(str(place / "hub.sqlite")), environment))
    finally:
        stand_in.terminate()
        shutil.rmtree(folder, ignore_errors=True)
    report(costs, options)


def report(costs, options):
    own = statistics.median(c["to_cache"] for c in costs["stemma"])
    for name, runs in costs.items():
        middle = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        middle.update(
            name=name,
            models_per_second=options.models / middle["to_cache"],
            times_as_long=middle["to_cache"] / own,
        )
        if options.json:
            print(json.dumps(middle))
        else:
            print(
                "{name}: {models_per_second:.0f} models/s to the cache, {to_cache:.1f} s "
                "({times_as_long:.2f} times stemma's); {seconds:.1f} s, {cpu:.1f} s CPU and "
                "{megabytes:.0f} MB in all".format(**middle)
            )


if __name__ == "__main__":
    main()
