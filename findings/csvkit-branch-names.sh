#!/usr/bin/env bash
# csvkit and frictionless read the branches of quantized models, 8_0 and 6_5, as 80 and 65.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages csvkit==2.2.0 frictionless==5.21.0 pandas==3.1.1
check <<'PYTHON'
import csv
import io
import subprocess

import pandas
from finding import expect, seen
from frictionless import Resource

with open("branches.csv", "w") as file:
    file.write("id,branch,license,language\norg/a,8_0,none,na\norg/b,6_5,mit,no\n")

expect("csvkit frictionless pandas", "8_0 is a name; a program that copies CSV changes no values")
copy = subprocess.run(["in2csv", "branches.csv"], capture_output=True, text=True, check=True)
rows = list(csv.DictReader(io.StringIO(copy.stdout)))
seen("in2csv, branches", [row["branch"] for row in rows], ["80", "65"])
# `none` is what some cards write for a license, `na` the code of Nauruan.
seen("in2csv, licenses", [row["license"] for row in rows], ["", "mit"])
seen("in2csv, languages", [row["language"] for row in rows], ["", "False"])
for options, row in [
    (["--no-inference"], "org/a,8_0,,"),
    (["--no-inference", "--blanks"], "org/a,8_0,none,na"),
]:
    same = subprocess.run(
        ["in2csv", *options, "branches.csv"], capture_output=True, text=True, check=True
    )
    seen(" ".join(["in2csv", *options]), same.stdout.splitlines()[1], row)
rows = Resource("branches.csv").read_rows()
seen("frictionless, branches", [row["branch"] for row in rows], [80, 65])
seen("pandas, branches", pandas.read_csv("branches.csv")["branch"].to_list(), ["8_0", "6_5"])
PYTHON
