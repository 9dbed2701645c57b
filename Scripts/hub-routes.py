#!/usr/bin/env python3
"""Holds the stand-in's answers, and those that were recorded of the Hub, against descriptions of routes.

    python3 Scripts/hub-routes.py recordings [REAL_HUB]
    python3 Scripts/hub-routes.py stand-in [REAL_HUB] [--stemma FILE] [--examples N]

REAL_HUB (default: ../shared/real-hub beside the project) holds the Hub's own OpenAPI text and recorded
replies; FILE is the built program (default: .build/release/stemma). hub-routes.json beside this script
describes what the Hub's text leaves out: listings, details, likers, organizations.

recordings  whether each recorded reply satisfies both, with a validator of JSON Schema.
stand-in    whether the stand-in's do: schemathesis makes requests from both, cut to the routes that the
            stand-in serves, and checks status, headers, type and schema of each answer.

It needs jsonschema; for the stand-in schemathesis, too. It ends with 1 when anything differs.
"""

import argparse
import gzip
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

PACKAGE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PACKAGE / "Tests/StemmaTestSupport"))

from real_hub import exchanges  # noqa: E402

KINDS = ("models", "datasets", "spaces")

# What the stand-in serves of the Hub's own text.
SERVED = [
    "/api/users/{username}/overview", "/api/users/{username}/likes",
    "/api/organizations/{name}/members", "/api/models-tags-by-type", "/api/datasets-tags-by-type",
    "/api/papers/{paperId}", "/api/whoami-v2",
    "/api/{repoType}/{namespace}/{repo}/discussions",
    "/api/{repoType}/{namespace}/{repo}/discussions/{num}",
] + [
    f"/api/{kind}/{{namespace}}/{{repo}}/{rest}"
    for kind in KINDS for rest in ("commits/{rev}", "refs", "tree/{rev}/{path}")
] + [
    f"{prefix}/{{namespace}}/{{repo}}/{rest}"
    for prefix, rest in (
        ("/spaces", "resolve/{rev}/{path}"), ("/datasets", "resolve/{rev}/{path}"),
        ("", "resolve/{rev}/{path}"),
    )
]


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("what", choices=["recordings", "stand-in"])
    arguments.add_argument("folder", nargs="?", type=Path, default=PACKAGE.parent / "shared/real-hub")
    arguments.add_argument("--stemma", type=Path, default=PACKAGE / ".build/release/stemma")
    arguments.add_argument("--examples", type=int, default=25)
    chosen = arguments.parse_args()
    description = described(chosen.folder)
    if chosen.what == "recordings":
        sys.exit(recordings(chosen.folder, description))
    sys.exit(stand_in(description, chosen.stemma.resolve(), chosen.examples))


def described(folder):
    """The Hub's text, cut to what the stand-in serves, with the routes that it leaves out."""
    with gzip.open(sorted((folder / "openapi").glob("*.json.gz"))[-1], "rt", encoding="utf-8") as file:
        hub = json.load(file)
    own = json.loads((PACKAGE / "Scripts/hub-routes.json").read_text(encoding="utf-8"))
    paths = {path: {"get": hub["paths"][path]["get"]} for path in SERVED}
    assert not set(paths) & set(own["paths"]), "the Hub's text describes a route of hub-routes.json now"
    corrected(paths)
    schemas = {**hub["components"].get("schemas", {}), **own["components"]["schemas"]}
    return {**own, "paths": {**paths, **own["paths"]}, "components": {"schemas": schemas}}


def corrected(paths):
    """Mends what the Hub's text says otherwise than the Hub's recorded answers of the same weeks.

    Entries of a tree have a path, which the text forbids. The parts of an `allOf` are closed, so that
    nothing can be both, such as the author of an event.
    """
    for route, methods in paths.items():
        answers = methods["get"]["responses"].values()
        for schema in (body["schema"] for answer in answers for body in answer["content"].values()):
            opened(schema)
            if "/tree/" in route:
                schema["items"]["properties"].setdefault("path", {"type": "string"})


def opened(schema):
    if isinstance(schema, list):
        for each in schema:
            opened(each)
    elif isinstance(schema, dict):
        for part in schema.get("allOf", []):
            for closed in [part, *part.get("anyOf", [])]:
                closed.pop("additionalProperties", None)
        for each in schema.values():
            opened(each)


# Recordings


