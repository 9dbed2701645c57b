#!/usr/bin/env bash
# lib4sbom finds no model and no dataset in SPDX 3, and calls the file CycloneDX then.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages lib4sbom==0.10.4 spdx-python-model==0.0.6
check <<'PYTHON'
import json

from finding import expect, seen
from lib4sbom.parser import SBOMParser
from spdx_python_model import v3_0_1

HERE = "https://example.org/"
package = {
    "creationInfo": "_:made", "releaseTime": "2026-11-01T00:00:00Z", "originatedBy": [HERE + "org"],
    "suppliedBy": HERE + "org", "software_packageVersion": "main",
    "software_downloadLocation": HERE + "files",
}
model = {"type": "ai_AIPackage", "spdxId": HERE + "model", "name": "org/chat", **package,
         "software_primaryPurpose": "model"}
data = {"type": "dataset_DatasetPackage", "spdxId": HERE + "data", "name": "org/talks", **package,
        "builtTime": "2026-11-01T00:00:00Z", "software_primaryPurpose": "data",
        "dataset_datasetType": ["text"]}
plain = {"type": "software_Package", "spdxId": HERE + "plain", "name": "tokens", **package}


def read(*packages):
    names = [one["spdxId"] for one in packages]
    graph = [
        {"type": "CreationInfo", "@id": "_:made", "specVersion": "3.0.1",
         "created": "2026-11-01T00:00:00Z", "createdBy": [HERE + "org"]},
        {"type": "Organization", "spdxId": HERE + "org", "name": "org", "creationInfo": "_:made"},
        {"type": "SpdxDocument", "spdxId": HERE + "bill", "name": "bill", "creationInfo": "_:made",
         "profileConformance": ["core", "software", "ai", "dataset"], "rootElement": names[:1],
         "element": names},
        *packages,
    ]
    with open("bill.spdx.json", "w") as file:
        json.dump({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": graph}, file)
    objects = v3_0_1.SHACLObjectSet()
    with open("bill.spdx.json", "rb") as file:
        v3_0_1.JSONLDDeserializer().read(file, objects)
    whole = [one.name for one in objects.foreach_type("software_Package", match_subclass=True)]
    parser = SBOMParser()
    parser.parse_file("bill.spdx.json")
    return sorted(whole), [one["name"] for one in parser.get_packages()], parser.get_type()


expect("lib4sbom spdx-python-model", "a reader of SPDX 3 lists the packages of all its kinds")
seen("spdx-python-model and lib4sbom, a model and a dataset", read(model, data),
     (["org/chat", "org/talks"], [], "cyclonedx"))
seen("with a package of software beside them", read(model, data, plain),
     (["org/chat", "org/talks", "tokens"], ["tokens"], "spdx"))
PYTHON
