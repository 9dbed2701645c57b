#!/usr/bin/env bash
# pandas turns JSON strings of digits into numbers: revision "0012345" is 12345, "1.10" is 1.1.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages pandas==3.1.1 pyarrow==26.0.1
check <<'PYTHON'
import io

import pandas
import pyarrow.json
from finding import expect, seen

LINES = """{"id": "org/a", "revision": "0012345", "version": "1.10", "language": "nan"}
{"id": "org/b", "revision": "9912345", "version": "1.9", "language": "nan"}
"""

expect("pandas pyarrow", "what JSON writes as a string is a string; that is what its marks are for")
first = pandas.read_json(io.StringIO(LINES), lines=True).iloc[0]
seen("pandas, revision", int(first["revision"]), 12345)
seen("pandas, version", float(first["version"]), 1.1)
seen("pandas, language is missing", bool(pandas.isna(first["language"])), True)
same = pandas.read_json(io.StringIO(LINES), lines=True, dtype=False).iloc[0]
seen("pandas with dtype=False", [same["revision"], same["version"], same["language"]],
     ["0012345", "1.10", "nan"])
table = pyarrow.json.read_json(io.BytesIO(LINES.encode()))
seen("pyarrow, version", table["version"][0].as_py(), "1.10")
PYTHON
