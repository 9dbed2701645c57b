#!/usr/bin/env python3
"""Harvests one synthetic Hub with Stemma and with other programs, side by side.

    python3 Scripts/peers/harvest.py [--models N] [--repeats N] [--stemma FILE] [--only NAME,...]
                                     [--least-times X] [--json FILE]

Every client walks the same listing with the same `expand`, from one stand-in, and writes the same
facts into SQLite: repositories, owners, tags, declarations. Stemma also keeps every reply in an
archive; "to the cache" is the time that its harvest tells, and the whole command links and analyzes,
too. The plain script is what a data engineer writes in an hour, and has tuned: requests, orjson and
sqlite3 on one thread.

The stand-in makes each page once, in walks that count for nobody, and then sends what it has ready.
With --least-times the exit code is 2 when the plain script does not take so many times as long as
Stemma to its finished analysis, or when the stand-in takes more than a tenth of two cores.

Needs huggingface_hub, orjson, requests and sqlite-utils.
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


def declared(model, card, tags):
    """What the JSON of a model names, as (field, source, text, relation)."""
    for field, key in (("base_model", "base_model"), ("dataset", "datasets")):
        named = card.get(key)
        if named:
            for text in (named,) if isinstance(named, str) else named:
                yield field, "card", str(text), ""
    parents = {}
    for tag in tags:
        if tag.startswith("base_model:"):
            parts = tag.split(":", 2)
            parents[parts[-1]] = parts[1] if len(parts) == 3 else parents.get(parts[-1], "")
        elif tag.startswith("dataset:"):
            yield "dataset", "tag", tag[8:], ""
    for name, relation in parents.items():
        yield "base_model", "tag", name, relation
    bases = model.get("baseModels")
    if bases:
        relation = bases["relation"]
        for parent in bases["models"]:
            yield "base_model", "hub", parent["id"], relation


def plainly(path):
    """The plain script: requests, orjson and sqlite3 on one thread."""
    import sqlite3

    import orjson
    import requests

    database = sqlite3.connect(path, isolation_level=None)
    database.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;"
        "PRAGMA temp_store = MEMORY; PRAGMA locking_mode = EXCLUSIVE;"
        "PRAGMA wal_autocheckpoint = 20000;" + SCHEMA
    )
    owners, tags, references = Numbers(), Numbers(), Numbers()
    repos, repo_tags, named = [], [], []
    marks = ", ".join("?" * 19)

    def write():
        database.execute("BEGIN")
        for table, numbers in (("owner", owners), ("tag", tags), ("reference", references)):
            database.executemany(f"INSERT INTO {table} VALUES (?, ?)", numbers.new)
            numbers.new.clear()
        database.executemany(f"INSERT INTO repo VALUES ({marks})", repos)
        database.executemany("INSERT INTO repo_tag VALUES (?, ?)", repo_tags)
        database.executemany("INSERT OR IGNORE INTO declaration VALUES (?,?,?,?,?)", named)
        database.execute("COMMIT")
        for rows in (repos, repo_tags, named):
            rows.clear()

    session = requests.Session()
    session.headers["Accept-Encoding"] = "gzip"
    url = os.environ["HF_ENDPOINT"] + "/api/models?sort=createdAt&limit=1000&" + "&".join(
        f"expand={field}" for field in FIELDS
    )
    number = 0
    while url:
        reply = session.get(url)
        reply.raise_for_status()
        for model in orjson.loads(reply.content):
            number += 1
            get, card = model.get, model.get("cardData") or {}
            weights, said = get("safetensors"), get("tags") or ()
            language = card.get("language")
            license = card.get("license")
            repos.append((
                number, model["_id"], model["id"], owners.of(get("author") or ""),
                get("createdAt"), get("lastModified"), get("sha"), str(get("gated")),
                get("private"), get("disabled"),
                license if license is None or isinstance(license, str) else ",".join(license),
                language if language is None or isinstance(language, str)
                else ",".join(map(str, language)),
                get("library_name"), get("pipeline_tag"),
                weights.get("total") if weights else None, get("downloads"),
                get("downloadsAllTime"), get("likes"), get("trendingScore"),
            ))
            # In the order of the table, so that each row goes behind the last.
            repo_tags += [(number, tag) for tag in sorted({tags.of(tag) for tag in said})]
            for field, source, text, relation in declared(model, card, said):
                named.append((number, field, source, references.of(text), relation))
        if number % 10000 == 0:
            write()
        url = reply.links.get("next", {}).get("url")
    write()
    database.execute("CREATE INDEX repo_name ON repo (name)")
    database.close()


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


class StandIn:
    """The Hub that all clients ask, in a process of its own."""

    def __init__(self, stemma, models):
        self.process = subprocess.Popen(
            [
                stemma, "stand-in", "--synthetic", f"models={models},seed=1", "--no-quota",
                "--own-links", "--keep-pages", str(max(4000, models // 400)),
            ],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        self.endpoint = self.process.stdout.readline().strip()

    def cpu(self):
        """Its CPU time so far in seconds; 0 where the system does not tell."""
        try:
            text = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text()
        except OSError:
            return 0.0
        user, system = text.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.terminate()
        self.process.wait()


PLAIN = "requests + orjson + sqlite3"
WAYS = {"sqlite3": into_sqlite3, "sqlite-utils": into_sqlite_utils, "plain": plainly}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--models", type=int, default=30_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--stemma", default=".build/release/stemma")
    parser.add_argument("--before", help="an older stemma to run beside this one")
    parser.add_argument("--only", help="names of the clients, with commas between them")
    parser.add_argument("--least-times", type=float, help="the bound for the plain script")
    parser.add_argument("--json", metavar="FILE", help="write JSON Lines there, too")
    parser.add_argument("--write", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        return WAYS[options.write[0]](options.write[1])

    folder = tempfile.mkdtemp(prefix="stemma-peers-")
    stand_in = StandIn(options.stemma, options.models)
    try:
        costs, share = measured(options, stand_in, folder)
    finally:
        stand_in.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return report(costs, share, options)


def clients(options, endpoint):
    """The commands by the clients' names, each from the file it writes."""
    sweep = ["harvest", "--plan", "sweep", "--resolve", "0", "-q", "--json"]
    peer = [sys.executable, __file__, "--write"]

    def own(program):
        return lambda file: [program, *sweep, "--endpoint", endpoint, "--cache", file]

    ways = {"stemma": own(options.stemma)}
    if options.before:
        ways["stemma before"] = own(options.before)
    ways[PLAIN] = lambda file: [*peer, "plain", file]
    ways["huggingface_hub + sqlite3"] = lambda file: [*peer, "sqlite3", file]
    ways["huggingface_hub + sqlite-utils"] = lambda file: [*peer, "sqlite-utils", file]
    chosen = options.only.split(",") if options.only else list(ways)
    return {name: way for name, way in ways.items() if name in chosen}


