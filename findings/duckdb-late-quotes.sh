#!/usr/bin/env bash
# DuckDB keeps CSV's quotation marks as part of the text when the first 20,480 rows have none.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages duckdb==2.0.1
check <<'PYTHON'
import csv

import duckdb
from finding import expect, seen

TEXT = 'the "base" of a merge'


def last(name, quoting):
    with open(name, "w", newline="") as file:
        csv.writer(file, quoting=quoting).writerow(["id", "note"])
        writer = csv.writer(file)
        writer.writerows([f"org/m{row}", "none"] for row in range(20_480))
        writer.writerow(["org/last", TEXT])
    return duckdb.sql(f"SELECT note FROM '{name}' WHERE id = 'org/last'").fetchall()[0][0]


expect("duckdb", f"{TEXT}, as RFC 4180 has it and as the same row reads in a short file")
seen("after 20,480 rows without a mark", last("plain.csv", csv.QUOTE_MINIMAL),
     '"the ""base"" of a merge"')
seen("the same with quoted headings", last("quoted.csv", csv.QUOTE_ALL), TEXT)
PYTHON
