"""Counts what an import of a series must find: rows, names, gaps and distinct observations."""

import csv
import datetime
import gzip
import sys

path, date_column, kind_column = sys.argv[1:4]
rows = list(csv.DictReader(gzip.open(path, "rt", encoding="utf-8", newline="")))
days, times = {}, {}
for row in rows:
    name = (row.get(kind_column) or "model", row["id"].lower())
    counters = (row.get("downloads") or "", row.get("likes") or "")
    if not any(counters):
        continue
    days.setdefault(name, set()).add(datetime.date.fromisoformat(row[date_column][:10]))
    times.setdefault((name, row[date_column]), counters)
gaps = 0
for seen in days.values():
    ordered = sorted(seen)
    gaps += sum((b - a).days > 1 for a, b in zip(ordered, ordered[1:]))
print(len(rows), len(days), gaps, len(times))