def measured(options, stand_in, folder):
    """What each run cost, by client, and the stand-in's share of two cores while they ran."""
    environment = dict(os.environ, HF_ENDPOINT=stand_in.endpoint, HF_HUB_DISABLE_TELEMETRY="1")
    ways = clients(options, stand_in.endpoint)
    costs = {name: [] for name in ways}
    place = pathlib.Path(folder, "run")

    def run(name):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        before = stand_in.cpu()
        run = cost(ways[name](str(place / "hub.sqlite")), environment)
        run["stand_in_cpu"] = stand_in.cpu() - before
        for key, files in (("cache", place.glob("hub.sqlite")), ("archive", place.rglob("*.gz"))):
            run[f"{key}_megabytes"] = sum(file.stat().st_size for file in files) / 1e6
        return run

    # Each asks for the fields in its own order, and the stand-in makes the pages of each.
    for name in ways:
        if name != "stemma before" and "utils" not in name:
            run(name)
    for _ in range(options.repeats):
        for name in ways:
            costs[name].append(run(name))
    runs = [run for name in ways if name.startswith("stemma") for run in costs[name]]
    share = max((run["stand_in_cpu"] / run["seconds"] / 2 for run in runs), default=0)
    return costs, share


UNITS = {
    "seconds": "s", "to_cache": "s", "cpu": "s", "megabytes": "MB", "stand_in_cpu": "s",
    "cache_megabytes": "MB", "archive_megabytes": "MB", "models_per_second": "models/s",
    "cpu_microseconds_per_model": "µs",
}


def figures(middles, share, options):
    """Every figure with its unit and its bound, as stemma-bench writes them."""
    for name, middle in middles.items():
        for key, value in middle.items():
            least = options.least_times if (name, key) == (PLAIN, "times_as_long") else None
            yield {
                "bench": f"harvest of {options.models}", "what": f"{name}, {key}", "value": value,
                "unit": UNITS.get(key, ""), "below": None, "at_least": least,
            }
    yield {
        "bench": f"harvest of {options.models}", "what": "the stand-in's share of two cores",
        "value": share, "unit": "", "below": 0.1,
    }


def report(costs, share, options):
    middles = {
        name: {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        for name, runs in costs.items()
    }
    own = middles.get("stemma")
    for name, middle in middles.items():
        middle["models_per_second"] = options.models / middle["to_cache"]
        middle["cpu_microseconds_per_model"] = middle["cpu"] / options.models * 1e6
        if own:
            middle["times_as_long"] = middle["seconds"] / own["seconds"]
            middle["times_the_cpu"] = middle["cpu"] / own["cpu"]
        print(
            "{name}: {seconds:.1f} s ({ratio:.2f} times stemma's), to the cache {to_cache:.1f} s; "
            "{cpu:.1f} s CPU, {cpu_microseconds_per_model:.1f} µs a model; {megabytes:.0f} MB; "
            "cache {cache_megabytes:.0f} MB, archive {archive_megabytes:.0f} MB".format(
                name=name, ratio=middle.get("times_as_long", 0), **middle
            )
        )
    print(f"The stand-in took at most {share:.1%} of two cores while stemma ran.")
    broken = []
    if options.least_times and own and PLAIN in middles:
        times = middles[PLAIN]["times_as_long"]
        if times < options.least_times:
            broken.append(f"the plain script takes {times:.2f} times as long as stemma, "
                          f"not {options.least_times:g}")
        if share > 0.1:
            broken.append("the stand-in took more than a tenth of two cores")
    for fault in broken:
        print(f"BROKEN: {fault}.")
    if options.json:
        pathlib.Path(options.json).write_text(
            "".join(json.dumps(figure) + "\n" for figure in figures(middles, share, options))
        )
    return 2 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
