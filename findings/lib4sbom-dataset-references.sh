#!/usr/bin/env bash
# One model card that names a dataset by reference, and lib4sbom returns a whole file as empty.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages lib4sbom==0.10.4 "cyclonedx-python-lib[json-validation]==11.12.0"
check <<'PYTHON'
import json

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from finding import expect, seen
from lib4sbom.parser import SBOMParser


def names(dataset):
    parameters = {"datasets": [dataset]}
    text = json.dumps({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "components": [
            {"type": "machine-learning-model", "bom-ref": "model", "name": "chat", "version": "main",
             "modelCard": {"modelParameters": parameters}},
            {"type": "data", "bom-ref": "dataset", "name": "talks", "version": "main"},
            {"type": "library", "bom-ref": "library", "name": "tokens", "version": "1.0"},
        ],
    })
    faults = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    with open("chat.cdx.json", "w") as file:
        file.write(text)
    parser = SBOMParser()
    parser.parse_file("chat.cdx.json")
    return faults, [one["name"] for one in parser.get_packages()]


everything = ["chat", "talks", "tokens"]
expect("lib4sbom cyclonedx-python-lib", "a valid file has its components, or an error is raised")
seen("faults and components, dataset by reference", names({"ref": "dataset"}), (None, []))
seen("with the dataset inline", names({"type": "dataset", "name": "talks"}), (None, []))
seen("with a classification beside it",
     names({"type": "dataset", "name": "talks", "classification": "public"}), (None, everything))
PYTHON
