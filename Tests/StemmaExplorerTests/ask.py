"""Asks of an explorer what its own description says: `shapes` reads answers, `routes ADDRESS COUNT` asks
for them, `axe` writes axe-core, `dot` reads a graph as Graphviz does."""
import json
import subprocess
import sys
import tempfile
from pathlib import Path


def shapes():
    """Standard input: the description, then a line [route, answer] each."""
    from jsonschema import Draft202012Validator

    description, *answers = [json.loads(line) for line in sys.stdin.read().split("\n")]
    assert description["openapi"] == "3.1.0"
    faults = 0
    for route, text in answers:
        success = description["paths"][route]["get"]["responses"]["200"]
        schema = success["content"]["application/json"]["schema"] | {
            "components": description["components"]
        }
        for fault in Draft202012Validator(schema).iter_errors(json.loads(text)):
            faults += 1
            print(route, list(fault.absolute_path), fault.message[:200])
    print(f"{len(answers)} answers, {faults} faults")


CHECKS = [
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_headers_conformance", "response_schema_conformance", "negative_data_rejection",
]


def routes(address, examples):
    """Runs schemathesis over a server."""
    names = {
        "id": ["lab/base", "bob/mix", "gpt2"], "from": ["bob/mix"], "to": ["bob/lora"],
        "owner": ["lab", "bob"], "dataset": ["lab/corpus"], "text": ["bas"], "of": ["lab"],
        "query": ["SELECT name FROM repo", "ghosts-by-reason"], "rows": ["declared_by"],
        # Each day is a past of its own, which takes longer to make than to ask.
        "as_of": ["2026-01-15", "2001-01-01"],
    }
    from urllib.request import urlopen

    description = json.load(urlopen(address + "api/openapi.json"))
    for methods in description["paths"].values():
        for parameter in methods["get"]["parameters"]:
            schema = parameter["schema"]
            target = schema.get("items", schema)
            known = names.get(parameter["name"])
            # Names that lead somewhere, beside all that do not.
            if parameter["name"] == "as_of":
                parameter["schema"] = {"enum": known}
            elif known and target["type"] == "string" and "enum" not in target:
                parameter["schema"] = {"anyOf": [{"enum": known}, target]}
                if "items" in schema:
                    parameter["schema"] = schema | {"items": parameter["schema"]}
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "openapi.json"
        text.write_text(json.dumps(description), encoding="utf-8")
        return subprocess.run(
            [
                sys.executable, "-m", "schemathesis.cli", "run", text, "--url", address + "api",
                "--phases", "coverage,fuzzing", "--mode", "all", "--checks", ",".join(CHECKS),
                "--max-examples", str(examples), "--seed", "20261130", "--generation-database", "none",
                "--suppress-health-check", "all", "--no-color", "--max-redirects", "0",
                "--warnings", "off",
            ],
            cwd=folder,
        ).returncode


def axe():
    """Writes axe-core."""
    import axe_core_python

    print((Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))


def dot():
    """Standard input: DOT, and the names of the nodes. Tells what Graphviz makes of them beside labels."""
    from xml.etree import ElementTree

    given = json.load(sys.stdin)

    def drawn(form):
        return subprocess.run(
            ["dot", "-T" + form], input=given["dot"].encode(), capture_output=True, check=True
        ).stdout

    faults = []
    svg = ElementTree.fromstring(drawn("svg"))
    space = "{http://www.w3.org/2000/svg}"
    names = []
    for group in svg.iter(space + "g"):
        if group.get("class") == "node":
            # Graphviz sets blanks as no-break spaces.
            text = "".join(text.text or "" for text in group.iter(space + "text"))
            names.append(text.replace("\u00a0", " "))
    if sorted(names) != sorted(given["names"]):
        faults.append(["names", sorted(set(names) ^ set(given["names"]))])
    known = {space + name for name in ["svg", "g", "title", "polygon", "text", "path"]}
    for element in svg.iter():
        keys = [key for key in element.attrib if key.lower().startswith("on") or "href" in key]
        if element.tag not in known or keys:
            faults.append(["drawn", element.tag, keys])
    graph = json.loads(drawn("json0"))
    acting = {"target", "tooltip", "image", "shapefile", "stylesheet", "class", "id", "layer"}
    for thing in graph["objects"] + graph.get("edges", []):
        keys = [key for key in thing if key.lower().endswith(("url", "href", "tooltip")) or key in acting]
        if keys:
            faults.append(["attributes", thing["name"], keys])
    if len(graph["objects"]) != len(given["names"]):
        faults.append(["objects", len(graph["objects"])])
    print(json.dumps(faults))


if sys.argv[1] == "shapes":
    shapes()
elif sys.argv[1] == "dot":
    dot()
elif sys.argv[1] == "axe":
    axe()
else:
    sys.exit(routes(sys.argv[2], int(sys.argv[3])))
