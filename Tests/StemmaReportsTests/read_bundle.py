"""Reads an unpacked bundle as others do: mlcroissant, RO-Crate's validator, sha256sum.

    read_bundle.py FOLDER
"""

import io
import json
import os
import subprocess
import sys

import rdflib.plugins.shared.jsonld.context as jsonld_context
import rdflib.plugins.shared.jsonld.util as jsonld_util
import requests
from rocrate_validator import models, services

folder = sys.argv[1]
subprocess.run(["sha256sum", "--quiet", "-c", "manifest-sha256.txt"], cwd=folder, check=True)

import mlcroissant

dataset = mlcroissant.Dataset(jsonld=os.path.join(folder, "croissant.json"))
assert not dataset.metadata.ctx.issues.errors, dataset.metadata.ctx.issues.report()
for record_set in dataset.metadata.record_sets:
    rows = list(dataset.records(record_set=record_set.uuid))
    assert rows, record_set.uuid
    print(record_set.uuid, len(rows))

crate = json.load(open(os.path.join(folder, "ro-crate-metadata.json")))
told = {part["@id"] for entity in crate["@graph"] if entity["@id"] == "./" for part in entity["hasPart"]}
there = {
    os.path.relpath(os.path.join(place, name), folder)
    for place, _, names in os.walk(folder)
    for name in names
}
assert told == there - {"ro-crate-metadata.json"}, told ^ there
with open(os.path.join(folder, "CITATION.cff")) as file:
    assert file.readline() == "cff-version: 1.2.0\n"

# The validator asks for the context's address: it gets the terms of it that a bundle uses.
TERMS = "about contentSize datePublished description encodingFormat hasPart license name".split()
CONTEXT = {
    "@context": {
        **{term: f"http://schema.org/{term}" for term in [*TERMS, "CreativeWork", "Dataset"]},
        "File": "http://schema.org/MediaObject",
        "conformsTo": "http://purl.org/dc/terms/conformsTo",
    }
}


def is_context(address):
    return isinstance(address, str) and address.startswith("https://w3id.org/ro/crate/")


def ask(session, method, url, **options):
    if not is_context(url):
        raise requests.ConnectionError(f"{url}: there is no network")
    reply = requests.Response()
    reply.status_code, reply.url = 200, url
    reply.raw = io.BytesIO(json.dumps(CONTEXT).encode())
    reply.headers["Content-Type"] = "application/ld+json"
    return reply


def load(source, *options, **named):
    return (CONTEXT, None) if is_context(source) else load_from_afar(source, *options, **named)


requests.sessions.Session.request = ask
load_from_afar = jsonld_util.source_to_json
jsonld_util.source_to_json = jsonld_context.source_to_json = load
result = services.validate(
    services.ValidationSettings(
        rocrate_uri=folder,
        requirement_severity=models.Severity.REQUIRED,
        profile_identifier="ro-crate-1.1",
    )
)
issues = [f"{issue.check.identifier}: {issue.message}" for issue in result.get_issues()]
assert not issues, issues
print("crate valid")
