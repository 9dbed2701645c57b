#!/usr/bin/env bash
# cyclonedx-python-lib drops model cards, what a dataset is, and annotations of a file that it passes on.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages "cyclonedx-python-lib[json-validation]==11.12.0"
check <<'PYTHON'
import json

from cyclonedx.model.bom import Bom
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from finding import expect, seen

V1_6 = SchemaVersion.V1_6
bom = {
    "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
    "components": [
        {"type": "machine-learning-model", "bom-ref": "model", "group": "org", "name": "chat",
         "version": "main", "purl": "pkg:huggingface/org/chat@Q4_K_M",
         "modelCard": {
             "modelParameters": {"task": "text-generation", "datasets": [{"ref": "dataset"}]},
             "considerations": {"technicalLimitations": ["English alone"]}}},
        {"type": "data", "bom-ref": "dataset", "name": "talks",
         "data": [{"type": "dataset", "name": "talks", "classification": "public"}]},
    ],
    "annotations": [
        {"subjects": ["model"], "annotator": {"organization": {"name": "org"}},
         "timestamp": "2026-11-01T00:00:00Z", "text": "looser than inherited"}],
    "dependencies": [{"ref": "model", "dependsOn": ["dataset"]}, {"ref": "dataset"}],
}
expect("cyclonedx-python-lib", "what it reads of version 1.6 it writes again, or it refuses it")
seen("faults of the file", JsonStrictValidator(V1_6).validate_str(json.dumps(bom)), None)
written = make_outputter(Bom.from_json(bom), OutputFormat.JSON, V1_6).output_as_string()
seen("faults of what it writes", JsonStrictValidator(V1_6).validate_str(written), None)
after = {one["bom-ref"]: one for one in json.loads(written)["components"]}
seen("lost of the model", sorted(set(bom["components"][0]) - set(after["model"])), ["modelCard"])
seen("lost of the dataset", sorted(set(bom["components"][1]) - set(after["dataset"])), ["data"])
seen("lost of the whole", sorted(set(bom) - set(json.loads(written))), ["annotations"])
PYTHON