def recordings(folder, description):
    """Checks each recorded reply whose route is described; says how many satisfied what."""
    from jsonschema import Draft202012Validator

    checked, faults = Counter(), []
    for source, row in exchanges(folder):
        route, schema = expected(description, row)
        if schema is None:
            continue
        validator = Draft202012Validator({**schema, "components": description["components"]})
        for error in validator.iter_errors(json.loads(row["body"])):
            faults.append(f"{source}: {row['uri'][:90]}: {where(error)}: {error.message[:200]}")
        checked[route] += 1
    for route, count in sorted(checked.items()):
        print(f"{count:4} {route}")
    print(f"{checked.total()} recorded replies of {len(checked)} routes; {len(faults)} differences")
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults or not checked else 0


def where(error):
    return "/".join(map(str, error.absolute_path)) or "the whole"


def expected(description, row):
    """The route of a recorded exchange, and the schema that its body must satisfy; None for neither."""
    if row["status"] != 200 or row.get("method", "GET") != "GET" or not row["body"]:
        return None, None
    address = urlsplit(row["uri"])
    route = route_of(description, address.path)
    if route is None or "resolve" in route:
        return None, None
    return route, body_schema(description, route, parse_qs(address.query))


def route_of(description, path):
    # Legacy names have one segment, where the description has two.
    for told in (path, re.sub(r"^(/api/(?:models|datasets|spaces))/([^/]+)$", r"\1/_/\2", path)):
        for route in description["paths"]:
            if re.fullmatch(re.sub(r"\{path\}", ".*", re.sub(r"\{(?!path)\w+\}", "[^/]+", route)), told):
                return route
        if re.fullmatch(r"/api/\w+/[^/]+/[^/]+/tree/[^/]+", told):
            return f"/api/{told.split('/')[2]}/{{namespace}}/{{repo}}/tree/{{rev}}/{{path}}"
    return None


def body_schema(description, route, query):
    """The schema of an answer, closer where nothing is expanded: then the fields are always the same."""
    answer = description["paths"][route]["get"]["responses"]["200"]
    schema = answer["content"]["application/json"]["schema"]
    kind = route.split("/")[2].removesuffix("s").title() if route.startswith("/api/") else ""
    if {"expand", "expand[]", "full"} & set(query) or kind not in ("Model", "Dataset", "Space"):
        return schema
    if route == f"/api/{kind.lower()}s":
        return {"type": "array", "items": reference("Bare" + kind)}
    return reference("Detail" + kind) if route.endswith("/{repo}") else schema


def reference(name):
    return {"$ref": f"#/components/schemas/{name}"}


# The stand-in

ANN = {"_id": "640000000000000000000001", "avatarUrl": "/a.svg", "fullname": "Ann", "isPro": False}
SPEAKER = {**ANN, "name": "ann", "type": "user", "isHf": False, "isHfAdmin": False, "isMod": False}
LIKER = {**ANN, "user": "ann", "type": "user"}
OPENING = {
    "id": "6632d5000000000000000001", "author": SPEAKER, "createdAt": "2024-05-02T00:00:00.000Z",
    "type": "comment",
    "data": {
        "edited": False, "hidden": False, "numEdits": 0, "editors": ["ann"],
        "editorAvatarUrls": ["/a.svg"], "reactions": [], "isReport": False,
        "latest": {"raw": "Hello", "html": "<p>Hello</p>", "author": SPEAKER,
                   "updatedAt": "2024-05-02T00:00:00.000Z"},
    },
}
TALK = [{"num": 1, "author": SPEAKER, "title": "Hello", "createdAt": "2024-05-02T00:00:00.000Z",
         "events": [OPENING]}]

FILES = [{"rfilename": "README.md"}, {"rfilename": "data/one.bin", "size": 9}]

WORLD = [
    {"org": {"name": "lab", "fullname": "The Lab"}, "members": [LIKER]},
    {"user": {"user": "ann", "fullname": "Ann", "createdAt": "2023-03-02T01:46:40.000Z"},
     "likes": [{"createdAt": "2024-06-01T00:00:00.000Z", "repo": {"name": "lab/base", "type": "model"}}]},
    {"model": {"id": "lab/base", "createdAt": "2024-05-01T00:00:00.000Z", "likes": 2, "downloads": 9,
               "pipeline_tag": "text-generation", "config": {"model_type": "llama"},
               "safetensors": {"parameters": {"BF16": 8}, "total": 8},
               "siblings": FILES,
               "cardData": {"license": "mit", "language": ["en"], "datasets": ["lab/base"]}},
     "readme": "# Base\nhttps://arxiv.org/abs/1810.04805", "likers": [LIKER], "discussions": TALK},
    {"model": {"id": "lab/chat", "lastModified": "2024-07-01T00:00:00.000Z",
               "cardData": {"base_model": "lab/base", "datasets": ["lab/base"]}}, "readme": "# Chat"},
    {"model": {"id": "ann/base", "gated": "manual", "cardData": {"base_model": "old/base"}},
     "readme": "# Gated"},
    {"model": {"id": "ann/chat", "disabled": True}},
    {"dataset": {"id": "lab/base", "siblings": FILES, "cardData": {"license": "cc-by-4.0", "language": ["en"]}},
     "readme": "# Data", "likers": [LIKER], "discussions": TALK},
    {"space": {"id": "lab/base", "siblings": FILES, "sdk": "gradio", "models": ["lab/chat"]}, "readme": "# Space",
     "likers": [LIKER], "discussions": TALK},
    {"rename": {"from": "old/base", "to": "lab/base"}},
    {"paper": {"id": "1810.04805", "title": "BERT", "authors": [],
               "publishedAt": "2018-10-11T00:00:00.000Z", "summary": "A model.", "upvotes": 1}},
]

