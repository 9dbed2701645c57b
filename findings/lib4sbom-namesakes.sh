#!/usr/bin/env bash
# lib4sbom keeps one of two models that differ by owner alone, and gives it the other's parent.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages lib4sbom==0.10.4 "cyclonedx-python-lib[json-validation]==11.12.0"
check <<'PYTHON'
import json

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from finding import expect, seen
from lib4sbom.parser import SBOMParser


def model(reference, group, name):
    return {"type": "machine-learning-model", "bom-ref": reference, "group": group, "name": name,
            "version": "main", "purl": f"pkg:huggingface/{group}/{name}@main"}


bom = {
    "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
    "components": [model("m1", "alice", "chat-7b"), model("m2", "bob", "chat-7b"),
                   model("m3", "carol", "base")],
    "dependencies": [{"ref": "m1", "dependsOn": ["m3"]}, {"ref": "m2", "dependsOn": []},
                     {"ref": "m3", "dependsOn": []}],
}
text = json.dumps(bom)
with open("family.cdx.json", "w") as file:
    file.write(text)

expect("lib4sbom cyclonedx-python-lib", "group, reference and package URL tell two components apart")
seen("faults of the file", JsonStrictValidator(SchemaVersion.V1_6).validate_str(text), None)
parser = SBOMParser()
parser.parse_file("family.cdx.json")
seen("components", [(one["bom-ref"], one["group"]) for one in parser.get_packages()],
     [("m2", "bob"), ("m3", "carol")])
seen("dependencies", [(one["source"], one["source_id"], one["target"])
                      for one in parser.get_relationships()], [("chat-7b", "m1", "base")])
PYTHON
