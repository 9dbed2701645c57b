"""Reads a bill of materials with a program that is meant for it, and tells what it saw as JSON.

    read_bill.py READER FILE
"""

import json
import sys


def cyclonedx_faults(path):
    """What the schema of the version that the bill names finds, and what is wrong with its references."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    with open(path, encoding="utf-8") as file:
        text = file.read()
    bill = json.loads(text)
    version = {"1.6": SchemaVersion.V1_6, "1.7": SchemaVersion.V1_7}[bill["specVersion"]]
    faults = [repr(fault) for fault in JsonStrictValidator(version).validate_str(text, all_errors=True) or []]
    references = []

    def walk(value):
        if isinstance(value, dict):
            references.extend([value["bom-ref"]] if "bom-ref" in value else [])
            list(map(walk, value.values()))
        elif isinstance(value, list):
            list(map(walk, value))

    walk(bill)
    faults += [f"{r} stands for several" for r in set(references) if references.count(r) > 1]
    named = [r for d in bill["dependencies"] for r in [d["ref"], *d["dependsOn"]]]
    return faults + [f"{r} stands for nothing" for r in named if r not in references]


def cyclonedx_model(path):
    """What cyclonedx-python-lib keeps."""
    from cyclonedx.model.bom import Bom

    with open(path, encoding="utf-8") as file:
        bill = Bom.from_json(json.load(file))
    subject = bill.metadata.component
    return {
        "serial": str(bill.serial_number),
        "time": bill.metadata.timestamp.isoformat(),
        "subject": subject.bom_ref.value,
        "licenses": sorted(str(l.id or l.name) for l in subject.licenses),
        "ancestors": sorted(str(a.purl or a.name) for a in subject.pedigree.ancestors),
        "components": sorted(c.bom_ref.value for c in bill.components),
        "depends": sorted(d.ref.value for e in bill.dependencies for d in e.dependencies),
    }


def lib4sbom(path):
    """Packages and relations as lib4sbom keeps them."""
    from lib4sbom.parser import SBOMParser

    parser = SBOMParser()
    parser.parse_file(path)
    return {
        "type": parser.get_type(),
        "packages": sorted(p["name"] for p in parser.get_packages()),
        "relations": len([r for r in parser.get_relationships() if r["type"] == "DEPENDS_ON"]),
    }


def spdx_model(path):
    """Elements and relations as the model of SPDX reads them; it refuses what has no place there."""
    from spdx_python_model.bindings import v3_0_1 as spdx

    objects = spdx.SHACLObjectSet()
    with open(path, encoding="utf-8") as file:
        spdx.JSONLDDeserializer().read(file, objects)
    missing = objects.link()
    found = list(objects.foreach())

    def name(value):
        return getattr(value, "name", None) or str(value)

    return {
        "missing": sorted(missing),
        "models": sorted(o.name for o in found if type(o).__name__ == "ai_AIPackage"),
        "datasets": sorted(o.name for o in found if type(o).__name__ == "dataset_DatasetPackage"),
        "licenses": sorted(
            o.simplelicensing_licenseExpression
            for o in found
            if type(o).__name__ == "simplelicensing_LicenseExpression"
        ),
        "relations": sorted(
            f"{o.from_.name} {o.relationshipType.split('/')[-1]} {name(to)}"
            for o in found
            if type(o).__name__ == "Relationship"
            for to in o.to
        ),
        "statements": [o.statement for o in found if type(o).__name__ == "Annotation"],
    }


def license_faults(path):
    """Identifiers that SPDX does not list, or has given up."""
    from importlib import resources

    from license_expression import get_spdx_licensing

    schema = resources.files("cyclonedx.schema").joinpath("_res/spdx.SNAPSHOT.schema.json")
    listed = set(json.loads(schema.read_text(encoding="utf-8"))["enum"])
    known = get_spdx_licensing().known_symbols
    with open(path, encoding="utf-8") as file:
        components = json.load(file)["components"]
    ids = {l["license"]["id"] for c in components for l in c["licenses"] if "id" in l["license"]}
    given_up = {i for i in ids if i + "-only" in known or i + "-only" in listed}
    return {"count": len(ids), "faults": sorted(ids - listed) + sorted(given_up)}


if __name__ == "__main__":
    json.dump(globals()[sys.argv[1]](sys.argv[2]), sys.stdout)
