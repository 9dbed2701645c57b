#!/usr/bin/env bash
# cffconvert makes source code of a dataset, a person of an organization, and BibTeX without its version.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages cffconvert==2.0.0
cat > CITATION.cff <<'CFF'
cff-version: 1.2.0
message: Please cite these data.
type: dataset
title: Models of the Hub
authors:
  - name: The example developers
version: harvest 7
date-released: "2026-11-30"
doi: 10.5281/zenodo.1234567
CFF
check <<'PYTHON'
import json
import subprocess

from finding import expect, seen


def convert(*options):
    run = subprocess.run(["cffconvert", *options], capture_output=True, text=True, check=True)
    return run.stdout


expect("cffconvert", "`type: dataset` is a dataset, and an author with a mere name is no person")
seen("the file is valid", "are valid" in convert("--validate"), True)
for form in ("schema.org", "codemeta"):
    made = json.loads(convert("--format", form))
    seen(form, (made["@type"], made["author"][0]["@type"]), ("SoftwareSourceCode", "Person"))
zenodo = json.loads(convert("--format", "zenodo"))
seen("zenodo, the kind of upload", zenodo.get("upload_type"), None)
seen("BibTeX names the harvest", "harvest 7" in convert("--format", "bibtex"), False)
PYTHON