# Values that lead somewhere, with some that do not; what is not here is made up.
VALUES = {
    "namespace": ["lab", "ann", "old", "nobody"], "repo": ["base", "chat", "nothing"],
    "rev": ["main", "refs/pr/1", "nothing"], "path": ["README.md", "data", "nothing"], "num": ["1", "7"],
    "username": ["ann", "nobody"], "name": ["lab", "nobody"], "paperId": ["1810.04805", "0000.00000"],
    "filter": ["license:mit", "base_model:lab/base", "base_model:finetune:lab/base", "nothing"],
    "author": ["lab", "ann", "nobody"], "search": ["BASE", "a", "nothing"],
    "other": ["base_model:finetune:lab/base", "nothing"],
}

CHECKS = [
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_headers_conformance", "response_schema_conformance",
]

# What every route may answer besides, by status: the Hub's text tells of successes alone.
REFUSALS = {
    "400": "a parameter that cannot be", "401": "no such repository, or a gated file, without a token",
    "403": "a gated file, or a repository that was disabled",
    "404": "no such page, revision or file",
}


def stand_in(description, stemma, examples):
    """Runs schemathesis over a stand-in, and returns its status."""
    with tempfile.TemporaryDirectory() as folder:
        world, text = Path(folder) / "world.jsonl", Path(folder) / "openapi.json"
        world.write_text("".join(json.dumps(line) + "\n" for line in WORLD), encoding="utf-8")
        text.write_text(json.dumps(guided(description)), encoding="utf-8")
        hub = subprocess.Popen(
            [stemma, "stand-in", "--world", world, "--no-quota", "--until-input-ends"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        try:
            address = next(word for word in hub.stdout.readline().split() if "://" in word)
            options = [
                "--url", address.strip(".,"), "--phases", "coverage,fuzzing", "--mode", "all",
                "--checks", ",".join(CHECKS), "--max-examples", str(examples), "--seed", "20261130",
                "--generation-database", "none", "--suppress-health-check", "all", "--no-color",
                "--max-redirects", "0", "--warnings", "off",
            ]
            # Without a token and with one: what is missing is told otherwise.
            tokens = [[], ["--header", "Authorization: Bearer hf_any"]]
            return max(
                subprocess.run(
                    [sys.executable, "-m", "schemathesis.cli", "run", text, *options, *token],
                    cwd=folder,
                ).returncode
                for token in tokens
            )
        finally:
            hub.stdin.close()
            hub.wait()


def guided(description):
    """The description with values for its parameters, refusals, and the bodies of files left open."""
    text = without_rows(json.loads(json.dumps(description)))
    for route, methods in text["paths"].items():
        operation = methods["get"]
        for parameter in operation.get("parameters", []):
            guide(parameter)
        for status, meaning in REFUSALS.items():
            body = {"application/json": {"schema": reference("Error")}, "text/plain": {}}
            operation["responses"].setdefault(status, {"description": meaning, "content": body})
        redirect = {"description": "another name", "content": {"text/plain": {}}}
        operation["responses"].setdefault("307", redirect)
        if "resolve" in route:
            for answer in operation["responses"].values():
                answer["content"] = {"text/plain": {}, "application/json": {}}
    return text


def without_rows(value):
    """A description that does not say what stands where in a list: schemathesis 4.32.5 stops at that."""
    if isinstance(value, dict):
        return {key: without_rows(each) for key, each in value.items() if key != "prefixItems"}
    return [without_rows(each) for each in value] if isinstance(value, list) else value


def guide(parameter):
    values = VALUES.get(parameter["name"])
    if values is None:
        return
    schema = parameter["schema"]
    target = schema["items"] if schema.get("type") == "array" else schema
    target.clear()
    target.update({"type": "string", "enum": values})


if __name__ == "__main__":
    main()
